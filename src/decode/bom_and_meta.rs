//! What the page says of its own encoding: a byte order mark, `<meta>`, an XML declaration.
//!
//! This is the [prescan] of the HTML standard, with its names and two departures.
//!
//! The standard stops after 1024 bytes because a browser waits for them. Nobody waits here, and one
//! page in ten declares its encoding later, behind comments, preloads and inline scripts, some by
//! 60 kB; browsers find those while parsing and start over. So the scan goes on until the head
//! ends. To be safe that far in, it skips what stands inside `<script>` and `<style>`, where a
//! `<meta` is a string in a program.
//!
//! [prescan]: https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding

use super::label;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memmem;

/// What the standard scans, whatever stands in it.
const PRESCAN: usize = 1024;

/// Where the scan gives up on a head that does not end.
const LATE: usize = 64 * 1024;

/// Takes the byte order mark off, by the standard's [BOM sniff].
///
/// [BOM sniff]: https://encoding.spec.whatwg.org/#bom-sniff
pub(super) fn split_bom(bytes: &[u8]) -> (Option<&'static Encoding>, &[u8]) {
    match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (Some(encoding), &bytes[length..]),
        None => (None, bytes),
    }
}

/// The encoding the page declares, in `<meta>` or else in an XML declaration.
///
/// A page whose declaration could be read like this is no UTF-16, whatever it declares, so that
/// label means UTF-8.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let bytes = &bytes[..bytes.len().min(LATE)];
    let found = meta(bytes).or_else(|| xml_declaration(bytes))?;
    Some(if found == UTF_16LE || found == UTF_16BE { UTF_8 } else { found })
}

/// The first `<meta>` that declares an encoding.
fn meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut at = 0;
    let mut end = bytes.len();
    loop {
        at += memchr::memchr(b'<', &bytes[at..])?;
        let rest = &bytes[at..];
        if at >= end {
            return None;
        } else if rest.starts_with(b"<!--") {
            // The dashes may be those of the opening: `<!-->` is a whole comment.
            at += 2 + memmem::find(&rest[2..], b"-->")? + 3;
        } else if let Some(name) = tag_name(rest) {
            if ends_head(name) {
                end = PRESCAN;
            }
            let mut attributes = Attributes { bytes, at: at + 1 + name.len() };
            if name.eq_ignore_ascii_case(b"meta") {
                if let Some(encoding) = meta_encoding(&mut attributes) {
                    return Some(encoding);
                }
            } else {
                attributes.by_ref().for_each(drop);
            }
            at = attributes.at;
            if name.eq_ignore_ascii_case(b"script") || name.eq_ignore_ascii_case(b"style") {
                at += raw_text_end(&bytes[at..], name)?;
            }
        } else if matches!(rest.get(1), Some(b'!' | b'/' | b'?')) {
            at += memchr::memchr(b'>', rest)?;
        } else {
            at += 1;
        }
    }
}

/// The name of the tag that begins here, with the slash of an end tag.
fn tag_name(rest: &[u8]) -> Option<&[u8]> {
    let start = if rest.get(1) == Some(&b'/') { 2 } else { 1 };
    rest.get(start).filter(|byte| byte.is_ascii_alphabetic())?;
    let ends = |&byte: &u8| is_space(byte) || byte == b'>' || byte == b'/';
    let length = rest[start..].iter().position(ends).unwrap_or(rest.len() - start);
    Some(&rest[1..start + length])
}

/// Whether no declaration can follow this tag.
fn ends_head(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"body") || name.eq_ignore_ascii_case(b"/head")
}

/// How far the end tag of a raw text element is.
fn raw_text_end(bytes: &[u8], name: &[u8]) -> Option<usize> {
    memmem::find_iter(bytes, b"</").find(|&at| {
        let end = at + 2 + name.len();
        bytes.get(at + 2..end).is_some_and(|found| found.eq_ignore_ascii_case(name))
    })
}

