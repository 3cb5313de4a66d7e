//! A file that grows record by record: JSON lines, CSV, TSV, compressed or not.
//!
//! What is on the disk is made of whole records at every moment: a record, or a member of
//! compressed records, is written in one piece. A process that is killed in that very moment leaves
//! a part of one at the end, which the next run with `--resume` cuts off.

use super::packing::{MEMBER, Packing};
use copydesk::Format;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The file.
pub(super) struct Rows {
    file: File,
    packing: Packing,
    head: Vec<u8>,
    /// Records that wait until they make a member.
    waiting: Vec<u8>,
    records: usize,
}

impl Rows {
    /// Begins a file, or goes on with one: then `tell` hears the source of each record in it.
    pub fn open(
        path: &Path,
        format: Format,
        packing: Packing,
        resume: Option<&mut dyn FnMut(&str)>,
    ) -> io::Result<Rows> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(resume.is_none());
        let mut file = options.open(path)?;
        let head = copydesk::render::head(format).unwrap_or_default().into_bytes();
        let mut rows =
            Rows { file: file.try_clone()?, packing, head, waiting: Vec::new(), records: 0 };
        if let Some(tell) = resume {
            let end = rows.read(&mut file, format, tell)?;
            file.set_len(end)?;
            file.seek(SeekFrom::Start(end))?;
        }
        if rows.records == 0 {
            file.set_len(0)?;
            file.rewind()?;
            rows.waiting = rows.head.clone();
        }
        rows.file = file;
        rows.flush(false)?;
        Ok(rows)
    }

    /// Tells the sources of the records of a file that is complete.
    pub fn look(
        path: &Path,
        format: Format,
        packing: Packing,
        tell: &mut dyn FnMut(&str),
    ) -> io::Result<()> {
        let mut file = File::open(path)?;
        let head = copydesk::render::head(format).unwrap_or_default().into_bytes();
        let mut rows =
            Rows { file: file.try_clone()?, packing, head, waiting: Vec::new(), records: 0 };
        rows.read(&mut file, format, tell).map(drop)
    }

    /// Records in the file.
    pub fn records(&self) -> usize {
        self.records
    }

    /// Adds a record.
    pub fn write(&mut self, record: &str) -> io::Result<()> {
        self.records += 1;
        if self.packing == Packing::None && self.waiting.is_empty() {
            return self.file.write_all(record.as_bytes());
        }
        self.waiting.extend_from_slice(record.as_bytes());
        self.flush(false)
    }

    /// Writes what waits, if it makes a member or `all` of it has to go.
    pub fn flush(&mut self, all: bool) -> io::Result<()> {
        let full = self.packing == Packing::None || self.waiting.len() >= MEMBER;
        if self.waiting.is_empty() || !(all || full) {
            return Ok(());
        }
        let member = self.packing.pack(std::mem::take(&mut self.waiting))?;
        self.file.write_all(&member)
    }

    /// Reads the records that are whole; gives the place behind them. The last member is taken back
    /// if it is not full, so that the file grows as if there had been one run.
    fn read(
        &mut self,
        file: &mut File,
        format: Format,
        tell: &mut dyn FnMut(&str),
    ) -> io::Result<u64> {
        let mut records = Records { format, head: !self.head.is_empty(), tell, count: 0 };
        let mut end = 0;
        if self.packing == Packing::None {
            let mut reader = BufReader::new(file);
            let mut held = Vec::new();
            let mut chunk = vec![0; 1 << 20];
            loop {
                let read = reader.read(&mut chunk)?;
                held.extend_from_slice(&chunk[..read]);
                let whole = records.read(&held)?;
                end += whole as u64;
                held.drain(..whole);
                if read == 0 {
                    break;
                }
            }
        } else {
            let mut members = self.packing.members(file);
            while let Some((text, place)) = members.next() {
                if records.read(&text)? < text.len() {
                    return Err(foreign());
                }
                if text.len() < MEMBER {
                    self.waiting = text;
                    break;
                }
                end = place;
            }
        }
        self.records = records.count;
        Ok(end)
    }
}

/// Said rather than cutting off what somebody else wrote.
fn foreign() -> io::Error {
    io::Error::other("there is something in it that is no record of this format")
}

/// Finds the records in text.
struct Records<'a> {
    format: Format,
    /// The head is still to come.
    head: bool,
    tell: &'a mut dyn FnMut(&str),
    count: usize,
}

