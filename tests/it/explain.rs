//! `explain` tells the truth: the same article, the same words, and nothing of a page comes alive.

use crate::program::{Folder, PAGE};
use copydesk::explain::{Explanation, explain, report};
use copydesk::input::{self, Inputs};
use copydesk::parse::parse;
use copydesk::segment::segment;
use copydesk::settings::{Limits, With};
use copydesk::{Settings, Source, clean, decode};
use scraper::{Html, Selector};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// All sample pages, the hostile ones too.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![root.join("tests/browser/hostile.html")];
    for folder in ["samples/pages", "samples/text", "tests/hostile"] {
        for entry in fs::read_dir(root.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            let inside = [path.join("page.html"), path.join("page.txt"), path];
            pages.extend(inside.into_iter().find(|path| path.is_file()));
        }
    }
    pages.retain(|path| path.extension().is_some_and(|e| e == "html" || e == "txt"));
    pages.sort();
    assert!(pages.len() > 30);
    pages
}

fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.limits.time = None;
    settings
}

fn explained(path: &Path, settings: &Settings) -> (Vec<u8>, Explanation) {
    let bytes = fs::read(path).expect("the page");
    let explanation = explain(&bytes, &Source::named("page"), settings);
    (bytes, explanation)
}

/// A text without white space, and without what no format may carry.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && *c != '\u{feff}').collect()
}

/// The article is that of `clean`, and the kept blocks are its text.
fn check_article(bytes: &[u8], source: &Source, settings: &Settings) -> Explanation {
    let explanation = explain(bytes, source, settings);
    let article = clean(bytes, source, settings);
    let name = &source.name;
    assert_eq!(explanation.article, article, "{name}");
    let kept: String =
        explanation.blocks.iter().filter(|b| b.kept).map(|b| b.text.as_str()).collect();
    let homes = explanation.blocks.iter().filter_map(|block| block.article_block);
    let first = homes.clone().min().unwrap_or(article.blocks.len());
    assert!(homes.max().is_none_or(|last| last + 1 == article.blocks.len()), "{name}");
    assert!(first == 0 || settings.with.title, "{name}");
    // A title that was put first is no block of the page.
    let body: String = article.blocks[first..]
        .iter()
        .map(|block| match block.cells.is_empty() {
            true => block.text.clone(),
            false => block.cells.iter().map(|cell| cell.text.as_str()).collect(),
        })
        .collect();
    assert_eq!(squeezed(&kept), squeezed(&body), "{name}");
    explanation
}

/// All words of the page are there and no others; each block has its reason and its line.
fn check_words(bytes: &[u8], name: &str, explanation: &Explanation) {
    // Pages that give nothing, and those that give what their elements do not hold.
    let from_data = explanation.blocks.iter().any(|block| block.stage == "fallback");
    if explanation.blocks.is_empty() || from_data {
        return;
    }
    let text = decode::decode(bytes, decode::Hints::default()).text;
    let page = segment(&parse(&text, &Limits::default()));
    // What was cut out of the middle of a block stands behind it.
    let sorted = |texts: &mut dyn Iterator<Item = &str>| {
        let mut letters: Vec<char> =
            texts.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect();
        letters.sort_unstable();
        letters
    };
    let mut all = (0..page.blocks.len()).map(|block| page.block_text(block));
    let mut told = explanation.blocks.iter().map(|block| block.text.as_str());
    assert!(sorted(&mut told) == sorted(&mut all), "{name}: other words than the page's");
    for block in &explanation.blocks {
        assert!(!block.stage.is_empty() && !block.evidence.is_empty(), "{name}: {block:?}");
        assert!(block.line.is_some_and(|line| line > 0), "{name}: {block:?}");
    }
    let without_spam = !explanation.counts.contains_key("spam");
    if without_spam {
        let all = (0..page.blocks.len()).map(|block| page.block_text(block));
        let told = explanation.blocks.iter().map(|block| block.text.as_str());
        assert!(told.eq(all), "{name}: other blocks than the page's");
        let paths = page.blocks.iter().map(|block| page.css_path(block.element));
        assert!(paths.eq(explanation.blocks.iter().map(|block| block.path.clone())), "{name}");
    }
}

