//! What each feature adds to the score of a row.
//!
//! On its way down a tree a row passes inner nodes; the change of the expected output from a node to
//! the next is the doing of the feature that the node looks at (Saabas, "Interpreting random
//! forests", 2014). What a node expects is the mean over the rows of the page that pass it, so a
//! contribution says what sets a block apart from the others of its page; as pages can be small, the
//! mean of the two ways down counts like a few rows more.

use super::Forest;

/// Rows for which the mean of the two ways down counts.
const PRIOR: f32 = 4.0;

/// What the features add, row by row.
pub(crate) struct Contributions {
    /// Log-odds before any feature is looked at.
    pub base: f32,
    /// One for each feature of each row, row after row.
    pub weights: Vec<f32>,
}

/// Where a row is done.
struct Done {
    /// Trees that it went through.
    after: usize,
    /// Its log-odds in the end.
    logit: f32,
}

impl Forest {
    /// Explains the rows of a matrix with rows of `width` values.
    ///
    /// [`Contributions::base`] and a row's weights sum up to its log-odds. A row that is done after the
    /// first trees (see [`Exit`](super::Exit)) is explained by these, scaled to the whole.
    pub fn contributions(&self, matrix: &[f32], width: usize) -> Contributions {
        let rows = || matrix.chunks_exact(width.max(1));
        // Rows that end in each leaf.
        let mut ended = vec![0u32; self.nodes.len()];
        let done: Vec<Done> = rows().map(|row| self.follow(row, &mut ended)).collect();
        let expected = self.expected(&ended);
        let base: f32 = self.trees.iter().map(|tree| expected[usize::from(tree.root)]).sum();
        let mut weights = vec![0.0; matrix.len()];
        let weights_of = weights.chunks_exact_mut(width.max(1));
        for ((row, done), weights) in rows().zip(done).zip(weights_of) {
            for tree in &self.trees[..done.after] {
                self.walk(tree.root, row, |node, next| {
                    let (node, next) = (usize::from(node), usize::from(next));
                    weights[usize::from(self.nodes[node].feature)] +=
                        expected[next] - expected[node];
                });
            }
            if done.after < self.trees.len() {
                let scale = (done.logit - base) / weights.iter().sum::<f32>();
                // They point the same way but for rows that are done because they are like all others.
                if scale.is_finite() && scale > 0.0 {
                    weights.iter_mut().for_each(|weight| *weight *= scale);
                }
            }
        }
        Contributions { base, weights }
    }

    /// Sends a row through the trees until it is done, and counts the leaves it ends in.
    fn follow(&self, row: &[f32], ended: &mut [u32]) -> Done {
        let mut logit = 0.0;
        let mut from = 0;
        let ends = self.exits.iter().map(|exit| (exit.after, Some(exit)));
        for (after, exit) in ends.chain([(self.trees.len(), None)]) {
            for tree in &self.trees[from..after] {
                let mut leaf = tree.root;
                self.walk(tree.root, row, |_, next| leaf = next);
                ended[usize::from(leaf)] += 1;
                logit += self.nodes[usize::from(leaf)].output;
            }
            from = after;
            if let Some(rest) = exit.and_then(|exit| exit.rest(logit)) {
                return Done { after, logit: logit + rest };
            }
        }
        Done { after: from, logit }
    }

    /// What each node expects of a row that passes it; a leaf is sure of its output.
    fn expected(&self, ended: &[u32]) -> Vec<f32> {
        let mut expected = vec![0.0; self.nodes.len()];
        // Rows that pass each node, and the sum of their outputs.
        let mut passed = vec![(0.0f32, 0.0f32); self.nodes.len()];
        // Children stand behind their parents.
        for (at, node) in self.nodes.iter().enumerate().rev() {
            let [left, right] = node.children.map(usize::from);
            if left == at {
                expected[at] = node.output;
                passed[at] = (ended[at] as f32, ended[at] as f32 * node.output);
            } else {
                let (a, b) = (passed[left], passed[right]);
                passed[at] = (a.0 + b.0, a.1 + b.1);
                let prior = PRIOR * (expected[left] + expected[right]) / 2.0;
                expected[at] = (passed[at].1 + prior) / (passed[at].0 + PRIOR);
            }
        }
        expected
    }

    /// Calls `each` with the steps from node to node that a row takes from the root to its leaf.
    fn walk(&self, root: u16, row: &[f32], mut each: impl FnMut(u16, u16)) {
        let mut at = root;
        loop {
            let node = &self.nodes[usize::from(at)];
            let next = node.children[usize::from(row[usize::from(node.feature)] > node.threshold)];
            if next == at {
                return;
            }
            each(at, next);
            at = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Model;

    #[test]
    fn contributions_sum_up_to_the_score() {
        let forest = &Model::embedded().body;
        let width = usize::from(forest.nodes.iter().map(|node| node.feature).max().unwrap()) + 1;
        let value = |i: usize| ((i * 37) % 19) as f32 / 6.0 - 1.0;
        let matrix: Vec<f32> = (0..7 * width).map(value).collect();
        let explained = forest.contributions(&matrix, width);
        let logits = forest.logits(&matrix, width);
        for (logit, weights) in logits.into_iter().zip(explained.weights.chunks(width)) {
            let sum = explained.base + weights.iter().sum::<f32>();
            assert!((logit - sum).abs() < 1e-2, "{logit} {sum}");
        }
    }
}
