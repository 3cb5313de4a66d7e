//! Bytes → HTML, plain text, or neither.
//!
//! Names and content types lie, so only the bytes count. What is neither is told by its magic
//! number or by its control characters; the list follows the [MIME Sniffing standard] as far as
//! that goes.
//!
//! [MIME Sniffing standard]: https://mimesniff.spec.whatwg.org/

use crate::bytes::count;
use memchr::{memchr_iter, memmem};

/// What bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A page with tags.
    Html,
    /// Plain text.
    Text,
    /// Nothing but white space, or not even that.
    Empty,
    /// Something else, in words: "a PDF document".
    Other(&'static str),
}

/// Bytes looked at to tell text from binary data.
const SAMPLE: usize = 8 << 10;

/// Bytes looked at for tags.
const TAG_SAMPLE: usize = 1 << 20;

/// Control characters in a hundred bytes that make them binary data. Noise has ten; text, in
/// whatever encoding, has none or a stray one.
const MAX_CONTROLS: usize = 5;

/// Fewer bytes for each known tag than this make HTML of text that starts without one. Plain text
/// that speaks of HTML has its tags farther apart, HTML after a line of text has them closer.
const BYTES_PER_TAG: usize = 2_000;

/// Tells what bytes are.
///
/// ```
/// use copydesk::input::{Content, sniff};
///
/// assert_eq!(sniff(b"\n<!doctype html><title>A</title>"), Content::Html);
/// assert_eq!(sniff(b"if a < b then"), Content::Text);
/// assert_eq!(sniff(b"%PDF-1.7 ..."), Content::Other("a PDF document"));
/// ```
pub fn sniff(bytes: &[u8]) -> Content {
    if let Some(what) = magic(bytes) {
        return Content::Other(what);
    }
    let narrow;
    let mut text = bytes;
    match wide(bytes) {
        // For the tags it is enough to see the ASCII of UTF-16 or UTF-32.
        true => {
            let sample = &bytes[..bytes.len().min(TAG_SAMPLE)];
            narrow = sample.iter().copied().filter(|&byte| byte != 0).collect::<Vec<_>>();
            text = &narrow;
        }
        false if is_binary(bytes) => return Content::Other("binary data"),
        false => {}
    }
    for mark in [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"] {
        text = text.strip_prefix(mark).unwrap_or(text);
    }
    let text = text.trim_ascii();
    if text.is_empty() {
        return Content::Empty;
    }
    if let Some(content) = data(text) {
        return content;
    }
    if is_html(text) { Content::Html } else { Content::Text }
}

/// Formats that start with bytes of their own.
fn magic(bytes: &[u8]) -> Option<&'static str> {
    const START: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF87a", "a GIF picture"),
        (b"GIF89a", "a GIF picture"),
        (b"II*\0", "a TIFF picture"),
        (b"MM\0*", "a TIFF picture"),
        (b"\0\0\x01\0", "an icon"),
        (b"PK\x03\x04", "a zip archive (or an office document or e-book, which are zip archives)"),
        (b"PK\x05\x06", "an empty zip archive"),
        (b"\x1f\x8b", "gzip data"),
        (b"\x28\xb5\x2f\xfd", "Zstandard data"),
        (b"BZh", "bzip2 data"),
        (b"\xfd7zXZ\0", "xz data"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document of the old binary kind"),
        (b"{\\rtf", "an RTF document"),
        (b"%!PS", "a PostScript document"),
        (b"\x7fELF", "a program"),
        (b"\0asm", "a WebAssembly module"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"PAR1", "a Parquet file"),
        (b"WARC/1.", "a WARC archive"),
        (b"wOFF", "a font"),
        (b"wOF2", "a font"),
        (b"ID3", "an MP3 recording"),
        (b"OggS", "an Ogg recording"),
        (b"fLaC", "a FLAC recording"),
        (b"\x1a\x45\xdf\xa3", "a Matroska or WebM video"),
    ];
    let at = |offset: usize, what: &[u8]| bytes.get(offset..).is_some_and(|b| b.starts_with(what));
    if let Some((_, name)) = START.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(name);
    }
    if bytes.starts_with(b"RIFF") && at(8, b"WEBP") {
        return Some("a WebP picture");
    }
    if bytes.starts_with(b"RIFF") && (at(8, b"WAVE") || at(8, b"AVI ")) {
        return Some("a recording");
    }
    if at(4, b"ftyp") {
        return Some("an MP4 video or AVIF picture");
    }
    at(257, b"ustar").then_some("a tar archive")
}

/// Text for machines: JSON, feeds, sitemaps, drawings.
fn data(text: &[u8]) -> Option<Content> {
    if matches!(text[0], b'{' | b'[')
        && serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok()
    {
        return Some(Content::Other("JSON data"));
    }
    let mut rest = text;
    // Over the XML declaration, comments and the document type to the root element.
    while let [b'<', b'!' | b'?', ..] = rest {
        let end: &[u8] = match rest {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            _ => b">",
        };
        rest = &rest[memmem::find(rest, end)? + end.len()..];
        rest = rest.trim_ascii_start();
    }
    Some(Content::Other(match tag_name(rest)? {
        b"rss" | b"rdf:RDF" | b"feed" => "a feed (RSS or Atom)",
        b"urlset" | b"sitemapindex" => "a sitemap",
        b"opml" => "an OPML list of feeds",
        b"svg" => "an SVG drawing",
        _ => return None,
    }))
}

