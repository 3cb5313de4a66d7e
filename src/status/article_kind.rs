//! A page that is no article: a front page, a listing, a gallery; or one with too little text.

use super::declared::declared_kind;
use super::evidence::Evidence;
use super::{Finding, layout};
use crate::article::Status;

/// Probability of being an article, by the model, below which a page is none. Held out by site, two
/// in a hundred articles of the web at large fall below it, and none of the news pages.
const NO_ARTICLE: f32 = 0.33;
/// The same for pages that say themselves that they are an article.
const NO_ARTICLE_DESPITE: f32 = 0.15;
/// The same for pages that show by their layout, or say, that they are something else, and do not say
/// that they are an article.
const NO_ARTICLE_BY_LOOKS: f32 = 0.95;
/// The same where there is a date and an author, which posts in forums and reviews have as well.
const NO_ARTICLE_DESPITE_BYLINE: f32 = 0.6;
/// Less text than this is no article, whatever else speaks for it.
const NOTHING: usize = 40;
/// Less text than this is an article only where the page says that it is one.
const LITTLE: usize = 80;
/// Pictures with captions from which a page with little text is a gallery.
const GALLERY: usize = 5;
/// A page whose captions are so many times its text is a gallery.
const CAPTIONS: usize = 2;
/// Share of the text in teasers from which a page is a listing.
const TEASERS: f32 = 0.7;
/// A page of which less than one part in so many is paragraphs has no prose. Long ones are articles
/// all the same: checklists, programmes, minutes.
const PROSE: usize = 3;
const LONG: usize = 2_000;

/// Says why the page is no article, if it is none; `probability` is the model's.
pub(super) fn no_article(evidence: &Evidence, probability: f32) -> Option<Finding> {
    let found = |status, detail: &str| Some(Finding { status, detail: detail.to_owned() });
    let claims = evidence.claims_article();
    // What is left of a page that hides everything is no text either.
    if evidence.body == 0 || (evidence.body < NOTHING && evidence.visible() == 0) {
        return match evidence.visible() {
            0 => found(Status::Empty, "no text on the page"),
            _ => found(Status::NotArticle, "text on the page, but none that is an article"),
        };
    }
    let shown = layout::captions(evidence, GALLERY);
    if shown.is_some_and(|shown| shown.captions > CAPTIONS * shown.beside) {
        return found(Status::NotArticle, "pictures with captions and little text: a gallery");
    }
    if evidence.body < NOTHING || (evidence.body < LITTLE && !claims) {
        return found(Status::TooShort, "too little text to call it an article");
    }
    if evidence.page.plain_text {
        return None;
    }
    let threshold = if claims { NO_ARTICLE_DESPITE } else { NO_ARTICLE };
    if probability < threshold {
        return found(Status::NotArticle, "a front page, listing, product or service page");
    }
    let threshold = if claims { NO_ARTICLE_DESPITE_BYLINE } else { NO_ARTICLE_BY_LOOKS };
    if evidence.declares_article() || probability >= threshold {
        return None;
    }
    if let Some(kind) = declared_kind(evidence) {
        return found(Status::NotArticle, &format!("the page calls itself {kind}"));
    }
    if layout::in_teasers(evidence) >= TEASERS {
        return found(Status::NotArticle, "teasers of other pages: a listing");
    }
    if evidence.body < LONG && layout::prose(evidence) * PROSE < evidence.body {
        return found(Status::NotArticle, "lines and lists and no prose");
    }
    None
}
