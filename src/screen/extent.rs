//! How far the removal of a run reaches: over its sentence in prose, its block in lists, the
//! element that was injected with it.

use super::atoms::{Atom, letters};
use super::context::Context;
use super::script;
use super::sentence;
use crate::segment::{ElementId, Mark, MarkKind, Tag};
use std::ops::Range;

/// Longest part of a sentence that goes with a link, in letters.
const MAX_CLAUSE: u32 = 160;
/// Longest label that goes with a list.
pub(super) const MAX_LABEL: u32 = 50;
/// Longest sentence with a colon that goes with the one link behind it, when others precede it:
/// longer ones announce a list or a quotation of the page's own.
const MAX_LEAD: u32 = 70;

/// How far around a run anything is read, in bytes: enough for every limit above in any script. A
/// paragraph with thousands of runs must not be read thousands of times.
pub(super) const WINDOW: u32 = 4096;

/// The part of a block that lies around a range.
fn window(context: &Context, block: usize, range: &Range<u32>) -> Range<u32> {
    let page = context.page;
    let span = &page.blocks[block].span;
    let mut start = range.start.saturating_sub(WINDOW).max(span.start);
    let mut end = range.end.saturating_add(WINDOW).min(span.end);
    while !page.text.is_char_boundary(start as usize) {
        start += 1;
    }
    while !page.text.is_char_boundary(end as usize) {
        end -= 1;
    }
    start..end
}

/// The marks of a block that begin in a range.
fn marks_in<'a>(context: &Context<'a>, block: usize, range: &Range<u32>) -> &'a [Mark] {
    let marks = context.page.block_marks(block);
    let first = marks.partition_point(|mark| mark.start < range.start);
    let count = marks[first..].partition_point(|mark| mark.start < range.end);
    &marks[first..first + count]
}

/// The part of the page's text that goes with a run of spam.
pub(super) fn extent(context: &Context, run: Range<usize>, foreign_script: bool) -> Range<u32> {
    let atoms = &context.atoms[run.clone()];
    let (Some(first), Some(last)) = (atoms.first(), atoms.last()) else { return 0..0 };
    if let Some(range) = hidden_extent(context, run) {
        return range;
    }
    let start = left(context, first.block as usize, first.start, last, foreign_script);
    let end = right(context, last.block as usize, last.end, first.block == last.block);
    grow(context, start..end, first.block as usize, last.block as usize)
}

/// The whole of the element that hides the run, when that is small.
fn hidden_extent(context: &Context, run: Range<usize>) -> Option<Range<u32>> {
    let page = context.page;
    let atoms = &context.atoms[run];
    let (way, by) = atoms.iter().find_map(|atom| context.hidden.way(atom.element))?;
    let block = atoms[0].block as usize;
    if way.strength() == 0 {
        return None;
    }
    if !page.contains(by, page.blocks[block].element) || !page.elements[by as usize].tag.is_block()
    {
        // Inline: the text inside the hiding elements of the run, which stand side by side.
        let ranges = &context.hidden.inline;
        let inside = |at: u32| {
            let next = ranges.partition_point(|range| range.start <= at);
            ranges[..next].last().filter(|range| at < range.end)
        };
        let start = inside(atoms[0].start).map_or(atoms[0].start, |range| range.start);
        let end = atoms.last().map_or(start, |atom| {
            inside(atom.start).map_or(atom.end, |range| range.end.max(atom.end))
        });
        return Some(merge_inline(context, start..end, block));
    }
    if !context.hides_spam(by, block) {
        return None;
    }
    let blocks = context.inside(by, block);
    let range = page.blocks[blocks.start].span.start..page.blocks[blocks.end - 1].span.end;
    let within = |at: u32| at >= range.start && at <= range.end;
    (within(atoms[0].start) && within(atoms.last()?.end))
        .then(|| grow(context, range, blocks.start, blocks.end - 1))
}

/// The part of the text that goes with one link.
pub(super) fn of_link(context: &Context, link: Range<u32>, block: usize) -> Range<u32> {
    let atom = Atom { block: block as u32, start: link.start, end: link.end, ..Atom::default() };
    let start = left(context, block, link.start, &atom, false);
    grow(context, start..right(context, block, link.end, true), block, block)
}

/// The part of the text that goes with a range in one block, or with the blocks from it on.
pub(super) fn around(context: &Context, range: Range<u32>, block: usize) -> Range<u32> {
    let blocks = &context.page.blocks;
    let last = blocks.partition_point(|block| block.span.start < range.end).max(block + 1) - 1;
    if last > block {
        grow(context, range, block, last)
    } else {
        merge_inline(context, range, block)
    }
}

