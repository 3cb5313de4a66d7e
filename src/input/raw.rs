//! The bytes of a file or pipe as they stand, counted.

use std::io::{self, BufRead, Read};

/// Bytes read from the system at a time.
const BUFFER: usize = 64 << 10;

/// A buffered reader that knows how many bytes were taken from it and can look a little ahead.
pub(super) struct Raw {
    reader: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    count: u64,
    failed: bool,
}

impl Raw {
    pub fn new(reader: Box<dyn Read + Send>) -> Raw {
        Raw { reader, buffer: vec![0; BUFFER], at: 0, end: 0, count: 0, failed: false }
    }

    /// Bytes taken so far.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Has the system failed to read?
    pub fn has_failed(&self) -> bool {
        self.failed
    }

    /// The next bytes without taking them; fewer than `count` only at the end.
    pub fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        while self.end - self.at < count {
            self.buffer.copy_within(self.at..self.end, 0);
            (self.at, self.end) = (0, self.end - self.at);
            if self.more()? == 0 {
                break;
            }
        }
        Ok(&self.buffer[self.at..self.end.min(self.at + count)])
    }

    /// Passes over bytes.
    pub fn skip(&mut self, count: u64) -> io::Result<()> {
        io::copy(&mut self.by_ref().take(count), &mut io::sink()).map(drop)
    }

    /// Reads behind what is held.
    fn more(&mut self) -> io::Result<usize> {
        loop {
            match self.reader.read(&mut self.buffer[self.end..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failed = true;
                    return Err(error);
                }
                Ok(read) => {
                    self.end += read;
                    return Ok(read);
                }
            }
        }
    }
}

impl BufRead for Raw {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.end {
            (self.at, self.end) = (0, 0);
            self.more()?;
        }
        Ok(&self.buffer[self.at..self.end])
    }

    fn consume(&mut self, amount: usize) {
        let amount = amount.min(self.end - self.at);
        self.at += amount;
        self.count += amount as u64;
    }
}

impl Read for Raw {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let held = self.fill_buf()?;
        let count = held.len().min(out.len());
        out[..count].copy_from_slice(&held[..count]);
        self.consume(count);
        Ok(count)
    }
}
