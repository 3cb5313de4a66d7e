//! An explanation as one HTML file that needs nothing but a browser.
//!
//! What comes from the page goes into the file as data, and the file's own script puts it on the
//! screen as text; nothing of it is ever read as markup. The content security policy allows that one
//! script and one style sheet by their digests, and nothing else: no requests, no frames, no forms.
//! (Content Security Policy Level 3, <https://www.w3.org/TR/CSP3/>.)

use super::collect::{Explained, Explanation, Look};
use super::diff::Diff;
use super::words::Contribution;
use crate::article::{Article, ArticleBlock, Span, SpanKind};
use crate::label::Label;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

const SHELL: &str = include_str!("report/report.html");
const STYLE: &str = include_str!("report/report.css");
const SCRIPT: &str = include_str!("report/report.js");
const DIFF_SHELL: &str = include_str!("report/diff.html");
const DIFF_STYLE: &str = include_str!("report/diff.css");
const DIFF_SCRIPT: &str = include_str!("report/diff.js");

/// Runs of a text and how they look.
type Runs = Vec<(String, u8)>;
/// A contribution: about what, its weight, its features with value and weight. Words are numbers of
/// [`Data::words`].
type Part = (usize, f32, Vec<(usize, f32, f32)>);

/// Contributions told of one block, and features of one contribution.
const PARTS: usize = 7;
const FEATURES: usize = 2;

/// Words that come again and again, each kept once.
#[derive(Default)]
struct Words<'a> {
    list: Vec<&'a str>,
    places: HashMap<&'a str, usize>,
}

impl<'a> Words<'a> {
    fn number(&mut self, word: &'a str) -> usize {
        *self.places.entry(word).or_insert_with(|| {
            self.list.push(word);
            self.list.len() - 1
        })
    }
}

/// What the script of the report reads. One-letter names: a page has thousands of blocks.
#[derive(Serialize)]
struct Data<'a> {
    title: Option<&'a str>,
    source: &'a str,
    status: &'static str,
    detail: Option<&'a str>,
    confidence: f32,
    dir: Option<&'static str>,
    lang: Option<&'a str>,
    authors: &'a [String],
    date: Option<&'a str>,
    gold: Option<super::Score>,
    facts: Vec<(String, String, Option<String>)>,
    labels: Vec<(&'static str, u32)>,
    words: Vec<&'a str>,
    blocks: Vec<Block>,
    article: Vec<Piece>,
    images: Vec<(&'a str, &'a str, usize)>,
}

/// A block of the page.
#[derive(Serialize)]
struct Block {
    /// Runs.
    r: Runs,
    /// Label.
    l: &'static str,
    /// Kept.
    k: u8,
    /// Score.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<f32>,
    /// Stage, evidence, signals and path, as numbers of words.
    g: usize,
    e: usize,
    n: Vec<usize>,
    p: usize,
    /// Contributions.
    c: Vec<Part>,
    /// Element.
    el: &'static str,
    /// What it stands within.
    #[serde(skip_serializing_if = "Option::is_none")]
    w: Option<&'static str>,
    /// Line.
    #[serde(skip_serializing_if = "Option::is_none")]
    ln: Option<u32>,
    /// Block of the article.
    #[serde(skip_serializing_if = "Option::is_none")]
    a: Option<usize>,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    m: Option<super::Mark>,
    /// Lists it stands in.
    d: u8,
}

/// A block of the article.
#[derive(Serialize)]
struct Piece {
    l: &'static str,
    v: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<u32>,
    r: Runs,
    #[serde(skip_serializing_if = "Option::is_none")]
    cells: Option<Vec<(Runs, bool)>>,
}

/// Writes the report; with `images` it shows those of the page, which its reader's browser loads.
pub fn report(explanation: &Explanation, images: bool) -> String {
    let article = &explanation.article;
    let facts = &article.metadata;
    let mut words = Words::default();
    let blocks = explanation.blocks.iter().map(|of| block(of, &mut words)).collect();
    let data = Data {
        title: facts.title.as_deref(),
        source: &article.source,
        status: article.status.name(),
        detail: article.detail.as_deref(),
        confidence: article.confidence,
        dir: facts.direction,
        lang: facts.language.as_deref(),
        authors: &facts.authors,
        date: facts.date_published.as_deref(),
        gold: explanation.gold,
        facts: facts_of(article),
        labels: in_order(&explanation.counts),
        words: words.list,
        blocks,
        article: article.blocks.iter().map(piece).collect(),
        images: pictures(explanation, images),
    };
    let title = facts.title.as_deref().unwrap_or(&article.source);
    let from = if images { " img-src http: https: data:;" } else { "" };
    page(&Parts { shell: SHELL, style: STYLE, script: SCRIPT, from }, title, &data)
}

