//! Dates as people write them, in any language whose months are known.
//!
//! Nothing here knows a language's grammar. A date is a day, a month and a year near each other:
//! the year has four digits, the month is a number or a known name, and the order and what stands
//! between them follow from that. Sources: CLDR 47 for the names of months (`months.txt`).

use super::calendar::{self, SOLAR_HIJRI_MONTHS, digit};
use super::stamp::{Reader, Stamp};
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

/// Longest text that is searched, in bytes.
const MAX_BYTES: usize = 2_000;

/// Most dates that are read from a text.
const MOST: usize = 6;

/// How to read what is ambiguous.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Reading {
    /// Primary language subtag, lower case; empty when unknown.
    pub language: String,
    /// 3/4/2025 is March 4, as in the United States.
    pub month_first: bool,
}

impl Reading {
    /// How pages in a language, on a host, are read. Numbers stand month first in the United
    /// States and the Philippines (CLDR 47, short date patterns); English alone does not tell, but
    /// the country of the host can.
    pub fn of(tag: &str, url: Option<&str>) -> Reading {
        let host = url.and_then(super::super::site::host).unwrap_or("");
        let country = host.rsplit('.').next().filter(|tld| tld.len() == 2);
        let mut parts = tag.split('-');
        let language = parts.next().unwrap_or("").to_lowercase();
        let region = parts.find(|part| part.len() == 2);
        let month_first = match (language.as_str(), region, country) {
            (_, Some("US" | "PH"), _) => true,
            ("en" | "", None, country) => matches!(country, None | Some("us" | "ph")),
            _ => false,
        };
        Reading { language, month_first }
    }
}

/// A date in a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub span: Range<usize>,
    pub stamp: Stamp,
    /// The other reading of 3/4/2025.
    pub other: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// Value and number of digits.
    Number(u32, u8),
    /// A month's name; `true` for the Solar Hijri calendar.
    Month(u32, bool),
    Word,
    /// A character of its own: punctuation, or a letter of a script without spaces.
    Mark(char),
}

struct Token<'a> {
    kind: Kind,
    text: &'a str,
    start: usize,
}

/// The dates in a text, in their order.
pub(crate) fn find(text: &str, reading: &Reading) -> Vec<Found> {
    let mut out = Vec::new();
    if text.len() > MAX_BYTES || !has_numbers(text) {
        return out;
    }
    let tokens = tokens(text, reading);
    let (mut at, mut end) = (0, 0);
    while at < tokens.len() && out.len() < MOST {
        match date_at(&tokens, at, reading) {
            Some((date, other, next)) => {
                let last = &tokens[next - 1];
                let mut span = tokens[at].start..last.start + last.text.len();
                let mut stamp = Stamp::day(date);
                let mut reader = Reader { rest: &text[span.end..] };
                if clock_behind(&mut reader, &mut stamp) {
                    span.end = text.len() - reader.rest.len();
                } else if let Some(start) = clock_before(text, end..span.start, &mut stamp) {
                    span.start = start;
                }
                at = next;
                end = span.end;
                while tokens.get(at).is_some_and(|token| token.start < span.end) {
                    at += 1;
                }
                out.push(Found { span, stamp, other });
            }
            None => at += 1,
        }
    }
    out
}

/// Has a text the numbers of a date: a year of four digits or more, else three numbers?
fn has_numbers(text: &str) -> bool {
    let (mut digits, mut numbers) = (0, 0);
    text.chars().any(|c| {
        digits = if digit(c).is_some() { digits + 1 } else { 0 };
        numbers += u8::from(digits == 1);
        digits == 4 || numbers == 3
    })
}

