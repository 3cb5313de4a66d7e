//! `copydesk completions`: what a shell needs to complete our command line.

use super::{Cli, Exit};
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::{self, Write};

/// Prints a script that completes commands and options in a shell
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  copydesk completions bash > ~/.local/share/bash-completion/completions/copydesk
  copydesk completions zsh > ~/.zfunc/_copydesk
  copydesk completions fish > ~/.config/fish/completions/copydesk.fish")]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "copydesk", &mut script);
        io::stdout().write_all(&script)?;
        Ok(Exit::Success)
    }
}
