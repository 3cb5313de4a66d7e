//! Where a page sends its readers: `Location` and `<meta http-equiv="refresh">`.

use super::tags::Tags;
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
    Tags::of(&html[..html.len().min(SCANNED)])
        .take_while(|tag| !tag.is("body"))
        .filter(|tag| tag.is("meta"))
        .filter(|tag| {
            tag.attribute("http-equiv").is_some_and(|v| v.trim().eq_ignore_ascii_case("refresh"))
        })
        .find_map(|tag| refresh_target(&tag.attribute("content")?, base))
}

fn refresh_target(content: &str, base: &Url) -> Option<Url> {
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