fn tokens<'a>(text: &'a str, reading: &Reading) -> Vec<Token<'a>> {
    let mut out: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        at += c.len_utf8();
        if c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{200b}') {
            continue;
        }
        let kind = if digit(c).is_some() {
            let end = text[start..].find(|c| digit(c).is_none()).map_or(text.len(), |i| start + i);
            at = end;
            let digits = text[start..end].chars().filter_map(digit);
            let value = digits.clone().take(9).fold(0, |n, d| n * 10 + d);
            Kind::Number(value, digits.count().min(255) as u8)
        } else if is_wide(c) || !is_letter(c) {
            Kind::Mark(c)
        } else {
            at = word_end(text, start).max(at);
            Kind::Word
        };
        out.push(Token { kind, text: &text[start..at], start });
        if kind == Kind::Word {
            name_month(&mut out, text, &mut at, reading);
        }
    }
    out
}

/// Where the word ends: at what is no letter, or where capitals begin inside it, since elements of
/// their own are often written without a space between ("HealthDECEMBER 22").
fn word_end(text: &str, start: usize) -> usize {
    let mut lower = false;
    for (at, c) in text[start..].char_indices() {
        if c.is_ascii_lowercase() {
            lower = true;
            continue;
        }
        if is_wide(c) || !is_letter(c) || digit(c).is_some() || (lower && c.is_uppercase()) {
            return start + at;
        }
        lower = c.is_lowercase();
    }
    text.len()
}

/// Turns the last word into a month if it is one; some names have two words, or stops inside.
fn name_month<'a>(out: &mut [Token<'a>], text: &'a str, at: &mut usize, reading: &Reading) {
    let Some(token) = out.last_mut() else { return };
    let rest = &text[*at..];
    let next = rest.trim_start_matches([' ', '.', '\u{a0}']);
    let gap = rest.len() - next.len();
    let word_end = next.find(|c: char| !is_letter(c) || digit(c).is_some()).unwrap_or(next.len());
    if gap > 0 && gap <= 2 && word_end > 0 {
        let end = *at + gap + word_end;
        if let Some(month) = month(&text[token.start..end], reading) {
            token.kind = month;
            token.text = &text[token.start..end];
            *at = end;
            return;
        }
    }
    if let Some(month) = month(token.text, reading) {
        token.kind = month;
    }
}

fn month(name: &str, reading: &Reading) -> Option<Kind> {
    /// Month numbers of a name, each with the languages it is limited to.
    type Months = HashMap<&'static str, Vec<(u32, Vec<&'static str>)>>;
    static MONTHS: OnceLock<Months> = OnceLock::new();
    let months = MONTHS.get_or_init(|| {
        let mut map: HashMap<_, Vec<_>> = HashMap::new();
        let mut number = 0;
        for line in include_str!("months.txt").lines().filter(|line| !line.starts_with('#')) {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(n) => number = n.parse().unwrap_or(0),
                None => {
                    for entry in line.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
                        let (name, languages) = entry.split_once('=').unwrap_or((entry, ""));
                        let languages = languages.split('|').filter(|l| !l.is_empty()).collect();
                        map.entry(name).or_default().push((number, languages));
                    }
                }
            }
        }
        map
    });
    if name.len() > 40 {
        return None;
    }
    let is_lower = name.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    let lower: Cow<str> = if is_lower { name.into() } else { name.to_lowercase().into() };
    if let Some(entries) = months.get(&*lower) {
        let spoken = entries
            .iter()
            .find(|(_, languages)| languages.iter().any(|language| *language == reading.language));
        return spoken.or(entries.first()).map(|(month, _)| Kind::Month(*month, false));
    }
    // Hebrew writes the preposition and the month as one word.
    if let Some(bare) = name.strip_prefix('ב').filter(|bare| months.contains_key(bare)) {
        return months[bare].first().map(|(month, _)| Kind::Month(*month, false));
    }
    if name.starts_with(|c: char| ('\u{600}'..='\u{6ff}').contains(&c)) {
        let at = SOLAR_HIJRI_MONTHS.iter().position(|names| names.contains(&name))?;
        return Some(Kind::Month(at as u32 + 1, true));
    }
    None
}

