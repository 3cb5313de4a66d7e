//! The article in the page's JSON-LD (schema.org vocabulary).
//!
//! A page may hold many nodes: the site, the breadcrumbs, teasers of other articles, the video
//! player. Only nodes at the top, in a `@graph` or under `mainEntity` can describe the page; of
//! these the one whose headline the page shows comes first.

use super::entities;
use super::fold::{Pairs, fold};
use super::lenient_json;
use serde_json::{Map, Value};
use std::collections::HashMap;

type Node = Map<String, Value>;

/// Most nodes that are looked at; pages have a few dozen.
const MAX_NODES: usize = 2_000;

/// Most bytes of JSON-LD that are read on a page, so that many blocks cost no more than one.
const MAX_BYTES: usize = 1 << 20;

/// Longest value that is read, in bytes: no fact is longer.
const MAX_VALUE: usize = 16 << 10;

/// The documents of a page's JSON-LD blocks.
pub(super) fn read(blocks: &[String]) -> Vec<Value> {
    let mut bytes = 0;
    let mut roots = Vec::new();
    for block in blocks {
        bytes += block.len();
        if bytes > MAX_BYTES {
            break;
        }
        roots.extend(lenient_json::parse(block));
    }
    roots
}

/// A value as a reader would see it.
fn plain(value: &str) -> String {
    let end = (0..=MAX_VALUE.min(value.len())).rev().find(|&at| value.is_char_boundary(at));
    entities::plain(&value[..end.unwrap_or(0)])
}

/// What kind of thing a name stands for, as far as the data says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Person,
    Organization,
    Unknown,
}

/// Nodes that describe the page.
#[derive(Default)]
pub(super) struct JsonLd<'a> {
    /// Article-like nodes, the one most likely the page's own first.
    articles: Vec<&'a Node>,
    /// `WebPage` nodes and the like.
    pages: Vec<&'a Node>,
    /// `WebSite` and publisher nodes.
    sites: Vec<&'a Node>,
    by_id: HashMap<&'a str, &'a Node>,
}

