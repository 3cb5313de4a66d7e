//! Which heading prints the title.

use super::Candidate;
use super::parts::{self, SHORTEST, Said, separators};
use crate::metadata::Evidence;
use crate::metadata::byline::class_words;
use crate::metadata::entities::plain;
use crate::metadata::fold::fold;
use crate::metadata::layout::Heading;
use crate::segment::{AttributeName, MarkKind, Page};
use std::ops::Range;

/// How alike a heading and what the page calls itself must be for the heading to be the title.
pub(super) const ALIKE: f32 = 0.45;

/// Likeness that the only main heading of a page has at least.
const SOLE: f32 = 0.5;

/// How many times longer than `<title>` a block may be that has the title in one of its lines.
const PRINTED: usize = 6;

/// The heading that prints the title, or a line in its place.
pub(super) fn printed(evidence: &Evidence, claims: &[Candidate], said: &Said) -> Option<Heading> {
    let heading = best(evidence, claims, said)
        .filter(|heading| heading.level == 1 || said.likeness(&fold(&heading.text)) >= ALIKE)
        .cloned();
    heading.map(|heading| own_words(evidence, heading, claims, said)).or_else(|| line(evidence))
}

/// The heading most like what the page calls itself; on a page that calls itself nothing of the
/// kind, the first main heading before the text.
fn best<'a>(evidence: &'a Evidence, claims: &[Candidate], said: &Said) -> Option<&'a Heading> {
    let layout = &evidence.layout;
    let text_starts = layout.body_after(0).map_or(usize::MAX, |body| body.start);
    let mains = layout.headings.iter().filter(|heading| heading.level == 1).count();
    let beside = beside_title(evidence, claims);
    // The last step of a trail is the title where nothing else is.
    let (mut best, mut off_trail): (Option<(f32, &Heading)>, Option<(f32, &Heading)>) =
        (None, None);
    for heading in &layout.headings {
        let key = fold(&heading.text);
        if key.is_empty() || evidence.site_names.contains(&key) || beside.contains(&key) {
            continue;
        }
        let alike = said.likeness(&key);
        // The only main heading is the title unless a lesser one is named almost word for word.
        let alike = if heading.level == 1 && mains == 1 { alike.max(SOLE) } else { alike };
        let main = match heading.level {
            1 => 1.0,
            2 => 0.2,
            _ => 0.0,
        };
        let before_text = heading.blocks.start <= text_starts;
        let stands = main + if before_text { 0.2 } else { 0.0 };
        let score = if alike >= ALIKE { 1.0 + 2.0 * alike + stands } else { stands };
        let possible = alike >= ALIKE || (heading.level == 1 && (before_text || mains == 1));
        if possible && best.is_none_or(|(top, _)| score > top) {
            best = Some((score, heading));
        }
        if before_text
            && alike >= ALIKE
            && off_trail.is_none_or(|(top, _)| score > top)
            && !is_trail(evidence.page, heading)
        {
            off_trail = Some((score, heading));
        }
    }
    let best = best.map(|(_, heading)| heading)?;
    let off_trail = off_trail.map(|(_, heading)| heading);
    Some(if is_trail(evidence.page, best) { off_trail.unwrap_or(best) } else { best })
}

/// The heading that repeats the title at the end of a trail of links to sections, where pages have
/// one: there stands what search engines are meant to show.
pub(super) fn trail<'a>(evidence: &'a Evidence) -> Option<&'a Heading> {
    let mut headings = evidence.layout.headings.iter();
    headings.find(|heading| heading.level == 1 && is_trail(evidence.page, heading))
}

/// Does a main heading end a trail ("Home › Politics › Dam opens")?
fn is_trail(page: &Page, heading: &Heading) -> bool {
    /// Levels of elements that a trail has.
    const REACH: usize = 5;
    if heading.level > 1 {
        return false;
    }
    let named = page.ancestors(heading.element).take(REACH).any(|id| {
        let mut names = page.element_attributes(id).filter(|(name, _)| {
            matches!(name, AttributeName::Class | AttributeName::Id | AttributeName::AriaLabel)
        });
        names.any(|(_, value)| {
            class_words(value).any(|word| {
                ["breadcrumb", "breadcrumbs"].iter().any(|known| word.eq_ignore_ascii_case(known))
            })
        })
    });
    // Two links or more in the same line.
    let parent = page.elements[heading.element as usize].parent;
    let in_line = heading.blocks.start.checked_sub(1).is_some_and(|before| {
        let facts = &page.blocks[before];
        facts.links >= 2 && facts.link_density() > 0.9 && facts.container == parent
    });
    named || in_line
}

