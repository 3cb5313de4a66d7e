//! `copydesk scan`: injected spam and nothing else, for people who watch their own pages.

use super::args::{Running, read_lexicon};
use super::{Exit, report::Report};
use copydesk::batch::{self, Options};
use copydesk::fetch::{Downloader, FetchSettings, Politeness};
use copydesk::input::{self, Content, Download, Input, Inputs, Place, sniff};
use copydesk::screen::{Findings, scan};
use copydesk::{Settings, Source, Status};
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// Reports link spam that was injected into pages: where, hidden how, for which domains
///
/// Pages are read as by `copydesk clean`; those without findings are not mentioned.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  Watch a site from its saved pages:
    copydesk scan /var/www/html

  A live page, as JSON:
    copydesk scan https://example.com/ --json

  Stop a deployment that would publish spam:
    copydesk scan public/ --quiet || exit 1

Exit codes: 0 nothing found, 3 spam found, 1 some inputs could not be read and nothing was found,
2 wrong usage.")]
pub(super) struct Args {
    /// Files, folders, http and https addresses, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,

    /// Write JSON, one page with its findings a line
    #[arg(long)]
    json: bool,

    /// More words of spam, beside the built-in ones
    ///
    /// Sections `[family language]`, then lines of a weight (7 solicits, 5 sells, 3 belongs to the
    /// trade, 1 is weak) and terms separated by commas.
    #[arg(long, value_name = "FILE")]
    lexicon: Option<PathBuf>,

    /// Allow addresses in private networks and on this machine
    #[arg(long)]
    allow_private: bool,

    #[command(flatten)]
    running: Running,
}

/// A page that was looked at.
struct Scanned {
    name: String,
    found: Result<Findings, (Status, String)>,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let lexicon = self.lexicon.as_deref().map(read_lexicon).transpose()?;
        let settings = Settings { lexicon: lexicon.map(Arc::new), ..Settings::default() };
        let many = self.inputs.len() > 1 || self.inputs.iter().any(|path| path.is_dir());
        let mut report = Report::new(many, self.running.quiet);
        report.expect(Inputs::new(self.inputs.iter().cloned()), |_| false);
        let downloader = OnceLock::new();
        let work = |input: Input| {
            let name = input.name.clone();
            let download = || {
                let fetch = FetchSettings {
                    max_bytes: settings.limits.bytes,
                    allow_private: self.allow_private,
                    ..FetchSettings::default()
                };
                Downloader::new(&fetch, &Politeness::default()).ok()
            };
            let found = match input.place {
                Place::Url => fetch(&name, downloader.get_or_init(download).as_ref(), &settings),
                _ => input::read(input, settings.limits.bytes)
                    .map_err(|error| (error.status(), error.to_string()))
                    .and_then(|read| look(&read.bytes, &Source::named(name.as_str()), &settings)),
            };
            Scanned { name, found }
        };
        let (mut infected, mut out) = (0u64, io::stdout().lock());
        let options: Options = self.running.options();
        let inputs = Inputs::new(self.inputs.iter().cloned());
        let end = batch::ordered(
            inputs,
            &options,
            work,
            |_| 1_000,
            |page| {
                match &page.found {
                    Ok(found) if found.removed.is_empty() => {
                        report.page(&page.name, Status::Ok, None)
                    }
                    Ok(found) => {
                        infected += 1;
                        report.count(Status::Ok);
                        let text = if self.json {
                            json(&page.name, found)
                        } else {
                            text(&page.name, found)
                        };
                        if let Err(error) = out.write_all(text.as_bytes()) {
                            return ControlFlow::Break(error);
                        }
                    }
                    Err((status, why)) => report.page(&page.name, *status, Some(why)),
                }
                ControlFlow::Continue(())
            },
        );
        let exit = report.finish(false, end.is_continue());
        if many && !self.running.quiet && end.is_continue() {
            eprintln!("copydesk: injected spam on {infected} of them");
        }
        match end {
            ControlFlow::Break(error) => Err(error.into()),
            ControlFlow::Continue(()) if infected > 0 => Ok(Exit::Found),
            ControlFlow::Continue(()) => Ok(exit),
        }
    }
}

/// Scans bytes that are a page or text, and says of others what they are.
fn look(bytes: &[u8], source: &Source, settings: &Settings) -> Result<Findings, (Status, String)> {
    match sniff(bytes) {
        Content::Html | Content::Text => Ok(scan(bytes, source, settings)),
        Content::Empty => Err((Status::Empty, "nothing in it".to_owned())),
        Content::Other(what) => Err((Status::NotHtml, format!("{what}, not a web page or text"))),
    }
}

fn fetch(
    address: &str,
    downloader: Option<&Downloader>,
    settings: &Settings,
) -> Result<Findings, (Status, String)> {
    let unable = || (Status::NetworkError, "no network".to_owned());
    match downloader.ok_or_else(unable)?.download(address, &settings.limits) {
        Ok(page) => look(&page.bytes, &page.source, settings),
        Err(record) => {
            let why = record.detail.clone().unwrap_or_else(|| record.status.name().to_owned());
            Err((record.status, why))
        }
    }
}

fn text(name: &str, findings: &Findings) -> String {
    let mut text = format!("{name}\n");
    for finding in &findings.removed {
        let hidden = finding.hiding.map(|way| format!(", {way}")).unwrap_or_default();
        text += &format!("  at {}{hidden}\n", finding.place);
        text += &format!("    because of {}\n", finding.evidence.join(", "));
        if !finding.domains.is_empty() {
            text += &format!("    links to {}\n", finding.domains.join(" "));
        }
        text += &format!("    {}\n", shortened(&finding.text));
    }
    text
}

/// The beginning of a text on one line, without control characters.
fn shortened(text: &str) -> String {
    const MOST: usize = 160;
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

fn json(name: &str, findings: &Findings) -> String {
    serde_json::json!({ "source": name, "injected_spam": findings.removed }).to_string() + "\n"
}