/// A block that is mostly hidden spam goes whole, label and all.
fn merge_inline(context: &Context, range: Range<u32>, block: usize) -> Range<u32> {
    let span = &context.page.blocks[block].span;
    let near = window(context, block, &range);
    if range.end > span.end || near != *span {
        return range;
    }
    let rest = context.letters(span.start, range.start) + context.letters(range.end, span.end);
    let prose = sentence::has_mark(context.page.slice(&(span.start..range.start)));
    let taken = context.letters(range.start, range.end);
    if rest == 0 || rest <= MAX_LABEL && rest < taken && !prose && !is_kept(context, block, &range)
    {
        grow(context, span.clone(), block, block)
    } else {
        range
    }
}

/// Does the rest of a block hold what only the page itself would print: links into its own site,
/// a copyright sign, a year?
pub(super) fn is_kept(context: &Context, block: usize, taken: &Range<u32>) -> bool {
    let page = context.page;
    let span = window(context, block, taken);
    let own_link = marks_in(context, block, &span).iter().any(|mark| {
        let outside = mark.end <= taken.start || mark.start >= taken.end;
        match &mark.kind {
            MarkKind::Link(href) if outside => context.site.foreign(page.value(href)).is_none(),
            _ => false,
        }
    });
    let rest = [
        page.slice(&(span.start..taken.start.max(span.start))),
        page.slice(&(taken.end.min(span.end)..span.end)),
    ];
    own_link || rest.iter().any(|text| has_imprint(text))
}

/// Does a text lead on to something, by a question or an exclamation: "Looking for fun?"
pub(super) fn is_lead_in(text: &str) -> bool {
    let end = text.trim_end().trim_end_matches(['"', '”', '’', '»', ')', '）', '」']);
    end.ends_with(['?', '!', ':', '？', '！', '：', '؟', '…'])
}

fn has_imprint(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.contains('©')
        || lower.contains("copyright")
        || lower.contains("rights reserved")
        || has_date(text)
}

/// A year with a day or month in numbers. Advertisements name the year alone: "Best watches 2024",
/// "2024年新作".
fn has_date(text: &str) -> bool {
    let numbers = || text.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty());
    let year = |n: &str| n.len() == 4 && (n.starts_with("19") || n.starts_with("20"));
    numbers().any(year) && numbers().any(|n| n.len() <= 2)
}

/// Where the removal begins in the block of the run's first atom.
fn left(context: &Context, block: usize, at: u32, last: &Atom, foreign_script: bool) -> u32 {
    let page = context.page;
    let span = window(context, block, &(at..at));
    let before = page.slice(&(span.start..at));
    if letters(before) == 0 {
        return span.start;
    }
    // Lines above a line break, unless they are a label, are not the run's.
    if let Some(line) = breaks(context, block, &(span.start..at)).next_back() {
        let above = page.slice(&(span.start..line));
        if letters(above) > MAX_LABEL || sentence::has_mark(above) {
            return left_in(context, block, line..span.end, at, last, foreign_script);
        }
    }
    left_in(context, block, span, at, last, foreign_script)
}

/// The line breaks in a range of a block.
fn breaks(
    context: &Context,
    block: usize,
    range: &Range<u32>,
) -> impl DoubleEndedIterator<Item = u32> {
    let marks = marks_in(context, block, range).iter();
    marks.filter(|mark| mark.kind == MarkKind::Break).map(|mark| mark.start)
}

/// Where the removal begins in a part of a block that is one paragraph.
fn left_in(
    context: &Context,
    block: usize,
    span: Range<u32>,
    at: u32,
    last: &Atom,
    foreign_script: bool,
) -> u32 {
    let page = context.page;
    let before = page.slice(&(span.start..at));
    if letters(before) == 0 {
        return span.start;
    }
    if foreign_script {
        // The label in the run's own script goes with it; what stands before that is the page's.
        let own = page.slice(&(at..last.end.min(span.end).max(at))).chars().find_map(script::of);
        if before.chars().filter_map(script::of).all(|script| Some(script) == own) {
            return span.start;
        }
        let own_start = before
            .char_indices()
            .rev()
            .take_while(|(_, c)| script::of(*c).is_none_or(|s| Some(s) == own) && !is_stop(*c))
            .filter(|(_, c)| script::of(*c) == own)
            .last()
            .map_or(before.len(), |(i, _)| i);
        if own_start > 0 && own_start < before.len() {
            return span.start + own_start as u32;
        }
        let whole = own_start == before.len();
        if whole && letters(&before[sentence_start(before)..]) > MAX_LABEL {
            return at;
        }
    }
    let begin = sentence_start(before);
    let clause = &before[begin..];
    let whole = span.start + begin as u32;
    if let Some(bound) = inner_bound(context, clause) {
        return whole + bound as u32;
    }
    let announces = clause.trim_end().ends_with([':', '：']) && letters(clause) > MAX_LEAD;
    if begin > 0 && announces && last.start == at {
        return at;
    }
    if begin > 0 {
        return if letters(clause) <= MAX_CLAUSE { whole } else { weak_bound(clause, whole, at) };
    }
    let taken = span.start..span.end.min(last.end.max(at));
    let label = letters(clause) <= MAX_LABEL
        || clause.trim_end().ends_with([':', '：']) && letters(clause) <= MAX_CLAUSE;
    if label && !is_kept(context, block, &(at..taken.end)) {
        return span.start;
    }
    if letters(clause) <= MAX_CLAUSE && !has_own_links(context, block, span.start..at) {
        // One sentence alone, the block's first: it is the run's own.
        if last.block as usize == block || context.letters(at, span.end) > letters(clause) {
            return if has_imprint(clause) { at } else { span.start };
        }
    }
    weak_bound(clause, whole, at)
}

