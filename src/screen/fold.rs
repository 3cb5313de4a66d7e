//! Text in the form the lexicon is compared in, with the way back to the text as written.
//!
//! Spam is spelt so that plain comparison misses it: full-width and mathematical letters, Cyrillic
//! letters in Latin words, zero-width characters, `s l o t`, `v1agra`. Folding undoes that: NFKC,
//! lower case, no accents on Latin letters, no invisible characters, look-alikes as the letter they
//! stand for (a subset of Unicode TS 39, for the scripts that are mixed in practice).

use encoding_rs::Encoding;
use icu_normalizer::ComposingNormalizerBorrowed;

/// What stands between the letters of a word written apart.
const GAPS: [u8; 5] = *b" .-_*";

/// Signs and digits that stand for letters.
const SIGNS: [u8; 8] = *b"01!345@$";

/// Which of ASCII needs a look: [`GAPS`] and [`SIGNS`].
const LOOKED_AT: [bool; 256] = {
    let mut table = [false; 256];
    let mut i = 0;
    while i < GAPS.len() {
        table[GAPS[i] as usize] = true;
        i += 1;
    }
    let mut i = 0;
    while i < SIGNS.len() {
        table[SIGNS[i] as usize] = true;
        i += 1;
    }
    table
};

/// A folded text.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The text in folded form.
    pub text: String,
    /// Places (folded, as written) from which on the two run in step.
    steps: Vec<(u32, u32)>,
    /// Words that were written apart, in folded places: where one ends and the next begins in them
    /// cannot be told.
    loose: Vec<(u32, u32)>,
}

impl Folded {
    /// Folds a text; linear.
    pub fn new(text: &str) -> Folded {
        Folded::with_breaks(text, &[])
    }

    /// Folds a text in which words end at some places (in order) though no blank stands there:
    /// between links, for one.
    pub fn with_breaks(text: &str, breaks: &[u32]) -> Folded {
        let mut folded = Folded { text: String::with_capacity(text.len()), ..Folded::default() };
        let mut at = 0;
        for end in breaks.iter().map(|&b| b as usize).chain([text.len()]) {
            let bytes = &text.as_bytes()[..end];
            while at < end {
                if bytes[at].is_ascii() {
                    at = folded.ascii(&text[..end], at);
                } else {
                    at = folded.other(&text[..end], at);
                }
            }
            if end < text.len() {
                folded.text.push('\n');
                folded.step(end);
            }
        }
        folded
    }

    /// The place in the text as written.
    pub fn original(&self, at: usize) -> usize {
        let next = self.steps.partition_point(|&(folded, _)| folded as usize <= at);
        match next.checked_sub(1).map(|i| self.steps[i]) {
            Some((folded, original)) => original as usize + (at - folded as usize),
            None => at,
        }
    }

    /// Were any words written apart?
    pub fn has_loose(&self) -> bool {
        !self.loose.is_empty()
    }

    /// Does a place lie inside words that were written apart?
    pub fn is_loose(&self, at: usize) -> bool {
        let next = self.loose.partition_point(|&(_, end)| (end as usize) < at);
        self.loose.get(next).is_some_and(|&(start, _)| start as usize <= at)
    }

    fn step(&mut self, original: usize) {
        self.steps.push((self.text.len() as u32, original as u32));
    }

