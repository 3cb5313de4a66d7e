//! The samples: what they should give, what they do give, and that it only gets better.
//!
//! `expected.json` is the article as a person reads the page. What of it comes out right is held in
//! `tests/it/samples_held.txt` and must stay right. `output.md` and `output.json` are what comes out today,
//! so that every change of the output shows in review. `UPDATE_SNAPSHOTS=1 cargo test samples`
//! writes those files anew and adds to the list what has come right; it takes nothing off.

use copydesk::eval::BodyScore;
use copydesk::settings::With;
use copydesk::{Article, Comment, Format, Settings, Source, render};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Fields that hold, by sample.
type Held = BTreeMap<String, BTreeSet<String>>;

/// A page and what should come out of it.
struct Sample {
    /// Below `samples/`, like `pages/hacked-site`.
    name: String,
    page: PathBuf,
    url: Option<String>,
    expected: Value,
}

impl Sample {
    fn article(&self) -> Article {
        self.article_with(With { comments: true, ..With::default() })
    }

    fn article_with(&self, with: With) -> Article {
        let bytes = fs::read(&self.page).expect("the page");
        let file = self.page.file_name().expect("a name").to_string_lossy().into_owned();
        let source = Source { url: self.url.clone(), ..Source::named(file) };
        // How far a slow machine gets in a given time must make no difference.
        let mut settings = Settings { with, ..Settings::default() };
        settings.limits.time = None;
        copydesk::clean(&bytes, &source, &settings)
    }
}

#[test]
fn what_came_out_right_stays_right() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/samples_held.txt");
    let held = read_held(&path);
    let (mut now, mut lost) = (Held::new(), Vec::new());
    println!("{:34}{:>10}{:>8}  not as expected", "sample", "precision", "recall");
    for sample in samples() {
        let article = sample.article();
        let mut right = BTreeSet::new();
        let mut wrong = Vec::new();
        for (field, holds) in fields(&article, &sample.expected) {
            if holds {
                right.insert(field.to_owned());
            } else {
                wrong.push(field);
            }
        }
        let gold = texts(&sample.expected["body"]).join("\n");
        let score = BodyScore::of(&article.text, &gold).words;
        let (precision, recall) = (score.precision, score.recall);
        println!("{:34}{precision:>10.3}{recall:>8.3}  {}", sample.name, wrong.join(" "));
        let before = held.get(&sample.name);
        let gone = before.into_iter().flatten().filter(|field| !right.contains(*field));
        lost.extend(gone.map(|field| format!("{}: {field}", sample.name)));
        now.insert(sample.name, right);
    }
    assert!(lost.is_empty(), "held before and no more:\n{}", lost.join("\n"));
    if updating() {
        write_held(&path, &now);
    }
}

#[test]
fn output_is_as_recorded() {
    let mut changed = Vec::new();
    for sample in samples().into_iter().filter(|sample| !sample.name.starts_with("hostile/")) {
        let mut article = sample.article();
        // The last digits may differ from processor to processor.
        article.confidence = (article.confidence * 100.0).round() / 100.0;
        for (file, format) in [("output.md", Format::Markdown), ("output.json", Format::Json)] {
            let path = sample.page.with_file_name(file);
            let output = render(&article, format);
            let recorded = fs::read_to_string(&path).unwrap_or_default();
            if updating() {
                fs::write(&path, &output).expect("the record");
            } else if output != recorded {
                changed.push(format!("{}/{file}\n{}", sample.name, difference(&recorded, &output)));
            }
        }
    }
    assert!(changed.is_empty(), "to accept: UPDATE_SNAPSHOTS=1\n\n{}", changed.join("\n"));
}

#[test]
fn comments_change_nothing_but_the_comments() {
    let mut with_comments = 0;
    for sample in samples() {
        let with = sample.article();
        let without = sample.article_with(With::default());
        with_comments += usize::from(!with.comments.is_empty());
        assert!(without.comments.is_empty());
        for comment in &with.comments {
            let text = collapse(&comment.text);
            assert!(!collapse(&with.text).contains(&text), "{}: {text}", sample.name);
        }
        let mut bare = with.clone();
        bare.comments.clear();
        assert_eq!(bare, without, "{}", sample.name);
    }
    assert!(with_comments > 10);
}

