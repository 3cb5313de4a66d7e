//! A point in time as precisely as a page gives it, and the formats machines write.

use super::calendar::{self, digit};
use jiff::civil::{Date, Time};
use std::fmt;

/// A day, perhaps with a time, perhaps with its offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stamp {
    pub date: Date,
    pub time: Option<Time>,
    pub offset: Option<Offset>,
}

/// Offset from UTC, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Offset {
    /// `Z`.
    Utc,
    /// Minutes east.
    Minutes(i16),
}

impl Stamp {
    pub fn day(date: Date) -> Stamp {
        Stamp { date, time: None, offset: None }
    }

    /// How precise it is: day, local time, time with offset.
    pub fn precision(&self) -> u8 {
        u8::from(self.time.is_some()) + u8::from(self.offset.is_some())
    }

    /// Days from another day; negative when this one is earlier.
    pub fn days_after(&self, other: &Stamp) -> i32 {
        (self.date - other.date).get_days()
    }

    /// Reads what machines write: ISO 8601 with its lapses, RFC 5322, digits in a row, seconds or
    /// milliseconds since 1970. Anything else is left to [`super::find`].
    pub fn parse(text: &str) -> Option<Stamp> {
        let text = text.trim();
        if text.len() > 80 {
            return None;
        }
        let digits: String =
            text.chars().map_while(digit).filter_map(|d| char::from_digit(d, 10)).collect();
        if digits.len() >= 8 && digits.chars().count() == text.chars().count() {
            return of_digits(&digits);
        }
        iso(text).or_else(|| super::find(text, &super::Reading::default()).first().map(|f| f.stamp))
    }
}

/// RFC 3339. A time whose offset from UTC the page does not give is no point in time, and RFC 3339
/// has no form for it: then only the day is written.
impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.date.year(), self.date.month(), self.date.day())?;
        let (Some(time), Some(offset)) = (self.time, self.offset) else { return Ok(()) };
        write!(f, "T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())?;
        match offset {
            Offset::Utc => f.write_str("Z"),
            Offset::Minutes(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
        }
    }
}

/// `20240428`, `20240428093600`, `1714289760`, `1714289760000`.
fn of_digits(digits: &str) -> Option<Stamp> {
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    match digits.len() {
        10 | 13 => {
            let seconds: i64 = digits[..10].parse().ok()?;
            let at = jiff::Timestamp::from_second(seconds).ok()?;
            let at = jiff::tz::Offset::UTC.to_datetime(at);
            Some(Stamp { date: at.date(), time: Some(at.time()), offset: Some(Offset::Utc) })
        }
        8 | 12 | 14 => {
            let date = calendar::date(part(0..4)? as i32, part(4..6)?, part(6..8)?)?;
            let time = match digits.len() {
                8 => None,
                _ => time(part(8..10)?, part(10..12)?, part(12..14).unwrap_or(0)),
            };
            Some(Stamp { date, time, offset: None })
        }
        _ => None,
    }
}

/// `2024-04-28`, `2024-04-28T09:36:00.123+02:00`, `2024/4/28 9:36`, and what lies between.
fn iso(text: &str) -> Option<Stamp> {
    let mut reader = Reader { rest: text };
    let year = reader.number(4, 4)?;
    reader.one_of(&['-', '/', '.'])?;
    let month = reader.number(1, 2)?;
    reader.one_of(&['-', '/', '.'])?;
    let day = reader.number(1, 2)?;
    let date = calendar::date(year as i32, month, day)?;
    let mut stamp = Stamp::day(date);
    if reader.one_of(&['T', 't', ' ', ',', '_', '+']).is_none() {
        return Some(stamp);
    }
    reader.rest = reader.rest.trim_start_matches([' ', 'T', '-']);
    (stamp.time, stamp.offset) = reader.clock();
    Some(stamp)
}

/// A time of day, if there is such a one; 24:00 is read as the last minute of the day.
pub(super) fn time(hour: u32, minute: u32, second: u32) -> Option<Time> {
    if hour == 24 && minute == 0 {
        return Time::new(23, 59, 0, 0).ok();
    }
    let second = second.min(59); // leap seconds
    Time::new(hour.try_into().ok()?, minute.try_into().ok()?, second.try_into().ok()?, 0).ok()
}

/// Names of time zones: those of RFC 5322 and others that mean one offset wherever they are used.
const ZONES: &[(&str, i16)] = &[
    ("UTC", 0),
    ("GMT", 0),
    ("UT", 0),
    ("WET", 0),
    ("EST", -300),
    ("EDT", -240),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("CET", 60),
    ("CEST", 120),
    ("MEZ", 60),
    ("MESZ", 120),
    ("EET", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("EAT", 180),
    ("SAST", 120),
    ("CAT", 120),
    ("WIB", 420),
    ("SGT", 480),
    ("HKT", 480),
    ("JST", 540),
    ("KST", 540),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
];

/// Takes parts off the front of a text.
pub(super) struct Reader<'a> {
    pub rest: &'a str,
}

