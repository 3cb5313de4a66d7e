//! The command line: one file per command.
//!
//! A command is a struct of arguments with a `run` that returns an [`Exit`]. A new one is a file
//! here and a line each in `Command` and `Command::run`. What several commands share:
//! [`args`] (options), [`output`] (where records go) and [`report`] (what is said on the way).

mod args;
mod clean;
mod completions;
mod dedup;
mod eval;
mod exit;
mod explain;
mod features;
mod fetch;
mod interrupt;
mod man;
mod output;
mod report;
mod rules;
mod scan;
mod status;

use clap::{Parser, Subcommand};
use exit::Exit;
use std::ffi::OsString;
use std::process::ExitCode;

/// Turns news pages into clean articles.
///
/// Copydesk reads saved or live web pages and keeps the article: its text, structure, title,
/// authors and dates. Menus, forms, teasers, consent boxes and injected link spam stay behind.
/// Every input gives one record with a status that says how it went.
#[derive(Parser)]
#[command(
    name = "copydesk",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    max_term_width = 100,
    after_long_help = "\
Examples:
  copydesk clean page.html                    the article as Markdown
  copydesk clean pages/ -o articles.jsonl     a folder, one record a line
  curl -s https://example.com/ | copydesk clean -
  copydesk fetch --site https://example.com/ --state news.crawl -o articles.jsonl
  copydesk explain page.html -o report.html   why the article is what it is

Exit codes:
  0    every input was read (whatever was found in it)
  1    some inputs could not be read, fetched or decoded, or are no pages; the others were cleaned
  2    the command line is wrong
  3    `copydesk scan` found injected spam
  130  stopped by Ctrl-C; what was written is whole

Environment:
  NO_COLOR        no colours in this help
  COPYDESK_LOG    what to log on standard error: error, warn, info, debug, trace,
                  or a filter such as copydesk=debug"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Clean(clean::Args),
    Fetch(Box<fetch::Args>),
    Status(status::Args),
    Explain(explain::Args),
    Rules(rules::Args),
    Scan(scan::Args),
    Eval(eval::Args),
    #[command(hide = true)]
    Features(features::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    fn run(self) -> anyhow::Result<Exit> {
        match self {
            Command::Clean(args) => args.run(),
            Command::Fetch(args) => args.run(),
            Command::Status(args) => args.run(),
            Command::Explain(args) => args.run(),
            Command::Rules(args) => args.run(),
            Command::Scan(args) => args.run(),
            Command::Eval(args) => args.run(),
            Command::Features(args) => args.run(),
            Command::Completions(args) => args.run(),
            Command::Man(args) => args.run(),
        }
    }
}

/// Runs the program.
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return exit::usage(&error),
    };
    log();
    match cli.command.run() {
        Ok(exit) => exit.into(),
        Err(error) => exit::of_error(&error),
    }
}

/// An error in the arguments that the argument parser can't see by itself.
fn usage_error(message: impl std::fmt::Display) -> anyhow::Error {
    let message = format!("{message}\n\nFor more information, try '--help'.\n");
    clap::Error::raw(clap::error::ErrorKind::ValueValidation, message).into()
}

/// Logs to standard error if the environment asks for it.
fn log() {
    if let Ok(filter) = tracing_subscriber::EnvFilter::try_from_env("COPYDESK_LOG") {
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_and_option_says_what_it_does() {
        for command in Cli::command().get_subcommands() {
            let name = command.get_name();
            assert!(command.get_about().is_some(), "{name}");
            let examples = command.get_after_long_help().unwrap_or_default().to_string();
            assert!(examples.contains("Examples:"), "{name} has no examples");
            for option in command.get_arguments() {
                assert!(option.get_help().is_some(), "{name} {}", option.get_id());
            }
        }
    }
}
