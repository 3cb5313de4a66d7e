//! A page → its blocks with label, score and reason.

use super::gold::{Gold, Mark, Score};
use super::spam::{Entry, entries};
use super::words::{self, Contribution, rounded};
use crate::article::{Article, ArticleBlock};
use crate::batch;
use crate::input::{Download, Input};
use crate::label::Label;
use crate::pipeline::{Trace, clean_tracing};
use crate::segment::{ElementId, MarkKind, Page, Tag};
use crate::settings::Settings;
use crate::source::Source;
use serde::Serialize;
use std::collections::BTreeMap;

/// Version of the data; see the [module](crate::explain).
const SCHEMA: u32 = 1;

/// An article and why it is what it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// Version of the data.
    pub schema: u32,
    /// The article that [`crate::clean`] gives.
    pub article: Article,
    /// Probability that the page is an article.
    pub article_probability: f32,
    /// Log-odds of a block before any of its features is looked at; its contributions are added to
    /// this.
    pub base: f32,
    /// Blocks by label.
    pub counts: BTreeMap<&'static str, u32>,
    /// How the article compares with the right one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gold: Option<Score>,
    /// The blocks of the page, in page order.
    pub blocks: Vec<Explained>,
    /// Pictures: address, alternative text, and the block they stand before.
    #[serde(skip)]
    pub(super) images: Vec<(String, String, usize)>,
}

/// A block of the page and why it has its label.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Explained {
    /// Its text as it stands on the page.
    pub text: String,
    /// What it is.
    pub label: Label,
    /// Is it in the article's text?
    pub kept: bool,
    /// How probable it is that it belongs to the body; nothing for injected spam.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
    /// Who decided: `model`, `fact`, `names`, `comments`, `screen`, `rule`, …
    pub stage: &'static str,
    /// By what.
    pub evidence: String,
    /// What is seen of it, in a few words each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signals: Vec<String>,
    /// What makes its score, strongest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contributions: Vec<Contribution>,
    /// Its element.
    pub element: &'static str,
    /// The nearest `nav`, `footer`, `form` and the like around it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<&'static str>,
    /// CSS path of its element.
    pub path: String,
    /// Line of the source on which its element begins, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The block of the article that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article_block: Option<usize>,
    /// What is wrong with it by the gold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gold: Option<Mark>,
    /// Parts of the text that are links or bold: start and end in bytes.
    #[serde(skip)]
    pub(super) looks: Vec<(usize, usize, Look)>,
    /// Lists it stands in.
    #[serde(skip)]
    pub(super) depth: u8,
}

/// How a part of a text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Link,
    Bold,
    Italic,
}

/// Explains one page. Like [`crate::clean`] it never fails.
pub fn explain(bytes: &[u8], source: &Source, settings: &Settings) -> Explanation {
    let mut trace = Trace::default();
    let article = clean_tracing(bytes, source, settings, Some(&mut trace));
    Explanation::of(article, &trace)
}

/// Reads and explains one input; see [`batch::clean_input`].
pub fn explain_input(
    input: Input,
    settings: &Settings,
    url: Option<&str>,
    download: Option<&dyn Download>,
) -> Explanation {
    let mut trace = Trace::default();
    let article = batch::clean_input_by(input, settings, url, download, |bytes, source| {
        clean_tracing(bytes, source, settings, Some(&mut trace))
    });
    Explanation::of(article, &trace)
}

impl Explanation {
    fn of(article: Article, trace: &Trace) -> Explanation {
        let page = &trace.page;
        let features = &trace.features;
        let about = words::About::of(features);
        let mut paths = Paths::default();
        let left = left(&trace.assembled, &article.blocks);
        let home = |index: usize| left[trace.homes[index]?];
        let mut blocks = Vec::with_capacity(page.blocks.len());
        let mut places = vec![0; page.blocks.len() + 1];
        for entry in entries(trace) {
            blocks.push(match entry {
                Entry::Block(index) => {
                    places[index] = blocks.len();
                    let contributions = about.contributions(features, index);
                    labelled(trace, &mut paths, index, home(index), contributions)
                }
                Entry::Spam { text, block, finding } => {
                    let evidence = finding.map_or_else(String::new, |found| {
                        let hiding = found.hiding.map(|way| format!("hidden: {way}"));
                        let reasons = found.evidence.iter().map(|&reason| reason.to_owned());
                        reasons.chain(hiding).collect::<Vec<_>>().join("; ")
                    });
                    let domains = finding.map(|found| found.domains.clone()).unwrap_or_default();
                    Explained {
                        label: Label::Spam,
                        kept: false,
                        score: None,
                        stage: "screen",
                        evidence,
                        signals: domains.into_iter().map(|to| format!("links to {to}")).collect(),
                        contributions: Vec::new(),
                        article_block: None,
                        text,
                        ..placed(trace, &mut paths, block.element, block.container)
                    }
                }
            });
        }
        places[page.blocks.len()] = blocks.len();
        let mut counts = BTreeMap::new();
        for block in &blocks {
            *counts.entry(block.label.name()).or_default() += 1;
        }
        let images = page.images.iter().map(|image| {
            let before = places.get(image.before_block as usize).copied().unwrap_or(blocks.len());
            (image.src.clone(), image.alt.clone(), before)
        });
        Explanation {
            schema: SCHEMA,
            article_probability: rounded(trace.labels.article),
            base: rounded(features.base),
            counts,
            gold: None,
            images: images.collect(),
            blocks,
            article,
        }
    }

