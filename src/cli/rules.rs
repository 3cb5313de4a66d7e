//! `copydesk rules`: looks after rules for sites.

use super::Exit;
use super::args::read_rules;
use anyhow::Context;
use clap::Subcommand;
use copydesk::input::{Inputs, read};
use copydesk::settings::MAX_BYTES;
use copydesk::site::ftr::convert;
use copydesk::site::{RuleCheck, rules::Rules};
use copydesk::{Settings, Source};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Checks and converts rules for sites
///
/// A rule says for the pages of a host which elements hold the body, which to drop, and where title,
/// authors and date stand. Rules are used with `copydesk clean --rules FILE`; what a rule leaves
/// out is found as on any other page. A file of rules:
///
///   [[site]]
///   host = ["news.example", "*.paper.example"]    # *. for any subdomain, or none
///   body = "div.article-text"                     # a CSS selector, or a list of them
///   drop = [".teaser", "#newsletter"]
///   title = "h1.headline"
///   author = ".byline a"
///   date = "time"                                 # its datetime, a meta's content, or its text
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_long_help = "\
Examples:
  Which selectors match nothing on saved pages:
    copydesk rules check rules.toml pages/

  Rules from the site patterns of Full-Text RSS:
    copydesk rules convert ftr-site-config/*.txt > rules.toml

Exit codes: 0 all is well, 1 a selector matches nothing or a line did not translate, 2 wrong usage."
)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Says how many elements each selector matches, and which match nothing
    ///
    /// For each selector the elements it matches and the pages it matches on are counted over all
    /// pages of the rule's hosts, by the address that a page names as its own.
    Check {
        /// File of rules
        rules: PathBuf,

        /// Pages, or folders of pages
        #[arg(required = true, value_name = "PAGE")]
        pages: Vec<PathBuf>,

        /// Address of the pages, where they do not name it themselves
        #[arg(long, value_name = "URL")]
        url: Option<String>,
    },

    /// Turns site patterns (ftr-site-config) into rules
    ///
    /// A file is named by its host, as in news.example.txt; with a dot in front it is for the
    /// subdomains too. What does not translate is told on standard error and stands as a comment in
    /// the rules.
    Convert {
        /// Site patterns
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let mut out = std::io::stdout().lock();
        let well = match self.action {
            Action::Check { rules, pages, url } => {
                check(&mut out, &read_rules(&rules)?, pages, url.as_deref())?
            }
            Action::Convert { files } => convert_all(&mut out, &files)?,
        };
        Ok(if well { Exit::Success } else { Exit::Failures })
    }
}

fn check(
    out: &mut dyn Write,
    rules: &Rules,
    pages: Vec<PathBuf>,
    url: Option<&str>,
) -> anyhow::Result<bool> {
    let settings = Settings::default();
    let mut check = RuleCheck::new(rules);
    let (mut unread, mut strangers) = (0, 0);
    for input in Inputs::new(pages) {
        let source = Source { url: url.map(str::to_owned), ..Source::named(input.name.as_str()) };
        match read(input, MAX_BYTES) {
            Ok(page) => strangers += u64::from(!check.page(&page.bytes, &source, &settings)),
            Err(error) => {
                eprintln!("copydesk: {}: {error}", source.name);
                unread += 1;
            }
        }
    }
    for (rule, counts) in rules.rules.iter().zip(check.counts()) {
        writeln!(out, "{}: {} pages", rule.hosts.join(", "), counts.pages)?;
        if counts.pages == 0 {
            continue;
        }
        for (selector, (elements, pages)) in rule.selectors.iter().zip(&counts.selectors) {
            let (field, css) = (selector.field.name(), &selector.css);
            match elements {
                0 => writeln!(out, "  {field:6} {css}: matches nothing")?,
                _ => writeln!(out, "  {field:6} {css}: {elements} elements on {pages} pages")?,
            }
        }
    }
    if strangers > 0 {
        writeln!(out, "{strangers} pages of other hosts, or that do not name their host")?;
    }
    Ok(unread == 0 && !check.finds_nothing())
}

fn convert_all(out: &mut dyn Write, files: &[PathBuf]) -> anyhow::Result<bool> {
    let mut well = true;
    for (number, file) in files.iter().enumerate() {
        let text = std::fs::read(file).with_context(|| file.display().to_string())?;
        let name = file.file_name().map(Path::new).unwrap_or(file);
        let converted = convert(name, &String::from_utf8_lossy(&text));
        for line in &converted.left {
            eprintln!("copydesk: {}: {line}", file.display());
        }
        well &= converted.left.is_empty();
        let gap = if number > 0 { "\n" } else { "" };
        write!(out, "{gap}{}", converted.toml)?;
    }
    Ok(well)
}
