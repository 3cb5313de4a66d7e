//! Our tree against the one of `scraper`, both built by html5ever from the same text.

use super::*;
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeSink;
use proptest::prelude::*;
use scraper::Node;
use std::collections::HashMap;

/// A node in words: what it is, and its neighbours by number.
type Told = (String, [Option<NodeId>; 5]);

fn tree_of<S: TreeSink>(sink: S, text: &str) -> S::Output {
    let mut options = html5ever::ParseOpts::default();
    options.tree_builder.scripting_enabled = false;
    html5ever::parse_document(sink, options).one(text)
}

fn ours(text: &str) -> Vec<Told> {
    let tree = tree_of(Sink::new(&Arena::new(), 0), text);
    let told = |id| {
        let node = tree.node(id);
        let what = match &node.data {
            Data::Document => "document".to_owned(),
            Data::Text(text) => format!("{:?}", &**text),
            Data::Element(element) => {
                let attributes: Vec<_> = element.attributes().collect();
                format!("{} {attributes:?}", element.name)
            }
            Data::Other => "other".to_owned(),
        };
        (what, [node.parent, node.previous, node.next, node.first_child, node.last_child])
    };
    tree.ids().map(told).collect()
}

fn theirs(text: &str) -> Vec<Told> {
    let html = tree_of(HtmlTreeSink::new(Html::new_document()), text);
    let numbers: HashMap<_, _> = numbered(&html).collect();
    let told = |node: ego_tree::NodeRef<'_, Node>| {
        let what = match node.value() {
            Node::Document | Node::Fragment => "document".to_owned(),
            Node::Text(text) => format!("{text:?}"),
            Node::Element(element) => {
                let attributes: Vec<_> = element.attrs().collect();
                format!("{} {attributes:?}", element.name())
            }
            Node::Comment(_) | Node::Doctype(_) | Node::ProcessingInstruction(_) => {
                "other".to_owned()
            }
        };
        let number = |node: Option<ego_tree::NodeRef<'_, Node>>| Some(numbers[&node?.id()]);
        let around = [node.parent(), node.prev_sibling(), node.next_sibling()];
        let [parent, previous, next] = around.map(number);
        (what, [parent, previous, next, number(node.first_child()), number(node.last_child())])
    };
    html.tree.nodes().map(told).collect()
}

/// Tags that the standard moves, opens anew, closes early or puts elsewhere.
const TAGS: &[&str] = &[
    "a",
    "b",
    "i",
    "nobr",
    "font",
    "p",
    "div",
    "span",
    "li",
    "ul",
    "dd",
    "h1",
    "table",
    "tbody",
    "tr",
    "td",
    "th",
    "caption",
    "colgroup",
    "col",
    "select",
    "option",
    "button",
    "form",
    "input",
    "br",
    "template",
    "svg",
    "math",
    "mi",
    "annotation-xml",
    "title",
    "style",
    "script",
    "noscript",
    "body",
    "html",
    "head",
    "frameset",
    "frame",
    "marquee",
    "pre",
    "textarea",
    "x-y",
    "ruby",
    "rt",
    "iframe",
];

fn piece() -> impl Strategy<Value = String> {
    let tag = || prop::sample::select(TAGS);
    let attributes = "( (a|b|id|color|HREF|xlink:href|xml:lang)=[xy&]{1,2}){0,3}";
    prop_oneof![
        5 => (tag(), attributes).prop_map(|(tag, attributes)| format!("<{tag}{attributes}>")),
        4 => tag().prop_map(|tag| format!("</{tag}>")),
        3 => "[a-z é\n&]{1,3}",
        1 => Just("<!-- - -->".to_owned()),
        1 => Just("<!doctype html>".to_owned()),
        1 => Just("<?pi x>".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn builds_the_tree_of_scraper(pieces in prop::collection::vec(piece(), 0..40)) {
        let text = pieces.concat();
        prop_assert_eq!(ours(&text), theirs(&text));
    }
}

#[test]
fn a_tree_for_selectors_has_the_same_nodes() {
    let text = "<i>x</i><!doctype html><html><body><p>One<table><b>Two<template>Three</template>\
                </table></body>Four<p style='color:red>Five</p><p class=\"a\">Six";
    let limits = Limits::default();
    let (parsed, html) = (parse(text, &limits), selectable(text, &limits));
    assert_eq!(parsed.tree.len(), html.tree.values().len());
    for (theirs, ours) in numbered(&html) {
        let theirs = html.tree.get(theirs).expect("a node").value();
        match &parsed.tree.node(ours).data {
            Data::Text(text) => assert_eq!(theirs.as_text().map(|text| &**text), Some(&**text)),
            Data::Element(element) => {
                assert_eq!(theirs.as_element().map(|e| e.name()), Some(&*element.name));
            }
            Data::Document | Data::Other => {
                assert!(theirs.as_text().is_none() && theirs.as_element().is_none());
            }
        }
    }
}
