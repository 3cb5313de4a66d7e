//! Scores of pages → figures of a group of pages.

use super::leaks::LeakKind;
use super::page::PageResult;
use super::score::{BodyScore, Segments, f1};
use serde::Serialize;

/// Recall below which a page counts as lost.
const LOST: f64 = 0.5;

/// A measured quantity, as a share from 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// Its name in tables and files of floors.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// Which way is up.
    #[serde(skip)]
    pub better: Better,
    /// The table it is printed in.
    #[serde(skip)]
    pub table: Table,
}

/// Which way a figure should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// Figures that are printed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Agreement with the gold.
    Scores,
    /// Beginnings and ends of articles, lost and empty pages.
    Ends,
    /// What does not belong in the output.
    Leaks,
}

/// The figures of some pages, `prefix` before their names.
///
/// A set whose pages have bodies gives the mean word F1 under its own name, `.P` and `.R`, the F1
/// of shingles as `.shingle` (of the mean precision and the mean recall, as the Article Extraction
/// Benchmark does it) and the share of exact pages as `.exact`. A set that has only marked pieces of
/// text gives their F1 under its name; one with both also the shares of wanted pieces that are
/// missing (`.miss`) and of unwanted ones that are there (`.leak`).
pub fn figures<'a>(pages: impl IntoIterator<Item = &'a PageResult>, prefix: &str) -> Vec<Figure> {
    let pages: Vec<&PageResult> = pages.into_iter().collect();
    let mut sets: Vec<&str> = pages.iter().map(|page| page.set.as_str()).collect();
    sets.sort_unstable();
    sets.dedup();
    let mut out = Figures { prefix, all: Vec::new() };
    for set in &sets {
        let bodies: Vec<&BodyScore> =
            pages.iter().filter(|page| page.set == *set).filter_map(|p| p.body.as_ref()).collect();
        out.bodies(set, &bodies);
    }
    for (with_bodies, set) in
        [false, true].into_iter().flat_map(|with| sets.iter().map(move |set| (with, set)))
    {
        let marked: Vec<Segments> = pages
            .iter()
            .filter(|page| page.set == *set && page.body.is_some() == with_bodies)
            .filter_map(|page| page.segments)
            .collect();
        out.segments(set, &marked, with_bodies);
    }
    let facts = |of: fn(&PageResult) -> Option<bool>| {
        mean(pages.iter().filter_map(|page| of(page)).map(f64::from))
    };
    out.push("title", facts(|page| page.facts.title), Better::Higher, Table::Scores);
    out.push("date", facts(|page| page.facts.date), Better::Higher, Table::Scores);
    out.push("authors", facts(|page| page.facts.authors), Better::Higher, Table::Scores);
    out.ends(&pages);
    for set in &sets {
        let bodies: Vec<(&PageResult, &BodyScore)> = pages
            .iter()
            .filter(|page| page.set == *set)
            .filter_map(|page| Some((*page, page.body.as_ref()?)))
            .collect();
        let share = |of: fn(&(&PageResult, &BodyScore)) -> bool| {
            mean(bodies.iter().map(|page| f64::from(of(page))))
        };
        let lost = share(|(_, body)| body.words.recall < LOST);
        out.push(&format!("{set}.lost"), lost, Better::Lower, Table::Ends);
        let empty = share(|(page, _)| page.empty);
        out.push(&format!("{set}.empty"), empty, Better::Lower, Table::Ends);
    }
    out.leaks(&pages);
    out.all
}

struct Figures<'a> {
    prefix: &'a str,
    all: Vec<Figure>,
}

impl Figures<'_> {
    fn push(&mut self, name: &str, value: Option<f64>, better: Better, table: Table) {
        let name = format!("{}{name}", self.prefix);
        self.all.extend(value.map(|value| Figure { name, value, better, table }));
    }

    fn bodies(&mut self, set: &str, bodies: &[&BodyScore]) {
        let over = |of: fn(&BodyScore) -> f64| mean(bodies.iter().map(|body| of(body)));
        let (Some(f), Some(shingle_recall)) =
            (over(|body| body.words.f1()), over(|body| body.shingles.1))
        else {
            return;
        };
        let shingle_precision = mean(bodies.iter().filter_map(|body| body.shingles.0));
        let shingle = f1(shingle_precision.unwrap_or(0.0), shingle_recall);
        for (suffix, value) in [
            ("", Some(f)),
            (".P", over(|body| body.words.precision)),
            (".R", over(|body| body.words.recall)),
            (".shingle", Some(shingle)),
            (".exact", over(|body| f64::from(body.exact))),
        ] {
            self.push(&format!("{set}{suffix}"), value, Better::Higher, Table::Scores);
        }
    }

    fn segments(&mut self, set: &str, marked: &[Segments], with_bodies: bool) {
        if marked.is_empty() {
            return;
        }
        let n: Segments = marked.iter().copied().sum();
        let share = |part: usize, rest: usize| part as f64 / (part + rest).max(1) as f64;
        if with_bodies {
            let (miss, leak) = (share(n.misses, n.hits), share(n.leaks, n.kept_out));
            self.push(&format!("{set}.miss"), Some(miss), Better::Lower, Table::Scores);
            self.push(&format!("{set}.leak"), Some(leak), Better::Lower, Table::Scores);
        } else {
            let value = f1(share(n.hits, n.leaks), share(n.hits, n.misses));
            self.push(set, Some(value), Better::Higher, Table::Scores);
        }
    }

    fn ends(&mut self, pages: &[&PageResult]) {
        let share = |of: fn(bool, bool) -> bool| {
            mean(pages.iter().filter_map(|p| p.ends).map(|e| f64::from(of(e.first, e.last))))
        };
        self.push("first", share(|first, _| first), Better::Higher, Table::Ends);
        self.push("last", share(|_, last| last), Better::Higher, Table::Ends);
        self.push("ends", share(|first, last| first && last), Better::Higher, Table::Ends);
    }

    fn leaks(&mut self, pages: &[&PageResult]) {
        let leaks: Vec<_> = pages.iter().filter_map(|page| page.leaks.as_ref()).collect();
        if leaks.is_empty() {
            return;
        }
        let (words, of_words) =
            leaks.iter().fold((0, 0), |(a, b), leak| (a + leak.words, b + leak.of_words));
        let words = Some(words as f64 / of_words.max(1) as f64);
        self.push("leaked.words", words, Better::Lower, Table::Leaks);
        let leaky = mean(leaks.iter().map(|leak| f64::from(leak.leaky())));
        self.push("leaked.pages", leaky, Better::Lower, Table::Leaks);
        for kind in LeakKind::ALL {
            let share = mean(leaks.iter().map(|leak| f64::from(leak.has(kind))));
            self.push(&format!("leaked.{}", kind.name()), share, Better::Lower, Table::Leaks);
        }
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values.fold((0.0, 0u32), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| sum / f64::from(n))
}
