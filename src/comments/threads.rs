//! Which comment answers which.

use super::items::Item;
use super::lines::Lines;
use super::names::Parts;
use crate::segment::{AttributeName, ElementId, Page, Tag};
use std::collections::HashMap;

/// For each comment the one that it answers.
///
/// What the page declares comes first (`data-parent`), then nesting, then numbers for the depth
/// (`data-depth`, `depth-2`, indentation), then names that make it an answer.
pub(super) fn parents(page: &Page, lines: &Lines, items: &[Item]) -> Vec<Option<usize>> {
    let numbers = numbers(page, items);
    let nested = nesting(page, lines, items);
    let depths = depths(page, items);
    let answers = answers(lines, items);
    (0..items.len())
        .map(|at| {
            let declared = items[at].element.and_then(|e| {
                let parent = digits(page.attribute(e, AttributeName::DataParent)?)?;
                numbers.get(parent).copied().filter(|&other| other < at)
            });
            declared.or(nested[at]).or(depths[at]).or(answers[at])
        })
        .collect()
}

/// The last run of digits in a value; zero is no number of a comment.
fn digits(value: &str) -> Option<&str> {
    let run = value.rsplit(|c: char| !c.is_ascii_digit()).find(|run| !run.is_empty())?;
    (run.bytes().any(|digit| digit != b'0')).then_some(run)
}

/// Numbers of comments, as their elements give them.
fn numbers<'a>(page: &'a Page, items: &[Item]) -> HashMap<&'a str, usize> {
    let mut numbers = HashMap::new();
    for (at, item) in items.iter().enumerate() {
        let Some(element) = item.element else { continue };
        for name in [AttributeName::DataId, AttributeName::Id] {
            if let Some(number) = page.attribute(element, name).and_then(digits) {
                numbers.entry(number).or_insert(at);
            }
        }
    }
    numbers
}

/// Answers stand inside the comment, or inside a list or the like right behind it.
fn nesting(page: &Page, lines: &Lines, items: &[Item]) -> Vec<Option<usize>> {
    let mut parents = vec![None; items.len()];
    let mut open: Vec<(usize, ElementId)> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let Some(element) = item.element else { continue };
        let depth = page.elements[element as usize].depth;
        while let Some(&(_, last)) = open.last() {
            let above = page.elements[last as usize].parent;
            let behind = page.contains(above, element)
                && depth > page.elements[last as usize].depth
                && holds_answers(page, lines, above, element);
            if page.contains(last, element) || behind {
                break;
            }
            open.pop();
        }
        parents[at] = open.last().map(|&(parent, _)| parent);
        open.push((at, element));
    }
    parents
}

/// Is what stands between an element and one above it made for answers?
fn holds_answers(page: &Page, lines: &Lines, above: ElementId, element: ElementId) -> bool {
    page.ancestors(element).skip(1).take_while(|&e| e != above).any(|e| {
        let list =
            matches!(page.elements[e as usize].tag, Tag::Ul | Tag::Ol | Tag::Dl | Tag::Blockquote);
        list || lines.range.contains(&e) && lines.parts(e).has(Parts::ANSWER)
    })
}

/// Parents by numbers for the depth.
fn depths(page: &Page, items: &[Item]) -> Vec<Option<usize>> {
    let mut parents = vec![None; items.len()];
    let mut open: Vec<(usize, u32)> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let Some(depth) = item.element.and_then(|element| depth(page, element)) else { continue };
        while open.last().is_some_and(|&(_, other)| other >= depth) {
            open.pop();
        }
        parents[at] = open.last().map(|&(parent, _)| parent);
        open.push((at, depth));
    }
    parents
}

/// How deep an element says it stands.
fn depth(page: &Page, element: ElementId) -> Option<u32> {
    if let Some(value) = page.attribute(element, AttributeName::DataDepth) {
        return value.trim().parse().ok();
    }
    let class = page.attribute(element, AttributeName::Class).unwrap_or_default();
    for word in class.split_ascii_whitespace() {
        let number = word.trim_start_matches(|c: char| !c.is_ascii_digit());
        let name = word[..word.len() - number.len()].trim_end_matches(['-', '_']);
        if ["depth", "level", "indent", "lvl"].iter().any(|n| name.ends_with(n)) {
            return number.parse().ok();
        }
    }
    let style = page.attribute(element, AttributeName::Style)?.to_ascii_lowercase();
    let at = ["margin-left", "padding-left", "margin-inline-start"]
        .iter()
        .find_map(|name| style.find(name).map(|at| at + name.len()))?;
    let value = style[at..].trim_start_matches([':', ' ']);
    let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    value[..end].parse().ok()
}

/// Parents by name: an answer follows the comment that it answers. Where all are called answers
/// the name says nothing.
fn answers(lines: &Lines, items: &[Item]) -> Vec<Option<usize>> {
    let is_answer = |item: &Item| item.element.is_some_and(|e| lines.parts(e).has(Parts::ANSWER));
    let mut last = None;
    let mut parents = vec![None; items.len()];
    for (at, item) in items.iter().enumerate() {
        if is_answer(item) {
            parents[at] = last;
        } else {
            last = Some(at);
        }
    }
    parents
}
