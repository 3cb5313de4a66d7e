//! Strings and lists of a page's data → HTML that is read like any other.

use crate::label::words::is_wide;
use serde_json::Value;
use std::collections::BTreeMap;

/// Weighted characters from which a string is running text rather than a name or a line.
const PROSE: usize = 80;
/// From here it needs no mark at the end of its sentences, since Thai, Lao and Khmer have none.
const LONG_PROSE: usize = 240;
/// Elements of a list that must hold running text.
const MIN_PARAGRAPHS: usize = 2;

/// Weighted characters of running text in a string; 0 for names, code, style sheets, addresses.
/// Han, kana and Hangul count three times: they say about as much as three letters do.
pub(super) fn prose(text: &str) -> usize {
    if text.len() < PROSE {
        return 0;
    }
    let (mut length, mut chars, mut wide, mut blanks, mut odd) = (0, 0, 0, 0, 0);
    let mut sentence = false;
    let mut inside = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            chars += usize::from(!inside);
            length += usize::from(!inside);
            continue;
        }
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if inside => continue,
            _ => {
                chars += 1;
                length += if is_wide(c) { 3 } else { 1 };
                wide += usize::from(is_wide(c));
                blanks += usize::from(c.is_whitespace());
                odd += usize::from(matches!(
                    c,
                    '{' | '}' | '=' | ';' | '\\' | '/' | '_' | '[' | ']' | '|' | '#'
                ));
                sentence |= matches!(
                    c,
                    '.' | '!'
                        | '?'
                        | '…'
                        | '。'
                        | '！'
                        | '？'
                        | '｡'
                        | '؟'
                        | '।'
                        | '۔'
                        | '։'
                        | '።'
                        | '။'
                );
            }
        }
    }
    let spaced = blanks * 20 >= chars || wide * 2 >= chars;
    let long = length >= if sentence { PROSE } else { LONG_PROSE };
    if spaced && long && odd * 30 <= chars { length } else { 0 }
}

/// A string as HTML: as it is when it has tags, else its lines as paragraphs.
pub(super) fn text(text: &str) -> String {
    if is_html(text) {
        return text.to_owned();
    }
    if text.contains("&lt;/") || text.contains("&lt;p") {
        let tags = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
        return tags.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let mark = if lines.contains("\n\n") { "\n\n" } else { "\n" };
    let paragraphs = lines.split(mark).filter(|line| !line.trim().is_empty());
    paragraphs.map(|line| format!("<p>{}</p>\n", line.replace('<', "&lt;"))).collect()
}

fn is_html(text: &str) -> bool {
    let lower = |tag: &str| text.contains(tag) || text.contains(&tag.to_ascii_uppercase());
    text.contains("</") || lower("<p") || lower("<br")
}

/// A list whose elements are the paragraphs of a text.
pub(super) struct List {
    pub html: String,
    pub prose: usize,
}

/// Reads a list as paragraphs: strings, or elements that hold text under a key of the same name
/// throughout. Lists of teasers, which have a title beside the text, and lists of whole articles
/// are none.
///
/// `budget` is what may be spent, in bytes; it bounds lists in lists in lists.
pub(super) fn list(items: &[Value], budget: &mut usize) -> Option<List> {
    if items.len() < MIN_PARAGRAPHS {
        return None;
    }
    let mut total: BTreeMap<&str, usize> = BTreeMap::new();
    let mut worded: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut paragraphs, mut articles) = (0, 0);
    for item in items {
        let mut prose_here = 0;
        let mut keys: Vec<&str> = Vec::new();
        for (key, text) in strings(item) {
            *budget = budget.checked_sub(text.len() + 16)?;
            let length = prose(text);
            *total.entry(key).or_default() += length;
            prose_here += length;
            if is_worded(text) && !keys.contains(&key) && keys.len() < 64 {
                keys.push(key);
            }
            articles += usize::from(item.is_object() && text.matches("<p").take(3).count() == 3);
        }
        keys.iter().for_each(|key| *worded.entry(key).or_default() += 1);
        paragraphs += usize::from(prose_here > 0);
    }
    // The first of the longest.
    let (&key, &prose) = total.iter().rev().max_by_key(|(_, length)| **length)?;
    let beside = worded.iter().any(|(other, count)| *other != key && count * 10 >= items.len() * 6);
    if paragraphs < MIN_PARAGRAPHS || beside || articles * 2 >= items.len() {
        return None;
    }
    let html = items.iter().map(|item| element(item, key)).collect();
    Some(List { html, prose })
}

/// Two words at least, so neither an identifier nor the name of a kind.
fn is_worded(text: &str) -> bool {
    text.split_whitespace().nth(1).is_some()
        || text.chars().filter(|&c| is_wide(c)).nth(3).is_some()
}

/// The strings of a value in order, each with the nearest key above it.
fn strings(value: &Value) -> impl Iterator<Item = (&str, &str)> {
    let mut open = vec![("", value)];
    std::iter::from_fn(move || {
        loop {
            let (key, value) = open.pop()?;
            match value {
                // What React puts in the place of a part that comes later.
                Value::String(text) if text.starts_with('$') && !text.contains(' ') => {}
                Value::String(text) => return Some((key, text.as_str())),
                // An element of React: `["$", tag, key, properties]`.
                Value::Array(items) if items.len() == 4 && items[0] == "$" => {
                    open.push((key, &items[3]));
                }
                Value::Array(items) => open.extend(items.iter().rev().map(|item| (key, item))),
                Value::Object(fields) => {
                    open.extend(fields.iter().rev().map(|(key, value)| (key.as_str(), value)));
                }
                _ => {}
            }
        }
    })
}

