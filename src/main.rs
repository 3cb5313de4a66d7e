//! The command line of Copydesk.

mod cli;

fn main() -> anyhow::Result<std::process::ExitCode> {
    cli::run()
}