/// Where the last sentence of a text begins; at its end when a mark ends it.
fn sentence_start(before: &str) -> usize {
    let bounds = sentence::bounds(before);
    match bounds.as_slice() {
        [.., last] if sentence::has_mark(&before[bounds[bounds.len() - 2]..]) => *last,
        [.., begin, _] => *begin,
        _ => 0,
    }
}

/// Where a new sentence seems to begin inside a clause though no mark ended the one before: after
/// a colon, or, in a long clause, at its last capital letter with small words behind it.
fn inner_bound(context: &Context, clause: &str) -> Option<usize> {
    /// A clause this long before a bought link is hardly its own, in letters.
    const LONG: u32 = 70;
    let starts_upper = |at: usize| clause[at..].chars().next().is_some_and(char::is_uppercase);
    let trimmed = clause.trim_end();
    let last = trimmed.char_indices().next_back().map_or(0, |(at, _)| at);
    if let Some(colon) = trimmed[..last].rfind(": ")
        && letters(&clause[..colon]) >= 15
        && starts_upper(colon + 2)
    {
        return Some(colon + 2);
    }
    // Behind a bracket that closes a remark: "(Reuters) See also …".
    if let Some((at, bracket)) =
        trimmed.char_indices().rev().find(|(_, c)| matches!(c, ')' | ']' | '）' | '】'))
        && letters(&clause[..at]) >= 8
    {
        let after = at + bracket.len_utf8();
        let rest = clause[after..].trim_start();
        if !rest.chars().next().is_some_and(|c| c.is_lowercase() || !c.is_alphanumeric()) {
            return Some(clause.len() - rest.len());
        }
    }
    if letters(clause) <= LONG || context.language == "de" {
        return None;
    }
    let words: Vec<(usize, &str)> = clause
        .split(' ')
        .scan(0, |at, word| {
            let start = *at;
            *at += word.len() + 1;
            Some((start, word))
        })
        .filter(|(_, word)| !word.is_empty())
        .collect();
    let last = words.iter().rposition(|(at, _)| starts_upper(*at))?;
    let tail = &words[last + 1..];
    let small = tail.iter().all(|(_, w)| w.chars().all(|c| c.is_lowercase() || c == ','));
    (last > 0 && !tail.is_empty() && tail.len() <= 10 && small).then(|| words[last].0)
}

fn is_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '.' | '!' | '?' | '|' | '\n' | ')' | '）')
}

fn has_own_links(context: &Context, block: usize, range: Range<u32>) -> bool {
    let page = context.page;
    marks_in(context, block, &range).iter().any(|mark| match &mark.kind {
        MarkKind::Link(href) => {
            mark.end <= range.end && context.site.foreign(page.value(href)).is_none()
        }
        _ => false,
    })
}

/// In a long sentence without a better place: after the last colon, dash or bracket.
fn weak_bound(clause: &str, start: u32, at: u32) -> u32 {
    clause
        .char_indices()
        .rev()
        .find(|(_, c)| {
            matches!(c, ':' | '：' | '|' | '—' | '–' | ')' | '）' | '”' | '」' | '»' | ';' | '；')
        })
        .map(|(i, c)| start + (i + c.len_utf8()) as u32)
        .filter(|&bound| letters(&clause[(bound - start) as usize..]) <= MAX_CLAUSE)
        .unwrap_or(at)
}

/// Where the removal ends in the block of the run's last atom.
fn right(context: &Context, block: usize, at: u32, one_block: bool) -> u32 {
    let page = context.page;
    let span = window(context, block, &(at..at));
    let after = page.slice(&(at..span.end));
    if letters(after) == 0 {
        return span.end;
    }
    // Lines below a line break are not the run's.
    if let Some(line) = breaks(context, block, &(at..span.end)).next() {
        let own = page.slice(&(at..line));
        if letters(own) <= MAX_CLAUSE
            && !sentence::has_mark(own)
            && context.letters(line, span.end) > MAX_LABEL
        {
            return line;
        }
    }
    let (stop, marked) = sentence::end(after, 0);
    let rest = letters(&after[..stop]);
    if marked && rest <= MAX_CLAUSE {
        // A full stop right behind the run belongs to it.
        return at + stop as u32;
    }
    let limit = if one_block { MAX_CLAUSE } else { MAX_LABEL };
    if !marked
        && rest <= limit
        && !has_own_links(context, block, at..span.end)
        && !has_imprint(after)
    {
        return span.end;
    }
    at
}

