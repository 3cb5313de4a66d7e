//! A page that is no article: a front page, a listing, a gallery; or one with too little text.

use super::Finding;
use super::evidence::Evidence;
use crate::article::Status;

/// Probability of being an article, by the model, below which a page is none. Held out by site, two
/// in a hundred articles of the web at large fall below it, and none of the news pages.
const NO_ARTICLE: f32 = 0.33;
/// The same for pages that say themselves that they are an article.
const NO_ARTICLE_DESPITE: f32 = 0.15;
/// Less text than this is no article, whatever else speaks for it.
const NOTHING: usize = 40;
/// Less text than this is an article only where the page says that it is one.
const LITTLE: usize = 200;
/// Pictures with captions from which a page with little text is a gallery.
const GALLERY: usize = 5;
/// A page whose text is this small a share of its captions is a gallery.
const CAPTIONS: usize = 2;

/// Says why the page is no article, if it is none; `probability` is the model's.
pub(super) fn no_article(evidence: &Evidence, probability: f32) -> Option<Finding> {
    let found = |status, detail: &str| Some(Finding { status, detail: detail.to_owned() });
    let claims = evidence.claims_article();
    if evidence.body == 0 {
        return match evidence.visible() {
            0 => found(Status::Empty, "no text on the page"),
            _ => found(Status::NotArticle, "text on the page, but none that is an article"),
        };
    }
    let captions: usize =
        evidence.article.captions.iter().map(|caption| super::evidence::size(caption)).sum();
    if evidence.article.captions.len() >= GALLERY && captions > CAPTIONS * evidence.body {
        return found(Status::NotArticle, "pictures with captions and little text: a gallery");
    }
    if evidence.body < NOTHING || (evidence.body < LITTLE && !claims) {
        return found(Status::TooShort, "too little text to call it an article");
    }
    let threshold = if claims { NO_ARTICLE_DESPITE } else { NO_ARTICLE };
    if probability < threshold && !evidence.page.plain_text {
        return found(Status::NotArticle, "a front page, listing, product or service page");
    }
    None
}
