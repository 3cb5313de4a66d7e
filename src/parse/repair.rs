//! Mends what injections break in the markup, before the parser sees it.
//!
//! Two breaks make a page lose its own text, in browsers too: content put in front of the doctype
//! moves the whole head into the body, and an attribute whose closing quote is missing swallows
//! everything up to the next quote. The first is looked for in the source text, the second when the tokenizer
//! comes to such an attribute. A third is the pages' own: a frame that a `<noscript>` leaves open.

use memchr::memmem;
use std::borrow::Cow;

/// Longest stray content in front of the document that is set apart, in bytes.
const MAX_PREFIX: usize = 256 * 1024;
/// Longest attribute value that is looked through for markup, in bytes.
const MAX_VALUE: usize = 64 * 1024;

/// Where the document proper begins, if anything but blanks and comments stands before it.
///
/// Fragments, two documents in one file and pages whose first `<html` stands in a script have no
/// such place: they give 0.
pub(super) fn document_start(text: &str) -> usize {
    let window = &text.as_bytes()[..text.len().min(MAX_PREFIX)];
    let mut at = 0;
    let mut content = false;
    while let Some(next) = memchr::memchr(b'<', &window[at..]).map(|i| at + i) {
        content |= window[at..next].iter().any(|&b| !b.is_ascii_whitespace() && !is_bom(b));
        let rest = &window[next..];
        if rest.starts_with(b"<!--") {
            match memmem::find(rest, b"-->") {
                Some(end) => at = next + end + 3,
                None => return 0,
            }
            continue;
        }
        if starts_with_name(rest, b"<!doctype") || starts_with_name(rest, b"<html") {
            return if content { next } else { 0 };
        }
        if let Some(name) = [&b"script"[..], b"style"]
            .into_iter()
            .find(|name| rest.len() > name.len() && starts_with_name(&rest[1..], name))
        {
            let close = [b"</", name].concat();
            match find_ignoring_case(rest, &close) {
                Some(end) => at = next + end + close.len(),
                None => return 0,
            }
            content = true;
            continue;
        }
        let own = [&b"<head"[..], b"<body", b"<meta", b"<title", b"<link", b"<base", b"<frameset"];
        if own.iter().any(|name| starts_with_name(rest, name)) {
            return 0;
        }
        content |= !rest.starts_with(b"<?");
        at = next + 1 + memchr::memchr(b'>', &rest[1..]).unwrap_or(0);
        if rest.starts_with(b"<?") {
            at += 1;
        }
    }
    0
}

fn is_bom(byte: u8) -> bool {
    matches!(byte, 0xEF | 0xBB | 0xBF)
}

fn starts_with_name(text: &[u8], name: &[u8]) -> bool {
    text.len() > name.len()
        && text[..name.len()].eq_ignore_ascii_case(name)
        && !text[name.len()].is_ascii_alphanumeric()
}

fn find_ignoring_case(text: &[u8], name: &[u8]) -> Option<usize> {
    memmem::find_iter(text, &name[..2]).find(|&i| {
        text[i..].len() >= name.len() && text[i..][..name.len()].eq_ignore_ascii_case(name)
    })
}

/// Where a quoted value ends whose closing quote is missing: at the `>` of its tag. `text` begins behind
/// the opening quote; nothing for values that are whole.
///
/// Only `style` and `href` are mended, which injections have: their values hold no `>`, and those of
/// other attributes may.
pub(super) fn missing_quote(name: &str, quote: u8, text: &[u8]) -> Option<usize> {
    let style = name.eq_ignore_ascii_case("style");
    if !style && !name.eq_ignore_ascii_case("href") {
        return None;
    }
    let window = &text[..text.len().min(MAX_VALUE)];
    let tag_end = memchr::memchr2(b'>', quote, window).filter(|&end| window[end] == b'>')?;
    let value = &window[..tag_end];
    let plain = if style { is_declarations(value) } else { is_address(value) };
    // The markup that was swallowed must show before the next quote of this kind.
    let end = memchr::memchr(quote, window).unwrap_or(window.len());
    (plain && memmem::find(&window[tag_end..end], b"</").is_some()).then_some(tag_end)
}

