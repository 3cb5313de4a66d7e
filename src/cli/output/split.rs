//! One growing file, or several with so many records each.

use super::done::Done;
use super::packing::Packing;
use super::rows::Rows;
use super::table::Table;
use super::{Form, Keep};
use anyhow::{Context, bail};
use copydesk::Format;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// Files that grow record by record.
pub(super) struct Split {
    path: PathBuf,
    form: Form,
    packing: Packing,
    /// Records of a file.
    size: Option<usize>,
    number: usize,
    file: Growing,
    /// What was found in them.
    pub done: Done,
}

enum Growing {
    Rows(Rows),
    Table(Table),
}

impl Split {
    /// Begins with the first file, or goes on with the last there is.
    pub fn open(path: &Path, form: Form, packing: Packing, keep: Keep) -> anyhow::Result<Split> {
        let mut done = Done::default();
        let mut number = 0;
        if let (Some(size), true) = (keep.split, keep.resume) {
            // All but the last are full and stay as they are.
            while there(&numbered(path, Some(number + 1))) {
                let place = numbered(path, Some(number));
                let name = || place.display().to_string();
                let mut count = 0;
                let mut tell = |source: &str| {
                    count += 1;
                    done.add(source);
                };
                Growing::look(&place, form, packing, &mut tell).with_context(name)?;
                if count != size {
                    bail!("{}: {count} records, and not --split-output {size}", name());
                }
                number += 1;
            }
        } else if keep.split.is_some() {
            // What a longer run left would pass for output of this one.
            for number in 1.. {
                let place = numbered(path, Some(number));
                if std::fs::remove_file(&place).is_err() {
                    break;
                }
            }
        }
        let place = numbered(path, keep.split.map(|_| number));
        let mut tell = |source: &str| done.add(source);
        let tell: Option<&mut dyn FnMut(&str)> = if keep.resume { Some(&mut tell) } else { None };
        let file = Growing::open(&place, form, packing, tell)
            .with_context(|| place.display().to_string())?;
        Ok(Split { path: path.to_owned(), form, packing, size: keep.split, number, file, done })
    }

    /// Adds a record.
    pub fn write(&mut self, record: &str) -> io::Result<()> {
        if self.size.is_some_and(|size| self.file.records() >= size) {
            self.file.finish()?;
            self.number += 1;
            let place = numbered(&self.path, Some(self.number));
            self.file = Growing::open(&place, self.form, self.packing, None)?;
        }
        self.file.write(record)
    }

    /// Completes the last file.
    pub fn finish(&mut self) -> io::Result<()> {
        self.file.finish()
    }

    /// The file being written.
    pub fn place(&self) -> PathBuf {
        numbered(&self.path, self.size.map(|_| self.number))
    }
}

impl Growing {
    fn open(
        place: &Path,
        form: Form,
        packing: Packing,
        tell: Option<&mut dyn FnMut(&str)>,
    ) -> io::Result<Growing> {
        Ok(match form {
            Form::Text(format) => Growing::Rows(Rows::open(place, format, packing, tell)?),
            Form::Parquet => Growing::Table(Table::open(place, tell)?),
        })
    }

    /// Tells the sources of the records of a file that is complete.
    fn look(
        place: &Path,
        form: Form,
        packing: Packing,
        tell: &mut dyn FnMut(&str),
    ) -> io::Result<()> {
        match form {
            Form::Text(format) => Rows::look(place, format, packing, tell),
            Form::Parquet => Table::look(place, tell),
        }
    }

    fn records(&self) -> usize {
        match self {
            Growing::Rows(rows) => rows.records(),
            Growing::Table(table) => table.records(),
        }
    }

    fn write(&mut self, record: &str) -> io::Result<()> {
        match self {
            Growing::Rows(rows) => rows.write(record),
            Growing::Table(table) => table.write(record),
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        match self {
            Growing::Rows(rows) => rows.flush(true),
            Growing::Table(table) => table.finish(),
        }
    }
}

/// Is there such a file, complete or in the making?
fn there(place: &Path) -> bool {
    place.exists() || Table::parts_of(place).is_some_and(|parts| parts.exists())
}

/// `articles.jsonl.zst` → `articles-00003.jsonl.zst`.
fn numbered(path: &Path, number: Option<usize>) -> PathBuf {
    let Some(number) = number else { return path.to_owned() };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_form = |extension: &str| {
        Format::from_name(extension).is_some() || matches!(extension, "gz" | "zst" | "parquet")
    };
    let mut end = name.len();
    while let Some(dot) = name[..end].rfind('.').filter(|dot| *dot > 0) {
        if !is_form(&name[dot + 1..end].to_ascii_lowercase()) {
            break;
        }
        end = dot;
    }
    let mut numbered = OsString::from(&name[..end]);
    numbered.push(format!("-{number:05}{}", &name[end..]));
    path.with_file_name(numbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let name = |path: &str| numbered(Path::new(path), Some(3)).display().to_string();
        assert_eq!(name("out/articles.jsonl.zst"), "out/articles-00003.jsonl.zst");
        assert_eq!(name("a.b.parquet"), "a.b-00003.parquet");
        assert_eq!(name("articles"), "articles-00003");
        assert_eq!(numbered(Path::new("a.csv"), None), Path::new("a.csv"));
    }
}
