//! A rule on a page: what its selectors match, and what becomes of it.

use super::rules::{Field, Rule, Rules};
use crate::article::Metadata;
use crate::label::{Label, Labels, Reason};
use crate::metadata::{author_names, read_date};
use crate::parse::{NodeId, numbered};
use crate::segment::{ElementId, Page, Tag};
use crate::source::Source;
use scraper::{ElementRef, Html};
use std::collections::HashMap;

/// What records name as the source of facts.
const SOURCE: &str = "rule";
/// Most elements that one selector may select on a page.
const MAX_MATCHES: usize = 10_000;
/// Longest text taken for a title, an author or a date, in characters.
const MAX_FACT: usize = 500;

/// What a rule found on a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ruled {
    host: String,
    /// The rule names a body.
    names_body: bool,
    /// Elements of the body and those to drop.
    elements: Vec<(ElementId, Field)>,
    /// One of them is of the body.
    has_body: bool,
    /// Texts for the facts.
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub date: Option<String>,
    /// Selectors that matched nothing, as `field selector`.
    unmatched: Vec<String>,
}

/// The nodes that a rule selects, for the segmentation to turn into elements.
#[derive(Debug, Default)]
pub(crate) struct Selected {
    nodes: HashMap<NodeId, Field>,
    pub ruled: Ruled,
}

/// How many elements each selector of a rule matches on a page, in the order of the rule.
pub(super) fn count_matches(rule: &Rule, html: &Html) -> Vec<usize> {
    let count = |sel: &super::rules::Sel| html.select(&sel.selector).take(MAX_MATCHES).count();
    rule.selectors.iter().map(count).collect()
}

impl Selected {
    /// Runs the selectors of the rule for a page, if there is one.
    pub fn of(rules: &Rules, html: &Html, source: &Source) -> Option<Selected> {
        let (rule, host) = rules.of_page(html, source)?;
        let mut selected =
            Selected { ruled: Ruled { host, ..Ruled::default() }, ..Selected::default() };
        let mut nodes = HashMap::new();
        let mut matched: HashMap<Field, bool> = HashMap::new();
        for sel in &rule.selectors {
            let mut any = false;
            for element in html.select(&sel.selector).take(MAX_MATCHES) {
                any = true;
                selected.ruled.note(sel.field, element);
                match sel.field {
                    // What is dropped is dropped, even if it is called the body as well.
                    Field::Drop => _ = nodes.insert(element.id(), Field::Drop),
                    Field::Body => _ = nodes.entry(element.id()).or_insert(Field::Body),
                    Field::Title | Field::Author | Field::Date => {}
                }
            }
            matched.entry(sel.field).and_modify(|found| *found |= any).or_insert(any);
            if !any {
                selected.ruled.unmatched.push(format!("{} {}", sel.field.name(), sel.css));
            }
        }
        selected.ruled.names_body = matched.contains_key(&Field::Body);
        selected.nodes =
            numbered(html).filter_map(|(id, node)| Some((node, *nodes.get(&id)?))).collect();
        Some(selected)
    }

    /// Takes note of a node that becomes an element; says whether to keep it. A piece of a line
    /// that is to be dropped is no block that could be labelled, so it is cut out.
    pub fn watch(&mut self, node: NodeId, element: ElementId, tag: Tag) -> bool {
        match self.nodes.get(&node) {
            Some(Field::Drop) if !tag.is_block() => return false,
            Some(&field) => {
                self.ruled.elements.push((element, field));
                self.ruled.has_body |= field == Field::Body;
            }
            None => {}
        }
        true
    }
}

/// The value of an element: of one of these attributes, of `content`, or its text.
fn fact(element: ElementRef<'_>, attributes: &[&str]) -> Option<String> {
    let written = attributes.iter().chain(&["content"]).find_map(|name| element.attr(name));
    let text = match written {
        Some(value) => value.to_owned(),
        None => element.text().flat_map(|text| [text, " "]).collect(),
    };
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fact: String = words.chars().take(MAX_FACT).collect();
    (!fact.is_empty()).then_some(fact)
}

impl Ruled {
    /// Takes the fact that an element stands for.
    fn note(&mut self, field: Field, element: ElementRef<'_>) {
        match field {
            Field::Title if self.title.is_none() => self.title = fact(element, &[]),
            Field::Author => self.authors.extend(fact(element, &[])),
            Field::Date if self.date.is_none() => self.date = fact(element, &["datetime"]),
            Field::Title | Field::Date | Field::Body | Field::Drop => {}
        }
    }

    /// Puts what the rule says in the place of what was decided without it.
    pub fn apply(&self, page: &Page, labels: &mut Labels) {
        let places = self.places(page);
        for (block, verdict) in labels.verdicts.iter_mut().enumerate() {
            let place = places[page.blocks[block].element as usize];
            let fact = verdict.reason.stage == "fact" && !verdict.label.is_body();
            let rule = |evidence| Reason::new("rule", evidence);
            if place == Some(Field::Drop) {
                verdict.label = if fact { verdict.label } else { Label::Other };
                verdict.reason = rule("dropped by the rule for the site");
            } else if place == Some(Field::Body) {
                // Hidden text, captions, forms stay what they are.
                if !fact && !verdict.label.is_body() {
                    verdict.label = Label::Paragraph;
                }
                if !fact {
                    verdict.reason = rule("in the body that the rule for the site names");
                }
            } else if self.has_body && verdict.label.is_body() {
                verdict.label = Label::Other;
                verdict.reason = rule("outside of the body that the rule for the site names");
            }
        }
        if self.has_body {
            (labels.confidence, labels.article) = (1.0, 1.0);
        }
    }

    /// For each element what the rule says of it, or of the nearest one around it.
    fn places(&self, page: &Page) -> Vec<Option<Field>> {
        let mut places = vec![None; page.elements.len()];
        for &(element, field) in &self.elements {
            places[element as usize] = Some(field);
        }
        // Parents come before their children.
        for element in 1..places.len() {
            let above = places[page.elements[element].parent as usize];
            if places[element].is_none() || above == Some(Field::Drop) {
                places[element] = above;
            }
        }
        places
    }

    /// Does the rule name the body, and is it on the page?
    pub fn has_body(&self) -> bool {
        self.has_body
    }

    /// Puts the facts that the rule found in the place of others.
    pub fn tell(self, facts: &mut Metadata) {
        if let Some(title) = self.title {
            (facts.title, facts.title_source) = (Some(title), Some(SOURCE));
        }
        let authors = self.authors.iter().flat_map(|text| author_names(text));
        let authors: Vec<String> = authors.collect();
        if !authors.is_empty() {
            (facts.authors, facts.authors_source) = (authors, Some(SOURCE));
        }
        let date = self.date.and_then(|date| read_date(&date, facts.language.as_deref()));
        if let Some(date) = date {
            (facts.date_published, facts.date_published_source) = (Some(date), Some(SOURCE));
        }
    }

    /// What to say on the record, if the rule did not do all it should.
    pub fn remark(&self) -> Option<String> {
        for unmatched in &self.unmatched {
            tracing::debug!(host = %self.host, "rule: nothing matches {unmatched}");
        }
        (self.names_body && !self.has_body).then(|| {
            format!(
                "the rule for {} names a body that is not on this page; cleaned without it",
                self.host
            )
        })
    }
}