/// The date that starts at a token, its other reading, and the token behind it.
fn date_at(tokens: &[Token], at: usize, reading: &Reading) -> Option<(Date, Option<Date>, usize)> {
    let kind = |i: usize| tokens.get(i).map(|token| token.kind);
    match kind(at)? {
        Kind::Mark(_) => era_date(tokens, at),
        Kind::Number(year, 4) => {
            let (month_at, between) = next_part(tokens, at + 1)?;
            match kind(month_at)? {
                Kind::Month(month, hijri) => {
                    let (day_at, _) = next_part(tokens, month_at + 1)?;
                    let Kind::Number(day, 1 | 2) = kind(day_at)? else { return None };
                    checked(year, month, day, hijri).map(|d| (d, None, day_mark(tokens, day_at)))
                }
                // 2025-06-03, 2025. 6. 3., 2025年6月3日, 2025 оны 6-р сарын 3
                Kind::Number(month, 1 | 2) if between != Between::Blank => {
                    let (day_at, between) = next_part(tokens, month_at + 1)?;
                    match kind(day_at)? {
                        Kind::Number(day, 1 | 2) if between != Between::Blank => {
                            let hijri = (1300..1500).contains(&year);
                            checked(year, month, day, hijri && is_persian(reading, tokens[at].text))
                                .map(|d| (d, None, day_mark(tokens, day_at)))
                        }
                        // 2025. gada 3. jūnijs
                        Kind::Month(named, hijri) => {
                            checked(year, named, month, hijri).map(|d| (d, None, day_at + 1))
                        }
                        _ => None,
                    }
                }
                _ => None,
            }
        }
        Kind::Number(first, 1 | 2) => {
            let (second_at, between) = next_part(tokens, at + 1)?;
            match kind(second_at)? {
                Kind::Month(month, hijri) => {
                    let (year_at, _) = next_part(tokens, second_at + 1)?;
                    let Kind::Number(year, 4) = kind(year_at)? else { return None };
                    checked(year, month, first, hijri).map(|d| (d, None, year_at + 1))
                }
                Kind::Number(second, 1 | 2) if between != Between::Blank => {
                    let (year_at, behind) = next_part(tokens, second_at + 1)?;
                    let Kind::Number(year, digits @ (2 | 4)) = kind(year_at)? else { return None };
                    // Same mark twice, or words ("ngày 3 tháng 6 năm 2025").
                    if behind == Between::Blank || (digits == 2 && between != behind) {
                        return None;
                    }
                    if digits == 2 && !matches!(between, Between::Mark('.' | '/')) {
                        return None;
                    }
                    let year = match digits {
                        2 if year < 70 => 2000 + year,
                        2 => 1900 + year,
                        _ => year,
                    };
                    let day_first = checked(year, second, first, false);
                    let month_first = checked(year, first, second, false);
                    let month_leads = reading.month_first && between == Between::Mark('/');
                    let (best, other) = match month_leads {
                        true => (month_first.or(day_first), day_first),
                        false => (day_first.or(month_first), month_first),
                    };
                    let best = best?;
                    Some((best, other.filter(|&other| other != best), year_at + 1))
                }
                _ => None,
            }
        }
        Kind::Month(month, hijri) => {
            let (day_at, _) = next_part(tokens, at + 1)?;
            let Kind::Number(day, 1 | 2) = kind(day_at)? else { return None };
            let (mut year_at, _) = next_part(tokens, day_at + 1)?;
            // Sun Apr 28 09:36:00 2024
            if let Kind::Number(_, 2) = kind(year_at)? {
                let clock = (year_at..year_at + 5)
                    .all(|i| matches!(kind(i), Some(Kind::Number(_, 2) | Kind::Mark(':'))));
                year_at = if clock { next_part(tokens, year_at + 5)?.0 } else { year_at };
            }
            // "Mar 27, 20255 min read": the reading time is an element of its own without a space.
            let year = match kind(year_at)? {
                Kind::Number(year, 4) => year,
                Kind::Number(number, 5) if (1990..2100).contains(&(number / 10)) => number / 10,
                _ => return None,
            };
            checked(year, month, day, hijri).map(|d| (d, None, year_at + 1))
        }
        Kind::Number(..) | Kind::Word => None,
    }
}

