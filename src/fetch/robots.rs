//! robots.txt by RFC 9309: what a site lets us fetch, and how fast.

use robotxt::{Agent, BYTE_LIMIT, Robots, robots_url};
use std::borrow::Cow;
use std::time::Duration;
use url::Url;

/// Bytes of a robots.txt that are read: the least that RFC 9309 section 2.5 asks for.
pub const MAX_ROBOTS: usize = BYTE_LIMIT;
/// Redirects followed to a robots.txt: the least that RFC 9309 section 2.3.1.2 asks for.
pub const MAX_ROBOTS_REDIRECTS: u32 = 5;
/// How long a robots.txt holds (RFC 9309 section 2.4: not longer than a day).
pub const ROBOTS_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// What the attempt to read a robots.txt came to; small enough to be kept for every site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RobotsFile {
    /// There is one.
    Text(Vec<u8>),
    /// There is none: everything is allowed.
    Missing,
    /// The server failed with this code: nothing is allowed, as there may be one.
    Unreachable(u16),
}

/// The rules of a site for us.
#[derive(Debug, Clone)]
pub struct Rules {
    robots: Robots,
    unreachable: Option<u16>,
    sitemaps: Vec<String>,
}

impl RobotsFile {
    /// Sorts the answer to the request for a robots.txt (RFC 9309 section 2.3.1).
    ///
    /// 429 counts as a server in trouble, not as "there is none".
    pub fn from_answer(status: u16, body: Vec<u8>) -> RobotsFile {
        match status {
            200..300 => RobotsFile::Text(body),
            429 | 500.. => RobotsFile::Unreachable(status),
            _ => RobotsFile::Missing,
        }
    }
}

impl Rules {
    /// Reads the rules for a crawler of this product name.
    pub fn read(file: &RobotsFile, product: &str) -> Rules {
        let (robots, unreachable, sitemaps) = match file {
            RobotsFile::Missing => (Robots::allow_all(), None, Vec::new()),
            RobotsFile::Unreachable(code) => (Robots::disallow_all(), Some(*code), Vec::new()),
            RobotsFile::Text(text) => {
                let mut text = text.as_slice();
                if text.len() > BYTE_LIMIT {
                    let end = memchr::memrchr(b'\n', &text[..BYTE_LIMIT]).unwrap_or(0);
                    text = &text[..end];
                }
                // A byte order mark, of which some editors write a part.
                for byte in b"\xef\xbb\xbf" {
                    text = text.strip_prefix(&[*byte]).unwrap_or(text);
                }
                let plain = plain_lines(text);
                (Robots::parse(&plain, Agent::Exact(product)), None, sitemap_lines(text))
            }
        };
        Rules { robots, unreachable, sitemaps }
    }

    /// May the URL be fetched?
    ///
    /// # Errors
    /// The rule that forbids it, as a sentence.
    pub fn check(&self, url: &Url) -> Result<(), String> {
        let url = &plain_query(url);
        if self.robots.is_url_allowed(url) {
            return Ok(());
        }
        if let Some(code) = self.unreachable {
            return Err(format!(
                "robots.txt could not be read ({code}), so nothing may be fetched"
            ));
        }
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let rule = self.robots.matching_rule(path).map_or("/", |rule| rule.pattern());
        Err(format!("robots.txt forbids it: Disallow: {rule}"))
    }

    /// The pause between requests that the site asks for.
    pub fn crawl_delay(&self) -> Option<Duration> {
        self.robots.crawl_delay()
    }

    /// The sitemaps it lists; relative ones, which the standard does not know, are common.
    pub fn sitemaps(&self, base: &Url) -> Vec<Url> {
        self.sitemaps.iter().filter_map(|line| base.join(line).ok()).collect()
    }
}

/// The URL of the robots.txt that holds for a URL.
pub fn robots_txt(url: &Url) -> Option<Url> {
    robots_url(url).ok()
}

/// The product name in a `User-Agent` header: `copydesk` in `copydesk/1.0 (+https://…)`.
pub fn product(user_agent: &str) -> &str {
    let end = user_agent
        .find(|c: char| !(c.is_ascii_alphabetic() || c == '-' || c == '_'))
        .unwrap_or(user_agent.len());
    if end == 0 { user_agent } else { &user_agent[..end] }
}

