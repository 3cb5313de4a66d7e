//! The text of a block and its marks → a text of its own and spans over it.

use super::links::Links;
use crate::article::{Span, SpanKind};
use crate::segment::{MarkKind, Page};
use std::cmp::Reverse;
use std::ops::Range;

/// A part of a block's text and its tidied marks, offsets counted from the start of the part.
pub(super) fn inline(
    page: &Page,
    index: usize,
    part: Range<u32>,
    links: &Links,
) -> (String, Vec<Span>) {
    let (start, length) = (part.start, part.end - part.start);
    let mut spans = Vec::new();
    for mark in page.block_marks(index) {
        let kind = match &mark.kind {
            MarkKind::Link(href) => match links.resolve(page.value(href)) {
                Some(href) => SpanKind::Link { href },
                None => continue,
            },
            MarkKind::Strong => SpanKind::Strong,
            MarkKind::Emphasis => SpanKind::Emphasis,
            MarkKind::Code => SpanKind::Code,
            MarkKind::Subscript => SpanKind::Subscript,
            MarkKind::Superscript => SpanKind::Superscript,
            MarkKind::Break => SpanKind::Break,
        };
        let offset = |at: u32| at.saturating_sub(start).min(length) as usize;
        spans.push(Span::new(offset(mark.start), offset(mark.end), kind));
    }
    let text = legible(page.slice(&part), &mut spans);
    let spans = tidy(spans, &text);
    (text, spans)
}

/// The text without characters that no format may carry, white space collapsed and trimmed. The
/// segmenter has done most of it, so most texts are copied as they are.
fn legible(text: &str, spans: &mut [Span]) -> String {
    let blank_ends = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    let has_unwanted = || may_have_unwanted(text) && text.contains(unwanted);
    if !blank_ends && !has_unwanted() && memchr::memmem::find(text.as_bytes(), b"  ").is_none() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    // Where in `out` each byte of `text` went.
    let mut places = Vec::with_capacity(text.len() + 1);
    for (at, c) in text.char_indices() {
        places.resize(at + 1, out.len());
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !unwanted(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    places.resize(text.len() + 1, out.len());
    for span in spans {
        span.start = places[span.start.min(text.len())].min(out.len());
        span.end = places[span.end.min(text.len())].min(out.len());
    }
    out
}

/// Control characters, the byte order mark and noncharacters: not allowed in HTML text (standard,
/// section "preprocessing the input stream") nor in YAML, and never seen by a reader.
pub(super) fn unwanted(c: char) -> bool {
    let code = c as u32;
    (c.is_control() && !c.is_whitespace())
        || c == '\u{feff}'
        || code & 0xFFFE == 0xFFFE
        || (0xFDD0..=0xFDEF).contains(&code)
}

/// Has a text a byte that unwanted characters begin with? Without branches, so that many bytes are looked
/// at together.
fn may_have_unwanted(text: &str) -> bool {
    let begins = |b: u8| {
        ((b < b' ') & (b.wrapping_sub(b'\t') >= 5)) | (b == 0x7f) | (b == 0xC2) | (b >= 0xEF)
    };
    text.bytes().fold(false, |any, byte| any | begins(byte))
}

/// Sorts spans, outer before inner, and says each thing once: no blank ends, nothing empty, no bold
/// inside bold, no link inside a link, and neighbours that say the same are one.
pub(crate) fn tidy(spans: Vec<Span>, text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = spans.into_iter().filter_map(|span| trim(span, text)).collect();
    spans.sort_by_key(|span| (span.start, Reverse(span.end)));
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    let mut newest = [None; KINDS];
    for mut span in spans {
        let newest = &mut newest[rank(&span.kind)];
        if let Some(last) = *newest {
            let last: &mut Span = &mut out[last];
            let gap = text.get(last.end..span.start).unwrap_or_default();
            let joins = span.start <= last.end || (across_blanks(&span.kind) && gap == " ");
            if last.kind == span.kind && joins {
                last.end = last.end.max(span.end);
                continue;
            }
            // Only links can be of one kind and yet differ.
            span.start = span.start.max(last.end);
        }
        if let Some(span) = trim(span, text) {
            *newest = Some(out.len());
            out.push(span);
        }
    }
    out.sort_by_key(|span| (span.start, Reverse(span.end)));
    out
}

const KINDS: usize = 7;

fn rank(kind: &SpanKind) -> usize {
    match kind {
        SpanKind::Link { .. } => 0,
        SpanKind::Strong => 1,
        SpanKind::Emphasis => 2,
        SpanKind::Code => 3,
        SpanKind::Subscript => 4,
        SpanKind::Superscript => 5,
        SpanKind::Break => 6,
    }
}

fn across_blanks(kind: &SpanKind) -> bool {
    matches!(kind, SpanKind::Strong | SpanKind::Emphasis)
}

/// The span without blanks at its ends; nothing when nothing is left, or when a line break has no
/// text on one of its sides.
fn trim(mut span: Span, text: &str) -> Option<Span> {
    let inside = text.get(span.start..span.end)?;
    if span.kind == SpanKind::Break {
        span.end = span.start;
        return (span.start > 0 && span.start < text.len()).then_some(span);
    }
    span.end = span.start + inside.trim_end().len();
    span.start += inside.len() - inside.trim_start().len();
    (span.start < span.end).then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strong(start: usize, end: usize) -> Span {
        Span::new(start, end, SpanKind::Strong)
    }

    fn link(start: usize, end: usize, href: &str) -> Span {
        Span::new(start, end, SpanKind::Link { href: href.into() })
    }

    #[test]
    fn bold_is_bold_once() {
        let text = "one two three";
        assert_eq!(tidy(vec![strong(0, 7), strong(4, 7)], text), [strong(0, 7)]);
        assert_eq!(tidy(vec![strong(0, 3), strong(4, 7)], text), [strong(0, 7)]);
        assert_eq!(tidy(vec![strong(0, 4), strong(8, 13)], text), [strong(0, 3), strong(8, 13)]);
    }

    #[test]
    fn links_never_overlap() {
        let text = "one two three";
        assert_eq!(
            tidy(vec![link(0, 7, "a"), link(4, 13, "b")], text),
            [link(0, 7, "a"), link(8, 13, "b")]
        );
        assert_eq!(tidy(vec![link(0, 2, "a"), link(2, 3, "a")], text), [link(0, 3, "a")]);
        assert_eq!(tidy(vec![link(0, 3, "a"), link(1, 2, "b")], text), [link(0, 3, "a")]);
    }

    #[test]
    fn unwanted_characters_go_and_spans_follow() {
        let text = "\u{1}a \u{7f} b\u{feff}c ";
        let mut spans = vec![strong(5, text.len())];
        let out = legible(text, &mut spans);
        assert_eq!(out, "a bc");
        for c in (0..=0x10FFFF).filter_map(char::from_u32).filter(|&c| unwanted(c)) {
            assert!(may_have_unwanted(&format!("a{c}b")), "{c:?}");
        }
        assert_eq!(tidy(spans, &out), [strong(2, 4)]);
    }
}
