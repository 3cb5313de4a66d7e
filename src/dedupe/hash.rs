//! A number that equal texts have in common, and others do not.

use icu_normalizer::ComposingNormalizerBorrowed;
use ring::digest::{SHA256, digest};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Hash of a text: see [`content_hash`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash(u128);

impl ContentHash {
    /// The first half, for indexes that hold 64 bits.
    pub fn short(self) -> u64 {
        (self.0 >> 64) as u64
    }
}

/// The hash of a text; `None` if there is nothing in it but white space.
///
/// The first 128 bits of SHA-256 (FIPS 180-4) over the text in Unicode's NFC, with each run of white
/// space as one space and without the characters that cannot be seen (soft hyphens, zero-width
/// spaces and joiners, marks of direction). So the same text has the same hash on every machine and
/// in every version, and other programs can compute it.
///
/// ```
/// use copydesk::dedupe::content_hash;
///
/// let hash = content_hash("The dam\nwas opened.").unwrap();
/// assert_eq!(Some(hash), content_hash(" The  dam was ope\u{ad}ned."));
/// assert_ne!(Some(hash), content_hash("The dam was opened!"));
/// assert_eq!(hash.to_string(), "6bc63c789b3bef1306bcae38771fa03b");
/// ```
pub fn content_hash(text: &str) -> Option<ContentHash> {
    let text = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    let mut seen = String::with_capacity(text.len());
    let (mut rest, mut blank) = (&*text, false);
    while let Some(c) = rest.chars().next() {
        // Most of a text is copied as it is: letters with a space here and there.
        let bytes = rest.as_bytes();
        let stays = |at: usize| {
            is_plain(bytes[at])
                || at > 0 && bytes[at] == b' ' && bytes.get(at + 1).is_some_and(|&b| is_plain(b))
        };
        let plain = (0..bytes.len()).position(|at| !stays(at)).unwrap_or(bytes.len());
        let (piece, after) = rest.split_at(if plain > 0 { plain } else { c.len_utf8() });
        rest = after;
        if plain == 0 && c.is_whitespace() {
            blank = true;
        } else if plain > 0 || !is_unseen(c) {
            if std::mem::take(&mut blank) && !seen.is_empty() {
                seen.push(' ');
            }
            seen.push_str(piece);
        }
    }
    if seen.is_empty() {
        return None;
    }
    let half: [u8; 16] = digest(&SHA256, seen.as_bytes()).as_ref().first_chunk().copied()?;
    Some(ContentHash(u128::from_be_bytes(half)))
}

/// Does a byte belong to a character that stays as it is, whatever the other bytes of it?
fn is_plain(byte: u8) -> bool {
    byte > b' ' && (byte < 0xC2 || !matches!(byte, 0xC2 | 0xD8 | 0xE1..=0xE3 | 0xEF))
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// 32 hexadecimal digits.
impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// As a string.
impl Serialize for ContentHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for ContentHash {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(ContentHash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_does_not_count() {
        let hash = content_hash("Der Damm wurde eröffnet.");
        assert_eq!(hash, content_hash("Der\u{a0}Damm\n\nwurde \u{200b} ero\u{308}ff\u{ad}net. "));
        assert_ne!(hash, content_hash("der Damm wurde eröffnet."));
        assert_eq!(content_hash(" \n\u{feff}"), None);
        for c in ('\0'..=char::MAX).filter(|&c| c.is_whitespace() || is_unseen(c)) {
            assert!(!is_plain(c.to_string().as_bytes()[0]), "{c:?}");
        }
    }

    #[test]
    fn it_is_sha_256() {
        // FIPS 180-4, the example "abc".
        let hash = content_hash("abc").unwrap();
        assert_eq!(hash.to_string(), "ba7816bf8f01cfea414140de5dae2223");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!(hash.short(), 0xba78_16bf_8f01_cfea);
    }
}
