//! Every encoding of the web's past, with a label and without.

use super::samples::*;
use super::{NOTHING, decode, decode_text, encode, http, outcome, page};
use crate::decode::Evidence::{Bom, Detected, Http, Meta, Utf8Valid};
use crate::decode::Hints;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Labels as found in the wild, and a text in a language they were used for.
const LABELLED: &[(&str, &str)] = &[
    ("gbk", CHINESE),
    ("gb2312", CHINESE),
    ("\"gbk\"", CHINESE),
    ("GB18030", CHINESE_RARE),
    ("gb18030-2022", CHINESE_RARE),
    ("big5", TAIWANESE),
    ("Big5-HKSCS", TAIWANESE),
    ("shift_jis", JAPANESE),
    ("x-sjis", JAPANESE),
    ("windows-31j", JAPANESE),
    ("euc-jp", JAPANESE),
    ("iso-2022-jp", JAPANESE),
    ("euc-kr", KOREAN),
    ("ks_c_5601-1987", KOREAN),
    ("windows-1250", POLISH),
    ("windows-1250", HUNGARIAN),
    ("windows-1251", RUSSIAN),
    ("windows1251", RUSSIAN),
    ("windows-1252", FRENCH),
    ("windows-1252", GERMAN_EURO),
    ("iso8859_1", FRENCH),
    ("latin1", FRENCH),
    ("windows-1253", GREEK),
    ("windows-1254", TURKISH),
    ("windows-1255", HEBREW),
    ("windows-1256", ARABIC),
    ("windows-1257", LITHUANIAN),
    ("windows-1258", VIETNAMESE),
    ("windows-874", THAI),
    ("tis-620", THAI),
    ("koi8-r", RUSSIAN),
    ("koi8-u", UKRAINIAN),
    ("ibm866", RUSSIAN),
    ("x-mac-cyrillic", RUSSIAN),
    ("iso-8859-2", ROMANIAN_CEDILLA),
    ("iso-8859-2", POLISH),
    ("iso-8859-5", RUSSIAN),
    ("iso-8859-6", ARABIC),
    ("iso-8859-7", GREEK),
    ("iso-8859-8-i", HEBREW),
    ("iso-8859-9", TURKISH),
    ("iso-8859-13", LITHUANIAN),
    ("iso-8859-15", GERMAN_EURO),
    ("macintosh", FRENCH),
    ("utf-8", VIETNAMESE),
    ("utf\u{2013}8", THAI),
    ("utf8mb4", JAPANESE),
    ("unicode-1-1-utf-8", GREEK),
];

fn named(label: &str) -> &'static Encoding {
    crate::decode::label::encoding(label.as_bytes()).expect(label)
}

#[test]
fn the_response_names_the_encoding() {
    for (label, text) in LABELLED {
        let encoding = named(label);
        let bytes = encode(encoding, &page("", text));
        let decoded = decode(&bytes, http(label));
        assert_eq!(decoded.text, page("", text), "{label}");
        assert_eq!(outcome(&decoded), (encoding.name(), Http, false, false), "{label}");

        let bytes = encode(encoding, text);
        let decoded = decode_text(&bytes, http(label));
        assert_eq!(decoded.text, *text, "{label}");
    }
}

