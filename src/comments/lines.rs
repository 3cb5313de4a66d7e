//! The lines of an area: which tell an author or a time, which are to press, which are text.

use super::areas::Sums;
use super::names::{self, Parts};
use crate::segment::{ElementId, MarkKind, Page, Tag};
use std::ops::Range;

/// Most characters of an element of several lines whose names hold for each of them.
const NEAR: u32 = 80;
/// Longest line that tells an author or a time, in characters without white space.
const HEAD: u32 = 80;
/// Longest text of a button or a counter.
const PRESS: u32 = 40;

/// A block in an area.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub block: usize,
    /// Its element.
    pub element: ElementId,
    /// Tells when.
    pub date: bool,
    /// Is said to tell who.
    pub author: bool,
    /// Something to press, a counter, a badge.
    pub action: bool,
    /// Who or when by the names of its elements, not only by its look.
    head: bool,
    /// Begins with who and when, and goes on with the text behind a line break.
    pub whole: bool,
    /// Is said to be the text.
    pub marked: bool,
    /// In a form, or in a heading of the area.
    pub apart: bool,
    pub chars: u32,
}

impl Line {
    /// Could be what a reader wrote.
    pub fn is_text(&self) -> bool {
        !self.apart && (self.whole || !self.action && !self.head && (self.marked || !self.date))
    }
}

/// The elements of an area with what their names say, and its lines.
pub(super) struct Lines {
    /// Elements looked at; those of the roots and what stands between them.
    pub range: Range<ElementId>,
    parts: Vec<Parts>,
    pub lines: Vec<Line>,
}

impl Lines {
    /// Reads the area with these roots.
    pub fn of(page: &Page, sums: &Sums, roots: &[ElementId], blocks: &[usize]) -> Lines {
        let last = roots[roots.len() - 1];
        let range = roots[0]..page.elements[last as usize].end;
        let parts = range.clone().map(|e| names::parts(page, e)).collect();
        let mut lines = Lines { range, parts, lines: Vec::with_capacity(blocks.len()) };
        let forms = lines.forms(page, sums);
        for &block in blocks {
            let line = lines.line(page, sums, &forms, block);
            lines.lines.push(line);
        }
        lines.mark_texts(page, sums);
        lines
    }

    /// Marks the lines inside elements that are named as the text of a comment. Those that hold a
    /// head as well are named so for all that is in them.
    fn mark_texts(&mut self, page: &Page, sums: &Sums) {
        let start = self.range.start;
        let mut heads = vec![false; self.range.len()];
        let alone = |element: ElementId| sums.blocks[element as usize] == 1;
        for line in self.lines.iter().filter(|line| line.element >= start) {
            if !line.head && !line.date {
                continue;
            }
            for element in page.ancestors(line.element).take_while(|&e| e >= start) {
                // A time that only looks like one may be what the text of one line speaks of.
                if line.head || !alone(element) {
                    heads[(element - start) as usize] = true;
                }
            }
        }
        // The innermost element with a text's name around each element.
        let mut texts: Vec<Option<ElementId>> = vec![None; self.range.len()];
        for element in self.range.clone() {
            let at = (element - start) as usize;
            let parent = page.elements[element as usize].parent;
            let above = if parent >= start { texts[(parent - start) as usize] } else { None };
            let own = !heads[at] && self.parts[at].has(Parts::TEXT);
            texts[at] = if own { Some(element) } else { above };
        }
        for line in &mut self.lines {
            let text = line.element.checked_sub(start).and_then(|at| texts[at as usize]);
            line.marked = text.is_some() && !line.head;
            line.action &= !(line.marked && text.is_some_and(alone));
        }
    }

    /// What an element's names say.
    pub fn parts(&self, element: ElementId) -> Parts {
        self.parts[(element - self.range.start) as usize]
    }

    /// For each element whether it is in a form. A form that holds most of the area's text is
    /// none: some pages wrap their lists in one.
    fn forms(&self, page: &Page, sums: &Sums) -> Vec<bool> {
        let whole =
            self.range.clone().filter(|&e| !self.range.contains(&page.elements[e as usize].parent));
        let whole: u32 = whole.map(|e| sums.chars[e as usize]).sum();
        let mut fields: Vec<ElementId> = page.fields.iter().map(|field| field.element).collect();
        fields.sort_unstable();
        let mut inside = vec![false; self.range.len()];
        for element in self.range.clone() {
            let this = &page.elements[element as usize];
            let above = self.range.contains(&this.parent)
                && inside[(this.parent - self.range.start) as usize];
            let writes = || {
                let next = fields.partition_point(|&field| field < element);
                fields.get(next).is_some_and(|&field| page.contains(element, field))
            };
            let chars = sums.chars[element as usize];
            let form = this.tag == Tag::Form && (chars * 2 < whole || chars < 600 && writes());
            inside[(element - self.range.start) as usize] = above || form;
        }
        inside
    }

