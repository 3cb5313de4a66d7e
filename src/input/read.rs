//! Reads the bytes of an [`Input`].

use super::unpack::unpack;
use super::{Input, InputError, Place};
use crate::article::{Article, Fetched};
use crate::settings::Limits;
use crate::source::Source;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// What was read.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Bytes {
    /// The page, without compression.
    pub bytes: Vec<u8>,
    /// What is wrong with the bytes, in one sentence, if they are only a part of the page.
    pub damage: Option<String>,
}

/// Fetches the pages that are given as addresses.
pub trait Download: Sync {
    /// Fetches a page and waits for it. What goes wrong comes back as the record to write.
    ///
    /// # Errors
    ///
    /// The record of a page that could not be had, with the status that says why.
    fn download(&self, url: &str, limits: &Limits) -> Result<Downloaded, Box<Article>>;
}

/// A page that was fetched.
#[derive(Debug, Default)]
pub struct Downloaded {
    /// The body, without transfer and content encodings.
    pub bytes: Vec<u8>,
    /// The address after redirects and the content type.
    pub source: Source,
    /// Facts for the record.
    pub facts: Fetched,
    /// What is wrong with the bytes, in one sentence, if they are only a part of the page.
    pub damage: Option<String>,
}

/// Reads a file or standard input, without its compression.
///
/// # Errors
///
/// See [`InputError`]; an input that is an address is for [`Download`].
pub fn read(input: Input, limit: usize) -> Result<Bytes, InputError> {
    let (packed, path) = match input.place {
        Place::File(path) => {
            let file = File::open(&path)?;
            let size = file.metadata().map_or(0, |facts| facts.len());
            (read_capped(file, size, limit)?, path)
        }
        Place::Stdin => (read_capped(io::stdin().lock(), 0, limit)?, Default::default()),
        Place::Url => return Err(InputError::NoDownloads),
        Place::Nowhere(error) => return Err(error),
    };
    let unpacked = unpack(packed, is_named_brotli(&path), limit)?;
    Ok(Bytes { bytes: unpacked.bytes, damage: unpacked.damage })
}

/// `size` is what the system says of the file; it may be wrong.
fn read_capped(reader: impl Read, size: u64, limit: usize) -> Result<Vec<u8>, InputError> {
    let mut bytes = Vec::with_capacity(size.min(limit as u64) as usize);
    reader.take((limit as u64).saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() > limit { Err(InputError::TooLarge(limit)) } else { Ok(bytes) }
}

fn is_named_brotli(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("br"))
}