/// Writes what changed between two explanations.
pub fn diff_report(diff: &Diff) -> String {
    let title = format!("{} | {}", diff.a.name, diff.b.name);
    let parts = Parts { shell: DIFF_SHELL, style: DIFF_STYLE, script: DIFF_SCRIPT, from: "" };
    page(&parts, &title, diff)
}

/// The fixed parts of a file.
struct Parts {
    shell: &'static str,
    style: &'static str,
    script: &'static str,
    /// Further directives of the policy.
    from: &'static str,
}

fn page(parts: &Parts, title: &str, data: &impl Serialize) -> String {
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}';{} base-uri 'none'; form-action 'none'",
        digest(parts.script),
        digest(parts.style),
        parts.from
    );
    let mut out = String::new();
    // Once from left to right: what was put in is not looked at again.
    let mut rest = parts.shell;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        match name {
            "policy" => out.push_str(&policy),
            "style" => out.push_str(parts.style),
            "script" => out.push_str(parts.script),
            "title" => out.push_str(&escaped(title)),
            "data" => out.push_str(&inert_json(data)),
            other => debug_assert!(false, "no part is called {other}"),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A source for the policy: the digest of an inline script or style.
pub(super) fn digest(text: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    format!("sha256-{}", base64(digest.as_ref()))
}

/// Base 64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = (0..3).fold(0, |sum, i| sum << 8 | u32::from(*chunk.get(i).unwrap_or(&0)));
        for i in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * i)) as usize & 63];
            out.push(if i <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

/// JSON that can stand inside a script element: no character in it means anything to HTML.
fn inert_json(data: &impl Serialize) -> String {
    let json = serde_json::to_string(data).unwrap_or_default();
    let mut out = String::with_capacity(json.len() + json.len() / 50);
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            _ => out.push(c),
        }
    }
    out
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The facts that are known, in the order of the record, with where they were found.
fn facts_of(article: &Article) -> Vec<(String, String, Option<String>)> {
    let Ok(serde_json::Value::Object(facts)) = serde_json::to_value(&article.metadata) else {
        return Vec::new();
    };
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => {
            items.iter().filter_map(|item| item.as_str()).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    let source = |name: &str| facts.get(&format!("{name}_source")).map(&text);
    let own = facts.iter().filter(|(name, _)| !name.ends_with("_source"));
    let all = own.map(|(name, value)| (name.clone(), text(value), source(name)));
    all.filter(|(_, value, _)| !value.is_empty()).collect()
}

/// Labels with their counts, as a reader looks for them: the article, its facts, the rest.
fn in_order(counts: &BTreeMap<&'static str, u32>) -> Vec<(&'static str, u32)> {
    let order = |label: &str| {
        let body = ["paragraph", "heading", "list_item", "quote", "table_row", "code"];
        let facts = ["title", "standfirst", "byline", "dateline", "caption"];
        match label {
            "spam" => 0,
            _ if body.contains(&label) => 1,
            _ if facts.contains(&label) => 2,
            "hidden" | "other" => 4,
            _ => 3,
        }
    };
    let mut labels: Vec<_> = counts.iter().map(|(&label, &count)| (label, count)).collect();
    labels.sort_by_key(|&(label, count)| (order(label), std::cmp::Reverse(count)));
    labels
}

fn block<'a>(block: &'a Explained, words: &mut Words<'a>) -> Block {
    Block {
        r: runs(&block.text, block.looks.iter().map(|&(start, end, look)| (start, end, bit(look)))),
        l: block.label.name(),
        k: u8::from(block.kept),
        s: block.score,
        g: words.number(block.stage),
        e: words.number(&block.evidence),
        n: block.signals.iter().map(|signal| words.number(signal)).collect(),
        p: words.number(&block.path),
        c: block.contributions.iter().take(PARTS).map(|part| told(part, words)).collect(),
        el: block.element,
        w: block.within,
        ln: block.line,
        a: block.article_block,
        m: block.gold,
        d: block.depth,
    }
}

