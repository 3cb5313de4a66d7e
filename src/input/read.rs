//! Reads the bytes of an [`Input`].

use super::container::is_named_brotli;
use super::unpack::unpack;
use super::{Input, InputError, Place, mhtml, saved, stdin, wayback};
use crate::article::{Article, Fetched};
use crate::settings::Limits;
use crate::source::Source;
use std::fs::File;
use std::io::Read;

/// What was read.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Bytes {
    /// The page, without compression and whatever else it was kept in.
    pub bytes: Vec<u8>,
    /// What is wrong with the bytes, in one sentence, if they are damaged.
    pub damage: Option<String>,
    /// What is to be said of the bytes though nothing is wrong with them.
    pub remark: Option<String>,
    /// What is known of the page from beside its bytes.
    pub source: Source,
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

/// Reads a file, standard input or a record of an archive, without its compression.
///
/// # Errors
///
/// See [`InputError`]; an input that is an address is for [`Download`].
pub fn read(input: Input, limit: usize) -> Result<Bytes, InputError> {
    let (packed, brotli) = match input.place {
        Place::File(path) => {
            let file = File::open(&path)?;
            let size = file.metadata().map_or(0, |facts| facts.len());
            (read_capped(file, size, limit)?, is_named_brotli(&path))
        }
        Place::Stdin => (read_capped(stdin::rest(), 0, limit)?, false),
        Place::Record(record) => {
            let mut read = record.open(&input.name, limit)?;
            unwrap(&mut read.bytes, &mut read.source);
            return Ok(read);
        }
        Place::Url => return Err(InputError::NoDownloads),
        Place::Archive(_) => return Err(InputError::Record("an archive, and no page")),
        Place::Nowhere(error) => return Err(error),
    };
    let unpacked = unpack(packed, brotli, limit)?;
    let mut bytes = unpacked.bytes;
    let mut source = Source::named(input.name);
    unwrap(&mut bytes, &mut source);
    Ok(Bytes { bytes, damage: unpacked.damage, source, remark: None })
}

/// Takes a page out of what browsers and archives wrapped around it, and learns from that where it
/// comes from.
pub(crate) fn unwrap(bytes: &mut Vec<u8>, source: &mut Source) {
    if mhtml::may_be(bytes)
        && let Some((page, found)) = mhtml::page(bytes)
    {
        *bytes = page;
        source.url = source.url.take().or(found.url);
        source.content_type = found.content_type;
    }
    source.url = source.url.take().or_else(|| saved::address(bytes));
    wayback::restore(bytes, source);
}

/// `size` is what the system says of the file; it may be wrong.
fn read_capped(reader: impl Read, size: u64, limit: usize) -> Result<Vec<u8>, InputError> {
    let mut bytes = Vec::with_capacity(size.min(limit as u64) as usize);
    reader.take((limit as u64).saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() > limit { Err(InputError::TooLarge(limit)) } else { Ok(bytes) }
}
