//! `copydesk eval`: scores the articles of a corpus.

use anyhow::{Context, bail};
use clap::Args;
use copydesk::eval::{
    By, Check, Corpus, Gate, Gold, Measured, PageResult, Report, Run, Table, WEAK, checks_table,
    read_outputs,
};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// A figure is below its floor.
const REGRESSION: u8 = 1;
/// The floors belong to another corpus.
const OTHER_CORPUS: u8 = 2;
/// Before the names of figures that were measured on plain-text saves.
const TEXT: &str = "text.";

/// Score the articles of a corpus whose right answers are known
///
/// The corpus is a folder with gold.jsonl and the pages as SET/ID.html.gz. A row of gold.jsonl has
/// `set`, `id`, `kind` and what is known of the article: `body` (a list of blocks), `with` and
/// `without` (pieces of text that must and must not come out), `title`, `authors`, `date`, `lang`.
///
/// Figures: word F1 of a set under its name, with precision .P and recall .R; .shingle is the F1 of
/// four words in a row, .exact the share of pages with the very same words; .miss and .leak are
/// shares of marked pieces that are missing and that should not be there. Exit code 1: a figure is
/// below its floor; 2: the corpus cannot be read or is not the one the floors belong to.
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Folder of the corpus
    dir: PathBuf,

    /// Kind of pages to score, or `all`
    #[arg(long, value_name = "KIND", default_value = "article")]
    kind: String,

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

    /// Tell the cleaner the URLs of the pages
    #[arg(long)]
    with_urls: bool,

    /// Write the articles as JSON lines
    #[arg(long, value_name = "FILE", conflicts_with = "predictions")]
    save: Option<PathBuf>,

    /// Print one JSON object
    #[arg(long)]
    json: bool,

    /// Threads [default: number of processors]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,

    /// Compare figures, those of plain-text saves included, with the floors in this file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["predictions", "text", "with_urls", "kind"])]
    gate: Option<PathBuf>,

    /// Raise the floors to just below what was measured
    #[arg(long, requires = "gate")]
    update_gate: bool,

    /// Let --update-gate lower floors and take over a changed corpus
    #[arg(long, requires = "update_gate")]
    allow_regression: bool,
}

/// Runs the command.
///
/// # Errors
/// When the corpus or another file cannot be read or written.
pub fn run(args: &EvalArgs, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
    let corpus = Corpus::open(&args.dir)?;
    let fingerprint = corpus.fingerprint()?;
    let gate = args.gate.as_deref().map(|path| open_gate(args, path, &fingerprint)).transpose()?;
    let gate = match gate {
        Some(Err(code)) => return Ok(code),
        Some(Ok(gate)) => Some(gate),
        None => None,
    };

    let mut save = args.save.as_deref().map(create).transpose()?;
    let (report, seconds) = measure(args, &corpus, args.text, &mut save)?;
    let twins = match gate {
        Some(_) => Some(measure(args, &corpus, true, &mut save)?.0),
        None => None,
    };
    if let Some(mut file) = save {
        file.flush().context("writing the articles")?;
    }

    let figures = |report: &Report| report.rows[0].figures.clone();
    let mut all = figures(&report);
    all.extend(twins.as_ref().map(figures).unwrap_or_default());
    let mut code = ExitCode::SUCCESS;
    let mut checks = Vec::new();
    if let (Some(mut gate), Some(path)) = (gate, &args.gate) {
        if args.update_gate {
            if gate.tighten(&all, args.allow_regression).is_ok() {
                gate.write(path)?;
            } else {
                eprintln!(
                    "copydesk: floors not raised, as some do not hold (see --allow-regression)"
                );
            }
        }
        checks = gate.check(&all);
        if checks.iter().any(|check| !check.passed) {
            code = ExitCode::from(REGRESSION);
        }
    }
    if args.json {
        write_json(out, &fingerprint, &report, twins.as_ref(), &checks)?;
    } else {
        write_tables(args, out, &report, twins.as_ref(), &checks)?;
        let pages = report.rows[0].pages;
        eprintln!("{pages} pages in {seconds:.1} s, corpus {fingerprint}");
    }
    Ok(code)
}

