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

impl Forest {
    /// Explains the rows of a matrix with rows of `width` values.
    ///
    /// [`Contributions::base`] and a row's weights sum up to what all trees say of it.
    pub fn contributions(&self, matrix: &[f32], width: usize) -> Contributions {
        let rows = || matrix.chunks_exact(width.max(1));
        // Rows that end in each leaf.
        let mut ended = vec![0u32; self.nodes.len()];
        for row in rows() {
            for tree in &self.trees {
                let mut leaf = tree.root;
                self.walk(tree.root, row, |_, node| leaf = node);
                ended[usize::from(leaf)] += 1;
            }
        }
        let expected = self.expected(&ended);
        let base = self.trees.iter().map(|tree| expected[usize::from(tree.root)]).sum();
        let mut weights = vec![0.0; matrix.len()];
        for (row, weights) in rows().zip(weights.chunks_exact_mut(width.max(1))) {
            for tree in &self.trees {
                self.walk(tree.root, row, |node, next| {
                    let (node, next) = (usize::from(node), usize::from(next));
                    weights[usize::from(self.nodes[node].feature)] +=
                        expected[next] - expected[node];
                });
            }
        }
        Contributions { base, weights }
    }

    /// What each node expects of a row that passes it; a leaf is sure of its output.
    fn expected(&self, ended: &[u32]) -> Vec<f32> {
        let mut expected = vec![f32::NAN; self.nodes.len()];
        // Rows that pass each node, and the sum of their outputs.
        let mut passed = vec![(0.0f32, 0.0f32); self.nodes.len()];
        for tree in &self.trees {
            let mut stack = vec![usize::from(tree.root)];
            while let Some(&at) = stack.last() {
                let [left, right] = self.nodes[at].children.map(usize::from);
                if left == at {
                    let output = self.nodes[at].output;
                    expected[at] = output;
                    passed[at] = (ended[at] as f32, ended[at] as f32 * output);
                } else if expected[left].is_nan() {
                    stack.push(left);
                    continue;
                } else if expected[right].is_nan() {
                    stack.push(right);
                    continue;
                } else {
                    let (a, b) = (passed[left], passed[right]);
                    passed[at] = (a.0 + b.0, a.1 + b.1);
                    let prior = PRIOR * (expected[left] + expected[right]) / 2.0;
                    expected[at] = (passed[at].1 + prior) / (passed[at].0 + PRIOR);
                }
                stack.pop();
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
        for (row, weights) in matrix.chunks(width).zip(explained.weights.chunks(width)) {
            let all: f32 = forest.trees.iter().map(|tree| forest.leaf(tree, row)).sum();
            let sum = explained.base + weights.iter().sum::<f32>();
            assert!((all - sum).abs() < 1e-2, "{all} {sum}");
        }
    }
}
