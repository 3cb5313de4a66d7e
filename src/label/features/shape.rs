//! What a block's text looks like, without reading it.

use super::Row;
use super::words::is_wide;
use crate::segment::{Block, Page};

/// Counts over the characters of a block.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    /// Characters, those of Han, kana and Hangul counted three times: they say about as much as
    /// three letters do.
    pub length: u32,
    /// ln(1 + length).
    pub log_length: f32,
    /// Ends of sentences inside or at the end.
    pub sentences: u32,
    /// Ends like a sentence, with closing quotes or brackets after the mark allowed.
    pub ends_sentence: bool,
    wide: u32,
    letters: u32,
    upper: u32,
    digits: u32,
    commas: u32,
    separators: u32,
    quotes: u32,
    capitalised: u32,
    words: u32,
    characters: u32,
    copyright: bool,
    year: bool,
    time: bool,
    address: bool,
    inner_colon: bool,
}

impl Shape {
    /// Looks at a block's text once.
    pub fn of(text: &str) -> Shape {
        let mut shape = Shape::default();
        let mut previous = ' ';
        let mut digit_run = Digits::default();
        let mut pending_end = false;
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            // Most of a text is such words and the blanks behind them, and most of what follows is
            // not about them.
            if c.is_ascii_alphabetic() && digit_run.is_idle() {
                let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                let (word, behind) = rest.split_at(length);
                let starts = u32::from(previous == ' ');
                shape.letters += length as u32;
                shape.upper += word.bytes().map(|b| u32::from(b.is_ascii_uppercase())).sum::<u32>();
                shape.words += starts;
                shape.capitalised += starts & u32::from(c.is_ascii_uppercase());
                pending_end = false;
                let blank = behind.strip_prefix(' ');
                let plain = length as u32 + u32::from(blank.is_some());
                shape.characters += plain;
                shape.length += plain;
                previous = if blank.is_some() { ' ' } else { 'a' };
                rest = blank.unwrap_or(behind);
                continue;
            }
            rest = &rest[c.len_utf8()..];
            shape.characters += 1;
            let triple = is_wide(c) && !('\u{e00}'..='\u{e7f}').contains(&c);
            shape.wide += u32::from(is_wide(c));
            shape.length += if triple { 3 } else { 1 };
            if c.is_alphabetic() {
                shape.letters += 1;
                if c.is_uppercase() {
                    shape.upper += 1;
                }
            } else if c.is_ascii_digit() {
                shape.digits += 1;
            }
            let word_start = previous == ' ' && c != ' ';
            if word_start {
                shape.words += 1;
                shape.capitalised += u32::from(c.is_uppercase());
            }
            // "3.5" and "example.org" end no sentence: blanks or closing marks must follow, except
            // in scripts written without blanks.
            if pending_end && !is_closing(c) {
                if c == ' ' {
                    shape.sentences += 1;
                }
                pending_end = false;
            }
            match c {
                '.' | '!' | '?' | '…' | '؟' | '।' | '॥' | '۔' | '։' | '።' | '၊' | '။' | '។'
                | '᙮' => pending_end = true,
                '。' | '！' | '？' | '｡' | '．' => {
                    pending_end = false;
                    shape.sentences += 1;
                }
                ',' | '，' | '、' | '،' => shape.commas += 1,
                '|' | '·' | '•' | '›' | '»' | '→' | '>' | '▸' | '｜' => {
                    shape.separators += 1
                }
                '"' | '“' | '”' | '„' | '«' | '「' | '」' | '『' | '』' => {
                    shape.quotes += 1
                }
                '©' => shape.copyright = true,
                '@' => shape.address |= previous.is_alphanumeric(),
                ':' | '：' => shape.inner_colon = true,
                _ => {}
            }
            if previous == ':' && c == '/' {
                shape.address = true;
            }
            digit_run.see(c, &mut shape);
            if !(c == ' ' && previous == ' ') {
                previous = c;
            }
        }
        digit_run.see(' ', &mut shape);
        let last = text.trim_end_matches(is_closing).chars().next_back();
        shape.ends_sentence = last.is_some_and(ends_sentence);
        if pending_end {
            shape.sentences += 1;
        }
        shape.log_length = (1.0 + shape.length as f32).ln();
        if text.ends_with([':', '：']) {
            shape.inner_colon = text.matches([':', '：']).count() > 1;
        }
        shape
    }

    /// Running text by its look: long, not links, with sentences where the script has marks for
    /// their ends (Thai, Lao and Khmer have none; length alone must do there).
    pub fn is_prose(&self, block: &Block) -> bool {
        self.length >= 80
            && block.link_density() < 0.33
            && (self.sentences > 0 || self.length >= 240)
    }

    pub fn write(&self, page: &Page, index: usize, words: &[super::words::Word], row: &mut Row) {
        let block = &page.blocks[index];
        let text = page.block_text(index);
        let count = words.len().max(1) as f32;
        let characters = self.characters.max(1) as f32;
        let mean = words.iter().map(|word| f32::from(word.chars)).sum::<f32>() / count;
        row.put("length", self.log_length);
        row.put("words", (1.0 + words.len() as f32).ln());
        row.put("word_length", mean);
        row.put("sentences", (1.0 + self.sentences as f32).ln());
        row.flag("ends_sentence", self.ends_sentence);
        row.flag("ends_colon", text.ends_with([':', '：']));
        row.flag("ends_comma", text.ends_with([',', ';', '、', '，', '،']));
        row.flag(
            "ends_ellipsis",
            text.ends_with(['…', '»', '>', '→', ']']) || text.ends_with("..."),
        );
        row.put("commas", self.commas as f32 / count);
        row.put("upper", self.upper as f32 / self.letters.max(1) as f32);
        row.put("capitalised", self.capitalised as f32 / self.words.max(1) as f32);
        row.put("digits", self.digits as f32 / characters);
        row.put("letters", self.letters as f32 / characters);
        row.put("wide", self.wide as f32 / characters);
        row.put("link_density", block.link_density());
        row.put("links", (1.0 + f32::from(block.links)).ln());
        row.put("bold", block.bold_share());
        row.put("italic", block.italic_chars as f32 / block.chars.max(1) as f32);
        row.put("breaks", f32::from(block.breaks.min(10)));
        row.put("images_before", f32::from(block.images_before.min(5)));
        let first = text.chars().next().unwrap_or(' ');
        row.flag("starts_quote", matches!(first, '"' | '“' | '„' | '«' | '‘' | '\'' | '「' | '『'));
        row.flag(
            "starts_bullet",
            matches!(first, '-' | '–' | '—' | '•' | '·' | '*' | '▪' | '►' | '■'),
        );
        row.flag("starts_digit", first.is_numeric());
        row.flag("starts_lower", first.is_lowercase());
        row.flag("starts_bracket", matches!(first, '(' | '[' | '（' | '【' | '［'));
        row.flag("copyright", self.copyright);
        row.flag("year", self.year);
        row.flag("time", self.time);
        row.flag("address", self.address);
        row.put("separators", self.separators as f32 / count);
        row.put("quotes", self.quotes as f32 / count);
        row.flag("inner_colon", self.inner_colon);
    }

    /// A short block with a year or a time of day in it.
    pub fn is_time_stamp(&self, words: &[super::words::Word]) -> bool {
        (self.year || self.time) && words.len() <= 12
    }
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '”' | '’' | ')' | '»' | ']' | '“' | '」' | '』' | '）' | '】' | '›' | '‹'
    )
}

