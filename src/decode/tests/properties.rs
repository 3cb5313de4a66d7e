//! What holds for any bytes.

use super::{NOTHING, http};
use crate::decode::{Hints, decode, decode_text};
use encoding_rs::UTF_8;
use proptest::prelude::*;

/// Bytes with the pieces that steer the decoder.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..40),
        "\\PC{0,20}".prop_map(String::into_bytes),
        proptest::sample::select(vec![
            &b"\xEF\xBB\xBF"[..],
            b"\xFF\xFE",
            b"\xFE\xFF",
            b"\xFF\xFE\0\0",
            b"\0\0\xFE\xFF",
            b"<meta charset=",
            b"gbk",
            b"iso-2022-jp>",
            b"utf-16",
            b"<!--",
            b"-->",
            b"<script",
            b"</script",
            b"http-equiv=content-type",
            b" content='charset=",
            b"<?xml encoding='",
            b"=",
            b">",
            b"<",
            b"/",
            b"\x1B$B",
            b"\x1B(B",
            b"\0",
            b"a\0b\0c\0",
            b"\xC3",
            b"\xE2\x80",
            b"\x92",
            b"\xC3\x83\xC2\xA9",
        ])
        .prop_map(<[u8]>::to_vec),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes_give_text(bytes in bytes(), charset in "\\PC{0,12}", tld in "\\PC{0,8}") {
        for hints in [NOTHING, http("gb18030"), Hints { charset: Some(&charset), tld: Some(&tld) }] {
            let text = decode_text(&bytes, hints);
            let page = decode(&bytes, hints);
            // A flaw shows either as U+FFFD or as a repair.
            for decoded in [page, text] {
                let shows = decoded.repaired || decoded.text.contains(char::REPLACEMENT_CHARACTER);
                prop_assert!(shows || !decoded.malformed);
            }
        }
    }

    #[test]
    fn valid_utf8_is_itself(text in "[^\0\x1B\u{FEFF}\u{80}-\u{FF}]{0,200}") {
        prop_assume!(!text.contains("<meta") && !text.contains("<?xml"));
        for decoded in [decode(text.as_bytes(), NOTHING), decode_text(text.as_bytes(), http("utf-8"))] {
            prop_assert_eq!(&decoded.text, &text);
            prop_assert_eq!(decoded.encoding, UTF_8);
            prop_assert!(!decoded.malformed && !decoded.repaired);
        }
    }

    #[test]
    fn encoding_twice_is_undone(text in "[ -~]{0,9}“[а-я一-鿿“”’—é]{2,60}[ -~]{0,9}") {
        let twice: String = text.bytes().map(char::from).collect();
        let decoded = decode_text(twice.as_bytes(), NOTHING);
        prop_assert_eq!(&decoded.text, &text);
        prop_assert!(decoded.repaired && !decoded.malformed);
    }
}
