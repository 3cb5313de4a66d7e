//! Injected spam of many kinds leaves no trace, and what only looks like it stays.
//!
//! `tests/spam/` holds the injections and the look-alikes, the samples are the pages they are put
//! into. An injection must leave exactly the article of the page without it.

use copydesk::screen::scan;
use copydesk::{Settings, Source, clean};
use std::fs;
use std::path::Path;

/// Pages that each piece is put into.
const HOSTS_EACH: usize = 4;

/// Something to put into a page.
struct Piece {
    name: String,
    place: String,
    html: String,
}

/// A page without spam, and its article.
struct Host {
    name: String,
    html: String,
    text: String,
    /// Ends of paragraphs of the article, in page order, before their end tags.
    paragraphs: Vec<usize>,
}

#[test]
fn injected_spam_leaves_no_trace() {
    let hosts = hosts();
    let mut wrong = Vec::new();
    for (number, piece) in pieces("templates.txt").iter().enumerate() {
        for host in (0..HOSTS_EACH).map(|n| &hosts[(number * HOSTS_EACH + n) % hosts.len()]) {
            let article = clean(host.with(piece).as_bytes(), &source(), &settings());
            if article.injected_spam && article.text == host.text {
                continue;
            }
            let told = if article.injected_spam { "" } else { "not found; " };
            let difference = difference(&host.text, &article.text);
            wrong.push(format!("{} in {}: {told}{difference}", piece.name, host.name));
        }
    }
    no_worse_than_known(&wrong);
}

#[test]
fn what_only_looks_like_spam_is_left_alone() {
    let hosts = hosts();
    let mut wrong = Vec::new();
    for (number, piece) in pieces("lookalikes.txt").iter().enumerate() {
        for host in (0..HOSTS_EACH).map(|n| &hosts[(number * HOSTS_EACH + n) % hosts.len()]) {
            let found = scan(host.with(piece).as_bytes(), &source(), &settings());
            for finding in &found.removed {
                let (text, evidence) = (&finding.text, &finding.evidence);
                wrong.push(format!("{} in {}: {text} {evidence:?}", piece.name, host.name));
            }
        }
    }
    no_worse_than_known(&wrong);
}

/// Pieces that are not yet dealt with in every place; the list may only become shorter.
const KNOWN: [&str; 4] =
    ["casino-sentence-only", "chinese-heading", "movie-p-hidden", "useful-links"];

fn no_worse_than_known(wrong: &[String]) {
    let new: Vec<&str> = wrong
        .iter()
        .map(String::as_str)
        .filter(|line| !KNOWN.iter().any(|name| line.starts_with(name)))
        .collect();
    assert!(new.is_empty(), "{} are wrong:\n{}", new.len(), new.join("\n"));
}

impl Host {
    /// The page with a piece in its place.
    fn with(&self, piece: &Piece) -> String {
        let html = &self.html;
        let before = |tag: &str| html.to_ascii_lowercase().rfind(tag).unwrap_or(html.len());
        let last = self.paragraphs[self.paragraphs.len() - 1];
        let middle = self.paragraphs[self.paragraphs.len() / 2];
        let (at, wrapped) = match &*piece.place {
            "before_doctype" => (0, None),
            "head" => (html.to_ascii_lowercase().find("</head>").unwrap_or(0), None),
            "body_start" => {
                let body = html.to_ascii_lowercase().find("<body").expect("a body");
                (body + html[body..].find('>').expect("its end") + 1, None)
            }
            "article_inline" => (middle, None),
            "article_mid" => (middle + "</p>".len(), None),
            "article_end" => (last + "</p>".len(), None),
            "after_article" => (before("</article>").max(last + "</p>".len()), None),
            "comments" => {
                (before("</body>"), Some("<div id=\"comments\"><ol class=\"comment-list\">"))
            }
            "sidebar" => (before("</body>"), Some("<aside class=\"sidebar\">")),
            "footer" => (before("</body>").min(before("</footer>")), None),
            "body_end" => (before("</body>"), None),
            "after_body" => (before("</html>"), None),
            "after_html" => (html.len(), None),
            other => panic!("no place {other}"),
        };
        let close = match wrapped {
            Some(open) if open.contains("<ol") => "</ol></div>",
            Some(_) => "</aside>",
            None => "",
        };
        format!("{}{}{}{close}{}", &html[..at], wrapped.unwrap_or(""), piece.html, &html[at..])
    }
}

/// The samples with at least four paragraphs that can be found in their source. Those that are
/// infected themselves are left out, and those about the trade.
fn hosts() -> Vec<Host> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/pages");
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("samples")
        .map(|entry| entry.expect("a sample").path())
        .collect();
    names.sort();
    let hosts = names.iter().filter_map(|path| {
        let html = String::from_utf8(fs::read(path.join("page.html")).expect("a page")).ok()?;
        let article = clean(html.as_bytes(), &source(), &settings());
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if article.injected_spam || name == "casino-report" {
            return None;
        }
        let mut paragraphs: Vec<usize> = article
            .blocks
            .iter()
            .filter(|block| block.text.chars().count() > 60)
            .filter_map(|block| {
                let start: String = block.text.chars().take(24).collect();
                let at = html.find(&start)?;
                let end = html[at..].find("</p>")?;
                (end < 4_000).then_some(at + end)
            })
            .collect();
        paragraphs.sort_unstable();
        paragraphs.dedup();
        (paragraphs.len() >= 4).then_some(Host { name, html, text: article.text, paragraphs })
    });
    hosts.collect()
}

fn pieces(file: &str) -> Vec<Piece> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spam").join(file);
    let text = fs::read_to_string(path).expect("the pieces");
    text.split("\n== ")
        .skip(1)
        .map(|part| {
            let (head, html) = part.split_once('\n').expect("markup below the head");
            let fields: Vec<&str> = head.split('|').map(str::trim).collect();
            let [name, _, place, _] = fields[..] else { panic!("four fields in {head}") };
            Piece {
                name: name.to_owned(),
                place: place.to_owned(),
                html: html.trim_end().to_owned(),
            }
        })
        .collect()
}

fn source() -> Source {
    Source::named("page.html")
}

fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.limits.time = None;
    settings
}

/// Where two texts part, and how they go on.
fn difference(expected: &str, found: &str) -> String {
    let same = expected.chars().zip(found.chars()).take_while(|(a, b)| a == b).count();
    let rest = |text: &str| text.chars().skip(same.saturating_sub(10)).take(70).collect::<String>();
    format!("expected …{:?}, found …{:?}", rest(expected), rest(found))
}