impl<'a> JsonLd<'a> {
    /// Sorts the nodes; `titles` are what the page calls itself.
    pub fn new(roots: &'a [Value], titles: &[String]) -> JsonLd<'a> {
        let mut ld = JsonLd::default();
        let mut main = Vec::new();
        // (value, may it describe the page?), deepest last so that document order is kept
        let mut stack: Vec<(&Value, bool)> = roots.iter().rev().map(|root| (root, true)).collect();
        let mut seen = 0;
        while let Some((value, describes)) = stack.pop() {
            match value {
                Value::Array(items) => stack.extend(items.iter().rev().map(|v| (v, describes))),
                Value::Object(node) => {
                    seen += 1;
                    if seen > MAX_NODES {
                        break;
                    }
                    if let Some(id) = node.get("@id").and_then(Value::as_str)
                        && node.len() > 1
                    {
                        ld.by_id.entry(id).or_insert(node);
                    }
                    if describes {
                        main.push(node);
                    }
                    for (key, inner) in node.iter().rev() {
                        if inner.is_object() || inner.is_array() {
                            let describes = describes
                                && matches!(
                                    key.as_str(),
                                    "@graph" | "mainEntity" | "mainEntityOfPage"
                                );
                            stack.push((inner, describes));
                        }
                    }
                }
                _ => {}
            }
        }
        let keys: Vec<String> = titles.iter().map(|title| fold(title)).collect();
        let titles: Vec<Pairs> = keys.iter().map(|key| Pairs::of(key)).collect();
        let mut ranked = Vec::new();
        for node in main {
            match rank(node) {
                Rank::Article(rank) => {
                    let headline = node.get("headline").or_else(|| node.get("name"));
                    let headline = headline.and_then(Value::as_str).map(plain);
                    let key = fold(&headline.unwrap_or_default());
                    let key = Pairs::of(&key);
                    let best = titles.iter().map(|t| t.similarity(&key)).fold(0.0, f32::max);
                    // The headline decides among articles; the kind only between equals.
                    ranked.push(((best * 4.0).round() as i32 * 4 + rank, node));
                }
                Rank::Page => ld.pages.push(node),
                Rank::Site => ld.sites.push(node),
                Rank::Other => {}
            }
        }
        ranked.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank)); // stable: document order
        let best = ranked.first().map_or(0, |(rank, _)| *rank);
        // Other articles may describe the same page (plugins that do not know of each other),
        // or be teasers: those fall behind in likeness.
        ld.articles = ranked.iter().filter(|(r, _)| r + 6 > best).map(|(_, node)| *node).collect();
        ld
    }

    /// Is the page a news article by its own word?
    pub fn is_news(&self) -> bool {
        self.articles.first().is_some_and(|node| matches!(rank(node), Rank::Article(3)))
    }

    /// The headline as the editors typed it.
    ///
    /// Some content systems set typographic quotes when they render a text, as numeric references;
    /// inside JSON, which no browser renders, these give away where straight quotes were typed.
    pub fn headline(&self) -> Option<String> {
        let typed = |text: &str| {
            text.replace("&#8216;", "'")
                .replace("&#8217;", "'")
                .replace("&#8220;", "\"")
                .replace("&#8221;", "\"")
        };
        self.article_values("headline")
            .chain(self.article_values("name"))
            .filter_map(Value::as_str)
            .map(|text| plain(&typed(text)))
            .find(|text| !text.is_empty())
    }

    /// Values of a key of the article nodes, best node first.
    pub fn article_values<'s>(&'s self, key: &'s str) -> impl Iterator<Item = &'a Value> + 's {
        self.articles.iter().filter_map(move |node| node.get(key))
    }

    /// The same for the page nodes.
    pub fn page_values<'s>(&'s self, key: &'s str) -> impl Iterator<Item = &'a Value> + 's {
        self.pages.iter().filter_map(move |node| node.get(key))
    }

    /// The first non-empty text of a key of the article nodes.
    pub fn article_text(&self, key: &str) -> Option<String> {
        self.article_values(key).find_map(|value| self.text(value))
    }

    /// The first non-empty text of a key of the page nodes.
    pub fn page_text(&self, key: &str) -> Option<String> {
        self.page_values(key).find_map(|value| self.text(value))
    }

    /// The name of the publisher, else of the site.
    pub fn site_name(&self) -> Option<String> {
        let publishers = ["publisher", "sourceOrganization", "isPartOf"];
        publishers
            .iter()
            .flat_map(|key| self.article_values(key))
            .chain(self.page_values("publisher"))
            .find_map(|value| self.name(value))
            .or_else(|| {
                self.sites.iter().find_map(|node| node.get("name").and_then(|v| self.text(v)))
            })
    }

    /// A value as text: a string, the first of a list, or an object's `@value`, `url` or name.
    pub fn text(&self, value: &Value) -> Option<String> {
        let text = match value {
            Value::String(text) => plain(text),
            Value::Number(number) => number.to_string(),
            Value::Array(items) => return items.iter().take(4).find_map(|item| self.scalar(item)),
            Value::Object(_) => return self.scalar(value),
            _ => return None,
        };
        Some(text).filter(|text| !text.is_empty())
    }

    fn scalar(&self, value: &Value) -> Option<String> {
        match value {
            Value::Object(node) => ["@value", "url", "contentUrl", "name"]
                .iter()
                .find_map(|key| node.get(*key)?.as_str())
                .map(plain)
                .filter(|text| !text.is_empty()),
            Value::String(text) => Some(plain(text)).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The names in a value: strings, objects with a name, references, lists of them.
    pub fn people(&self, value: &'a Value) -> Vec<(String, Kind)> {
        const MOST: usize = 100;
        let mut out = Vec::new();
        let mut stack = vec![value];
        let mut steps = 0;
        while let Some(value) = stack.pop() {
            steps += 1;
            if out.len() >= MOST || steps > 10 * MOST {
                break;
            }
            match value {
                Value::String(text) => out.push((plain(text), Kind::Unknown)),
                Value::Array(items) => stack.extend(items.iter().rev()),
                Value::Object(node) => {
                    let node = self.resolve(node);
                    let kind = match type_names(node).find_map(kind_of) {
                        Some(kind) => kind,
                        None => Kind::Unknown,
                    };
                    match node.get("name") {
                        Some(Value::String(name)) => out.push((plain(name), kind)),
                        Some(Value::Array(names)) => out.extend(
                            names.iter().filter_map(Value::as_str).map(|n| (plain(n), kind)),
                        ),
                        Some(inner @ Value::Object(_)) => stack.push(inner),
                        _ => {
                            let part = |key| node.get(key).and_then(Value::as_str).unwrap_or("");
                            let name = format!("{} {}", part("givenName"), part("familyName"));
                            out.push((plain(&name), kind));
                        }
                    }
                }
                _ => {}
            }
        }
        out.retain(|(name, _)| !name.is_empty());
        out
    }

    /// The name of a thing or of what it refers to.
    pub fn name(&self, value: &'a Value) -> Option<String> {
        match value {
            Value::String(text) => Some(plain(text)),
            Value::Object(node) => self.resolve(node).get("name").and_then(|name| self.text(name)),
            Value::Array(items) => items.iter().take(4).find_map(|item| match item {
                Value::Object(node) => self.resolve(node).get("name")?.as_str().map(plain),
                _ => None,
            }),
            _ => None,
        }
        .filter(|name| !name.is_empty() && !name.contains("://"))
    }

    /// The node a bare `{"@id": …}` refers to.
    fn resolve(&self, node: &'a Node) -> &'a Node {
        match node.get("@id").and_then(Value::as_str) {
            Some(id) if !node.contains_key("name") => self.by_id.get(id).copied().unwrap_or(node),
            _ => node,
        }
    }
}

enum Rank {
    /// Higher is more of a news article.
    Article(i32),
    Page,
    Site,
    Other,
}

/// The types of a node, without the namespace.
fn type_names(node: &Node) -> impl Iterator<Item = &str> {
    let value = node.get("@type");
    let one = value.and_then(Value::as_str);
    let many = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    one.into_iter().chain(many).map(|name| name.rsplit(['/', '#', ':']).next().unwrap_or(name))
}

fn rank(node: &Node) -> Rank {
    let mut best = Rank::Other;
    for name in type_names(node) {
        let found = match name {
            "NewsArticle"
            | "ReportageNewsArticle"
            | "AnalysisNewsArticle"
            | "OpinionNewsArticle"
            | "BackgroundNewsArticle"
            | "ReviewNewsArticle"
            | "LiveBlogPosting" => Rank::Article(3),
            _ if name.ends_with("Article") || name.ends_with("BlogPosting") => Rank::Article(2),
            "Report"
            | "SocialMediaPosting"
            | "DiscussionForumPosting"
            | "Review"
            | "Recipe"
            | "HowTo"
            | "CreativeWork"
            | "Interview" => Rank::Article(1),
            "WebSite" | "Organization" | "NewsMediaOrganization" | "Corporation" => Rank::Site,
            _ if name.ends_with("Page") => Rank::Page,
            _ => continue,
        };
        let better = matches!(
            (&best, &found),
            (Rank::Other, _) | (Rank::Page | Rank::Site, Rank::Article(_))
        );
        if better {
            best = found;
        }
    }
    best
}

fn kind_of(type_name: &str) -> Option<Kind> {
    match type_name {
        "Person" => Some(Kind::Person),
        "Organization"
        | "NewsMediaOrganization"
        | "Corporation"
        | "NGO"
        | "Brand"
        | "LocalBusiness"
        | "EducationalOrganization" => Some(Kind::Organization),
        _ => None,
    }
}
