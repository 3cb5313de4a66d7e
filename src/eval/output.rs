//! What came out of a page: our own article, or a row written by any extractor.

use super::EvalError;
use super::names::Names;
use crate::article::{Article, SpanKind};
use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// The parts of an output that are measured.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Output {
    /// The body.
    pub text: String,
    /// The headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Names,
    /// When it was published.
    pub date: Option<String>,
    /// The body line by line, with what is known of the lines.
    pub lines: Vec<Line>,
    /// Texts the output gives as captions of pictures.
    pub captions: Vec<String>,
    /// How sure the extractor is of the body, 0 to 1.
    pub confidence: Option<f32>,
}

/// A line of the body.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// Its text.
    pub text: String,
    /// Share of its bytes inside links, 0 to 1.
    pub linked: f64,
}

impl From<&Article> for Output {
    fn from(article: &Article) -> Output {
        let lines = article.blocks.iter().map(|block| {
            let links = |spans: &[crate::article::Span]| {
                let links = spans.iter().filter(|span| matches!(span.kind, SpanKind::Link { .. }));
                links.map(|span| span.end - span.start).sum::<usize>()
            };
            let cells = block.cells.iter().map(|cell| links(&cell.marks)).sum::<usize>();
            Line::new(block.text.clone(), links(&block.marks) + cells)
        });
        Output {
            lines: lines.collect(),
            text: article.text.clone(),
            title: article.metadata.title.clone(),
            authors: Names::List(article.metadata.authors.clone()),
            date: article.metadata.date_published.clone(),
            captions: article.captions.clone(),
            confidence: Some(article.confidence),
        }
    }
}

impl Line {
    fn new(text: String, linked_bytes: usize) -> Line {
        let linked = linked_bytes as f64 / text.len().max(1) as f64;
        Line { text, linked: linked.min(1.0) }
    }
}

impl Output {
    /// Takes what it knows from a row. Blocks with marks are used if it has them, as our records
    /// do; else the lines of the text.
    fn from_row(row: &Value) -> Output {
        let string = |key: &str| row.get(key).and_then(Value::as_str).map(str::to_owned);
        let text = string("text").unwrap_or_default();
        let blocks = row.get("blocks").and_then(Value::as_array).filter(|b| !b.is_empty());
        let lines = match blocks {
            Some(blocks) => blocks.iter().map(line_of_block).collect(),
            None => text.lines().map(|line| Line::new(line.to_owned(), 0)).collect(),
        };
        let authors =
            row.get("authors").and_then(|names| serde_json::from_value(names.clone()).ok());
        let captions = row.get("captions").and_then(Value::as_array).into_iter().flatten();
        Output {
            title: string("title"),
            authors: authors.unwrap_or_default(),
            date: if row.get("date_published").is_some() {
                string("date_published")
            } else {
                string("date")
            },
            captions: captions.filter_map(Value::as_str).map(str::to_owned).collect(),
            confidence: row.get("confidence").and_then(Value::as_f64).map(|c| c as f32),
            lines,
            text,
        }
    }
}

fn line_of_block(block: &Value) -> Line {
    let links = |of: &Value| {
        let marks = of.get("marks").and_then(Value::as_array).into_iter().flatten();
        let links = marks.filter(|mark| mark.get("href").is_some());
        links
            .filter_map(|mark| mark.get("end")?.as_u64()?.checked_sub(mark.get("start")?.as_u64()?))
            .sum::<u64>()
    };
    let cells = block.get("cells").and_then(Value::as_array).into_iter().flatten();
    let linked = links(block) + cells.map(links).sum::<u64>();
    let text = block.get("text").and_then(Value::as_str).unwrap_or_default();
    Line::new(text.to_owned(), linked as usize)
}

/// Outputs by the set and id of their pages.
pub type Outputs = HashMap<(String, String), Output>;

/// Reads a file of JSON rows, one a page. A row names its page by `set` and `id`, or by a `source`
/// that ends in `<set>/<id>.html.gz` or `<set>__<id>.txt.gz`; it has `text` and may have `title`,
/// `authors`, `date_published` (or `date`), `blocks`, `captions`, `confidence`. Of several rows for
/// one page the last counts.
///
/// # Errors
/// When the file cannot be read or a line is not JSON.
pub fn read_outputs(path: &Path) -> Result<Outputs, EvalError> {
    let text = fs::read_to_string(path).map_err(|e| EvalError::read(path, e))?;
    let mut outputs = Outputs::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let row: Value = serde_json::from_str(line).map_err(|e| EvalError::row(path, at + 1, e))?;
        if let Some(page) = page_of(&row) {
            outputs.insert(page, Output::from_row(&row));
        }
    }
    Ok(outputs)
}

fn page_of(row: &Value) -> Option<(String, String)> {
    let string = |key: &str| row.get(key).and_then(Value::as_str);
    if let (Some(set), Some(id)) = (string("set"), string("id")) {
        return Some((set.to_owned(), id.to_owned()));
    }
    let path = string("source")?.split('#').next()?;
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    if let Some((set, id)) = file.strip_suffix(".txt.gz").and_then(|name| name.split_once("__")) {
        return Some((set.to_owned(), id.to_owned()));
    }
    let set = folder.rsplit('/').next()?;
    Some((set.to_owned(), file.split(".html").next()?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rows_name_their_page_in_several_ways() {
        let page = |row: Value| page_of(&row).map(|(set, id)| format!("{set} {id}"));
        assert_eq!(page(json!({"set": "news", "id": "a"})).unwrap(), "news a");
        assert_eq!(page(json!({"source": "x/news/a.html.gz"})).unwrap(), "news a");
        assert_eq!(page(json!({"source": "news/a.html#3", "id": "9"})).unwrap(), "news a");
        assert_eq!(page(json!({"source": "x/text/news__a_b.txt.gz"})).unwrap(), "news a_b");
        assert_eq!(page(json!({"text": "t"})), None);
    }

    #[test]
    fn a_row_gives_the_same_output_as_the_article_it_was_written_from() {
        let html = "<title>Dam opens</title><p>The dam was opened on Monday by <a href='/m'>the \
                    minister</a>, who praised the engineers for their patience and their skill.";
        let article =
            crate::clean(html.as_bytes(), &crate::Source::named("a"), &crate::Settings::default());
        assert!(!article.blocks.is_empty());
        let row = serde_json::to_value(&article).unwrap();
        assert_eq!(Output::from_row(&row), Output::from(&article));
    }

    #[test]
    fn absent_and_odd_values_are_nothing() {
        let output = Output::from_row(&json!({"text": null, "authors": null, "title": 3}));
        assert_eq!(output, Output::default());
        let output = Output::from_row(&json!({"date": "2024-01-01", "date_published": null}));
        assert_eq!(output.date, None);
    }
}
