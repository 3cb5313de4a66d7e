//! MHTML (RFC 2557): a page and its resources in one file, as browsers save it.
//!
//! The page is the root part of a `multipart/related` message: the one that the `start` parameter
//! names, else the first of HTML. Its transfer encoding is undone; the rest is passed over.

use crate::source::Source;
use memchr::memmem;
use std::borrow::Cow;

/// Bytes of headers that are looked at.
const MAX_HEADERS: usize = 64 << 10;

/// Deepest nesting of multiparts; browsers write one, mail programs two.
const MAX_DEPTH: usize = 4;

/// The page in an MHTML file, with its address and charset; `None` if the bytes are something else.
pub(super) fn page(bytes: &[u8]) -> Option<(Vec<u8>, Source)> {
    let (headers, _) = part(bytes)?;
    // Pages and texts start otherwise; only then the headers need to be read.
    header(&headers, "MIME-Version")?;
    let mut source = Source {
        url: header(&headers, "Snapshot-Content-Location").map(str::to_owned),
        ..Source::default()
    };
    let (headers, body) = root(bytes, MAX_DEPTH)?;
    source.url = source.url.or(header(&headers, "Content-Location").map(str::to_owned));
    source.content_type = header(&headers, "Content-Type").map(str::to_owned);
    let encoding = header(&headers, "Content-Transfer-Encoding").unwrap_or("").to_ascii_lowercase();
    let page = match encoding.as_str() {
        "quoted-printable" => quoted_printable(body),
        "base64" => base64(body),
        _ => body.to_vec(),
    };
    Some((page, source))
}

type Headers = Vec<(String, String)>;

/// The part of a message that is the page.
fn root(message: &[u8], depth: usize) -> Option<(Headers, &[u8])> {
    let (headers, body) = part(message)?;
    let content_type = header(&headers, "Content-Type")?;
    let lower = content_type.to_ascii_lowercase();
    if lower.starts_with("text/html") || lower.starts_with("application/xhtml") {
        return Some((headers, body));
    }
    if !lower.starts_with("multipart/") || depth == 0 {
        return None;
    }
    let boundary = format!("--{}", parameter(content_type, "boundary")?);
    let start = parameter(content_type, "start").map(str::to_owned);
    let mut first = None;
    for part in parts(body, boundary.as_bytes()) {
        let Some(found) = root(part, depth - 1) else { continue };
        match (&start, header(&found.0, "Content-ID")) {
            (Some(start), Some(id)) if start == id => return Some(found),
            (None, _) => return Some(found),
            _ => first = first.or(Some(found)),
        }
    }
    first
}

/// What stands between the lines with the boundary; the last part may lack its end.
fn parts<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let marks: Vec<usize> =
        memmem::find_iter(body, boundary).filter(|&at| at == 0 || body[at - 1] == b'\n').collect();
    let ends = marks.iter().skip(1).copied().chain([body.len()]);
    let part = |(start, end): (&usize, usize)| {
        let part = &body[start + boundary.len()..end];
        let line = memchr::memchr(b'\n', part).map_or(part.len(), |at| at + 1);
        &part[line..]
    };
    marks.iter().zip(ends).map(part).collect()
}

/// Headers and body.
fn part(message: &[u8]) -> Option<(Headers, &[u8])> {
    let mut headers: Headers = Vec::new();
    let mut rest = message;
    while message.len() - rest.len() < MAX_HEADERS {
        let end = memchr::memchr(b'\n', rest)?;
        let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
        rest = &rest[end + 1..];
        if line.is_empty() {
            // Blank lines before the first header are nobody's body.
            if headers.is_empty() {
                continue;
            }
            return Some((headers, rest));
        }
        let line = String::from_utf8_lossy(line);
        match (line.split_once(':'), headers.last_mut()) {
            (_, Some((_, value))) if line.starts_with([' ', '\t']) => {
                value.push_str(line.trim_end())
            }
            (Some((name, value)), _) if is_name(name) => {
                headers.push((name.to_owned(), value.trim().to_owned()));
            }
            _ => return None,
        }
    }
    None
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic())
}

fn header<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// A parameter of a header, without its quotes.
fn parameter<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    value.split(';').skip(1).find_map(|parameter| {
        let (n, value) = parameter.split_once('=')?;
        n.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

/// RFC 2045 section 6.7; what is not encoded as it should be stays as it is.
fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let digit = |n: usize| rest.get(n).and_then(|&byte| (byte as char).to_digit(16));
        match (rest, digit(0), digit(1)) {
            ([b'\r', b'\n', end @ ..] | [b'\n', end @ ..], ..) => rest = end,
            (_, Some(high), Some(low)) => {
                out.push((high << 4 | low) as u8);
                rest = &rest[2..];
            }
            _ => out.push(b'='),
        }
    }
    out.extend_from_slice(rest);
    out
}

/// RFC 2045 section 6.8; characters of no meaning are passed over.
fn base64(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for &byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    out
}

/// Does the start look like headers? Cheap, for every page that is read.
pub(super) fn may_be(bytes: &[u8]) -> bool {
    let start: Cow<'_, [u8]> = bytes[..bytes.len().min(MAX_HEADERS)].trim_ascii_start().into();
    start.first().is_some_and(u8::is_ascii_alphabetic)
        && memmem::find(&start[..start.len().min(4096)], b"multipart/").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAVED: &str = "From: <Saved by Blink>\r\n\
        Snapshot-Content-Location: https://news.example/ferry\r\nSubject: Ferry\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\
        \tboundary=\"----B--x----\"\r\n\r\n\r\n\
        ------B--x----\r\nContent-Type: text/css\r\nContent-Location: cid:css\r\n\r\np {}\r\n\
        ------B--x----\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\
        Content-ID: <frame-1>\r\nContent-Transfer-Encoding: quoted-printable\r\n\
        Content-Location: https://news.example/ferry?x\r\n\r\n\
        <p class=3D\"a\">F=C3=A4hre is=\r\n back =zz\r\n\
        ------B--x------\r\n";

    #[test]
    fn the_page_and_its_address() {
        assert!(may_be(SAVED.as_bytes()));
        let (page, source) = super::page(SAVED.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(page).unwrap().trim_end(), "<p class=\"a\">Fähre is back =zz");
        assert_eq!(source.url.as_deref(), Some("https://news.example/ferry"));
        assert_eq!(source.charset(), Some("utf-8"));
    }

    #[test]
    fn base64_and_a_cut_file() {
        let cut = SAVED.replace("quoted-printable", "base64");
        let cut = &cut[..cut.find("<p class").unwrap()];
        let (page, _) = super::page(format!("{cut}PHA+T25l\r\nPC9w").as_bytes()).unwrap();
        assert_eq!(page, b"<p>One</p");
    }

    #[test]
    fn nothing_else_is_taken_for_one() {
        for other in ["", "<html>", "Title: of a text\n\nBody", "MIME-Version: 1.0\n\nx", "a:b\n"] {
            assert!(super::page(other.as_bytes()).is_none(), "{other}");
        }
    }
}