#[test]
fn kept_blocks_are_the_article_that_clean_gives() {
    let with = With { captions: true, title: true, ..With::default() };
    for settings in [settings(), Settings { with, ..settings() }] {
        for path in pages() {
            let bytes = fs::read(&path).expect("the page");
            check_article(&bytes, &Source::named(path.display().to_string()), &settings);
        }
    }
}

#[test]
fn every_block_of_the_page_is_there_with_its_words() {
    for path in pages().into_iter().filter(|path| path.extension().is_some_and(|e| e == "html")) {
        let (bytes, explanation) = explained(&path, &settings());
        check_words(&bytes, &path.display().to_string(), &explanation);
    }
}

/// `COPYDESK_CORPUS=FOLDER cargo test --profile fast --test it explain -- --ignored`
#[test]
#[ignore = "thousands of pages, where there is a folder of them"]
fn it_is_so_on_every_page_of_a_corpus() {
    let Some(corpus) = std::env::var_os("COPYDESK_CORPUS") else { return };
    let settings = settings();
    let mut count = 0;
    for input in Inputs::new([PathBuf::from(corpus)]) {
        let name = input.name.clone();
        let Ok(page) = input::read(input, settings.limits.bytes) else { continue };
        let explanation = check_article(&page.bytes, &page.source, &settings);
        if !page.source.plain && !name.contains(".txt") {
            check_words(&page.bytes, &name, &explanation);
        }
        count += 1;
    }
    println!("{count} pages");
    assert!(count > 0, "no pages in the corpus");
}

#[test]
fn spam_is_shown_where_it_stood() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/pages/hacked-site/page.html");
    let (_, explanation) = explained(&page, &settings());
    let spam: Vec<_> = explanation.blocks.iter().filter(|b| b.label.name() == "spam").collect();
    assert!(spam.len() >= 3 && spam.iter().all(|block| block.score.is_none() && !block.kept));
    assert!(spam.iter().any(|block| block.evidence.contains("hidden")));
    let piece = explanation.blocks.iter().position(|b| b.text == "real money casino welcome code");
    let before = &explanation.blocks[piece.expect("the piece in the sentence") - 1];
    assert!(before.kept && before.line == explanation.blocks[piece.unwrap()].line);
}

#[test]
fn nothing_of_a_page_is_alive_in_its_report() {
    let selector = |text: &str| Selector::parse(text).expect("a selector");
    for path in pages() {
        let (_, explanation) = explained(&path, &settings());
        for images in [false, true] {
            let html = report(&explanation, images);
            let tree = Html::parse_document(&html);
            let count = |what: &str| tree.select(&selector(what)).count();
            let ours = ["script", "style", "canvas", "input", "noscript"].map(count);
            assert_eq!(ours, [2, 1, 1, 1, 1], "{}", path.display());
            for live in
                ["iframe", "form", "object", "embed", "link", "base", "img", "svg", "video", "a"]
            {
                assert_eq!(count(live), 0, "{live} in {}", path.display());
            }
            let attributes = tree.tree.values().filter_map(|node| node.as_element());
            let events = attributes.flat_map(|element| element.attrs()).filter(|(name, value)| {
                name.starts_with("on") || *name == "style" || value.contains("javascript:")
            });
            assert_eq!(events.count(), 0, "{}", path.display());
            let policy = tree.select(&selector("meta[http-equiv=Content-Security-Policy]")).next();
            let policy = policy.and_then(|meta| meta.attr("content")).expect("a policy");
            assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
            assert!(!policy.contains("unsafe"), "{policy}");
            assert_eq!(policy.contains("img-src"), images);
            let data = tree.select(&selector("#data")).next().expect("the data");
            let data: Value = serde_json::from_str(&data.text().collect::<String>()).expect("JSON");
            let addresses = data["images"].as_array().expect("pictures").iter();
            let mut addresses = addresses.map(|image| image[0].as_str().unwrap_or_default());
            assert!(addresses.all(|src| src.is_empty() || images && src.starts_with("http")));
        }
    }
}

