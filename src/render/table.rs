//! CSV and TSV: one row a record, for spreadsheets and command lines.
//!
//! The columns are [`COLUMNS`]; several authors or tags are joined by `; `, and what has structure
//! (blocks, comments, counts) is left to the other formats. CSV follows RFC 4180: lines end in CR
//! LF, a field with a comma, quote or line end stands in quotes. TSV has neither quotes nor line
//! ends in fields: tab, line feed, carriage return and backslash are written `\t`, `\n`, `\r` and
//! `\\`, as databases read them.

use crate::article::Article;
use std::borrow::Cow;

/// The columns, in order.
pub const COLUMNS: [&str; 20] = [
    "source",
    "url",
    "canonical_url",
    "status",
    "detail",
    "title",
    "authors",
    "date_published",
    "date_modified",
    "site_name",
    "language",
    "description",
    "image",
    "tags",
    "section",
    "license",
    "access",
    "injected_spam",
    "confidence",
    "text",
];

/// The line of names that stands above the rows of CSV.
pub(super) fn csv_head() -> String {
    COLUMNS.join(",") + "\r\n"
}

/// The line of names that stands above the rows of TSV.
pub(super) fn tsv_head() -> String {
    COLUMNS.join("\t") + "\n"
}

/// A row of CSV.
pub(super) fn csv(article: &Article) -> String {
    let mut out = String::with_capacity(article.text.len() + 512);
    for (number, field) in fields(article).iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        if field.contains(['"', ',', '\n', '\r']) {
            out.push('"');
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(field);
        }
    }
    out.push_str("\r\n");
    out
}

/// A row of TSV.
pub(super) fn tsv(article: &Article) -> String {
    let mut out = String::with_capacity(article.text.len() + 512);
    for (number, field) in fields(article).iter().enumerate() {
        if number > 0 {
            out.push('\t');
        }
        for c in field.chars() {
            match c {
                '\t' => out.push_str("\\t"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\\' => out.push_str("\\\\"),
                c => out.push(c),
            }
        }
    }
    out.push('\n');
    out
}

fn fields(article: &Article) -> [Cow<'_, str>; COLUMNS.len()] {
    let facts = &article.metadata;
    fn some(value: &Option<String>) -> Cow<'_, str> {
        Cow::Borrowed(value.as_deref().unwrap_or(""))
    }
    [
        Cow::Borrowed(&article.source),
        some(&article.url),
        some(&facts.canonical_url),
        Cow::Borrowed(article.status.name()),
        some(&article.detail),
        some(&facts.title),
        Cow::Owned(facts.authors.join("; ")),
        some(&facts.date_published),
        some(&facts.date_modified),
        some(&facts.site_name),
        some(&facts.language),
        some(&facts.description),
        some(&facts.image),
        Cow::Owned(facts.tags.join("; ")),
        some(&facts.section),
        some(&facts.license),
        Cow::Borrowed(facts.access.unwrap_or("")),
        Cow::Borrowed(if article.injected_spam { "true" } else { "false" }),
        Cow::Owned(article.confidence.to_string()),
        Cow::Borrowed(&article.text),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Metadata;

    fn article() -> Article {
        Article {
            source: "a,b.html".into(),
            text: "One \"two\"\n\nthree\tfour\\".into(),
            metadata: Metadata {
                authors: vec!["Ada Example".into(), "Bo Example".into()],
                ..Metadata::default()
            },
            confidence: 0.5,
            ..Article::default()
        }
    }

    #[test]
    fn rows() {
        assert_eq!(
            csv(&article()),
            "\"a,b.html\",,,ok,,,Ada Example; Bo Example,,,,,,,,,,,false,0.5,\
            \"One \"\"two\"\"\n\nthree\tfour\\\"\r\n"
        );
        let row = tsv(&article());
        assert_eq!(row.matches('\t').count(), COLUMNS.len() - 1);
        assert!(row.ends_with("\tOne \"two\"\\n\\nthree\\tfour\\\\\n"), "{row}");
    }
}
