//! A page out of an archive, from the record it is kept in to its bytes.
//!
//! Finding the records of an archive is a matter of one thread; everything that can wait until a
//! record is in a worker's hands is done here: chunks and content encodings of HTTP are undone,
//! lines of JSON are read.

use super::InputError;
use super::json_lines::Fields;
use super::read::Bytes;
use super::unpack::{inflate, unpack};
use super::warc::WarcRecord;
use crate::source::Source;
use std::sync::Arc;

/// A page in an archive.
#[derive(Debug)]
pub struct Record {
    pub(super) content: Content,
    /// What is known of the page from beside its bytes; the name is the input's.
    pub(super) source: Source,
    /// What is wrong with it, in one sentence.
    pub(super) damage: Option<String>,
    /// What is to be said of it though nothing is wrong.
    pub(super) remark: Option<String>,
}

#[derive(Debug)]
pub(super) enum Content {
    /// A WARC record whose block is an HTTP message.
    Http(WarcRecord),
    /// The page itself.
    Page(Vec<u8>),
    /// A line of JSON that holds it in one of these fields.
    Line(Vec<u8>, Arc<Fields>),
}

/// Said to the decoder of pages that come as Unicode text: whatever the page says, it was
/// transcoded since.
pub(super) const UNICODE: &str = "text/html; charset=utf-8";

impl Record {
    /// The page's address, where the archive shows it at once.
    pub fn url(&self) -> Option<&str> {
        self.source.url.as_deref()
    }

    /// Undoes what the archive and HTTP did to the page. `name` is the input's.
    pub(super) fn open(self, name: &str, limit: usize) -> Result<Bytes, InputError> {
        let mut source = Source { name: name.to_owned(), ..self.source };
        let (mut damage, remark) = (self.damage, self.remark);
        let bytes = match self.content {
            Content::Page(bytes) => bytes,
            Content::Line(line, fields) => {
                let found = fields.find(&line)?;
                source.plain = found.plain;
                if let Some(url) = found.url {
                    source.name = format!("{name} {url}");
                    source.url = Some(url);
                }
                found.html.into_bytes()
            }
            Content::Http(record) => {
                let http = record.http().ok_or(InputError::Record("no HTTP answer in it"))?;
                if http.status >= 400 {
                    return Err(InputError::Http(http.status));
                }
                let encoding = http.header("Content-Encoding").unwrap_or("").to_ascii_lowercase();
                let body = http.unchunked();
                let unpacked = match encoding.trim() {
                    "deflate" => inflate(body, limit)?,
                    encoding => unpack(body, encoding == "br", limit)?,
                };
                damage = damage.or(unpacked.damage);
                unpacked.bytes
            }
        };
        if bytes.len() > limit {
            return Err(InputError::TooLarge(limit));
        }
        Ok(Bytes { bytes, damage, source, remark })
    }
}
