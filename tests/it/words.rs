//! No word is glued together or made up: what comes out stands on the page.

use copydesk::{Settings, Source, clean};
use ego_tree::iter::Edge;
use proptest::prelude::*;
use scraper::Node;
use std::collections::HashSet;
use std::fs;
use std::path::Path;

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// The words of a page's text nodes, and those that inline elements make together.
fn page_words(html: &str) -> HashSet<String> {
    let tree = scraper::Html::parse_document(html).tree;
    let mut known = HashSet::new();
    let mut line = String::new();
    for edge in tree.root().traverse() {
        match edge {
            Edge::Open(node) | Edge::Close(node) if node.value().is_element() => {
                let name = node.value().as_element().expect("an element").name();
                let inline =
                    ["a", "b", "i", "em", "strong", "span", "sup", "sub", "ruby", "rt", "q", "wbr"];
                if !inline.contains(&name) {
                    line.push(' ');
                }
            }
            Edge::Open(node) => {
                if let Node::Text(text) = node.value() {
                    known.extend(words(text));
                    line.push_str(text);
                }
            }
            Edge::Close(_) => {}
        }
    }
    known.extend(words(&line));
    known
}

fn unknown(html: &str) -> Vec<String> {
    let article = clean(html.as_bytes(), &Source::named("page"), &Settings::default());
    let known = page_words(html);
    words(&article.text).filter(|word| !known.contains(word)).collect()
}

#[test]
fn every_word_of_a_sample_stands_on_its_page() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/pages");
    for folder in fs::read_dir(pages).expect("the samples") {
        let path = folder.expect("an entry").path().join("page.html");
        let bytes = fs::read(&path).expect("a page");
        let html = copydesk::decode::decode(&bytes, copydesk::decode::Hints::default()).text;
        let html = html.replace("charset=", "data-was=");
        assert_eq!(unknown(&html), Vec::<String>::new(), "{}", path.display());
    }
}

/// Pieces of pages, put together at random.
fn piece() -> impl Strategy<Value = String> {
    let text = "[a-zäж水]{1,8}( [a-zäж水]{1,8}){0,30}[.]?";
    let tags = prop::sample::select(vec![
        "p",
        "div",
        "li",
        "h2",
        "td",
        "span",
        "b",
        "a href='/x'",
        "blockquote",
        "pre",
        "button",
    ]);
    let void =
        prop::sample::select(vec!["<br>", "<br><br>", "<img src=x>", "<svg></svg>", "<wbr>", " "]);
    prop_oneof![
        4 => (tags, text).prop_map(|(tag, text)| {
            let name = tag.split(' ').next().unwrap_or(tag).to_owned();
            format!("<{tag}>{text}</{name}>")
        }),
        2 => text.prop_map(|text| text),
        1 => void.prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_word_is_glued_on_any_page(pieces in prop::collection::vec(piece(), 1..40)) {
        let html = format!("<html><body><article>{}</article></body></html>", pieces.concat());
        prop_assert_eq!(unknown(&html), Vec::<String>::new());
    }
}
