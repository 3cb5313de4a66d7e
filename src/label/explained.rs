//! Why a block has its score: what its features add to it.

use super::features::{Analysis, Matrix};
use super::model::{Forest, Model, TokenLogit};
use crate::segment::segment_text;
use std::sync::LazyLock;

/// Blocks of one page that are explained; those that follow have a label and a score all the same.
const MOST: usize = 20_000;

/// A feature of a block and what it does to the score.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Feature {
    /// Index into [`Features::names`].
    pub name: usize,
    /// Its value.
    pub value: f32,
    /// Log-odds that it adds.
    pub weight: f32,
}

/// The features of the blocks of a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Features {
    pub names: &'static [String],
    /// Log-odds before any feature is looked at.
    pub base: f32,
    /// For each block those that count, in the order of their names.
    pub blocks: Vec<Vec<Feature>>,
}

/// The names of the features; they are the same for all pages.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let page = segment_text("A line.");
    Matrix::names(&Analysis::of(&page, &Model::embedded().tables))
});

/// Weights below this are not worth a word.
const LEAST: f32 = 0.005;

/// The rows of the model's input, kept for a while.
#[derive(Default)]
pub(super) struct Rows {
    values: Vec<f32>,
    width: usize,
}

impl Rows {
    /// Adds a portion, up to a number of rows.
    pub fn add(&mut self, portion: &Matrix) {
        self.width = portion.width;
        let room = (MOST * self.width).saturating_sub(self.values.len());
        self.values.extend_from_slice(&portion.values[..portion.values.len().min(room)]);
    }

    /// Explains the scores of a page's blocks; `hopeless` ones, which their tokens alone put aside,
    /// have no rows.
    pub fn explain(
        self,
        analysis: &Analysis<'_>,
        forest: &Forest,
        hopeless: impl Fn(usize) -> bool,
    ) -> Features {
        let width = self.width.max(1);
        let explained = forest.contributions(&self.values, width);
        let mut features = Features {
            names: &NAMES,
            base: explained.base,
            blocks: vec![Vec::new(); analysis.len()],
        };
        let rows = self.values.chunks_exact(width).zip(explained.weights.chunks_exact(width));
        let scored = (0..analysis.len()).filter(|&block| !hopeless(block));
        for (block, (values, weights)) in scored.zip(rows) {
            let both = values.iter().zip(weights).enumerate();
            let counts = both.filter(|(_, (_, weight))| weight.abs() >= LEAST);
            let counts = counts.map(|(name, (&value, &weight))| Feature { name, value, weight });
            features.blocks[block] = counts.collect();
        }
        let name = |wanted: &str| NAMES.iter().position(|name| name == wanted);
        if let (Some(structure), Some(text)) = (name("structure"), name("text")) {
            for block in (0..analysis.len()).filter(|&block| hopeless(block)) {
                let tokens = [(structure, analysis.structure[block]), (text, analysis.text[block])];
                let feature = |(name, logit): (usize, TokenLogit)| Feature {
                    name,
                    value: logit.sum,
                    weight: logit.sum,
                };
                features.blocks[block] = tokens.map(feature).to_vec();
            }
        }
        features
    }
}
