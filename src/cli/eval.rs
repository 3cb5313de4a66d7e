//! `copydesk eval`: scores the articles of a corpus.

use super::args::{Cleaning, Running};
use super::{Exit, usage_error};
use anyhow::{Context, bail};
use copydesk::eval::{
    By, Change, Check, Corpus, Figure, Gate, Gold, PageResult, Report, Run, Table, WEAK, changes,
    changes_table, checks_table, read_outputs,
};
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Before the names of figures that were measured on plain-text saves.
const TEXT: &str = "text.";
/// Changed pages that are listed either way.
const CHANGES: usize = 20;

/// Scores the articles of a corpus whose right answers are known
///
/// The corpus is a folder with gold.jsonl and the pages as SET/ID.html.gz. A row of gold.jsonl has
/// set, id, kind and what is known of the article: body (a list of blocks), with and without
/// (pieces of text that must and must not come out), title, authors, date, lang. Facts, ends and
/// leaks are measured on the set called news; the set called weak is left out.
///
/// Figures: the word F1 of a set under its name, with precision .P and recall .R; .shingle is the
/// F1 of four words in a row, .exact the share of pages with the very same words; .miss and .leak
/// are the shares of marked pieces that are missing and that should not be there.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  All figures, and the pages to look at first:
    copydesk eval corpus/ --worst 10

  What leaks into the articles, language by language, with lines to look at:
    copydesk eval corpus/ --leaks --by lang --worst 3

  What a change does, page by page:
    copydesk eval corpus/ --save before.jsonl
    copydesk eval corpus/ --against before.jsonl

  Another program's outputs, on the same terms:
    copydesk eval corpus/ --predictions outputs.jsonl

  Fail when a figure is below its floor, and raise the floors:
    copydesk eval corpus/ --gate floors.json
    copydesk eval corpus/ --gate floors.json --update-gate

Exit codes: 0 all is well, 1 a figure is below its floor or a file cannot be read, 2 wrong usage:
among others, the floors belong to another corpus.")]
pub(super) struct Args {
    /// Folder of the corpus
    #[arg(value_name = "CORPUS")]
    dir: PathBuf,

    /// Kind of pages to score, or `all`
    #[arg(long, value_name = "KIND", default_value = "article")]
    kind: String,

    /// Score only the pages that this file names, one SET/ID a line
    #[arg(long, value_name = "FILE")]
    only: Option<PathBuf>,

    /// Also a row for each of these
    #[arg(long, value_enum, value_name = "WHAT")]
    by: Option<By>,

    /// List the N worst pages; with --leaks also N leaked lines of each kind
    #[arg(long, value_name = "N", default_value_t = 0)]
    worst: usize,

    /// Also the share of news pages whose first and last two blocks are there, and of lost (recall
    /// below .5) and empty ones
    #[arg(long)]
    ends: bool,

    /// Also the share of news pages on which lines of some kind leak
    #[arg(long)]
    leaks: bool,

    /// Also how good pages are by confidence
    #[arg(long)]
    calibration: bool,

    /// Score the plain-text saves text/SET__ID.txt.gz instead
    #[arg(long)]
    text: bool,

    /// Score these outputs, JSON lines with `source` (or `set` and `id`) and `text`, instead of
    /// cleaning
    #[arg(long, value_name = "FILE")]
    predictions: Option<PathBuf>,

    /// Also the pages whose word F1 changed most since these outputs, at most --worst N (or 20)
    /// either way
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,

    /// Tell the cleaner the URLs of the pages
    #[arg(long)]
    with_urls: bool,

    /// Write the articles as JSON lines
    #[arg(long, value_name = "FILE", conflicts_with = "predictions")]
    save: Option<PathBuf>,

    /// Print one JSON object
    #[arg(long)]
    json: bool,

    /// Compare figures, those of plain-text saves included, with the floors in this file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["predictions", "text", "with_urls", "kind", "only", "favor", "with"])]
    gate: Option<PathBuf>,

    /// Raise the floors to just below what was measured
    #[arg(long, requires = "gate")]
    update_gate: bool,

    /// Let --update-gate lower floors and take over a changed corpus
    #[arg(long, requires = "update_gate")]
    allow_regression: bool,

    #[command(flatten)]
    cleaning: Cleaning,

    #[command(flatten)]
    running: Running,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let corpus = Corpus::open(&self.dir)?;
        let fingerprint = corpus.fingerprint()?;
        let open = |path| open_gate(&self, path, &fingerprint);
        let gate = self.gate.as_deref().map(open).transpose()?;
        let results = Results::measure(&self, &corpus, &fingerprint, gate.is_some())?;
        let checks = match (gate, &self.gate) {
            (Some(gate), Some(path)) => check(&self, gate, path, &results.figures())?,
            _ => Vec::new(),
        };
        let mut out = std::io::stdout().lock();
        if self.json {
            results.write_json(&mut out, &checks)?;
        } else {
            results.write(&self, &mut out, &checks)?;
        }
        let failed = checks.iter().any(|check| !check.passed);
        Ok(if failed { Exit::Failures } else { Exit::Success })
    }
}

/// The floors, if they belong to the corpus.
fn open_gate(args: &Args, path: &Path, corpus: &str) -> anyhow::Result<Gate> {
    let fresh = Gate { corpus: corpus.to_owned(), ..Gate::default() };
    match Gate::read(path)? {
        None if args.update_gate => Ok(fresh),
        None => bail!("{}: no such file (see --update-gate)", path.display()),
        Some(gate) if gate.corpus == corpus => Ok(gate),
        Some(_) if args.allow_regression => Ok(fresh),
        Some(gate) => Err(usage_error(format!(
            "the floors in {} belong to the corpus {}, but {} is {corpus}; figures of different \
             corpora cannot be compared (--update-gate --allow-regression starts anew)",
            path.display(),
            gate.corpus,
            args.dir.display(),
        ))),
    }
}

