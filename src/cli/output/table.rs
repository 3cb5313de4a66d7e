//! A Parquet file, which is complete or not there at all.
//!
//! Its index stands at its end, so a file in the making is unreadable. Row groups are kept beside
//! it as files of their own, in `.NAME.parts/`, and joined at the end. After `kill -9` they are
//! where `--resume` goes on; what is lost is the row group in work.

use super::replacement::Replacement;
use copydesk::render::parquet::{Error, RowGroup, join, pick, row_groups, sources};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The file in the making.
pub(super) struct Table {
    path: PathBuf,
    parts: PathBuf,
    /// Parts written so far; each is one row group.
    count: usize,
    group: RowGroup,
    records: usize,
}

impl Table {
    /// Begins a file, or goes on with one: then `tell` hears the source of each record in it.
    pub fn open(path: &Path, resume: Option<&mut dyn FnMut(&str)>) -> io::Result<Table> {
        let parts = Table::parts_of(path).ok_or(io::ErrorKind::InvalidInput)?;
        let group = RowGroup::new().map_err(told)?;
        let mut table = Table { path: path.to_owned(), parts, count: 0, group, records: 0 };
        if table.old().exists() {
            fs::remove_dir_all(table.old())?;
        }
        let Some(tell) = resume else {
            if table.parts.exists() {
                fs::remove_dir_all(&table.parts)?;
            }
            fs::create_dir_all(&table.parts)?;
            return Ok(table);
        };
        if !table.parts.exists() && path.is_file() {
            table.take_apart()?;
        }
        fs::create_dir_all(&table.parts)?;
        while table.part(table.count).is_file() {
            let part = table.part(table.count);
            let groups = row_groups(File::open(&part)?).map_err(told)?;
            sources(File::open(&part)?, &mut *tell).map_err(told)?;
            table.records += groups.iter().sum::<usize>();
            table.count += 1;
        }
        table.reopen_last()?;
        Ok(table)
    }

    /// Where the row groups of a file in the making are.
    pub fn parts_of(path: &Path) -> Option<PathBuf> {
        let mut hidden = OsString::from(".");
        hidden.push(path.file_name()?);
        hidden.push(".parts");
        Some(path.with_file_name(hidden))
    }

    /// Tells the sources of the records of a file that is complete.
    pub fn look(path: &Path, tell: &mut dyn FnMut(&str)) -> io::Result<()> {
        sources(File::open(path)?, tell).map_err(told)
    }

    /// Records in it.
    pub fn records(&self) -> usize {
        self.records
    }

    /// Adds a record, given as JSON.
    pub fn write(&mut self, record: &str) -> io::Result<()> {
        self.group.push_json(&serde_json::from_str(record)?);
        self.records += 1;
        if self.group.is_full() { self.end_group() } else { Ok(()) }
    }

    /// Puts the file in its place.
    pub fn finish(&mut self) -> io::Result<()> {
        if self.group.rows() > 0 {
            self.end_group()?;
        }
        let open = |number| File::open(self.part(number));
        let parts: Vec<_> = (0..self.count).map(open).collect::<io::Result<_>>()?;
        // Whatever moment the process is killed in, there is the file, or all of its parts, or both;
        // and what lies about lies where the next run looks.
        let whole = self.parts.join("whole");
        join(&parts, File::create(&whole)?).map_err(told)?;
        let target = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        fs::rename(&whole, target)?;
        let old = self.old();
        fs::rename(&self.parts, &old)?;
        fs::remove_dir_all(old)
    }

    /// Parts that are joined and on their way out.
    fn old(&self) -> PathBuf {
        self.parts.with_extension("old")
    }

    fn part(&self, number: usize) -> PathBuf {
        self.parts.join(format!("{number:06}.parquet"))
    }

    fn end_group(&mut self) -> io::Result<()> {
        let group = std::mem::replace(&mut self.group, RowGroup::new().map_err(told)?);
        let mut part = group.write(Replacement::new(&self.part(self.count))?).map_err(told)?;
        part.commit()?;
        self.count += 1;
        Ok(())
    }

    /// Makes parts of a file that is complete, since more records are to come.
    fn take_apart(&mut self) -> io::Result<()> {
        let groups = row_groups(File::open(&self.path)?).map_err(told)?.len();
        // Under another name until all are there.
        let unfinished = self.parts.with_extension("new");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)?;
        }
        fs::create_dir_all(&unfinished)?;
        for number in 0..groups {
            let part = File::create(unfinished.join(format!("{number:06}.parquet")))?;
            let whole = File::open(&self.path)?;
            pick(&whole, number, part).map_err(told)?;
        }
        fs::rename(&unfinished, &self.parts)
    }

    /// The last row group may not be full: its records are taken back, so that the file grows as if
    /// there had been one run.
    fn reopen_last(&mut self) -> io::Result<()> {
        let Some(last) = self.count.checked_sub(1) else { return Ok(()) };
        let group = RowGroup::read(File::open(self.part(last))?).map_err(told)?;
        if !group.is_full() {
            self.group = group;
            self.count = last;
        }
        Ok(())
    }
}

fn told(error: Error) -> io::Error {
    io::Error::other(error)
}
