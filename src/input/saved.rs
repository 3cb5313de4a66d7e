//! What browsers and mirroring programs write into the pages that they save.
//!
//! All of it is in a comment at the start of the file: the address the page had.

use memchr::memmem;

/// Bytes at the start of a page that may hold the comment.
const REACH: usize = 4 << 10;

/// The address that a saved page is said to come from.
///
/// - `<!-- saved from url=(0024)https://news.example/a -->`: Chromium and Internet Explorer (the
///   "mark of the web");
/// - `url: https://news.example/a` in the comment of SingleFile;
/// - `<!-- Mirrored from news.example/a by HTTrack …`.
pub(super) fn address(bytes: &[u8]) -> Option<String> {
    let start = &bytes[..bytes.len().min(REACH)];
    let from = |mark: &[u8]| memmem::find(start, mark).map(|at| &start[at + mark.len()..]);
    if let Some(rest) = from(b"saved from url=(") {
        let digits = rest.iter().take(6).position(|&byte| byte == b')')?;
        let length: usize = std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()?;
        return url(rest.get(digits + 1..)?.get(..length)?);
    }
    if from(b"Page saved with SingleFile").is_some() {
        let rest = from(b"url: ")?;
        return url(&rest[..rest.iter().position(u8::is_ascii_whitespace)?]);
    }
    let rest = from(b"<!-- Mirrored from ")?;
    let host = &rest[..memmem::find(rest, b" by HTTrack")?];
    url(&[b"http://", host].concat())
}

fn url(bytes: &[u8]) -> Option<String> {
    let url = std::str::from_utf8(bytes).ok()?;
    let web = url.starts_with("http://") || url.starts_with("https://");
    (web && !url.contains(char::is_whitespace)).then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn comments_of_browsers() {
        let a = |page: &str| address(page.as_bytes());
        let news = Some("https://news.example/a".to_owned());
        assert_eq!(
            a("<!DOCTYPE html>\n<!-- saved from url=(0022)https://news.example/a -->"),
            news
        );
        assert_eq!(
            a("<!--\n Page saved with SingleFile \n url: https://news.example/a \n saved"),
            news
        );
        let mirrored = a("<html>\n<!-- Mirrored from news.example/a by HTTrack Website Copier/3.x");
        assert_eq!(mirrored.as_deref(), Some("http://news.example/a"));
        for other in [
            "<html>",
            "saved from url=(0099)https://x.test/",
            "saved from url=(0014)about:internet",
        ] {
            assert_eq!(a(other), None, "{other}");
        }
    }
}
