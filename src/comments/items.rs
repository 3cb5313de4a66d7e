//! Which elements of an area are comments.
//!
//! Comments of one system are made alike: by one tag and class, or as children of one element. Of
//! all such groups the one wins in which most members have a head (who or when) and a text of their
//! own. Where no group does, heads and texts that follow each other make the comments.

use super::lines::{Line, Lines};
use super::names::Parts;
use super::phrases;
use crate::segment::{AttributeName, ElementId, Page, Tag};
use std::collections::HashMap;

/// A comment as found on the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    /// The element that holds it, unless it is only a run of lines.
    pub element: Option<ElementId>,
    /// Its lines, without those of comments inside it: indexes into [`Lines::lines`].
    pub lines: Vec<usize>,
}

/// What stands inside an element.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    dates: u32,
    authors: u32,
    texts: u32,
}

impl Counts {
    fn add(&mut self, other: Counts) {
        self.dates += other.dates;
        self.authors += other.authors;
        self.texts += other.texts;
    }

    fn without(self, other: Counts) -> Counts {
        Counts {
            dates: self.dates.saturating_sub(other.dates),
            authors: self.authors.saturating_sub(other.authors),
            texts: self.texts.saturating_sub(other.texts),
        }
    }

    /// Has it a head and a text?
    fn is_comment(&self) -> bool {
        self.texts > 0 && self.dates + self.authors > 0
    }
}

/// What makes elements members of one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key<'a> {
    Marked,
    Class(Tag, &'a str),
    Child(Tag, ElementId),
}

/// How well a group's members look like comments; what comes first counts most.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
struct Score {
    marked: bool,
    comments: u32,
    dated: u32,
    /// A head too many is one comment less.
    single_heads: i32,
    depth: i32,
}

/// Groups that are looked at line by line, so that a page of many kinds of elements costs no more
/// than several pages of one kind.
const TRIES: usize = 32;
/// Share of a group's members with text that must be comments.
const MOST: f32 = 0.6;
/// Classes of an element that are looked at.
const CLASSES: usize = 12;
/// Kinds of markup for comments on one page: one for comments, one for answers, one more.
const KINDS: usize = 3;

/// The comments of an area: elements with a head and a text each.
pub(super) fn items(page: &Page, lines: &Lines) -> Vec<Item> {
    let search = Search { page, lines, counts: counts(page, lines) };
    let groups = search.groups();
    let mut chosen: Vec<ElementId> = Vec::new();
    for _ in 0..KINDS {
        let Some(more) = search.best(&groups, &chosen) else { break };
        chosen.extend(more);
        chosen.sort_unstable();
        chosen.dedup();
    }
    let mut items = search.own(&chosen);
    // A single one proves little: a name beside a text stands in many places.
    items.retain(|item| {
        let marked = item.element.is_some_and(|e| lines.parts(e).has(Parts::MARKED));
        chosen.len() > 1 || marked || item.lines.iter().any(|&at| lines.lines[at].date)
    });
    // One element with several heads is the list and no comment.
    if let [item] = &items[..]
        && item.lines.iter().filter(|&&at| lines.lines[at].date).count() > 1
    {
        let runs = runs(lines, &item.lines);
        if runs.len() > 1 {
            return runs;
        }
    }
    items
}

/// The same in an area that is surely one for comments, where no head is seen: short lines that are
/// set apart stand for them, or a time between texts.
pub(super) fn loose_items(page: &Page, lines: &Lines, named: bool) -> Vec<Item> {
    let search = Search { page, lines, counts: counts(page, lines) };
    let chosen = search.headless(&search.groups(), named);
    match chosen.is_empty() {
        true if named => runs(lines, &(0..lines.lines.len()).collect::<Vec<_>>()),
        _ => search.own(&chosen),
    }
}

/// Counts for each element of the area, what is inside it included.
fn counts(page: &Page, lines: &Lines) -> Vec<Counts> {
    let start = lines.range.start;
    let mut counts = vec![Counts::default(); lines.range.len()];
    for line in lines.lines.iter().filter(|line| !line.apart && line.element >= start) {
        counts[(line.element - start) as usize].add(Counts {
            dates: u32::from(line.date),
            authors: u32::from(line.author),
            texts: u32::from(line.is_text()),
        });
    }
    for element in lines.range.clone().rev() {
        let parent = page.elements[element as usize].parent;
        if parent >= start {
            let inside = counts[(element - start) as usize];
            counts[(parent - start) as usize].add(inside);
        }
    }
    counts
}

