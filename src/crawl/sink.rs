//! Where records go, and how a file takes each exactly once although the process may be killed.

use super::address::Fnv;
use crate::article::Article;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A receiver of records.
///
/// The crawl writes records, then asks the sink to save, then notes in one transaction which URLs
/// are done and where the sink stood. So a sink that can go back to where it stood gets every
/// record exactly once; others (a pipe, a function) may get the last few again after a crash.
pub trait Sink {
    /// Goes back to where it stood at the last save; `None` at the first run of a state.
    ///
    /// # Errors
    /// Those of the file behind it.
    fn resume(&mut self, _saved: Option<&str>) -> io::Result<()> {
        Ok(())
    }

    /// Takes a record.
    ///
    /// # Errors
    /// Those of the file behind it; they end the crawl.
    fn write(&mut self, record: Article) -> io::Result<()>;

    /// Makes sure that all records outlive the process, and says where it stands.
    ///
    /// # Errors
    /// Those of the file behind it.
    fn save(&mut self) -> io::Result<Option<String>> {
        Ok(None)
    }
}

impl<F: FnMut(Article) -> io::Result<()>> Sink for F {
    fn write(&mut self, record: Article) -> io::Result<()> {
        self(record)
    }
}

/// A file that is only appended to and can be cut back to where it stood.
#[derive(Debug)]
pub struct AppendFile {
    path: PathBuf,
    file: BufWriter<File>,
    len: u64,
    trailer: &'static [u8],
}

/// Bytes before a position by which the file is recognised.
const TAIL: u64 = 4096;

impl AppendFile {
    /// Opens a file to append to it.
    ///
    /// If `saved` (of [`AppendFile::position`]) belongs to this very file, what was written after
    /// it is cut off. Any other file keeps its content.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn open(path: &Path, saved: Option<&str>) -> io::Result<AppendFile> {
        AppendFile::with_trailer(path, saved, b"")
    }

    /// As [`AppendFile::open`]; at every saved position the file ends with a trailer that the next
    /// bytes replace, such as the bracket of a JSON array.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn with_trailer(
        path: &Path,
        saved: Option<&str>,
        trailer: &'static [u8],
    ) -> io::Result<AppendFile> {
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut len = file.metadata()?.len();
        if let Some((position, tail)) = saved.and_then(|saved| parse(saved, path))
            && position <= len
            && tail_hash(&mut file, position)? == tail
        {
            file.set_len(position)?;
            len = position;
        } else if saved.is_some() && len > 0 {
            tracing::warn!(path = %path.display(), "not the file that this crawl wrote: appending to it");
        }
        file.seek(SeekFrom::Start(len))?;
        Ok(AppendFile {
            path: path.to_owned(),
            file: BufWriter::with_capacity(1 << 16, file),
            len,
            trailer,
        })
    }

    /// Bytes written so far.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Is it empty?
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.len += bytes.len() as u64;
        Ok(())
    }

    /// Hands everything to the system and says where the file stands.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn position(&mut self) -> io::Result<String> {
        self.file.flush()?;
        let file = self.file.get_mut();
        if !self.trailer.is_empty() {
            file.write_all(self.trailer)?;
        }
        let tail = tail_hash(file, self.len)?;
        file.seek(SeekFrom::Start(self.len))?;
        Ok(format!("{} {tail:016x} {}", self.len, self.path.display()))
    }
}

/// Reads a saved position, if it is one of this path.
fn parse(saved: &str, path: &Path) -> Option<(u64, i64)> {
    let mut parts = saved.splitn(3, ' ');
    let position = parts.next()?.parse().ok()?;
    let tail = u64::from_str_radix(parts.next()?, 16).ok()? as i64;
    (parts.next()? == path.display().to_string()).then_some((position, tail))
}

fn tail_hash(file: &mut File, position: u64) -> io::Result<i64> {
    let start = position.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::with_capacity((position - start) as usize);
    file.take(position - start).read_to_end(&mut bytes)?;
    let mut hash = Fnv::default();
    hash.write(&bytes);
    Ok(hash.finish())
}

/// Records in a file, each rendered by a function.
pub struct FileSink<R> {
    path: PathBuf,
    keep: bool,
    trailer: &'static [u8],
    file: Option<AppendFile>,
    render: R,
}

impl<R: FnMut(&Article, bool) -> String> FileSink<R> {
    /// A sink to `path`. `render` gets a record and whether it is the first of the file. Unless
    /// `keep` is set, a file that is there is replaced at the first run.
    pub fn new(path: &Path, keep: bool, render: R) -> FileSink<R> {
        FileSink { path: path.to_owned(), keep, trailer: b"", file: None, render }
    }

    /// Ends the file with a trailer: see [`AppendFile::with_trailer`].
    pub fn trailer(mut self, trailer: &'static [u8]) -> FileSink<R> {
        self.trailer = trailer;
        self
    }
}

impl<R: FnMut(&Article, bool) -> String> Sink for FileSink<R> {
    fn resume(&mut self, saved: Option<&str>) -> io::Result<()> {
        if saved.is_none() && !self.keep {
            File::create(&self.path)?;
        }
        self.file = Some(AppendFile::with_trailer(&self.path, saved, self.trailer)?);
        Ok(())
    }

    fn write(&mut self, record: Article) -> io::Result<()> {
        let file = self.file.as_mut().ok_or_else(|| io::Error::other("the sink is not open"))?;
        file.append((self.render)(&record, file.is_empty()).as_bytes())
    }

    fn save(&mut self) -> io::Result<Option<String>> {
        self.file.as_mut().map(AppendFile::position).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_goes_back_to_where_it_stood_and_only_that_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.jsonl");
        let mut file = AppendFile::open(&path, None).unwrap();
        file.append(b"one\n").unwrap();
        let saved = file.position().unwrap();
        file.append(b"two\nthr").unwrap();
        file.position().unwrap();
        drop(file);
        // Killed in the middle of a record.
        let mut file = AppendFile::open(&path, Some(&saved)).unwrap();
        file.append(b"TWO\n").unwrap();
        file.position().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one\nTWO\n");
        // Another file at the same place keeps its content, a shorter one too.
        std::fs::write(&path, "something else\n").unwrap();
        assert_eq!(AppendFile::open(&path, Some(&saved)).unwrap().len(), 15);
        std::fs::write(&path, "").unwrap();
        assert!(AppendFile::open(&path, Some(&saved)).unwrap().is_empty());
    }
}
