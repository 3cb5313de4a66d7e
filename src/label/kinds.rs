//! What kind of block it is, once the model has said whether it is body.
//!
//! Body blocks are told apart by their elements. The others by facts first (hidden, in a form, in a
//! figure), then by the names that page authors give to furniture: class names and ids are written
//! in a common English-based jargon whatever the language of the page, and the text is not looked
//! at. An element's names count for what is inside it unless it holds much of the article.

use super::features::Analysis;
use super::features::words::{HashedMap, hash_str};
use super::kind::{Label, Reason};
use crate::segment::{AttributeName, Tag};
use std::sync::LazyLock;

/// Words of class names, ids and the like, and what they are names of. The first label that an
/// element's names give wins; elements nearer to the block win over those farther up.
const JARGON: &[(Label, &[&str])] = &[
    (Label::Comment, &["comment", "comments", "disqus", "commentlist", "respond", "replies"]),
    (Label::Newsletter, &["newsletter", "newsletters", "mailchimp", "signup"]),
    (
        Label::Share,
        &[
            "share",
            "sharing",
            "social",
            "socials",
            "sharebar",
            "sharedaddy",
            "addtoany",
            "addthis",
            "facebook",
            "twitter",
            "whatsapp",
            "print",
            "bookmark",
            "fontsize",
        ],
    ),
    (
        Label::Consent,
        &["cookie", "cookies", "consent", "gdpr", "onetrust", "didomi", "cmp", "usercentrics"],
    ),
    (
        Label::Paywall,
        &[
            "paywall",
            "paygate",
            "subscribe",
            "subscription",
            "piano",
            "regwall",
            "meter",
            "premium",
        ],
    ),
    (
        Label::Advertisement,
        &[
            "ad",
            "ads",
            "advert",
            "advertisement",
            "advertising",
            "adslot",
            "sponsor",
            "sponsored",
            "dfp",
            "taboola",
            "outbrain",
            "promo",
            "promoted",
        ],
    ),
    (
        Label::Caption,
        &["caption", "captions", "figcaption", "credit", "credits", "imagecaption", "photo"],
    ),
    (Label::Byline, &["byline", "author", "authors", "writer", "contributor", "contributors"]),
    (Label::Dateline, &["dateline", "date", "timestamp", "published", "pubdate", "time", "posted"]),
    (
        Label::Related,
        &[
            "related",
            "recommended",
            "recommendations",
            "recommendation",
            "teaser",
            "teasers",
            "more",
            "readmore",
            "trending",
            "popular",
            "latest",
            "recirculation",
            "recirc",
            "card",
            "cards",
            "suggested",
            "mostread",
        ],
    ),
    (
        Label::Navigation,
        &[
            "nav",
            "navigation",
            "navbar",
            "menu",
            "menus",
            "breadcrumb",
            "breadcrumbs",
            "pagination",
            "pager",
            "tags",
            "tag",
            "tabs",
            "toc",
            "topics",
            "skip",
            "sitemap",
            "header",
            "masthead",
        ],
    ),
    (
        Label::Legal,
        &["legal", "disclaimer", "imprint", "terms", "footer", "colophon", "privacy", "copyright"],
    ),
];

static KINDS: LazyLock<HashedMap<usize>> = LazyLock::new(|| {
    JARGON
        .iter()
        .enumerate()
        .flat_map(|(kind, (_, words))| words.iter().map(move |word| (hash_str(word), kind)))
        .collect()
});

/// Furniture by element, handed down from parent to child.
pub(super) struct Kinds {
    named: Vec<Option<Label>>,
    hidden: Vec<bool>,
    tag: Vec<Option<Label>>,
}

/// Share of the page's running text from which an element's names say nothing about what is in it.
const MUCH: f32 = 0.3;

