//! Readers' comments, and the forms to write them.
//!
//! In: the labelled page. Out: labels that tell comments and forms from the article, and, when asked
//! for, the comments as a list. Structure comes first: fields to write into, elements made alike
//! that each have a head (who, when) and a text, lists inside them, schema.org's vocabulary. Names
//! of elements say where to look. What lines say counts least, and only for the label of lines that
//! are not the article anyway.

mod areas;
mod data;
mod items;
mod lines;
mod names;
mod phrases;
mod read;
mod threads;

use crate::article::Comment;
use crate::label::{Label, Labels, Reason};
use crate::segment::{ElementId, Page, Tag};
use areas::{Area, Sums};
use items::Item;
use lines::Lines;
use std::collections::HashMap;

/// Name of this stage in reasons.
const STAGE: &str = "comments";
/// Areas for whose comments the elements around them are searched.
const MOST_CLIMBS: usize = 8;
/// Characters of the article that must be left outside of all comments for one of its blocks to be
/// taken for a comment.
const ENOUGH: u32 = 140;
/// A line in a discussion that belongs to no comment and is no longer than this is a note or a hint.
const NOTE: u32 = 400;
/// Most characters of an area that says no more than how many comments there are.
const COUNT: u32 = 30;

/// Where readers talk on a page.
#[derive(Default)]
pub(crate) struct Discussion {
    areas: Vec<Found>,
}

/// An area with its comments.
struct Found {
    area: Area,
    /// Its blocks, in page order.
    blocks: Vec<usize>,
    lines: Lines,
    items: Vec<Item>,
}

impl Discussion {
    /// Looks for comments and their forms.
    pub fn of(page: &Page, labels: &Labels) -> Discussion {
        if page.plain_text {
            return Discussion::default();
        }
        let sums = Sums::of(page, &labels.verdicts);
        let mut found: Vec<Found> = Vec::new();
        let mut climbs = 0;
        let areas = areas::areas(page, &sums);
        let blocks = areas::blocks(page, &areas);
        for (area, blocks) in areas.into_iter().zip(blocks) {
            let here = Found::of(page, &sums, area, blocks);
            let climb = here.area.form && climbs < MOST_CLIMBS;
            climbs += usize::from(climb && here.items.is_empty());
            let here = here.with_items(page, &sums, climb);
            found.retain(|other| !here.area.holds(page, other.area.roots[0]));
            if found.last().is_none_or(|other| !other.area.holds(page, here.area.roots[0])) {
                found.push(here);
            }
        }
        Discussion { areas: found }
    }

    /// Labels the comments and forms. A block of the article becomes a comment only where the
    /// structure is beyond doubt and an article is left without it.
    pub fn mark(&self, page: &Page, labels: &mut Labels) {
        let body = |labels: &Labels, block: usize| {
            if labels.verdicts[block].label.is_body() { page.blocks[block].chars } else { 0 }
        };
        let all: u32 = (0..page.blocks.len()).map(|block| body(labels, block)).sum();
        let inside: u32 = self
            .areas
            .iter()
            .flat_map(|found| &found.blocks)
            .map(|&block| body(labels, block))
            .sum();
        let sure = all - inside >= ENOUGH.max(inside / 10) && labels.article >= 0.5;
        for found in &self.areas {
            found.mark(page, labels, sure);
        }
        phrases::mark(page, labels);
    }

    /// The comments, with those that the page only declares in its data.
    pub fn comments(&self, page: &Page, labels: &Labels, language: Option<&str>) -> Vec<Comment> {
        let mut comments = Vec::new();
        for found in &self.areas {
            found.read(page, labels, language, &mut comments);
        }
        join(&mut comments, data::declared_comments(page));
        set_depths(&mut comments);
        comments
    }
}

impl Found {
    fn of(page: &Page, sums: &Sums, area: Area, blocks: Vec<usize>) -> Found {
        let lines = Lines::of(page, sums, &area.roots, &blocks);
        let items = items::items(page, &lines);
        Found { area, blocks, lines, items }
    }

    /// The area, or a wider one around it that has comments.
    fn with_items(self, page: &Page, sums: &Sums, climb: bool) -> Found {
        if !self.items.is_empty() {
            return self;
        }
        let above: Vec<ElementId> = areas::above(page, sums, &self.area).collect();
        let wider = above.into_iter().filter(|_| climb).map(|root| {
            let area = Area { roots: vec![root], ..self.area.clone() };
            let blocks = areas::blocks(page, std::slice::from_ref(&area)).remove(0);
            Found::of(page, sums, area, blocks)
        });
        let mut all: Vec<Found> = wider.collect();
        all.insert(0, self);
        if let Some(at) = all.iter().position(|found| !found.items.is_empty()) {
            return all.swap_remove(at);
        }
        // Notes and counters beside a field look like comments without a head.
        let first = usize::from(!all[0].area.named);
        for at in first..all.len() {
            let found = &mut all[at];
            found.items = items::loose_items(page, &found.lines, found.area.named);
            if !found.items.is_empty() {
                return all.swap_remove(at);
            }
        }
        all.swap_remove(0)
    }

