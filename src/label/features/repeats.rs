//! Text that stands on the page more than once: teasers, hidden copies, repeated subtitles.

use super::Row;
use super::words::{HashedMap, Word, Words, mix};

/// Words in a run that counts as the same text.
const RUN: usize = 5;
/// Words a block must have for its runs to be looked up.
const MIN_WORDS: usize = 8;

pub(crate) struct Repeats {
    /// Share of a block's runs that stand elsewhere too; before it; in a long block.
    shares: Vec<[f32; 3]>,
}

#[derive(Clone, Copy)]
struct Seen {
    blocks: u16,
    long: u16,
    first: u32,
    last: u32,
}

impl Repeats {
    pub fn of(all: &Words) -> Repeats {
        let count = all.counts.len();
        let mut seen: HashedMap<Seen> = HashedMap::default();
        seen.reserve(all.len() / 2);
        for i in 0..count {
            let words = all.block(i);
            let long = u16::from(words.len() >= 60);
            let block = i as u32;
            for run in runs(words) {
                seen.entry(run)
                    .and_modify(|seen| {
                        // Count a block once per run, however often it repeats itself.
                        if seen.last != block {
                            seen.last = block;
                            seen.blocks = seen.blocks.saturating_add(1);
                            seen.long = seen.long.saturating_add(long);
                        }
                    })
                    .or_insert(Seen { blocks: 1, long, first: block, last: block });
            }
        }
        let shares = (0..count)
            .map(|i| {
                let words = all.block(i);
                let long = u16::from(words.len() >= 60);
                let mut hits = [0u32; 3];
                let mut all = 0u32;
                for run in runs(words) {
                    let entry = seen[&run];
                    all += 1;
                    hits[0] += u32::from(entry.blocks > 1);
                    hits[1] += u32::from(entry.first < i as u32);
                    hits[2] += u32::from(entry.long > long);
                }
                hits.map(|hits| hits as f32 / all.max(1) as f32)
            })
            .collect();
        Repeats { shares }
    }

    /// Share of a block's runs that stand elsewhere on the page too.
    pub fn shared(&self, block: usize) -> f32 {
        self.shares[block][0]
    }

    pub fn write(&self, i: usize, row: &mut Row) {
        for (name, share) in
            ["shared", "shared_before", "shared_with_long"].iter().zip(self.shares[i])
        {
            row.put(name, share);
        }
    }
}

/// Hashes of the runs of a block, none for short ones.
pub(crate) fn runs(words: &[Word]) -> impl Iterator<Item = u64> + '_ {
    let words = if words.len() >= MIN_WORDS { words } else { &[] };
    words.windows(RUN).map(|run| run.iter().fold(1, |hash, word| mix(hash, word.hash)))
}
