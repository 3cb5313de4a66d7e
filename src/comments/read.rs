//! A comment's lines → who, when and what.

use super::items::Item;
use super::lines::{Line, Lines, tells_time, time_inside};
use crate::metadata::{find_date, read_date};
use crate::segment::{AttributeName, Mark, MarkKind, Page, Tag};
use std::ops::Range;

/// Longest name of an author, in characters.
const NAME: usize = 60;

/// What a comment says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Said {
    pub author: Option<String>,
    /// As printed.
    pub date: Option<String>,
    /// In the form of records.
    pub iso: Option<String>,
    pub text: String,
}

/// Reads one comment.
pub(super) fn read(page: &Page, lines: &Lines, item: &Item, language: Option<&str>) -> Said {
    let own: Vec<&Line> =
        item.lines.iter().map(|&at| &lines.lines[at]).filter(|line| !line.apart).collect();
    let mut said = Said::default();
    let mut used = vec![false; own.len()];

    // Times inside what is marked as the text belong to the text, unless there is no other.
    let dated = own.iter().position(|line| line.date && !line.marked);
    let dated = dated.or_else(|| own.iter().position(|line| line.date && line.chars < 60));
    if let Some(at) = dated {
        let head = head(page, own[at].block, language);
        said.author = head.author;
        said.iso = head.iso;
        said.text = head.rest.filter(|_| own[at].whole).unwrap_or_default();
        // A template that was not filled leaves "at" and the like.
        said.date = Some(head.date).filter(|date| date.len() > 2);
        used[at] = true;
    }
    // Where the author is marked, that is who; else the first short line before the text.
    let named = own.iter().position(|line| line.author && !line.date);
    let first = || {
        let text = own.iter().position(|line| line.marked && line.is_text());
        let at = own.iter().enumerate().position(|(at, line)| {
            !used[at] && !line.date && !line.marked && !is_button(page, line)
        })?;
        let texts = own.iter().filter(|line| line.is_text()).count();
        let short = page.block_text(own[at].block).chars().count() <= NAME;
        (short && (own[at].action || texts > 1) && text.is_none_or(|text| at < text)).then_some(at)
    };
    if let Some(at) = named.or_else(|| if said.author.is_none() { first() } else { None }) {
        said.author = author(page, own[at].block).or(said.author);
        used[at] = true;
    }
    let marked = own.iter().any(|line| line.marked && line.is_text());
    let texts = own
        .iter()
        .zip(&used)
        .filter(|(line, used)| !**used && line.is_text() && (!marked || line.marked))
        .map(|(line, _)| page.block_text(line.block).trim());
    for text in texts.filter(|text| !text.is_empty()) {
        if !said.text.is_empty() {
            said.text.push_str("\n\n");
        }
        said.text.push_str(text);
    }
    said
}

fn is_button(page: &Page, line: &Line) -> bool {
    page.elements[page.blocks[line.block].container as usize].tag == Tag::Button
}

/// What a line with a time tells.
struct Head {
    author: Option<String>,
    date: String,
    iso: Option<String>,
    /// What follows a line break: the text, on pages that set no element around it.
    rest: Option<String>,
}

fn head(page: &Page, index: usize, language: Option<&str>) -> Head {
    let block = &page.blocks[index];
    let text = page.block_text(index);
    let machine = page
        .ancestors(block.element)
        .take(4)
        .chain(time_inside(page, index))
        .find_map(|element| page.attribute(element, AttributeName::Datetime))
        .and_then(|value| read_date(value, None));
    let (span, iso) = match find_date(text, language) {
        Some((span, iso)) => with_clock(text, span, iso, language),
        None => (time_span(page, index, text).unwrap_or(0..text.len()), String::new()),
    };
    let after = |mark: &&Mark| {
        mark.kind == MarkKind::Break && mark.start >= block.span.start + span.end as u32
    };
    let broken = page.block_marks(index).iter().find(after);
    let rest =
        broken.map(|mark| text[(mark.start - block.span.start) as usize..].trim().to_owned());
    Head {
        author: name_beside(page, index, text, &span),
        date: text[span].trim().to_owned(),
        iso: machine.or(Some(iso).filter(|iso| !iso.is_empty())),
        rest,
    }
}

