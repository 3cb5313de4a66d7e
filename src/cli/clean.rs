//! `copydesk clean`: pages in, articles out.

use super::args::{Cleaning, Running, SiteWide};
use super::dedup::{Candidate, Dedup, Record, Waiting};
use super::interrupt::Interrupt;
use super::output::{Keep, Output, Rendered, Trouble, Writer};
use super::report::Report;
use super::{Exit, usage_error};
use copydesk::batch;
use copydesk::fetch::{Downloader, FetchSettings, Politeness};
use copydesk::input::{Download, Fields, Input, Inputs, Place, may_be_many};
use copydesk::site::learn;
use copydesk::{Status, render};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// Cleans files, folders, addresses or standard input
///
/// A folder stands for all pages below it, sorted by name: files named .html, .htm, .xhtml, .mhtml,
/// .mht or .txt and archives named .warc, .wet, .jsonl, .ndjson or .parquet, each also with .gz, .br
/// or .zst. Hidden files, Copydesk's own output and the `_files` folder beside a saved page are
/// skipped, links are followed. A file that is named itself may have any name: what it is shows in
/// its bytes, and so it is for standard input. Plain text saved from a browser is cleaned like a
/// page; what a web archive's replay put into a page is taken out first.
///
/// Archives give a record for each page in them, with its place and address in `source`:
///
///   a.warc.gz#offset=4711 https://example.com/1    WARC and WET; the byte where the record begins
///                                                  (offset=0+815: so many unpacked bytes behind)
///   a.jsonl#line=3 https://example.com/1           lines of JSON; see --html-field
///   a.parquet#row=3 https://example.com/1          Parquet, likewise
///
/// Each input gives one record with a status:
///
///   ok               an article
///   too_short        text, but too little to call it an article
///   not_article      a front page, listing, product, forum
///   empty            nothing at all
///   consent_wall, bot_challenge, soft_404, paywall_stub, js_shell
///                    something else in the place of the article
///   duplicate        with --dedup, says the same as another
///   limit_reached    a limit ended parsing; the record holds what was read until then
///
/// and those that count as failures and are told on standard error:
///
///   read_error       no such file, not readable, or a folder without pages
///   not_html         neither a page nor text: a PDF, a picture, an archive
///   decode_error     damaged compression; what could be read is cleaned
///   too_large        over --limit-bytes
///   robots_denied, http_error, timeout, network_error, blocked_address
///                    an address that could not be fetched
///   internal_error   a fault in Copydesk itself; please report it
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_long_help = "\
Examples:
  One page, as Markdown with its facts in front:
    copydesk clean page.html

  The text alone:
    copydesk clean page.html -f text

  A page from elsewhere, with its address so that links become absolute:
    curl -s https://example.com/news/1 | copydesk clean - --url https://example.com/news/1

  A folder of saved pages, compressed or not, to one record a line:
    copydesk clean pages/ -o articles.jsonl

  Everything in one run: a folder, archives of a crawl, a data set:
    copydesk clean pages/ crawl.warc.gz set.parquet --html-field body -o articles.jsonl.zst

  A Markdown file for each page, in folders like those of the pages:
    copydesk clean pages/ -o articles/ --keep-tree

  A folder of pages from many sites, each story once:
    copydesk clean pages/ --dedup near -o articles.jsonl

  Titles of everything that is an article:
    copydesk clean pages/ | jq -r 'select(.status == \"ok\") | .title'

Exit codes: 0 all inputs were read, 1 some failed (the others were cleaned), 2 wrong usage,
130 stopped by Ctrl-C (what was written is whole)."
)]
pub(super) struct Args {
    /// Files, folders, http and https addresses, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,

    /// Address of the page, when the one input is a file or standard input
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    /// Field of JSON lines, or column of Parquet, that holds the page [default: html, else text]
    ///
    /// HTML or plain text; what is in `text` counts as plain text whatever it looks like. A dot
    /// leads into a field: `response.body`.
    #[arg(long, value_name = "NAME")]
    html_field: Option<String>,

