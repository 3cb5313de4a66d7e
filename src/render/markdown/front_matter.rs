//! The article's facts as YAML between `---` lines, with values that every YAML parser reads as the
//! strings they are.

use crate::article::{Article, Status};
use std::fmt::Write as _;

/// The front matter with the lines around it. Fields that are unknown are left out.
pub(super) fn front_matter(article: &Article) -> String {
    let facts = &article.metadata;
    let mut out = String::from("---\n");
    field(&mut out, "title", facts.title.as_deref());
    list(&mut out, "authors", &facts.authors);
    field(&mut out, "date_published", facts.date_published.as_deref());
    field(&mut out, "date_modified", facts.date_modified.as_deref());
    field(&mut out, "site_name", facts.site_name.as_deref());
    field(&mut out, "url", article.url.as_deref());
    field(&mut out, "canonical_url", facts.canonical_url.as_deref());
    field(&mut out, "language", facts.language.as_deref());
    field(&mut out, "description", facts.description.as_deref());
    field(&mut out, "image", facts.image.as_deref());
    list(&mut out, "tags", &facts.tags);
    field(&mut out, "section", facts.section.as_deref());
    field(&mut out, "license", facts.license.as_deref());
    field(&mut out, "access", facts.access);
    field(&mut out, "source", Some(&article.source));
    if article.status != Status::Ok {
        field(&mut out, "status", Some(article.status.name()));
        field(&mut out, "detail", article.detail.as_deref());
        field(&mut out, "duplicate_of", article.duplicate_of.as_deref());
    }
    out.push_str("---\n");
    out
}

fn field(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        let _ = writeln!(out, "{name}: {}", scalar(value));
    }
}

fn list(out: &mut String, name: &str, values: &[String]) {
    if !values.is_empty() {
        let _ = writeln!(out, "{name}:");
        for value in values {
            let _ = writeln!(out, "  - {}", scalar(value));
        }
    }
}

/// A string as YAML: plain when it is a few simple words, else in double quotes.
fn scalar(value: &str) -> String {
    if is_plain(value) { value.to_owned() } else { quoted(value) }
}

/// Words that YAML 1.1 or 1.2 parsers take for something other than a string.
const NOT_STRINGS: [&str; 12] =
    ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf", "none"];

/// Begins with a letter, so it is no number and no date, and has nothing in it that means anything
/// in YAML.
fn is_plain(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_alphabetic())
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || b" -_./".contains(&b))
        && !value.ends_with(' ')
        && !NOT_STRINGS.contains(&value.to_ascii_lowercase().as_str())
}

/// YAML 1.2, section 7.3.1: double quotes, with escapes for what may not stand there as it is.
fn quoted(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            _ if is_printable(c) => out.push(c),
            _ => {
                let code = c as u32;
                let _ = match code {
                    0..=0xFFFF => write!(out, "\\u{code:04X}"),
                    _ => write!(out, "\\U{code:08X}"),
                };
            }
        }
    }
    out.push('"');
    out
}

/// Section 5.1, without the characters that end lines or are not to be seen.
fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
        && (c as u32) & 0xFFFE != 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Metadata;
    use proptest::prelude::*;
    use saphyr::{LoadableYamlNode, Yaml};

    fn read(yaml: &str) -> Yaml<'_> {
        Yaml::load_from_str(yaml).expect("valid").remove(0)
    }

    /// Strings made of what trips YAML parsers.
    fn nasty() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec![
            ": ",
            " #",
            "- ",
            "? ",
            "'",
            "\"",
            "\\",
            "\n",
            "\t",
            "\r",
            "---",
            "...",
            "%",
            "@",
            "`",
            "&a",
            "*a",
            "!t",
            "|",
            ">",
            "{",
            "}",
            "[",
            "]",
            ",",
            "null",
            "no",
            "~",
            "1e3",
            "0x1",
            "2024-01-02",
            "=",
            "<<",
            "日本語",
            "العربية",
            "😀",
            "\u{85}",
            "\u{2028}",
            "\u{feff}",
            "\u{0}",
            "\u{7f}",
            " ",
            "é",
            "\u{ffff}",
            "\u{1ffff}",
        ]);
        prop_oneof![
            prop::collection::vec(part, 0..6).prop_map(|parts| parts.concat()),
            any::<String>()
        ]
    }

    proptest! {
        #[test]
        fn every_value_reads_back(title in nasty(), name in nasty(), tags in prop::collection::vec(nasty(), 1..4)) {
            let metadata = Metadata {
                title: Some(title.clone()),
                site_name: Some(name.clone()),
                tags: tags.clone(),
                ..Metadata::default()
            };
            let article = Article { source: "a.html".into(), metadata, ..Article::default() };
            let yaml = front_matter(&article);
            let yaml = yaml.strip_prefix("---\n").and_then(|y| y.strip_suffix("---\n")).expect("lines");
            prop_assert!(yaml.lines().all(|line| !line.starts_with("---")));
            let yaml = read(yaml);
            prop_assert_eq!(yaml["title"].as_str(), Some(title.as_str()));
            prop_assert_eq!(yaml["site_name"].as_str(), Some(name.as_str()));
            prop_assert_eq!(yaml["source"].as_str(), Some("a.html"));
            let read: Vec<_> = yaml["tags"].as_vec().expect("a list").iter().map(|t| t.as_str()).collect();
            prop_assert_eq!(read, tags.iter().map(|t| Some(t.as_str())).collect::<Vec<_>>());
        }
    }

    #[test]
    fn only_what_needs_quotes_has_them() {
        assert_eq!(scalar("Daily Example"), "Daily Example");
        assert_eq!(scalar("en-GB"), "en-GB");
        assert_eq!(scalar("no"), "\"no\"");
        assert_eq!(scalar("2024-05-06"), "\"2024-05-06\"");
        assert_eq!(scalar("Dam: a \"history\""), "\"Dam: a \\\"history\\\"\"");
        assert_eq!(scalar(""), "\"\"");
        assert_eq!(scalar("a\u{0}\u{2028}"), "\"a\\u0000\\u2028\"");
    }
}