#[test]
fn the_data_is_as_documented() {
    let folder = Folder::new();
    folder.file("a.html", PAGE);
    let run = folder.run(&["explain", "a.html", "--json"]).success();
    let data: Value = serde_json::from_str(&run.out).expect("one document");
    let mut fields: Vec<&str> = data.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["article", "article_probability", "base", "blocks", "counts", "schema"]);
    assert_eq!(data["schema"], 1);
    let block = data["blocks"].as_array().unwrap().iter().find(|block| block["kept"] == true);
    let mut fields: Vec<&str> =
        block.expect("a kept block").as_object().unwrap().keys().map(String::as_str).collect();
    fields.retain(|name| !["within", "signals"].contains(name));
    fields.sort_unstable();
    let documented = [
        "article_block",
        "contributions",
        "element",
        "evidence",
        "kept",
        "label",
        "line",
        "path",
        "score",
        "stage",
        "text",
    ];
    assert_eq!(fields, documented);
}

#[test]
fn a_folder_gives_an_overview_with_the_doubtful_first() {
    let folder = Folder::new();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/pages/norwegian-les-ogsa");
    let read = |name: &str| fs::read(sample.join(name)).expect("the sample");
    folder
        .file("in/a b/page.html", read("page.html"))
        .file("in/a b/expected.json", read("expected.json"))
        .file("in/page.html", PAGE)
        .file("in/picture.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let run = folder.run(&["explain", "in", "-o", "out/"]);
    assert_eq!(run.code, Some(1), "one is no page: {}", run.err);
    let index = folder.read("out/index.html");
    let at = |text: &str| index.find(text).unwrap_or_else(|| panic!("{text} in {index}"));
    assert!(at("pages/picture.html") < at("pages/page.html"));
    assert!(at("pages/a%20b/page.html") > 0 && at("precision") > 0 && !index.contains("<script"));
    assert!(folder.read("out/pages/a b/page.html").contains("Content-Security-Policy"));
    assert_eq!(folder.run(&["explain", "in"]).code, Some(2), "where to?");
    assert_eq!(folder.run(&["clean", "in", "--with", "images"]).code, Some(2));
}

#[test]
fn what_an_option_changes() {
    let folder = Folder::new();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/pages/norwegian-les-ogsa");
    folder.file("a.html", fs::read(sample.join("page.html")).expect("the sample"));
    folder.run(&["explain", "a.html", "--json", "-o", "a.json"]).success();
    folder.run(&["explain", "a.html", "--with", "captions", "--json", "-o", "b.json"]).success();
    let run = folder.run(&["explain", "--diff", "a.json", "b.json", "--json"]).success();
    let diff: Value = serde_json::from_str(&run.out).expect("a document");
    let changes = diff["changes"].as_array().expect("changes");
    assert!(!changes.is_empty());
    for change in changes {
        assert_eq!(change["a"]["label"], "caption");
        assert_eq!([&change["a"]["kept"], &change["b"]["kept"]], [false, true]);
    }
    let run = folder.run(&["explain", "--diff", "a.json", "a.html", "--json"]).success();
    let same: Value = serde_json::from_str(&run.out).expect("a document");
    assert!(same["changes"].as_array().is_some_and(Vec::is_empty), "{same}");
    folder.run(&["explain", "--diff", "a.json", "b.json", "-o", "diff.html"]).success();
    assert!(folder.read("diff.html").contains("What changed"));
    let against = ["explain", "--diff", "a.html", "--against", "--with captions", "--json"];
    let run = folder.run(&against).success();
    let other: Value = serde_json::from_str(&run.out).expect("a document");
    assert_eq!(other["changes"], diff["changes"]);
    let wrong = ["explain", "--diff", "a.html", "--against", "--no-such-option"];
    assert_eq!(folder.run(&wrong).code, Some(2));
    assert_eq!(folder.run(&["explain", "--diff", "a.json"]).code, Some(2));
    folder.file("c.json", "{}");
    assert_eq!(folder.run(&["explain", "--diff", "a.json", "c.json"]).code, Some(1));
}
