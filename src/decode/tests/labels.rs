//! Where a page may name its encoding, and names that are wrong.

use super::samples::*;
use super::{NOTHING, decode, decode_text, encode, http, outcome, page};
use crate::decode::Evidence::{self, Bom, Detected, Http, Meta, Utf8Valid};
use crate::decode::Hints;
use encoding_rs::*;

/// What a page in KOI8-R gives with this in its head: Russian letters if the name was found.
fn found(head: &str) -> Evidence {
    let page = page(head, RUSSIAN);
    let bytes = encode(KOI8_R, &page);
    let decoded = decode(&bytes, Hints { tld: Some("ru"), ..NOTHING });
    if decoded.evidence == Meta {
        assert_eq!(decoded.text, page);
    }
    decoded.evidence
}

#[test]
fn a_declaration_is_found_wherever_it_may_stand() {
    let filler = "x".repeat(1500);
    for head in [
        "<meta charset=koi8-r>",
        "<meta charset = \"koi8-r\">",
        "<meta/charset=koi8-r>",
        "<meta charset='&' charset=koi8-r><meta charset=koi8-r>",
        "<meta name=a content='b'><meta charset=koi8-r>",
        "<meta charset=no-such-thing><meta charset=koi8-r>",
        "<meta property=og:title content='charset=gbk'><meta charset=koi8-r>",
        "<meta http-equiv=refresh content='5; charset=gbk'><meta charset=koi8-r>",
        "<meta http-equiv=content-type content=\"text/html; charset charset = 'koi8-r'\">",
        "<meta http-equiv=content-type content=\"text/html; charset='koi8-r\">",
        "<meta http-equiv=content-type content=\"text/html; charset=koi8-r; x=y\">",
        "<link title='a > b <meta charset=gbk>'><meta charset=koi8-r>",
        "<!-- <meta charset=gbk> --><meta charset=koi8-r>",
        "<!--><meta charset=koi8-r>",
        "<!--[if IE]><meta charset=gbk><![endif]--><meta charset=koi8-r>",
        "<? <meta ?><meta charset=koi8-r>",
        "</ <meta><meta charset=koi8-r>",
        "< <meta charset=koi8-r>",
        "<script>document.write('<meta charset=gbk>')</script><meta charset=koi8-r>",
        "<STYLE>/* <meta charset=gbk> */</Style ><meta charset=koi8-r>",
        &format!("<!-- {filler} --><meta charset=koi8-r>"),
        &format!("<script>'{filler}</scrip>'</script><meta charset=koi8-r>"),
        &format!("<link href='{filler}'><meta charset=koi8-r>"),
    ] {
        assert_eq!(found(head), Meta, "{head}");
    }
}

#[test]
fn what_only_looks_like_a_declaration_is_none() {
    let filler = "x".repeat(1500);
    let far = "x".repeat(70_000);
    for head in [
        "<!-- <meta charset=koi8-r> -->",
        "<!-- <meta charset=koi8-r>",
        "<script>'<meta charset=koi8-r>'</script>",
        "<metal charset=koi8-r>",
        "<meta name=charset content=koi8-r>",
        "<meta content='text/html; charset=koi8-r'>",
        "<meta http-equiv=content-type content='text/html'>",
        "<meta charset=gb charset=koi8-r>",
        "<link title='<meta charset=koi8-r>'>",
        &format!("<link href={filler}></head><meta charset=koi8-r>"),
        &format!("<link href={filler}><body><meta charset=koi8-r>"),
        &format!("</head><link href={filler}><meta charset=koi8-r>"),
        &format!("<!-- {far} --><meta charset=koi8-r>"),
    ] {
        assert_eq!(found(head), Detected, "{head}");
    }
}

#[test]
fn an_xml_declaration_counts_when_no_meta_does() {
    let text = "<p>Сегодня утром мэрия объявила о начале ремонта набережной.";
    for (head, encoding) in [
        ("<?xml version=\"1.0\" encoding=\"koi8-r\"?>", KOI8_R),
        ("\n<?xml version='1.0' encoding = 'windows-1251' standalone='yes'?>", WINDOWS_1251),
        ("<?xml version=\"1.0\" encoding=\"koi8-r\"?><meta charset=windows-1251>", WINDOWS_1251),
    ] {
        let page = format!("{head}{text}");
        let bytes = encode(encoding, &page);
        let decoded = decode(&bytes, NOTHING);
        assert_eq!(decoded.text, page);
        assert_eq!(outcome(&decoded), (encoding.name(), Meta, false, false));
    }
    for head in ["<?xml encoding=koi8-r?>", "<?xml encoding='koi8-r ?>", "<?xml encoding"] {
        let bytes = encode(KOI8_R, &format!("{head}{text}"));
        let decoded = decode(&bytes, NOTHING);
        assert_eq!(decoded.evidence, Detected, "{head}");
    }
}

#[test]
fn plain_text_declares_nothing() {
    let text = format!("How to write <meta charset=gbk>: {RUSSIAN}");
    let bytes = encode(WINDOWS_1251, &text);
    let decoded = decode_text(&bytes, NOTHING);
    assert_eq!(decoded.text, text);
    assert_eq!(outcome(&decoded), ("windows-1251", Detected, false, false));
}

