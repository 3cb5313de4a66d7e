//! A text and the spans over it → a sequence of well-nested events, for formats with tags.

use crate::article::{Span, SpanKind};
use std::cmp::Reverse;
use std::ops::Range;

/// A step through marked-up text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Event<'a> {
    Start(&'a SpanKind),
    End(&'a SpanKind),
    /// A piece of the text, never empty.
    Text(Range<usize>),
    /// A line break, in place of the space that stood there.
    Break,
}

/// Walks through a text.
///
/// Spans may overlap in any way: the text is cut where one starts or ends, and from piece to piece
/// tags are closed and opened until they fit the spans that cover it. Longer spans go outside of
/// shorter ones, links outside of what covers the same text, code always inside. A link inside
/// another is left out, and so is any span that does not fit the text.
pub(super) fn events<'a>(text: &str, spans: impl IntoIterator<Item = &'a Span>) -> Vec<Event<'a>> {
    let fits = |span: &&Span| text.get(span.start..span.end).is_some();
    let mut spans: Vec<&Span> = spans.into_iter().filter(fits).collect();
    spans.sort_by_key(|span| (span.start, Reverse(span.end)));
    let mut cuts: Vec<usize> = spans.iter().flat_map(|span| [span.start, span.end]).collect();
    cuts.push(text.len());
    cuts.sort_unstable();
    cuts.dedup();

    let mut nest = Nest::default();
    // The spans that cover the text from here on; their tags wait for text to stand around.
    let mut wanted: Vec<&Span> = Vec::new();
    let mut spans = spans.into_iter().peekable();
    let mut at = 0;
    // Where the line began: a break at either end of a line breaks nothing.
    let mut line = 0;
    for cut in cuts {
        if at < cut {
            nest.fit(&mut wanted);
            nest.events.push(Event::Text(at..cut));
            at = cut;
        }
        wanted.retain(|span| span.end > cut);
        nest.close_to(nest.open.iter().position(|s| s.end <= cut).unwrap_or(nest.open.len()));
        while let Some(span) = spans.next_if(|span| span.start == cut) {
            if span.kind == SpanKind::Break {
                let after = cut + usize::from(text[cut..].starts_with(' '));
                if line < cut && after < text.len() {
                    nest.events.push(Event::Break);
                    (at, line) = (after, after);
                }
            } else if span.end > cut && !wanted.iter().any(|s| same_kind(s, span)) {
                wanted.push(span);
            }
        }
    }
    nest.events
}

/// The tags that are open, and all events so far.
#[derive(Default)]
struct Nest<'a> {
    open: Vec<&'a Span>,
    events: Vec<Event<'a>>,
}

impl<'a> Nest<'a> {
    /// Closes and opens tags until exactly the wanted ones are open, in their order.
    fn fit(&mut self, wanted: &mut [&'a Span]) {
        wanted.sort_by_key(|span| order(span));
        let same = self.open.iter().zip(wanted.iter()).take_while(|(a, b)| std::ptr::eq(**a, **b));
        let same = same.count();
        self.close_to(same);
        for span in wanted.iter().skip(same) {
            self.events.push(Event::Start(&span.kind));
            self.open.push(span);
        }
    }

    fn close_to(&mut self, length: usize) {
        while self.open.len() > length {
            if let Some(span) = self.open.pop() {
                self.events.push(Event::End(&span.kind));
            }
        }
    }
}

/// Which spans go outside of which.
fn order(span: &Span) -> (bool, Reverse<usize>, usize, u8) {
    let rank = match span.kind {
        SpanKind::Link { .. } => 0,
        SpanKind::Strong => 1,
        _ => 2,
    };
    (span.kind == SpanKind::Code, Reverse(span.end), span.start, rank)
}

fn same_kind(a: &Span, b: &Span) -> bool {
    std::mem::discriminant(&a.kind) == std::mem::discriminant(&b.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Events as tags, with one letter a kind.
    fn tags(text: &str, spans: &[(usize, usize, SpanKind)]) -> String {
        let spans: Vec<Span> =
            spans.iter().map(|(start, end, kind)| Span::new(*start, *end, kind.clone())).collect();
        let letter = |kind: &SpanKind| match kind {
            SpanKind::Link { .. } => 'a',
            SpanKind::Strong => 'b',
            SpanKind::Emphasis => 'i',
            _ => 'c',
        };
        let events = events(text, &spans);
        let parts = events.iter().map(|event| match event {
            Event::Start(kind) => format!("<{}>", letter(kind)),
            Event::End(kind) => format!("</{}>", letter(kind)),
            Event::Text(range) => text[range.clone()].to_owned(),
            Event::Break => "|".to_owned(),
        });
        parts.collect()
    }

    fn link() -> SpanKind {
        SpanKind::Link { href: "x".into() }
    }

    #[test]
    fn nested_spans_stay_nested() {
        use SpanKind::*;
        assert_eq!(
            tags("one two three", &[(0, 13, Strong), (4, 7, link())]),
            "<b>one <a>two</a> three</b>"
        );
        assert_eq!(tags("one", &[(0, 3, Strong), (0, 3, link())]), "<a><b>one</b></a>");
        assert_eq!(tags("one two", &[(0, 7, Strong), (4, 7, link())]), "<b>one <a>two</a></b>");
    }

    #[test]
    fn crossing_spans_are_cut() {
        use SpanKind::*;
        assert_eq!(
            tags("abcdef", &[(0, 4, Strong), (2, 6, Emphasis)]),
            "<b>ab</b><i><b>cd</b>ef</i>"
        );
        assert_eq!(
            tags("abcdef", &[(0, 6, Code), (2, 4, link())]),
            "<c>ab</c><a><c>cd</c></a><c>ef</c>"
        );
        assert_eq!(tags("abcd", &[(0, 3, link()), (2, 4, link())]), "<a>abc</a>d");
    }

    #[test]
    fn breaks_take_the_place_of_the_space() {
        use SpanKind::*;
        assert_eq!(
            tags("ab cd", &[(0, 5, Strong), (2, 2, Break), (0, 0, Break), (5, 5, Break)]),
            "<b>ab|cd</b>"
        );
        assert_eq!(tags("ab cd", &[(2, 2, Break), (3, 3, Break), (3, 5, Strong)]), "ab|<b>cd</b>");
    }
}
