//! What keeps words apart.

use crate::bytes::count;
use memchr::{memchr_iter, memchr3_iter};

/// White space, and control characters: nobody sees them, and they keep words apart.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// The parts of a text between its blanks. By bytes, as this reads every letter of a page.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = &rest[length(rest, BLANK)..];
        let (word, behind) = rest.split_at(length(rest, LETTER));
        rest = behind;
        (!word.is_empty()).then_some(word)
    })
}

/// How many characters of a text are not white space.
pub(crate) fn shown(text: &str) -> usize {
    let bytes = text.as_bytes();
    // What begins a character, but for blanks of ASCII.
    let begins = |byte: u8| {
        let blank = (byte == b' ') | (byte.wrapping_sub(b'\t') < 5);
        (byte & 0xC0 != 0x80) & !blank
    };
    // All other blanks begin with one of these bytes, as other signs do.
    let places = memchr3_iter(0xC2, 0xE2, 0xE3, bytes).chain(memchr_iter(0xE1, bytes));
    let blanks = places.filter(|&at| text[at..].starts_with(char::is_whitespace));
    count(bytes, begins) - blanks.count()
}

/// What bytes are: blanks, parts of letters, or the first bytes of characters of which some are blanks
/// (U+0080 to U+00BF, U+1680, U+2000 to U+205F, U+3000).
const BLANK: u8 = 0;
const LETTER: u8 = 1;
const EITHER: u8 = 2;

const KINDS: [u8; 256] = {
    let mut kinds = [LETTER; 256];
    let mut byte = 0;
    while byte <= b' ' as usize {
        kinds[byte] = BLANK;
        byte += 1;
    }
    kinds[0x7f] = BLANK;
    (kinds[0xC2], kinds[0xE1], kinds[0xE2], kinds[0xE3]) = (EITHER, EITHER, EITHER, EITHER);
    kinds
};

/// How many bytes of a kind a text begins with.
fn length(text: &str, kind: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += bytes[at..].iter().take_while(|&&byte| KINDS[byte as usize] == kind).count();
        if bytes.get(at).is_none_or(|&byte| KINDS[byte as usize] != EITHER) {
            return at;
        }
        match text[at..].chars().next() {
            Some(c) if is_blank(c) == (kind == BLANK) => at += c.len_utf8(),
            _ => return at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_between_blanks_of_any_kind() {
        for c in (0..=0x3100).filter_map(char::from_u32) {
            let text = format!("{c}a{c}é中{c}{c}â{c}");
            let plain: Vec<&str> = text.split(is_blank).filter(|word| !word.is_empty()).collect();
            assert_eq!(words(&text).collect::<Vec<_>>(), plain, "{c:?}");
            assert_eq!(shown(&text), text.chars().filter(|c| !c.is_whitespace()).count(), "{c:?}");
        }
    }
}
