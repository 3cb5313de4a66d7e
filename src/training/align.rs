//! Which blocks of a page are the gold body?
//!
//! Gold comes as text, blocks as text; neither knows the other's borders. Each block is laid
//! against the gold by word runs that both have; among the possible places of all blocks the chain
//! that covers the most gold words in order is chosen (weighted longest increasing subsequence on
//! a Fenwick tree, `O(n log n)`), so that a teaser which repeats a sentence is not taken for it.

use crate::label::words::{Word, words_of};
use std::collections::HashMap;

/// A possible place of a block in the gold.
struct Candidate {
    block: usize,
    start: usize,
    end: usize,
    weight: f32,
    share: f32,
}

/// For each block the share of its words that is gold, 0 to 1.
pub fn align(blocks: &[&str], gold: &[String]) -> Vec<f32> {
    let blocks: Vec<Vec<u64>> = blocks.iter().map(|text| hashes(&words_of(text))).collect();
    let mut words: Vec<u64> = Vec::new();
    let mut borders = vec![false];
    for paragraph in gold {
        borders[words.len()] = true;
        words.extend(hashes(&words_of(paragraph)));
        borders.resize(words.len() + 1, false);
        borders[words.len()] = true;
    }
    let index = Index::of(&words);
    let mut candidates = Vec::new();
    for (block, tokens) in blocks.iter().enumerate() {
        candidates_of(block, tokens, &words, &borders, &index, &mut candidates);
    }
    candidates.sort_by_key(|c| (c.block, c.start));
    chain(&candidates, blocks.len(), words.len())
}

fn hashes(words: &[Word]) -> Vec<u64> {
    words.iter().map(|word| word.hash).collect()
}

/// Where each run of 1, 2 and 4 words stands in the gold.
struct Index {
    runs: [HashMap<u64, Vec<u32>>; 3],
}

const RUNS: [usize; 3] = [1, 2, 4];

