//! Where a page sends its readers: `Location` and `<meta http-equiv="refresh">`.

use std::time::Duration;
use url::Url;

/// A refresh after a longer time reloads the page for its readers; it does not replace it.
pub const MAX_REFRESH_DELAY: Duration = Duration::from_secs(5);
/// Where a refresh can stand: the head, and some slack.
const SCANNED: usize = 64 << 10;

/// The target of a `Location` header, resolved against the URL that gave it.
///
/// Headers are bytes; servers write UTF-8 and Latin-1 into them. A fragment is inherited by the
/// target (RFC 9110 section 10.2.2), but never sent, so it is dropped.
pub fn location(value: &[u8], base: &Url) -> Option<Url> {
    let text = match std::str::from_utf8(value) {
        Ok(text) => text.to_owned(),
        Err(_) => value.iter().map(|&b| b as char).collect(),
    };
    let mut target = base.join(text.trim()).ok()?;
    target.set_fragment(None);
    Some(target)
}

/// The target of a meta refresh with a short delay, if the page has one.
///
/// Refreshes in comments, scripts and `<noscript>` don't count: the last lead to a page that asks
/// for scripts.
pub fn meta_refresh(html: &[u8], base: &Url) -> Option<Url> {
    let head = &html[..html.len().min(SCANNED)];
    let mut rest = head;
    while let Some(at) = memchr::memchr(b'<', rest) {
        rest = &rest[at..];
        if let Some(close) = skipped(rest) {
            rest = find_ignore_case(rest, close).map_or(&[], |end| &rest[end + close.len()..]);
        } else if starts_with_tag(rest, b"<meta") {
            let end = tag_end(rest);
            if let Some(target) = refresh_of(&rest[5..end], base) {
                return Some(target);
            }
            rest = &rest[end..];
        } else if starts_with_tag(rest, b"<body") {
            return None;
        } else {
            rest = &rest[1..];
        }
    }
    None
}

/// The end mark of a part in which tags don't count.
fn skipped(rest: &[u8]) -> Option<&'static [u8]> {
    if rest.starts_with(b"<!--") {
        return Some(b"-->");
    }
    let parts: [(&[u8], &'static [u8]); 4] = [
        (b"<script", b"</script"),
        (b"<style", b"</style"),
        (b"<noscript", b"</noscript"),
        (b"<title", b"</title"),
    ];
    parts.iter().find(|(open, _)| starts_with_tag(rest, open)).map(|(_, close)| *close)
}

fn starts_with_tag(bytes: &[u8], tag: &[u8]) -> bool {
    bytes.len() > tag.len()
        && bytes[..tag.len()].eq_ignore_ascii_case(tag)
        && !bytes[tag.len()].is_ascii_alphanumeric()
}

fn find_ignore_case(bytes: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memchr_iter(what[0], bytes)
        .find(|&at| bytes[at..].get(..what.len()).is_some_and(|w| w.eq_ignore_ascii_case(what)))
}

/// One past the `>` that ends a tag, quoted values skipped.
fn tag_end(tag: &[u8]) -> usize {
    let mut quote = None;
    for (at, &byte) in tag.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

fn refresh_of(attributes: &[u8], base: &Url) -> Option<Url> {
    let text = String::from_utf8_lossy(attributes);
    if !attribute(&text, "http-equiv")?.trim().eq_ignore_ascii_case("refresh") {
        return None;
    }
    let content = attribute(&text, "content")?.replace("&amp;", "&");
    let content = content.trim();
    let digits = content.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(content.len());
    let seconds: f32 = content[..digits].parse().ok()?;
    if seconds > MAX_REFRESH_DELAY.as_secs_f32() {
        return None;
    }
    let mut target = content[digits..].trim_start_matches([' ', ';', ',', '\t', '\n']);
    if target.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("url")) {
        target = target[3..].trim_start().strip_prefix('=')?.trim_start();
    }
    let target = target.trim_matches(['"', '\'', ' ']);
    if target.is_empty() {
        return None;
    }
    location(target.as_bytes(), base).filter(|url| url != base)
}

/// The value of an attribute in the inside of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))?;
        let (this, after) = rest.split_at(end);
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('=') {
            None => ("", after.strip_prefix('>').unwrap_or(after)),
            Some(value) => {
                let value = value.trim_start();
                match value.chars().next()? {
                    quote @ ('"' | '\'') => {
                        let inner = &value[1..];
                        let close = inner.find(quote)?;
                        (&inner[..close], &inner[close + 1..])
                    }
                    _ => {
                        let close = value
                            .find(|c: char| c.is_ascii_whitespace() || c == '>')
                            .unwrap_or(value.len());
                        (&value[..close], &value[close..])
                    }
                }
            }
        };
        if this.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        if next.len() >= rest.len() {
            return None;
        }
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        Url::parse("http://example.com/a/b?c").unwrap()
    }

    fn refresh(html: &str) -> Option<String> {
        meta_refresh(html.as_bytes(), &base()).map(String::from)
    }

    #[test]
    fn locations() {
        let to = |value: &[u8]| location(value, &base()).map(String::from);
        assert_eq!(to(b"/x#top").as_deref(), Some("http://example.com/x"));
        assert_eq!(to(b"https://example.org").as_deref(), Some("https://example.org/"));
        assert_eq!(to(b"//example.org/y").as_deref(), Some("http://example.org/y"));
        assert_eq!(to("/é".as_bytes()).as_deref(), Some("http://example.com/%C3%A9"));
        assert_eq!(to(b"/\xe9").as_deref(), Some("http://example.com/%C3%A9"));
        assert_eq!(to(b"http://"), None);
    }

    #[test]
    fn refreshes() {
        let target = Some("http://example.com/new".to_owned());
        for html in [
            "<meta http-equiv=refresh content='0;url=/new'>",
            "<html><head><META content=\"1; URL='/new'\" HTTP-EQUIV=\"Refresh\" />",
            "<meta http-equiv=\"refresh\" content=\"0; /new\">",
            "<!-- <meta http-equiv=refresh content='0;url=/old'> --><meta http-equiv=refresh content='0,url=/new'>",
        ] {
            assert_eq!(refresh(html), target, "{html}");
        }
    }

    #[test]
    fn what_is_no_redirect() {
        for html in [
            "<meta http-equiv=refresh content=300>",
            "<meta http-equiv=refresh content='600;url=/new'>",
            "<meta http-equiv=refresh content='0;url=/a/b?c'>",
            "<noscript><meta http-equiv=refresh content='0;url=/noscript'></noscript>",
            "<script>'<meta http-equiv=refresh content=\"0;url=/x\">'</script>",
            "<body><meta http-equiv=refresh content='0;url=/x'>",
            "<meta name=refresh content='0;url=/x'>",
            "<meta",
            "<meta http-equiv=\"refresh",
            "<meta =",
            "<meta a=b",
        ] {
            assert_eq!(refresh(html), None, "{html}");
        }
    }
}
