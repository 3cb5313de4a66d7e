//! [`Page`] → a [`Verdict`] for each of its blocks.

mod boundary;
mod captions;
mod explained;
mod features;
mod kind;
mod kinds;
mod model;
mod vouched;
mod whole;

pub(crate) use explained::{Feature, Features};
pub(crate) use features::{
    Analysis, Matrix, Names, declared_types, json_strings, runs, structure_tokens, text_tokens,
    words,
};
pub(crate) use model::Tables;

pub use kind::{Label, Reason, Verdict};

use crate::segment::Page;
use crate::settings::Favor;
use features::{Bag, Row};
use kinds::Kinds;
use model::{Model, probability};

/// Log-odds of further evidence below which it speaks against a block.
const AGAINST: f32 = -1.0;

/// What was decided about a page.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// One for each block, in order.
    pub verdicts: Vec<Verdict>,
    /// How well the body was found: the expected word F1, 0 to 1.
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

/// The same, with what makes the scores.
pub(crate) fn label_explained(page: &Page, favor: Favor, features: &mut Features) -> Labels {
    label_noting(page, favor, |_| 0.0, Some(features))
}

/// The same with further evidence: what `shift` says of a block is added to its log-odds.
pub(crate) fn label_with(page: &Page, favor: Favor, shift: impl Fn(usize) -> f32) -> Labels {
    label_noting(page, favor, shift, None)
}

fn label_noting(
    page: &Page,
    favor: Favor,
    shift: impl Fn(usize) -> f32,
    features: Option<&mut Features>,
) -> Labels {
    let model = Model::embedded();
    let analysis = Analysis::of(page, &model.tables);
    let body = if page.plain_text { &model.lines } else { &model.body };
    let hopeless = |block: usize| {
        !page.plain_text && model.hopeless.is(analysis.structure[block], analysis.text[block])
    };
    let mut logits = Vec::with_capacity(page.blocks.len());
    let mut rows = features.as_ref().map(|_| explained::Rows::default());
    Matrix::portions(
        &analysis,
        |block| !hopeless(block),
        |portion| {
            logits.extend(body.logits(&portion.values, portion.width));
            if let Some(rows) = &mut rows {
                rows.add(portion);
            }
        },
    );
    if let (Some(features), Some(rows)) = (features, rows) {
        *features = rows.explain(&analysis, body, hopeless);
    }
    let mut logits = logits.into_iter();
    let scores: Vec<f32> = (0..page.blocks.len())
        .map(|block| {
            let logit = if hopeless(block) { None } else { logits.next() };
            probability(logit.unwrap_or(model.hopeless.logit) + shift(block))
        })
        .collect();
    // Always by the balanced threshold: what a page is does not depend on the user's taste.
    let balanced = boundary::body(&analysis, &scores, Favor::Balanced);
    let whole = Whole::with(&analysis, &scores, &balanced).features(model);
    let mut body = match favor {
        Favor::Balanced => balanced,
        _ => boundary::body(&analysis, &scores, favor),
    };
    // Neighbours do not vouch for what further evidence speaks against.
    for block in (0..body.len()).filter(|&block| shift(block) < AGAINST) {
        body[block] &= scores[block] > 0.5;
    }
    // From the first kept block to the last.
    let article = match (body.iter().position(|&kept| kept), body.iter().rposition(|&kept| kept)) {
        (Some(first), Some(last)) => first..last + 1,
        _ => 0..0,
    };
    let kinds = Kinds::of(&analysis);
    let verdicts = (0..page.blocks.len())
        .map(|block| {
            let (label, reason) = if body[block] && captions::in_figcaption(&analysis, block) {
                (Label::Caption, Reason::new("fact", "in a figcaption"))
            } else if article.contains(&block) && captions::is_caption(&analysis, block) {
                (Label::Caption, Reason::new("fact", "ends in a credit"))
            } else if body[block] {
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

/// What is known of a page as a whole, given the scores of its blocks.
pub(crate) struct Whole {
    /// Features, but for those that the token tables give.
    pub row: Vec<f32>,
    /// Names of the elements above the body, what the short blocks say, what the page declares.
    pub bags: [Bag; 3],
}

impl Whole {
    /// The page with the body that the scores make.
    pub fn of(analysis: &Analysis<'_>, scores: &[f32]) -> Whole {
        Whole::with(analysis, scores, &boundary::body(analysis, scores, Favor::Balanced))
    }

    fn with(analysis: &Analysis<'_>, scores: &[f32], kept: &[bool]) -> Whole {
        let mut row = Vec::new();
        whole::write(analysis, scores, kept, &mut Row { values: &mut row, names: None });
        let bags = [
            features::body_names(analysis, kept),
            analysis.labels.bag(),
            features::head(analysis.page),
        ];
        Whole { row, bags }
    }

    /// The full row of features.
    fn features(mut self, model: &Model) -> Vec<f32> {
        let tables = model.pages.iter().zip(&self.bags);
        self.row.extend(tables.map(|(table, bag)| table.of_bag(bag)));
        self.row
    }
}

/// The names of the features of a page as a whole.
pub(crate) fn page_names(analysis: &Analysis<'_>) -> Vec<String> {
    let (mut values, mut names) = (Vec::new(), Vec::new());
    let none = vec![0.0; analysis.len()];
    let kept = vec![false; analysis.len()];
    let mut row = Row { values: &mut values, names: Some(&mut names) };
    whole::write(analysis, &none, &kept, &mut row);
    names.extend(["tokens.names", "tokens.labels", "tokens.head"].map(str::to_owned));
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::segment_text;

    #[test]
    fn the_embedded_model_was_trained_on_these_features() {
        let model = Model::embedded();
        let page = segment_text("The dam was opened on Monday.");
        let analysis = Analysis::of(&page, &model.tables);
        let (blocks, whole) = (Matrix::names(&analysis), page_names(&analysis));
        assert!(model.body.is_for(&blocks) && model.lines.is_for(&blocks));
        assert!(model.article.is_for(&whole) && model.quality.is_for(&whole));
    }
}
