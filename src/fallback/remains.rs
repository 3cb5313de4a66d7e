//! A body for a page on which the model saw none: better a doubtful text than an empty one.

use super::{CONTAINER, NEXT_TO_NOTHING, WHOLE};
use crate::label::{Label, Verdict};
use crate::segment::{ElementId, Page, Tag};

/// Characters from which a block that is not links is running text; of Chinese and its like a
/// third is enough.
const RUNNING: u32 = 60;
/// A container must hold so much of the page's running text to be taken for the article.
const MOST: f32 = 0.6;

/// The blocks to take, the confidence in them, the evidence for each and the remark on the record.
pub(super) type Remains = (Vec<usize>, f32, &'static str, &'static str);

/// Chooses among blocks that are not body; none where the page has no running text at all.
pub(super) fn remains(page: &Page, verdicts: &[Verdict]) -> Option<Remains> {
    let running: Vec<usize> =
        (0..page.blocks.len()).filter(|&i| is_running(page, i, &verdicts[i])).collect();
    let inside = container(page, &running);
    let words: usize = inside.iter().map(|&i| length(page, i) as usize / 5).sum();
    if words > NEXT_TO_NOTHING {
        let detail = "no body was recognised; this is the part of the page with the most text";
        return Some((inside, CONTAINER, "in the container with the most running text", detail));
    }
    let all: Vec<usize> = (0..page.blocks.len())
        .filter(|&i| page.blocks[i].link_density() < 0.5 && is_open(&verdicts[i]))
        .collect();
    let length: u32 = all.iter().map(|&i| length(page, i)).sum();
    let detail = "no body was recognised; this is all text of the page that is not links";
    (length >= RUNNING).then_some((all, WHOLE, "nothing else on the page", detail))
}

/// May the block be article at all? What is hidden, a form or spam may not.
fn is_open(verdict: &Verdict) -> bool {
    use Label::*;
    !matches!(
        verdict.label,
        Hidden
            | Spam
            | Form
            | Consent
            | Title
            | Byline
            | Dateline
            | Caption
            | Navigation
            | Legal
            | Share
    )
}

fn is_running(page: &Page, block: usize, verdict: &Verdict) -> bool {
    is_open(verdict) && page.blocks[block].link_density() < 0.4 && length(page, block) >= RUNNING
}

/// Characters, those outside the alphabets counted three times.
fn length(page: &Page, block: usize) -> u32 {
    let text = page.block_text(block);
    let wide = text.chars().filter(|&c| crate::label::words::is_wide(c)).count() as u32;
    page.blocks[block].chars + 2 * wide
}

/// The blocks in the innermost element that holds most of the running text.
fn container(page: &Page, running: &[usize]) -> Vec<usize> {
    let mut sums = vec![0u32; page.elements.len()];
    for &block in running {
        sums[page.blocks[block].container as usize] += length(page, block);
    }
    for element in (1..page.elements.len()).rev() {
        sums[page.elements[element].parent as usize] += sums[element];
    }
    let total = sums[0] as f32;
    let holds_most = |&element: &usize| sums[element] as f32 >= MOST * total;
    // Children have higher numbers than their parents, and only one can hold most.
    let Some(best) = (1..page.elements.len()).rev().find(holds_most) else { return Vec::new() };
    let best = match page.elements[best].tag {
        Tag::P => page.elements[best].parent,
        _ => best as ElementId,
    };
    let inside = |&block: &usize| page.contains(best, page.blocks[block].container);
    running.iter().copied().filter(inside).collect()
}
