//! Text that was UTF-8, was read as windows-1252, and was saved as UTF-8 again: `itâ€™s`.
//!
//! Every character above ASCII then stands as two to four, each a byte of the original. Going back
//! is safe only if it works for the whole text: a page that quotes such a thing, in a comment or in
//! an article about encodings, has other characters that could not be those bytes. Unless control
//! characters are among them: those nobody quotes, so what was added to the page later, and rightly
//! encoded, is left as it is.

use encoding_rs::Encoding;

/// Fewer characters prove nothing.
const FEW: usize = 3;

/// Without control characters among them, it takes so many.
const ENOUGH: usize = 5;

/// The text before it was encoded twice, if it certainly was.
///
/// An ordinary page is dismissed at its first character above ASCII.
pub(super) fn repair(text: &str) -> Option<String> {
    let mut repaired = String::new();
    let mut signs = Signs::default();
    let mixed = has_controls(text);
    let mut rest = text;
    loop {
        let (ascii, from_run) = rest.split_at(Encoding::ascii_valid_up_to(rest.as_bytes()));
        if from_run.is_empty() {
            break;
        }
        let end = from_run.find(|c: char| c.is_ascii()).unwrap_or(from_run.len());
        let (run, after) = from_run.split_at(end);
        let bytes: Option<Vec<u8>> = run.chars().map(byte).collect();
        repaired.push_str(ascii);
        match bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
            Some(original) => {
                signs.add(ascii, run, &original, after);
                repaired.push_str(&original);
            }
            None if mixed => {
                signs.mixed = true;
                repaired.push_str(run);
            }
            None => return None,
        }
        rest = after;
    }
    signs.certain().then(|| repaired + rest)
}

/// Does U+0080 to U+009F stand anywhere, in UTF-8 the byte C2 and one of 80 to 9F?
fn has_controls(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(0xC2, bytes).any(|at| bytes[at + 1] < 0xA0)
}

/// The byte that windows-1252 or, for the codes it leaves to the controls, Latin-1 shows like this.
fn byte(c: char) -> Option<u8> {
    /// Bytes 80 to 9F, in order.
    const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ";
    match c {
        '\u{80}'..='\u{FF}' => u8::try_from(c).ok(),
        _ => HIGH.chars().zip(0x80..).find(|(high, _)| *high == c).map(|(_, byte)| byte),
    }
}

/// What speaks for a text having been encoded twice, beyond that it can be undone.
#[derive(Default)]
struct Signs {
    characters: usize,
    /// Runs of characters, and those of them that touch an ASCII letter or digit: a character of
    /// the text stands in or at a word, a quoted one stands between quotes.
    runs: usize,
    in_words: usize,
    /// U+0080 to U+009F: nobody types or quotes those.
    controls: bool,
    /// Other runs of characters were never bytes.
    mixed: bool,
    /// Results that only a capital before a closing quote or `®` gives: `CAFÉ®` would be `CAFɮ`.
    unlikely: bool,
}

impl Signs {
    fn add(&mut self, before: &str, run: &str, original: &str, after: &str) {
        self.characters += original.chars().count();
        self.runs += 1;
        let touches = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        self.in_words +=
            usize::from(touches(before.chars().next_back()) || touches(after.chars().next()));
        self.controls |= run.contains(|c| matches!(c, '\u{80}'..='\u{9F}'));
        self.unlikely |=
            original.contains(|c| matches!(c, '\u{250}'..='\u{2AF}' | '\u{700}'..='\u{7FF}'));
    }

    fn certain(&self) -> bool {
        let in_words = self.characters >= ENOUGH && self.in_words * 2 >= self.runs;
        let enough = self.characters >= if self.mixed { ENOUGH } else { FEW };
        enough && (self.controls || in_words && !self.unlikely && !self.mixed)
    }
}

#[cfg(test)]
mod tests {
    use super::repair;

    #[test]
    fn what_was_added_later_stays() {
        let twice = |text: &str| text.bytes().map(char::from).collect::<String>();
        let page = "We’ve seen it’s “fine” – he’s sure.";
        assert_eq!(repair(&twice(page)).as_deref(), Some(page));
        let mixed = format!("{} 在线观看, você", twice(page));
        assert_eq!(repair(&mixed), Some(format!("{page} 在线观看, você")));
        assert_eq!(repair("l\u{92}été, il n\u{92}a que ça, où qu\u{92}il aille"), None);
    }
}
