//! JSON as publishers write it.
//!
//! A block of JSON-LD is often not JSON: templates leave trailing commas, raw line feeds in
//! strings, quotes without a backslash, comments, CDATA marks, two documents in a row, or are cut
//! in the middle. Valid JSON goes through [`serde_json`]; anything else through a reader that
//! never fails: what it cannot make sense of it skips, what is left open it closes.

use super::entities;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Longest block that is read, in bytes; the rest of a longer one is ignored.
/// Real ones have up to some 100 kB, with the article's text inside.
const MAX_BYTES: usize = 1 << 20;

/// Deepest nesting that is read; what is deeper is ignored.
const MAX_DEPTH: usize = 64;

/// How far to look for the `":` of a key, in bytes.
const KEY_REACH: usize = 48;

/// The documents in a text.
pub(super) fn parse(text: &str) -> Vec<Value> {
    let mut text = text.trim();
    if text.len() > MAX_BYTES {
        let end = (0..=MAX_BYTES).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
        text = &text[..end];
    }
    if let Ok(value) = serde_json::from_str(text) {
        return vec![value];
    }
    let text = match text.contains("&quot;") && !text.contains('"') {
        true => Cow::Owned(entities::decode(text)),
        false => Cow::Borrowed(text),
    };
    Reader { text: &text, at: 0, open: Vec::new(), ignored: 0, roots: Vec::new() }.read()
}

/// A container whose end has not come yet.
enum Open {
    Array(Vec<Value>),
    Object(Map<String, Value>, Option<String>),
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    open: Vec<Open>,
    /// Containers open below [`MAX_DEPTH`].
    ignored: usize,
    roots: Vec<Value>,
}

