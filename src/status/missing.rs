//! "Not found", said with a success code.

use super::evidence::Evidence;
use super::tables::tables;
use super::{Finding, quote};
use crate::article::Status;

/// An error page has less text than this.
const TEXT: usize = 900;
/// Points from which the evidence is enough.
const ENOUGH: u32 = 4;
/// Words that a title has beside an error's number at most.
const BESIDE_NUMBER: usize = 4;

/// A page that says that there is no such page: in its title or main heading, with little text and
/// nothing that an article has.
pub(super) fn soft_404(evidence: &Evidence) -> Option<Finding> {
    let tables = tables();
    if evidence.body > TEXT || evidence.runs_over(3 * TEXT) {
        return None;
    }
    let phrase = evidence.titles.iter().find(|title| tables.not_found.are_in(title));
    let number = evidence.titles.iter().find(|title| is_error_number(title));
    let title = phrase.or(number)?;
    let text = evidence.text_says(&tables.not_found).is_some();
    let points = 2 * u32::from(phrase.is_some())
        + 2 * u32::from(number.is_some())
        + u32::from(text)
        + u32::from(!evidence.claims_article())
        + u32::from(evidence.body < TEXT / 3);
    if points < ENOUGH || (evidence.claims_article() && number.is_none()) {
        return None;
    }
    let detail = format!("the site says that there is no such page: {}", quote(title));
    Some(Finding { status: Status::Soft404, detail })
}

/// `404`, `Error 404`, `404 – Example News`: the number of an error and little else. A title with
/// more words speaks of something else that has the number.
fn is_error_number(title: &str) -> bool {
    let words: Vec<&str> =
        title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let number = |word: &&str| matches!(*word, "404" | "410" | "error404");
    words.iter().any(number) && words.len() <= BESIDE_NUMBER + 1
}
