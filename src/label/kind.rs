//! The labels a block can have.

use serde::Serialize;

/// What a block is. Every block of a page gets exactly one label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Label {
    /// Body: running text.
    #[default]
    Paragraph,
    /// Body: a heading inside the article.
    Heading,
    /// Body: an item of a list.
    ListItem,
    /// Body: quoted text.
    Quote,
    /// Body: a row of a table.
    TableRow,
    /// Body: preformatted code.
    Code,
    /// The article's headline.
    Title,
    /// The lead printed under the headline, when it stands outside the body.
    Standfirst,
    /// Who wrote it.
    Byline,
    /// When and where it was written or published.
    Dateline,
    /// Text that describes a picture, with its credit.
    Caption,
    /// Menus, breadcrumbs, pagers, tags.
    Navigation,
    /// Teasers of other articles.
    Related,
    /// Invitations to subscribe to a newsletter.
    Newsletter,
    /// Buttons to share, print, bookmark, and font-size widgets.
    Share,
    /// Advertising.
    Advertisement,
    /// A reader's comment.
    Comment,
    /// A form and what belongs to it: fields, hints, log-in lines, captchas.
    Form,
    /// Cookie and external-content consent.
    Consent,
    /// Subscription offers in place of the article.
    Paywall,
    /// Copyright, imprint, terms, corrections policy.
    Legal,
    /// Injected by someone who does not own the page.
    Spam,
    /// Not shown to readers.
    Hidden,
    /// Anything else that is not the article.
    Other,
}

impl Label {
    /// Is a block with this label part of the article's body?
    pub fn is_body(self) -> bool {
        use Label::*;
        matches!(self, Paragraph | Heading | ListItem | Quote | TableRow | Code)
    }

    /// Its name in records and reports.
    pub fn name(self) -> &'static str {
        use Label::*;
        match self {
            Paragraph => "paragraph",
            Heading => "heading",
            ListItem => "list_item",
            Quote => "quote",
            TableRow => "table_row",
            Code => "code",
            Title => "title",
            Standfirst => "standfirst",
            Byline => "byline",
            Dateline => "dateline",
            Caption => "caption",
            Navigation => "navigation",
            Related => "related",
            Newsletter => "newsletter",
            Share => "share",
            Advertisement => "advertisement",
            Comment => "comment",
            Form => "form",
            Consent => "consent",
            Paywall => "paywall",
            Legal => "legal",
            Spam => "spam",
            Hidden => "hidden",
            Other => "other",
        }
    }
}

/// Why a block has its label: the stage that decided and its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// `model`, `fact`, `screen`, `rule`, …
    pub stage: &'static str,
    /// The evidence in a few words.
    pub evidence: std::borrow::Cow<'static, str>,
}

impl Reason {
    /// A reason with fixed words.
    pub const fn new(stage: &'static str, evidence: &'static str) -> Reason {
        Reason { stage, evidence: std::borrow::Cow::Borrowed(evidence) }
    }
}

/// The decision on one block.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What the block is.
    pub label: Label,
    /// How probable it is that the block belongs to the body, 0 to 1.
    pub score: f32,
    /// Why.
    pub reason: Reason,
}
