//! What comes out for a page: the article, its facts and its status.

use crate::dedupe::{ContentHash, Fingerprint};
use crate::label::Label;
use crate::screen::Finding;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How an input ended. The list is closed: every input ends in exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// An article was found.
    #[default]
    Ok,
    /// There is text, but too little to call it an article.
    TooShort,
    /// A page, but no article: a front page, a listing, a product, a forum, a gallery, a recording, a
    /// login.
    NotArticle,
    /// The bytes are not HTML or text.
    NotHtml,
    /// Nothing at all.
    Empty,
    /// A cookie or consent wall instead of the page.
    ConsentWall,
    /// A check for robots, or a refusal (too many requests, a region), instead of the page.
    BotChallenge,
    /// "Not found", said with a success code.
    Soft404,
    /// The first lines of an article for subscribers, or for readers who log in.
    PaywallStub,
    /// A page that scripts would fill.
    JsShell,
    /// Larger than the limit.
    TooLarge,
    /// A limit ended parsing; the record holds what was read until then.
    LimitReached,
    /// Compressed or encoded in a way that could not be undone.
    DecodeError,
    /// The site's robots.txt forbids it.
    RobotsDenied,
    /// The server answered with an error code.
    HttpError,
    /// No answer in time.
    Timeout,
    /// No connection, or a broken one.
    NetworkError,
    /// A private or forbidden address, or a scheme other than http and https.
    BlockedAddress,
    /// Says the same as another page of the batch or the crawl.
    Duplicate,
    /// A file or folder that does not exist or cannot be read.
    ReadError,
    /// A fault in Copydesk itself ended the page; the batch went on.
    InternalError,
}

impl Status {
    /// Did the input yield text that can be used?
    pub fn is_ok(self) -> bool {
        matches!(self, Status::Ok)
    }

    /// Its name in records.
    pub fn name(self) -> &'static str {
        use Status::*;
        match self {
            Ok => "ok",
            TooShort => "too_short",
            NotArticle => "not_article",
            NotHtml => "not_html",
            Empty => "empty",
            ConsentWall => "consent_wall",
            BotChallenge => "bot_challenge",
            Soft404 => "soft_404",
            PaywallStub => "paywall_stub",
            JsShell => "js_shell",
            TooLarge => "too_large",
            LimitReached => "limit_reached",
            DecodeError => "decode_error",
            RobotsDenied => "robots_denied",
            HttpError => "http_error",
            Timeout => "timeout",
            NetworkError => "network_error",
            BlockedAddress => "blocked_address",
            Duplicate => "duplicate",
            ReadError => "read_error",
            InternalError => "internal_error",
        }
    }

    /// Was the page not had at all, or not whole? A page that was read and is no article is a
    /// finding and no failure.
    pub fn is_failure(self) -> bool {
        use Status::*;
        matches!(
            self,
            NotHtml
                | TooLarge
                | DecodeError
                | RobotsDenied
                | HttpError
                | Timeout
                | NetworkError
                | BlockedAddress
                | ReadError
                | InternalError
        )
    }
}

/// A cleaned page: the record that is written for an input.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Article {
    /// Path or URL as given.
    pub source: String,
    /// The URL asked for or known for the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How the input ended.
    pub status: Status,
    /// One sentence about the status, unless all is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Source of the record that has the text, where the status is [`Status::Duplicate`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<String>,
    /// Title, authors, dates and the like.
    #[serde(flatten)]
    pub metadata: Metadata,
    /// The body: the text of [`Article::blocks`] joined by blank lines.
    pub text: String,
    /// The body, block by block.
    pub blocks: Vec<ArticleBlock>,
    /// Captions of pictures, in page order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub captions: Vec<String>,
    /// Readers' comments, when asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Comment>,
    /// Blocks left out, counted by label.
    pub removed: BTreeMap<&'static str, u32>,
    /// Was link spam injected into the page?
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub injected_spam: bool,
    /// The injected spam, the first 100 pieces: where, hidden how, for which domains. Without its
    /// text, unless that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spam_found: Vec<Finding>,
    /// The blocks that were left out of the body, in page order; when asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed_blocks: Vec<RemovedBlock>,
    /// How sure Copydesk is of the body, 0 to 1.
    pub confidence: f32,
    /// Equal for equal texts; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_hash: Option<ContentHash>,
    /// Nearly equal for nearly equal texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
    /// Facts of the download, for pages that were fetched.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub fetch: Option<Fetched>,
}

/// A block left out of the body.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RemovedBlock {
    /// What it is.
    pub label: Label,
    /// Its text.
    pub text: String,
    /// Its place as a CSS path, or a line number in plain text.
    pub place: String,
    /// The evidence, in a few words.
    pub reason: String,
}

/// Facts about the article. Each value has a `*_source` that says where it came from: `json_ld`,
/// `open_graph`, `meta`, `microdata`, `time_element`, `url`, `visible_text`, `plain_text` or `rule`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Metadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical_url_source: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_source: Option<&'static str>,
    /// As the page names them: people, and where it names no others an agency or the newsroom.
    pub authors: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authors_source: Option<&'static str>,
    /// News agencies that the page credits: those among the authors, and in the dateline or behind
    /// the text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub agencies: Vec<String>,
    /// RFC 3339, as precise as the page gives it: a day where the offset from UTC is not known,
    /// which RFC 3339 cannot leave out of a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_published_source: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_modified_source: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_name_source: Option<&'static str>,
    /// BCP 47 language tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_source: Option<&'static str>,
    /// What the page declares, where that is not [`Metadata::language`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_declared: Option<String>,
    /// What the text itself is in, by trigrams, where that is not the language of
    /// [`Metadata::language`]: the detector was not sure, or took a relative for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_detected: Option<String>,
    /// The page's own summary of the article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description_source: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_source: Option<&'static str>,
    /// Caption of [`Metadata::image`], where the page prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_caption: Option<String>,
    /// Who made [`Metadata::image`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_credit: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags_source: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section_source: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license_source: Option<&'static str>,
    /// `free`, `metered` or `locked`; absent when unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<&'static str>,
    /// What says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_source: Option<&'static str>,
    /// `ltr` or `rtl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<&'static str>,
}

