//! A label as people write it → the encoding it means.
//!
//! [`Encoding::for_label`] knows every label of the [Encoding standard]. Servers and templates
//! write a few more: a typographic dash, quotes, `charset=` twice, a database's name for UTF-8.
//! Such a label is cut into words (`iso8859_1` → `iso` `8859` `1`) and put together again in the
//! ways the standard writes its labels, longest first.
//!
//! [Encoding standard]: https://encoding.spec.whatwg.org/#names-and-labels

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GBK, KOI8_R, KOI8_U, MACINTOSH, REPLACEMENT, SHIFT_JIS, UTF_8,
    WINDOWS_1252, X_MAC_CYRILLIC, X_USER_DEFINED,
};

/// No label is longer; what is, is not one.
const LONGEST: usize = 100;

/// Names in use that the standard does not list, without separators.
const ALIASES: &[(&str, &Encoding)] = &[
    ("65001", UTF_8),
    ("cp65001", UTF_8),
    ("cp932", SHIFT_JIS),
    ("shiftjis", SHIFT_JIS),
    ("windows932", SHIFT_JIS),
    ("eucjp", EUC_JP),
    ("ujis", EUC_JP),
    ("cp949", EUC_KR),
    ("euckr", EUC_KR),
    ("uhc", EUC_KR),
    ("cp936", GBK),
    ("euccn", GBK),
    ("ms936", GBK),
    ("windows936", GBK),
    ("cp950", BIG5),
    ("windows950", BIG5),
    ("koi8r", KOI8_R),
    ("koi8u", KOI8_U),
    ("macroman", MACINTOSH),
    ("maccyrillic", X_MAC_CYRILLIC),
];

/// The encoding a label means, if it means one.
///
/// Two answers differ from the standard, which guards scripts where this guards text. Labels of the
/// replacement encoding (`iso-2022-kr`, `hz-gb-2312`) would turn the page into a single U+FFFD:
/// they count as unknown, so that the bytes decide. `x-user-defined` is windows-1252 wherever it is
/// found, not in `<meta>` alone.
pub(super) fn encoding(label: &[u8]) -> Option<&'static Encoding> {
    let found = match Encoding::for_label(label) {
        Some(listed) => listed,
        None => unlisted(&label[..label.len().min(LONGEST)])?,
    };
    match found {
        found if found == REPLACEMENT => None,
        found if found == X_USER_DEFINED => Some(WINDOWS_1252),
        found => Some(found),
    }
}

/// The encoding of a label the standard does not list.
fn unlisted(label: &[u8]) -> Option<&'static Encoding> {
    let mut words = words(label);
    if let Some(name) = words.iter().position(|word| word == "charset") {
        words.drain(..=name);
    }
    match words.first_mut() {
        Some(first) if first == "win" => *first = "windows".to_owned(),
        Some(first) if first == "8859" => words.insert(0, "iso".to_owned()),
        _ => {}
    }
    // `x-windows-1251`, `iso-latin-1`: the first word is one too many.
    let spare = words.first().is_some_and(|first| first == "x" || first == "iso");
    longest_known(&words).or_else(|| spare.then(|| longest_known(&words[1..]))?)
}

/// The encoding named by as many of the first words as possible: `utf8mb4` is `utf` `8`.
fn longest_known(words: &[String]) -> Option<&'static Encoding> {
    (1..=words.len()).rev().find_map(|count| {
        let words = &words[..count];
        let joined = words.concat();
        let alias = ALIASES.iter().find(|(name, _)| *name == joined);
        alias.map(|(_, encoding)| *encoding).or_else(|| {
            ["-", "", "_"].iter().find_map(|glue| Encoding::for_label(words.join(glue).as_bytes()))
        })
    })
}

/// Runs of letters and runs of digits, in lower case; all else separates.
fn words(label: &[u8]) -> Vec<String> {
    label
        .chunk_by(|a, b| kind(*a) == kind(*b))
        .filter(|run| kind(run[0]) != Kind::Separator)
        .map(|run| String::from_utf8_lossy(run).to_ascii_lowercase())
        .collect()
}

#[derive(PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Separator,
}

fn kind(byte: u8) -> Kind {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => Kind::Letter,
        b'0'..=b'9' => Kind::Digit,
        _ => Kind::Separator,
    }
}

#[cfg(test)]
mod tests {
    use super::encoding;

    #[test]
    fn labels_as_people_write_them() {
        for (label, name) in [
            ("utf-8", Some("UTF-8")),
            (" UTF-8\r\n", Some("UTF-8")),
            ("utf\u{2013}8", Some("UTF-8")),
            ("utf\u{2011}8", Some("UTF-8")),
            ("utf_8", Some("UTF-8")),
            ("utf 8", Some("UTF-8")),
            ("utf8mb4", Some("UTF-8")),
            ("\u{201c}utf-8\u{201d}", Some("UTF-8")),
            ("utf-8,utf-8", Some("UTF-8")),
            ("utf-8; charset=utf-8", Some("UTF-8")),
            ("unicode-1-1-utf-8", Some("UTF-8")),
            ("65001", Some("UTF-8")),
            ("charset=ISO-8859-2", Some("ISO-8859-2")),
            ("text/html; charset=koi8_u", Some("KOI8-U")),
            ("iso8859_1", Some("windows-1252")),
            ("ISO 8859-15", Some("ISO-8859-15")),
            ("8859-5", Some("ISO-8859-5")),
            ("latin-1", Some("windows-1252")),
            ("iso-latin-2", Some("ISO-8859-2")),
            ("\"gbk\"", Some("GBK")),
            ("gb-2312", Some("GBK")),
            ("gb2312-80", Some("GBK")),
            ("gb18030-2022", Some("gb18030")),
            ("cp936", Some("GBK")),
            ("big-5", Some("Big5")),
            ("big5_hkscs", Some("Big5")),
            ("windows1251", Some("windows-1251")),
            ("win-1251", Some("windows-1251")),
            ("x-windows-1256", Some("windows-1256")),
            ("cp-1250", Some("windows-1250")),
            ("x-sjis", Some("Shift_JIS")),
            ("Shift-JIS", Some("Shift_JIS")),
            ("shiftjis", Some("Shift_JIS")),
            ("eucjp", Some("EUC-JP")),
            ("ks_c_5601-1987", Some("EUC-KR")),
            ("euc_kr", Some("EUC-KR")),
            ("tis620", Some("windows-874")),
            ("x-user-defined", Some("windows-1252")),
            ("iso-2022-kr", None),
            ("hz-gb-2312", None),
            ("utf-7", None),
            ("none", None),
            ("windows", None),
            ("", None),
        ] {
            assert_eq!(encoding(label.as_bytes()).map(|found| found.name()), name, "{label:?}");
        }
        assert_eq!(encoding(b"utf\x968").map(|found| found.name()), Some("UTF-8"));
        assert_eq!(encoding(&[b'8'; 9000]), None);
    }
}
