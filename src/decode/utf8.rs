//! UTF-8 that is not quite valid: how much of it holds, and its stray bytes.
//!
//! One bad byte must not cost a page its encoding, so the places above ASCII are counted. What
//! breaks UTF-8 on real pages is of three kinds: characters torn by something that cuts by bytes,
//! single bytes of windows-1252 from a template or an advertisement, and another encoding
//! altogether. The first two leave it UTF-8.

use crate::bytes::count;
use encoding_rs::WINDOWS_1252;

/// How the places above ASCII read as UTF-8.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Census {
    /// Whole characters.
    pub(super) whole: usize,
    /// Characters that lost their tail.
    pub(super) torn: usize,
    /// Single bytes that [`stray`] can read.
    pub(super) stray: usize,
    /// Anything else.
    pub(super) broken: usize,
}

impl Census {
    /// Counts.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut census = Census::default();
        for piece in pieces(bytes) {
            match piece {
                Piece::Valid(text) => census.whole += above_ascii(text),
                Piece::Torn => census.torn += 1,
                Piece::Stray(_) => census.stray += 1,
                Piece::Broken => census.broken += 1,
            }
        }
        census
    }

    /// Whether bytes that are labelled UTF-8 are not.
    ///
    /// Torn characters speak for the label. So do stray bytes beside whole characters, unless
    /// others are broken too: a page of Latin text in one byte a letter has both.
    pub(super) fn refutes_label(&self) -> bool {
        let bad = self.stray + self.broken;
        bad > self.whole && (self.whole == 0 || self.broken > 0)
    }

    /// Whether bytes that are labelled otherwise or not at all are UTF-8 in truth.
    ///
    /// Read as UTF-8, text in another encoding comes out whole in a third of its places at best.
    pub(super) fn convinces(&self) -> bool {
        let bad = self.torn + self.stray + self.broken;
        self.whole >= 3 && self.whole >= 2 * bad
    }
}

/// The text of UTF-8 with flaws: stray bytes read, all else U+FFFD. The flag tells whether any
/// stray byte was.
pub(super) fn mend(bytes: &[u8]) -> (String, bool) {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut mended = false;
    for piece in pieces(bytes) {
        match piece {
            Piece::Valid(valid) => text.push_str(valid),
            Piece::Stray(letter) => {
                text.push(letter);
                mended = true;
            }
            Piece::Torn | Piece::Broken => text.push(char::REPLACEMENT_CHARACTER),
        }
    }
    (text, mended)
}

/// The number of characters above ASCII.
pub(super) fn above_ascii(text: &str) -> usize {
    // The first bytes of characters.
    count(text.as_bytes(), |byte| byte >= 0xC0)
}

/// A stretch of UTF-8, or one flaw in it.
enum Piece<'a> {
    Valid(&'a str),
    Torn,
    Stray(char),
    Broken,
}

/// Cuts bytes at the flaws, one flaw for each U+FFFD that the standard would put.
fn pieces(bytes: &[u8]) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    bytes.utf8_chunks().flat_map(move |chunk| {
        let start = at + chunk.valid().len();
        let end = start + chunk.invalid().len();
        at = end;
        let flaw = match chunk.invalid() {
            [] => None,
            &[byte] if end == bytes.len() && (0xC2..=0xF4).contains(&byte) => Some(Piece::Torn),
            &[byte] => {
                let before = start.checked_sub(1).map(|before| bytes[before]);
                Some(stray(before, byte, bytes.get(end).copied()))
            }
            _ => Some(Piece::Torn),
        };
        [Some(Piece::Valid(chunk.valid())), flaw].into_iter().flatten()
    })
}

/// Reads a single bad byte as windows-1252 if that is what it is.
///
/// Letters must stand in a word, before another letter: a character torn after its first byte
/// stands before an ellipsis, a quote or a tag. Quotes and dashes may stand anywhere in ASCII.
/// Beside other bytes above ASCII nothing is sure.
fn stray(before: Option<u8>, byte: u8, after: Option<u8>) -> Piece<'static> {
    let alone = before.is_none_or(|byte| byte.is_ascii()) && after.is_none_or(|b| b.is_ascii());
    let in_word = after.is_some_and(|byte| byte.is_ascii_alphabetic());
    let reads = match byte {
        0x91..=0x97 => alone,
        0xD7 | 0xF7 => false,
        0xC0..=0xFF => alone && in_word,
        _ => false,
    };
    let letter = reads.then(|| {
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
        text.chars().next()
    });
    letter.flatten().map_or(Piece::Broken, Piece::Stray)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flaws_are_told_apart() {
        let bytes = b"\xC3\xA9 torn\xE2\x80 f\xFCr \xFF\xFF \x93a\x94 \xE9 caf\xC3";
        assert_eq!(Census::of(bytes), Census { whole: 1, torn: 2, stray: 3, broken: 3 });
        let expected = "é torn\u{FFFD} für \u{FFFD}\u{FFFD} “a” \u{FFFD} caf\u{FFFD}";
        assert_eq!(mend(bytes), (expected.to_owned(), true));
    }

    #[test]
    fn without_strays_the_text_is_that_of_the_standard() {
        for bytes in [&b"a\xF0\x9F\x98b\xED\xA0\x80c\xC0\xAF\xF5"[..], b"\xE2\x82\xAC\xE2\x82", b""]
        {
            assert_eq!(mend(bytes), (String::from_utf8_lossy(bytes).into_owned(), false));
        }
    }
}