impl Reader<'_> {
    fn read(mut self) -> Vec<Value> {
        while let Some(byte) = self.peek() {
            match byte {
                b'{' | b'[' if self.open.len() >= MAX_DEPTH => self.skip(|r| r.ignored += 1),
                b'}' | b']' if self.ignored > 0 => self.skip(|r| r.ignored -= 1),
                b'{' => self.skip(|r| r.open.push(Open::Object(Map::new(), None))),
                b'[' => self.skip(|r| r.open.push(Open::Array(Vec::new()))),
                b'}' | b']' => self.skip(|r| r.close(byte)),
                b',' => self.skip(|r| {
                    // A key whose value is missing.
                    if let Some(Open::Object(_, key)) = r.open.last_mut() {
                        *key = None;
                    }
                }),
                b'"' | b'\'' => {
                    let string = self.string(byte);
                    self.put(Value::String(string));
                }
                _ if self.blank() => {}
                _ => self.bare(),
            }
        }
        while !self.open.is_empty() {
            self.close_last();
        }
        self.roots
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, then: impl FnOnce(&mut Self)) {
        self.at += 1;
        then(self);
    }

    /// Takes white space, colons, and what scripts are wrapped and commented with.
    fn blank(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let blank = rest.len()
            - rest
                .trim_start_matches(|c: char| {
                    c.is_whitespace() || c.is_control() || matches!(c, ':' | ';' | '\u{feff}')
                })
                .len();
        let length = if blank > 0 {
            blank
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.find("*/").map_or(rest.len(), |end| end + 4)
        } else if rest.starts_with("//") {
            // `//<![CDATA[ {…` may go on behind the mark on the same line.
            let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
            rest[..line].find('[').filter(|_| rest.starts_with("//<!")).map_or(line, |_| 2)
        } else {
            ["<!--", "-->", "<![CDATA[", "]]>"]
                .iter()
                .find(|mark| rest.starts_with(**mark))
                .map_or(0, |mark| mark.len())
        };
        self.at += length;
        length > 0
    }

    /// A number, a literal, or a word without quotes.
    fn bare(&mut self) {
        let rest = &self.text[self.at..];
        let end = rest
            .find(|c: char| c.is_whitespace() || ",:;{}[]\"'".contains(c))
            .unwrap_or(rest.len())
            .max(rest.chars().next().map_or(1, char::len_utf8));
        let word = &rest[..end];
        self.at += end;
        self.put(serde_json::from_str(word).unwrap_or_else(|_| Value::String(word.to_owned())));
    }

    /// A string: up to the quote that has the look of its end.
    fn string(&mut self, quote: u8) -> String {
        self.at += 1;
        let bytes = self.text.as_bytes();
        let key = matches!(self.open.last(), Some(Open::Object(_, None)));
        let mut out = String::new();
        let mut from = self.at;
        while let Some(found) =
            bytes[self.at..].iter().position(|&byte| byte == quote || matches!(byte, b'\\' | b'\n'))
        {
            let at = self.at + found;
            self.at = at + 1;
            match bytes[at] {
                b'\\' => {
                    out.push_str(&self.text[from..at]);
                    self.escape(&mut out);
                    from = self.at;
                }
                b'\n' if key || self.starts_key(self.at) => {
                    out.push_str(&self.text[from..at]);
                    return out; // its closing quote is missing
                }
                b'\n' => {}
                _ if self.ends_string(key) => {
                    out.push_str(&self.text[from..at]);
                    return out;
                }
                _ => {}
            }
        }
        self.at = self.text.len();
        out.push_str(&self.text[from..]);
        out
    }

    /// Does what follows a quote say that it ended the string?
    fn ends_string(&self, key: bool) -> bool {
        let after = &self.text[self.at..];
        let rest = after.trim_start();
        let line_end = after[..after.len() - rest.len()].contains('\n');
        match rest.as_bytes().first() {
            None | Some(b'}' | b']') => true,
            // A key where a list was not closed.
            Some(b':') => key || matches!(self.open.last(), Some(Open::Array(_))),
            Some(b',') => {
                let next = rest[1..].trim_start();
                let bare_key = matches!(self.open.last(), Some(Open::Array(_)))
                    && next.starts_with(|c: char| c.is_ascii_digit());
                next.is_empty()
                    || next.starts_with(['"', '\'', '{', '[', '}', ']', ',', '/'])
                    || bare_key
            }
            // A comma is missing, or a comment stands here.
            Some(b'"' | b'\'' | b'/') => line_end,
            Some(_) => key,
        }
    }

    /// Is there a key on the line that starts here?
    fn starts_key(&self, at: usize) -> bool {
        let line = self.text[at..].trim_start_matches([' ', '\t', '\r']);
        let Some(rest) = line.strip_prefix('"') else { return false };
        let reach = (0..=KEY_REACH.min(rest.len())).rev().find(|&i| rest.is_char_boundary(i));
        let rest = &rest[..reach.unwrap_or(0)];
        rest.find('"').is_some_and(|end| {
            rest[end + 1..].trim_start().starts_with(':')
                && rest[..end].chars().all(|c| c.is_alphanumeric() || "@_-.:".contains(c))
        })
    }

    /// What stands behind a backslash.
    fn escape(&mut self, out: &mut String) {
        let Some(c) = self.text[self.at..].chars().next() else { return };
        self.at += c.len_utf8();
        match c {
            'n' | 'r' | 't' | '\n' => out.push(' '),
            'b' | 'f' => {}
            'u' => {
                let unit = self.hex();
                let paired =
                    (0xd800..0xdc00).contains(&unit) && self.text[self.at..].starts_with("\\u");
                let code = if paired {
                    self.at += 2;
                    let low = self.hex();
                    0x10000 + ((unit - 0xd800) << 10) + low.saturating_sub(0xdc00).min(0x3ff)
                } else {
                    unit
                };
                out.extend(char::from_u32(code).filter(|&c| c != '\0'));
            }
            _ => out.push(c),
        }
    }

    fn hex(&mut self) -> u32 {
        let digits = self.text.as_bytes()[self.at..]
            .iter()
            .take(4)
            .take_while(|byte| byte.is_ascii_hexdigit())
            .count();
        let value = u32::from_str_radix(&self.text[self.at..self.at + digits], 16).unwrap_or(0);
        self.at += digits;
        value
    }

    /// Puts a value (or a key) where it belongs.
    fn put(&mut self, value: Value) {
        if self.ignored > 0 {
            return;
        }
        match self.open.last_mut() {
            None => {
                // A word between two documents says nothing.
                if value.is_object() || value.is_array() {
                    self.roots.push(value);
                }
            }
            Some(Open::Array(items)) => items.push(value),
            Some(Open::Object(map, key)) => match (key.take(), value) {
                (Some(name), value) => {
                    map.insert(name, value);
                }
                (None, Value::String(name)) => *key = Some(name),
                (None, Value::Object(inner)) => map.extend(inner),
                (None, _) => {}
            },
        }
    }

    /// Closes the innermost container of this kind, and those inside it that were left open.
    fn close(&mut self, byte: u8) {
        let object = byte == b'}';
        let Some(depth) =
            self.open.iter().rposition(|open| matches!(open, Open::Object(..)) == object)
        else {
            return;
        };
        while self.open.len() > depth {
            self.close_last();
        }
    }

    fn close_last(&mut self) {
        let value = match self.open.pop() {
            Some(Open::Array(items)) => Value::Array(items),
            Some(Open::Object(map, _)) => Value::Object(map),
            None => return,
        };
        self.put(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// What templates do to JSON, and what must come out.
    #[test]
    fn broken_documents_are_read() {
        let cases = [
            (r#"{"a": "b",}"#, json!({"a": "b"})),
            (r#"{"a": ["x", "y",], }"#, json!({"a": ["x", "y"]})),
            ("{\"a\": \"two\nlines\"}", json!({"a": "two\nlines"})),
            (
                r#"{"a": "He said "no" twice", "b": 1}"#,
                json!({"a": "He said \"no\" twice", "b": 1}),
            ),
            (
                r#"{"a": "He said "no", then left", "b": 1}"#,
                json!({"a": "He said \"no\", then left", "b": 1}),
            ),
            ("{\"a\": \"x\"\n \"b\": \"y\"}", json!({"a": "x", "b": "y"})),
            ("{\"a\": \"x,\n \"b\": \"y\"}", json!({"a": "x,", "b": "y"})),
            ("/* c */ {\"a\": 1, // one\n \"b\": 2}", json!({"a": 1, "b": 2})),
            ("//<![CDATA[\n{\"a\": 1}\n//]]>", json!({"a": 1})),
            ("<!-- {\"a\": 1} -->", json!({"a": 1})),
            (r#"{a: 'x', "b": true, "c": , "d": null}"#, json!({"a": "x", "b": true, "d": null})),
            (r#"{"a": "x"};"#, json!({"a": "x"})),
            ("{&quot;a&quot;: &quot;x&quot;}", json!({"a": "x"})),
            (r#"{"a": {"b": "cut of"#, json!({"a": {"b": "cut of"}})),
            (r#"{"a": [{"b": 1}, "c": 2}"#, json!({"a": [{"b": 1}, "c", 2]})),
            (r#"{"a": "\q\u00e9\ud83d\ude00 \u"}, "#, json!({"a": "qé😀 "})),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text), [expected], "{text}");
        }
    }

    #[test]
    fn several_documents_in_a_row() {
        assert_eq!(parse(r#"{"a": 1} {"b": 2}"#), [json!({"a": 1}), json!({"b": 2})]);
        assert_eq!(parse(""), Vec::<Value>::new());
        assert_eq!(parse("}]\\\"'{"), Vec::<Value>::new());
    }

    #[test]
    fn cost_is_bounded_on_hostile_blocks() {
        let quotes = format!("{{\"a\": {}", "\" \n".repeat(400_000));
        let nested = "[{".repeat(300_000);
        let escapes = format!("{{\"a\": \"{}", "\\u\\".repeat(300_000));
        let commas = format!("{{\"a\": \"{}", "\",                  ".repeat(60_000));
        for text in [quotes, nested, escapes, commas] {
            let started = std::time::Instant::now();
            parse(&text);
            // Milliseconds when optimised; a quadratic reader takes minutes.
            assert!(started.elapsed().as_secs() < 2);
        }
    }
}
