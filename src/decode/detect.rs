//! The encoding of bytes that nothing vouches for.
//!
//! [`chardetng`] is what Firefox uses: it scores pairs of characters, knows what each country
//! writes, and never fails. It is also a hundred times slower than decoding, so it sees only the
//! bytes that tell something: those above ASCII and what stands around them, up to a budget.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP};
use memchr::{memchr, memmem};

/// Bytes shown to the detector, about 3 ms of its time. Its answer settles after a few hundred.
const BUDGET: usize = 64 * 1024;

/// ASCII shown on either side: the detector looks at the neighbours of a letter.
const CONTEXT: usize = 32;

/// The likeliest encoding, never UTF-8: that was tried before.
pub(super) fn detect(bytes: &[u8], tld: Option<&str>) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut left = BUDGET;
    let mut at = 0;
    while let Some((start, end)) = telling(bytes, at) {
        let shown = (end - start).min(left);
        // The end of what is shown is not the end of the text: a character may go on there.
        detector.feed(&bytes[start..start + shown], false);
        left -= shown;
        at = end;
        if left == 0 {
            break;
        }
    }
    let tld = tld.map(last_label);
    detector.guess(tld.as_deref().map(str::as_bytes), Utf8Detection::Deny)
}

/// The next stretch that has bytes above ASCII no further apart than their contexts reach.
///
/// It begins and ends in ASCII where there is some: a byte that looks like ASCII may belong to the
/// character before it, but then it is the one right after a byte above ASCII.
fn telling(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let next_above = |at: usize| at + Encoding::ascii_valid_up_to(&bytes[at..]);
    let first = next_above(from);
    if first == bytes.len() {
        return None;
    }
    let mut last = first;
    loop {
        let next = next_above(last + 1);
        if next == bytes.len() || next - last > 2 * CONTEXT {
            break;
        }
        last = next;
    }
    Some((first.saturating_sub(CONTEXT).max(from), (last + 1 + CONTEXT).min(bytes.len())))
}

/// A top-level domain as the detector demands it; it panics on any other form.
fn last_label(tld: &str) -> String {
    let label = tld.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    if label.is_ascii() { label.to_ascii_lowercase() } else { String::new() }
}

/// Whether this is ISO-2022-JP: all ASCII, with the escapes that begin a run of kanji.
pub(super) fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    let escaped = |escape: &[u8]| memmem::find(bytes, escape).is_some();
    memchr(0x1B, bytes).is_some()
        && (escaped(b"\x1B$B") || escaped(b"\x1B$@"))
        && ISO_2022_JP.decode_without_bom_handling_and_without_replacement(bytes).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{SHIFT_JIS, WINDOWS_1251};

    #[test]
    fn stretches_cover_every_byte_above_ascii_once() {
        let page =
            [&[b'a'; 100][..], b"\xE9", &[b'b'; 63], b"\xE9", &[b'c'; 65], b"\xE9\xE9"].concat();
        let mut found = Vec::new();
        let mut at = 0;
        while let Some((start, end)) = telling(&page, at) {
            found.push((start, end));
            at = end;
        }
        assert_eq!(found, [(68, 197), (198, 232)]);
    }

    #[test]
    fn the_country_settles_what_a_few_letters_leave_open() {
        let (bytes, _, _) = WINDOWS_1251.encode("<title>Погода в Москве</title>");
        for tld in ["ru", "RU", ".ru", "com.ru", "ru."] {
            assert_eq!(detect(&bytes, Some(tld)), WINDOWS_1251, "{tld}");
        }
        for tld in ["", ".", "рф", "xn--p1ai", "\0", "a b"] {
            detect(&bytes, Some(tld));
        }
    }

    #[test]
    fn far_apart_letters_are_found_and_the_budget_holds() {
        let (word, _, _) = SHIFT_JIS.encode("東京都知事は記者会見で、");
        let mut page = Vec::new();
        for _ in 0..20_000 {
            page.extend_from_slice(&[b' '; 100]);
            page.extend_from_slice(&word);
        }
        assert_eq!(detect(&page, None), SHIFT_JIS);
    }
}
