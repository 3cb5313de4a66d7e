//! What keeps words apart.

use crate::bytes::count;
use memchr::{memchr_iter, memchr3_iter};

/// White space, and control characters: nobody sees them, and they keep words apart.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// The parts of a text between its blanks. By bytes, as this reads every letter of a page.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(length) = blank_at(text, at) {
            at += length;
        }
        let start = at;
        while at < bytes.len() && blank_at(text, at).is_none() {
            at += 1;
        }
        (start < at).then(|| &text[start..at])
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

/// Length of the blank that begins at a byte, if one does there.
#[inline]
fn blank_at(text: &str, at: usize) -> Option<usize> {
    match *text.as_bytes().get(at)? {
        byte if byte.is_ascii() => (byte <= b' ' || byte == 0x7f).then_some(1),
        // First bytes of U+0080 to U+00BF, U+1680, U+2000 to U+205F, U+3000.
        0xC2 | 0xE1..=0xE3 => {
            let c = text[at..].chars().next()?;
            is_blank(c).then(|| c.len_utf8())
        }
        _ => None,
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
