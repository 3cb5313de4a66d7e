//! [`Page`] → a [`Verdict`] for each of its blocks.

mod boundary;
mod features;
mod kind;
mod kinds;
mod model;
mod whole;

pub(crate) use features::{
    Analysis, Matrix, Names, json_strings, runs, structure_tokens, text_tokens, words,
};
pub(crate) use model::Tables;

pub use kind::{Label, Reason, Verdict};

use crate::segment::Page;
use crate::settings::Favor;
use features::Row;
use kinds::Kinds;
use model::{Model, probability};

/// What was decided about a page.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// One for each block, in order.
    pub verdicts: Vec<Verdict>,
    /// How well the body was found, 0 to 1: the calibrated probability that at least nine in ten
    /// words are right.
    pub confidence: f32,
    /// Probability that the page is an article and not a listing, product, forum or service page.
    pub article: f32,
}

/// Decides what each block of the page is.
///
/// `favor` moves the threshold of the body score; the score itself is the same.
pub fn label(page: &Page, favor: Favor) -> Labels {
    label_with(page, favor, |_| 0.0)
}

/// The same with further evidence: what `shift` says of a block is added to its log-odds.
pub(crate) fn label_with(page: &Page, favor: Favor, shift: impl Fn(usize) -> f32) -> Labels {
    let model = Model::embedded();
    let analysis = Analysis::of(page, &model.tables);
    let matrix = Matrix::of(&analysis);
    let body = if page.plain_text { &model.lines } else { &model.body };
    let logits = body.logits(&matrix.values, matrix.width);
    let scores: Vec<f32> =
        logits.iter().enumerate().map(|(block, logit)| probability(logit + shift(block))).collect();
    let whole = page_row(&analysis, &scores);
    let body = boundary::body(&analysis, &scores, favor);
    let kinds = Kinds::of(&analysis);
    let verdicts = (0..page.blocks.len())
        .map(|block| {
            let (label, reason) = if body[block] {
                kinds.body(&analysis, block)
            } else {
                kinds.furniture(&analysis, block)
            };
            Verdict { label, score: scores[block], reason }
        })
        .collect();
    Labels {
        verdicts,
        confidence: probability(model.quality.logits(&whole, whole.len())[0]),
        article: probability(model.article.logits(&whole, whole.len())[0]),
    }
}

/// The features of the page as a whole, given the scores of its blocks.
pub(crate) fn page_row(analysis: &Analysis<'_>, scores: &[f32]) -> Vec<f32> {
    let mut values = Vec::new();
    // Always by the balanced threshold: what a page is does not depend on the taste of the user.
    let kept = boundary::body(analysis, scores, Favor::Balanced);
    whole::write(analysis, scores, &kept, &mut Row { values: &mut values, names: None });
    values
}

/// The names of the features of a page as a whole.
pub(crate) fn page_names(analysis: &Analysis<'_>) -> Vec<String> {
    let (mut values, mut names) = (Vec::new(), Vec::new());
    let none = vec![0.0; analysis.len()];
    let kept = vec![false; analysis.len()];
    let mut row = Row { values: &mut values, names: Some(&mut names) };
    whole::write(analysis, &none, &kept, &mut row);
    names
}
