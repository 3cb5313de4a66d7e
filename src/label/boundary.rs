//! From scores to a body: which blocks of a page are kept.

use super::features::words::HashedSet;
use super::features::{Analysis, runs};
use super::vouched;
use crate::settings::Favor;

/// Score above which a block is body: chosen by cross-validation (see `training/report.txt`).
const PRECISION: f32 = 0.75;
const BALANCED: f32 = 0.6;
const RECALL: f32 = 0.3;
/// The lowest threshold that a page may fall back to.
const LOWEST: f32 = 0.05;
/// Share of a block's word runs that kept blocks have already, from which it is a copy.
const COPY: f32 = 0.8;

/// Says for each block whether it is kept as body.
pub(super) fn body(analysis: &Analysis<'_>, scores: &[f32], favor: Favor) -> Vec<bool> {
    let usual = match favor {
        Favor::Precision => PRECISION,
        Favor::Balanced => BALANCED,
        Favor::Recall => RECALL,
    };
    let threshold = threshold(scores, &analysis.words.counts, usual);
    let mut kept: Vec<bool> = scores.iter().map(|&score| score > threshold).collect();
    vouched::keep(analysis, scores, &mut kept);
    drop_copies(analysis, scores, &mut kept);
    kept
}

/// The threshold for a page's scores.
///
/// Where the usual one keeps less than half of the words that the scores promise, the model is torn
/// between many mid-way blocks; then the threshold that maximises the expected F1 is used (half of
/// the best expected F1: Lipton et al., "Optimal thresholding of classifiers to maximize F1
/// measure", ECML 2014).
fn threshold(scores: &[f32], words: &[u32], usual: f32) -> f32 {
    let pairs = || scores.iter().zip(words).map(|(&score, &words)| (score, words as f32));
    let expected: f32 = pairs().map(|(score, words)| score * words).sum();
    let kept: f32 = pairs().filter(|&(s, _)| s > usual).map(|(_, words)| words).sum();
    if kept >= 0.5 * expected {
        return usual;
    }
    let mut order: Vec<(f32, f32)> = pairs().collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut hits, mut taken, mut best) = (0.0, 0.0, 0.0f32);
    for (score, words) in order {
        hits += score * words;
        taken += words;
        best = best.max(2.0 * hits / (taken + expected));
    }
    (best / 2.0).clamp(LOWEST, usual)
}

/// Drops kept blocks whose text other kept blocks of a higher score have too: some pages carry the
/// article twice, for phones and desks or hidden for a pay wall.
fn drop_copies(analysis: &Analysis<'_>, scores: &[f32], kept: &mut [bool]) {
    // Nearly all pages end here: nothing that is kept stands elsewhere too.
    if !(0..kept.len()).any(|block| kept[block] && analysis.repeats.shared(block) >= COPY) {
        return;
    }
    let mut order: Vec<usize> = (0..kept.len()).filter(|&block| kept[block]).collect();
    // By tenths of the score, so that of two like copies the first stays.
    order.sort_by_key(|&block| (-(scores[block] * 10.0).round() as i32, block));
    let mut seen = HashedSet::default();
    for block in order {
        let (mut all, mut known) = (0, 0);
        for run in runs(analysis.words.block(block)) {
            all += 1;
            known += usize::from(seen.contains(&run));
        }
        if all > 0 && known as f32 >= COPY * all as f32 {
            kept[block] = false;
        }
        seen.extend(runs(analysis.words.block(block)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_page_gets_a_lower_threshold() {
        assert_eq!(threshold(&[0.9, 0.1], &[50, 50], 0.5), 0.5);
        let low = threshold(&[0.4, 0.4, 0.01], &[50, 50, 50], 0.5);
        assert!(low < 0.4, "{low}");
    }
}