fn ends_sentence(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '…'
            | '。'
            | '！'
            | '？'
            | '｡'
            | '؟'
            | '।'
            | '॥'
            | '۔'
            | '։'
            | '።'
            | '။'
            | '។'
    )
}

/// Finds years (1900–2099) and times of day (`9:30`, `21.05`, `14h30`) among the digits.
#[derive(Default)]
struct Digits {
    run: u32,
    value: u32,
    hour: bool,
}

impl Digits {
    /// Nothing of the digits before matters to what follows.
    fn is_idle(&self) -> bool {
        self.run == 0 && !self.hour
    }

    fn see(&mut self, c: char, shape: &mut Shape) {
        if let Some(digit) = c.to_digit(10) {
            self.run += 1;
            self.value = self.value.saturating_mul(10).saturating_add(digit);
            return;
        }
        if self.run > 0 {
            shape.year |= self.run == 4 && (1900..2100).contains(&self.value);
            shape.time |= self.hour && self.run == 2 && self.value < 60;
            self.hour = matches!(c, ':' | '.' | 'h') && self.run <= 2 && self.value < 24;
        } else {
            self.hour = false;
        }
        (self.run, self.value) = (0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;

    #[test]
    fn sentences_in_many_scripts() {
        assert_eq!(Shape::of("It rose 3.5 points. \"Good.\" He left").sentences, 2);
        assert_eq!(Shape::of("水库周一开放。记者到场！").sentences, 2);
        assert!(Shape::of("He said “no.”").ends_sentence);
        assert!(!Shape::of("Read more").ends_sentence);
        assert!(Shape::of("यह समाप्त हुआ।").ends_sentence);
    }

    #[test]
    fn years_and_times() {
        let shape = Shape::of("11 March 2025, 9:30");
        assert!(shape.year && shape.time);
        let shape = Shape::of("3.75 million in 12025");
        assert!(!shape.year && !shape.time);
    }
}