/// Brings lines into the form that the rules are parsed from.
///
/// `User-agent` values are cut down to the product token that RFC 9309 section 2.2.1 lets them have:
/// sites write versions and remarks behind it. Addresses within a query may be coded or not, and
/// mean the same (section 2.2.2).
fn plain_lines(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|&byte| byte == b'\n' || byte == b'\r') {
        match key_value(line, b"user-agent") {
            Some(value) if value.first() == Some(&b'*') => {
                out.extend_from_slice(b"User-agent: *\n")
            }
            Some(value) if !value.is_empty() => {
                let token = product(std::str::from_utf8(value).unwrap_or("-")).as_bytes();
                out.extend_from_slice(b"User-agent: ");
                out.extend_from_slice(token);
                out.push(b'\n');
            }
            _ => match memchr::memchr(b'?', line) {
                Some(at) if memchr::memchr(b'%', &line[at..]).is_some() => {
                    out.extend_from_slice(&line[..at]);
                    out.extend_from_slice(&plain_reserved(&line[at..]));
                }
                _ => out.extend_from_slice(line),
            },
        }
        // As Google reads it: who allows a folder's index file means the folder.
        if let Some(path) = key_value(line, b"allow")
            && let Some(at) = memchr::memmem::rfind(path, b"/index.htm")
        {
            out.extend_from_slice(b"\nAllow: ");
            out.extend_from_slice(&path[..=at]);
            out.extend_from_slice(b"$\n");
        }
    }
    out
}

/// A URL with the codes of `:` and `/` in its query undone, as [`plain_lines`] does for rules.
fn plain_query(url: &Url) -> Cow<'_, Url> {
    match url.query() {
        Some(query) if query.contains('%') => {
            let plain = plain_reserved(query.as_bytes());
            let mut url = url.clone();
            url.set_query(Some(&String::from_utf8_lossy(&plain)));
            Cow::Owned(url)
        }
        _ => Cow::Borrowed(url),
    }
}

fn plain_reserved(query: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(query.len());
    let mut rest = query;
    while let Some((&byte, after)) = rest.split_first() {
        let (byte, after) = match rest {
            [b'%', b'3', b'a' | b'A', after @ ..] => (b':', after),
            [b'%', b'2', b'f' | b'F', after @ ..] => (b'/', after),
            _ => (byte, after),
        };
        plain.push(byte);
        rest = after;
    }
    plain
}

fn sitemap_lines(text: &[u8]) -> Vec<String> {
    text.split(|&byte| byte == b'\n' || byte == b'\r')
        .filter_map(|line| key_value(line, b"sitemap"))
        .map(|value| String::from_utf8_lossy(value).into_owned())
        .filter(|value| !value.is_empty())
        .collect()
}