impl Records<'_> {
    /// Tells of the whole records at the start of a text; gives their length.
    fn read(&mut self, text: &[u8]) -> io::Result<usize> {
        let mut at = 0;
        while let Some(length) = self.record_length(&text[at..]) {
            let record = &text[at..at + length];
            at += length;
            if std::mem::take(&mut self.head) {
                continue;
            }
            let source = self.source(record).ok_or_else(foreign)?;
            (self.tell)(&source);
            self.count += 1;
        }
        Ok(at)
    }

    fn record_length(&self, text: &[u8]) -> Option<usize> {
        let mut quotes = 0;
        let mut from = 0;
        // In CSV, a line end between quotes is part of a field.
        for end in memchr::memchr_iter(b'\n', text) {
            if self.format == Format::Csv {
                quotes += memchr::memchr_iter(b'"', &text[from..end]).count();
                from = end;
            }
            if quotes % 2 == 0 {
                return Some(end + 1);
            }
        }
        None
    }

    /// The first field of a record; `None` if that is none.
    fn source(&self, record: &[u8]) -> Option<String> {
        let text = std::str::from_utf8(record).ok()?;
        match self.format {
            Format::Csv => match text.strip_prefix('"') {
                Some(quoted) => {
                    let end = quoted.replace("\"\"", "\0\0").find('"')?;
                    Some(quoted[..end].replace("\"\"", "\""))
                }
                None => Some(text.split(',').next()?.to_owned()),
            },
            Format::Tsv => {
                let field = text.split('\t').next()?;
                let plain = field.replace("\\\\", "\0").replace("\\t", "\t");
                Some(plain.replace("\\n", "\n").replace("\\r", "\r").replace('\0', "\\"))
            }
            _ => {
                #[derive(serde::Deserialize)]
                struct Line {
                    source: String,
                }
                serde_json::from_str::<Line>(text).ok().map(|line| line.source)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk::{Article, Status, render};

    fn record(source: &str, format: Format) -> String {
        render(&Article::failed(source, Status::Empty, "quoted \"so\",\nand on"), format)
    }

    /// Writes the records, cut off the file at every length, and goes on from there.
    fn cut_anywhere(format: Format, packing: Packing) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("rows");
        let sources = ["a", "b,\"c\"", "d\te\\f", "g"];
        let mut rows = Rows::open(&path, format, packing, None).unwrap();
        for source in sources {
            rows.write(&record(source, format)).unwrap();
        }
        rows.flush(true).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for length in 0..=whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            let mut found = Vec::new();
            let mut tell = |source: &str| found.push(source.to_owned());
            let mut rows = Rows::open(&path, format, packing, Some(&mut tell)).unwrap();
            assert_eq!(found, sources[..found.len()], "{format:?} cut at {length}");
            for source in &sources[found.len()..] {
                rows.write(&record(source, format)).unwrap();
            }
            rows.flush(true).unwrap();
            assert!(std::fs::read(&path).unwrap() == whole, "{format:?} cut at {length}");
        }
    }

    #[test]
    fn a_file_cut_anywhere_grows_to_the_same() {
        for format in [Format::Jsonl, Format::Csv, Format::Tsv] {
            cut_anywhere(format, Packing::None);
        }
        cut_anywhere(Format::Jsonl, Packing::Gzip);
        cut_anywhere(Format::Csv, Packing::Zstandard);
    }

    #[test]
    fn members_stay_where_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("rows.zst");
        let long =
            |n: usize| format!("{{\"source\":\"{n}\",\"text\":\"{}\"}}\n", "x".repeat(300_000));
        let write = |rows: &mut Rows, numbers: std::ops::Range<usize>| {
            numbers.for_each(|n| rows.write(&long(n)).unwrap());
        };
        let mut rows = Rows::open(&path, Format::Jsonl, Packing::Zstandard, None).unwrap();
        write(&mut rows, 0..10);
        rows.flush(true).unwrap();
        let whole = std::fs::read(&path).unwrap();
        let mut rows = Rows::open(&path, Format::Jsonl, Packing::Zstandard, None).unwrap();
        write(&mut rows, 0..6);
        rows.flush(true).unwrap(); // as when a run is stopped
        let mut count = 0;
        let mut tell = |_: &str| count += 1;
        let mut rows =
            Rows::open(&path, Format::Jsonl, Packing::Zstandard, Some(&mut tell)).unwrap();
        assert_eq!((count, rows.records()), (6, 6));
        write(&mut rows, 6..10);
        rows.flush(true).unwrap();
        assert!(std::fs::read(&path).unwrap() == whole);
    }
}