/// 令和7年6月3日, 民國114年6月3日.
fn era_date(tokens: &[Token], at: usize) -> Option<(Date, Option<Date>, usize)> {
    let pair: String = tokens.get(at..at + 2)?.iter().map(|token| token.text).collect();
    let base = calendar::era(&pair)?;
    let number = |i: usize| match tokens.get(i).map(|token| token.kind) {
        Some(Kind::Number(n, 1..=3)) => Some(n),
        _ => None,
    };
    let marks = [(at + 3, '年'), (at + 5, '月')];
    if marks.iter().any(|&(i, c)| tokens.get(i).map(|t| t.kind) != Some(Kind::Mark(c))) {
        return None;
    }
    let (year, month, day) = (number(at + 2)?, number(at + 4)?, number(at + 6)?);
    let date = calendar::date(base + year as i32, month, day)?;
    Some((date, None, day_mark(tokens, at + 6)))
}

/// What stands between two parts of a date.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Between {
    Blank,
    Mark(char),
    Words,
}

/// The next number or month, if little stands before it.
fn next_part(tokens: &[Token], from: usize) -> Option<(usize, Between)> {
    /// "3 de junio del año 2025" has the most seen.
    const MOST: usize = 3;
    let mut between = Between::Blank;
    for (passed, token) in tokens.iter().enumerate().skip(from).take(MOST + 1) {
        match token.kind {
            Kind::Number(..) | Kind::Month(..) => return Some((passed, between)),
            Kind::Mark(
                c @ ('.' | '-' | '/' | '年' | '月' | '년' | '월' | '‐' | '–' | '．' | '／'),
            ) => {
                if between == Between::Blank {
                    between = Between::Mark(c);
                }
            }
            Kind::Mark(',' | '،' | '\'' | '’' | 'º' | 'ª' | '°' | '、') => {
                if between == Between::Blank {
                    between = Between::Mark(',');
                }
            }
            Kind::Mark(_) => return None,
            // Particles and ordinal endings: of, de, st, th, ta, tháng, eko, сарын.
            Kind::Word if token.text.chars().count() <= 6 => between = Between::Words,
            Kind::Word => return None,
        }
    }
    None
}

/// One past the day, with the mark that belongs to it: 3日, 3일, 3.
fn day_mark(tokens: &[Token], day: usize) -> usize {
    let mark = tokens.get(day + 1).map(|token| token.kind);
    day + 1 + usize::from(matches!(mark, Some(Kind::Mark('日' | '일' | '号' | '號'))))
}

fn is_persian(reading: &Reading, year: &str) -> bool {
    matches!(reading.language.as_str(), "fa" | "ps" | "ckb" | "ku" | "prs" | "tg")
        || year.chars().all(|c| ('\u{6f0}'..='\u{6f9}').contains(&c))
}

/// A date whose year can be one; years of the Solar Hijri calendar only where it is meant.
fn checked(year: u32, month: u32, day: u32, hijri: bool) -> Option<Date> {
    let solar = (1300..1500).contains(&year);
    if solar != hijri || !(solar || (1700..2700).contains(&year)) {
        return None;
    }
    calendar::date(year as i32, month, day)
}

