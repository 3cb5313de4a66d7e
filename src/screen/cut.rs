//! Takes ranges of text out of a page, leaving it as if they had never been there.

use crate::segment::{Block, Mark, MarkKind, Page, shown};
use std::ops::Range;

/// Removes ranges of [`Page::text`], given in order and apart from each other.
pub(super) fn cut(page: &mut Page, ranges: &[Range<u32>]) {
    let old_text = std::mem::take(&mut page.text);
    let old_marks = std::mem::take(&mut page.marks);
    let old_blocks = std::mem::take(&mut page.blocks);
    page.text.reserve(old_text.len());
    let mut places: Vec<u32> = Vec::with_capacity(old_blocks.len() + 1);
    let mut images = 0u16;
    let mut next = 0;
    for block in old_blocks {
        places.push(page.blocks.len() as u32);
        while ranges.get(next).is_some_and(|range| range.end <= block.span.start) {
            next += 1;
        }
        let mut last = next;
        while ranges.get(last).is_some_and(|range| range.start < block.span.end) {
            last += 1;
        }
        let marks = &old_marks[block.marks.start as usize..block.marks.end as usize];
        let images_before = std::mem::take(&mut images).saturating_add(block.images_before);
        let first_mark = page.marks.len() as u32;
        let start = page.text.len() as u32;
        let mut kept = Block { images_before, ..block.clone() };
        if next == last {
            page.text.push_str(&old_text[block.span.start as usize..block.span.end as usize]);
            let shift = |at: u32| at - block.span.start + start;
            page.marks.extend(marks.iter().map(|mark| Mark {
                start: shift(mark.start),
                end: shift(mark.end),
                ..mark.clone()
            }));
        } else {
            let pieces = Pieces::of(&old_text, &block.span, &ranges[next..last], start);
            if pieces.list.is_empty() {
                images = images_before;
                continue;
            }
            pieces.write(&old_text, &mut page.text);
            pieces.marks(marks, &mut page.marks);
            pieces.count(&old_text, marks, &mut kept);
        }
        kept.span = start..page.text.len() as u32;
        kept.marks = first_mark..page.marks.len() as u32;
        page.text.push('\n');
        page.blocks.push(kept);
    }
    places.push(page.blocks.len() as u32);
    for image in &mut page.images {
        let place = places.get(image.before_block as usize).or(places.last());
        image.before_block = place.copied().unwrap_or_default();
    }
}

/// The parts of a block that stay.
struct Pieces {
    /// Old range, new start, whether a blank goes before.
    list: Vec<(Range<u32>, u32, bool)>,
    cuts: Vec<Range<u32>>,
}

impl Pieces {
    fn of(text: &str, span: &Range<u32>, cuts: &[Range<u32>], start: u32) -> Pieces {
        let slice = |range: &Range<u32>| &text[range.start as usize..range.end as usize];
        let mut raw: Vec<Range<u32>> = Vec::new();
        let mut at = span.start;
        for cut in cuts {
            raw.push(at..cut.start.max(at));
            at = cut.end.min(span.end).max(at);
        }
        raw.push(at..span.end);
        let mut list: Vec<(Range<u32>, u32, bool)> = Vec::new();
        let mut new = start;
        let mut blank = false;
        for range in raw {
            let piece = slice(&range);
            let trimmed = piece.trim();
            if !trimmed.chars().any(char::is_alphanumeric) && is_loose(trimmed) {
                blank |= !piece.is_empty();
                continue;
            }
            blank |= piece.starts_with(char::is_whitespace);
            let begin = range.start + (piece.len() - piece.trim_start().len()) as u32;
            let end = begin + trimmed.len() as u32;
            blank &= !list.is_empty();
            new += u32::from(blank);
            list.push((begin..end, new, blank));
            new += end - begin;
            blank = piece.ends_with(char::is_whitespace);
        }
        Pieces { list, cuts: cuts.to_vec() }
    }

    fn write(&self, old: &str, new: &mut String) {
        for (range, _, blank) in &self.list {
            if *blank {
                new.push(' ');
            }
            new.push_str(&old[range.start as usize..range.end as usize]);
        }
    }

    /// The new place of an old one; places in a cut move to its end.
    fn place(&self, at: u32) -> u32 {
        let next = self.list.partition_point(|(range, ..)| range.start <= at);
        match (next.checked_sub(1).map(|i| &self.list[i]), self.list.get(next)) {
            (Some((range, start, _)), _) => start + (at.min(range.end) - range.start),
            (None, first) => first.map_or(0, |(_, start, _)| *start),
        }
    }

    /// The cut that holds a place.
    fn cut_at(&self, at: u32) -> Option<&Range<u32>> {
        let next = self.cuts.partition_point(|cut| cut.end <= at);
        self.cuts.get(next).filter(|cut| cut.start <= at)
    }