/// What `<title>` has beside the title. Blogs print their name as the main heading: then `<title>`
/// has both, and the rest of it is what the page calls itself for sharing.
fn beside_title(evidence: &Evidence, claims: &[Candidate]) -> Vec<String> {
    let whole = plain(&evidence.page.head.title);
    let mut out = Vec::new();
    for (at, width) in separators(&whole).take(parts::MOST) {
        let (head, tail) = (fold(&whole[..at]), fold(&whole[at + width..]));
        let shared = |key: &str| claims.iter().any(|c| c.source != "meta" && c.key == key);
        if head != tail {
            match (shared(&head), shared(&tail)) {
                (true, _) => out.push(tail),
                (_, true) => out.push(head),
                _ => {}
            }
        }
    }
    out
}

/// A heading without the label, date or count that stands in it as an element of its own: where the
/// page calls itself by some of the heading's elements and nowhere by all of them.
fn own_words(
    evidence: &Evidence,
    mut heading: Heading,
    claims: &[Candidate],
    said: &Said,
) -> Heading {
    /// More elements than any heading has.
    const MOST: usize = 12;
    /// Shortest kicker, in bytes of letters.
    const KICKER: usize = 5;
    let page = evidence.page;
    let key = fold(&heading.text);
    // A kicker in a line of its own.
    let last = heading.blocks.end - 1;
    if heading.blocks.len() > 1 && fold(page.block_text(last)).len() * 2 > key.len() {
        let text = page.block_text(last);
        if said.contains(&fold(text)) {
            heading.text = plain(text);
            return heading;
        }
    }
    if said.contains(&key) {
        return heading;
    }
    // A kicker that only its type sets apart: not the article or year before a shorter wording.
    let words = heading.text.match_indices(' ').map(|(at, _)| heading.text.split_at(at));
    let tail = words
        .skip_while(|(kicker, _)| fold(kicker).len() < KICKER)
        .map(|(_, tail)| (tail.trim(), fold(tail)))
        .take_while(|(_, tail)| tail.len() * 2 > key.len())
        .find(|(_, tail)| claims.iter().any(|claim| claim.key == *tail));
    if let Some((tail, _)) = tail {
        heading.text = tail.to_owned();
        return heading;
    }
    let mut cuts: Vec<u32> = Vec::new();
    for block in heading.blocks.clone() {
        cuts.extend([page.blocks[block].span.start, page.blocks[block].span.end]);
        cuts.extend(page.block_marks(block).iter().flat_map(|mark| [mark.start, mark.end]));
    }
    cuts.sort_unstable();
    cuts.dedup();
    cuts.truncate(MOST);
    let runs = (0..cuts.len()).flat_map(|from| (from + 1..cuts.len()).map(move |to| (from, to)));
    let run = runs
        .map(|(from, to)| page.slice(&(cuts[from]..cuts[to])))
        .filter(|run| fold(run).len() >= SHORTEST && said.contains(&fold(run)))
        .max_by_key(|run| run.len());
    if let Some(run) = run {
        heading.text = plain(run);
    }
    heading
}

/// The line that is a part of `<title>` up to or from a separator: pages that know no headings
/// print the headline in bold type.
fn line(evidence: &Evidence) -> Option<Heading> {
    let page = evidence.page;
    let title = page.head.title.as_str();
    let mut said = parts::keys(title);
    said.retain(|part| part.len() >= SHORTEST && !evidence.site_names.contains(part));
    let end = evidence.layout.body_after(0).map_or(page.blocks.len(), |body| body.end);
    let (block, text) = (0..end).find_map(|block| {
        if page.blocks[block].span.len() > PRINTED * title.len() {
            return None;
        }
        let is_title = |line: &Range<u32>| said.contains(&fold(page.slice(line)));
        // A link to the page stands elsewhere.
        let linked = |line: &Range<u32>| {
            let marks = page.block_marks(block).iter();
            let mut links = marks.filter(|mark| matches!(mark.kind, MarkKind::Link(_)));
            links.any(|link| link.start < line.end && line.start < link.end)
        };
        let line = lines(page, block).find(|line| is_title(line) && !linked(line))?;
        Some((block, page.slice(&line)))
    })?;
    Some(Heading {
        text: plain(text),
        level: 1,
        blocks: block..block + 1,
        element: page.blocks[block].element,
    })
}

/// The lines of a block, between its line breaks.
fn lines(page: &Page, block: usize) -> impl Iterator<Item = Range<u32>> {
    let span = page.blocks[block].span.clone();
    let breaks = page.block_marks(block).iter().filter(|mark| mark.kind == MarkKind::Break);
    let ends = breaks.map(|mark| mark.start).chain([span.end]);
    ends.scan(span.start, |start, end| {
        let line = *start..end.max(*start);
        *start = line.end;
        Some(line)
    })
}
