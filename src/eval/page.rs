//! Everything that is measured on one page.

use super::corpus::Gold;
use super::ends::Ends;
use super::leaks::{Leaks, Places};
use super::output::Output;
use super::score::{BodyScore, Facts, Segments};

/// The set whose gold comes from the publishers' own markup: it knows the facts and the article's
/// whole text, so what else is in an output is a leak.
pub const NEWS: &str = "news";
/// The set whose gold is what other extractors give: good for training, not for scoring.
pub const WEAK: &str = "weak";

/// The measurements of a page. What its gold does not allow to measure is absent.
#[derive(Debug, Clone, PartialEq)]
pub struct PageResult {
    /// Set of the page.
    pub set: String,
    /// The page as `set/id`.
    pub name: String,
    /// Where it was published.
    pub url: Option<String>,
    /// The body against the gold body.
    pub body: Option<BodyScore>,
    /// Marked pieces of text; case does not matter where the body is known as well.
    pub segments: Option<Segments>,
    /// Title, date and authors.
    pub facts: Facts,
    /// The ends of the body.
    pub ends: Option<Ends>,
    /// What does not belong there.
    pub leaks: Option<Leaks>,
    /// The output has no text.
    pub empty: bool,
    /// How sure the extractor was.
    pub confidence: Option<f32>,
}

impl PageResult {
    /// Measures the output for a page. Of a plain-text save only the text is measured: it has no
    /// facts to find, and its marked pieces may have been lost when it was saved.
    pub fn of(gold: &Gold, output: &Output, places: &Places, plain_text: bool) -> PageResult {
        let has_body = !gold.body.is_empty();
        let marked = !(gold.with.is_empty() && gold.without.is_empty());
        let news = gold.set == NEWS;
        PageResult {
            set: gold.set.clone(),
            name: gold.name(),
            url: gold.url.clone(),
            body: has_body.then(|| BodyScore::of(&output.text, &gold.text())),
            segments: (marked && !plain_text).then(|| Segments::of(&output.text, gold, has_body)),
            facts: if news && !plain_text { Facts::of(output, gold) } else { Facts::default() },
            ends: news.then(|| Ends::of(&output.text, gold)),
            leaks: news.then(|| Leaks::of(output, gold, places)),
            empty: output.text.trim().is_empty(),
            confidence: output.confidence,
        }
    }
}