/// Reads a time behind a date: ", 14:30 Uhr", " at 2.30 pm", " 14h30", "下午2:30".
fn clock_behind(reader: &mut Reader, stamp: &mut Stamp) -> bool {
    /// Words and marks between a date and its time: "um", "a las", "| kl.", "- 下午".
    const MOST: usize = 12;
    let before = reader.rest;
    let Some(at) = before.find(|c| digit(c).is_some()) else { return false };
    let between = &before[..at];
    if between.chars().count() > MOST || between.contains(['\n', '(', '/']) {
        return false;
    }
    let afternoon =
        between.contains("下午") || between.contains("오후") || between.contains("午後");
    reader.rest = &before[at..];
    let (time, offset) = reader.clock();
    let time = time.or_else(|| clock_with_words(reader, between));
    let Some(time) = time else {
        reader.rest = before;
        return false;
    };
    let shift = afternoon && time.hour() < 12;
    let hour = time.hour() + if shift { 12 } else { 0 };
    stamp.time = super::stamp::time(hour as u32, time.minute() as u32, time.second() as u32);
    stamp.offset = offset;
    true
}

/// `14h30`, `14時30分`, `14시 30분`, `14.30 Uhr`, `kl. 14.30`.
fn clock_with_words(reader: &mut Reader, before: &str) -> Option<jiff::civil::Time> {
    let start = reader.rest;
    let read = (|| {
        let hour = reader.number(1, 2)?;
        let mark = reader.one_of(&['h', 'H', '時', '시', '时', '點', '点', '.'])?;
        reader.rest = reader.rest.trim_start_matches(' ');
        let minute = reader.number(2, 2)?;
        if mark == '.' {
            let word = reader.rest.trim_start().split(|c: char| !c.is_alphabetic()).next()?;
            let kl = before.to_lowercase();
            let said = ["uhr", "uur", "h", "hs", "hod", "год"]
                .contains(&word.to_lowercase().as_str())
                || ["kl", "klo", "kello", "ore", "alle", "às", "godz"]
                    .iter()
                    .any(|w| kl.contains(w));
            let half = reader.half_day(hour);
            if half != hour {
                return super::stamp::time(half, minute, 0);
            }
            if !said {
                return None;
            }
        }
        super::stamp::time(hour, minute, 0)
    })();
    if read.is_none() {
        reader.rest = start;
    }
    read
}

/// Reads a time right before a date: "14:30, 3 June 2025", "2:30 PM EDT, June 3, 2025".
fn clock_before(text: &str, gap: Range<usize>, stamp: &mut Stamp) -> Option<usize> {
    const REACH: usize = 24;
    let date = gap.end;
    let reach = date.saturating_sub(REACH).max(gap.start)..=date;
    let from = reach.into_iter().find(|&i| text.is_char_boundary(i))?;
    let colon = from + text[from..date].rfind(':')?;
    let digits = text[gap.start..colon].chars().rev().take_while(|c| c.is_ascii_digit()).count();
    if !(1..=2).contains(&digits) {
        return None;
    }
    let start = colon - digits;
    let mut reader = Reader { rest: &text[start..date] };
    let (time, offset) = reader.clock();
    let between = reader.rest.trim();
    if between.chars().filter(|c| c.is_alphanumeric()).count() > 5 {
        return None;
    }
    (stamp.time, stamp.offset) = (Some(time?), offset);
    Some(start)
}