/// A date together with the clock behind the day of the week: `2026/06/08(月) 21:14`.
fn with_clock(
    text: &str,
    span: Range<usize>,
    iso: String,
    language: Option<&str>,
) -> (Range<usize>, String) {
    const LONGEST: usize = 24;
    let behind = &text[span.end..];
    let is_clock = |rest: &str| {
        let rest = rest.trim_start();
        rest.chars().next().is_some_and(char::is_numeric) && tells_time(rest)
    };
    let week = behind.trim_start();
    if let Some((_, rest)) = week.split_once([')', '）'])
        && week.starts_with(['(', '（'])
        && behind.chars().count() <= LONGEST
        && is_clock(rest)
    {
        let whole = format!("{} {}", &text[span.clone()], rest.trim());
        let iso = find_date(&whole, language).map_or(iso, |(_, iso)| iso);
        return (span.start..text.trim_end().len(), iso);
    }
    (span, iso)
}

/// Where in a line a time stands that is no full date: from its first digit on.
fn time_span(page: &Page, index: usize, text: &str) -> Option<Range<usize>> {
    // A name that is set apart may have digits, and "yesterday" has none.
    let start = page.blocks[index].span.start;
    let name = page.block_marks(index).first().filter(|mark| mark.start == start);
    let from = name.map_or(0, |mark| (mark.end - start) as usize).min(text.len());
    if from > 0 && time_inside(page, index).is_some() && !text[from..].trim().is_empty() {
        return Some(from..text.len());
    }
    let start = from + text[from..].find(char::is_numeric)?;
    // "hace 3 días", "vor 2 Stunden": the word before belongs to it.
    let before = text[..start].trim_end();
    let word = before.rfind(|c: char| c.is_whitespace()).map_or(0, |at| at + 1);
    let from = if word < start && tells_time(&text[word..]) && !tells_time(&text[start..]) {
        word
    } else {
        start
    };
    Some(from..text.len())
}

/// The name in a line that also tells the time.
fn name_beside(page: &Page, index: usize, text: &str, date: &Range<usize>) -> Option<String> {
    let start = page.blocks[index].span.start;
    let inside = |mark: &&Mark| {
        let (from, to) = ((mark.start - start) as usize, (mark.end - start) as usize);
        matches!(mark.kind, MarkKind::Strong | MarkKind::Emphasis | MarkKind::Link(_))
            && (to <= date.start || from >= date.end)
            && to <= text.len()
            && from < to
    };
    if let Some(mark) = page.block_marks(index).iter().find(inside) {
        return name(page.slice(&(mark.start..mark.end)));
    }
    name(&text[..date.start]).or_else(|| name(&text[date.end..]))
}

/// The name in a line that tells who.
fn author(page: &Page, index: usize) -> Option<String> {
    let whole = page.block_text(index);
    let marks = page.block_marks(index);
    let mark = marks.iter().find(|mark| {
        matches!(mark.kind, MarkKind::Strong | MarkKind::Emphasis | MarkKind::Link(_))
            && mark.end > mark.start
    });
    mark.and_then(|mark| name(page.slice(&(mark.start..mark.end)))).or_else(|| name(whole))
}

/// A name without what is set around it: "by", "says:", commas, bars.
fn name(text: &str) -> Option<String> {
    let edge = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ',' | ':' | '：' | '|' | '·' | '•' | '-' | '–' | '—' | '(' | '#' | '@' | '/'
            )
    };
    let mut text = text.trim_matches(edge);
    for says in [
        "says",
        "said",
        "wrote",
        "writes",
        "schreibt",
        "schrieb",
        "dice",
        "dijo",
        "a dit",
        "dit",
        "пишет",
        "on",
    ] {
        if let Some(rest) = text.strip_suffix(says)
            && rest.ends_with(char::is_whitespace)
        {
            text = rest.trim_matches(edge);
        }
    }
    for by in ["Posted by", "By", "by", "von", "Von", "par", "Par", "por", "Por", "от", "От"] {
        if let Some(rest) = text.strip_prefix(by)
            && rest.starts_with([' ', ':', '\u{a0}'])
        {
            text = rest.trim_matches(edge);
        }
    }
    // Where someone is from, or whom someone answers.
    if let Some(at) = text.find(['[', '(', '（', '【', '［']).filter(|&at| at > 0) {
        text = text[..at].trim_matches(edge);
    }
    let letters = text != "Uhr" && text.chars().any(char::is_alphanumeric);
    (letters && text.chars().count() <= NAME).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_alone() {
        for (text, want) in [
            ("Gwen T. says:", "Gwen T."),
            ("Posted by Bo on", "Bo"),
            ("桥东老张 ", "桥东老张"),
            ("| Onur -", "Onur"),
            ("Byron", "Byron"),
            ("退潮的人[宁东网友]", "退潮的人"),
        ] {
            assert_eq!(name(text).as_deref(), Some(want));
        }
        assert_eq!(name(" - "), None);
    }
}