/// What the attributes of one `<meta>` declare. Of attributes of one name, the first counts; an
/// unknown label in `charset` leaves the word to `content`.
fn meta_encoding(attributes: &mut Attributes<'_>) -> Option<&'static Encoding> {
    let (mut pragma, mut content, mut charset) = (None, None, None);
    for (name, value) in attributes {
        if name.eq_ignore_ascii_case(b"http-equiv") {
            pragma.get_or_insert(value);
        } else if name.eq_ignore_ascii_case(b"content") {
            content.get_or_insert(value);
        } else if name.eq_ignore_ascii_case(b"charset") {
            charset.get_or_insert(value);
        }
    }
    charset.and_then(label::encoding).or_else(|| {
        pragma.filter(|pragma| pragma.trim_ascii().eq_ignore_ascii_case(b"content-type"))?;
        content_encoding(content?)
    })
}

/// The label in a value such as `text/html; charset=gbk`, by the standard's [extraction].
///
/// [extraction]: https://html.spec.whatwg.org/multipage/urls-and-fetching.html#extracting-character-encodings-from-meta-elements
fn content_encoding(value: &[u8]) -> Option<&'static Encoding> {
    let mut rest = value;
    loop {
        let name = rest.windows(7).position(|seven| seven.eq_ignore_ascii_case(b"charset"))?;
        rest = rest[name + 7..].trim_ascii_start();
        let Some(label) = rest.strip_prefix(b"=") else { continue };
        let label = label.trim_ascii_start();
        return match label.first()? {
            quote @ (b'"' | b'\'') => {
                // The closing quote may be missing: the words of the label show anyway.
                label::encoding(label[1..].split(|byte| byte == quote).next()?)
            }
            _ => label::encoding(label.split(|&byte| is_space(byte) || byte == b';').next()?),
        };
    }
}

/// The encoding of `<?xml … encoding="…"?>`, by the standard's [XML sniff].
///
/// [XML sniff]: https://html.spec.whatwg.org/multipage/parsing.html#concept-get-xml-encoding-when-sniffing
fn xml_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let rest = bytes.trim_ascii_start().strip_prefix(b"<?xml")?;
    let declaration = &rest[..memchr::memchr(b'>', rest)?];
    let name = memmem::find(declaration, b"encoding")?;
    let value = trim_controls(&declaration[name + b"encoding".len()..]).strip_prefix(b"=")?;
    let (quote, value) = trim_controls(value).split_first()?;
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let label = &value[..memchr::memchr(*quote, value)?];
    if label.iter().any(|&byte| byte <= b' ') { None } else { label::encoding(label) }
}

fn trim_controls(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|&byte| byte > b' ').unwrap_or(bytes.len());
    &bytes[start..]
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ')
}

/// The attributes of a tag, names and values as they stand. Ends before the `>`.
///
/// See [get an attribute](https://html.spec.whatwg.org/multipage/parsing.html#concept-get-attributes-when-sniffing).
struct Attributes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Attributes<'a> {
    /// Passes over what satisfies the test; the bytes passed over.
    fn take_while(&mut self, test: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|&byte| !test(byte)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        self.take_while(|byte| is_space(byte) || byte == b'/');
        if matches!(self.peek(), None | Some(b'>')) {
            return None;
        }
        let start = self.at;
        self.at += 1; // A leading `=` is part of the name.
        self.take_while(|byte| !is_space(byte) && !matches!(byte, b'=' | b'/' | b'>'));
        let name = &self.bytes[start..self.at];
        self.take_while(is_space);
        if self.peek() != Some(b'=') {
            return Some((name, b""));
        }
        self.at += 1;
        self.take_while(is_space);
        let value = match self.peek() {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                let value = self.take_while(|byte| byte != quote);
                self.at = (self.at + 1).min(self.bytes.len());
                value
            }
            _ => self.take_while(|byte| !is_space(byte) && byte != b'>'),
        };
        Some((name, value))
    }
}
