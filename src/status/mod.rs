//! How a page ended: an article, or what stands in its place.
//!
//! In: the page with its labels, and the assembled article. Out: its [`Status`], and one sentence
//! where it is not `ok`. Walls and error pages are told by evidence of different kinds (structure,
//! services that serve such pages, what titles and buttons say, what an article would have), never
//! by one alone. The text of a wall is not the article: it is taken out.
//!
//! The order matters. What stands in place of the page comes first, then an article cut short, then
//! a page that is no article at all.

mod article_kind;
mod declared;
mod evidence;
mod layout;
mod missing;
mod paywall;
mod shell;
mod tables;
mod walls;

use crate::article::{Article, Metadata, Status};
use crate::label::Labels;
use crate::segment::Page;
use evidence::Evidence;

/// Size of a text, in letters, from which a page is taken for what it seems without a closer look:
/// the longest wall seen has less, lists of partners included.
const PLENTY: usize = 6_000;

/// Longest quotation of a wall in [`Article::detail`], in characters.
const QUOTE: usize = 120;

/// What was found out.
struct Finding {
    status: Status,
    detail: String,
}

/// Decides how the page ended and writes it into the article.
pub fn settle(page: &Page, labels: &Labels, article: &mut Article) {
    let Some(finding) = find(page, labels, article) else {
        walls::drop_consent(page, &labels.verdicts, article);
        article.status = Status::Ok;
        return;
    };
    article.status = finding.status;
    article.detail = Some(finding.detail);
    if stands_in_place(finding.status) {
        clear(article);
    } else if finding.status == Status::PaywallStub {
        paywall::drop_offers(page, &labels.verdicts, article);
    }
}

fn find(page: &Page, labels: &Labels, article: &Article) -> Option<Finding> {
    let evidence = Evidence::new(page, &labels.verdicts, article);
    if evidence.body < PLENTY {
        let found = walls::challenge(&evidence)
            .or_else(|| walls::consent(&evidence))
            .or_else(|| missing::soft_404(&evidence))
            .or_else(|| shell::js_shell(&evidence))
            .or_else(|| paywall::stub(&evidence));
        if found.is_some() {
            return found;
        }
    }
    article_kind::no_article(&evidence, labels.article)
}

/// Statuses whose text is that of a wall or an error page.
fn stands_in_place(status: Status) -> bool {
    use Status::*;
    matches!(status, ConsentWall | BotChallenge | Soft404 | JsShell)
}

/// Takes out everything that speaks for an article; what names the page and the site stays.
fn clear(article: &mut Article) {
    article.text.clear();
    article.blocks.clear();
    article.captions.clear();
    article.comments.clear();
    article.confidence = 0.0;
    let kept = std::mem::take(&mut article.metadata);
    article.metadata = match article.status {
        // What scripts would fill in is often in the head already.
        Status::JsShell => kept,
        _ => Metadata {
            canonical_url: kept.canonical_url,
            site_name: kept.site_name,
            site_name_source: kept.site_name_source,
            language: kept.language,
            language_source: kept.language_source,
            direction: kept.direction,
            ..Metadata::default()
        },
    };
}

/// The beginning of a text, for a sentence about it.
fn quote(text: &str) -> String {
    let mut out: String = text.chars().take(QUOTE).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

/// Does a text end as a sentence does?
fn ends_sentence(text: &str) -> bool {
    text.ends_with([
        '.', '!', '?', '"', '”', '“', '»', '«', '’', '\'', ')', ']', ':', '。', '！', '？', '」',
        '』', '；', '،', '؟', '।', '։', '…',
    ])
}