    /// Folds a stretch of ASCII: copies it in lower case, but for the places that need a look.
    fn ascii(&mut self, text: &str, start: usize) -> usize {
        let bytes = text.as_bytes();
        let end = start + Encoding::ascii_valid_up_to(&bytes[start..]);
        let letter = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_alphabetic);
        let (mut at, mut copied) = (start, start);
        if start == 0
            && let Some(next) = self.spaced_word(bytes, 0, end)
        {
            (at, copied) = (next, next);
        }
        while let Some(step) = bytes[at..end].iter().position(|&b| LOOKED_AT[usize::from(b)]) {
            at += step;
            let byte = bytes[at];
            let plain = match byte {
                b' ' | b'.' | b'-' | b'_' | b'*' => {
                    // A single letter between two equal gaps may begin a word written apart.
                    if letter(at + 1) && bytes.get(at + 2).is_some_and(|b| GAPS.contains(b)) {
                        self.copy(&text[copied..=at]);
                        copied = at + 1;
                        if let Some(next) = self.spaced_word(bytes, at + 1, end) {
                            (at, copied) = (next, next);
                            continue;
                        }
                    }
                    None
                }
                b'0' | b'1' | b'!' | b'3' | b'4' | b'5' | b'@' | b'$' => {
                    let inside = letter(at + 1) && at > 0 && letter(at - 1);
                    let leading = letter(at + 1) && letter(at + 2);
                    let zero = |i: usize| bytes.get(i) == Some(&b'0');
                    // `0nline`, `r00ms`.
                    let begins = leading && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric());
                    let first = at > 0 && letter(at - 1) && zero(at + 1) && letter(at + 2);
                    let second = at > 1 && letter(at - 2) && zero(at - 1) && letter(at + 1);
                    match byte {
                        b'0' if inside || begins || first || second => Some("o"),
                        b'1' | b'!' if inside => Some("i"),
                        b'3' if inside => Some("e"),
                        b'4' | b'@' if inside => Some("a"),
                        b'5' | b'$' if inside => Some("s"),
                        b'@' if leading => Some("a"),
                        b'$' if leading => Some("s"),
                        _ => None,
                    }
                }
                _ => None,
            };
            if let Some(plain) = plain {
                self.copy(&text[copied..at]);
                self.text.push_str(plain);
                copied = at + 1;
            }
            at += 1;
        }
        self.copy(&text[copied..end]);
        end
    }

    fn copy(&mut self, text: &str) {
        let from = self.text.len();
        self.text.push_str(text);
        self.text[from..].make_ascii_lowercase();
    }

    /// Joins letters written apart (`s l o t`, `s.l.o.t`), four at the least.
    fn spaced_word(&mut self, bytes: &[u8], start: usize, end: usize) -> Option<usize> {
        let gap = *bytes.get(start + 1).filter(|gap| GAPS.contains(gap))?;
        if !bytes[start].is_ascii_alphabetic() {
            return None;
        }
        let mut last = start;
        while last + 2 < end
            && bytes[last + 1] == gap
            && bytes[last + 2].is_ascii_alphabetic()
            && !bytes.get(last + 3).is_some_and(u8::is_ascii_alphanumeric)
        {
            last += 2;
        }
        if last < start + 6 {
            return None;
        }
        let from = self.text.len() as u32;
        for at in (start..=last).step_by(2) {
            self.step(at);
            self.text.push(char::from(bytes[at].to_ascii_lowercase()));
        }
        self.loose.push((from, self.text.len() as u32));
        self.step(last + 1);
        Some(last + 1)
    }

    /// Folds one character that is not ASCII, with the marks that follow it.
    fn other(&mut self, text: &str, start: usize) -> usize {
        let mut chars = text[start..].chars();
        let Some(first) = chars.next() else { return text.len() };
        let mut end = start + first.len_utf8();
        match first {
            // Han, kana, Hangul syllables, Thai: already in their folded form.
            '\u{4E00}'..='\u{9FFF}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30A1}'..='\u{30FA}'
            | '\u{30FC}'
            | '\u{AC00}'..='\u{D7A3}'
            | '\u{0E01}'..='\u{0E32}'
            | '\u{0E34}'..='\u{0E59}' => {
                self.text.push(first);
                return end;
            }
            c if is_invisible(c) => {
                self.step(end);
                return end;
            }
            _ => {}
        }
        let next = loop {
            match chars.next() {
                Some(c) if is_mark(c) => end += c.len_utf8(),
                other => break other,
            }
        };
        let written = end - start;
        let before = self.text.len();
        self.step(start);
        let latin_before = self.text.chars().next_back().is_some_and(|c| c.is_ascii_alphabetic());
        let latin_beside =
            latin_before || next.is_some_and(|c| c.is_ascii_alphabetic() || c == '∨');
        if let Some(c) = look_alike(first).filter(|_| latin_beside || first == '∨') {
            self.text.push(c);
        } else {
            let nfkc = ComposingNormalizerBorrowed::new_nfkc();
            if end == start + first.len_utf8() && is_normal(first) {
                first.to_lowercase().for_each(|c| push_plain(&mut self.text, c));
            } else {
                for c in nfkc.normalize(&text[start..end]).chars().flat_map(char::to_lowercase) {
                    push_plain(&mut self.text, c);
                }
            }
        }
        if self.text.len() - before == written {
            self.steps.pop();
        } else {
            self.step(end);
        }
        end
    }
}

/// Letters and quotation marks that NFKC leaves as they are: those of everyday alphabets.
fn is_normal(c: char) -> bool {
    matches!(
        c,
        '\u{C0}'..='\u{131}' | '\u{391}'..='\u{3A1}' | '\u{3A3}'..='\u{3C9}'
            | '\u{400}'..='\u{481}' | '\u{621}'..='\u{64A}' | '\u{1EA0}'..='\u{1EF9}'
            | '–' | '—' | '‘' | '’' | '“' | '”'
    )
}

/// Characters that take no room: zero-width ones, soft hyphens, direction and variation marks.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{640}'
    )
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{3099}' | '\u{309A}' | '\u{64B}'..='\u{652}')
}

