//! A file or pipe of any length, read without its compression in bounded memory.
//!
//! Archives are gzip members (RFC 1952) or Zstandard frames (RFC 8878) one after the other, often
//! one for each record. The stream knows where each began, which is what indexes of archives point
//! to, and finds the next one after a damaged one.

use super::raw::Raw;
use flate2::bufread::GzDecoder;
use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

/// Unpacked bytes held.
const BUFFER: usize = 64 << 10;

/// Largest window of Zstandard data that is accepted, as a power of two: 128 MB, what the `zstd`
/// program takes unless told otherwise.
const WINDOW_LOG: u32 = 27;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTANDARD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// Unpacked bytes, with the places they come from.
pub struct Stream {
    state: State,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    /// Unpacked bytes before the buffer.
    before: u64,
    /// Where members began: in unpacked bytes, and in the file.
    members: VecDeque<(u64, u64)>,
    /// A member was damaged and none was read since: more damage is the same damage.
    lost: bool,
}

enum State {
    Between(Raw),
    Plain(Raw),
    Gzip(Box<GzDecoder<Raw>>),
    Zstandard(zstd::stream::read::Decoder<'static, Raw>),
    Brotli(Box<brotli::Decompressor<Raw>>),
    Ended,
}

/// Where something begins in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// First byte of the compressed member, or of the thing itself in a file without compression.
    pub offset: u64,
    /// Unpacked bytes of the member before it.
    pub within: u64,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.within {
            0 => write!(f, "{}", self.offset),
            within => write!(f, "{}+{within}", self.offset),
        }
    }
}

impl Stream {
    /// Reads from a file or pipe. `brotli`: its name says that it is compressed with Brotli, which
    /// has no mark of its own.
    pub fn new(reader: impl Read + Send + 'static, brotli: bool) -> Stream {
        let raw = Raw::new(Box::new(reader));
        let mut members = VecDeque::new();
        let state = if brotli {
            members.push_back((0, 0));
            State::Brotli(Box::new(brotli::Decompressor::new(raw, 16 << 10)))
        } else {
            State::Between(raw)
        };
        let buffer = vec![0; BUFFER];
        Stream { state, buffer, at: 0, end: 0, before: 0, members, lost: false }
    }

    /// Unpacked bytes read so far.
    pub fn position(&self) -> u64 {
        self.before + self.at as u64
    }

    /// The place in the file of an unpacked byte at or after the last one asked for.
    pub fn place_of(&mut self, at: u64) -> Place {
        while self.members.get(1).is_some_and(|(start, _)| *start <= at) {
            self.members.pop_front();
        }
        match (self.members.front(), &self.state) {
            (_, State::Plain(_)) => Place { offset: at, within: 0 },
            (Some((start, offset)), _) => Place { offset: *offset, within: at - start },
            (None, _) => Place { offset: at, within: 0 },
        }
    }

    /// Goes to the next member, or to the end.
    fn enter(&mut self, mut raw: Raw) -> io::Result<()> {
        loop {
            let place = (self.before, raw.count());
            let start = raw.peek(4)?;
            if start.is_empty() {
                self.state = State::Ended;
                return Ok(());
            }
            // After damage, only what can't be chance is a member.
            let gzip = start.starts_with(GZIP)
                && (!self.lost || start.len() == 4 && start[2] == 8 && start[3] < 0x20);
            if gzip {
                self.members.push_back(place);
                self.state = State::Gzip(Box::new(GzDecoder::new(raw)));
                return Ok(());
            }
            if start.starts_with(ZSTANDARD) {
                self.members.push_back(place);
                let mut decoder = zstd::stream::read::Decoder::with_buffer(raw)?.single_frame();
                decoder.window_log_max(WINDOW_LOG)?;
                self.state = State::Zstandard(decoder);
                return Ok(());
            }
            if is_skippable(start) {
                let header = raw.peek(8)?;
                let length = header.get(4..8).and_then(|bytes| bytes.try_into().ok());
                raw.skip(8 + length.map_or(0, u32::from_le_bytes) as u64)?;
                continue;
            }
            if place == (0, 0) {
                self.state = State::Plain(raw);
                return Ok(());
            }
            // Padding, or what a damaged member left.
            let held = raw.fill_buf()?;
            let mark = |&byte: &u8| byte == GZIP[0] || byte == ZSTANDARD[0];
            let next = held.iter().skip(1).position(mark).map_or(held.len(), |at| at + 1);
            raw.consume(next);
        }
    }

