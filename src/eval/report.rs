//! Results → tables for people and data for programs.

use super::calibration::{Bin, calibration};
use super::corpus::Gold;
use super::figures::{Figure, Table, figures};
use super::gate::Check;
use super::leaks::LeakKind;
use super::page::PageResult;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Width of the first column and least width of the others.
const NAME_WIDTH: usize = 12;
const FIGURE_WIDTH: usize = 10;
/// Characters of a leaked line that are printed.
const LINE_CHARS: usize = 120;

/// What pages can be grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// Language of the gold, or country for lack of it.
    Lang,
    /// Set of the corpus.
    Set,
    /// Script of the gold's text, as in ISO 15924.
    Script,
    /// Kind of page.
    Kind,
}

impl By {
    fn of(self, gold: &Gold) -> String {
        match self {
            By::Lang => gold.lang.clone().unwrap_or_default(),
            By::Set => gold.set.clone(),
            By::Script => gold.script().to_owned(),
            By::Kind => gold.kind.clone(),
        }
    }
}

/// The figures of a group of pages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// `all`, or what the pages have in common.
    pub name: String,
    /// How many pages it has.
    pub pages: usize,
    /// The figures.
    #[serde(serialize_with = "as_map")]
    pub figures: Vec<Figure>,
}

fn as_map<S: Serializer>(figures: &[Figure], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(figures.len()))?;
    for figure in figures {
        map.serialize_entry(&figure.name, &figure.value)?;
    }
    map.end()
}

/// A page that came out badly.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct WorstPage {
    pub page: String,
    pub f1: f64,
    pub precision: f64,
    pub recall: f64,
    pub url: Option<String>,
}

/// A leaked line and its page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct LeakedLine {
    pub kind: LeakKind,
    pub page: String,
    pub text: String,
}

/// All that is known about a run over a corpus.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// Figures of all pages, then of the groups in the order of their names.
    pub rows: Vec<Row>,
    /// The pages with the lowest word F1, worst first.
    pub worst: Vec<WorstPage>,
    /// Lines that leaked, kind by kind.
    pub leaked: Vec<LeakedLine>,
    /// How good pages are by confidence.
    pub calibration: Vec<Bin>,
}

impl Report {
    /// Sums up results: `gold` are their pages in the same order, `prefix` stands before the names
    /// of figures, `examples` bad pages and leaked lines of each kind are named.
    pub fn new(
        gold: &[&Gold],
        results: &[PageResult],
        by: Option<By>,
        prefix: &str,
        examples: usize,
    ) -> Report {
        let row = |name: &str, pages: &[&PageResult]| Row {
            name: name.to_owned(),
            pages: pages.len(),
            figures: figures(pages.iter().copied(), prefix),
        };
        let mut rows = vec![row("all", &results.iter().collect::<Vec<_>>())];
        if let Some(by) = by {
            let mut groups: BTreeMap<String, Vec<&PageResult>> = BTreeMap::new();
            for (gold, result) in gold.iter().zip(results) {
                groups.entry(by.of(gold)).or_default().push(result);
            }
            rows.extend(groups.iter().map(|(name, pages)| row(name, pages)));
        }
        Report {
            rows,
            worst: worst(results, examples),
            leaked: leaked(results, examples),
            calibration: calibration(results),
        }
    }

    /// A table of the figures, one row a group.
    pub fn table(&self, table: Table) -> String {
        let mut columns: Vec<&str> = Vec::new();
        for figure in self.rows.iter().flat_map(|row| &row.figures) {
            if figure.table == table && !columns.contains(&figure.name.as_str()) {
                columns.push(&figure.name);
            }
        }
        let widths = columns.iter().map(|name| heading(name, table).len().max(FIGURE_WIDTH));
        let columns: Vec<(&str, usize)> = columns.iter().copied().zip(widths).collect();
        let mut out = format!("{:NAME_WIDTH$} {:>6}", "", "pages");
        for (name, width) in &columns {
            let _ = write!(out, " {:>width$}", heading(name, table));
        }
        out.push('\n');
        for row in &self.rows {
            let name = if row.name.is_empty() { "(none)" } else { &row.name };
            let _ = write!(out, "{name:NAME_WIDTH$} {:>6}", row.pages);
            for (name, width) in &columns {
                let _ = match row.figures.iter().find(|figure| figure.name == *name) {
                    Some(figure) => write!(out, " {:>width$.4}", figure.value),
                    None => write!(out, " {:>width$}", "-"),
                };
            }
            out.push('\n');
        }
        out
    }

    /// The bad pages, one a line.
    pub fn worst_table(&self) -> String {
        let mut out = String::new();
        for page in &self.worst {
            let url = page.url.as_deref().unwrap_or_default();
            let WorstPage { page, f1, precision, recall, .. } = page;
            let _ = writeln!(out, "{f1:.3} P={precision:.3} R={recall:.3}  {page}  {url}");
        }
        out
    }

    /// The leaked lines, one a line.
    pub fn leaked_table(&self) -> String {
        let mut out = String::new();
        for line in &self.leaked {
            let text: String = line.text.chars().take(LINE_CHARS).collect();
            let _ = writeln!(out, "{:11} {}  {text}", line.kind.name(), line.page);
        }
        out
    }

    /// Confidence against quality.
    pub fn calibration_table(&self) -> String {
        let mut out = String::from("confidence    pages     mean  mean F1  F1 >= .9\n");
        for bin in &self.calibration {
            let Bin { from, to, pages, confidence, f1, good } = bin;
            let _ = writeln!(
                out,
                "{from:.1} to {to:.1}  {pages:>7}  {confidence:>7.4}  {f1:>7.4}  {good:>8.4}"
            );
        }
        out
    }
}

/// In the table of leaks all names begin alike.
fn heading(name: &str, table: Table) -> &str {
    let rest = name.split_once("leaked.").map(|(_, kind)| kind);
    rest.filter(|_| table == Table::Leaks).unwrap_or(name)
}

fn worst(results: &[PageResult], count: usize) -> Vec<WorstPage> {
    let page = |result: &PageResult| {
        result.body.map(|body| WorstPage {
            page: result.name.clone(),
            f1: body.words.f1(),
            precision: body.words.precision,
            recall: body.words.recall,
            url: result.url.clone(),
        })
    };
    let mut pages: Vec<WorstPage> = results.iter().filter_map(page).collect();
    pages.sort_by(|a, b| a.f1.total_cmp(&b.f1).then_with(|| a.page.cmp(&b.page)));
    pages.truncate(count);
    pages
}

/// Up to `count` lines of each kind, one a page, so that a page with many does not hide others.
fn leaked(results: &[PageResult], count: usize) -> Vec<LeakedLine> {
    let first = |kind: LeakKind| {
        let lines = results.iter().filter_map(move |result| {
            let leak = result.leaks.as_ref()?.lines.iter().find(|leak| leak.kind == kind)?;
            Some(LeakedLine { kind, page: result.name.clone(), text: leak.text.clone() })
        });
        lines.take(count)
    };
    LeakKind::ALL.into_iter().flat_map(first).collect()
}

/// How figures stand to their bounds, one a line.
pub fn checks_table(checks: &[Check]) -> String {
    let width = checks.iter().map(|check| check.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    for Check { name, value, bound, floor, passed } in checks {
        let verdict = if *passed { "ok  " } else { "FAIL" };
        let value = value.map_or("not measured".to_owned(), |value| format!("{value:.4}"));
        let relation = if *floor { "at least" } else { "at most" };
        let _ = writeln!(out, "{verdict} {name:width$} {value} {relation} {bound:.4}");
    }
    out
}