fn told<'a>(part: &'a Contribution, words: &mut Words<'a>) -> Part {
    let short = |value: f32| (value * 100.0).round() / 100.0;
    let features = part.features.iter().take(FEATURES);
    let features = features.map(|f| (words.number(f.name), short(f.value), short(f.weight)));
    let features = features.collect();
    (words.number(part.about), short(part.weight), features)
}

fn piece(block: &ArticleBlock) -> Piece {
    let is_row = block.label == Label::TableRow;
    let cells = block.cells.iter().map(|cell| (marked(&cell.text, &cell.marks), cell.header));
    Piece {
        l: block.label.name(),
        v: block.level,
        n: block.number,
        r: if is_row { Vec::new() } else { marked(&block.text, &block.marks) },
        cells: is_row.then(|| cells.collect()),
    }
}

fn marked(text: &str, marks: &[Span]) -> Runs {
    let looks = marks.iter().filter_map(|span| {
        let look = match span.kind {
            SpanKind::Link { .. } => 1,
            SpanKind::Strong => 2,
            SpanKind::Emphasis => 4,
            SpanKind::Code => 8,
            _ => return None,
        };
        Some((span.start, span.end, look))
    });
    runs(text, looks)
}

fn bit(look: Look) -> u8 {
    match look {
        Look::Link => 1,
        Look::Bold => 2,
        Look::Italic => 4,
    }
}

/// Cuts a text where its looks change.
fn runs(text: &str, looks: impl Iterator<Item = (usize, usize, u8)>) -> Runs {
    let fits =
        |&(start, end, _): &(usize, usize, u8)| start < end && text.get(start..end).is_some();
    let looks: Vec<_> = looks.filter(fits).collect();
    let mut changes: Vec<(usize, bool, u8)> = Vec::with_capacity(2 * looks.len());
    for (start, end, look) in looks {
        changes.push((start, true, look));
        changes.push((end, false, look));
    }
    changes.sort_unstable_by_key(|&(at, begins, _)| (at, begins));
    // How many spans of each look are open.
    let mut open = [0u32; 4];
    let mut runs: Runs = Vec::new();
    let mut at = 0;
    for (place, begins, look) in changes.into_iter().chain([(text.len(), false, 0)]) {
        if at < place {
            let now = (0..4).filter(|&bit| open[bit] > 0).fold(0, |all, bit| all | 1 << bit);
            match runs.last_mut() {
                Some((last, same)) if *same == now => last.push_str(&text[at..place]),
                _ => runs.push((text[at..place].to_owned(), now)),
            }
            at = place;
        }
        if look > 0 {
            let count = &mut open[look.trailing_zeros() as usize];
            *count = if begins { *count + 1 } else { count.saturating_sub(1) };
        }
    }
    runs
}

/// The pictures with their addresses, or with their alternative texts alone.
fn pictures(explanation: &Explanation, images: bool) -> Vec<(&str, &str, usize)> {
    let safe = |address: &str| {
        ["https://", "http://", "data:image/"].iter().any(|scheme| {
            address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        })
    };
    let address = |src: &'_ str| if images && safe(src) { src.len() } else { 0 };
    let all = explanation.images.iter();
    all.map(|(src, alt, before)| (&src[..address(src)], alt.as_str(), *before)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_that_of_the_rfc() {
        for (text, want) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(text.as_bytes()), want);
        }
        assert_eq!(
            digest("alert('Hello, world.');"),
            "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="
        );
    }

    #[test]
    fn runs_make_up_the_text() {
        let looks = [(0, 9, 1), (4, 9, 2), (4, 9, 2), (20, 30, 1), (3, 3, 4)];
        let cut = runs("See the report", looks.into_iter());
        let cut: Vec<(&str, u8)> = cut.iter().map(|(text, look)| (text.as_str(), *look)).collect();
        assert_eq!(cut, [("See ", 1), ("the r", 3), ("eport", 0)]);
    }

    #[test]
    fn data_is_never_markup() {
        assert_eq!(inert_json(&"</script><!--&"), r#""\u003c/script\u003e\u003c!--\u0026""#);
    }
}
