//! Arguments → inputs → the bytes of pages.
//!
//! In: paths, folders, URLs and `-` as a user gives them. Out: one [`Input`] per page, found while
//! walking and never all held at once ([`Inputs`]), and the bytes of each without its compression
//! ([`read`]). Nothing here looks further into the bytes than [`sniff`], which tells a page from a
//! picture. Whatever goes wrong is an [`InputError`] that becomes the record of that input.

mod expand;
mod read;
mod sniff;
mod unpack;
mod walk;
pub mod warc;

pub use expand::{Input, Inputs, Place, is_url};
pub use read::{Bytes, Download, Downloaded, read};
pub use sniff::{Content, sniff};
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
        "no pages in this folder: none of its files is named .html, .htm, .xhtml or .txt (also with .gz, .br or .zst)"
    )]
    NoPages,
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
            InputError::Missing | InputError::Unreadable(_) | InputError::NoPages => {
                Status::ReadError
            }
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