fn key_value<'a>(line: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii();
    let rest = line.get(key.len()..)?;
    if !line[..key.len()].eq_ignore_ascii_case(key) {
        return None;
    }
    let value = rest.trim_ascii_start().strip_prefix(b":")?;
    let end = memchr::memchr(b'#', value).unwrap_or(value.len());
    Some(value[..end].trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(text: &str, agent: &str, path: &str) -> bool {
        let rules = Rules::read(&RobotsFile::Text(text.into()), agent);
        rules.check(&Url::parse(&format!("https://example.com{path}")).unwrap()).is_ok()
    }

    /// See also `tests/it/robots.rs`, which has the published cases in full.
    #[test]
    fn published_cases() {
        let groups = "allow: /foo/bar/\n\nuser-agent: FooBot\ndisallow: /\nallow: /x/\n\
                      user-agent: BarBot\ndisallow: /\nallow: /y/\n\n\nallow: /w/\n\
                      user-agent: BazBot\n\nuser-agent: FooBot\nallow: /z/\ndisallow: /\n";
        for (agent, path, expected) in [
            ("FooBot", "/x/b", true),
            ("FooBot", "/z/d", true),
            ("FooBot", "/y/c", false),
            ("BarBot", "/y/c", true),
            ("BarBot", "/w/a", true),
            ("BarBot", "/z/d", false),
            ("BazBot", "/z/d", true),
            ("FooBot", "/foo/bar/", false),
            ("BarBot", "/foo/bar/", false),
            ("BazBot", "/foo/bar/", false),
        ] {
            assert_eq!(allowed(groups, agent, path), expected, "{agent} {path}");
        }
        for (text, agent, path, expected) in [
            // Empty and broken files, a missing group.
            ("", "FooBot", "/x", true),
            ("foo: FooBot\nbar: /\n", "FooBot", "/x/y", true),
            ("Disallow: /\n", "FooBot", "/x", true),
            // Keys and agents ignore case, paths don't.
            ("USER-AGENT: FooBot\nDISALLOW: /\n", "foobot", "/x", false),
            ("user-agent: FOO BAR\ndisallow: /\n", "foo", "/x", false),
            ("user-agent: FooBot\ndisallow: /X/\n", "FooBot", "/x/y", true),
            ("user-agent: FooBot\ndisallow: /x/\n", "FooBot", "/x/y", false),
            // A version behind the name; a longer name is another name.
            ("user-agent: FooBot/2.1 (test)\ndisallow: /\n", "FooBot", "/x", false),
            ("user-agent: FooBot-News\ndisallow: /\n", "FooBot", "/x", true),
            // The group for all counts only where none names us.
            ("user-agent: *\ndisallow: /\nuser-agent: FooBot\nallow: /\n", "FooBot", "/x", true),
            ("user-agent: FooBot\nallow: /\nuser-agent: *\ndisallow: /\n", "BarBot", "/x", false),
            ("user-agent: *\ndisallow: /x\nuser-agent: FooBot\ndisallow:\n", "FooBot", "/x", true),
            // The longest match wins, allow on a tie; order does not matter.
            (
                "user-agent: *\ndisallow: /x/page.html\nallow: /x/\n",
                "FooBot",
                "/x/page.html",
                false,
            ),
            ("user-agent: *\nallow: /x/page.html\ndisallow: /x/\n", "FooBot", "/x/page.html", true),
            ("user-agent: *\ndisallow: /x\nallow: /x\n", "FooBot", "/x", true),
            ("user-agent: *\nallow: /page\ndisallow: /*.html\n", "FooBot", "/page.html", false),
            ("user-agent: *\nallow: /x/page.\ndisallow: /*.html\n", "FooBot", "/x/page.html", true),
            // Wildcards and anchors.
            ("user-agent: *\ndisallow: /foo/bar/*/baz\n", "FooBot", "/foo/bar/q/baz", false),
            ("user-agent: *\ndisallow: /a$\n", "FooBot", "/ab", true),
            ("user-agent: *\ndisallow: /a$\n", "FooBot", "/a", false),
            ("user-agent: *\ndisallow: /*?\n", "FooBot", "/a?b", false),
            // Percent coding: both sides mean the same path.
            ("user-agent: *\ndisallow: /foo/bar/ツ\n", "FooBot", "/foo/bar/%E3%83%84", false),
            ("user-agent: *\ndisallow: /foo/%62%61%72\n", "FooBot", "/foo/bar", false),
            // Byte order mark, line ends, comments, several agents of one group.
            ("\u{feff}user-agent: FooBot\r\ndisallow: /\r\n", "FooBot", "/x", false),
            ("user-agent: FooBot\rdisallow: /x # secret\r", "FooBot", "/x", false),
            ("user-agent: A\nuser-agent: FooBot\n\ndisallow: /x\n", "FooBot", "/x", false),
            // robots.txt itself is always allowed.
            ("user-agent: *\ndisallow: /\n", "FooBot", "/robots.txt", true),
        ] {
            assert_eq!(allowed(text, agent, path), expected, "{text:?} {agent} {path}");
        }
    }

    /// What Google's documentation says of patterns, and its parser's tests with it.
    #[test]
    fn patterns() {
        for (pattern, matched, others) in [
            (
                "/fish",
                "/fish /fish.html /fish/salmon.html /fishheads /fish.html?id=anything",
                "/Fish.asp /catfish /?id=fish",
            ),
            ("/fish*", "/fish /fish.html /fishheads/yummy.html", "/Fish.asp /catfish"),
            ("/fish/", "/fish/ /fish/salmon /fish/?salmon", "/fish /fish.html /Fish/Salmon.html"),
            (
                "/*.php",
                "/filename.php /folder/filename.php?parameters //folder/any.php.file.html \
                 /filename.php/ /index?f=filename.php/",
                "/php/ /index?php /windows.PHP",
            ),
            (
                "/*.php$",
                "/filename.php /folder/filename.php",
                "/filename.php?parameters /filename.php/ /filename.php5 /php/ /aaaphpaaa",
            ),
            ("/fish*.php", "/fish.php /fishheads/catfish.php?parameters", "/Fish.PHP"),
            ("/foo/bar$", "/foo/bar", "/foo/bar/ /foo/bar/qux"),
            ("/foo/quz#qux", "/foo/quz", "/foo/bar"),
        ] {
            let text = format!("user-agent: FooBot\ndisallow: {pattern}\n");
            for path in matched.split_whitespace() {
                assert!(!allowed(&text, "FooBot", path), "{pattern} {path}");
            }
            for path in others.split_whitespace() {
                assert!(allowed(&text, "FooBot", path), "{pattern} {path}");
            }
        }
        for (rules, path, expected) in [
            ("disallow: \nallow: \n", "/x", true),
            ("disallow: /\nallow: /\n", "/x", true),
            ("allow: /x\ndisallow: /x/\n", "/x", true),
            ("allow: /x\ndisallow: /x/\n", "/x/", false),
            ("allow: /p\ndisallow: /\n", "/page", true),
            ("allow: /$\ndisallow: /\n", "/", true),
            ("allow: /$\ndisallow: /\n", "/page.html", false),
            ("allow: /a/index.html\ndisallow: /\n", "/a/", true),
            ("allow: /a/index.html\ndisallow: /\n", "/a/index.html", true),
            ("allow: /a/index.html\ndisallow: /\n", "/a/b", false),
            ("disallow: /\nallow: /b?q=t&z=http://c.test?d\n", "/b?q=t&z=http://c.test?d", true),
            ("disallow /x\n", "/x", false),
            ("dissallow: /x\n", "/x", false),
        ] {
            assert_eq!(
                allowed(&format!("user-agent: FooBot\n{rules}"), "FooBot", path),
                expected,
                "{rules} {path}"
            );
        }
        // Other lines don't part the agents of a group.
        let text = "user-agent: BarBot\nsitemap: https://foo.test/\nnonsense: x\nuser-agent: *\ndisallow: /\n";
        assert!(!allowed(text, "BarBot", "/x") && !allowed(text, "FooBot", "/x"));
        assert!(!allowed("user-agent FooBot\ndisallow /\n", "FooBot", "/x"));
    }

    #[test]
    fn codes_and_size() {
        let check = |file: RobotsFile| {
            Rules::read(&file, "FooBot").check(&Url::parse("https://example.com/a").unwrap())
        };
        for code in [400, 401, 403, 404, 410, 304] {
            assert!(check(RobotsFile::from_answer(code, vec![])).is_ok(), "{code}");
        }
        for code in [429, 500, 503] {
            let refusal = check(RobotsFile::from_answer(code, vec![])).unwrap_err();
            assert!(refusal.contains(&code.to_string()), "{refusal}");
        }
        // Rules within 500 KiB count, rules beyond don't, and half a line is none.
        let mut text = b"user-agent: *\ndisallow: /b\n".to_vec();
        while text.len() < MAX_ROBOTS {
            text.extend_from_slice(b"# padding padding padding\n");
        }
        text.extend_from_slice(b"disallow: /a\n");
        let rules = Rules::read(&RobotsFile::from_answer(200, text), "FooBot");
        assert!(rules.check(&Url::parse("https://example.com/a").unwrap()).is_ok());
        assert!(rules.check(&Url::parse("https://example.com/b").unwrap()).is_err());
    }

    #[test]
    fn the_rest_of_the_file() {
        let text = "User-agent: *\nCrawl-delay: 2.5\nDisallow: /a\n\nSitemap: /map.xml # main\n\
                    sitemap: https://example.org/news.xml\n";
        let rules = Rules::read(&RobotsFile::Text(text.into()), "FooBot");
        assert_eq!(rules.crawl_delay(), Some(Duration::from_millis(2500)));
        let base = Url::parse("https://example.com/robots.txt").unwrap();
        let maps: Vec<_> = rules.sitemaps(&base).into_iter().map(String::from).collect();
        assert_eq!(maps, ["https://example.com/map.xml", "https://example.org/news.xml"]);
        let refusal = rules.check(&base.join("/a/b").unwrap()).unwrap_err();
        assert_eq!(refusal, "robots.txt forbids it: Disallow: /a");
        assert_eq!(product("copydesk/1.0 (+https://example.com)"), "copydesk");
    }
}
