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
        let mut index: HashedMap<u32> = HashedMap::default();
        index.reserve(all.len() / 2);
        let mut seen: Vec<Seen> = Vec::with_capacity(all.len() / 2);
        // The runs of the page, block after block, as places in `seen`.
        let mut places: Vec<u32> = Vec::with_capacity(all.len());
        let mut ends = Vec::with_capacity(count);
        for block in 0..count {
            let words = all.block(block);
            let long = u16::from(is_long(words));
            let block = block as u32;
            for run in runs(words) {
                let place = *index.entry(run).or_insert_with(|| {
                    seen.push(Seen { blocks: 0, long: 0, first: block, last: u32::MAX });
                    seen.len() as u32 - 1
                });
                let run = &mut seen[place as usize];
                // Count a block once per run, however often it repeats itself.
                if run.last != block {
                    run.last = block;
                    run.blocks = run.blocks.saturating_add(1);
                    run.long = run.long.saturating_add(long);
                }
                places.push(place);
            }
            ends.push(places.len());
        }
        let mut start = 0;
        let shares = (0..count)
            .map(|block| {
                let own = &places[start..ends[block]];
                start = ends[block];
                let long = u16::from(is_long(all.block(block)));
                let mut hits = [0u32; 3];
                for &place in own {
                    let run = seen[place as usize];
                    hits[0] += u32::from(run.blocks > 1);
                    hits[1] += u32::from(run.first < block as u32);
                    hits[2] += u32::from(run.long > long);
                }
                hits.map(|hits| hits as f32 / own.len().max(1) as f32)
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

/// Is the text of a block long?
fn is_long(words: &[Word]) -> bool {
    words.len() >= 60
}

/// Factor of the rolling hash, and its power for the word that leaves the run.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
const LEAVING: u64 = FACTOR.wrapping_pow(RUN as u32);

/// Hashes of the runs of a block, none for short ones: rolling ones (Karp and Rabin 1987).
pub(crate) fn runs(words: &[Word]) -> impl Iterator<Item = u64> + '_ {
    let words = if words.len() >= MIN_WORDS { words } else { &[] };
    let mut hash = 0u64;
    words.iter().enumerate().filter_map(move |(at, word)| {
        hash = hash.wrapping_mul(FACTOR).wrapping_add(word.hash);
        let first = (at + 1).checked_sub(RUN)?;
        if let Some(before) = first.checked_sub(1) {
            hash = hash.wrapping_sub(words[before].hash.wrapping_mul(LEAVING));
        }
        Some(mix(0, hash))
    })
}
