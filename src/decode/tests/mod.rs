//! What holds for the stage as a whole; what holds for one step is tested beside it.

mod encodings;
mod flaws;
mod labels;
mod properties;
mod samples;

use super::{Decoded, Hints};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// What is decoded of bytes that end here.
fn decode(bytes: &[u8], hints: Hints<'_>) -> Decoded<'static> {
    kept(super::decode(bytes, hints))
}

fn decode_text(bytes: &[u8], hints: Hints<'_>) -> Decoded<'static> {
    kept(super::decode_text(bytes, hints))
}

fn kept(decoded: Decoded<'_>) -> Decoded<'static> {
    let Decoded { text, encoding, evidence, malformed, repaired } = decoded;
    Decoded { text: text.into_owned().into(), encoding, evidence, malformed, repaired }
}

/// No response, no host.
const NOTHING: Hints<'_> = Hints { charset: None, tld: None };

fn http(charset: &str) -> Hints<'_> {
    Hints { charset: Some(charset), tld: None }
}

/// A small page with something in its head.
fn page(head: &str, text: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html>\n<head>{head}<title>News</title></head>\n<body><h1>News</h1>\n\
         <p>{text}</p>\n<footer>12:30</footer></body>\n</html>\n"
    )
}

/// The bytes of a text, all of which the encoding must have.
fn encode(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    if encoding == UTF_16LE {
        return text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    }
    if encoding == UTF_16BE {
        return text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    }
    let (bytes, _, unmappable) = encoding.encode(text);
    assert!(!unmappable, "{} lacks characters of the sample", encoding.name());
    bytes.into_owned()
}

/// The outcome without the text, for short comparisons.
fn outcome(decoded: &Decoded) -> (&'static str, super::Evidence, bool, bool) {
    (decoded.encoding.name(), decoded.evidence, decoded.malformed, decoded.repaired)
}
