//! Text that was UTF-8, was read as windows-1252, and was saved as UTF-8 again: `itâ€™s`.
//!
//! Every character above ASCII then stands as two to four, each a byte of the original. Going back
//! is safe only if it works for the whole text: a page that quotes such a thing, in a comment or in
//! an article about encodings, has other characters that could not be those bytes.

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
    let mut rest = text;
    loop {
        let (ascii, from_run) = rest.split_at(Encoding::ascii_valid_up_to(rest.as_bytes()));
        if from_run.is_empty() {
            break;
        }
        let end = from_run.find(|c: char| c.is_ascii()).unwrap_or(from_run.len());
        let (run, after) = from_run.split_at(end);
        let bytes: Option<Vec<u8>> = run.chars().map(byte).collect();
        let original = String::from_utf8(bytes?).ok()?;
        signs.add(ascii, run, &original, after);
        repaired.push_str(ascii);
        repaired.push_str(&original);
        rest = after;
    }
    signs.certain().then(|| repaired + rest)
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
        self.characters >= FEW && (self.controls || in_words && !self.unlikely)
    }
}
