//! Raw pages of a crawl, kept as WARC files.

use crate::fetch::FetchSettings;
use std::io;
use std::path::Path;

/// The WARC files of a crawl.
pub(super) struct WarcOut;

impl WarcOut {
    pub(super) fn open(_: &Path, _: Option<&str>, _: &FetchSettings) -> io::Result<WarcOut> {
        Err(io::Error::other("not yet"))
    }

    pub(super) fn append(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn save(&mut self) -> io::Result<Option<String>> {
        Ok(None)
    }
}