impl Kinds {
    pub fn of(analysis: &Analysis<'_>) -> Kinds {
        let page = analysis.page;
        let count = page.elements.len();
        let mut kinds = Kinds {
            named: Vec::with_capacity(count),
            hidden: Vec::with_capacity(count),
            tag: Vec::with_capacity(count),
        };
        let prose = analysis.totals.prose[0].max(1) as f32;
        let names = &analysis.names;
        let of_set: Vec<Option<Label>> = (0..names.sets())
            .map(|set| {
                let kinds = names.in_set(set).iter().filter_map(|name| KINDS.get(name));
                kinds.min().map(|&kind| JARGON[kind].0)
            })
            .collect();
        for (id, element) in page.elements.iter().enumerate() {
            let parent = element.parent as usize;
            let (above, hidden, tag) = if id == 0 {
                (None, false, None)
            } else {
                (kinds.named[parent], kinds.hidden[parent], kinds.tag[parent])
            };
            let holds_much = analysis.totals.prose[id] as f32 > MUCH * prose;
            let own = of_set[names.set(id as u32)];
            kinds.named.push(if holds_much { None } else { own.or(above) });
            use crate::segment::Hiding;
            kinds
                .hidden
                .push(hidden || matches!(element.hiding, Hiding::Attribute | Hiding::Style));
            kinds.tag.push(match element.tag {
                _ if holds_much => None,
                Tag::Form | Tag::Label | Tag::Legend => Some(Label::Form),
                Tag::Nav | Tag::Menu => Some(Label::Navigation),
                Tag::Figcaption | Tag::Figure | Tag::Caption => Some(Label::Caption),
                Tag::Footer => tag.or(Some(Label::Legal)),
                _ => tag,
            });
        }
        kinds
    }

    /// The label of a block in the body.
    pub fn body(&self, analysis: &Analysis<'_>, block: usize) -> (Label, Reason) {
        let page = analysis.page;
        let mut label = Label::Paragraph;
        for element in page.ancestors(page.blocks[block].container).take(8) {
            label = match page.elements[element as usize].tag {
                Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => Label::Heading,
                Tag::Li | Tag::Dd | Tag::Dt => Label::ListItem,
                Tag::Td | Tag::Th => Label::TableRow,
                Tag::Pre | Tag::Xmp | Tag::Listing => Label::Code,
                Tag::Blockquote => Label::Quote,
                _ => continue,
            };
            break;
        }
        if page.plain_text && label == Label::Paragraph && is_heading_line(analysis, block) {
            return (Label::Heading, Reason::new("fact", "a short line above a paragraph"));
        }
        (label, Reason::new("model", "scored as body"))
    }

    /// The label of a block outside the body.
    pub fn furniture(&self, analysis: &Analysis<'_>, block: usize) -> (Label, Reason) {
        let page = analysis.page;
        let this = &page.blocks[block];
        let (element, container) = (this.element as usize, this.container as usize);
        let fact = |label, evidence| (label, Reason::new("fact", evidence));
        if analysis.titles.is_title(block) {
            return fact(Label::Title, "matches the title that the page declares");
        }
        if self.hidden[element] {
            return fact(Label::Hidden, "hidden by its own attributes");
        }
        let person = || {
            [AttributeName::Itemprop, AttributeName::Rel].iter().any(|&name| {
                page.ancestors(this.element)
                    .take(4)
                    .any(|e| page.attribute(e, name).is_some_and(|v| v.contains("author")))
            })
        };
        if analysis.shapes[block].length < 120 && person() {
            return fact(Label::Byline, "marked as author");
        }
        if let Some(label) = self.tag[element].filter(|&label| label != Label::Legal) {
            return fact(label, "inside an element of that kind");
        }
        if page.elements[container].tag == Tag::Button {
            return fact(Label::Form, "a button");
        }
        if page.ancestors(this.element).take(3).any(|e| page.elements[e as usize].tag == Tag::Time)
        {
            return fact(Label::Dateline, "a time element");
        }
        if let Some(label) = self.named[element] {
            return (label, Reason::new("names", "the names of its elements"));
        }
        if let Some(label) = self.tag[element] {
            return fact(label, "inside the footer");
        }
        if this.link_density() > 0.8 {
            let words = analysis.words.counts[block];
            let label = if words >= 4 { Label::Related } else { Label::Navigation };
            return (label, Reason::new("links", "hardly anything but links"));
        }
        (Label::Other, Reason::new("model", "scored as not body"))
    }
}

/// Does a line of plain text stand alone as headings do: short, between blank lines, without the
/// mark that ends a sentence, above a paragraph of sentences?
fn is_heading_line(analysis: &Analysis<'_>, block: usize) -> bool {
    /// Characters of the longest heading; one of Han, kana or Hangul counts as three.
    const LONGEST: u32 = 90;
    let page = analysis.page;
    let group = |block: usize| {
        page.blocks.get(block).map(|block| page.elements[block.element as usize].parent)
    };
    let alone = group(block) != group(block + 1)
        && block.checked_sub(1).is_none_or(|above| group(above) != group(block));
    let (this, Some(next)) = (&analysis.shapes[block], analysis.shapes.get(block + 1)) else {
        return false;
    };
    let open =
        page.block_text(block).ends_with([',', ';', ':', '-', '–', '—', '，', '；', '：', '、']);
    alone
        && !open
        && !this.ends_sentence
        && this.length <= LONGEST
        && next.sentences > 0
        && next.length >= 2 * this.length
}