    /// Reads a buffer more; it stays empty at the end.
    fn refill(&mut self) -> io::Result<()> {
        self.before += self.end as u64;
        (self.at, self.end) = (0, 0);
        loop {
            // A failure of the system ends the stream; only damaged data has a next member.
            let read = match &mut self.state {
                State::Ended => return Ok(()),
                State::Plain(raw) => raw.read(&mut self.buffer),
                State::Gzip(decoder) => decoder.read(&mut self.buffer),
                State::Zstandard(decoder) => decoder.read(&mut self.buffer),
                State::Brotli(decoder) => decoder.read(&mut self.buffer),
                State::Between(_) => Ok(0),
            };
            match read {
                Ok(read) if read > 0 => {
                    self.end = read;
                    self.lost = false;
                    return Ok(());
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    let was_lost = std::mem::replace(&mut self.lost, true);
                    match self.leave() {
                        Some(raw) => self.state = State::Between(raw),
                        None => return Err(error),
                    }
                    if !was_lost {
                        return Err(error);
                    }
                }
            }
            if let Some(raw) = self.leave() {
                self.enter(raw)?;
            }
        }
    }

    /// Takes the reader out of its decoder, unless nothing more can come of it.
    fn leave(&mut self) -> Option<Raw> {
        let raw = match std::mem::replace(&mut self.state, State::Ended) {
            State::Between(raw) => raw,
            State::Gzip(decoder) => decoder.into_inner(),
            State::Zstandard(decoder) => decoder.finish(),
            State::Plain(_) | State::Brotli(_) | State::Ended => return None,
        };
        (!raw.has_failed()).then_some(raw)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.end {
            self.refill()?;
        }
        Ok(&self.buffer[self.at..self.end])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.end);
    }
}

impl Read for Stream {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let held = self.fill_buf()?;
        let count = held.len().min(out.len());
        out[..count].copy_from_slice(&held[..count]);
        self.consume(count);
        Ok(count)
    }
}

/// A frame for readers of another kind: a dictionary, an index.
fn is_skippable(start: &[u8]) -> bool {
    start.len() == 4 && start[0] & 0xf0 == 0x50 && start[1..] == [0x2a, 0x4d, 0x18]
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn lines(bytes: Vec<u8>) -> Vec<(String, String)> {
        let mut stream = Stream::new(io::Cursor::new(bytes), false);
        let (mut lines, mut at) = (Vec::new(), 0);
        loop {
            let mut line = String::new();
            match stream.read_line(&mut line) {
                Ok(0) => return lines,
                Ok(read) => {
                    let place = stream.place_of(at).to_string();
                    at += read as u64;
                    lines.push((place, line.trim_end().to_owned()));
                }
                Err(error) => {
                    // What was read of the line before is gone with it.
                    at = stream.position();
                    lines.push(("damage".into(), error.to_string()));
                }
            }
        }
    }

    #[test]
    fn members_and_frames_and_their_places() {
        let (one, two) = (gzip("a\nb\n"), zstd::encode_all(&b"c\n"[..], 1).unwrap());
        let skip = [&[0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0][..], b"xx"].concat();
        let file = [&one[..], &[0; 20], &skip, &two, &gzip("d\n")].concat();
        let places: Vec<_> = lines(file).into_iter().map(|(place, line)| place + &line).collect();
        let second = one.len() + 20 + skip.len();
        let expected =
            ["0a".into(), "0+2b".into(), format!("{second}c"), format!("{}d", second + two.len())];
        assert_eq!(places, expected);
        let plain = lines(b"a\nbc\nd\n".to_vec());
        assert_eq!(plain[2], ("5".to_owned(), "d".to_owned()));
        assert!(lines(Vec::new()).is_empty());
    }

    #[test]
    fn after_a_damaged_member_the_next_is_found() {
        let mut bad = gzip(&"the quick brown fox\n".repeat(40));
        let end = bad.len() - 12;
        bad[end] ^= 0x55;
        let file = [gzip("a\n"), bad, gzip("c\n")].concat();
        let lines = lines(file);
        assert_eq!(lines.first().unwrap().1, "a");
        assert_eq!(lines.last().unwrap().1, "c");
        assert_eq!(lines.iter().filter(|(place, _)| place == "damage").count(), 1, "{lines:?}");
    }

    #[test]
    fn a_file_that_ends_early_says_so_once() {
        let whole = gzip(&(0..500).map(|n| format!("{n}\n")).collect::<String>());
        let lines = lines([gzip("a\n"), whole[..whole.len() / 2].to_vec()].concat());
        assert_eq!(lines.iter().filter(|(place, _)| place == "damage").count(), 1, "{lines:?}");
    }
}