    /// Field of JSON lines, or column of Parquet, that holds the page's address
    #[arg(long, value_name = "NAME", default_value = "url")]
    url_field: String,

    /// Allow addresses in private networks and on this machine
    #[arg(long)]
    allow_private: bool,

    #[command(flatten)]
    output: Output,

    /// Go on with the output of an earlier run: pages that have a record in it are passed over
    ///
    /// For .jsonl, .csv and .tsv files, compressed or not, for .parquet and for folders. A part of a
    /// record at the end of the file is cut off first. With the same inputs the output is that of
    /// one run, byte for byte; new inputs are added. A killed run loses what was not in the file
    /// yet: the page in work, of a compressed file up to 1 MB of records, of Parquet up to 10,000.
    #[arg(long, requires = "output", conflicts_with = "dedup", help_heading = "Output")]
    resume: bool,

    /// Write files of N records each: articles-00000.jsonl, articles-00001.jsonl and so on
    #[arg(
        long,
        value_name = "N",
        requires = "output",
        value_parser = clap::value_parser!(u32).range(1..),
        help_heading = "Output"
    )]
    split_output: Option<u32>,

    #[command(flatten)]
    cleaning: Cleaning,

    #[command(flatten)]
    site_wide: SiteWide,

    /// Give each text once: further articles that say the same become records without a text
    ///
    /// Their status is `duplicate`, and `duplicate_of` names the source of the record that has the
    /// text. Of equal texts the one whose source comes first in the order of bytes is kept, of
    /// nearly equal ones the longest. So the same articles are kept whatever the order of the inputs
    /// and the number of jobs. Records are written when all pages are read; until then they wait in
    /// a temporary file (in TMPDIR).
    #[arg(long, value_enum, value_name = "HOW", help_heading = "Cleaning")]
    dedup: Option<Dedup>,

    #[command(flatten)]
    running: Running,
}

/// A cleaned page on its way to the output.
struct Page {
    record: Record,
    status: Status,
    detail: Option<String>,
    /// If it may turn out to be a duplicate.
    candidate: Option<Candidate>,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let many = self.inputs.len() > 1 || self.inputs.iter().any(|path| may_be_many(path));
        self.check(many)?;
        let mut settings = self.cleaning.settings()?;
        let split = self.split_output.map(|size| size as usize);
        let mut writer = self.output.open(many, Keep { resume: self.resume, split })?;
        let mut report = Report::new(many, self.running.quiet);
        let is_archive = |input: &Input| matches!(input.place, Place::Archive(_));
        report.expect(self.inputs().closed(), is_archive);
        // A single page is done before anybody could want its half.
        let interrupt = if many { Interrupt::listen()? } else { Interrupt::default() };
        let inputs = || self.inputs().take_while(|_| !interrupt.is_set());
        let learning = self.site_wide.learning(many, self.running.options());
        if let Some(learning) = learning {
            report.bar().set_message("looking at what the pages have in common");
            let inputs = || self.inputs().without_stdin().take_while(|_| !interrupt.is_set());
            settings.site = Some(Arc::new(learn(inputs, &settings, &learning)));
            report.bar().set_message("");
        }