impl Reader<'_> {
    /// A number of `least` to `most` digits.
    pub fn number(&mut self, least: usize, most: usize) -> Option<u32> {
        let (mut value, mut count, mut end) = (0, 0, 0);
        for (at, c) in self.rest.char_indices() {
            let Some(d) = digit(c).filter(|_| count < most) else { break };
            value = value * 10 + d;
            count += 1;
            end = at + c.len_utf8();
        }
        let whole = !self.rest[end..].starts_with(|c| digit(c).is_some());
        (count >= least && whole).then(|| {
            self.rest = &self.rest[end..];
            value
        })
    }

    pub fn one_of(&mut self, chars: &[char]) -> Option<char> {
        let c = self.rest.chars().next().filter(|c| chars.contains(c))?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    /// `09:36`, `9:36:00.5 pm +0200`, `093600`; nothing when no time stands here.
    pub fn clock(&mut self) -> (Option<Time>, Option<Offset>) {
        let before = self.rest;
        let read = (|| {
            let hour = self.number(1, 2)?;
            self.one_of(&[':', '：'])?;
            let minute = self.number(2, 2)?;
            let mut second = 0;
            if self.rest.starts_with(':') {
                self.rest = &self.rest[1..];
                second = self.number(1, 2)?;
                if self.one_of(&['.', ',']).is_some() {
                    self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
                }
            }
            let hour = self.half_day(hour);
            time(hour, minute, second)
        })();
        match read {
            Some(time) => (Some(time), self.offset()),
            None => {
                self.rest = before;
                (None, None)
            }
        }
    }

    /// Takes `am` or `pm` and gives the hour of the whole day.
    pub fn half_day(&mut self, hour: u32) -> u32 {
        let text = self.rest.trim_start();
        let mut letters = text.chars().filter(|c| *c != '.').take(2);
        let half = letters.next().map(|c| c.to_ascii_lowercase());
        let is_m = letters.next().is_some_and(|c| c.eq_ignore_ascii_case(&'m'));
        if !is_m || !matches!(half, Some('a' | 'p')) || hour > 12 {
            return hour;
        }
        let end = text.find(['m', 'M']).map_or(0, |i| i + 1);
        if text[end..].starts_with(|c: char| c.is_alphanumeric()) {
            return hour;
        }
        self.rest = text[end..].trim_start_matches('.');
        match (half, hour) {
            (Some('a'), 12) => 0,
            (Some('p'), 1..=11) => hour + 12,
            _ => hour,
        }
    }

    /// `Z`, `+02:00`, `-0500`, `GMT+1`, `CEST`.
    pub fn offset(&mut self) -> Option<Offset> {
        let text = self.rest.trim_start_matches([' ', '(']);
        if let Some(rest) = text.strip_prefix(['Z', 'z'])
            && !rest.starts_with(char::is_alphanumeric)
        {
            self.rest = rest;
            return Some(Offset::Utc);
        }
        let zone = ZONES.iter().find(|(name, _)| {
            text.strip_prefix(name).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        });
        let after = zone.map_or(text, |(name, _)| &text[name.len()..]);
        let mut reader = Reader { rest: after };
        if let Some(sign) = reader.one_of(&['+', '-', '−']) {
            let digits = reader.rest.chars().take_while(char::is_ascii_digit).count();
            let parts = match digits {
                4 => reader.number(4, 4).map(|n| (n / 100, n % 100)),
                1 | 2 => reader.number(1, 2).map(|hours| {
                    let minutes = reader.rest.starts_with(':').then(|| {
                        reader.rest = &reader.rest[1..];
                        reader.number(2, 2)
                    });
                    (hours, minutes.flatten().unwrap_or(0))
                }),
                _ => None,
            };
            // UTC-12 to UTC+14 are in use.
            if let Some((hours, minutes)) = parts.filter(|&(h, m)| h <= 14 && m < 60) {
                let total = (hours * 60 + minutes) as i16;
                self.rest = reader.rest;
                return Some(Offset::Minutes(if sign == '+' { total } else { -total }));
            }
        }
        zone.map(|&(name, minutes)| {
            self.rest = &text[name.len()..];
            Offset::Minutes(minutes)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machine_formats() {
        let cases = [
            ("2024-04-28", "2024-04-28"),
            ("2024-04-28T09:36:00+02:00", "2024-04-28T09:36:00+02:00"),
            ("2024-04-28T09:36:00.123456Z", "2024-04-28T09:36:00Z"),
            ("2024-04-28T09:36:00+0200", "2024-04-28T09:36:00+02:00"),
            ("2024-04-28 09:36:00 +01:00", "2024-04-28T09:36:00+01:00"),
            ("2024-04-28T09:36", "2024-04-28"),
            ("2024/4/8 9:36 PM UTC", "2024-04-08T21:36:00+00:00"),
            ("20240428", "2024-04-28"),
            ("20240428093600", "2024-04-28"),
            ("1714289760", "2024-04-28T07:36:00Z"),
            ("1714289760000", "2024-04-28T07:36:00Z"),
            ("Sun, 28 Apr 2024 09:36:00 GMT", "2024-04-28T09:36:00+00:00"),
            ("Sun Apr 28 2024 09:36:00 GMT+0200 (CEST)", "2024-04-28T09:36:00+02:00"),
            ("2024-04-28T25:99:00", "2024-04-28"),
        ];
        for (text, expected) in cases {
            let stamp = Stamp::parse(text).map(|stamp| stamp.to_string());
            assert_eq!(stamp.as_deref(), Some(expected), "{text}");
        }
        for text in ["", "yesterday", "2024", "2024-13-01", "99999999", "12345"] {
            assert_eq!(Stamp::parse(text), None, "{text}");
        }
    }
}