/// Closes an `<iframe>` in a `<noscript>` that closes without it: browsers that run scripts never
/// see it, others would take the rest of the page for its text.
pub(super) fn close_frames(text: Cow<'_, str>) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut cuts: Vec<usize> = Vec::new();
    let mut from = 0;
    while let Some(start) = memmem::find(&bytes[from..], b"<noscript").map(|i| from + i) {
        let Some(length) = memmem::find(&bytes[start..], b"</noscript") else { break };
        let inside = &bytes[start..start + length];
        let open = memmem::rfind(inside, b"<iframe");
        if open.is_some_and(|open| find_ignoring_case(&inside[open..], b"</iframe").is_none()) {
            cuts.push(start + length);
        }
        from = start + length;
    }
    if cuts.is_empty() {
        return text;
    }
    let mut mended = String::with_capacity(text.len() + 9 * cuts.len());
    let mut at = 0;
    for cut in cuts {
        mended.push_str(&text[at..cut]);
        mended.push_str("</iframe>");
        at = cut;
    }
    mended.push_str(&text[at..]);
    Cow::Owned(mended)
}

/// Does it read as `name: value; name: value` and nothing else?
fn is_declarations(value: &[u8]) -> bool {
    value.contains(&b':')
        && value.iter().all(|&b| b.is_ascii_alphanumeric() || b" -:;.%#!,/*\\\r\n\t".contains(&b))
}

fn is_address(value: &[u8]) -> bool {
    (value.starts_with(b"http") || value.starts_with(b"/"))
        && !value.iter().any(|&b| b.is_ascii_whitespace() || b"<{[\"'".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_without_an_end_close_with_their_noscript() {
        let mended = |text: &str| close_frames(Cow::Borrowed(text)).into_owned();
        let open = "<noscript><iframe src=x></noscript><p>Text<noscript>a</noscript>";
        assert_eq!(mended(open), open.replacen("</noscript>", "</iframe></noscript>", 1));
        let whole = "<noscript><iframe src=x></iframe></noscript><p>Text";
        assert_eq!(mended(whole), whole);
        assert_eq!(mended("<noscript><iframe>"), "<noscript><iframe>");
    }

    #[test]
    fn content_before_the_document_is_found() {
        let at = |text: &str| document_start(text);
        assert_eq!(at("<a href=x>y</a>\n<!doctype html><html>"), 16);
        assert_eq!(at("words<html lang=en>"), 5);
        assert_eq!(at("\u{feff} <!-- <html> --><!DOCTYPE html><html>"), 0);
        assert_eq!(at("<?xml version='1.0'?>\n<!DOCTYPE html>"), 0);
        assert_eq!(at("<script>x('<html>')</script><div>a</div>"), 0);
        assert_eq!(at("<title>A</title><html>"), 0);
        assert_eq!(at("<script>x('<html>')</script><html>"), 28);
        assert_eq!(at("<"), 0);
    }

    #[test]
    fn a_missing_quote_ends_the_value_with_its_tag() {
        let end = |name, text: &str| missing_quote(name, b'"', text.as_bytes());
        let text = r#"left:-9000px;>buy</b> <p class="a">text</p>"#;
        assert_eq!(end("style", text), Some(13));
        assert_eq!(end("STYLE", "left:-9000px;>buy</b>"), Some(13));
        assert_eq!(end("href", r#"http://x.test/>buy</a> <p class="a">text</p>"#), Some(14));
    }

    #[test]
    fn whole_values_are_left_alone() {
        for (name, text) in [
            ("style", r#"color:red">a</b>"#),
            ("style", r#"background:url('data:image/svg+xml,<svg></svg>')">a</i>"#),
            ("href", r#"<%= url %>">a</a>"#),
            ("href", r#"/a>b">a</a>"#),
            ("title", r#"a>b</b> <p class="a">"#),
            ("style", ""),
        ] {
            assert_eq!(missing_quote(name, b'"', text.as_bytes()), None, "{text}");
        }
    }
}
