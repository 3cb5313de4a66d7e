//! Compressed bytes → the bytes inside.
//!
//! gzip (RFC 1952) and Zstandard (RFC 8878) are told by their magic numbers, whatever the name
//! says. Brotli (RFC 7932) has none, so it is tried when the name says so.

use super::InputError;
use super::sniff::{Content, sniff};
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
use std::io::{self, Read};

/// Wrappings taken off: a server's gzip around a file's gzip is met with, more is a trap.
const MAX_LAYERS: usize = 3;

/// Bytes without their compression.
#[derive(Debug, Default, PartialEq)]
pub struct Unpacked {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What is wrong with them: the compressed data ended early or is damaged, and this is what
    /// came before that place.
    pub damage: Option<String>,
}

/// A compression.
#[derive(Clone, Copy, PartialEq)]
enum Format {
    Gzip,
    Zstandard,
    Brotli,
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Format::Gzip => "gzip",
            Format::Zstandard => "Zstandard",
            Format::Brotli => "Brotli",
        }
    }
}

/// Takes compression off, if there is any.
///
/// `brotli` says that the name or a header claims Brotli.
///
/// # Errors
///
/// [`InputError::TooLarge`] as soon as more than `limit` bytes come out, and
/// [`InputError::Damaged`] if nothing came out before the data went bad.
pub fn unpack(packed: Vec<u8>, brotli: bool, limit: usize) -> Result<Unpacked, InputError> {
    let mut unpacked = Unpacked { bytes: packed, damage: None };
    for layer in 0..MAX_LAYERS {
        let Some(format) = format(&unpacked.bytes, brotli && layer == 0) else { break };
        let packed = std::mem::take(&mut unpacked.bytes);
        let result = match format {
            Format::Gzip => gunzip(&packed, &mut unpacked.bytes, limit),
            Format::Zstandard => unzstd(&packed, &mut unpacked.bytes, limit),
            Format::Brotli => unbrotli(&packed, &mut unpacked.bytes, limit),
        };
        if unpacked.bytes.len() > limit {
            return Err(InputError::TooLarge(limit));
        }
        if let Err(error) = result {
            if format == Format::Brotli && is_page(&packed) {
                unpacked.bytes = packed;
                break;
            }
            let reason = match error.kind() {
                io::ErrorKind::UnexpectedEof => "the data ends early".to_owned(),
                _ => error.to_string(),
            };
            if unpacked.bytes.is_empty() {
                return Err(InputError::Damaged { format: format.name(), reason });
            }
            let name = format.name();
            unpacked.damage =
                Some(format!("damaged {name} data ({reason}); what came before was read"));
        }
    }
    Ok(unpacked)
}

/// Takes off what HTTP calls `deflate`: zlib (RFC 1950) as the standard has it, or bare deflate
/// (RFC 1951) as some servers send it. What is neither is given as it stands.
///
/// # Errors
///
/// [`InputError::TooLarge`] as soon as more than `limit` bytes come out.
pub(super) fn inflate(packed: Vec<u8>, limit: usize) -> Result<Unpacked, InputError> {
    let mut bytes = Vec::new();
    let mut end = read_capped(ZlibDecoder::new(&packed[..]), &mut bytes, limit);
    if bytes.is_empty() {
        end = read_capped(DeflateDecoder::new(&packed[..]), &mut bytes, limit);
    }
    if bytes.len() > limit {
        return Err(InputError::TooLarge(limit));
    }
    if bytes.is_empty() {
        return Ok(Unpacked { bytes: packed, damage: None });
    }
    let damage = end.err().map(|error| format!("damaged deflate data ({error})"));
    Ok(Unpacked { bytes, damage })
}

fn format(bytes: &[u8], brotli: bool) -> Option<Format> {
    // Besides frames of data, a Zstandard file may start with a frame to skip.
    let zstandard = bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
        || bytes.len() > 3 && bytes[0] & 0xf0 == 0x50 && bytes[1..4] == [0x2a, 0x4d, 0x18];
    if bytes.starts_with(&[0x1f, 0x8b]) {
        Some(Format::Gzip)
    } else if zstandard {
        Some(Format::Zstandard)
    } else {
        brotli.then_some(Format::Brotli)
    }
}

/// Is this a page that is only named like a compressed one?
fn is_page(bytes: &[u8]) -> bool {
    match sniff(bytes) {
        Content::Html => true,
        Content::Text => std::str::from_utf8(bytes).is_ok(),
        _ => false,
    }
}