        let format = writer.format();
        let mut plan = writer.plan();
        // Set up only when there is something to fetch: not every machine has a network.
        let downloader = OnceLock::new();
        let download = |input: &Input| -> Option<&dyn Download> {
            if !matches!(input.place, Place::Url) {
                return None;
            }
            let downloader: &Option<Downloader> = downloader.get_or_init(|| {
                let fetch = FetchSettings {
                    max_bytes: settings.limits.bytes,
                    allow_private: self.allow_private,
                    ..FetchSettings::default()
                };
                Downloader::new(&fetch, &Politeness::default()).ok()
            });
            downloader.as_ref().map(|downloader| downloader as &dyn Download)
        };
        let work = |(input, place): (Input, Option<PathBuf>)| {
            let stem = input.stem.clone();
            let file = if let Place::File(path) = &input.place { Some(path.clone()) } else { None };
            let article = {
                let download = download(&input);
                batch::clean_input(input, &settings, self.url.as_deref(), download)
            };
            let text = render(&article, format);
            Page {
                record: Record { source: article.source.clone(), text, stem, place, file },
                status: article.status,
                detail: article.detail.clone(),
                candidate: self.dedup.and_then(|_| Candidate::of(article, format)),
            }
        };
        let weight = |page: &Page| page.record.text.len() + 1_000;
        let mut waiting = self.dedup.map(|dedup| Waiting::new(dedup, format)).transpose()?;
        let items = inputs().filter_map(|input| plan.admit(input));
        let end = batch::ordered(items, &self.running.options(), work, weight, |page| {
            let Page { record, status, detail, candidate } = page;
            match candidate {
                Some(_) => report.bar().inc(1),
                None => report.page(&record.source, status, detail.as_deref()),
            }
            match &mut waiting {
                Some(waiting) => match waiting.put(&record, candidate.as_ref()) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => ControlFlow::Break(waits(error)),
                },
                None => write(&mut writer, &mut report, &record),
            }
        });
        let end = match (end, waiting) {
            (ControlFlow::Continue(()), Some(waiting)) => {
                let result = waiting.finish(|record, status| {
                    if let Some(status) = status {
                        report.count(status);
                    }
                    match write(&mut writer, &mut report, &record) {
                        ControlFlow::Continue(()) => Ok(()),
                        ControlFlow::Break(error) => Err(error),
                    }
                });
                match result {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => ControlFlow::Break(error),
                }
            }
            (end, _) => end,
        };
        report.passed(plan.passed);
        let end = match end {
            ControlFlow::Continue(()) => writer.finish(),
            ControlFlow::Break(error) => Err(error),
        };
        let exit = report.finish(interrupt.is_set(), end.is_ok());
        end.map(|()| exit)
    }

    fn check(&self, many: bool) -> anyhow::Result<()> {
        if many && self.url.is_some() {
            return Err(usage_error("--url is the address of one page, and several are given"));
        }
        let Some(output) = self.output.path().and_then(|path| path.canonicalize().ok()) else {
            return Ok(());
        };
        let same = |input: &PathBuf| input.canonicalize().is_ok_and(|input| input == output);
        match self.inputs.iter().find(|input| input.is_dir() && same(input)) {
            Some(input) => {
                let name = input.display();
                Err(usage_error(format!("{name} cannot be both input and output; give -o another")))
            }
            None => Ok(()),
        }
    }

    fn inputs(&self) -> Inputs {
        let fields = Fields { html: self.html_field.clone(), url: self.url_field.clone() };
        let inputs = Inputs::new(self.inputs.iter().cloned())
            .with_fields(fields)
            .with_limit(self.cleaning.limit_bytes());
        match self.output.path() {
            Some(path) => inputs.avoiding(path),
            None => inputs,
        }
    }
}

fn waits(error: std::io::Error) -> anyhow::Error {
    anyhow::Error::new(error).context("the temporary file for --dedup")
}

fn write(writer: &mut Writer, report: &mut Report, record: &Record) -> ControlFlow<anyhow::Error> {
    let Record { text, stem, place, file, .. } = record;
    let (place, file) = (place.as_deref(), file.as_deref());
    match writer.write(&Rendered { text, stem, place, file }) {
        Ok(()) => ControlFlow::Continue(()),
        Err(Trouble::Page(why)) => {
            report.failure(&record.source, &why);
            ControlFlow::Continue(())
        }
        Err(Trouble::All(error)) => ControlFlow::Break(error),
    }
}
