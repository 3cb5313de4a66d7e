//! Which emphasis can be written so that it is read as such.
//!
//! `**` and `*` only count next to the right characters (CommonMark, sections "left-flanking" and
//! "right-flanking delimiter run"): `**「強調」**は` shows its asterisks. Punctuation at the ends is
//! therefore left outside where that helps, and emphasis that still does not fit is left out.
//! Whether a character is punctuation differs between versions of the specification, so symbols
//! beyond ASCII are never relied upon to be or not to be.

use super::super::spans::Event;
use super::escape::is_letter;
use crate::article::{Span, SpanKind};

/// Most characters of punctuation that are left outside at one end.
const MAX_SHRINK: usize = 4;

/// Moves the ends of emphasis past punctuation that would keep it from being read.
pub(super) fn shrink(text: &str, span: &Span) -> Span {
    let mut span = span.clone();
    if !is_emphasis(&span.kind) {
        return span;
    }
    for _ in 0..MAX_SHRINK {
        let Some(inside) = text.get(span.start..span.end) else { break };
        let after = text[span.end..].chars().next();
        let Some(last) = inside.chars().next_back() else { break };
        if last == ' ' || !closes(Some(last), after) {
            span.end -= last.len_utf8();
        }
    }
    for _ in 0..MAX_SHRINK {
        let Some(inside) = text.get(span.start..span.end) else { break };
        let before = text[..span.start].chars().next_back();
        let Some(first) = inside.chars().next() else { break };
        if first == ' ' || !opens(before, Some(first)) {
            span.start += first.len_utf8();
        }
    }
    span
}

/// Takes out the emphasis that would not be read as such.
pub(super) fn drop_unreadable(text: &str, events: &mut Vec<Event<'_>>) {
    drop_pairs(events, |events, _, start, end| {
        !opens(before(text, events, start), after(text, events, start))
            || !closes(before(text, events, end), after(text, events, end))
    });
    // Marks that touch make one run. It is read as meant where both cover the same text; elsewhere
    // that depends on what follows, so the weaker one goes.
    drop_pairs(events, |events, partner, start, end| {
        let mark = |at: usize| events.get(at).is_some_and(is_mark);
        let around = start.checked_sub(1).is_some_and(|before| partner[before] == Some(end + 1));
        let inside = partner[start + 1] == Some(end - 1);
        let touches_around = (start > 0 && mark(start - 1)) || mark(end + 1);
        let touches_inside = mark(start + 1) || mark(end - 1);
        let emphasis = matches!(events[start], Event::Start(SpanKind::Emphasis));
        emphasis
            && ((touches_around && !around)
                || (touches_inside && !inside)
                || (touches_around && touches_inside))
    });
}

/// Drops the pairs of marks for which `wanted` says so, given all events, the partner of each mark,
/// and the places of the pair.
fn drop_pairs(
    events: &mut Vec<Event<'_>>,
    wanted: impl Fn(&[Event<'_>], &[Option<usize>], usize, usize) -> bool,
) {
    let mut partner = vec![None; events.len()];
    let mut open = Vec::new();
    for (at, _) in events.iter().enumerate().filter(|(_, event)| is_mark(event)) {
        if matches!(events[at], Event::Start(_)) {
            open.push(at);
        } else if let Some(start) = open.pop() {
            partner[start] = Some(at);
            partner[at] = Some(start);
        }
    }
    let dropped = |at: usize| match partner[at] {
        Some(other) => wanted(events, &partner, at.min(other), at.max(other)),
        None => false,
    };
    let dropped: Vec<bool> = (0..events.len()).map(dropped).collect();
    let mut kept: Vec<Event<'_>> = Vec::with_capacity(events.len());
    for (event, dropped) in events.drain(..).zip(dropped) {
        match (kept.last(), &event) {
            _ if dropped => {}
            // What was cut in two for the sake of a dropped mark is whole again.
            (Some(Event::End(last)), Event::Start(next)) if last == next => {
                kept.pop();
            }
            _ => kept.push(event),
        }
    }
    *events = kept;
}

fn is_emphasis(kind: &SpanKind) -> bool {
    matches!(kind, SpanKind::Strong | SpanKind::Emphasis)
}

fn is_mark(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(kind) | Event::End(kind) if is_emphasis(kind))
}

/// The character before the marks at a place, as it will be written; nothing at a line's start.
fn before(text: &str, events: &[Event<'_>], at: usize) -> Option<char> {
    let event = events[..at].iter().rev().find(|event| !is_mark(event))?;
    match event {
        Event::Text(range) => text[range.clone()].chars().next_back(),
        Event::Break => None,
        Event::Start(SpanKind::Link { .. }) => Some('['),
        Event::End(SpanKind::Link { .. }) => Some(')'),
        Event::Start(_) | Event::End(_) => Some('`'),
    }
}

/// The character after the marks at a place; nothing at a line's end.
fn after(text: &str, events: &[Event<'_>], at: usize) -> Option<char> {
    let event = events[at..].iter().find(|event| !is_mark(event))?;
    match event {
        Event::Text(range) => text[range.clone()].chars().next(),
        Event::Break => None,
        Event::Start(SpanKind::Link { .. }) => Some('['),
        Event::End(SpanKind::Link { .. }) => Some(']'),
        Event::Start(_) | Event::End(_) => Some('`'),
    }
}

/// Can emphasis start between these two? A tilde is never counted on: GitHub's parser looks past
/// it.
fn opens(before: Option<char>, after: Option<char>) -> bool {
    let Some(after) = after.filter(|c| !c.is_whitespace() && *c != '~') else { return false };
    let punctuation = |c: char| c.is_ascii_punctuation() && c != '~';
    is_letter(after) || before.is_none_or(|c| c == ' ' || punctuation(c))
}

/// Can emphasis end between these two?
fn closes(before: Option<char>, after: Option<char>) -> bool {
    opens(after, before)
}
