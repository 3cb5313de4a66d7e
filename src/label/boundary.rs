//! From scores to a body: the threshold of a page.

/// Score above which a block is body.
const THRESHOLD: f32 = 0.5;
/// The lowest threshold that a page may fall back to.
const LOWEST: f32 = 0.05;

/// The threshold for a page's scores.
///
/// Ordinarily a half. Where that keeps less than half of the words that the scores promise, the
/// model is torn between many mid-way blocks; then the threshold that maximises the expected F1 is
/// used (half of the best expected F1: Lipton et al., "Optimal thresholding of classifiers to
/// maximize F1 measure", ECML 2014).
pub(super) fn threshold(scores: &[f32], words: &[u32]) -> f32 {
    let pairs = || scores.iter().zip(words).map(|(&score, &words)| (score, words as f32));
    let expected: f32 = pairs().map(|(score, words)| score * words).sum();
    let kept: f32 = pairs().filter(|&(s, _)| s > THRESHOLD).map(|(_, words)| words).sum();
    if kept >= 0.5 * expected {
        return THRESHOLD;
    }
    let mut order: Vec<(f32, f32)> = pairs().collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut hits, mut taken, mut best) = (0.0, 0.0, 0.0f32);
    for (score, words) in order {
        hits += score * words;
        taken += words;
        best = best.max(2.0 * hits / (taken + expected));
    }
    (best / 2.0).clamp(LOWEST, THRESHOLD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_page_gets_a_lower_threshold() {
        assert_eq!(threshold(&[0.9, 0.1], &[50, 50]), THRESHOLD);
        let low = threshold(&[0.4, 0.4, 0.01], &[50, 50, 50]);
        assert!(low < 0.4, "{low}");
    }
}
