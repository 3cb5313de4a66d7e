//! Bytes → text, whatever the page says of its encoding.
//!
//! In: the bytes of a page or a plain text, and what the response said of them. Out: the text, the
//! encoding it was in and the evidence for that. It never fails: bytes that mean nothing become
//! U+FFFD. The tables under `tests/` hold it to that, in some thirty encodings.
//!
//! The order is that of the HTML standard's [encoding sniffing algorithm], with the two steps it
//! leaves to the implementation: byte order mark, label of the response, label in the page, UTF-8
//! if the bytes are that, a guess. A browser must believe a label, or pages would come to rely on
//! not being believed. Here the text matters and the bytes are all there, so a label counts until
//! the bytes refute it:
//!
//! * UTF-16 shows in its NULs, so it is told from them and no label is asked.
//! * Valid UTF-8 with characters above ASCII is UTF-8. No other text looks like that by chance.
//! * UTF-8 with flaws stays UTF-8 as long as most of it is whole; see `utf8.rs`.
//! * A label whose encoding cannot read most of the text is passed over for the next one.
//!
//! The common case costs one validation and no copy: valid UTF-8 is recognised before any label is
//! weighed, and what follows are searches for single bytes.
//!
//! [encoding sniffing algorithm]: https://html.spec.whatwg.org/multipage/parsing.html#encoding-sniffing-algorithm

mod bom_and_meta;
mod detect;
mod label;
mod mojibake;
#[cfg(test)]
mod tests;
mod utf8;
mod wide;

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;
use utf8::Census;

/// In an encoding of several bytes a character, a chance pair or two may look like UTF-8.
const PROOF_AGAINST_MULTIBYTE: usize = 3;

/// What is known about the bytes before looking at them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// The charset label of the response's `Content-Type`, as it stands there.
    pub charset: Option<&'a str>,
    /// The top-level domain of the page's host, for the guess: `ru` writes another alphabet than
    /// `gr`.
    pub tld: Option<&'a str>,
}

/// Decoded text, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'b> {
    /// The text, without its byte order mark: the bytes themselves where they are valid UTF-8. NULs are
    /// left to the parser.
    pub text: Cow<'b, str>,
    /// The encoding the bytes were read in. UTF-32, which has no name on the web, is given as
    /// UTF-16 of its byte order.
    pub encoding: &'static Encoding,
    /// Why that encoding.
    pub evidence: Evidence,
    /// Some bytes were not valid in the encoding. Each such place is U+FFFD in the text, unless it
    /// was repaired.
    pub malformed: bool,
    /// The text is not what the bytes say but what was meant: it had been encoded as UTF-8 twice,
    /// or single bytes of windows-1252 stood in UTF-8.
    pub repaired: bool,
}

/// What decided the encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// A byte order mark.
    Bom,
    /// The label of the response.
    Http,
    /// The page's `<meta>` or XML declaration.
    Meta,
    /// All of the bytes are valid UTF-8, and no label says so.
    Utf8Valid,
    /// The look of the bytes, against the labels or without any.
    Detected,
}

/// Decodes an HTML page.
///
/// ```
/// use copydesk::decode::{Evidence, Hints, decode};
///
/// let page = b"<meta charset=windows-1251><p>\xcf\xf0\xe8\xe2\xe5\xf2";
/// let decoded = decode(page, Hints::default());
/// assert!(decoded.text.ends_with("<p>Привет"));
/// assert_eq!(decoded.evidence, Evidence::Meta);
/// ```
pub fn decode<'b>(bytes: &'b [u8], hints: Hints<'_>) -> Decoded<'b> {
    read(bytes, hints, bom_and_meta::declared)
}

/// Decodes plain text: the same, except that no `<meta>` in it is looked for.
pub fn decode_text<'b>(bytes: &'b [u8], hints: Hints<'_>) -> Decoded<'b> {
    read(bytes, hints, |_| None)
}

