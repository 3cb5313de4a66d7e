//! Character references in values that were encoded once too often.
//!
//! The parser has decoded the references of HTML itself. JSON-LD scripts and `content` attributes
//! often hold another layer (`&quot;` inside a script, `&amp;quot;` in an attribute), and tags.

use html5ever::data::NAMED_ENTITIES;
use std::borrow::Cow;

/// Longest name of a reference in the HTML standard: `CounterClockwiseContourIntegral;`.
const LONGEST: usize = 32;

/// Layers of encoding that are undone; two are seen in the wild.
const LAYERS: usize = 2;

/// Most bytes of a value that are read; summaries have a few hundred.
const MAX_BYTES: usize = 16 << 10;

/// Soft hyphens and byte order marks.
const INVISIBLE: [char; 2] = ['\u{ad}', '\u{feff}'];

/// A value as a reader would see it: references decoded, tags taken out, white space collapsed.
pub(super) fn plain(value: &str) -> String {
    let end = (0..=MAX_BYTES.min(value.len())).rev().find(|&i| value.is_char_boundary(i));
    let mut text = Cow::Borrowed(&value[..end.unwrap_or(0)]);
    for _ in 0..LAYERS {
        if !text.contains('&') {
            break;
        }
        text = Cow::Owned(decode(&text));
    }
    if text.contains(INVISIBLE) {
        text = Cow::Owned(text.replace(INVISIBLE, ""));
    }
    let text = if text.contains('<') { Cow::Owned(without_tags(&text)) } else { text };
    collapse(&text)
}

/// White space collapsed to single spaces and trimmed.
pub(super) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Replaces one layer of character references; what is none stays as it is.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            Some((first, second, length)) => {
                out.push(first);
                out.extend(second);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The characters of the reference at the start of `text`, and its length in bytes.
fn reference(text: &str) -> Option<(char, Option<char>, usize)> {
    let end = text.bytes().take(LONGEST + 2).position(|byte| byte == b';')?;
    let name = &text[1..end];
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        // Numbers of C1 controls mean Windows-1252, as the HTML standard has it.
        let code = code.ok()?;
        let c = match code {
            0x80..=0x9f => html5ever::data::C1_REPLACEMENTS[(code - 0x80) as usize],
            _ => char::from_u32(code),
        };
        return c.filter(|&c| c != '\0').map(|c| (c, None, end + 1));
    }
    let &(first, second) = NAMED_ENTITIES.get(&text[1..=end])?;
    let first = char::from_u32(first).filter(|&c| c != '\0')?;
    let second = char::from_u32(second).filter(|&c| c != '\0');
    Some((first, second, end + 1))
}

/// Text without what stands between `<` and `>`; a `<` that starts no tag stays.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let tag =
            rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        match rest.find('>').filter(|_| tag) {
            Some(end) => rest = &rest[end + 1..],
            None => {
                out.push('<');
                rest = &rest[1..];
                if tag {
                    break; // no `>` follows: looking again at each `<` would be quadratic
                }
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_once_or_twice() {
        assert_eq!(plain("Tom &amp;amp; Jerry&#8217;s &quot;home&quot;"), "Tom & Jerry’s \"home\"");
        assert_eq!(plain("a&nbsp;b &#x41;&#146; AT&T &unknown; &"), "a b A’ AT&T &unknown; &");
    }

    #[test]
    fn tags_go_and_comparisons_stay() {
        assert_eq!(plain("<em>Dune</em>: a <b>review"), "Dune: a review");
        assert_eq!(plain("3 < 5 <3"), "3 < 5 <3");
    }
}