/// A block of the article's body.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ArticleBlock {
    /// What it is; always a body label.
    pub label: Label,
    /// Its text. For a table row the texts of the cells joined by ` | `, without the empty cells
    /// at its ends.
    pub text: String,
    /// Level of a heading, 1 to 6. Nesting depth of a list item, from 1; a paragraph that
    /// continues an item has the item's depth. Nesting depth of a quote, from 1. Else 0.
    #[serde(skip_serializing_if = "is_zero")]
    pub level: u8,
    /// Number of an item in an ordered list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Cells of a table row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<Cell>,
    /// Inline markup over [`ArticleBlock::text`] (not for table rows: see their cells).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Span>,
    /// The quotes, list items and table it stands in, outermost first.
    #[serde(skip)]
    pub containers: Vec<Container>,
    /// How probable it is that the block belongs to the body, 0 to 1.
    #[serde(skip)]
    pub score: f32,
    /// Language of a code block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_language: Option<String>,
}

/// Something that blocks stand in. Neighbours with equal containers stand in the same one; the
/// numbers are unique within an article and mean nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Container {
    /// A block quotation.
    Quote {
        /// Which one.
        id: u32,
    },
    /// An item of a list. Its first block is the item's text, the others go on below it.
    Item {
        /// Which list; its items share it.
        list: u32,
        /// Which item.
        id: u32,
        /// Its number, when the list is ordered.
        number: Option<u32>,
    },
    /// A table, the innermost container of its rows.
    Table {
        /// Which one.
        id: u32,
    },
}

/// A cell of a table row.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Cell {
    /// Its text; blocks inside the cell are joined by a space.
    pub text: String,
    /// Is it a `th`?
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub header: bool,
    /// Inline markup over the text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Span>,
}

/// Inline markup over a text; offsets in bytes of UTF-8.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What the markup says.
    #[serde(flatten)]
    pub kind: SpanKind,
}

impl Span {
    /// Markup over `start..end`.
    pub fn new(start: usize, end: usize, kind: SpanKind) -> Span {
        Span { start, end, kind }
    }
}

/// Kinds of inline markup.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "mark")]
#[non_exhaustive]
pub enum SpanKind {
    /// A link, its target made absolute where the page's URL is known.
    Link {
        /// Target.
        href: String,
    },
    /// Strong.
    Strong,
    /// Emphasis.
    Emphasis,
    /// Code.
    Code,
    /// Subscript.
    Subscript,
    /// Superscript.
    Superscript,
    /// A line break: the span is empty and stands before the space that follows it.
    Break,
}

/// A reader's comment.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Comment {
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When, as the page prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The same in RFC 3339, as precise as the page gives it, when it is understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_iso: Option<String>,
    /// What it says; paragraphs are set apart by a blank line.
    pub text: String,
    /// Index of the comment it answers, which stands before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<usize>,
    /// How many comments it stands below: 0 for one on the article itself.
    #[serde(skip_serializing_if = "is_top")]
    pub depth: usize,
}

/// Facts of a download.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Fetched {
    /// URL after redirects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub final_url: Option<String>,
    /// Status code of the last answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// When the request was sent, RFC 3339 in UTC.
    pub fetched_at: String,
    /// Bytes of the body after decompression.
    pub bytes: u64,
    /// Milliseconds from the request to the end of the body.
    pub elapsed_ms: u64,
    /// Redirects followed.
    pub redirects: u32,
    /// What the site tells robots about the page (`X-Robots-Tag`, meta robots), as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub robots: Option<String>,
    /// The article's `content_hash` at the visit before, where it has changed since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_hash: Option<ContentHash>,
}

impl ArticleBlock {
    /// The block in plain text: its text, after `- ` when it is a list item.
    pub fn plain(&self) -> Cow<'_, str> {
        match self.label {
            Label::ListItem => Cow::Owned(format!("- {}", self.text)),
            _ => Cow::Borrowed(&self.text),
        }
    }
}

fn is_zero(level: &u8) -> bool {
    *level == 0
}

fn is_top(depth: &usize) -> bool {
    *depth == 0
}

impl Article {
    /// Puts a remark on how the bytes came before what is said of the page.
    pub(crate) fn remark(&mut self, remark: Option<String>) {
        self.detail = match (remark, self.detail.take()) {
            (Some(remark), Some(detail)) => Some(format!("{remark}; {detail}")),
            (remark, detail) => remark.or(detail),
        };
    }

    /// Computes the hashes of the text anew, after it was changed.
    pub(crate) fn hash(&mut self) {
        self.content_hash = crate::dedupe::content_hash(&self.text);
        self.fingerprint = Fingerprint::of(&self.text);
    }

    /// Makes it the record of a page whose text another record has: it keeps its facts and hashes.
    pub fn into_duplicate(self, of: impl Into<String>) -> Article {
        let of = of.into();
        Article {
            status: Status::Duplicate,
            detail: Some(format!("says the same as {of}")),
            duplicate_of: Some(of),
            text: String::new(),
            blocks: Vec::new(),
            captions: Vec::new(),
            comments: Vec::new(),
            ..self
        }
    }

    /// The record of an input that gave no page.
    pub fn failed(source: impl Into<String>, status: Status, detail: impl Into<String>) -> Article {
        Article { source: source.into(), status, detail: Some(detail.into()), ..Article::default() }
    }
}