    fn line(&self, page: &Page, sums: &Sums, forms: &[bool], index: usize) -> Line {
        let block = &page.blocks[index];
        let text = page.block_text(index);
        let (mut near, mut time, mut heading) = (Parts::NONE, false, false);
        for element in page.ancestors(block.element) {
            if element < self.range.start {
                break;
            }
            let parts = self.parts(element);
            // What holds several lines and is called a comment is a comment, by whomever.
            let own = match sums.blocks[element as usize] {
                0 | 1 => true,
                2 | 3 => sums.chars[element as usize] <= NEAR && !parts.has(Parts::COMMENT),
                _ => false,
            };
            if own {
                near = near.and(parts);
            }
            let tag = page.elements[element as usize].tag;
            time |= tag == Tag::Time;
            heading |= tag.heading_level().is_some() || tag == Tag::Legend;
        }
        time |= time_inside(page, index).is_some();
        let short = block.chars <= HEAD;
        let in_form = forms[(block.element.max(self.range.start) - self.range.start) as usize];
        let button = page.elements[block.container as usize].tag == Tag::Button;
        let linked = block.link_density() > 0.8;
        let digits = text.chars().any(char::is_numeric);
        let dated = short && (time || near.has(Parts::DATE) && digits);
        let opening = page.block_marks(index).iter().find(|mark| mark.kind == MarkKind::Break);
        let opening = opening.map(|mark| (mark.start - block.span.start) as usize);
        let whole = opening.is_some_and(|end| tells_time(&text[..end]) && end < text.len());
        let date = dated || whole || short && tells_time(text);
        let author = short && !date_only(text) && near.has(Parts::AUTHOR);
        let counter = block.chars <= PRESS && !text.chars().any(char::is_alphabetic);
        let pressed = near.has(Parts::ACTION) && block.chars <= PRESS;
        Line {
            block: index,
            element: block.element,
            date,
            author,
            head: dated || author,
            whole,
            action: button || !whole && !date && !author && (pressed || linked || counter),
            marked: false,
            apart: in_form || heading && !near.has(Parts::AUTHOR) && !date,
            chars: block.chars,
        }
    }
}

/// The `time` element inside a block.
pub(super) fn time_inside(page: &Page, index: usize) -> Option<ElementId> {
    let first = page.blocks[index].element;
    let next = page.blocks.get(index + 1).map_or(page.elements.len() as u32, |next| next.element);
    // A block ends where the element around it ends, so what follows in number stands inside it.
    let end = next.min(page.elements[page.blocks[index].container as usize].end);
    (first..end).find(|&e| page.elements[e as usize].tag == Tag::Time)
}

/// Has a text nothing but digits and signs?
fn date_only(text: &str) -> bool {
    !text.chars().any(char::is_alphabetic)
}

/// Words that make a number a time that has passed; each stands alone or, in scripts that set no
/// words apart, anywhere.
const AGO: &[&str] = &[
    "heure",
    "heures",
    "jour",
    "jours",
    "semaines",
    "mois",
    "ago",
    "hour",
    "hours",
    "minute",
    "minutes",
    "min",
    "mins",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "hace",
    "vor",
    "назад",
    "önce",
    "fa",
    "há",
    "atrás",
    "geleden",
    "sedan",
    "siden",
    "temu",
    "lalu",
    "trước",
    "πριν",
    "sitten",
    "před",
    "ezelőtt",
    "acum",
    "قبل",
    "منذ",
    "לפני",
    "पहले",
];
const AGO_INSIDE: &[&str] = &["前", "전", "ที่แล้ว", "ก่อน"];

/// Does a short line tell a time: a clock, a day in numbers, so many hours ago?
pub(super) fn tells_time(text: &str) -> bool {
    const LONGEST: usize = 60;
    if text.chars().nth(LONGEST).is_some() {
        return false;
    }
    let chars: Vec<char> = text.chars().collect();
    let digit = |at: usize| chars.get(at).is_some_and(|c| c.is_numeric());
    let digits = chars.iter().filter(|c| c.is_numeric()).count();
    if digits == 0 {
        return false;
    }
    let joined = (1..chars.len())
        .filter(|&at| {
            matches!(
                chars[at],
                ':' | '.' | '/' | '-' | '：' | '年' | '月' | '日' | '년' | '월' | '일'
            ) && digit(at - 1)
        })
        .count();
    let clock = (1..chars.len()).any(|at| {
        matches!(chars[at], ':' | '：') && digit(at - 1) && digit(at + 1) && digit(at + 2)
    });
    // More digits than a day has, and no clock among them, make a telephone number.
    if clock && digits >= 3 || joined >= 2 && (4..=8).contains(&digits) {
        return true;
    }
    // A day with the name of its month: a year, a day and hardly a word more.
    let words = text.split_whitespace().count();
    // By the calendars in use: common, Solar Hijri, Buddhist.
    let year = text
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|run| run.parse::<u32>().ok())
        .any(|run| matches!(run, 1990..=2100 | 1370..=1450 | 2530..=2650));
    if year && (5..=8).contains(&digits) && (2..=6).contains(&words) {
        return true;
    }
    // `2d`, `15min`.
    if chars.len() <= 6 && digit(0) && chars.iter().all(char::is_ascii_alphanumeric) {
        let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
        return matches!(
            unit,
            "s" | "m" | "h" | "d" | "w" | "y" | "mo" | "min" | "hr" | "hrs" | "yr"
        );
    }
    let short = chars.len() <= 30;
    let lower = text.to_lowercase();
    short
        && (AGO_INSIDE.iter().any(|word| lower.contains(word))
            || lower.split(|c: char| !c.is_alphabetic()).any(|word| AGO.contains(&word)))
}

#[cfg(test)]
mod tests {
    use super::tells_time;

    #[test]
    fn times_in_many_hands() {
        for time in [
            "19.12.2025 09:48",
            "04-14 09:10",
            "3 hours ago",
            "5時間前",
            "2小时前",
            "hace 3 días",
            "4 October 2025",
            "2026年5月3日",
            "May 3, 2020 at 5:00 pm",
            "12:30",
            "il y a 2 heures",
            "2d",
        ] {
            assert!(tells_time(time), "{time}");
        }
        for other in [
            "Reply",
            "Gwen T.",
            "12",
            "Like (3)",
            "一棵树",
            "Room 101",
            "+1 (989) 535-9295",
            "864-326-5047",
            "LCB #5009",
        ] {
            assert!(!tells_time(other), "{other}");
        }
    }
}
