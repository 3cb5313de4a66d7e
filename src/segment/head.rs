//! Facts about the page that do not stand in its text.

use super::page::{Head, HeadLink, Resource, ResourceKind};
use super::tag::Tag;
use crate::parse::{Data, Element, NodeId, Tree};

/// Most facts of a kind kept of one page; real ones have a few dozen.
const MOST: usize = 500;

/// Takes note of an element that carries facts, wherever it stands: `<noscript>` in the head makes
/// the parser move the rest of the head into the body.
pub(super) fn note(head: &mut Head, tag: Tag, element: &Element, tree: &Tree, node: NodeId) {
    match tag {
        Tag::Title if head.title.is_empty() => head.title = collapse(&text_of(tree, node)),
        Tag::Html => {
            head.lang = attr(element, "lang").or_else(|| attr(element, "xml:lang"));
            head.dir = attr(element, "dir");
        }
        Tag::Body if head.dir.is_none() => head.dir = attr(element, "dir"),
        Tag::Meta if head.metas.len() < MOST => {
            let Some(content) = attr(element, "content") else { return };
            for name in ["property", "name", "itemprop", "http-equiv"] {
                if let Some(key) = attr(element, name) {
                    head.metas.push((key.to_ascii_lowercase(), content.clone()));
                }
            }
        }
        Tag::Link if head.links.len() < MOST => {
            if let (Some(rel), Some(href)) = (attr(element, "rel"), attr(element, "href")) {
                head.links.push(HeadLink {
                    rel: rel.to_ascii_lowercase(),
                    href,
                    hreflang: attr(element, "hreflang").unwrap_or_default(),
                    media_type: attr(element, "type").unwrap_or_default(),
                });
            }
        }
        Tag::Iframe => resource(head, ResourceKind::Frame, attr(element, "src")),
        Tag::Form => resource(head, ResourceKind::Form, attr(element, "action")),
        Tag::Script => {
            resource(head, ResourceKind::Script, attr(element, "src"));
            let body = text_of(tree, node);
            let kind = attr(element, "type").unwrap_or_default().to_ascii_lowercase();
            if kind.contains("ld+json") {
                if head.json_ld.len() < MOST {
                    head.json_ld.push(body);
                }
            } else if !body.trim().is_empty() {
                head.scripts.push(body);
            }
        }
        Tag::Base if head.base.is_none() => head.base = attr(element, "href"),
        Tag::Style => head.styles.push(text_of(tree, node)),
        _ => {}
    }
}

/// Most addresses that are kept; pages load some dozens.
const MOST_RESOURCES: usize = 300;

fn resource(head: &mut Head, kind: ResourceKind, address: Option<String>) {
    if let Some(address) = address
        && head.resources.len() < MOST_RESOURCES
        && !address.starts_with("data:")
    {
        head.resources.push(Resource { kind, address });
    }
}

/// The value of an attribute, trimmed; nothing when it is absent or blank.
fn attr(element: &Element, name: &str) -> Option<String> {
    element.attribute(name).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
}

/// The text directly inside a node.
fn text_of(tree: &Tree, node: NodeId) -> String {
    let texts = tree.children(node).filter_map(|child| match &tree.node(child).data {
        Data::Text(text) => Some(&**text),
        _ => None,
    });
    texts.collect()
}

/// White space collapsed to single spaces and trimmed.
fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
