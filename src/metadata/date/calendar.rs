//! Digits and calendars other than the Gregorian one, as news pages use them.

use jiff::ToSpan;
use jiff::civil::Date;

/// Zero of the decimal digits of scripts in use (Unicode 16, general category Nd; each is followed
/// by the other nine).
const ZEROS: &[char] = &[
    '0', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}',
    '\u{c66}', '\u{ce6}', '\u{d66}', '\u{de6}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}',
    '\u{17e0}', '\u{1810}', '\u{ff10}',
];

/// The value of a decimal digit of any of these scripts.
#[inline]
pub(super) fn digit(c: char) -> Option<u32> {
    match c {
        '\0'..'\u{660}' => c.to_digit(10),
        '\u{1820}'..'\u{ff10}' => None,
        _ => {
            ZEROS.iter().map(|&zero| (c as u32).wrapping_sub(zero as u32)).find(|&value| value < 10)
        }
    }
}

/// A Gregorian date, with the year in one of the calendars below; `None` when there is no such day.
pub(super) fn date(year: i32, month: u32, day: u32) -> Option<Date> {
    match year {
        // Buddhist era, Thailand and its neighbours: 2568 is 2025.
        2400..=2699 => gregorian(year - 543, month, day),
        // Solar Hijri, Iran and Afghanistan: 1404 began in March 2025.
        1300..=1499 => solar_hijri(year, month, day),
        _ => gregorian(year, month, day),
    }
}

fn gregorian(year: i32, month: u32, day: u32) -> Option<Date> {
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// The first year of an era named in front of a year, by the era's characters.
pub(super) fn era(name: &str) -> Option<i32> {
    Some(match name {
        "令和" => 2018,
        "平成" => 1988,
        "昭和" => 1925,
        "民國" | "民国" => 1911,
        _ => return None,
    })
}

/// Months of the Solar Hijri calendar (CLDR 47, `persian`, fa and ps).
pub(super) const SOLAR_HIJRI_MONTHS: [&[&str]; 12] = [
    &["فروردین", "وری", "حمل"],
    &["اردیبهشت", "غویی", "ثور"],
    &["خرداد", "غبرگولی", "جوزا"],
    &["تیر", "چنگاښ", "سرطان"],
    &["مرداد", "زمری", "اسد"],
    &["شهریور", "وږی", "سنبله"],
    &["مهر", "تله", "میزان"],
    &["آبان", "لړم", "عقرب"],
    &["آذر", "لیندۍ", "قوس"],
    &["دی", "مرغومی", "جدی"],
    &["بهمن", "سلواغه", "دلو"],
    &["اسفند", "کب", "حوت"],
];

/// A Solar Hijri date, by the 33-year cycle of leap years, which holds from 1178 to 1633.
fn solar_hijri(year: i32, month: u32, day: u32) -> Option<Date> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || (month > 6 && day > 30) {
        return None;
    }
    let number = |year: i32, month: i32, day: i32| {
        let cycle = year + 1595;
        let before = if month < 7 { (month - 1) * 31 } else { (month - 7) * 30 + 186 };
        365 * cycle + cycle / 33 * 8 + (cycle % 33 + 3) / 4 + before + day
    };
    // 1 Farvardin 1403 was 20 March 2024.
    let days = number(year, month as i32, day as i32) - number(1403, 1, 1);
    Date::constant(2024, 3, 20).checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_many_scripts() {
        for text in ["2025", "٢٠٢٥", "۲۰۲۵", "२०२५", "২০২৫", "๒๐๒๕", "２０２５"]
        {
            let value = text.chars().map(|c| digit(c).unwrap()).fold(0, |n, d| n * 10 + d);
            assert_eq!(value, 2025, "{text}");
        }
        assert_eq!(digit('五'), None);
    }

    #[test]
    fn other_calendars() {
        let on = |y, m, d| Some(Date::constant(y, m, d));
        assert_eq!(date(2568, 6, 3), on(2025, 6, 3));
        assert_eq!(date(1404, 1, 1), on(2025, 3, 21));
        assert_eq!(date(1399, 12, 30), on(2021, 3, 20));
        assert_eq!(date(1402, 10, 11), on(2024, 1, 1));
        assert_eq!(date(2025, 2, 29), None);
        assert_eq!(date(1404, 13, 1), None);
    }
}
