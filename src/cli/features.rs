//! `copydesk features`: the training matrix. Hidden: only `training/` uses it.

use super::exit::Exit;
use anyhow::Context;
use copydesk::training::{MatrixOptions, write_matrix};
use std::path::PathBuf;

/// Write the training matrix of a corpus: features of every block, with labels from gold.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  copydesk features corpus/ -o matrix/                    without token features
  copydesk features corpus/ -o matrix/ --tables tables/   with them")]
pub(super) struct Args {
    /// Folder with gold.jsonl and SET/ID.html.gz
    corpus: PathBuf,

    /// Folder to write to
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,

    /// Folder with the token tables of each fold; without it token features are zero
    #[arg(long, value_name = "DIR")]
    tables: Option<PathBuf>,

    /// Folder with `pages.jsonl` and `scores.f32` of an earlier matrix, for the features of pages
    #[arg(long, value_name = "DIR")]
    scores: Option<PathBuf>,

    /// Read text/SET__ID.txt.gz instead of the pages
    #[arg(long)]
    text: bool,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let options = MatrixOptions {
            plain: self.text,
            tables: self.tables.as_deref(),
            scores: self.scores.as_deref(),
        };
        let blocks = write_matrix(&self.corpus, &self.output, &options)
            .with_context(|| format!("cannot write the matrix of {}", self.corpus.display()))?;
        eprintln!("{blocks} blocks");
        Ok(Exit::Success)
    }
}
