//! Which heading prints the title.

use super::Candidate;
use super::parts::{self, SHORTEST, separators};
use super::trail::ends_trail;
use crate::metadata::Evidence;
use crate::metadata::entities::plain;
use crate::metadata::fold::{Pairs, fold};
use crate::metadata::layout::Heading;
use crate::segment::{MarkKind, Page};
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

/// What the page calls itself, folded.
pub(super) struct Said<'a> {
    wholes: Vec<Pairs<'a>>,
    /// Wholes and their parts: what an element prints may be the half of `<title>`.
    parts: Vec<String>,
}

impl<'a> Said<'a> {
    pub fn new(claims: &'a [Candidate]) -> Said<'a> {
        let mut wholes: Vec<&str> = claims.iter().map(|claim| claim.key.as_str()).collect();
        wholes.sort_unstable();
        wholes.dedup();
        // Most sources say the same, word for word.
        let mut texts: Vec<&str> = claims.iter().map(|claim| claim.text.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        Said {
            wholes: wholes.into_iter().map(Pairs::of).collect(),
            parts: texts.into_iter().flat_map(parts::keys).collect(),
        }
    }

    /// Does the page call itself nothing?
    pub fn is_nothing(&self) -> bool {
        self.wholes.is_empty()
    }

    /// Is a text just what a claim or a part of it says?
    pub fn has(&self, key: &str) -> bool {
        self.parts.iter().any(|part| part == key)
    }

    /// How alike a heading and the nearest claim are, 0 to 1.
    pub fn likeness(&self, key: &str) -> f32 {
        if self.has(key) {
            return 1.0;
        }
        let heading = Pairs::of(key);
        self.wholes.iter().map(|claim| likeness(claim, &heading)).fold(0.0, f32::max)
    }
}

/// How alike a claim and a heading are; a heading that is most of a claim is its core.
fn likeness(claim: &Pairs, heading: &Pairs) -> f32 {
    let core = heading.key.len() >= SHORTEST && heading.key.len() * 2 >= claim.key.len();
    let alike = claim.similarity(heading);
    if core && claim.key.contains(heading.key) { alike.max(0.9) } else { alike }
}

/// The heading most like what the page calls itself; on a page that calls itself nothing of the
/// kind, the first main heading before the text.
fn best<'a>(evidence: &'a Evidence, claims: &[Candidate], said: &Said) -> Option<&'a Heading> {
    let layout = &evidence.layout;
    let text_starts = layout.body_after(0).map_or(usize::MAX, |body| body.start);
    let beside = beside_title(evidence, claims);
    let mains = layout.headings.iter().filter(|heading| heading.level == 1).count();
    let mut best: Option<(f32, &Heading)> = None;
    // The end of a trail is the title where nothing else is.
    let mut off_trail = best;
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
        let printed = before_text && alike >= ALIKE && !ends_trail(evidence.page, heading);
        if printed && off_trail.is_none_or(|(top, _)| score > top) {
            off_trail = Some((score, heading));
        }
    }
    let best =
        best.filter(|(_, heading)| !ends_trail(evidence.page, heading)).or(off_trail).or(best);
    best.map(|(_, heading)| heading)
}

/// What `<title>` has beside the title, folded: blogs print their name as the main heading; then
/// `<title>` has both, and the rest of it is what the page calls itself for sharing.
fn beside_title(evidence: &Evidence, claims: &[Candidate]) -> Vec<String> {
    let whole = plain(&evidence.page.head.title);
    let is_title = |part: &str| claims.iter().any(|c| c.source != "meta" && c.key == part);
    let mut out = Vec::new();
    for (at, width) in separators(&whole).take(parts::MOST) {
        let (head, tail) = (fold(&whole[..at]), fold(&whole[at + width..]));
        if head != tail {
            let (first, second) = (is_title(&tail), is_title(&head));
            out.extend(first.then(|| head.clone()));
            out.extend(second.then(|| tail.clone()));
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
    let page = evidence.page;
    let key = fold(&heading.text);
    let last = page.block_text(heading.blocks.end - 1);
    let main = fold(last);
    // A kicker in a line of its own.
    if main.len() < key.len() && main.len() * 2 > key.len() && said.has(&main) {
        heading.text = plain(last);
        return heading;
    }
    if said.has(&key) {
        return heading;
    }
    if let Some(rest) = without_kicker(&heading.text, &key, claims) {
        heading.text = rest.to_owned();
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
        .filter(|run| fold(run).len() >= SHORTEST && said.has(&fold(run)))
        .max_by_key(|run| run.len());
    if let Some(run) = run {
        heading.text = plain(run);
    }
    heading
}

/// The rest of a heading behind a kicker that only its type sets apart, where the rest is what the
/// page calls itself elsewhere.
fn without_kicker<'t>(text: &'t str, key: &str, claims: &[Candidate]) -> Option<&'t str> {
    /// Shortest kicker, in bytes of letters: not the article or year before a shorter wording.
    const SHORTEST_KICKER: usize = 5;
    let shortest = claims.iter().map(|claim| claim.key.len()).min()?.max(key.len() / 2 + 1);
    let cuts = text.match_indices(' ').map(|(at, _)| text.split_at(at));
    cuts.skip_while(|(kicker, _)| fold(kicker).len() < SHORTEST_KICKER)
        .map(|(_, rest)| (rest.trim_start(), fold(rest)))
        .take_while(|(_, rest)| rest.len() >= shortest)
        .find(|(_, rest)| claims.iter().any(|claim| claim.key == *rest))
        .map(|(rest, _)| rest)
}

/// The line that is a part of `<title>` up to or from a separator: pages that know no headings
/// print the headline in bold type.
fn line(evidence: &Evidence) -> Option<Heading> {
    let page = evidence.page;
    let title = page.head.title.as_str();
    let mut said = parts::keys(title);
    said.retain(|part| part.len() >= SHORTEST && !evidence.site_names.contains(part));
    let end = evidence.layout.body_after(0).map_or(page.blocks.len(), |body| body.end);
    let (block, line) = (0..end).find_map(|block| {
        let facts = &page.blocks[block];
        if facts.span.len() > PRINTED * title.len() {
            return None;
        }
        let mut lines = lines(page, block).filter(|line| !is_link(page, block, line));
        Some((block, lines.find(|line| said.contains(&fold(page.slice(line))))?))
    })?;
    Some(Heading {
        text: plain(page.slice(&line)),
        level: 1,
        blocks: block..block + 1,
        element: page.blocks[block].element,
    })
}

/// The lines of a block, as ranges of the page's text.
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

/// Is a line all link: one of a menu, or another article's headline?
fn is_link(page: &Page, block: usize, line: &Range<u32>) -> bool {
    let mut links = page.block_marks(block).iter();
    links.any(|mark| {
        let linked = mark.end.min(line.end).saturating_sub(mark.start.max(line.start));
        matches!(mark.kind, MarkKind::Link(_)) && linked * 2 > line.end - line.start
    })
}
