//! Damaged UTF-8, and UTF-8 encoded twice.

use super::samples::*;
use super::{NOTHING, decode, encode, http, outcome, page};
use crate::decode::Evidence::{Detected, Http, Meta, Utf8Valid};
use encoding_rs::WINDOWS_1252;

#[test]
fn a_text_cut_within_its_last_character_stays_utf8() {
    for text in [FRENCH, RUSSIAN, CHINESE, THAI, CHINESE_RARE] {
        let whole = format!("<p>{text}é");
        let bytes = &whole.as_bytes()[..whole.len() - 1];
        let expected = format!("<p>{text}\u{FFFD}");
        let decoded = decode(bytes, http("utf-8"));
        assert_eq!(decoded.text, expected);
        assert_eq!(outcome(&decoded), ("UTF-8", Http, true, false));
        let decoded = decode(bytes, NOTHING);
        assert_eq!(decoded.text, expected);
        assert_eq!(outcome(&decoded), ("UTF-8", Detected, true, false));
    }
    // All that is above ASCII was cut: the label tells what it was.
    assert_eq!(decode(b"<p>caf\xC3", http("utf-8")).text, "<p>caf\u{FFFD}");
    assert_eq!(decode(b"<p>caf\xE9", http("latin1")).text, "<p>café");
    assert_eq!(decode(b"<p>caf\xE9", NOTHING).text, "<p>café");
}

#[test]
fn one_bad_byte_does_not_cost_the_page_its_encoding() {
    for text in [FRENCH, RUSSIAN, CHINESE, JAPANESE, KOREAN, ARABIC, POLISH, GERMAN_EURO] {
        for bad in [&b"\xFF"[..], b"\x80", b"\xC3", b"\xE2\x80", b"\xF0\x9F\x98", b"\xE4"] {
            let bytes = [page("", text).as_bytes(), bad, b"...</html>"].concat();
            let expected = page("", text) + "\u{FFFD}...</html>";
            for (hints, evidence) in [
                (NOTHING, Detected),
                (http("utf-8"), Http),
                (http("gbk"), Detected),
                (http("latin1"), Detected),
            ] {
                let decoded = decode(&bytes, hints);
                assert_eq!(decoded.text, expected, "{hints:?}");
                assert_eq!(outcome(&decoded), ("UTF-8", evidence, true, false));
            }
        }
    }
}

#[test]
fn single_bytes_of_latin_are_read() {
    let parts: [&[u8]; 5] = [
        b"<meta charset=utf-8><p>".as_slice(),
        FRENCH.as_bytes(),
        b"<img alt=\"Mitgef\xFChl w\xE4hlen\"><p>It\x92s \x93true\x94 \x96 \xDCbung",
        b" torn\xC3\" caf\xE9, \xE9\xE9n",
        b"</p>",
    ];
    let bytes = parts.concat();
    let decoded = decode(&bytes, NOTHING);
    let expected = format!(
        "<meta charset=utf-8><p>{FRENCH}<img alt=\"Mitgefühl wählen\"><p>It’s “true” – Übung \
         torn\u{FFFD}\" caf\u{FFFD}, \u{FFFD}\u{FFFD}n</p>"
    );
    assert_eq!(decoded.text, expected);
    assert_eq!(outcome(&decoded), ("UTF-8", Meta, true, true));
}

#[test]
fn a_latin_page_with_one_sign_in_utf8_is_latin() {
    let mut bytes = encode(WINDOWS_1252, &page("<meta charset=utf-8>", FRENCH));
    bytes.extend_from_slice("©".as_bytes());
    let decoded = decode(&bytes, NOTHING);
    assert_eq!(decoded.text, page("<meta charset=utf-8>", FRENCH) + "Â©");
}

#[test]
fn an_apostrophe_of_windows_on_an_english_page() {
    let bytes = b"<meta charset=utf-8><p>The mayor\x92s office said it wasn\x92t \x93aware\x94.";
    let decoded = decode(bytes, NOTHING);
    assert_eq!(decoded.text, "<meta charset=utf-8><p>The mayor’s office said it wasn’t “aware”.");
}

/// What a text becomes when its UTF-8 is read as windows-1252, strictly or with the bytes that
/// windows-1252 gives letters to left as controls.
fn twice(text: &str, latin1: bool) -> String {
    if latin1 {
        text.bytes().map(char::from).collect()
    } else {
        WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }
}

#[test]
fn a_page_encoded_twice_is_repaired() {
    for text in [
        FRENCH,
        GERMAN_EURO,
        POLISH,
        RUSSIAN,
        GREEK,
        CHINESE,
        CHINESE_RARE,
        KOREAN,
        THAI,
        VIETNAMESE,
        HEBREW,
        ARABIC,
    ] {
        for latin1 in [true, false] {
            let page = page("<meta charset=utf-8>", text);
            let given = twice(&page, latin1);
            let decoded = decode(given.as_bytes(), NOTHING);
            assert_eq!(decoded.text, page);
            assert_eq!(outcome(&decoded), ("UTF-8", Meta, false, true));
        }
    }
    let english = page("", "It’s “certain” that the mayor’s café wasn’t open – said Zoë’s friend");
    let given = twice(&english, false);
    let decoded = decode(given.as_bytes(), http("iso-8859-1"));
    assert_eq!(decoded.text, english);
    assert_eq!(outcome(&decoded), ("UTF-8", Utf8Valid, false, true));
}

#[test]
fn a_page_that_quotes_such_a_thing_is_left_alone() {
    let german = format!("{GERMAN_EURO} Aus „fÃ¼r“ wird „für“.");
    let french = format!("Ã© {FRENCH}");
    let encodings = "An apostrophe becomes â€™ and é becomes Ã© — that’s mojibake, Ã¼ and Ã¤ too.";
    for text in [
        german.as_str(),
        &french,
        encodings,
        "The letters \"Ã©\" mean that the encoding was wrong.",
        "The signs \"Ã©\", \"Ã¼\", \"Ã¶\", \"Ã±\", \"Ã§\", \"â€™\" mean that the encoding was wrong.",
        "NESCAFÉ® Classic, NESCAFÉ® Gold, NESCAFÉ® Azera, NESCAFÉ® Blend, NESCAFÉ® Original",
        "Â© 2024 News. Â© 2024 Photos. Â© 2024 Video. Â© 2024 Sound. Â© 2024 Words.",
        "SÃO PAULO, à direita, não é um erro",
        POLISH,
        RUSSIAN,
        VIETNAMESE,
    ] {
        let given = page("", text);
        let decoded = decode(given.as_bytes(), http("utf-8"));
        assert_eq!(decoded.text, page("", text));
        assert!(!decoded.repaired, "{text}");
    }
}