/// What of an expectation holds for an article.
fn fields(article: &Article, expected: &Value) -> Vec<(&'static str, bool)> {
    let facts = &article.metadata;
    let body: Vec<String> = article.blocks.iter().map(|block| collapse(&block.text)).collect();
    let captions: Vec<String> = article.captions.iter().map(|text| collapse(text)).collect();
    let comments: Vec<String> = article.comments.iter().map(|c| collapse(&c.text)).collect();
    let language = facts.language.as_deref().map(|tag| tag.split('-').next().unwrap_or(tag));
    let absent =
        texts(&expected["absent"]).iter().all(|text| !collapse(&article.text).contains(text));
    let found = [
        ("status", json!(article.status.name())),
        ("title", json!(facts.title)),
        ("authors", json!(facts.authors)),
        ("date_published", json!(facts.date_published)),
        ("site_name", json!(facts.site_name)),
        ("language", json!(language)),
        ("body", json!(body)),
        ("captions", json!(captions)),
        ("comments_text", json!(comments)),
        ("comments", json!(article.comments.iter().map(heads).collect::<Vec<_>>())),
    ];
    let mut holds: Vec<_> = found
        .into_iter()
        .filter_map(|(name, value)| Some((name, *expected.get(name)? == value)))
        .collect();
    if expected.get("absent").is_some() {
        holds.push(("absent", absent));
    }
    holds
}

/// A comment without its text.
fn heads(comment: &Comment) -> Value {
    let mut head = json!({ "depth": comment.depth });
    for (key, value) in
        [("author", &comment.author), ("date", &comment.date), ("date_iso", &comment.date_iso)]
    {
        if let Some(value) = value {
            head[key] = json!(value);
        }
    }
    if let Some(parent) = comment.parent {
        head["parent"] = json!(parent);
    }
    head
}

/// All samples, by name.
fn samples() -> Vec<Sample> {
    let mut samples = Vec::new();
    for (folder, page) in [("pages", "page.html"), ("text", "page.txt")] {
        for slug in names(&root().join(folder)) {
            let place = root().join(folder).join(&slug);
            let meta = fs::read_to_string(place.join("meta.toml")).expect("meta.toml");
            samples.push(Sample {
                name: format!("{folder}/{slug}"),
                page: place.join(page),
                url: Some(value(&meta, "url")),
                expected: read_json(&place.join("expected.json")),
            });
        }
    }
    for file in names(&hostile()) {
        let (slug, extension) = file.split_once('.').expect("an extension");
        if extension != "expected.json" {
            let expected = hostile().join(format!("{slug}.expected.json"));
            let page = hostile().join(&file);
            // Compressed files are for the program, not for the cleaner.
            if !extension.ends_with("gz") {
                let name = format!("hostile/{slug}");
                samples.push(Sample { name, page, url: None, expected: read_json(&expected) });
            }
        }
    }
    assert!(samples.len() > 20, "the samples are where they should be");
    samples
}

/// Files that are no article, or hardly one. They stand apart from the samples, so that cleaning
/// those goes well.
fn hostile() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder of samples");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    names
}

fn read_json(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A string of a TOML file that has nothing but strings.
fn value(toml: &str, key: &str) -> String {
    let mut lines = toml.lines().filter_map(|line| line.split_once('='));
    let (_, text) = lines.find(|(name, _)| name.trim() == key).expect("the key");
    text.trim().trim_matches('"').to_owned()
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Every run of white space as one space, as the expectations have it.
fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn updating() -> bool {
    std::env::var_os("UPDATE_SNAPSHOTS").is_some_and(|value| value == "1")
}

/// Lines like `pages/hacked-site: authors title`.
fn read_held(path: &Path) -> Held {
    let text = fs::read_to_string(path).unwrap_or_default();
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    lines
        .map(|(name, fields)| {
            (name.to_owned(), fields.split_whitespace().map(str::to_owned).collect())
        })
        .collect()
}

fn write_held(path: &Path, held: &Held) {
    let line = |(name, fields): (&String, &BTreeSet<String>)| {
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        format!("{name}: {}\n", fields.join(" "))
    };
    fs::write(path, held.iter().map(line).collect::<String>()).expect("the list");
}

/// The first lines that differ.
fn difference(recorded: &str, output: &str) -> String {
    let (mut old, mut new) = (recorded.lines(), output.lines());
    let mut number = 1;
    loop {
        match (old.next(), new.next()) {
            (a, b) if a == b && a.is_some() => number += 1,
            (a, b) => {
                let show =
                    |line: Option<&str>| line.map_or("(ends)".to_owned(), |l| format!("{l:.300}"));
                return format!(
                    "  line {number} was: {}\n  line {number} is:  {}\n",
                    show(a),
                    show(b)
                );
            }
        }
    }
}