#[test]
fn the_page_names_the_encoding() {
    for (label, text) in LABELLED {
        // What stands in the page is itself in the encoding, dashes and quotes included.
        let label = label.replace('\u{2013}', "-").replace('"', "");
        let encoding = named(&label);
        for head in [
            format!("<meta charset={label}>"),
            format!("<META CHARSET='{label}' />"),
            format!(r#"<meta http-equiv="Content-Type" content="text/html; charset={label}">"#),
            format!(r#"<meta content="text/html;charset={label}"http-equiv=content-type>"#),
        ] {
            let page = page(&head, text);
            let bytes = encode(encoding, &page);
            let decoded = decode(&bytes, NOTHING);
            assert_eq!(decoded.text, page, "{label}");
            assert_eq!(outcome(&decoded), (encoding.name(), Meta, false, false), "{label}");
        }
    }
}

/// What the bytes give away, and the domain that helps where two encodings are close.
const DETECTED: &[(&str, &str, Option<&str>)] = &[
    ("gbk", CHINESE, None),
    ("big5", TAIWANESE, None),
    ("shift_jis", JAPANESE, None),
    ("euc-jp", JAPANESE, None),
    ("iso-2022-jp", JAPANESE, None),
    ("euc-kr", KOREAN, None),
    ("windows-1250", POLISH, None),
    ("windows-1250", HUNGARIAN, Some("hu")),
    ("windows-1251", RUSSIAN, None),
    ("windows-1252", FRENCH, None),
    ("windows-1252", GERMAN_EURO, Some("de")),
    ("windows-1253", GREEK, None),
    ("windows-1254", TURKISH, None),
    ("windows-1255", HEBREW, None),
    ("windows-1256", ARABIC, None),
    ("windows-1257", LITHUANIAN, Some("lt")),
    ("windows-1258", VIETNAMESE, None),
    ("windows-874", THAI, None),
    ("koi8-r", RUSSIAN, None),
    ("koi8-u", UKRAINIAN, Some("ua")),
    ("ibm866", RUSSIAN, None),
    ("iso-8859-2", POLISH, None),
    ("iso-8859-5", RUSSIAN, None),
    ("iso-8859-6", ARABIC, None),
    ("iso-8859-7", GREEK, None),
    ("utf-16le", CHINESE, None),
    ("utf-16be", CHINESE, None),
    ("utf-16le", FRENCH, None),
    ("utf-16be", RUSSIAN, None),
];

#[test]
fn nobody_names_the_encoding() {
    for (label, text, tld) in DETECTED {
        let hints = Hints { tld: *tld, ..NOTHING };
        let bytes = encode(named(label), &page("", text));
        let decoded = decode(&bytes, hints);
        assert_eq!(decoded.text, page("", text), "{label}");
        assert_eq!(decoded.evidence, Detected, "{label}");
        assert!(!decoded.malformed && !decoded.repaired, "{label}");
    }
}

#[test]
fn utf8_without_a_label() {
    for text in [CHINESE_RARE, TAIWANESE, JAPANESE, KOREAN, RUSSIAN, FRENCH, ARABIC, THAI, "ASCII"]
    {
        let given = page("", text);
        let decoded = decode(given.as_bytes(), NOTHING);
        assert_eq!(decoded.text, page("", text));
        assert_eq!(outcome(&decoded), ("UTF-8", Utf8Valid, false, false));
    }
}

#[test]
fn a_byte_order_mark_decides_and_is_taken_off() {
    for encoding in [UTF_8, UTF_16LE, UTF_16BE] {
        for text in [CHINESE, RUSSIAN, FRENCH, "ASCII"] {
            let page = page("<meta charset=koi8-r>", text);
            let bytes = encode(encoding, &format!("\u{FEFF}{page}"));
            let decoded = decode(&bytes, http("gbk"));
            assert_eq!(decoded.text, page);
            assert_eq!(outcome(&decoded), (encoding.name(), Bom, false, false));
        }
    }
}

#[test]
fn utf32_with_its_mark() {
    let text = page("", CHINESE_RARE);
    for (name, unit) in
        [("UTF-16LE", u32::to_le_bytes as fn(u32) -> _), ("UTF-16BE", u32::to_be_bytes)]
    {
        let units = ['\u{FEFF}'].into_iter().chain(text.chars());
        let bytes: Vec<u8> = units.flat_map(|c| unit(u32::from(c))).collect();
        let decoded = decode(&bytes, NOTHING);
        assert_eq!(decoded.text, text);
        assert_eq!(outcome(&decoded), (name, Bom, false, false));
    }
}

#[test]
fn a_page_labelled_utf16_in_ascii_is_utf8() {
    for head in ["<meta charset=utf-16>", "<meta charset='UTF-16BE'>", "<meta charset=unicode>"] {
        let given = page(head, GREEK);
        let decoded = decode(given.as_bytes(), http("utf-16"));
        assert_eq!(decoded.text, page(head, GREEK));
        assert_eq!(outcome(&decoded), ("UTF-8", Meta, false, false));
    }
}

#[test]
fn nothing_and_next_to_nothing() {
    for bytes in [&b""[..], b"\0", b"<", b"<m", b"<!--", b"<meta", b"<meta charset", b"<?xml"] {
        let decoded = decode(bytes, NOTHING);
        assert_eq!(decoded.text.as_bytes(), bytes);
        assert_eq!(outcome(&decoded), ("UTF-8", Utf8Valid, false, false));
    }
    assert_eq!(decode(b"\xEF\xBB\xBF", NOTHING).text, "");
    assert_eq!(decode(b"\xFF\xFE", NOTHING).text, "");
    assert_eq!(decode(b"a\0b", NOTHING).text, "a\0b");
}
