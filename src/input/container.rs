//! Files that hold many pages, and how they are told.

use super::json_lines::{Fields, JsonLines};
use super::parquet_rows::ParquetRows;
use super::stream::Stream;
use super::warc_pages::WarcPages;
use super::{InputError, Place, stdin};
use std::fs::File;
use std::io::{self, BufRead, Read, Seek};
use std::path::Path;
use std::sync::Arc;

/// Bytes looked at to tell a container, or how it is packed.
const START: usize = 512;

/// Bytes looked at of what is packed: the largest block of Zstandard data (128 kB, RFC 8878 section
/// 3.1.1.2.3), of which nothing comes out before all of it is there, and what may stand before it.
const PACKED_START: usize = 256 << 10;

/// Kinds of files that hold many pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Warc,
    JsonLines,
    Parquet,
}

impl Kind {
    /// By the extension that is left without one for a compression.
    pub fn of_extension(extension: &str) -> Option<Kind> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "warc" | "wet" => Kind::Warc,
            "jsonl" | "ndjson" => Kind::JsonLines,
            "parquet" => Kind::Parquet,
            _ => return None,
        })
    }

    /// By the first bytes, packed or not.
    pub fn of_start(start: &[u8], brotli: bool) -> Option<Kind> {
        if start.starts_with(b"PAR1") {
            return Some(Kind::Parquet);
        }
        // A start that breaks off gives what it holds.
        let mut stream = Stream::new(io::Cursor::new(start.to_vec()), brotli);
        let unpacked = stream.fill_buf().unwrap_or_default().trim_ascii_start();
        let object = unpacked.strip_prefix(b"{").map(|rest| {
            let blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
            rest.iter().find(|byte| !blank(byte)) == Some(&b'"')
        });
        match object {
            _ if unpacked.starts_with(b"WARC/") => Some(Kind::Warc),
            Some(true) => Some(Kind::JsonLines),
            _ => None,
        }
    }

    /// By what a file holds; `None` as well for one that can't be read.
    pub fn of_file(path: &Path) -> Option<Kind> {
        let brotli = is_named_brotli(path);
        let file = File::open(path).ok()?;
        let mut start = Vec::new();
        (&file).take(START as u64).read_to_end(&mut start).ok()?;
        if brotli || is_packed(&start) {
            (&file).take(PACKED_START as u64).read_to_end(&mut start).ok()?;
        }
        Kind::of_start(&start, brotli)
    }

    /// By what comes on standard input, which stays there.
    pub fn of_stdin() -> Option<Kind> {
        let mut start = stdin::peek(START).ok()?;
        if is_packed(&start) {
            start = stdin::peek(PACKED_START).ok()?;
        }
        Kind::of_start(&start, false)
    }
}

/// The pages of a container, one after the other.
pub(super) enum Container {
    Warc(Box<WarcPages>),
    JsonLines(Box<JsonLines>),
    Parquet(Box<ParquetRows>),
}

impl Container {
    pub fn open(
        path: &Path,
        kind: Kind,
        fields: &Arc<Fields>,
        limit: usize,
    ) -> Result<Container, InputError> {
        let file = File::open(path)?;
        Container::read(file, kind, is_named_brotli(path), fields, limit)
    }

    /// The container on standard input.
    pub fn stdin(kind: Kind, fields: &Arc<Fields>, limit: usize) -> Result<Container, InputError> {
        if kind != Kind::Parquet {
            return Ok(Container::stream(Stream::new(stdin::rest(), false), kind, fields, limit));
        }
        // Its index stands at the end, so all of it must be had first.
        let mut file = tempfile::tempfile()?;
        io::copy(&mut stdin::rest(), &mut file)?;
        file.rewind()?;
        Container::read(file, kind, false, fields, limit)
    }

    fn read(
        file: File,
        kind: Kind,
        brotli: bool,
        fields: &Arc<Fields>,
        limit: usize,
    ) -> Result<Container, InputError> {
        Ok(match kind {
            Kind::Parquet => Container::Parquet(Box::new(ParquetRows::new(file, fields, limit)?)),
            _ => Container::stream(Stream::new(file, brotli), kind, fields, limit),
        })
    }

    fn stream(stream: Stream, kind: Kind, fields: &Arc<Fields>, limit: usize) -> Container {
        match kind {
            Kind::Warc => Container::Warc(Box::new(WarcPages::new(stream, limit))),
            _ => {
                let lines = JsonLines::new(stream, Arc::clone(fields), limit);
                Container::JsonLines(Box::new(lines))
            }
        }
    }

    /// The next page, with what is said of its place in the file, and its URL where it shows at
    /// once.
    pub fn next(&mut self) -> Option<(String, Option<String>, Place)> {
        match self {
            Container::Warc(pages) => pages.next(),
            Container::JsonLines(lines) => lines.next().map(|(place, page)| (place, None, page)),
            Container::Parquet(rows) => rows.next(),
        }
    }
}

/// Is it gzip or Zstandard data?
fn is_packed(start: &[u8]) -> bool {
    start.starts_with(&[0x1f, 0x8b])
        || start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
        || start.get(1..4) == Some(&[0x2a, 0x4d, 0x18])
}

pub(super) fn is_named_brotli(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("br"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts() {
        let kind = |text: &str| Kind::of_start(text.as_bytes(), false);
        assert_eq!(kind("WARC/1.0\r\n"), Some(Kind::Warc));
        assert_eq!(kind("{\"html\": \"<p>"), Some(Kind::JsonLines));
        assert_eq!(kind("{\n \"html\": 1}"), None, "JSON over many lines");
        assert_eq!(kind("<html>"), None);
        let packed = zstd::encode_all(&b"WARC/1.1\r\n"[..], 1).unwrap();
        assert_eq!(Kind::of_start(&packed, false), Some(Kind::Warc));
    }
}