    fn mark(&self, page: &Page, labels: &mut Labels, sure: bool) {
        let mut in_item = vec![false; self.lines.lines.len()];
        for item in &self.items {
            item.lines.iter().for_each(|&at| in_item[at] = true);
        }
        let linked: u32 = self.blocks.iter().map(|&block| page.blocks[block].link_chars).sum();
        let chars: u32 = self.blocks.iter().map(|&block| page.blocks[block].chars).sum();
        // A list of links, like that of the newest comments, is furniture of another kind.
        if self.items.is_empty() && !self.area.form && linked * 2 > chars {
            return;
        }
        for (line, in_item) in self.lines.lines.iter().zip(in_item) {
            let verdict = &mut labels.verdicts[line.block];
            let label = verdict.label;
            let button =
                page.elements[page.blocks[line.block].container as usize].tag == Tag::Button;
            let (new, evidence) = if in_item && !line.apart && !button {
                (Label::Comment, "one of several elements made alike, with a head and a text")
            } else if line.apart && !self.items.is_empty() && !self.area.form {
                (Label::Comment, "heads a list of comments")
            } else if line.apart || button || line.chars <= NOTE {
                (Label::Form, "belongs to comments, and is none")
            } else {
                continue;
            };
            // A name alone takes nothing out of the article, but for a count of comments.
            let proven = !self.items.is_empty() || self.area.form;
            let count = !line.apart && chars <= COUNT;
            let held = match label {
                Label::Spam | Label::Hidden | Label::Advertisement | Label::Related => true,
                _ if label.is_body() => !(sure && (proven || count)),
                _ => false,
            };
            if !held {
                if label.is_body() {
                    let text = page.block_text(line.block);
                    tracing::debug!(?new, text, "taken out of the article");
                }
                verdict.label = new;
                verdict.reason = Reason::new(STAGE, evidence);
            }
        }
    }

    fn read(&self, page: &Page, labels: &Labels, language: Option<&str>, out: &mut Vec<Comment>) {
        let parents = threads::parents(page, &self.lines, &self.items);
        let mut places: Vec<Option<usize>> = Vec::with_capacity(self.items.len());
        for (item, parent) in self.items.iter().zip(parents) {
            // What is left in the article, as the posts of a forum are, is no comment on it.
            let taken = item.lines.iter().any(|&at| {
                let block = self.lines.lines[at].block;
                labels.verdicts.get(block).is_some_and(|verdict| verdict.label.is_body())
            });
            let said = read::read(page, &self.lines, item, language);
            let nobody = said.author.is_none() && said.date.is_none();
            if taken || nobody || said.text.is_empty() {
                places.push(None);
                continue;
            }
            places.push(Some(out.len()));
            out.push(Comment {
                author: said.author,
                date: said.date,
                date_iso: said.iso,
                text: said.text,
                parent: parent.and_then(|parent| places.get(parent).copied().flatten()),
                depth: 0,
            });
        }
    }
}

/// Adds what the data declares: facts to comments that are printed, and comments that are not.
fn join(comments: &mut Vec<Comment>, declared: Vec<Comment>) {
    let key = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let mut known: HashMap<String, usize> = HashMap::new();
    for (at, comment) in comments.iter().enumerate() {
        known.entry(key(&comment.text)).or_insert(at);
    }
    let mut places = Vec::with_capacity(declared.len());
    for mut new in declared {
        new.parent = new.parent.and_then(|parent: usize| places.get(parent).copied());
        match known.get(&key(&new.text)) {
            Some(&at) => {
                let old = &mut comments[at];
                old.author = old.author.take().or(new.author);
                old.date = old.date.take().or(new.date);
                old.date_iso = old.date_iso.take().or(new.date_iso);
                old.parent = old.parent.or(new.parent.filter(|&parent| parent < at));
                places.push(at);
            }
            None => {
                known.insert(key(&new.text), comments.len());
                places.push(comments.len());
                comments.push(new);
            }
        }
    }
}

fn set_depths(comments: &mut [Comment]) {
    for at in 0..comments.len() {
        // A comment answers one before it.
        if let Some(parent) = comments[at].parent {
            comments[at].depth = comments[parent].depth + 1;
        }
    }
}

#[cfg(test)]
mod tests;
