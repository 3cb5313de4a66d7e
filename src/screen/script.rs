//! Which scripts a text is written in.

use crate::bytes::count;

/// A group of scripts that one language uses together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Greek,
    Hebrew,
    Arabic,
    Devanagari,
    Bengali,
    Thai,
    Hangul,
    /// Han and kana: too mixed to be told apart by letters.
    Han,
    Other,
}

/// Letters of a text, and how many of them are kana: Japanese is never without, Chinese always.
pub(super) fn kana(text: &str) -> (u32, u32) {
    let is_kana = |c: char| matches!(c, '\u{3041}'..='\u{30FA}' | '\u{30FC}');
    let letters = beyond_ascii(text).filter(|c| c.is_alphabetic());
    letters.fold((ascii_letters(text), 0), |(all, kana), c| (all + 1, kana + u32::from(is_kana(c))))
}

/// Letters of ASCII in a text: those that most texts are made of, counted many at a time.
fn ascii_letters(text: &str) -> u32 {
    count(text.as_bytes(), |byte| byte.is_ascii_alphabetic()) as u32
}

/// The other characters.
fn beyond_ascii(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_ascii())
}

const COUNT: usize = Script::Other as usize + 1;

/// The group of a letter; nothing for digits and signs.
pub(super) fn of(c: char) -> Option<Script> {
    Some(match c {
        'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Script::Latin,
        '\u{400}'..='\u{52F}' => Script::Cyrillic,
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Script::Greek,
        '\u{590}'..='\u{5FF}' => Script::Hebrew,
        '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{FB50}'..='\u{FEFC}' => Script::Arabic,
        '\u{900}'..='\u{97F}' => Script::Devanagari,
        '\u{980}'..='\u{9FF}' => Script::Bengali,
        '\u{E00}'..='\u{E7F}' => Script::Thai,
        '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7A3}' => {
            Script::Hangul
        }
        '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' => Script::Han,
        c if c.is_alphabetic() => Script::Other,
        _ => return None,
    })
}

/// Letters of each group in a text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts([u32; COUNT]);

impl Counts {
    /// Counts the letters of a text.
    pub fn of(text: &str) -> Counts {
        let mut counts = Counts::default();
        counts.0[Script::Latin as usize] = ascii_letters(text);
        for script in beyond_ascii(text).filter_map(of) {
            counts.0[script as usize] += 1;
        }
        counts
    }

    /// The group with the most letters. A Han or kana letter is worth three of an alphabet.
    pub fn main(&self) -> Option<Script> {
        const ALL: [Script; COUNT] = [
            Script::Latin,
            Script::Cyrillic,
            Script::Greek,
            Script::Hebrew,
            Script::Arabic,
            Script::Devanagari,
            Script::Bengali,
            Script::Thai,
            Script::Hangul,
            Script::Han,
            Script::Other,
        ];
        let weight = |script: &Script| {
            self.0[*script as usize]
                * if matches!(script, Script::Han | Script::Hangul) { 3 } else { 1 }
        };
        ALL.into_iter().max_by_key(weight).filter(|script| weight(script) > 0)
    }

    /// Share of a group among these letters less those of a part, in percent.
    pub fn share_without(&self, part: &Counts, script: Script) -> u32 {
        let rest = |i: usize| self.0[i].saturating_sub(part.0[i]);
        let all: u32 = (0..COUNT).map(rest).sum();
        rest(script as usize) * 100 / all.max(1)
    }
}
