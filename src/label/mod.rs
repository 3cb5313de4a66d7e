//! [`Page`] → a [`Verdict`] for each of its blocks.

mod boundary;
mod features;
mod kind;
mod model;

pub(crate) use features::words;
pub(crate) use features::{Analysis, Matrix, structure_tokens, text_tokens};
pub(crate) use model::Tables;

pub use kind::{Label, Reason, Verdict};

use crate::segment::Page;
use features::each_row;
use model::{Model, probability};

/// Decides what each block of the page is.
pub fn label(page: &Page) -> Vec<Verdict> {
    let model = Model::embedded();
    let analysis = Analysis::of(page, &model.tables);
    let mut scores = Vec::with_capacity(page.blocks.len());
    each_row(&analysis, None, |row| scores.push(probability(model.body.logit(row))));
    let threshold = boundary::threshold(&scores, &analysis.words.counts);
    scores
        .iter()
        .map(|&score| Verdict {
            label: if score > threshold { Label::Paragraph } else { Label::Other },
            score,
            reason: Reason::new("model", "body score"),
        })
        .collect()
}
