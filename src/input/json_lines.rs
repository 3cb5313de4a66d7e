//! Pages in lines of JSON: one object a line, with the page in one of its fields.

use super::record::{Content, Record, UNICODE};
use super::stream::Stream;
use super::{InputError, Place};
use crate::source::Source;
use serde_json::Value;
use std::io::{self, BufRead};
use std::sync::Arc;

/// Which fields or columns hold pages and their addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields {
    /// The page, HTML or text; `None` for `html`, or `text` where there is no `html`. A dot leads
    /// into a field: `response.body`.
    pub html: Option<String>,
    /// The address of the page.
    pub url: String,
}

impl Default for Fields {
    fn default() -> Self {
        Fields { html: None, url: "url".to_owned() }
    }
}

/// A page in a line.
pub(super) struct Found {
    pub html: String,
    pub url: Option<String>,
    pub plain: bool,
}

impl Fields {
    /// Names to look for, in this order, and whether what they hold is plain text in any case.
    pub(super) fn names(&self) -> Vec<(&str, bool)> {
        match &self.html {
            Some(name) => vec![(name, false)],
            None => vec![("html", false), ("text", true)],
        }
    }

    pub(super) fn find(&self, line: &[u8]) -> Result<Found, InputError> {
        let bad = |error: serde_json::Error| InputError::Line(error.to_string());
        let mut record: Value = serde_json::from_slice(line).map_err(bad)?;
        let url = field(&mut record, &self.url).and_then(|value| value.as_str().map(str::to_owned));
        for (name, plain) in self.names() {
            if let Some(Value::String(html)) = field(&mut record, name).map(Value::take) {
                return Ok(Found { html, url, plain });
            }
        }
        let names: Vec<_> = self.names().into_iter().map(|(name, _)| name).collect();
        Err(InputError::NoField(names.join(" or ")))
    }
}

/// A field by its name, or by the names on the way to it.
fn field<'a>(record: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    if record.get(name).is_some() {
        return record.get_mut(name);
    }
    let (first, rest) = name.split_once('.')?;
    field(record.get_mut(first)?, rest)
}

/// Reads lines one after the other.
pub(super) struct JsonLines {
    stream: Stream,
    fields: Arc<Fields>,
    limit: usize,
    number: u64,
    ended: bool,
}

impl JsonLines {
    /// Pages of more than `limit` bytes will be failures.
    pub fn new(stream: Stream, fields: Arc<Fields>, limit: usize) -> JsonLines {
        JsonLines { stream, fields, limit, number: 0, ended: false }
    }

    /// The next line that is not empty, with what is said of its place in the file.
    pub fn next(&mut self) -> Option<(String, Place)> {
        loop {
            if self.ended {
                return None;
            }
            self.number += 1;
            let place = format!("line={}", self.number);
            match self.line() {
                Ok(None) => self.ended = true,
                Ok(Some(line)) if line.trim_ascii().is_empty() => {}
                Ok(Some(line)) if line.len() > self.line_limit() => {
                    return Some((place, Place::Nowhere(InputError::TooLarge(self.limit))));
                }
                Ok(Some(line)) => {
                    let content = Content::Line(line, Arc::clone(&self.fields));
                    let source =
                        Source { content_type: Some(UNICODE.to_owned()), ..Source::default() };
                    let record = Record { content, source, damage: None, remark: None };
                    return Some((place, Place::Record(Box::new(record))));
                }
                Err(error) => {
                    // Lines are counted, so nothing after the damage has a place any more.
                    self.ended = true;
                    let reason = match error.kind() {
                        io::ErrorKind::UnexpectedEof => "the data ends early".to_owned(),
                        _ => error.to_string(),
                    };
                    let damage = InputError::Damaged { format: "JSON lines", reason };
                    return Some((place, Place::Nowhere(damage)));
                }
            }
        }
    }

    /// A page of the largest size, escaped, with other fields beside it.
    fn line_limit(&self) -> usize {
        self.limit.saturating_mul(2).saturating_add(1 << 20)
    }

    /// A line; of one that is too long, a little more than the limit.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let limit = self.line_limit();
        let mut line = Vec::new();
        loop {
            let held = self.stream.fill_buf()?;
            if held.is_empty() {
                return Ok((!line.is_empty()).then_some(line));
            }
            let end = memchr::memchr(b'\n', held);
            let part = &held[..end.unwrap_or(held.len())];
            if line.len() <= limit {
                line.extend_from_slice(part);
            }
            let taken = part.len() + usize::from(end.is_some());
            self.stream.consume(taken);
            if end.is_some() {
                return Ok(Some(line));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// Name and bytes of a page, or why there is none.
    type Opened = Result<(String, String), String>;

    fn opened(text: &str, fields: Fields) -> Vec<(String, Opened)> {
        let stream = Stream::new(Cursor::new(text.to_owned().into_bytes()), false);
        let mut lines = JsonLines::new(stream, Arc::new(fields), 100);
        let mut found = Vec::new();
        while let Some((place, input)) = lines.next() {
            let read = match input {
                Place::Record(record) => record.open("x.jsonl", 100),
                Place::Nowhere(error) => Err(error),
                other => panic!("{other:?}"),
            };
            let read = read.map(|page| (page.source.name, String::from_utf8(page.bytes).unwrap()));
            found.push((place, read.map_err(|error| error.to_string())));
        }
        found
    }

    #[test]
    fn one_page_a_line() {
        let lines = concat!(
            "{\"url\": \"https://news.example/a\", \"html\": \"<p>One\", \"text\": \"no\"}\n",
            "\r\n{\"text\": \"Two\"}\r\n{\"html\": null, \"text\": \"Three\"}\nnot json\n{\"a\": 1}",
        );
        let found = opened(lines, Fields::default());
        let place = |n: usize| found[n].0.as_str();
        let page = |n: usize| found[n].1.clone().unwrap();
        assert_eq!(
            (place(0), page(0)),
            ("line=1", ("x.jsonl https://news.example/a".into(), "<p>One".into()))
        );
        assert_eq!((place(1), page(1)), ("line=3", ("x.jsonl".into(), "Two".into())));
        assert_eq!((place(2), page(2).1), ("line=4", "Three".into()));
        assert!(found[3].1.as_ref().unwrap_err().starts_with("no line of JSON: "));
        assert_eq!(found[4].1.as_ref().unwrap_err(), "no field html or text with text in it");
    }

    #[test]
    fn other_fields_and_long_lines() {
        let fields = Fields { html: Some("answer.body".into()), url: "answer.at".into() };
        let line = "{\"answer\": {\"body\": \"<p>One\", \"at\": \"https://news.example/\"}}\n";
        let long = format!("{{\"html\": \"{}\"}}\n", "x".repeat(2 << 20));
        let found = opened(&[line, &long, line].concat(), fields);
        assert_eq!(found[0].1.as_ref().unwrap().1, "<p>One");
        assert_eq!(found[1].1.as_ref().unwrap_err(), "larger than the limit of 100 bytes");
        assert_eq!(found[2].0, "line=3");
        assert!(found[2].1.is_ok());
    }
}
