//! What is in the output and not in the article, line by line, and what kind of thing it is.
//!
//! The kinds are told by phrases in some thirty languages, by links, by the authors' names and by
//! where the line stands in the page, in that order. They are a rough map that shows where to
//! look, not a labelled truth: what the gold lacks of the body shows up as `other`.

mod phrases;
mod place;

pub use place::Places;

use super::corpus::Gold;
use super::grams::Grams;
use super::output::{Line, Output};
use place::Place;
use serde::Serialize;

/// Words of a line that must be missing in the gold for it to count as a leak; a shorter line
/// counts if all its words are. Also the words that make a page leak.
pub const LEAK_WORDS: usize = 5;
/// Share of a line that must be link text for it to be a teaser.
const TEASER_LINKED: f64 = 0.8;

/// Kinds of lines that do not belong to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum LeakKind {
    Caption,
    /// "Read more: …".
    Related,
    /// Nothing but a link.
    Teaser,
    Advert,
    Newsletter,
    Byline,
    Date,
    Share,
    Consent,
    Comment,
    Paywall,
    Tags,
    Legal,
    Other,
}

impl LeakKind {
    /// All kinds, in the order of reports.
    pub const ALL: [LeakKind; 14] = {
        use LeakKind::*;
        [
            Caption, Related, Teaser, Advert, Newsletter, Byline, Date, Share, Consent, Comment,
            Paywall, Tags, Legal, Other,
        ]
    };

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        use LeakKind::*;
        match self {
            Caption => "caption",
            Related => "related",
            Teaser => "teaser",
            Advert => "advert",
            Newsletter => "newsletter",
            Byline => "byline",
            Date => "date",
            Share => "share",
            Consent => "consent",
            Comment => "comment",
            Paywall => "paywall",
            Tags => "tags",
            Legal => "legal",
            Other => "other",
        }
    }
}

/// A line that should not be in the output.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leak {
    /// What it seems to be.
    pub kind: LeakKind,
    /// The line.
    pub text: String,
}

/// What leaked on a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Leaks {
    /// The lines, in order.
    pub lines: Vec<Leak>,
    /// Words of the output that are in no passage of the gold.
    pub words: usize,
    /// Words of the output.
    pub of_words: usize,
}

impl Leaks {
    /// Finds the lines that are in neither body, headings, standfirst nor title of the gold.
    pub fn of(output: &Output, gold: &Gold, places: &Places) -> Leaks {
        let mut article = Grams::of(gold.headings.iter().chain(&gold.summary).chain(&gold.title));
        article.add(&gold.text());
        let mut leaks = Leaks::default();
        for line in &output.lines {
            let words = article.known(&line.text);
            let missing = words.iter().filter(|(_, known)| !known).count();
            leaks.words += missing;
            leaks.of_words += words.len();
            if missing >= LEAK_WORDS || (missing > 0 && missing == words.len()) {
                let kind = kind(line, output, gold, places);
                leaks.lines.push(Leak { kind, text: line.text.clone() });
            }
        }
        leaks
    }

    /// Did a line of this kind leak?
    pub fn has(&self, kind: LeakKind) -> bool {
        self.lines.iter().any(|leak| leak.kind == kind)
    }

    /// Is there enough of it to matter?
    pub fn leaky(&self) -> bool {
        self.words >= LEAK_WORDS
    }
}

fn kind(line: &Line, output: &Output, gold: &Gold, places: &Places) -> LeakKind {
    let place = places.get(&line.text);
    if place == Some(Place::Figcaption) || output.captions.contains(&line.text) {
        return LeakKind::Caption;
    }
    let authors = gold.authors.set().into_iter().chain(output.authors.set()).collect::<Vec<_>>();
    let named = place.and_then(|place| match place {
        Place::Named(kind) => Some(kind),
        Place::Figcaption => None,
    });
    phrases::kind(&line.text, &authors)
        .or((line.linked >= TEASER_LINKED).then_some(LeakKind::Teaser))
        .or(named)
        .unwrap_or(LeakKind::Other)
}