    /// Compares the article with the right one, and marks the blocks that are wrong.
    pub fn compare(&mut self, gold: &Gold) {
        self.gold = Some(gold.score(&self.article.text));
        let marks = gold.marks(self.blocks.iter().map(|block| (block.text.as_str(), block.kept)));
        for (block, mark) in self.blocks.iter_mut().zip(marks) {
            block.gold = mark;
        }
    }
}

/// Where blocks are that were put together for the article, as those of a wall are taken out again.
fn left(assembled: &[ArticleBlock], article: &[ArticleBlock]) -> Vec<Option<usize>> {
    let mut next = 0;
    let place = |block: &ArticleBlock| {
        let stays = article.get(next).is_some_and(|other| other.text == block.text);
        next += usize::from(stays);
        stays.then(|| next - 1)
    };
    assembled.iter().map(place).collect()
}

fn labelled(
    trace: &Trace,
    paths: &mut Paths,
    index: usize,
    home: Option<usize>,
    contributions: Vec<Contribution>,
) -> Explained {
    let page = &trace.page;
    let block = &page.blocks[index];
    let verdict = &trace.labels.verdicts[index];
    let looks = page.block_marks(index).iter().filter_map(|mark| {
        let look = match mark.kind {
            MarkKind::Link(_) => Look::Link,
            MarkKind::Strong => Look::Bold,
            MarkKind::Emphasis => Look::Italic,
            _ => return None,
        };
        let at = |place: u32| (place - block.span.start) as usize;
        Some((at(mark.start), at(mark.end), look))
    });
    let mut evidence = verdict.reason.evidence.to_string();
    if verdict.label.is_body() && home.is_none() {
        evidence.push_str(
            "; not in the text: nothing to read in it, part of a wall, or the page is no article",
        );
    }
    let place = placed(trace, paths, block.element, block.container);
    let signals = words::signals(page, index, verdict, place.within, &contributions);
    Explained {
        text: page.block_text(index).to_owned(),
        label: verdict.label,
        kept: home.is_some(),
        score: Some(rounded(verdict.score)),
        stage: verdict.reason.stage,
        evidence,
        signals,
        contributions,
        article_block: home,
        looks: looks.collect(),
        ..place
    }
}

/// CSS paths, each made from that of the element above.
#[derive(Default)]
struct Paths {
    /// By element; empty where it was not asked for yet.
    known: Vec<String>,
}

impl Paths {
    /// What [`Page::css_path`] gives.
    fn of(&mut self, page: &Page, element: ElementId) -> String {
        let depth = |element: ElementId| usize::from(page.elements[element as usize].depth);
        if depth(element) >= Page::PATH_ELEMENTS {
            return page.css_path(element);
        }
        self.known.resize(page.elements.len(), String::new());
        let unknown = |&above: &ElementId| above != 0 && self.known[above as usize].is_empty();
        let way: Vec<ElementId> = page.ancestors(element).take_while(unknown).collect();
        for &element in way.iter().rev() {
            let above = &self.known[page.elements[element as usize].parent as usize];
            let part = page.css_part(element);
            let path = if above.is_empty() { part } else { [above, " > ", &part].concat() };
            self.known[element as usize] = path;
        }
        self.known[element as usize].clone()
    }
}

/// A block that stands in an element, and nothing more known of it.
fn placed(trace: &Trace, paths: &mut Paths, element: u32, container: u32) -> Explained {
    let page: &Page = &trace.page;
    let lists = page
        .ancestors(container)
        .filter(|&e| matches!(page.elements[e as usize].tag, Tag::Li | Tag::Dd));
    Explained {
        text: String::new(),
        label: Label::Other,
        kept: false,
        score: None,
        stage: "",
        evidence: String::new(),
        signals: Vec::new(),
        contributions: Vec::new(),
        element: page.elements[container as usize].tag.name(),
        within: words::landmark(page, element).map(|tag| tag.name()),
        path: if page.plain_text { String::new() } else { paths.of(page, element) },
        line: trace.lines.get(element as usize).copied().filter(|&line| line > 0),
        article_block: None,
        gold: None,
        looks: Vec::new(),
        depth: lists.count().min(8) as u8,
    }
}