/// Reads on until the end, an error, or one byte more than the limit.
fn read_capped(reader: impl Read, out: &mut Vec<u8>, limit: usize) -> io::Result<()> {
    let room = (limit as u64).saturating_add(1).saturating_sub(out.len() as u64);
    reader.take(room).read_to_end(out).map(drop)
}

/// Member after member; like gzip(1), whatever follows the last one is passed over.
fn gunzip(mut packed: &[u8], out: &mut Vec<u8>, limit: usize) -> io::Result<()> {
    while packed.starts_with(&[0x1f, 0x8b]) && out.len() <= limit {
        read_capped(GzDecoder::new(&mut packed), out, limit)?;
    }
    Ok(())
}

fn unzstd(packed: &[u8], out: &mut Vec<u8>, limit: usize) -> io::Result<()> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(packed)?;
    // The decoder keeps a window of the size the data asks for: no more than the page may have,
    // but the 8 MB that RFC 8878 wants to be supported.
    decoder.window_log_max(limit.clamp(8 << 20, 128 << 20).next_power_of_two().ilog2())?;
    read_capped(decoder, out, limit)
}

fn unbrotli(packed: &[u8], out: &mut Vec<u8>, limit: usize) -> io::Result<()> {
    // The "large window" extension, which RFC 7932 forbids, asks for up to a gigabyte.
    if packed.first().is_some_and(|byte| byte & 0x7f == 0x11) {
        return Err(io::Error::other("its window is larger than the standard allows"));
    }
    // The decoder has one error for both.
    read_capped(brotli::Decompressor::new(packed, 16 << 10), out, limit)
        .map_err(|_| io::Error::other("the data is invalid or ends early"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    const PAGE: &[u8] = "<p>Der Fluss führt so wenig Wasser wie seit Jahren nicht.".as_bytes();
    const LIMIT: usize = 1 << 20;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn brotli_packed(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        brotli::CompressorWriter::new(&mut out, 4096, 5, 22).write_all(bytes).unwrap();
        out
    }

    fn bytes(packed: Vec<u8>, brotli: bool) -> Vec<u8> {
        let unpacked = unpack(packed, brotli, LIMIT).unwrap();
        assert_eq!(unpacked.damage, None);
        unpacked.bytes
    }

    #[test]
    fn each_format_and_none() {
        assert_eq!(bytes(PAGE.to_vec(), false), PAGE);
        assert_eq!(bytes(gzip(PAGE), false), PAGE);
        assert_eq!(bytes(gzip(&gzip(PAGE)), false), PAGE);
        assert_eq!(bytes(zstd::encode_all(PAGE, 3).unwrap(), false), PAGE);
        assert_eq!(bytes(brotli_packed(PAGE), true), PAGE);
        assert_eq!(bytes(PAGE.to_vec(), true), PAGE, "a page that is only named .br");
    }

    #[test]
    fn members_follow_each_other_and_garbage_is_passed_over() {
        let (first, second) = PAGE.split_at(20);
        let mut packed = [gzip(first), gzip(second)].concat();
        packed.extend([0; 512]);
        assert_eq!(bytes(packed, false), PAGE);
    }

    #[test]
    fn what_could_be_read_of_damaged_data_is_kept() {
        let noise: Vec<u8> =
            (0..400_000u32).map(|i| (i.wrapping_mul(i) >> 3) as u8 & 0x7f).collect();
        let page = [PAGE, &noise].concat();
        for packed in [gzip(&page), zstd::encode_all(&page[..], 3).unwrap(), brotli_packed(&page)] {
            let cut = packed[..packed.len() - 9].to_vec();
            let unpacked = unpack(cut, true, LIMIT).unwrap();
            let damage = unpacked.damage.unwrap();
            assert!(damage.contains("ends early"), "{damage}");
            assert!(page.starts_with(&unpacked.bytes));
        }
        let Err(error) = unpack(gzip(PAGE)[..10].to_vec(), false, LIMIT) else { panic!("read") };
        assert_eq!(error.to_string(), "gzip data that cannot be unpacked: the data ends early");
    }

    #[test]
    fn bombs_stop_at_the_limit() {
        let zeros = vec![b' '; 4 << 20];
        for packed in
            [gzip(&zeros), zstd::encode_all(&zeros[..], 3).unwrap(), brotli_packed(&zeros)]
        {
            assert!(packed.len() < 8192);
            let Err(error) = unpack(packed, true, LIMIT) else { panic!("unpacked") };
            assert_eq!(error.to_string(), "larger than the limit of 1048576 bytes");
        }
    }
}