/// Is it UTF-16 or UTF-32: marked as such, or with its NULs in the same places throughout?
fn wide(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return true;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if memchr::memchr(0, sample).is_none() {
        return false;
    }
    let nulls =
        |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (nulls(0), nulls(1));
    let half = sample.len() / 2;
    let some = even.max(odd) > half / 8;
    some && even.min(odd) * 20 <= even.max(odd) && half > 1
}

fn is_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    // Escape (0x1b) is missing: ISO-2022-JP is made of it. Some old systems pad pages with NULs.
    let padded = starts_as_html(bytes.trim_ascii_start());
    let control = |byte: u8| {
        let blank = (byte.wrapping_sub(b'\t') < 5) & (byte != 0x0b);
        (byte < 0x20) & !blank & (byte != 0x1b) & ((byte != 0) | !padded)
    };
    count(sample, control) * 100 > sample.len() * MAX_CONTROLS
}

fn is_html(text: &[u8]) -> bool {
    if starts_as_html(text) {
        return true;
    }
    let sample = &text[..text.len().min(TAG_SAMPLE)];
    let tags = memchr_iter(b'<', sample).filter(|&at| starts_as_html(&sample[at..])).count();
    tags * BYTES_PER_TAG >= sample.len()
}

/// Does a tag of HTML, a comment or a declaration start here?
fn starts_as_html(at: &[u8]) -> bool {
    matches!(at, [b'<', b'!' | b'?', ..])
        || tag_name(at).is_some_and(|name| is_html_name(name.strip_prefix(b"/").unwrap_or(name)))
}

/// The name in the tag that starts here, with the slash of an end tag, if it is one.
fn tag_name(at: &[u8]) -> Option<&[u8]> {
    let name = at.strip_prefix(b"<")?;
    let letter = name.strip_prefix(b"/").unwrap_or(name).first()?;
    if !letter.is_ascii_alphabetic() {
        return None;
    }
    let end = name.iter().skip(1).take(32);
    let end = end.take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-'));
    let end = 1 + end.count();
    matches!(name.get(end)?, b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
        .then_some(&name[..end])
}

/// Elements of HTML, and the old ones that pages still have.
fn is_html_name(name: &[u8]) -> bool {
    const NAMES: &[&str] = &[
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "b",
        "base",
        "big",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "fieldset",
        "figcaption",
        "figure",
        "font",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "i",
        "iframe",
        "img",
        "input",
        "ins",
        "label",
        "li",
        "link",
        "main",
        "mark",
        "meta",
        "nav",
        "noscript",
        "ol",
        "option",
        "p",
        "pre",
        "q",
        "s",
        "script",
        "section",
        "select",
        "small",
        "span",
        "strong",
        "style",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "template",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "time",
        "title",
        "tr",
        "tt",
        "u",
        "ul",
        "video",
    ];
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn pages() {
        for page in [
            "<p>One",
            "\u{feff}\n <!-- x --><html>",
            "<?xml version='1.0'?><html xmlns='x'>",
            "Warning: mysql_connect() failed in line 3\n<!DOCTYPE html><html><body><p>Text</p>",
            "<custom-element><div>One</div>",
            "Text<br>and <B>more</B>",
        ] {
            assert_eq!(sniff(page.as_bytes()), Content::Html, "{page}");
            assert_eq!(sniff(&utf16(page, false)), Content::Html, "{page} in UTF-16");
            assert_eq!(sniff(&utf16(page, true)), Content::Html, "{page} in UTF-16");
        }
    }

    #[test]
    fn texts() {
        let speaks_of_html =
            format!("{} A <div> is a box. {}", "x ".repeat(3000), "y ".repeat(900));
        for text in [
            "Plain text, 1 < 2.",
            "<John> hello",
            "{ not json",
            "[1] See the report.",
            "漢字だけの文章です。",
            &speaks_of_html,
        ] {
            assert_eq!(sniff(text.as_bytes()), Content::Text, "{text}");
        }
        let (japanese, ..) = encoding_rs::ISO_2022_JP.encode("日本の新聞の記事");
        assert_eq!(sniff(&japanese), Content::Text);
        assert_eq!(sniff(&utf16("漢字 and ASCII in UTF-16", true)), Content::Text);
    }

    #[test]
    fn neither() {
        for (bytes, what) in [
            (&b"%PDF-1.4\n%\xe2\xe3<html>"[..], "a PDF document"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
            (
                b"PK\x03\x04\x14\0",
                "a zip archive (or an office document or e-book, which are zip archives)",
            ),
            (b"{\"a\": [1, 2]}", "JSON data"),
            (
                b"<?xml version=\"1.0\"?><!-- a > b -->\n<rss version=\"2.0\">",
                "a feed (RSS or Atom)",
            ),
            (b"<urlset xmlns=\"x\">", "a sitemap"),
        ] {
            assert_eq!(sniff(bytes), Content::Other(what));
        }
        let noise: Vec<u8> =
            (0..40_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(sniff(&noise), Content::Other("binary data"));
        assert_eq!(sniff(&[0; 4096]), Content::Other("binary data"));
    }

    #[test]
    fn a_few_stray_control_characters_do_not_make_a_page_binary() {
        let page = "<p>A page with a NUL\0 and a bell\x07 in it, as old systems wrote them.</p>";
        assert_eq!(sniff(page.repeat(3).as_bytes()), Content::Html);
        assert_eq!(sniff(b"<html>\0\0\0\0\0\0\0\0\0\0<p>Padded."), Content::Html);
    }

    #[test]
    fn nothing() {
        for nothing in [&b""[..], b" \n\t", b"\xef\xbb\xbf", b"\xff\xfe", &utf16(" \n \n", false)] {
            assert_eq!(sniff(nothing), Content::Empty);
        }
    }
}