/// The texts of an element under a key. Where an element has its text as a whole and again in
/// pieces, the whole is taken.
fn pieces<'a>(item: &'a Value, key: &str) -> Vec<&'a str> {
    let pieces: Vec<&str> = strings(item)
        .filter(|(k, text)| *k == key && !text.trim().is_empty())
        .map(|(_, text)| text)
        .collect();
    let Some((at, &whole)) = pieces.iter().enumerate().rev().max_by_key(|(_, text)| text.len())
    else {
        return pieces;
    };
    let others = || pieces.iter().enumerate().filter(|(index, _)| *index != at);
    let length: usize = others().map(|(_, text)| text.len()).sum();
    let repeated = length * 2 >= whole.len() && others().all(|(_, t)| whole.contains(t.trim()));
    if repeated { vec![whole] } else { pieces }
}

/// An element of a list as one block, or as several where its strings do not flow into each other.
fn element(item: &Value, key: &str) -> String {
    let pieces = pieces(item, key);
    let tag = tag_of(item, key);
    let flows = pieces.windows(2).any(|pair| {
        pair[0].ends_with(char::is_whitespace)
            || pair[1].starts_with(|c: char| c.is_whitespace() || c == ',' || c == '.')
    });
    let wrap = |text: &str| match is_html(text)
        && (text.contains("<p") || text.contains("<li") || text.contains("<h"))
    {
        true => format!("<div>{text}</div>\n"),
        false if is_html(text) => format!("<{tag}>{text}</{tag}>\n"),
        false => format!("<{tag}>{}</{tag}>\n", text.trim().replace('<', "&lt;")),
    };
    if flows { wrap(&pieces.concat()) } else { pieces.into_iter().map(wrap).collect() }
}

/// What the element says that it is, beside its text: `"type": "heading"`, `"style": "h2"`.
fn tag_of(item: &Value, key: &str) -> &'static str {
    let Value::Object(fields) = item else { return "p" };
    for (name, value) in fields {
        let Value::String(kind) = value else { continue };
        if name == key || kind.len() > 24 || kind.contains(' ') {
            continue;
        }
        let kind = kind.to_ascii_lowercase();
        match kind.as_str() {
            "h1" | "h2" => return "h2",
            "h3" | "h4" | "h5" | "h6" => return "h3",
            _ if kind.starts_with("head") || kind.starts_with("subhead") => return "h2",
            _ if kind.contains("list") || kind == "bullet" => return "li",
            _ if kind.contains("quote") => return "blockquote",
            _ => {}
        }
    }
    "p"
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ONE: &str =
        "The council of the small town by the river agreed on Monday to build a second bridge.";
    const TWO: &str =
        "It will cost nine million and should open in three years, said the head of the works.";

    fn html(items: Value) -> Option<String> {
        list(items.as_array().unwrap(), &mut 100_000).map(|list| list.html)
    }

    #[test]
    fn what_is_running_text() {
        assert_eq!(prose(ONE), ONE.len());
        assert!(prose(&format!("<p class='a b c d e f'>{ONE}</p>")) == ONE.len());
        assert_eq!(prose("水库周一开放。").min(1), 0);
        assert!(prose(&"水库周一开放。".repeat(8)) > 100);
        let style = ".a .b { margin: 0; padding: 1px } .c { color: #fff; } ".repeat(4);
        let paths = "/a/b/c-d /e/f/g-h /i/j/k-l. ".repeat(9);
        for no in [style.as_str(), &paths, &"QUJD".repeat(90), "Short. Text."] {
            assert_eq!(prose(no), 0, "{no}");
        }
    }

    #[test]
    fn lists_of_paragraphs_by_any_key() {
        let items = json!([
            {"kind": "para", "qq": ONE}, {"kind": "heading", "qq": "Costs"}, {"kind": "para", "qq": TWO},
            {"kind": "list", "rows": [{"qq": "Nine million"}, {"qq": "Three years"}]},
        ]);
        let expected = format!(
            "<p>{ONE}</p>\n<h2>Costs</h2>\n<p>{TWO}</p>\n<li>Nine million</li>\n<li>Three years</li>\n"
        );
        assert_eq!(html(items).unwrap(), expected);
    }

    #[test]
    fn texts_given_whole_and_in_pieces_come_once() {
        let items = json!([
            {"t": format!("{ONE} {TWO}"), "parts": [{"t": ONE}, {"t": TWO}]},
            {"parts": [{"t": TWO}], "t": TWO},
        ]);
        assert_eq!(html(items).unwrap(), format!("<p>{ONE} {TWO}</p>\n<p>{TWO}</p>\n"));
    }

    #[test]
    fn pieces_of_a_sentence_are_joined() {
        let items = json!([
            {"c": [{"t": "The "}, {"t": "council"}, {"t": " met. "}, {"t": ONE}]}, {"c": [{"t": TWO}]},
        ]);
        assert_eq!(html(items).unwrap(), format!("<p>The council met. {ONE}</p>\n<p>{TWO}</p>\n"));
    }

    #[test]
    fn teasers_and_whole_articles_are_no_paragraphs() {
        let teaser = |n: &str| json!({"head": format!("Bridge number {n}"), "lead": ONE});
        assert!(html(json!([teaser("one"), teaser("two"), teaser("three")])).is_none());
        let article = json!({"body": format!("<p>{ONE}</p><p>{TWO}</p><p>{ONE}</p>")});
        assert!(html(json!([article, article])).is_none());
    }

    #[test]
    fn lines_become_paragraphs() {
        assert_eq!(text("a < b\nc"), "<p>a &lt; b</p>\n<p>c</p>\n");
        assert_eq!(text("a\nb\n\nc"), "<p>a\nb</p>\n<p>c</p>\n");
        assert_eq!(text("&lt;p&gt;A &amp;amp; B&lt;/p&gt;"), "<p>A &amp; B</p>");
    }
}
