//! The features of a block in words.
//!
//! The model has some two hundred features; a reader wants to know of a dozen things. Each feature
//! belongs to one of them, by its name.

use crate::label::{Feature, Features, Verdict};
use crate::segment::{ElementId, Hiding, Page, Tag};
use serde::Serialize;

/// Features of one kind, and what they do to a block's score together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contribution {
    /// What the features are about.
    pub about: &'static str,
    /// Log-odds that they add: above 0 for the article, below 0 against it.
    pub weight: f32,
    /// The strongest of them, at most three.
    pub features: Vec<FeatureValue>,
}

/// One feature of the model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FeatureValue {
    /// Its name in the model.
    pub name: &'static str,
    /// Its value for the block.
    pub value: f32,
    /// Log-odds that it adds.
    pub weight: f32,
}

/// Features of one kind.
struct Kind {
    /// What they are about.
    about: &'static str,
    /// What they say when they speak for the body, and when against it.
    said: [&'static str; 2],
    /// Whole names or, with a dot at their end, beginnings of names.
    names: &'static [&'static str],
}

const ABOUT: &[Kind] = &[
    Kind {
        about: "the words in it",
        said: ["worded like a body", "worded like furniture"],
        names: &["text", "text.min", "text.max", "author_words"],
    },
    Kind {
        about: "the names of its elements",
        said: ["elements named like a body", "elements named like furniture"],
        names: &["structure", "structure.min", "structure.max", "custom_above"],
    },
    Kind {
        about: "its length and sentences",
        said: ["runs in sentences", "no running sentences"],
        names: &[
            "length",
            "words",
            "word_length",
            "sentences",
            "ends_sentence",
            "ends_colon",
            "ends_comma",
            "ends_ellipsis",
            "commas",
            "upper",
            "capitalised",
            "digits",
            "letters",
            "wide",
            "starts_quote",
            "starts_bullet",
            "starts_digit",
            "starts_lower",
            "starts_bracket",
            "copyright",
            "year",
            "time",
            "address",
            "separators",
            "quotes",
            "inner_colon",
            "prose",
            "breaks",
        ],
    },
    Kind {
        about: "links in it",
        said: ["few links", "linked like furniture"],
        names: &["link_density", "links"],
    },
    Kind {
        about: "bold, italics and pictures",
        said: ["set like a body", "set unlike a body"],
        names: &["bold", "italic", "images_before"],
    },
    Kind {
        about: "the kind of its element",
        said: ["a body-like element", "an element unlike a body"],
        names: &["tag."],
    },
    Kind {
        about: "the elements above it",
        said: ["inside body-like elements", "inside nav-like elements"],
        names: &[
            "above.",
            "depth",
            "hidden",
            "aria_hidden",
            "inline_depth",
            "articles_above",
            "article_ordinal",
            "article_share",
            "articles",
        ],
    },
    Kind {
        about: "the container it stands in",
        said: ["in a container of prose", "in a container with little prose"],
        names: &[
            "parent.",
            "grandparent.",
            "readability.",
            "holds90.",
            "holds70.",
            "holds50.",
            "step_before",
            "step_after",
            "step",
        ],
    },
    Kind {
        about: "its siblings",
        said: ["body-like siblings", "furniture-like siblings"],
        names: &["siblings", "siblings_p", "rank", "first_in_parent", "last_in_parent", "family."],
    },
    Kind {
        about: "other blocks made like it",
        said: ["made like blocks of a body", "made like blocks of furniture"],
        names: &["template."],
    },
    Kind {
        about: "the blocks around it",
        said: ["among body-like blocks", "among furniture-like blocks"],
        names: &[
            "length.",
            "link_density.",
            "structure.",
            "text.",
            "p.",
            "li.",
            "heading.",
            "ends_sentence.",
            "depth.",
            "since_prose",
            "until_prose",
            "prose_before",
            "prose_after",
            "prose_back.",
            "prose_ahead.",
            "stamp_before",
            "stamps_near",
        ],
    },
    Kind {
        about: "its place on the page",
        said: ["placed like a body", "placed unlike a body"],
        names: &[
            "position",
            "position_text",
            "from_title_blocks",
            "from_title_text",
            "from_title_depth",
            "headings_before",
            "since_heading",
            "heading_text",
            "heading_structure",
            "heading_sibling",
            "h1_before",
        ],
    },
    Kind {
        about: "likeness to the title",
        said: ["fits the title", "at odds with the title"],
        names: &["title_inside", "title_covered"],
    },
    Kind {
        about: "text that repeats",
        said: ["stands here alone", "repeats"],
        names: &[
            "copies",
            "copied_before",
            "prose_copy",
            "shared",
            "shared_before",
            "shared_with_long",
        ],
    },
    Kind {
        about: "what the page declares of itself",
        said: ["declared by the page", "not what the page declares"],
        names: &[
            "description_inside",
            "description_covered",
            "declared_body",
            "declares_body",
            "declared_ratio",
        ],
    },
    Kind {
        about: "the page as a whole",
        said: ["a page of much prose", "a page of little prose"],
        names: &["page_length", "page_prose", "page_blocks", "page_prose_share"],
    },
];

