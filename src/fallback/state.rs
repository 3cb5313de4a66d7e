//! Article text in the data that a page carries for its scripts: JSON-LD, Next.js, Nuxt and
//! whatever else. It is found by its structure, never by the names that one site gives to it:
//! a long string, or a list whose elements hold paragraphs under one and the same key.

use super::flight;
use super::literals::{literals, long_bytes};
use super::markup::{self, prose};
use super::samples::may_hold;
use crate::label::{json_strings, words::words_of};
use crate::segment::Head;
use serde_json::Value;

/// Bytes of scripts that are looked at; the state of real pages is far below.
const MAX_BYTES: usize = 8 << 20;
/// Places in a script at which JSON may begin that are tried.
const MAX_TRIES: usize = 16;
/// JSON inside strings of JSON is followed so far.
const MAX_NESTING: u8 = 2;
/// Weighted characters ([`prose`]) that make an article.
const MIN_PROSE: usize = 250;
/// Candidates that are kept.
const MAX_CANDIDATES: usize = 6;

/// Text that may be the article's.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// As HTML.
    pub html: String,
    /// Weighted characters of running text.
    pub prose: usize,
    /// Levels up to the object that has the page's title as a value.
    pub title: Option<u8>,
    /// It is `articleBody` of schema.org, so declared to be the article.
    pub declared: bool,
    /// One string without any mark of paragraphs.
    pub flat: bool,
}

impl Candidate {
    /// Does more than its length speak for it?
    pub fn is_known(&self) -> bool {
        self.declared || self.title.is_some_and(|levels| levels <= 3)
    }
}

/// The candidates of a page, best first. Scripts that cannot hold `least` bytes of text, or have none of
/// the samples of it, are not looked at.
pub(super) fn candidates(head: &Head, least: usize, samples: &[String]) -> Vec<Candidate> {
    let least = least.max(MIN_PROSE);
    let mut search = Search { titles: titles(head), found: Vec::new(), budget: 8 * MAX_BYTES };
    let mut left = MAX_BYTES;
    let mut pieces: Vec<&str> = Vec::new();
    let declared = head.json_ld.iter().map(|script| (script, true));
    for (script, declared) in declared.chain(head.scripts.iter().map(|script| (script, false))) {
        if script.len() > left {
            continue;
        }
        // Pieces of a stream are short each; what they hold together counts.
        let piece = flight::is_piece(script);
        let fits =
            || script.len() >= least && may_hold(script, samples) && long_bytes(script) >= least;
        if !piece && !fits() {
            continue;
        }
        left -= script.len();
        if piece {
            pieces.push(script);
        } else {
            search.script(script, declared, 0);
        }
    }
    if !pieces.iter().any(|piece| may_hold(piece, samples)) {
        pieces.clear();
    }
    let stream = flight::stream(&pieces);
    for row in flight::rows(&stream) {
        if row.len() >= least
            && may_hold(row, samples)
            && (row.starts_with(|c| c != '[' && c != '{') || long_bytes(row) >= least)
        {
            search.string(row, "", None, false, 0);
        }
    }
    let mut found = search.found;
    found.sort_by_key(rank);
    found.dedup_by(|a, b| a.html == b.html);
    found.truncate(MAX_CANDIDATES);
    found
}

/// Smaller is better.
fn rank(c: &Candidate) -> (bool, u8, std::cmp::Reverse<usize>) {
    let known = c.declared || c.title.is_some();
    (!known, c.title.unwrap_or(u8::from(!c.declared)), std::cmp::Reverse(c.prose))
}