/// Takes in headings and lines beside a removal that are nothing but words of spam.
pub(super) fn absorb(context: &Context, range: &mut Range<u32>) {
    /// Most blocks on either side.
    const MOST: usize = 2;
    let blocks = &context.page.blocks;
    let first = blocks.partition_point(|block| block.span.end <= range.start);
    let last = blocks.partition_point(|block| block.span.start < range.end);
    let whole = first < last
        && range.start <= blocks[first].span.start
        && blocks[last - 1].span.end <= range.end;
    if !whole {
        return;
    }
    let beside = |a: usize, b: usize| {
        let parent = |block: usize| {
            let container = context.page.elements[blocks[block].container as usize].parent;
            (container, blocks[block].origin)
        };
        context.page.plain_text || parent(a) == parent(b)
    };
    let before = (0..first).rev().take(MOST);
    if let Some(block) = before.take_while(|&b| beside(b, first) && is_bare(context, b)).last() {
        range.start = blocks[block].span.start;
    }
    let after = (last..blocks.len()).take(MOST);
    if let Some(block) = after.take_while(|&b| beside(b, last - 1) && is_bare(context, b)).last() {
        range.end = blocks[block].span.end;
    }
}

/// Is a block a short line of spam without a link, off the page's topics?
fn is_bare(context: &Context, block: usize) -> bool {
    let found = &context.page.blocks[block];
    if found.links > 0 || found.chars > 2 * MAX_LABEL {
        return false;
    }
    let first = context.atoms.partition_point(|atom| (atom.block as usize) < block);
    let atoms = context.atoms[first..].iter().take_while(|atom| atom.block as usize == block);
    let (mut letters, mut covered, mut top) = (0, 0, 0);
    for atom in atoms {
        letters += atom.letters;
        covered += atom.covered;
        let hits = &context.hits[atom.hits.start as usize..atom.hits.end as usize];
        let off_topic = hits.iter().filter(|hit| !context.topics.contains(&hit.family));
        top = top.max(off_topic.map(|hit| hit.weight).max().unwrap_or(0));
    }
    top >= 5 && covered * 10 >= letters * 6
}

/// Takes in the elements around a removal that hold next to nothing else.
fn grow(context: &Context, range: Range<u32>, first: usize, last: usize) -> Range<u32> {
    let page = context.page;
    let whole = |range: &Range<u32>, first: usize, last: usize| {
        page.blocks[first].span.start >= range.start && page.blocks[last].span.end <= range.end
    };
    if page.plain_text || !whole(&range, first, last) {
        return range;
    }
    let taken = context.letters(range.start, range.end);
    let mut best = range;
    let (mut first, mut last) = (first, last);
    let mut labelled = false;
    let mut element: ElementId = page.blocks[first].container;
    for _ in 0..8 {
        let tag = page.elements[element as usize].tag;
        if matches!(tag, Tag::Html | Tag::Body | Tag::Main | Tag::Article) || element == 0 {
            break;
        }
        let blocks = context.inside(element, first);
        if blocks.len() > 4 * (last - first + 2) + 16 {
            break;
        }
        // Only a label may stand beside the spam: in front of it, short against it.
        let label = blocks.start..first.max(blocks.start);
        let rest: u32 = label.clone().map(|block| page.blocks[block].chars).sum();
        let plain = label.clone().all(|block| {
            let end = page.blocks[block].span.end;
            !sentence::has_mark(page.block_text(block)) && !is_kept(context, block, &(end..end))
        });
        if blocks.end > last + 1
            || label.len() > 2
            || !plain
            || rest * 4 > taken
            || rest > 120
            || rest > 0 && labelled
        {
            break;
        }
        let from =
            page.images.partition_point(|image| (image.before_block as usize) < blocks.start);
        let images = page.images[from..]
            .iter()
            .take_while(|image| image.before_block as usize <= blocks.end)
            .any(|image| page.contains(element, image.element));
        if images {
            break;
        }
        labelled |= rest > 0;
        if blocks.end > last && blocks.start <= first {
            (first, last) = (blocks.start, blocks.end - 1);
            best = page.blocks[first].span.start..page.blocks[last].span.end;
        }
        element = page.elements[element as usize].parent;
    }
    best
}
