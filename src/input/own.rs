//! Copydesk's own output among the inputs.
//!
//! Whoever keeps results beside the pages runs over the folder again one day. Records in it are
//! articles already, and no pages to clean.

use super::container::{Kind, is_named_brotli};
use super::stream::Stream;
use memchr::memmem;
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Was the file written by `copydesk`?
pub(super) fn is_own_output(path: &Path, kind: Kind) -> bool {
    let Ok(file) = File::open(path) else { return false };
    match kind {
        Kind::Warc => false,
        Kind::JsonLines => {
            let mut start = Vec::new();
            let stream = Stream::new(file, is_named_brotli(path));
            let _ = stream.take(64 << 10).read_to_end(&mut start);
            start.starts_with(b"{\"source\":") && memmem::find(&start, b",\"status\":\"").is_some()
        }
        Kind::Parquet => SerializedFileReader::new(file).is_ok_and(|reader| {
            let facts = reader.metadata().file_metadata();
            facts.created_by().is_some_and(|maker| maker.starts_with("copydesk "))
        }),
    }
}
