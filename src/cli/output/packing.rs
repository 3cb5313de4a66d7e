//! Compression of output, as the name of the file asks for it.

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

/// Bytes of records from which they make a compressed member: enough to compress well, little
/// enough to lose when the process is killed.
pub(super) const MEMBER: usize = 1 << 20;

/// A compression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    Gzip,
    Zstandard,
}

impl Packing {
    /// What the extension says, and the name without it.
    pub fn of_name(path: &Path) -> (Packing, &Path) {
        let packing = match path.extension().and_then(OsStr::to_str) {
            Some(end) if end.eq_ignore_ascii_case("gz") => Packing::Gzip,
            Some(end) if end.eq_ignore_ascii_case("zst") => Packing::Zstandard,
            _ => return (Packing::None, path),
        };
        (packing, path.file_stem().map_or(path, Path::new))
    }

    /// Makes a member (gzip) or frame (Zstandard) of its own; files of several read as one.
    pub fn pack(self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        match self {
            Packing::None => Ok(bytes),
            Packing::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
                encoder.write_all(&bytes)?;
                encoder.finish()
            }
            Packing::Zstandard => zstd::encode_all(&bytes[..], 0),
        }
    }

    /// The members of a file that are whole.
    pub fn members<R: Read>(self, file: R) -> Members<R> {
        Members { packing: self, reader: Some(Counted { reader: BufReader::new(file), count: 0 }) }
    }
}

/// Unpacks member after member, as long as they are whole.
pub(super) struct Members<R> {
    packing: Packing,
    reader: Option<Counted<R>>,
}

impl<R: Read> Members<R> {
    /// The text of a member and the place in the file behind it.
    pub fn next(&mut self) -> Option<(Vec<u8>, u64)> {
        let mut reader = self.reader.take()?;
        if reader.fill_buf().ok()?.is_empty() {
            return None;
        }
        let mut text = Vec::new();
        let reader = if self.packing == Packing::Gzip {
            let mut decoder = GzDecoder::new(reader);
            decoder.read_to_end(&mut text).ok()?;
            decoder.into_inner()
        } else {
            let decoder = zstd::stream::read::Decoder::with_buffer(reader).ok()?;
            let mut decoder = decoder.single_frame();
            decoder.read_to_end(&mut text).ok()?;
            decoder.finish()
        };
        let place = reader.count;
        self.reader = Some(reader);
        Some((text, place))
    }
}

/// Counts what is taken.
struct Counted<R> {
    reader: BufReader<R>,
    count: u64,
}

impl<R: Read> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.count += amount as u64;
        self.reader.consume(amount);
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(out)?;
        self.count += read as u64;
        Ok(read)
    }
}