/// Hashes of the titles that the page declares.
fn titles(head: &Head) -> Vec<u64> {
    let metas = head.metas.iter().filter(|(name, _)| name == "og:title" || name == "twitter:title");
    let mut texts: Vec<&str> = metas.map(|(_, title)| title.as_str()).collect();
    texts.push(&head.title);
    // The name of the site stands behind or before a mark, as in `Dam opens | Example News`.
    let parts = [" | ", " - ", " – ", " — ", " · "];
    texts.extend(
        parts.iter().filter_map(|mark| head.title.split_once(mark)).flat_map(|(a, b)| [a, b]),
    );
    let mut hashes: Vec<u64> = texts.into_iter().filter_map(title_hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Hash of the words of a title; titles of less than eight characters say nothing.
fn title_hash(text: &str) -> Option<u64> {
    if text.len() > 400 {
        return None;
    }
    let words = words_of(text);
    let chars: u32 = words.iter().map(|word| u32::from(word.chars)).sum();
    let wide = text.chars().filter(|c| !c.is_ascii()).count() as u32;
    (chars + wide >= 8).then(|| words.iter().fold(0, |hash, word| hash ^ word.hash.rotate_left(7)))
}

struct Search {
    titles: Vec<u64>,
    found: Vec<Candidate>,
    /// Bytes that may still be spent on lists.
    budget: usize,
}

impl Search {
    fn script(&mut self, script: &str, declared: bool, nesting: u8) {
        let values = json_values(script);
        for value in &values {
            self.value(value, "", None, declared, nesting);
        }
        // Not JSON, or JSON inside a literal: `JSON.parse("…")`.
        if values.is_empty() && declared {
            for body in json_strings(script, "articleBody", 3) {
                self.string(&body, "articleBody", None, declared, nesting);
            }
        } else if values.is_empty() {
            self.literals(script, nesting);
        }
    }

    /// Looks at the literals of a script that is not JSON: each by itself, and those of running text
    /// that follow each other as the paragraphs of one text.
    fn literals(&mut self, script: &str, nesting: u8) {
        /// Other literals between two paragraphs: names of kinds, styles, identifiers.
        const MOST_BETWEEN: usize = 12;
        let (mut paragraphs, mut between): (Vec<Value>, usize) = (Vec::new(), 0);
        for literal in literals(script, 1) {
            if prose(&literal) > 0 {
                self.string(&literal, "", None, false, nesting);
                paragraphs.push(Value::String(literal));
                between = 0;
                continue;
            }
            // JSON inside a literal has its quotes, so it is no running text.
            if literal.len() >= MIN_PROSE && literal.trim_start().starts_with(['{', '[']) {
                self.string(&literal, "", None, false, nesting);
            }
            between += 1;
            if between == MOST_BETWEEN {
                self.paragraphs(&mut paragraphs);
            }
        }
        self.paragraphs(&mut paragraphs);
    }

    fn paragraphs(&mut self, paragraphs: &mut Vec<Value>) {
        if let Some(list) = markup::list(paragraphs, &mut self.budget) {
            self.add(list.html, list.prose, None, false, false);
        }
        paragraphs.clear();
    }

    /// Looks at a value and what is below it. Recursive: `serde_json` nests at most 128 deep.
    fn value(&mut self, value: &Value, key: &str, title: Option<u8>, declared: bool, nesting: u8) {
        match value {
            Value::String(text) => self.string(text, key, title, declared, nesting),
            Value::Array(items) => {
                if !declared && let Some(list) = markup::list(items, &mut self.budget) {
                    self.add(list.html, list.prose, title, false, false);
                }
                let title = title.map(|levels| levels.saturating_add(1));
                for item in items {
                    self.value(item, key, title, declared, nesting);
                }
            }
            Value::Object(fields) => {
                let here = fields.values().any(|value| self.is_title(value));
                let title = if here { Some(0) } else { title.map(|n| n.saturating_add(1)) };
                for (key, value) in fields {
                    self.value(value, key, title, declared, nesting);
                }
            }
            _ => {}
        }
    }

    fn string(&mut self, text: &str, key: &str, title: Option<u8>, declared: bool, nesting: u8) {
        let trimmed = text.trim_start();
        if trimmed.len() < MIN_PROSE / 3 {
            return;
        }
        if trimmed.starts_with(['{', '[']) {
            if nesting < MAX_NESTING {
                self.script(trimmed, declared, nesting + 1);
            }
            return;
        }
        // Of JSON-LD only what is the article by definition; descriptions and reviews are not.
        if declared && key != "articleBody" {
            return;
        }
        let prose = prose(text);
        if prose >= MIN_PROSE {
            let html = markup::text(text);
            let flat = html.matches("<p").count() + html.matches("<br").count() < 2;
            self.add(html, prose, title, declared, flat);
        }
    }

    fn add(&mut self, html: String, prose: usize, title: Option<u8>, declared: bool, flat: bool) {
        if prose >= MIN_PROSE {
            self.found.push(Candidate { html, prose, title, declared, flat });
        }
        // The worst are let go from time to time, so that a hostile page cannot fill the memory.
        if self.found.len() > 16 * MAX_CANDIDATES {
            self.found.sort_by_key(rank);
            self.found.truncate(MAX_CANDIDATES);
        }
    }

    fn is_title(&self, value: &Value) -> bool {
        let text = match value {
            Value::String(text) => text,
            // `{"title": {"rendered": "…"}}`
            Value::Object(fields) if fields.len() == 1 => {
                let Some(Value::String(text)) = fields.values().next() else { return false };
                text
            }
            _ => return false,
        };
        title_hash(text).is_some_and(|hash| self.titles.binary_search(&hash).is_ok())
    }
}

/// The JSON values of a script: all of it, or what is assigned and passed in it.
fn json_values(script: &str) -> Vec<Value> {
    let mut values = Vec::new();
    let bytes = script.as_bytes();
    let mut at = 0;
    for _ in 0..MAX_TRIES {
        let Some(start) = next_start(bytes, at) else { break };
        let mut stream = serde_json::Deserializer::from_str(&script[start..]).into_iter::<Value>();
        match stream.next() {
            Some(Ok(value)) => {
                values.push(devalue(value));
                at = start + stream.byte_offset().max(1);
            }
            _ => at = start + 1,
        }
    }
    values
}

/// Where the next object or list may begin: at the start, or after `=`, `(`, `:` or `,`, with a
/// quote or another bracket behind.
fn next_start(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr2(b'{', b'[', bytes.get(at..)?)?;
        let before = bytes[..at].iter().rev().find(|b| !b.is_ascii_whitespace());
        let after = bytes[at + 1..].iter().find(|b| !b.is_ascii_whitespace());
        if before.is_none_or(|b| matches!(b, b'=' | b'('))
            && after.is_some_and(|b| matches!(b, b'"' | b'{' | b'['))
        {
            return Some(at);
        }
        at += 1;
    }
}

/// Nuxt writes its state as one flat list in which numbers stand for places (the `devalue`
/// format): `[{"title":1,"body":2},"…","…"]`. Puts the values back in their places.
fn devalue(value: Value) -> Value {
    const MAX_VALUES: usize = 200_000;
    const MAX_DEPTH: u8 = 100;
    fn build(flat: &[Value], at: usize, depth: u8, left: &mut usize) -> Value {
        if depth == MAX_DEPTH || *left == 0 {
            return Value::Null;
        }
        *left -= 1;
        let mut place = |value: &Value| match value.as_u64() {
            Some(index) => build(flat, index as usize, depth + 1, left),
            None => Value::Null,
        };
        match flat.get(at) {
            // A wrapper of the framework: `["Reactive", 7]`.
            Some(Value::Array(items))
                if matches!(items[..], [Value::String(_), Value::Number(_)]) =>
            {
                place(&items[1])
            }
            Some(Value::Array(items)) => Value::Array(items.iter().map(place).collect()),
            Some(Value::Object(fields)) => Value::Object(
                fields.iter().map(|(key, value)| (key.clone(), place(value))).collect(),
            ),
            Some(other) => other.clone(),
            None => Value::Null,
        }
    }
    let Value::Array(flat) = &value else { return value };
    let places = |value: &Value| match value {
        Value::Object(fields) => !fields.is_empty() && fields.values().all(Value::is_i64),
        Value::Array(items) => matches!(items[..], [Value::String(_), Value::Number(_)]),
        _ => false,
    };
    if !flat.first().is_some_and(places) || !flat.iter().any(Value::is_string) {
        return value;
    }
    let mut left = MAX_VALUES;
    build(flat, 0, 0, &mut left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> String {
        format!("{words} said on Monday that the bridge over the river will be closed. ").repeat(5)
    }

    fn found(title: &str, scripts: &[String]) -> Vec<Candidate> {
        let head = Head { title: title.to_owned(), scripts: scripts.to_vec(), ..Head::default() };
        candidates(&head, 0, &[])
    }

    #[test]
    fn the_text_beside_the_title_comes_first() {
        let (ours, other) = (text("The mayor"), text("Some other person"));
        let state = serde_json::json!({"props": {
            "next": {"title": "Another story of today", "body": other.repeat(3)},
            "story": {"title": "Bridge closed for a year", "body": ours},
        }});
        for script in [
            state.to_string(),
            format!("window.__STATE__ = {state};\nrun({{a: 1}})"),
            format!("load(JSON.parse({}))", serde_json::json!(state.to_string())),
        ] {
            let found = found("Bridge closed for a year | Example News", &[script]);
            assert!(found[0].html.contains("The mayor"), "{found:?}");
            assert_eq!(found[0].title, Some(0));
        }
    }

    #[test]
    fn flat_lists_with_places_are_put_together() {
        let script = format!(
            r#"[["Reactive",1],{{"page":2}},{{"title":3,"body":4}},"Bridge closed for a year",{}]"#,
            serde_json::json!(text("The mayor"))
        );
        let found = found("Bridge closed for a year", &[script]);
        assert_eq!(found[0].title, Some(0));
    }

    #[test]
    fn scripts_that_are_not_json() {
        let script =
            format!("window.x=(function(a,b){{return {{body:a,n:b}}}})('{}',1)", text("She"));
        assert_eq!(found("T", &[script]).len(), 1);
        assert!(found("T", &["if (a) { b = 'c' } // don't".into()]).is_empty());
    }

    #[test]
    fn hostile_data_ends() {
        let deep = format!("{}{}", "[".repeat(100_000), "1");
        assert!(found("T", &[deep]).is_empty());
        let loops = r#"[{"a":0,"b":1},{"a":0,"b":1},"x"]"#.to_owned();
        let tail = " ".repeat(400);
        assert!(found("T", &[loops, tail]).is_empty());
    }
}