/// Pushes a character without its accents, and Arabic letters in one form each.
fn push_plain(text: &mut String, c: char) {
    match c {
        '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{652}' => {}
        'à'..='å'
        | 'ā'
        | 'ă'
        | 'ą'
        | 'ạ'
        | 'ả'
        | 'ấ'
        | 'ầ'
        | 'ẩ'
        | 'ẫ'
        | 'ậ'
        | 'ắ'
        | 'ằ'
        | 'ẳ'
        | 'ẵ'
        | 'ặ' => text.push('a'),
        'ç' | 'ć' | 'č' => text.push('c'),
        'đ' | 'ď' => text.push('d'),
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' | 'ẹ' | 'ẻ' | 'ẽ' | 'ế' | 'ề' | 'ể' | 'ễ' | 'ệ' => {
            text.push('e')
        }
        'ğ' => text.push('g'),
        'ì'..='ï' | 'ī' | 'ĩ' | 'ı' | 'ỉ' | 'ị' => text.push('i'),
        'ł' => text.push('l'),
        'ñ' | 'ń' | 'ň' => text.push('n'),
        'ò'..='ö'
        | 'ø'
        | 'ő'
        | 'ơ'
        | 'ọ'
        | 'ỏ'
        | 'ố'
        | 'ồ'
        | 'ổ'
        | 'ỗ'
        | 'ộ'
        | 'ớ'
        | 'ờ'
        | 'ở'
        | 'ỡ'
        | 'ợ' => text.push('o'),
        'ř' => text.push('r'),
        'ś' | 'š' | 'ş' | 'ș' => text.push('s'),
        'ť' | 'ţ' | 'ț' => text.push('t'),
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ũ' | 'ư' | 'ụ' | 'ủ' | 'ứ' | 'ừ' | 'ử' | 'ữ' | 'ự' => {
            text.push('u')
        }
        'ý' | 'ỳ' | 'ỷ' | 'ỹ' | 'ỵ' => text.push('y'),
        'ź' | 'ż' | 'ž' => text.push('z'),
        'ß' => text.push_str("ss"),
        'æ' => text.push_str("ae"),
        'ά' => text.push('α'),
        'έ' => text.push('ε'),
        'ή' => text.push('η'),
        'ί' | 'ϊ' => text.push('ι'),
        'ό' => text.push('ο'),
        'ύ' => text.push('υ'),
        'ώ' => text.push('ω'),
        'ς' => text.push('σ'),
        'ё' => text.push('е'),
        'أ' | 'إ' | 'آ' | 'ٱ' => text.push('ا'),
        'ى' | 'ی' => text.push('ي'),
        'ک' => text.push('ك'),
        'ة' => text.push('ه'),
        '‘' | '’' => text.push('\''),
        c => text.push(c),
    }
}

/// The Latin letter that a Cyrillic or Greek letter or a sign looks like.
fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'а' | 'А' | 'α' | 'Α' => 'a',
        'В' | 'Β' | 'в' => 'b',
        'с' | 'С' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'Е' | 'Ε' | 'ё' => 'e',
        'һ' | 'Н' | 'Η' => 'h',
        'і' | 'І' | 'Ι' | 'ι' | 'ї' | '¡' => 'i',
        'ј' | 'Ј' => 'j',
        'к' | 'К' | 'Κ' | 'κ' => 'k',
        'ӏ' | 'Ӏ' => 'l',
        'М' | 'Μ' => 'm',
        'Ν' | 'п' => 'n',
        'о' | 'О' | 'ο' | 'Ο' | 'σ' => 'o',
        'р' | 'Р' | 'ρ' | 'Ρ' => 'p',
        'ѕ' | 'Ѕ' => 's',
        'Т' | 'Τ' | 'τ' => 't',
        'ν' | '∨' | 'ѵ' => 'v',
        'ѡ' | 'ω' => 'w',
        'х' | 'Х' | 'χ' | 'Χ' => 'x',
        'у' | 'У' | 'γ' | 'Υ' => 'y',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> String {
        Folded::new(text).text
    }

    #[test]
    fn disguises_fold_to_one_form() {
        for text in [
            "casino",
            "ＣＡＳＩＮＯ",
            "cаsinо",
            "ca\u{200b}si\u{ad}no",
            "𝐜𝐚𝐬𝐢𝐧𝐨",
            "c a s i n o",
            "ćasinø",
            "c4s1n0x",
        ] {
            assert!(fold(text).starts_with("casin"), "{text} -> {}", fold(text));
        }
        assert_eq!(fold("v1agra p0rn $lot"), "viagra porn slot");
        assert_eq!(fold("а∨天堂"), "av天堂");
        assert_eq!(fold("Нет, 18 мая"), "нет, 18 мая");
        assert_eq!(fold("bet365 1xBet 2024"), "bet365 1xbet 2024");
        assert_eq!(fold("U.S. A b c"), "u.s. a b c");
    }

    #[test]
    fn what_counts_as_normal_is() {
        let nfkc = ComposingNormalizerBorrowed::new_nfkc();
        let normal: Vec<char> = ('\u{80}'..).take(0x20_000).filter(|&c| is_normal(c)).collect();
        assert!(normal.len() > 400 && normal.iter().all(|c| nfkc.is_normalized(&c.to_string())));
    }

    #[test]
    fn places_map_back() {
        for text in ["x ｃａｓｉｎｏ y", "buy s l o t now", "нxß casino", "İstanbul casino"]
        {
            let folded = Folded::new(text);
            let word = if text.contains("s l o t") { "slot" } else { "casino" };
            let at = folded.text.find(word).expect("folded");
            let (start, end) = (folded.original(at), folded.original(at + word.len()));
            let found = &text[start..end];
            assert!(["ｃａｓｉｎｏ", "s l o t", "casino"].contains(&found.trim()), "{found}");
        }
    }
}
