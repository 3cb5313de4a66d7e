//! Arguments → inputs → the bytes of pages.
//!
//! In: paths, folders, URLs and `-` as a user gives them. Out: one [`Input`] per page, found while
//! walking and never all held at once ([`Inputs`]), and the bytes of each without its compression
//! ([`read`]). Archives (WARC, WET, JSON lines, Parquet) are opened on the way and give an input
//! for each of their pages. Nothing here looks further into the bytes than [`sniff`], which tells a
//! page from a picture, and what undoes how a page was kept (MHTML, a web archive's replay).
//! Whatever goes wrong is an [`InputError`] that becomes the record of that input.

mod container;
mod expand;
mod json_lines;
mod mhtml;
mod own;
mod parquet_rows;
mod raw;
mod read;
mod record;
mod saved;
mod sniff;
mod stdin;
mod stream;
mod unpack;
mod walk;
pub mod warc;
mod warc_pages;
pub mod wayback;

pub use expand::{Input, Inputs, Place, is_url, may_be_many};
pub use json_lines::Fields;
pub(crate) use read::unwrap;
pub use read::{Bytes, Download, Downloaded, read};
pub use record::Record;
pub use sniff::{Content, sniff};
pub use stream::Stream;
pub use unpack::{Unpacked, unpack};

use crate::article::Status;
use std::io;

/// Why an input gave no bytes.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// Nothing has that name.
    #[error("no such file or folder")]
    Missing,
    /// The system refuses it.
    #[error("cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    /// A folder without pages in it.
    #[error(
        "no pages in this folder: none of its files is named .html, .htm, .xhtml, .mhtml, .txt, .warc, .wet, .jsonl or .parquet (also with .gz, .br or .zst)"
    )]
    NoPages,
    /// An archive without pages in it.
    #[error("no pages in this archive")]
    NoRecords,
    /// A record of an archive that holds no page, and why.
    #[error("{0}")]
    Record(&'static str),
    /// A line that should be JSON and is not.
    #[error("no line of JSON: {0}")]
    Line(String),
    /// A line or file without a field or column of this name.
    #[error("no field {0} with text in it")]
    NoField(String),
    /// An archive's copy of an answer with a code that says that there is no page.
    #[error("the answer in the archive has the code {0}")]
    Http(u16),
    /// More bytes than allowed, before or after decompression.
    #[error("larger than the limit of {0} bytes")]
    TooLarge(usize),
    /// Compressed data from which nothing could be read.
    #[error("{format} data that cannot be unpacked: {reason}")]
    Damaged {
        /// gzip, Zstandard or Brotli.
        format: &'static str,
        /// What the decoder says.
        reason: String,
    },
    /// A URL with another scheme than http and https.
    #[error("only http and https addresses can be fetched")]
    Scheme,
    /// A URL where nothing that fetches was given.
    #[error("nothing to fetch addresses with")]
    NoDownloads,
}

impl InputError {
    /// The status of the record.
    pub fn status(&self) -> Status {
        match self {
            InputError::Missing
            | InputError::Unreadable(_)
            | InputError::NoPages
            | InputError::NoRecords => Status::ReadError,
            InputError::Record(_) | InputError::NoField(_) => Status::NotHtml,
            InputError::Line(_) => Status::DecodeError,
            InputError::Http(_) => Status::HttpError,
            InputError::TooLarge(_) => Status::TooLarge,
            InputError::Damaged { .. } => Status::DecodeError,
            InputError::Scheme => Status::BlockedAddress,
            InputError::NoDownloads => Status::NetworkError,
        }
    }
}

impl From<io::Error> for InputError {
    fn from(error: io::Error) -> InputError {
        match error.kind() {
            io::ErrorKind::NotFound => InputError::Missing,
            _ => InputError::Unreadable(error),
        }
    }
}
