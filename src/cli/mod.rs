//! Commands.

mod eval;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(name = "copydesk", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Eval(eval::EvalArgs),
}

/// Runs the command that the arguments name.
pub fn run() -> anyhow::Result<ExitCode> {
    match Cli::parse().command {
        Command::Eval(args) => eval::run(&args, &mut std::io::stdout().lock()),
    }
}
