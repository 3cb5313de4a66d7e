//! Comments in the page's JSON-LD: nodes of type `Comment` (<https://schema.org/Comment>).

use crate::article::Comment;
use crate::metadata::{declared, plain_value, read_date};
use crate::segment::Page;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Most nodes that are looked at.
const MAX_NODES: usize = 20_000;
/// Most comments that are read.
const MOST: usize = 5_000;

/// The comments that a page declares, in their order.
pub(super) fn declared_comments(page: &Page) -> Vec<Comment> {
    if !page.head.json_ld.iter().any(|block| block.contains("Comment")) {
        return Vec::new();
    }
    let roots = declared(page);
    let mut comments: Vec<Comment> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut answered: Vec<(usize, String)> = Vec::new();
    let mut stack: Vec<(&Value, Option<usize>)> =
        roots.iter().rev().map(|root| (root, None)).collect();
    let mut seen = 0;
    while let Some((value, parent)) = stack.pop() {
        match value {
            Value::Array(items) => stack.extend(items.iter().rev().map(|item| (item, parent))),
            Value::Object(node) => {
                seen += 1;
                if seen > MAX_NODES || comments.len() == MOST {
                    break;
                }
                let mut parent = parent;
                if is_comment(node)
                    && let Some(comment) = comment(node, parent)
                {
                    let at = comments.len();
                    if let Some(id) = node.get("@id").and_then(Value::as_str) {
                        by_id.insert(id.to_owned(), at);
                    }
                    let other = node.get("parentItem").and_then(|item| item.get("@id"));
                    if let Some(id) = other.and_then(Value::as_str) {
                        answered.push((at, id.to_owned()));
                    }
                    comments.push(comment);
                    parent = Some(at);
                }
                let inner = node.iter().rev().filter(|(key, _)| *key != "parentItem");
                stack.extend(
                    inner
                        .map(|(_, value)| (value, parent))
                        .filter(|(value, _)| value.is_object() || value.is_array()),
                );
            }
            _ => {}
        }
    }
    for (at, id) in answered {
        if let Some(&parent) = by_id.get(&id).filter(|&&parent| parent < at) {
            comments[at].parent = Some(parent);
        }
    }
    comments
}

fn is_comment(node: &Map<String, Value>) -> bool {
    let is = |name: &str| {
        matches!(name.rsplit(['/', '#', ':']).next(), Some("Comment" | "UserComments"))
    };
    match node.get("@type") {
        Some(Value::String(name)) => is(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

fn comment(node: &Map<String, Value>, parent: Option<usize>) -> Option<Comment> {
    let text = |keys: &[&str]| {
        let text = keys.iter().find_map(|key| node.get(*key)?.as_str()).map(plain_value)?;
        Some(text).filter(|text| !text.is_empty())
    };
    let author = ["author", "creator"].iter().find_map(|key| {
        let value = match node.get(*key)? {
            Value::Array(items) => items.first()?,
            value => value,
        };
        let name = value.as_str().or_else(|| value.get("name")?.as_str())?;
        Some(plain_value(name)).filter(|name| !name.is_empty())
    });
    let date = text(&["dateCreated", "datePublished", "commentTime"]);
    Some(Comment {
        author,
        date_iso: date.as_deref().and_then(|date| read_date(date, None)),
        date,
        text: text(&["text", "commentText", "description"])?,
        parent,
        depth: 0,
    })
}