/// Compares figures with their floors, which are raised first if the arguments say so.
fn check(
    args: &Args,
    mut gate: Gate,
    path: &Path,
    figures: &[Figure],
) -> anyhow::Result<Vec<Check>> {
    if args.update_gate {
        match gate.tighten(figures, args.allow_regression) {
            Ok(()) => gate.write(path)?,
            Err(_) => eprintln!(
                "copydesk: no floor was raised, as some do not hold (--allow-regression lowers them)"
            ),
        }
    }
    Ok(gate.check(figures))
}

/// What was measured.
struct Results {
    corpus: String,
    pages: Report,
    /// The plain-text saves, where both are measured.
    text: Option<Report>,
    changes: Vec<Change>,
    seconds: f64,
}

impl Results {
    fn measure(
        args: &Args,
        corpus: &Corpus,
        fingerprint: &str,
        both: bool,
    ) -> anyhow::Result<Results> {
        let start = Instant::now();
        let gold = select(args, corpus, args.text)?;
        if gold.is_empty() {
            return Err(usage_error(format!("no such pages in {}", args.dir.display())));
        }
        let outputs = args.predictions.as_deref();
        let pages = measure(args, corpus, &gold, outputs, args.text, args.save.as_deref())?;
        let changes = match args.against.as_deref() {
            Some(path) => {
                let before = measure(args, corpus, &gold, Some(path), args.text, None)?;
                changes(&before, &pages, if args.worst > 0 { args.worst } else { CHANGES })
            }
            None => Vec::new(),
        };
        let prefix = if args.text { TEXT } else { "" };
        let twins = if both { select(args, corpus, true)? } else { Vec::new() };
        let text = match twins.as_slice() {
            [] => None,
            twins => {
                let pages = measure(args, corpus, twins, None, true, None)?;
                Some(Report::new(twins, &pages, args.by, TEXT, args.worst))
            }
        };
        Ok(Results {
            corpus: fingerprint.to_owned(),
            pages: Report::new(&gold, &pages, args.by, prefix, args.worst),
            text,
            changes,
            seconds: start.elapsed().as_secs_f64(),
        })
    }

    fn reports(&self) -> impl Iterator<Item = &Report> {
        std::iter::once(&self.pages).chain(&self.text)
    }

    /// The figures of all pages.
    fn figures(&self) -> Vec<Figure> {
        self.reports().flat_map(|report| report.rows[0].figures.clone()).collect()
    }

    fn write(&self, args: &Args, out: &mut dyn Write, checks: &[Check]) -> anyhow::Result<()> {
        for report in self.reports() {
            let mut parts = vec![report.table(Table::Scores)];
            if args.ends {
                parts.push(report.table(Table::Ends));
            }
            if args.leaks {
                parts.push(report.table(Table::Leaks));
            }
            if args.calibration {
                parts.push(report.calibration_table());
            }
            parts.push(report.worst_table());
            if args.leaks {
                parts.push(report.leaked_table());
            }
            parts.retain(|part| !part.is_empty());
            writeln!(out, "{}", parts.join("\n"))?;
        }
        write!(out, "{}{}", changes_table(&self.changes), checks_table(checks))?;
        let pages: usize = self.reports().map(|report| report.rows[0].pages).sum();
        if !args.running.quiet {
            eprintln!("{pages} pages in {:.1} s, corpus {}", self.seconds, self.corpus);
        }
        Ok(())
    }

    fn write_json(&self, out: &mut dyn Write, checks: &[Check]) -> anyhow::Result<()> {
        let value = serde_json::json!({
            "corpus": self.corpus,
            "report": self.pages,
            "text": self.text,
            "changes": self.changes,
            "gate": checks,
        });
        writeln!(out, "{value}")?;
        Ok(())
    }
}

/// The pages that the arguments ask for.
fn select<'a>(args: &Args, corpus: &'a Corpus, text: bool) -> anyhow::Result<Vec<&'a Gold>> {
    let read =
        |path: &PathBuf| std::fs::read_to_string(path).with_context(|| path.display().to_string());
    let list = args.only.as_ref().map(read).transpose()?;
    let only: Option<HashSet<&str>> =
        list.as_ref().map(|list| list.lines().map(str::trim).collect());
    let wanted = |gold: &&Gold| {
        gold.set != WEAK
            && (args.kind == "all" || gold.kind == args.kind)
            && only.as_ref().is_none_or(|only| only.contains(gold.name().as_str()))
            && (!text || corpus.twin_path(gold).exists())
    };
    Ok(corpus.gold.iter().filter(wanted).collect())
}

/// Measures pages, or outputs that were written for them.
fn measure(
    args: &Args,
    corpus: &Corpus,
    gold: &[&Gold],
    outputs: Option<&Path>,
    text: bool,
    save: Option<&Path>,
) -> anyhow::Result<Vec<PageResult>> {
    let run = Run {
        outputs: outputs.map(read_outputs).transpose()?,
        plain_text: text,
        with_urls: args.with_urls,
        keep_articles: save.is_some(),
        batch: args.running.options(),
        settings: args.cleaning.settings()?,
    };
    let measured = run.measure(corpus, gold)?;
    if let Some(path) = save {
        let context = || path.display().to_string();
        let mut file = BufWriter::new(File::create(path).with_context(context)?);
        for article in measured.iter().filter_map(|page| page.article.as_ref()) {
            serde_json::to_writer(&mut file, article).with_context(context)?;
            file.write_all(b"\n").with_context(context)?;
        }
        file.flush().with_context(context)?;
    }
    Ok(measured.into_iter().map(|page| page.result).collect())
}
