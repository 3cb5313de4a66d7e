//! Text of two or four bytes a character: what shows without looking at the characters.
//!
//! Markup, spaces and digits are ASCII in every language, and in UTF-16 each of them has a NUL for
//! its other byte. NULs on one side of the pairs and none on the other is a sign no other encoding
//! gives, and a surer one than any label.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// Bytes looked at: by then a page has come to its markup.
const SAMPLE: usize = 4096;

/// Fewer NULs are an accident.
const FEW: usize = 4;

/// The byte order of UTF-16 without a byte order mark, if this is it.
pub(super) fn utf16_by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    memchr::memchr(0, sample)?; // Hardly any page goes on from here.
    let pairs = sample.len() / 2;
    let nuls = |side: usize| sample.iter().skip(side).step_by(2).filter(|&&b| b == 0).count();
    let (high, low) = (nuls(0), nuls(1));
    let (encoding, here, there) =
        if high > low { (UTF_16BE, high, low) } else { (UTF_16LE, low, high) };
    let one_sided = here >= FEW && there * 50 <= here;
    // Markup fills a quarter of the pairs at once. Plain text in Chinese or Japanese has only its
    // line breaks and digits; there the other bytes must show that they are not UTF-8.
    let markup = here * 4 >= pairs;
    let scarce = here * 50 >= pairs && !is_utf8(sample);
    (one_sided && (markup || scarce)).then_some(encoding)
}

/// Whether a sample is UTF-8, of which the last character may be cut.
fn is_utf8(sample: &[u8]) -> bool {
    std::str::from_utf8(sample).map_or_else(|error| error.error_len().is_none(), |_| true)
}

/// The text behind a UTF-32 byte order mark, and the nearest encoding that has a name here.
///
/// UTF-32 is no encoding of the web, and the standard reads the mark `FF FE 00 00` as that of
/// UTF-16 before a NUL. Some exports write it all the same; where every unit is a character, it is
/// one of those.
pub(super) fn utf32(bytes: &[u8]) -> Option<(String, &'static Encoding)> {
    type Order = (&'static [u8], fn([u8; 4]) -> u32, &'static Encoding);
    let orders: [Order; 2] = [
        (&[0xFF, 0xFE, 0, 0], u32::from_le_bytes, UTF_16LE),
        (&[0, 0, 0xFE, 0xFF], u32::from_be_bytes, UTF_16BE),
    ];
    orders.into_iter().find_map(|(mark, unit, encoding)| {
        // A tail of less than a unit is a download cut short.
        let units = bytes.strip_prefix(mark)?.as_chunks::<4>().0;
        let text: Option<String> = units.iter().map(|&four| char::from_u32(unit(four))).collect();
        Some((text?, encoding))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn the_side_of_the_nuls_is_the_byte_order() {
        let page = "<!doctype html><title>Новости</title><p>Сегодня утром";
        assert_eq!(utf16_by_nuls(&utf16(page, u16::to_le_bytes)), Some(UTF_16LE));
        assert_eq!(utf16_by_nuls(&utf16(page, u16::to_be_bytes)), Some(UTF_16BE));
        let chinese =
            "新华社北京电。记者从有关部门获悉,今年前三季度进出口总额同比增长。\r\n".repeat(9);
        assert_eq!(utf16_by_nuls(&utf16(&chinese, u16::to_le_bytes)), Some(UTF_16LE));
    }

    #[test]
    fn stray_nuls_are_no_utf16() {
        assert_eq!(utf16_by_nuls(b""), None);
        assert_eq!(utf16_by_nuls(b"\0\0\0\0\0\0\0\0\0\0\0\0"), None);
        assert_eq!(utf16_by_nuls("a\0 field, b\0 field, çé\0, d\0 and more".as_bytes()), None);
        assert_eq!(utf16_by_nuls(&"plain text, no NUL\n".repeat(50).into_bytes()), None);
    }

    #[test]
    fn utf32_needs_every_unit_to_be_a_character() {
        let text = "Zażółć 🦀";
        let le = [0xFEFF].into_iter().chain(text.chars().map(u32::from));
        let le: Vec<u8> = le.flat_map(u32::to_le_bytes).collect();
        assert_eq!(utf32(&le), Some((text.to_owned(), UTF_16LE)));
        assert_eq!(utf32(&le[..le.len() - 1]).map(|(text, _)| text), Some("Zażółć ".to_owned()));
        assert_eq!(utf32(b"\xFF\xFE\0\0a\0b\0"), None);
    }
}
