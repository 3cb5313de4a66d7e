//! An overview of many explanations: the doubtful first, each with its blocks as a bar.

use super::collect::Explanation;
use super::gold::Score;
use crate::label::Label;
use crate::label::words::words_of;
use std::fmt::Write as _;

/// Most pieces of a bar.
const PIECES: usize = 160;
/// Width and height of a bar.
const WIDTH: f32 = 320.0;
const HEIGHT: u32 = 18;

/// A page of the overview.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// Its input.
    pub source: String,
    /// Address of its report, relative to the overview.
    pub file: String,
    title: String,
    status: &'static str,
    confidence: f32,
    words: usize,
    gold: Option<Score>,
    /// Blocks marked as extra or missing.
    wrong: usize,
    bar: String,
}

impl Entry {
    /// The entry of a page whose report is at `file`.
    pub fn of(explanation: &Explanation, file: String) -> Entry {
        let article = &explanation.article;
        let text = &article.text;
        Entry {
            source: article.source.clone(),
            file,
            title: article.metadata.title.clone().unwrap_or_default(),
            status: article.status.name(),
            confidence: article.confidence,
            words: words_of(text).len(),
            gold: explanation.gold,
            wrong: explanation.blocks.iter().filter(|block| block.gold.is_some()).count(),
            bar: bar(explanation),
        }
    }

    /// What pages are sorted by, the worst first.
    fn rank(&self) -> (bool, f32) {
        (
            self.status == "ok",
            self.gold.map_or(self.confidence, |gold| gold.f1.min(self.confidence)),
        )
    }
}

/// The blocks of a page as a picture: as wide as they are long, coloured by label.
fn bar(explanation: &Explanation) -> String {
    let mut pieces: Vec<(&'static str, f32)> = Vec::new();
    for block in &explanation.blocks {
        let size = (block.text.chars().count() as f32 + 4.0).sqrt();
        match pieces.last_mut() {
            Some((last, sum)) if *last == colour(block.label) => *sum += size,
            _ => pieces.push((colour(block.label), size)),
        }
    }
    // Neighbours are joined until a glance takes them in; the larger gives the colour.
    while pieces.len() > PIECES {
        pieces = pieces
            .chunks(2)
            .map(|pair| {
                let larger = pair.iter().max_by(|a, b| a.1.total_cmp(&b.1));
                let spam = pair.iter().find(|(colour, _)| *colour == "s");
                let (colour, _) = spam.or(larger).copied().unwrap_or_default();
                (colour, pair.iter().map(|(_, size)| size).sum())
            })
            .collect();
    }
    let total: f32 = pieces.iter().map(|(_, size)| size).sum::<f32>().max(1.0);
    let mut out = String::new();
    let mut x = 0.0;
    for (colour, size) in pieces {
        let width = size / total * WIDTH;
        let _ = write!(
            out,
            "<rect class=\"{colour}\" x=\"{x:.1}\" width=\"{width:.1}\" height=\"{HEIGHT}\"/>"
        );
        x += width;
    }
    out
}

/// Classes of colours, and what has them.
const COLOURS: [(&str, &str); 8] = [
    ("k", "body"),
    ("f", "facts and captions"),
    ("n", "navigation"),
    ("r", "related"),
    ("o", "offers and walls"),
    ("c", "comments and forms"),
    ("p", "the rest"),
    ("s", "spam"),
];

/// Class of a label's colour in the overview.
fn colour(label: Label) -> &'static str {
    use Label::*;
    match label {
        _ if label.is_body() => "k",
        Title | Standfirst | Byline | Dateline | Caption => "f",
        Navigation => "n",
        Related => "r",
        Newsletter | Share | Advertisement | Consent | Paywall => "o",
        Comment | Form => "c",
        Spam => "s",
        _ => "p",
    }
}

/// Writes the overview: a file without scripts that links to the reports beside it.
pub fn index(name: &str, mut entries: Vec<Entry>) -> String {
    entries.sort_by(|a, b| {
        let (a_rank, b_rank) = (a.rank(), b.rank());
        a_rank.0.cmp(&b_rank.0).then(a_rank.1.total_cmp(&b_rank.1)).then(a.source.cmp(&b.source))
    });
    let with_gold = entries.iter().filter_map(|entry| entry.gold).collect::<Vec<_>>();
    let mean = |of: fn(&Score) -> f32| {
        with_gold.iter().map(of).sum::<f32>() / with_gold.len().max(1) as f32
    };
    let ok = entries.iter().filter(|entry| entry.status == "ok").count();
    let mut summary = format!("{} pages, {ok} ok", entries.len());
    if !with_gold.is_empty() {
        let _ = write!(
            summary,
            "; against gold on {}: F1 {:.3}, precision {:.3}, recall {:.3}",
            with_gold.len(),
            mean(|s| s.f1),
            mean(|s| s.precision),
            mean(|s| s.recall)
        );
    }
    let style = include_str!("report/index.css");
    let legend = COLOURS.map(|(class, name)| {
        format!("<li><svg viewBox=\"0 0 10 10\"><rect class=\"{class}\" width=\"10\" height=\"10\"/></svg>{name}</li>")
    });
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{name}</title>\n<style>{style}</style>\n</head>\n<body>\n<header><h1>{name}</h1><p>{summary}. The doubtful first.</p><ul class=\"legend\">{legend}</ul></header>\n<table>\n<thead><tr><th>page</th><th>blocks</th><th>status</th><th class=\"number\">confidence</th>{gold}<th class=\"number\">words</th></tr></thead>\n<tbody>\n",
        super::report::digest(style),
        name = super::report::escaped(name),
        legend = legend.concat(),
        gold = if with_gold.is_empty() {
            ""
        } else {
            "<th class=\"number\">F1</th><th class=\"number\">wrong</th>"
        },
    );
    for entry in &entries {
        row(&mut out, entry, !with_gold.is_empty());
    }
    out.push_str("</tbody>\n</table>\n</body>\n</html>\n");
    out
}

fn row(out: &mut String, entry: &Entry, gold: bool) {
    let text = super::report::escaped;
    let title = if entry.title.is_empty() { &entry.source } else { &entry.title };
    let doubt = |value: f32| {
        if value < 0.6 {
            "bad"
        } else if value < 0.9 {
            "so"
        } else {
            "good"
        }
    };
    let _ = write!(
        out,
        "<tr><td class=\"name\"><a href=\"{}\" dir=\"auto\">{}</a><small>{}</small></td><td><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"blocks by label\">{}</svg></td><td class=\"{}\">{}</td><td data-n=\"confidence\" class=\"number {}\">{:.2}</td>",
        text(&entry.file),
        text(title),
        text(&entry.source),
        entry.bar,
        if entry.status == "ok" { "good" } else { "bad" },
        entry.status.replace('_', " "),
        doubt(entry.confidence),
        entry.confidence,
    );
    if gold {
        match entry.gold {
            Some(score) => {
                let _ = write!(
                    out,
                    "<td data-n=\"F1\" class=\"number {}\">{:.3}</td><td data-n=\"wrong\" class=\"number\">{}</td>",
                    doubt(score.f1),
                    score.f1,
                    entry.wrong
                );
            }
            None => out.push_str("<td></td><td></td>"),
        }
    }
    let _ = writeln!(out, "<td data-n=\"words\" class=\"number\">{}</td></tr>", entry.words);
}