#[test]
fn the_response_comes_before_the_page() {
    let page = page("<meta charset=windows-1252>", RUSSIAN);
    let bytes = encode(WINDOWS_1251, &page);
    let decoded = decode(&bytes, http("windows-1251"));
    assert_eq!(decoded.text, page);
    assert_eq!(decoded.evidence, Http);
}

#[test]
fn valid_utf8_beats_a_label_for_something_else() {
    for label in [
        "windows-1252",
        "iso-8859-1",
        "gbk",
        "gb2312",
        "big5",
        "shift_jis",
        "euc-kr",
        "koi8-r",
        "windows-874",
        "iso-2022-jp",
    ] {
        for text in [FRENCH, CHINESE, JAPANESE, KOREAN, RUSSIAN, THAI] {
            let given = page("", text);
            let decoded = decode(given.as_bytes(), http(label));
            assert_eq!(decoded.text, page("", text), "{label}");
            assert_eq!(outcome(&decoded), ("UTF-8", Utf8Valid, false, false), "{label}");

            let head = format!("<meta charset={label}>");
            let given = page(&head, text);
            let decoded = decode(given.as_bytes(), NOTHING);
            assert_eq!(decoded.text, page(&head, text), "{label}");
            assert_eq!(outcome(&decoded), ("UTF-8", Utf8Valid, false, false), "{label}");
        }
    }
    // The page itself may know better than its server.
    let page = page("<meta charset=utf-8>", FRENCH);
    assert_eq!(decode(page.as_bytes(), http("iso-8859-1")).evidence, Meta);
}

#[test]
fn a_character_or_two_prove_utf8_against_latin_but_not_against_chinese() {
    // One copyright sign on an English page: nobody writes `Â©`.
    let page = page("<meta charset=iso-8859-1>", "© 2024 The Daily News");
    assert_eq!(decode(page.as_bytes(), NOTHING).text, page);
    // Two Chinese characters whose four bytes happen to be valid UTF-8.
    let bytes = b"<meta charset=gbk><title>\xC4\xBE\xC4\xBE</title>";
    assert_eq!(decode(bytes, NOTHING).text, "<meta charset=gbk><title>木木</title>");
    // An apostrophe in UTF-8 cannot be read as Chinese before a space.
    let page = "<meta charset=gbk><p>the workers’ union";
    assert_eq!(decode(page.as_bytes(), NOTHING).text, page);
}

#[test]
fn a_label_for_utf8_does_not_hold_against_the_bytes() {
    for (encoding, text, tld) in [
        (WINDOWS_1252, FRENCH, "fr"),
        (WINDOWS_1251, RUSSIAN, "ru"),
        (KOI8_R, RUSSIAN, "ru"),
        (WINDOWS_1250, POLISH, "pl"),
        (WINDOWS_1253, GREEK, "gr"),
        (WINDOWS_1254, TURKISH, "tr"),
        (WINDOWS_1256, ARABIC, "eg"),
        (WINDOWS_874, THAI, "th"),
        (GBK, CHINESE, "cn"),
        (BIG5, TAIWANESE, "tw"),
        (SHIFT_JIS, JAPANESE, "jp"),
        (EUC_JP, JAPANESE, "jp"),
        (EUC_KR, KOREAN, "kr"),
    ] {
        let wrong = page("<meta charset=utf-8>", text);
        let hints = Hints { charset: Some("UTF-8"), tld: Some(tld) };
        let bytes = encode(encoding, &wrong);
        let decoded = decode(&bytes, hints);
        assert_eq!(decoded.text, wrong, "{}", encoding.name());
        assert_eq!(decoded.evidence, Detected);

        // The server says UTF-8 of all its pages; this old one says what it is.
        let head = format!("<meta charset={}>", encoding.name());
        let right = page(&head, text);
        let bytes = encode(encoding, &right);
        let decoded = decode(&bytes, http("utf-8"));
        assert_eq!(decoded.text, right, "{}", encoding.name());
        assert_eq!(outcome(&decoded), (encoding.name(), Meta, false, false));
    }
    // A byte order mark is no better: an editor put it at the top of an old template.
    let page = page("<meta charset=windows-1251>", RUSSIAN);
    let bytes = [b"\xEF\xBB\xBF", &encode(WINDOWS_1251, &page)[..]].concat();
    let decoded = decode(&bytes, NOTHING);
    assert_eq!(decoded.text, page);
    assert_ne!(decoded.evidence, Bom);
}

#[test]
fn a_label_that_cannot_read_the_bytes_is_passed_over() {
    let page = page("<meta charset=shift_jis>", JAPANESE);
    let bytes = encode(SHIFT_JIS, &page);
    let decoded = decode(&bytes, http("euc-jp"));
    assert_eq!(decoded.text, page);
    assert_eq!(decoded.evidence, Meta);
}

#[test]
fn unknown_labels_are_no_labels() {
    for label in ["", "none", "utf-7", "iso-2022-kr", "hz-gb-2312", "\u{0}", "charset="] {
        let given = page("", KOREAN);
        let decoded = decode(given.as_bytes(), http(label));
        assert_eq!(decoded.text, page("", KOREAN));
        assert_eq!(decoded.evidence, Utf8Valid, "{label}");
    }
}
