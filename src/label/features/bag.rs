//! Hashed tokens of a whole page, for the question what kind of page it is.

use super::Analysis;
use super::tokens::{BUCKETS, structure_tokens, text_tokens};

/// Words up to which a block counts as a label: a button, a heading, a field, a price.
const LABEL_WORDS: u32 = 12;

/// Tokens with their weights, by bucket.
pub(crate) type Bag = Vec<(u16, f32)>;

/// Collects weights by bucket; each token counts once a block.
struct Buckets {
    weights: Vec<f32>,
    stamps: Vec<u32>,
    stamp: u32,
    touched: Vec<u16>,
}

impl Buckets {
    fn new() -> Buckets {
        Buckets {
            weights: vec![0.0; BUCKETS],
            stamps: vec![0; BUCKETS],
            stamp: 0,
            touched: Vec::new(),
        }
    }

    fn add(&mut self, tokens: &[u16], weight: f32) {
        self.stamp += 1;
        for &token in tokens {
            let at = usize::from(token);
            if std::mem::replace(&mut self.stamps[at], self.stamp) == self.stamp {
                continue;
            }
            if self.weights[at] == 0.0 {
                self.touched.push(token);
            }
            self.weights[at] += weight;
        }
    }

    fn finish(mut self, value: impl Fn(f32) -> f32) -> Bag {
        self.touched.sort_unstable();
        self.touched.iter().map(|&token| (token, value(self.weights[usize::from(token)]))).collect()
    }
}

/// What the elements above the body are called: for each token the root of the share of the body's
/// words under it.
pub(crate) fn body_names(analysis: &Analysis<'_>, kept: &[bool]) -> Bag {
    let page = analysis.page;
    // Blocks with the same names above them are taken together.
    let mut groups: Vec<(u64, usize, f32)> = (0..analysis.len())
        .filter(|&block| kept[block])
        .map(|block| {
            let key = analysis.names.chain(page, &page.blocks[block]);
            (key, block, analysis.words.counts[block] as f32)
        })
        .collect();
    groups.sort_unstable_by_key(|&(key, block, _)| (key, block));
    let all: f32 = groups.iter().map(|group| group.2).sum();
    let mut buckets = Buckets::new();
    let mut tokens = Vec::new();
    for group in groups.chunk_by(|a, b| a.0 == b.0) {
        tokens.clear();
        structure_tokens(page, &analysis.names, page.blocks[group[0].1].element, &mut tokens);
        buckets.add(&tokens, group.iter().map(|member| member.2).sum());
    }
    buckets.finish(|words| (words / all.max(1.0)).sqrt())
}

/// What the short blocks of the page say, each token once, scaled by the number of tokens.
pub(crate) fn labels(analysis: &Analysis<'_>) -> Bag {
    let mut buckets = Buckets::new();
    let mut tokens = Vec::new();
    for block in 0..analysis.len() {
        let count = analysis.words.counts[block];
        if count <= LABEL_WORDS {
            tokens.clear();
            text_tokens(analysis.words.block(block), count, &mut tokens);
            buckets.add(&tokens, 1.0);
        }
    }
    let scale = 10.0 / (buckets.touched.len() as f32 + 1.0).sqrt();
    buckets.finish(|_| scale)
}