/// What a feature is about.
fn about(name: &str) -> Option<usize> {
    let whole = ABOUT.iter().position(|kind| kind.names.contains(&name));
    whole.or_else(|| {
        let family = &name[..=name.find('.')?];
        ABOUT.iter().position(|kind| kind.names.contains(&family))
    })
}

/// What is about nothing in the list.
const OTHER: &str = "other features";
/// Log-odds that are not worth a word.
const LEAST: f32 = 0.05;
/// Features named of one kind.
const NAMED: usize = 3;

/// What each feature is about, looked up once for a page.
pub(super) struct About(Vec<usize>);

impl About {
    pub fn of(features: &Features) -> About {
        About(features.names.iter().map(|name| about(name).unwrap_or(ABOUT.len())).collect())
    }

    /// The contributions to a block's score, strongest first.
    pub fn contributions(&self, features: &Features, block: usize) -> Vec<Contribution> {
        let kind = |feature: &Feature| self.0[feature.name];
        let strength = |feature: &Feature| feature.weight.abs();
        let mut sums = [0.0; ABOUT.len() + 1];
        let all = features.blocks.get(block).map_or(&[][..], Vec::as_slice);
        for feature in all {
            sums[kind(feature)] += feature.weight;
        }
        let mut told: Vec<&Feature> =
            all.iter().filter(|feature| sums[kind(feature)].abs() >= LEAST).collect();
        told.sort_by(|a, b| kind(a).cmp(&kind(b)).then(strength(b).total_cmp(&strength(a))));
        let value = |feature: &&Feature| FeatureValue {
            name: &features.names[feature.name],
            value: rounded(feature.value),
            weight: rounded(feature.weight),
        };
        let mut contributions: Vec<Contribution> = told
            .chunk_by(|a, b| kind(a) == kind(b))
            .map(|own| Contribution {
                about: ABOUT.get(kind(own[0])).map_or(OTHER, |kind| kind.about),
                weight: rounded(sums[kind(own[0])]),
                features: own.iter().take(NAMED).map(value).collect(),
            })
            .collect();
        contributions.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
        contributions
    }
}

/// Three digits are all that is worth reading.
pub(super) fn rounded(value: f32) -> f32 {
    (value * 1000.0).round() / 1000.0
}

/// The nearest element around another that is worth a word when a block stands inside.
pub(super) fn landmark(page: &Page, element: ElementId) -> Option<Tag> {
    use Tag::*;
    page.ancestors(element).map(|e| page.elements[e as usize].tag).find(|tag| {
        matches!(
            tag,
            Nav | Header
                | Footer
                | Aside
                | Form
                | Figure
                | Dialog
                | Menu
                | Article
                | Main
                | Details
        )
    })
}

/// Is a block hidden by the attributes of an element above it?
pub(super) fn is_hidden(page: &Page, block: usize) -> bool {
    page.ancestors(page.blocks[block].element)
        .any(|e| matches!(page.elements[e as usize].hiding, Hiding::Attribute | Hiding::Style))
}

/// What is seen of a block at once, in a few words each.
pub(super) fn signals(
    page: &Page,
    block: usize,
    verdict: &Verdict,
    within: Option<&str>,
    contributions: &[Contribution],
) -> Vec<String> {
    let this = &page.blocks[block];
    let mut signals = Vec::new();
    if this.link_density() > 0.0 {
        signals.push(format!("link density {:.2}", this.link_density()));
    }
    if let Some(tag) = within {
        signals.push(format!("inside <{tag}>"));
    }
    if is_hidden(page, block) {
        signals.push("hidden".to_owned());
    }
    if this.bold_share() > 0.8 {
        signals.push("bold".to_owned());
    }
    if verdict.score > 0.0 {
        for contribution in contributions.iter().take(2).filter(|c| c.weight.abs() >= 0.3) {
            if let Some(kind) = ABOUT.iter().find(|kind| kind.about == contribution.about) {
                signals.push(kind.said[usize::from(contribution.weight < 0.0)].to_owned());
            }
        }
    }
    signals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::label_explained;
    use crate::segment::segment_text;
    use crate::settings::Favor;

    #[test]
    fn every_feature_is_about_something() {
        let mut features = Features::default();
        label_explained(&segment_text("The dam was opened."), Favor::Balanced, &mut features);
        assert!(features.names.len() > 100);
        let other: Vec<_> = features.names.iter().filter(|name| about(name).is_none()).collect();
        assert!(other.is_empty(), "{other:?}");
    }
}
