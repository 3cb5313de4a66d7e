//! Where one report goes, or the data of many.

use crate::cli::output::Replacement;
use anyhow::Context;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// A stream, or a file that appears when it is complete.
pub(super) enum Out {
    Stream(Box<dyn Write>),
    File(Replacement),
}

impl Out {
    /// Standard output without a path.
    pub fn open(path: Option<&Path>) -> anyhow::Result<Out> {
        let Some(path) = path else { return Ok(Out::Stream(Box::new(io::stdout()))) };
        let name = || path.display().to_string();
        if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Ok(Out::Stream(Box::new(File::create(path).with_context(name)?)));
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(name)?;
        }
        Ok(Out::File(Replacement::new(path).with_context(name)?))
    }

    /// Writes a text that ends in a line feed.
    pub fn write(&mut self, text: &str) -> anyhow::Result<()> {
        let whole = [text.trim_end_matches('\n'), "\n"].concat();
        match self {
            Out::Stream(stream) => stream.write_all(whole.as_bytes())?,
            Out::File(file) => file.write_all(whole.as_bytes())?,
        }
        Ok(())
    }

    /// Completes the output.
    pub fn finish(self) -> anyhow::Result<()> {
        match self {
            Out::Stream(mut stream) => stream.flush()?,
            Out::File(mut file) => file.commit()?,
        }
        Ok(())
    }
}
