//! `copydesk features`: the training matrix. Hidden: only `training/` uses it.

use super::exit::Exit;
use anyhow::Context;
use copydesk::training::write_matrix;
use std::path::PathBuf;

/// Write the training matrix of a corpus: features of every block, with labels from gold.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Folder with gold.jsonl and SET/ID.html.gz
    corpus: PathBuf,

    /// Folder to write to
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,

    /// Folder with the token tables of each fold; without it token features are zero
    #[arg(long, value_name = "DIR")]
    tables: Option<PathBuf>,

    /// Read text/SET__ID.txt.gz instead of the pages
    #[arg(long)]
    text: bool,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let blocks = write_matrix(&self.corpus, &self.output, self.text, self.tables.as_deref())
            .with_context(|| format!("cannot write the matrix of {}", self.corpus.display()))?;
        eprintln!("{blocks} blocks");
        Ok(Exit::Success)
    }
}
