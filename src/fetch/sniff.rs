//! Page or not? By content type and first bytes, after the MIME Sniffing Standard.
//!
//! Servers send pages as `text/plain`, as `application/octet-stream` or with no type at all, and
//! pictures as `text/html`. The first bytes decide where the header can't be trusted.

/// What is known of a body from its header and first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// HTML or plain text.
    Page,
    /// Something else.
    Other,
}

/// Bytes after which the verdict is final: the length of a resource header in the standard.
pub(super) const SNIFFED: usize = 1445;

/// Decides by the header alone whether the body can be skipped unless its first bytes show HTML.
fn declared(content_type: &str) -> Declared {
    let essence = content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    match essence.as_str() {
        "text/html" | "application/xhtml+xml" | "text/plain" | "text/markdown" => Declared::Page,
        "" | "*/*" | "unknown/unknown" | "application/unknown" | "content/unknown" => {
            Declared::Unknown
        }
        // Not a type at all: `html`, `charset=utf-8`.
        other if !other.contains('/') => Declared::Unknown,
        _ => Declared::Other,
    }
}

enum Declared {
    Page,
    Unknown,
    Other,
}

/// The kind of a body whose beginning is `start`.
pub(super) fn sniff(content_type: Option<&str>, start: &[u8]) -> Kind {
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    match declared(content_type.unwrap_or("")) {
        _ if looks_like_html(text) => Kind::Page,
        Declared::Page | Declared::Unknown if !is_binary(start) => Kind::Page,
        _ => Kind::Other,
    }
}

/// Does the body begin with a tag that only HTML has?
fn looks_like_html(bytes: &[u8]) -> bool {
    let mut rest = skip_space(bytes);
    // Comments and an XML declaration may come first.
    for _ in 0..8 {
        let close: &[u8] = match rest {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'?', ..] => b"?>",
            _ => break,
        };
        let Some(at) = memchr::memmem::find(rest, close) else { break };
        rest = skip_space(&rest[at + close.len()..]);
    }
    const TAGS: [&str; 12] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<title",
        "<meta",
        "<script",
        "<h1",
        "<div",
        "<p",
        "<table",
        "<article",
    ];
    TAGS.iter().any(|tag| {
        rest.len() > tag.len()
            && rest[..tag.len()].eq_ignore_ascii_case(tag.as_bytes())
            && matches!(rest[tag.len()], b' ' | b'>' | b'\t' | b'\n' | b'\r' | b'/')
    })
}

fn skip_space(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(bytes.len());
    &bytes[start..]
}

/// Signatures of files that are no text, or bytes that no text encoding uses.
fn is_binary(bytes: &[u8]) -> bool {
    const SIGNATURES: [&[u8]; 14] = [
        b"%PDF-",
        b"%!PS",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"RIFF",
        b"PK\x03\x04",
        b"\x1f\x8b",
        b"Rar!",
        b"7z\xbc\xaf",
        b"OggS",
        b"ID3",
        b"\0\0\x01\0",
        b"wOF",
    ];
    if SIGNATURES.iter().any(|signature| bytes.starts_with(signature)) {
        return true;
    }
    // UTF-16 and UTF-32 are full of NULs; a byte order mark or a regular pattern tells them.
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return false;
    }
    let head = &bytes[..bytes.len().min(SNIFFED)];
    let nuls = head.iter().filter(|&&b| b == 0).count();
    if nuls * 3 >= head.len() && nuls > 0 {
        let odd = head.iter().skip(1).step_by(2).filter(|&&b| b == 0).count();
        return odd != nuls && odd != 0;
    }
    // The standard's binary data bytes; a stray one in a page is a fault, many are a file.
    let data =
        head.iter().filter(|&&b| matches!(b, 0..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f)).count();
    data * 20 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_under_wrong_types() {
        let html = b"\n<!-- made by hand -->\n<!DOCTYPE html><p>Hello";
        for content_type in [
            None,
            Some("text/html"),
            Some("text/plain"),
            Some("application/octet-stream"),
            Some("image/jpeg"),
            Some("html"),
            Some("application/xml"),
        ] {
            assert_eq!(sniff(content_type, html), Kind::Page, "{content_type:?}");
        }
    }

    #[test]
    fn files_under_any_type() {
        for content_type in [None, Some("text/html"), Some("application/pdf")] {
            assert_eq!(sniff(content_type, b"%PDF-1.7\n"), Kind::Other, "{content_type:?}");
            assert_eq!(sniff(content_type, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Kind::Other);
        }
        assert_eq!(sniff(Some("application/json"), b"{\"a\": 1}"), Kind::Other);
        assert_eq!(sniff(Some("application/rss+xml"), b"<?xml version='1.0'?><rss>"), Kind::Other);
    }

    #[test]
    fn text_is_a_page() {
        assert_eq!(
            sniff(Some("text/plain"), "Wasserstand am Rhein gestiegen".as_bytes()),
            Kind::Page
        );
        assert_eq!(sniff(Some("text/html"), b"\xff\xfe<\0h\0t\0m\0l\0"), Kind::Page);
        assert_eq!(sniff(Some("text/html"), b"<\0h\0t\0m\0l\0>\0"), Kind::Page);
        assert_eq!(sniff(None, b""), Kind::Page);
    }
}