/// An encoding somebody names, and where.
type Label = (&'static Encoding, Evidence);

fn read<'b>(
    bytes: &'b [u8],
    hints: Hints<'_>,
    declared: impl Fn(&[u8]) -> Option<&'static Encoding>,
) -> Decoded<'b> {
    if let Some((text, encoding)) = wide::utf32(bytes) {
        let (text, evidence) = (text.into(), Evidence::Bom);
        return Decoded { text, encoding, evidence, malformed: false, repaired: false };
    }
    let (mark, bytes) = bom_and_meta::split_bom(bytes);
    if let Some(encoding) = mark.filter(|&mark| is_utf16(mark)) {
        return read_as(encoding, Evidence::Bom, bytes);
    }
    if let Some(encoding) = wide::utf16_by_nuls(bytes) {
        return read_as(encoding, Evidence::Detected, bytes);
    }
    let response = hints.charset.and_then(|charset| label::encoding(charset.as_bytes()));
    let labels = [
        mark.map(|encoding| (encoding, Evidence::Bom)),
        response.map(|encoding| (encoding, Evidence::Http)),
        declared(bytes).map(|encoding| (encoding, Evidence::Meta)),
    ];
    // UTF-16 would have shown; without its NULs the label is a mistake.
    let labels = labels.into_iter().flatten().filter(|(encoding, _)| !is_utf16(encoding));
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => valid_utf8(bytes, text, labels),
        None => not_valid_utf8(bytes, hints, labels),
    }
}

/// Bytes that are valid UTF-8 or ASCII: UTF-8, unless a label means something else by the ASCII or
/// by a character or two.
fn valid_utf8<'b>(
    bytes: &'b [u8],
    text: Cow<'b, str>,
    labels: impl Iterator<Item = Label>,
) -> Decoded<'b> {
    let mut evidence = None;
    for (encoding, source) in labels {
        if encoding == UTF_8 {
            evidence = Some(source);
            break;
        }
        let proof = if encoding.is_single_byte() { 1 } else { PROOF_AGAINST_MULTIBYTE };
        if utf8::above_ascii(&text) < proof {
            let labelled = read_as(encoding, source, bytes);
            if !labelled.malformed {
                return labelled;
            }
        }
    }
    if evidence.is_none() && detect::is_iso_2022_jp(bytes) {
        return read_as(ISO_2022_JP, Evidence::Detected, bytes);
    }
    let repaired = mojibake::repair(&text);
    Decoded {
        encoding: UTF_8,
        evidence: evidence.unwrap_or(Evidence::Utf8Valid),
        malformed: false,
        repaired: repaired.is_some(),
        text: repaired.map_or(text, Cow::Owned),
    }
}

/// Bytes that are UTF-8 with flaws or another encoding: the first label that can read them, or a
/// guess.
fn not_valid_utf8<'b>(
    bytes: &'b [u8],
    hints: Hints<'_>,
    labels: impl Iterator<Item = Label>,
) -> Decoded<'b> {
    let census = Census::of(bytes);
    for (encoding, source) in labels {
        if encoding == UTF_8 {
            if !census.refutes_label() {
                return flawed_utf8(bytes, source);
            }
        } else if !census.convinces() {
            let labelled = read_as(encoding, source, bytes);
            if !labelled.malformed || is_mostly_read(&labelled.text) {
                return labelled;
            }
        }
    }
    if census.convinces() {
        return flawed_utf8(bytes, Evidence::Detected);
    }
    read_as(detect::detect(bytes, hints.tld), Evidence::Detected, bytes)
}

fn read_as<'b>(encoding: &'static Encoding, evidence: Evidence, bytes: &'b [u8]) -> Decoded<'b> {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, encoding, evidence, malformed, repaired: false }
}

fn flawed_utf8(bytes: &[u8], evidence: Evidence) -> Decoded<'static> {
    let (text, repaired) = utf8::mend(bytes);
    Decoded { text: text.into(), encoding: UTF_8, evidence, malformed: true, repaired }
}

/// Whether most of what is not ASCII was read as something.
fn is_mostly_read(text: &str) -> bool {
    let lost = text.matches(char::REPLACEMENT_CHARACTER).count();
    lost * 2 <= utf8::above_ascii(text)
}

fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}
