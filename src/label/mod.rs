//! [`Page`] → a [`Verdict`] for each of its blocks.

mod boundary;
mod features;
mod kind;
mod kinds;
mod model;

pub(crate) use features::words;
pub(crate) use features::{Analysis, Matrix, structure_tokens, text_tokens};
pub(crate) use model::Tables;

pub use kind::{Label, Reason, Verdict};

use crate::segment::Page;
use crate::settings::Favor;
use kinds::Kinds;
use model::{Model, probability};

/// Decides what each block of the page is.
///
/// `favor` moves the threshold of the body score; the score itself is the same.
pub fn label(page: &Page, favor: Favor) -> Vec<Verdict> {
    let model = Model::embedded();
    let analysis = Analysis::of(page, &model.tables);
    let matrix = Matrix::of(&analysis);
    let scores: Vec<f32> = (0..page.blocks.len())
        .map(|block| probability(model.body.logit(matrix.row(block))))
        .collect();
    let body = boundary::body(&analysis, &scores, favor);
    let kinds = Kinds::of(&analysis);
    (0..page.blocks.len())
        .map(|block| {
            let (label, reason) = if body[block] {
                kinds.body(&analysis, block)
            } else {
                kinds.furniture(&analysis, block)
            };
            Verdict { label, score: scores[block], reason }
        })
        .collect()
}
