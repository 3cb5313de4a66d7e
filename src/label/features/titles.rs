//! What blocks share with the titles that the page declares.

use super::words::{Sketch, Words, count_distinct, hash_str, word_set, words_of};
use crate::segment::{Page, Tag};
use crate::sorted::common;

/// Words of the longest block that can print a title.
const LONGEST: u32 = 60;
/// Titles looked at.
const MOST: usize = 6;

/// Blocks against titles.
pub(crate) struct Titles {
    /// The block that prints the title.
    pub printed: Option<usize>,
    shared: Vec<Shared>,
}

/// What a block shares with the titles.
#[derive(Clone, Copy, Default)]
struct Shared {
    /// Share of the block's words.
    inside: f32,
    /// Share of the title's.
    covered: f32,
    /// Is it one of them, word for word or nearly so?
    whole: bool,
}

impl Titles {
    /// Compares the blocks with the titles that the page declares for itself.
    pub fn of(page: &Page, words: &Words) -> Titles {
        let titles = declared(page);
        let sketch = Sketch::of(titles.iter().flatten());
        let mut shared = vec![Shared::default(); page.blocks.len()];
        let (mut printed, mut best_score) = (None, 0.35);
        let mut hits = Vec::new();
        for (block, of_block) in shared.iter_mut().enumerate() {
            let words = words.block(block);
            if words.is_empty() || words.len() > LONGEST as usize {
                continue;
            }
            let in_h1 = page
                .ancestors(page.blocks[block].element)
                .take(4)
                .any(|e| page.elements[e as usize].tag == Tag::H1);
            if in_h1 && printed.is_none() {
                printed = Some(block);
            }
            sketch.hits(words, &mut hits);
            if words.len() < 2 || hits.is_empty() {
                continue;
            }
            let mut distinct = None;
            for title in &titles {
                let shared = common(&hits, title) as f32;
                if shared == 0.0 {
                    continue;
                }
                let distinct = *distinct.get_or_insert_with(|| count_distinct(words)) as f32;
                let (inside, covered) = (shared / distinct, shared / title.len() as f32);
                of_block.inside = of_block.inside.max(inside);
                of_block.covered = of_block.covered.max(covered);
                of_block.whole |= shared * shared >= 0.64 * (distinct * title.len() as f32);
                let score = inside * covered + if in_h1 { 0.4 } else { 0.0 };
                if score > best_score {
                    best_score = score;
                    printed = Some(block);
                }
            }
        }
        Titles { printed, shared }
    }

    /// Does the block print a declared title, word for word or nearly so?
    pub fn is_title(&self, block: usize) -> bool {
        self.shared[block].whole
    }

    /// Share of the block's words that a title has, and share of a title's that the block has.
    pub fn shares(&self, block: usize) -> (f32, f32) {
        (self.shared[block].inside, self.shared[block].covered)
    }
}

/// Word sets of the titles that the page declares for itself.
fn declared(page: &Page) -> Vec<Vec<u64>> {
    let mut texts: Vec<&str> = Vec::new();
    for name in ["og:title", "twitter:title", "headline", "title"] {
        texts.extend(page.meta(name));
    }
    texts.push(&page.head.title);
    let headlines: Vec<String> = page
        .head
        .json_ld
        .iter()
        .flat_map(|s| super::overlap::json_strings(s, "headline", 2))
        .collect();
    texts.extend(headlines.iter().map(String::as_str).filter(|t| t.len() < 300));
    let mut seen = Vec::new();
    let mut titles: Vec<Vec<u64>> = Vec::new();
    for text in texts {
        let hash = hash_str(text);
        if seen.contains(&hash) {
            continue;
        }
        seen.push(hash);
        let set = word_set(&words_of(text));
        if set.len() >= 2 && titles.len() < MOST {
            titles.push(set);
        }
    }
    titles
}