/// Letters, with the marks that belong to them.
fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}'
            | '\u{eb1}'..='\u{ece}' | '\u{102b}'..='\u{103e}' | '\u{17b4}'..='\u{17d3}'
            | '\u{64b}'..='\u{65f}' | '\u{200c}')
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str, language: &str) -> Option<String> {
        let reading = Reading { language: language.into(), month_first: language == "en" };
        find(text, &reading).first().map(|found| {
            let Stamp { date, time, offset } = found.stamp;
            match (time, offset) {
                (Some(time), None) => format!("{date}T{time}"),
                _ => found.stamp.to_string(),
            }
        })
    }

    #[test]
    fn dates_in_many_languages() {
        let cases = [
            ("en", "Published March 11, 2025 by A", "2025-03-11"),
            ("en", "Tue 11th of March 2025", "2025-03-11"),
            ("en", "Updated 2:30 PM EDT, Tue March 11, 2025", "2025-03-11T14:30:00-04:00"),
            ("en", "3/11/2025", "2025-03-11"),
            ("en", "HealthMARCH 11, 20255 min read", "2025-03-11"),
            ("en", "11 Sept. 2025 at 2.30pm", "2025-09-11T14:30:00"),
            ("de", "Dienstag, 11. März 2025, 14.30 Uhr", "2025-03-11T14:30:00"),
            ("de", "Stand: 11.03.2025 | 14:30", "2025-03-11T14:30:00"),
            ("de", "4.4.18", "2018-04-04"),
            ("fr", "Publié le 1er mars 2025 à 14h30", "2025-03-01T14:30:00"),
            ("es", "11 de marzo del 2025", "2025-03-11"),
            ("pt", "11/03/2025 14h30", "2025-03-11T14:30:00"),
            ("it", "martedì 11 marzo 2025", "2025-03-11"),
            ("pl", "3 listopada 2025", "2025-11-03"),
            ("hr", "3. listopada 2025.", "2025-10-03"),
            ("fi", "11. maaliskuuta 2025 klo 14.30", "2025-03-11T14:30:00"),
            ("hu", "2025. március 11., kedd", "2025-03-11"),
            ("lv", "2025. gada 11. marts", "2025-03-11"),
            ("lt", "2025 m. kovo 11 d.", "2025-03-11"),
            ("ru", "11 марта 2025, 14:30", "2025-03-11T14:30:00"),
            ("el", "11 Μαρτίου 2025", "2025-03-11"),
            ("tr", "11 Mart 2025 Salı", "2025-03-11"),
            ("vi", "Thứ ba, ngày 11 tháng 3 năm 2025", "2025-03-11"),
            ("id", "Selasa, 11 Maret 2025", "2025-03-11"),
            ("ar", "الثلاثاء 11 مارس 2025", "2025-03-11"),
            ("ar", "١١ تشرين الأول ٢٠٢٥", "2025-10-11"),
            ("he", "11 במרץ 2025", "2025-03-11"),
            ("fa", "۲۱ اسفند ۱۴۰۳", "2025-03-11"),
            ("fa", "۱۴۰۳/۱۲/۲۱", "2025-03-11"),
            ("hi", "11 मार्च 2025", "2025-03-11"),
            ("th", "11 มีนาคม 2568", "2025-03-11"),
            ("th", "๑๑ มี.ค. ๒๕๖๘", "2025-03-11"),
            ("zh", "2025年3月11日 下午2:30", "2025-03-11T14:30:00"),
            ("zh", "民國114年3月11日", "2025-03-11"),
            ("ja", "令和7年3月11日", "2025-03-11"),
            ("ja", "2025年3月11日14時30分", "2025-03-11T14:30:00"),
            ("ko", "2025년 3월 11일 오후 2:30", "2025-03-11T14:30:00"),
            ("ko", "입력 2025.03.11. 14:30", "2025-03-11T14:30:00"),
            ("mn", "2025 оны 3-р сарын 11", "2025-03-11"),
        ];
        for (language, text, expected) in cases {
            let found = first(text, language).unwrap_or_default();
            assert_eq!(found, expected, "{language}: {text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "2024",
            "March 2025",
            "room 12.34",
            "10-12 2024 pages",
            "1.2.3",
            "© 2019-2024",
            "12/24",
        ] {
            assert_eq!(first(text, "en"), None, "{text}");
        }
    }

    #[test]
    fn both_readings_of_an_ambiguous_date() {
        let found = find("3/4/2025", &Reading::default()).remove(0);
        assert_eq!(found.stamp.date, Date::constant(2025, 4, 3));
        assert_eq!(found.other, Some(Date::constant(2025, 3, 4)));
    }
}
