//! The text of a block with its inline markup.

use super::emphasis::{drop_unreadable, shrink};
use super::escape::{self, Around, escape, is_entity, longest_run};
use crate::article::{Span, SpanKind};
use crate::render::spans::{Event, events};
use std::ops::Range;

/// The kind of block a text stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// On lines of its own.
    Paragraph,
    /// After the number signs of a heading: one line only.
    Heading,
    /// In a table cell: one line without bare `|`.
    Cell,
}

/// The text as Markdown. Lines after hard breaks follow a line feed.
pub(super) fn inline(text: &str, spans: &[Span], setting: Setting) -> String {
    let spans = writable(text, spans, setting);
    let mut events = events(text, &spans);
    drop_unreadable(text, &mut events);
    let mut printer = Printer::new(text, &spans, setting);
    let mut events = events.into_iter();
    while let Some(event) = events.next() {
        match event {
            Event::Text(range) => printer.text(range),
            Event::Break => printer.line_break(),
            Event::Start(SpanKind::Code) => {
                // Code is innermost, so its text goes up to the next tag.
                let mut code = String::new();
                for event in events.by_ref() {
                    match event {
                        Event::Text(range) => code.push_str(&text[range]),
                        Event::Break => code.push(' '),
                        Event::Start(_) | Event::End(_) => break,
                    }
                }
                printer.code(&code);
            }
            Event::Start(kind) => printer.start(kind),
            Event::End(kind) => printer.end(kind),
        }
    }
    printer.out
}

/// The spans that Markdown has words for in this setting.
fn writable(text: &str, spans: &[Span], setting: Setting) -> Vec<Span> {
    let mut codes: Vec<(usize, usize)> =
        spans.iter().filter(|s| s.kind == SpanKind::Code).map(|s| (s.start, s.end)).collect();
    codes.sort_unstable();
    let in_code = |span: &Span| {
        let after = codes.partition_point(|(start, _)| *start <= span.start);
        after > 0 && codes[after - 1].1 >= span.end
    };
    let starts_with_link =
        spans.iter().any(|s| s.start == 0 && matches!(s.kind, SpanKind::Link { .. }));
    let wanted = spans.iter().filter(|span| match span.kind {
        SpanKind::Subscript | SpanKind::Superscript => false,
        SpanKind::Break => setting == Setting::Paragraph,
        SpanKind::Code => {
            let code = text.get(span.start..span.end).unwrap_or_default();
            // Readers differ on a `|` in code in a cell, and a paragraph that starts with `[` and
            // has `]:` in it, even in code, is the definition of a link target.
            let in_cell = setting == Setting::Cell && code.contains('|');
            let in_definition = starts_with_link && code.contains("]:");
            !in_cell && !in_definition
        }
        SpanKind::Strong | SpanKind::Emphasis => !in_code(span),
        SpanKind::Link { .. } => true,
    });
    wanted.map(|span| shrink(text, span)).collect()
}

struct Printer<'a> {
    text: &'a str,
    out: String,
    around: Around,
    /// Line breaks in the text.
    breaks: Vec<usize>,
    /// Nothing is on the line yet, and what comes could be read as the start of a block.
    line_start: bool,
    /// A place in the text that needs a backslash for the sake of the line.
    escape_at: Option<usize>,
}

impl<'a> Printer<'a> {
    fn new(text: &'a str, spans: &[Span], setting: Setting) -> Self {
        let breaks = spans.iter().filter(|s| s.kind == SpanKind::Break).map(|s| s.start);
        let mut breaks: Vec<usize> = breaks.collect();
        breaks.sort_unstable();
        Printer {
            text,
            out: String::with_capacity(text.len() + text.len() / 8),
            around: Around {
                in_link: false,
                in_cell: setting == Setting::Cell,
                tildes: text.matches('~').nth(1).is_some(),
            },
            breaks,
            line_start: setting == Setting::Paragraph,
            escape_at: None,
        }
    }

    fn text(&mut self, range: Range<usize>) {
        if std::mem::take(&mut self.line_start) {
            let next = self.breaks.partition_point(|&at| at < range.start);
            let end = self.breaks.get(next).copied().unwrap_or(self.text.len());
            let rest = &self.text[range.start..];
            let line = rest.get(..end - range.start).unwrap_or(rest);
            self.escape_at = escape::line_start(line, rest).map(|at| range.start + at);
        }
        escape(&mut self.out, self.text, range, self.escape_at, self.around);
    }

    fn line_break(&mut self) {
        // Two spaces rather than a backslash, which older readers print.
        self.out.push_str("  \n");
        self.line_start = true;
    }

    /// A code span: its fence is longer than any in it, and spaces that keep its ends apart from
    /// the fence are no part of it.
    fn code(&mut self, code: &str) {
        let fence = "`".repeat(longest_run(code, '`') + 1);
        let spaced = code.starts_with(' ') && code.ends_with(' ') && !code.trim().is_empty();
        let pad = if spaced || code.starts_with('`') || code.ends_with('`') { " " } else { "" };
        self.line_start = false;
        for part in [&fence, pad, code, pad, &fence] {
            self.out.push_str(part);
        }
    }

    fn start(&mut self, kind: &SpanKind) {
        self.line_start = false;
        match kind {
            SpanKind::Link { .. } => {
                self.around.in_link = true;
                self.out.push('[');
            }
            _ => self.out.push_str(mark(kind)),
        }
    }

    fn end(&mut self, kind: &SpanKind) {
        match kind {
            SpanKind::Link { href } => {
                self.around.in_link = false;
                self.out.push_str("](");
                target(&mut self.out, href, self.around.in_cell);
                self.out.push(')');
            }
            _ => self.out.push_str(mark(kind)),
        }
    }
}

fn mark(kind: &SpanKind) -> &'static str {
    match kind {
        SpanKind::Strong => "**",
        SpanKind::Emphasis => "*",
        _ => "",
    }
}

/// A link target. Spaces and control characters cannot stand in one and are percent-encoded.
fn target(out: &mut String, href: &str, in_cell: bool) {
    for (at, c) in href.char_indices() {
        if c.is_whitespace() || c.is_control() {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
            continue;
        }
        let markup = match c {
            '(' | ')' | '[' | ']' | '<' | '>' | '\\' | '`' => true,
            '&' => is_entity(&href[at..]),
            '|' => in_cell,
            _ => false,
        };
        if markup {
            out.push('\\');
        }
        out.push(c);
    }
}