    /// Is a line break gone: cut out, or at the end of what is left?
    fn is_gone(&self, at: u32) -> bool {
        self.cut_at(at).is_some() || self.place(at) >= self.end()
    }

    fn end(&self) -> u32 {
        self.list.last().map_or(0, |(range, start, _)| start + (range.end - range.start))
    }

    fn marks(&self, old: &[Mark], new: &mut Vec<Mark>) {
        for mark in old {
            let (start, stop) = (self.place(mark.start), self.place(mark.end));
            let keep = match mark.kind {
                MarkKind::Break => !self.is_gone(mark.start),
                _ => start < stop,
            };
            if keep {
                new.push(Mark { start, end: stop, ..mark.clone() });
            }
        }
    }

    /// Takes what was cut off the counts of the block.
    fn count(&self, text: &str, marks: &[Mark], block: &mut Block) {
        let visible = |from: u32, to: u32| -> u32 {
            if from >= to {
                return 0;
            }
            shown(&text[from as usize..to as usize]) as u32
        };
        let mut removed = Vec::new();
        let mut at = block.span.start;
        for (range, ..) in &self.list {
            removed.push(at..range.start);
            at = range.end;
        }
        removed.push(at..block.span.end);
        let under = |wanted: fn(&MarkKind) -> bool| -> u32 {
            let mut total = 0;
            let mut covered = 0;
            let mut gaps = removed.iter().peekable();
            for mark in marks.iter().filter(|mark| wanted(&mark.kind)) {
                let from = mark.start.max(covered);
                while gaps.next_if(|gap| gap.end <= from).is_some() {}
                for gap in gaps.clone().take_while(|gap| gap.start < mark.end) {
                    total += visible(gap.start.max(from), gap.end.min(mark.end));
                }
                covered = covered.max(mark.end);
            }
            total
        };
        let all: u32 = removed.iter().map(|gap| visible(gap.start, gap.end)).sum();
        block.link_chars =
            block.link_chars.saturating_sub(under(|k| matches!(k, MarkKind::Link(_))));
        block.bold_chars = block.bold_chars.saturating_sub(under(|k| *k == MarkKind::Strong));
        block.italic_chars = block.italic_chars.saturating_sub(under(|k| *k == MarkKind::Emphasis));
        block.chars = block.chars.saturating_sub(all);
        for mark in marks {
            let gone = self.cut_at(mark.start).is_some_and(|cut| mark.end <= cut.end);
            match mark.kind {
                MarkKind::Break if self.is_gone(mark.start) => {
                    block.breaks = block.breaks.saturating_sub(1)
                }
                MarkKind::Link(_) if gone => block.links = block.links.saturating_sub(1),
                _ => {}
            }
        }
    }
}

/// Is a rest without letters only the joint between removed pieces?
fn is_loose(text: &str) -> bool {
    text.chars().count() <= 12
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;
    use crate::segment::segment;
    use crate::settings::Limits;

    fn page(html: &str) -> Page {
        segment(&parse(html, &Limits::default()))
    }

    /// Cuts `[…]` out of a page and compares with the page written without it.
    fn check(html: &str) {
        let dirty = html.replace(['[', ']'], "");
        let clean: String = {
            let (before, rest) = html.split_once('[').unwrap();
            before.to_owned() + rest.split_once(']').unwrap().1
        };
        let inner = html.split_once('[').unwrap().1.split_once(']').unwrap().0;
        let words = page(inner).text.trim().replace('\n', " ");
        let mut dirty = page(&dirty);
        let start = dirty.text.find(&words).expect("the words") as u32;
        cut(&mut dirty, std::slice::from_ref(&(start..start + words.len() as u32)));
        let clean = page(&clean);
        assert_eq!(dirty.text, clean.text);
        let plain = |page: &Page| {
            page.blocks
                .iter()
                .map(|b| {
                    (
                        b.span.clone(),
                        b.marks.clone(),
                        b.chars,
                        b.link_chars,
                        b.bold_chars,
                        b.links,
                        b.breaks,
                        b.images_before,
                    )
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(plain(&dirty), plain(&clean), "{html}");
        let marks = |page: &Page| {
            page.marks
                .iter()
                .map(|m| (m.start, m.end, page.elements[m.element as usize].tag))
                .collect::<Vec<_>>()
        };
        assert_eq!(marks(&dirty), marks(&clean), "{html}");
    }

    #[test]
    fn a_cut_leaves_the_page_as_it_was() {
        check("<p>One <b>two</b> three.[ Buy <a href=x>pills</a> now.]</p><p>Four</p>");
        check("<p>One <a href=y>two</a>.</p>[<p><a href=x>pills</a></p>]<img src=i><p>Four</p>");
        check("<p>A</p><img src=i>[<p>spam</p>]<p>B</p>");
        check("<p><b>One [<a href=x>spam words</a> ]two</b> three</p>");
        check("<p>One<br>two [spam <a href=x>words</a> ]<br>three</p>");
    }
}
