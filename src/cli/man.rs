//! `copydesk man`: the manual, made of the help texts.

use super::{Cli, Exit};
use anyhow::Context;
use clap::CommandFactory;
use clap_mangen::Man;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

/// Prints the manual page, or writes those of all commands to a folder
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  copydesk man | man -l -
  copydesk man -o ~/.local/share/man/man1")]
pub(super) struct Args {
    /// Write copydesk.1, copydesk-clean.1 and so on to this folder
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let command = Cli::command().disable_help_subcommand(true);
        match self.output {
            None => {
                let mut page = Vec::new();
                Man::new(command).render(&mut page)?;
                io::stdout().write_all(&page)?;
            }
            Some(folder) => {
                let name = || folder.display().to_string();
                fs::create_dir_all(&folder).with_context(name)?;
                clap_mangen::generate_to(command, &folder).with_context(name)?;
            }
        }
        Ok(Exit::Success)
    }
}