/// The floors; the exit code if they belong to another corpus.
fn open_gate(
    args: &EvalArgs,
    path: &Path,
    fingerprint: &str,
) -> anyhow::Result<Result<Gate, ExitCode>> {
    let fresh = Gate { corpus: fingerprint.to_owned(), ..Gate::default() };
    let Some(gate) = Gate::read(path)? else {
        if args.update_gate {
            return Ok(Ok(fresh));
        }
        bail!("{}: no such file (see --update-gate)", path.display());
    };
    if gate.corpus == fingerprint {
        return Ok(Ok(gate));
    }
    if args.allow_regression {
        return Ok(Ok(fresh));
    }
    eprintln!(
        "copydesk: the floors in {} belong to the corpus {}, but {} is {fingerprint}: figures of \
         different corpora cannot be compared (--update-gate --allow-regression starts anew)",
        path.display(),
        gate.corpus,
        args.dir.display(),
    );
    Ok(Err(ExitCode::from(OTHER_CORPUS)))
}

fn create(path: &Path) -> anyhow::Result<BufWriter<File>> {
    let file = File::create(path).with_context(|| path.display().to_string())?;
    Ok(BufWriter::new(file))
}

/// Measures the pages that the arguments ask for, and how many seconds that takes.
fn measure(
    args: &EvalArgs,
    corpus: &Corpus,
    text: bool,
    save: &mut Option<BufWriter<File>>,
) -> anyhow::Result<(Report, f64)> {
    let gold: Vec<&Gold> = corpus
        .gold
        .iter()
        .filter(|gold| gold.set != WEAK && (args.kind == "all" || gold.kind == args.kind))
        .filter(|gold| !text || corpus.twin_path(gold).exists())
        .collect();
    let run = Run {
        outputs: args.predictions.as_deref().map(read_outputs).transpose()?,
        plain_text: text,
        with_urls: args.with_urls,
        jobs: args.jobs,
        ..Run::default()
    };
    let start = Instant::now();
    let measured = run.measure(corpus, &gold)?;
    let seconds = start.elapsed().as_secs_f64();
    if let Some(file) = save {
        for article in measured.iter().filter_map(|page| page.article.as_ref()) {
            serde_json::to_writer(&mut *file, article).context("writing the articles")?;
            file.write_all(b"\n").context("writing the articles")?;
        }
    }
    let results: Vec<PageResult> =
        measured.into_iter().map(|Measured { result, .. }| result).collect();
    let prefix = if text { TEXT } else { "" };
    Ok((Report::new(&gold, &results, args.by, prefix, args.worst), seconds))
}

fn write_tables(
    args: &EvalArgs,
    out: &mut dyn Write,
    report: &Report,
    twins: Option<&Report>,
    checks: &[Check],
) -> std::io::Result<()> {
    for report in [Some(report), twins].into_iter().flatten() {
        write!(out, "{}", report.table(Table::Scores))?;
        if args.ends {
            write!(out, "\n{}", report.table(Table::Ends))?;
        }
        if args.leaks {
            write!(out, "\n{}", report.table(Table::Leaks))?;
        }
        if args.calibration {
            write!(out, "\n{}", report.calibration_table())?;
        }
        if args.worst > 0 {
            write!(out, "\n{}", report.worst_table())?;
            if args.leaks {
                write!(out, "\n{}", report.leaked_table())?;
            }
        }
        writeln!(out)?;
    }
    write!(out, "{}", checks_table(checks))
}

fn write_json(
    out: &mut dyn Write,
    fingerprint: &str,
    report: &Report,
    twins: Option<&Report>,
    checks: &[Check],
) -> anyhow::Result<()> {
    let mut value = serde_json::json!({ "corpus": fingerprint, "report": report });
    if let Some(twins) = twins {
        value["text"] = serde_json::to_value(twins)?;
    }
    if !checks.is_empty() {
        value["gate"] = serde_json::to_value(checks)?;
    }
    writeln!(out, "{value}")?;
    Ok(())
}