fn run_hash(run: &[u64]) -> u64 {
    run.iter().fold(0x9e37_79b9, |hash: u64, &word| {
        (hash.rotate_left(17) ^ word).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Index {
    fn of(words: &[u64]) -> Index {
        let mut index = Index { runs: Default::default() };
        for (runs, length) in index.runs.iter_mut().zip(RUNS) {
            for (at, run) in words.windows(length).enumerate() {
                runs.entry(run_hash(run)).or_default().push(at as u32);
            }
        }
        index
    }
}

fn candidates_of(
    block: usize,
    tokens: &[u64],
    gold: &[u64],
    borders: &[bool],
    index: &Index,
    candidates: &mut Vec<Candidate>,
) {
    let count = tokens.len();
    if count == 0 || gold.is_empty() {
        return;
    }
    let which = if count >= 6 { 2 } else { usize::from(count >= 2) };
    let length = RUNS[which];
    let step = if count < 60 { 1 } else { 2 };
    // Votes for diagonals: gold position minus block position.
    let mut votes: HashMap<i64, u32> = HashMap::new();
    for at in (0..=count - length).step_by(step) {
        let places = index.runs[which].get(&run_hash(&tokens[at..at + length]));
        for &place in places.filter(|places| places.len() <= 40).into_iter().flatten() {
            *votes.entry(i64::from(place) - at as i64).or_default() += 1;
        }
    }
    let mut votes: Vec<(i64, u32)> = votes.into_iter().collect();
    votes.sort_by_key(|&(diagonal, votes)| (std::cmp::Reverse(votes), diagonal));
    let mut merged: Vec<(i64, u32)> = Vec::new();
    for &(diagonal, count) in votes.iter().take(12) {
        match merged.iter_mut().find(|(other, _)| (diagonal - *other).abs() <= 12) {
            Some(near) => near.1 += count,
            None => merged.push((diagonal, count)),
        }
    }
    merged.sort_by_key(|&(diagonal, votes)| (std::cmp::Reverse(votes), diagonal));
    for &(diagonal, votes) in merged.iter().take(6) {
        let from = diagonal.max(0) as usize;
        let to = (from + count + 4).min(gold.len());
        let matched = common(tokens, &gold[from.min(to)..to]);
        let share = matched as f32 / count as f32;
        if count < 6 {
            // Short blocks match by chance; they must be the same words, and count more where they
            // stand at the border of a gold paragraph.
            let end = from + count;
            if diagonal < 0 || end > gold.len() || gold[from..end] != *tokens {
                continue;
            }
            let at_borders = u8::from(borders[from]) + u8::from(borders[end]);
            let weight = matched as f32 * [0.3, 0.55, 1.0][usize::from(at_borders)];
            candidates.push(Candidate { block, start: from, end, weight, share });
        } else if share >= 0.35
            && f64::from(votes) * step as f64 >= 0.3 * (count - length + 1) as f64
        {
            let end = ((diagonal + count as i64).max(0) as usize).min(gold.len());
            candidates.push(Candidate {
                block,
                start: from.min(end),
                end,
                weight: matched as f32,
                share,
            });
        }
    }
}

/// Size of the intersection of two bags.
fn common(a: &[u64], b: &[u64]) -> usize {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    a.sort_unstable();
    b.sort_unstable();
    crate::sorted::common(&a, &b)
}

/// Prefix maxima with the candidate that reached them.
struct Fenwick(Vec<(f32, i64)>);

impl Fenwick {
    fn best(&self, at: usize) -> (f32, i64) {
        let mut i = at + 1;
        let mut best = (0.0, -1);
        while i > 0 {
            if self.0[i].0 > best.0 {
                best = self.0[i];
            }
            i &= i - 1;
        }
        best
    }

    fn raise(&mut self, at: usize, value: (f32, i64)) {
        let mut i = at + 1;
        while i < self.0.len() {
            if value.0 > self.0[i].0 {
                self.0[i] = value;
            }
            i += i & i.wrapping_neg();
        }
    }
}

fn chain(candidates: &[Candidate], blocks: usize, gold: usize) -> Vec<f32> {
    let mut shares = vec![0.0; blocks];
    let mut tree = Fenwick(vec![(0.0, -1); gold + 2]);
    let mut scores = vec![(0.0f32, -1i64); candidates.len()];
    let mut i = 0;
    while i < candidates.len() {
        let mut j = i;
        while j < candidates.len() && candidates[j].block == candidates[i].block {
            let c = &candidates[j];
            let slack = 4.min((c.end - c.start) / 5);
            let (score, before) = tree.best((c.start + slack).min(gold));
            scores[j] = (score + c.weight, before);
            j += 1;
        }
        for k in i..j {
            tree.raise(candidates[k].end.min(gold), (scores[k].0, k as i64));
        }
        i = j;
    }
    let best =
        (0..candidates.len()).max_by(|&a, &b| scores[a].0.total_cmp(&scores[b].0).then(b.cmp(&a)));
    let mut covered = vec![false; gold + 1];
    let mut at = best.map_or(-1, |b| b as i64);
    while at >= 0 {
        let c = &candidates[at as usize];
        shares[c.block] = c.share;
        covered[c.start..c.end].fill(true);
        at = scores[at as usize].1;
    }
    // Blocks out of order that bring gold words which nothing in the chain has.
    let mut rest: Vec<&Candidate> = candidates.iter().collect();
    rest.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.block.cmp(&b.block)));
    for c in rest {
        let length = c.end - c.start;
        if shares[c.block] == 0.0 && length >= 5 {
            let missing = covered[c.start..c.end].iter().filter(|&&covered| !covered).count();
            if missing as f32 >= 0.7 * length as f32 {
                shares[c.block] = c.share;
                covered[c.start..c.end].fill(true);
            }
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::align;

    #[test]
    fn the_body_is_found_and_the_teaser_is_not() {
        let gold = [
            "The dam was opened on Monday by the minister.".to_owned(),
            "Outlook".to_owned(),
            "Engineers expect the reservoir to fill within two years, they said.".to_owned(),
        ];
        let blocks = [
            "Home",
            "The dam was opened on Monday by the minister.",
            "Outlook",
            "Engineers expect the reservoir to fill within two years, they said.",
            "More: The dam was opened on Monday by the minister. Watch the video of our reporter.",
            "Outlook for tomorrow: rain",
        ];
        let shares = align(&blocks, &gold);
        let body: Vec<usize> = (0..blocks.len()).filter(|&i| shares[i] >= 0.5).collect();
        assert_eq!(body, [1, 2, 3]);
    }
}