struct Search<'a> {
    page: &'a Page,
    lines: &'a Lines,
    counts: Vec<Counts>,
}

type Groups<'a> = Vec<(Key<'a>, Vec<ElementId>)>;

impl<'a> Search<'a> {
    fn count(&self, element: ElementId) -> Counts {
        self.counts[(element - self.lines.range.start) as usize]
    }

    /// Elements that are made alike and hold text, by what they have in common, in page order.
    fn groups(&self) -> Groups<'a> {
        let mut index: HashMap<Key, usize> = HashMap::new();
        let mut groups: Groups = Vec::new();
        for element in self.lines.range.clone() {
            let this = &self.page.elements[element as usize];
            if self.count(element).texts == 0 || !this.tag.is_block() && this.tag != Tag::Custom {
                continue;
            }
            let class = self.page.attribute(element, AttributeName::Class).unwrap_or_default();
            let classes =
                class.split_ascii_whitespace().take(CLASSES).map(|c| Key::Class(this.tag, c));
            let marked = self.lines.parts(element).has(Parts::MARKED).then_some(Key::Marked);
            let child = Key::Child(this.tag, this.parent);
            for key in marked.into_iter().chain([child]).chain(classes) {
                let at = *index.entry(key).or_insert_with(|| {
                    groups.push((key, Vec::new()));
                    groups.len() - 1
                });
                if groups[at].1.last() != Some(&element) {
                    groups[at].1.push(element);
                }
            }
        }
        groups
    }

    /// The best group beside the elements chosen before, which must remain comments without it.
    fn best(&self, groups: &Groups, chosen: &[ElementId]) -> Option<Vec<ElementId>> {
        let mut best: Option<(Score, Vec<ElementId>)> = None;
        let mut tries = 0;
        for (key, members) in groups {
            if members.iter().any(|member| chosen.binary_search(member).is_ok()) {
                continue;
            }
            let own = self.own_counts(members);
            let good: Vec<ElementId> = members
                .iter()
                .zip(&own)
                .filter(|(_, own)| own.is_comment())
                .map(|(&member, _)| member)
                .collect();
            let texts = own.iter().filter(|own| own.texts > 0).count();
            if good.is_empty() || (good.len() as f32) < MOST * texts as f32 {
                continue;
            }
            let depth = i32::from(self.page.elements[good[0] as usize].depth);
            // Of several the outermost, since answers hang on it; of a single one the innermost,
            // since what is around it holds headings and notes as well.
            let depth = if good.len() > 1 { -depth } else { depth };
            let score = Score {
                marked: *key == Key::Marked,
                comments: good.len() as u32,
                dated: own.iter().filter(|own| own.is_comment() && own.dates > 0).count() as u32,
                single_heads: -(own
                    .iter()
                    .map(|own| own.dates.saturating_sub(2) as i32)
                    .sum::<i32>()),
                depth,
            };
            if best.as_ref().is_some_and(|(other, _)| score <= *other) {
                continue;
            }
            if !chosen.is_empty() {
                tries += 1;
                if tries > TRIES || !self.fits(&good, chosen) {
                    continue;
                }
            }
            best = Some((score, good));
        }
        best.map(|(_, members)| members)
    }

    /// Do all elements, of the new ones and those chosen before, have a head and a text of their
    /// own?
    fn fits(&self, new: &[ElementId], chosen: &[ElementId]) -> bool {
        let mut all: Vec<ElementId> = new.iter().chain(chosen).copied().collect();
        all.sort_unstable();
        self.own_counts(&all).iter().all(Counts::is_comment)
    }

    /// What each member holds without the members inside it.
    fn own_counts(&self, members: &[ElementId]) -> Vec<Counts> {
        let mut own: Vec<Counts> = members.iter().map(|&member| self.count(member)).collect();
        let mut open: Vec<usize> = Vec::new();
        for (at, &member) in members.iter().enumerate() {
            while open.last().is_some_and(|&o| !self.page.contains(members[o], member)) {
                open.pop();
            }
            if let Some(&outer) = open.last() {
                own[outer] = own[outer].without(self.count(member));
            }
            open.push(at);
        }
        own
    }

    /// Comments without a time, whose author nothing marks: a short line that is set apart, then
    /// text.
    fn headless(&self, groups: &Groups, named: bool) -> Vec<ElementId> {
        let mut best: Vec<ElementId> = Vec::new();
        // The largest first, and of those of one size the outermost.
        let mut order: Vec<&Vec<ElementId>> = groups.iter().map(|(_, members)| members).collect();
        order.sort_by_key(|members| std::cmp::Reverse(members.len()));
        for members in order.into_iter().take(TRIES) {
            let items = self.own(members);
            let good = items
                .iter()
                .filter(|item| self.has_head(item, named))
                .filter_map(|item| item.element);
            let good: Vec<ElementId> = good.collect();
            let bold = |item: &Item| {
                item.lines.first().is_some_and(|&at| {
                    self.page.blocks[self.lines.lines[at].block].bold_share() > 0.8
                })
            };
            let enough = good.len() > 1 || items.iter().all(bold);
            if enough && good.len() == items.len() && good.len() > best.len() {
                best = good;
            }
        }
        best
    }

    /// Does a comment begin with a short line that is set apart?
    fn has_head(&self, item: &Item, named: bool) -> bool {
        let mut lines =
            item.lines.iter().map(|&at| &self.lines.lines[at]).filter(|line| !line.apart);
        let (Some(first), Some(next)) = (lines.next(), lines.next()) else { return false };
        let block = &self.page.blocks[first.block];
        let tag = self.page.elements[block.element as usize].tag;
        let set = block.bold_share() > 0.8
            || named
                && (block.link_density() > 0.8
                    || matches!(
                        tag,
                        Tag::Span | Tag::Cite | Tag::Dt | Tag::Th | Tag::Address | Tag::Small
                    ));
        let invites = |line: &Line| phrases::says_so(self.page.block_text(line.block));
        const NAME: u32 = 40;
        set && first.chars <= NAME && next.is_text() && !invites(first) && !invites(next)
    }

    /// The members with the lines that are theirs.
    fn own(&self, members: &[ElementId]) -> Vec<Item> {
        let start = self.lines.range.start;
        let mut owner: Vec<Option<u32>> = vec![None; self.lines.range.len()];
        let mut next = 0;
        for element in self.lines.range.clone() {
            let at = (element - start) as usize;
            let parent = self.page.elements[element as usize].parent;
            owner[at] = if parent >= start { owner[(parent - start) as usize] } else { None };
            if members.get(next) == Some(&element) {
                owner[at] = Some(next as u32);
                next += 1;
            }
        }
        let mut items: Vec<Item> =
            members.iter().map(|&e| Item { element: Some(e), lines: Vec::new() }).collect();
        for (at, line) in self.lines.lines.iter().enumerate() {
            if line.element >= start
                && let Some(owner) = owner[(line.element - start) as usize]
            {
                items[owner as usize].lines.push(at);
            }
        }
        items.retain(|item| item.lines.iter().any(|&at| self.lines.lines[at].is_text()));
        items
    }
}

/// Comments that nothing holds together: a head, then text until the next head.
fn runs(lines: &Lines, among: &[usize]) -> Vec<Item> {
    let is_head = |line: &Line| !line.apart && !line.marked && (line.date || line.author);
    if !among.iter().any(|&at| is_head(&lines.lines[at]) && lines.lines[at].date) {
        return Vec::new();
    }
    let mut items: Vec<Item> = Vec::new();
    let mut in_text = true;
    for &at in among.iter().filter(|&&at| !lines.lines[at].apart) {
        let line = &lines.lines[at];
        if is_head(line) {
            if in_text {
                items.push(Item { element: None, lines: Vec::new() });
            }
            in_text = false;
        } else if line.is_text() {
            in_text = true;
        }
        if let Some(item) = items.last_mut() {
            item.lines.push(at);
        }
    }
    items.retain(|item| item.lines.iter().any(|&at| lines.lines[at].is_text()));
    items
}
