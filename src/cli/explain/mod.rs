//! `copydesk explain`: pages in, the reasons for their articles out.

mod explainer;
mod out;

use super::args::{Cleaning, Running, SiteWide};
use super::interrupt::Interrupt;
use super::output::{Folder, Names, Rendered, Replacement, ends_in_separator};
use super::report::Report;
use super::{Exit, usage_error};
use anyhow::Context;
use clap::Parser;
use copydesk::batch;
use copydesk::explain::{Diff, Entry, diff_report, index, report};
use copydesk::input::{Input, Inputs, Place, may_be_many};
use copydesk::site::learn;
use copydesk::{Settings, Status};
use explainer::Explainer;
use out::Out;
use std::fs;
use std::io::{IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Shows what of a page was kept, what was left out, and why
///
/// The report is one HTML file that needs nothing but a browser and loads nothing: the page with its
/// blocks tinted by label, the article as a reader sees it, and a table of the blocks with label,
/// score, reason, the strongest features, CSS path and source line. What points at a block in one
/// pane marks it in the others. Nothing of the page can run in it, be loaded or be sent: it is shown
/// as text.
///
/// For a folder or several inputs an overview, index.html, lists the pages with the doubtful ones
/// first. Where the right body is known, wrong blocks are marked: in NAME.expected.json or
/// expected.json beside a page, or in gold.jsonl in its folder or the one above.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  One page:
    copydesk explain page.html -o report.html

  A folder, the doubtful pages first:
    copydesk explain pages/ -o report/

  The same as data, one document for each page on a line:
    copydesk explain pages/ --json > explained.jsonl

  What another option changes:
    copydesk explain --diff page.html --against '--favor recall' -o diff.html

  What changed since a version was asked that is gone:
    copydesk explain page.html --json > old.json
    copydesk explain --diff old.json page.html -o diff.html

Exit codes: 0 all inputs were read, 1 some failed (the others are explained), 2 wrong usage,
130 stopped by Ctrl-C.")]
pub(super) struct Args {
    /// Files, folders, http and https addresses, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,

    /// Write the report to a file; for several pages, to a folder
    #[arg(long, short, value_name = "FILE|DIR")]
    output: Option<PathBuf>,

    /// Give the data of the report instead: for one page a document, for several one on each line
    ///
    /// Each block with text, label, score, reason, contributions, path and line. The fields are
    /// described in the library's documentation of `explain`; `schema` tells their version.
    #[arg(long)]
    json: bool,

    /// Show what changed between two pages, or between what --json gave for two
    ///
    /// The inputs are two: A, then B. Files of explanations (--json) are compared as they are; pages
    /// are explained with the options given. With --against it is one page.
    #[arg(long)]
    diff: bool,

    /// With --diff, compare a page with itself under other options: '--favor recall --rules a.toml'
    #[arg(long, value_name = "OPTIONS", requires = "diff", allow_hyphen_values = true)]
    against: Option<String>,

    /// Address of the page, when the one input is a file or standard input
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    /// Allow addresses in private networks and on this machine
    #[arg(long)]
    allow_private: bool,

    #[command(flatten)]
    cleaning: Cleaning,

    #[command(flatten)]
    site_wide: SiteWide,

    #[command(flatten)]
    running: Running,
}

/// The options of --against.
#[derive(clap::Parser)]
#[command(no_binary_name = true)]
struct Others {
    #[command(flatten)]
    cleaning: Cleaning,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let many = self.inputs.len() > 1 || self.inputs.iter().any(|path| may_be_many(path));
        if many && self.url.is_some() {
            return Err(usage_error("--url is the address of one page, and several are given"));
        }
        let mut settings = self.cleaning.settings_of_report()?;
        if self.diff {
            return self.compare(settings);
        }
        let to_folder = |path: &PathBuf| path.is_dir() || ends_in_separator(path);
        if !self.json && (many || self.output.as_ref().is_some_and(to_folder)) {
            self.check_folder()?;
        } else if !many && !self.json {
            self.check_output()?;
        }
        // As `clean` learns, so that the articles are the same.
        if let Some(learning) = self.site_wide.learning(many, self.running.options()) {
            let inputs = || self.inputs().without_stdin();
            settings.site = Some(Arc::new(learn(inputs, &settings, &learning)));
        }
        let explainer = self.explainer(settings);
        match &self.output {
            Some(root) if !self.json && (many || to_folder(root)) => self.folder(&explainer, root),
            _ => self.stream(&explainer, many),
        }
    }

    fn explainer(&self, settings: Settings) -> Explainer<'_> {
        Explainer::new(settings, self.url.as_deref(), self.allow_private)
    }

    /// One report, or the data of all pages.
    fn stream(&self, explainer: &Explainer, many: bool) -> anyhow::Result<Exit> {
        let mut out = Out::open(self.output.as_deref())?;
        let mut progress = Report::new(many, self.running.quiet);
        progress.expect(self.inputs().closed(), is_archive);
        let interrupt = if many { Interrupt::listen()? } else { Interrupt::default() };
        let (json, images) = (self.json, self.cleaning.images());
        let work = |input: Input| {
            let explanation = explainer.explain(input);
            let text = match (json, many) {
                (false, _) => Ok(report(&explanation, images)),
                (true, false) => serde_json::to_string_pretty(&explanation),
                (true, true) => serde_json::to_string(&explanation),
            };
            let article = explanation.article;
            (article.source, article.status, article.detail, text)
        };
        let inputs = self.inputs().take_while(|_| !interrupt.is_set());
        let weight =
            |(.., text): &(_, _, _, Result<String, _>)| text.as_ref().map_or(0, String::len);
        let end = batch::ordered(inputs, &self.running.options(), work, weight, |page| {
            let (source, status, detail, text) = page;
            progress.page(&source, status, detail.as_deref());
            let written = text.map_err(anyhow::Error::from).and_then(|text| out.write(&text));
            match written {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => ControlFlow::Break(error),
            }
        });
        let end = match end {
            ControlFlow::Continue(()) => out.finish(),
            ControlFlow::Break(error) => Err(error),
        };
        let exit = progress.finish(interrupt.is_set(), end.is_ok());
        end.map(|()| exit)
    }

    /// A folder with a report for each page, and an overview.
    fn folder(&self, explainer: &Explainer, root: &Path) -> anyhow::Result<Exit> {
        let name = || root.display().to_string();
        let pages = root.join("pages");
        fs::create_dir_all(&pages).with_context(name)?;
        let mut names = Names::new(&pages, true, "html");
        let mut folder = Folder::default();
        let mut progress = Report::new(true, self.running.quiet);
        progress.expect(self.inputs().closed(), is_archive);
        let interrupt = Interrupt::listen()?;
        let images = self.cleaning.images();
        let work = |input: Input| {
            let stem = input.stem.clone();
            let file = if let Place::File(path) = &input.place { Some(path.clone()) } else { None };
            let explanation = explainer.explain(input);
            let text = report(&explanation, images);
            let detail = explanation.article.detail.clone();
            let status = explanation.article.status;
            (stem, file, status, detail, Entry::of(&explanation, String::new()), text)
        };
        type Page = (PathBuf, Option<PathBuf>, Status, Option<String>, Entry, String);
        let weight = |page: &Page| page.5.len() + 2_000;
        let inputs = self.inputs().take_while(|_| !interrupt.is_set());
        let mut entries = Vec::new();
        let end: ControlFlow<anyhow::Error> =
            batch::ordered(inputs, &self.running.options(), work, weight, |page: Page| {
                let (stem, file, status, detail, mut entry, text) = page;
                progress.page(&entry.source, status, detail.as_deref());
                let path = names.place(&stem);
                let (place, file) = (Some(&*path), file.as_deref());
                match folder.write(&Rendered { text: &text, stem: &stem, place, file }) {
                    Ok(()) => {
                        entry.file = address(path.strip_prefix(root).unwrap_or(&path));
                        entries.push(entry);
                    }
                    Err(why) => progress.failure(&entry.source, &why),
                }
                ControlFlow::Continue(())
            });
        if let ControlFlow::Break(error) = end {
            return Err(error);
        }
        let titles: Vec<String> =
            self.inputs.iter().map(|input| input.display().to_string()).collect();
        let overview = index(&titles.join(", "), entries);
        let mut file = Replacement::new(&root.join("index.html")).with_context(name)?;
        let end =
            file.write_all(overview.as_bytes()).and_then(|()| file.commit()).with_context(name);
        let exit = progress.finish(interrupt.is_set(), end.is_ok());
        end.map(|()| exit)
    }

    /// What changed from the first input to the second.
    fn compare(&self, settings: Settings) -> anyhow::Result<Exit> {
        if !self.json {
            self.check_output()?;
        }
        let name = |path: &PathBuf| path.display().to_string();
        let explainer = self.explainer(settings);
        let diff = match (&self.inputs[..], &self.against) {
            ([page], Some(options)) => {
                if !page.is_file() {
                    return Err(usage_error("--against reads the page twice: give a file"));
                }
                let others = Others::try_parse_from(options.split_whitespace())
                    .map_err(|error| usage_error(format!("--against: {error}")))?;
                let other = self.explainer(others.cleaning.settings_of_report()?);
                let renamed = format!("{} {options}", name(page));
                Diff::of(&explainer.side(page, &name(page))?, &other.side(page, &renamed)?)
            }
            ([a, b], None) => {
                Diff::of(&explainer.side(a, &name(a))?, &explainer.side(b, &name(b))?)
            }
            (_, None) => return Err(usage_error("--diff compares two inputs")),
            (_, Some(_)) => return Err(usage_error("--against compares one page with itself")),
        };
        let mut out = Out::open(self.output.as_deref())?;
        match self.json {
            true => out.write(&serde_json::to_string_pretty(&diff)?)?,
            false => out.write(&diff_report(&diff))?,
        }
        out.finish()?;
        Ok(Exit::Success)
    }

    /// Several reports need a place of their own.
    fn check_folder(&self) -> anyhow::Result<()> {
        match &self.output {
            None => Err(usage_error("several pages need a folder: give -o FOLDER/, or --json")),
            Some(root) if root.is_file() => {
                let root = root.display();
                Err(usage_error(format!("{root} is a file; several pages need a folder")))
            }
            Some(_) => Ok(()),
        }
    }

    /// A report is no sight for a terminal.
    fn check_output(&self) -> anyhow::Result<()> {
        match &self.output {
            None if std::io::stdout().is_terminal() => {
                Err(usage_error("the report is HTML: give -o report.html, or --json"))
            }
            Some(path) if path.is_dir() || ends_in_separator(path) => {
                Err(usage_error("one report goes to a file: give -o report.html"))
            }
            _ => Ok(()),
        }
    }

    fn inputs(&self) -> Inputs {
        let inputs =
            Inputs::new(self.inputs.iter().cloned()).with_limit(self.cleaning.limit_bytes());
        match &self.output {
            Some(path) => inputs.avoiding(path),
            None => inputs,
        }
    }
}

fn is_archive(input: &Input) -> bool {
    matches!(input.place, Place::Archive(_))
}

/// The address of a file below the overview, for a link.
fn address(path: &Path) -> String {
    let mut out = String::new();
    for (at, part) in path.components().enumerate() {
        if at > 0 {
            out.push('/');
        }
        for byte in part.as_os_str().to_string_lossy().bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    out.push(char::from(byte));
                }
                _ => out.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_files_lead_to_them() {
        assert_eq!(address(Path::new("pages/a b/c#1.html")), "pages/a%20b/c%231.html");
    }
}
