//! `--dedup`: records wait on disk until all have come, for only then it is known which of them say
//! what another says.
//!
//! In memory stay a few numbers a record (see [`Documents`]); the records themselves are in a
//! temporary file without a name, those that may turn out to be duplicates in both forms.

use copydesk::dedupe::{ContentHash, Documents, Fingerprint, Sameness};
use copydesk::{Article, Format, Status, render};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
pub(super) enum Dedup {
    /// Equal texts
    Exact,
    /// Texts that differ in little: a sentence, a short paragraph, a line left over
    Near,
}

/// An article that may turn out to be a duplicate.
pub(super) struct Candidate {
    hash: ContentHash,
    print: Fingerprint,
    length: usize,
    /// The record in that case, with [`SLOT`] in the place of the other's source.
    duplicate: String,
}

/// Stands for a source that is not known yet: every format writes it as it is, in quotes where there
/// are quotes; its comma brings them about in CSV.
const SLOT: &str = "copydesk: \u{e000}the record, that is kept\u{e000}";

impl Candidate {
    /// Articles alone are held against each other, not what stands in the place of one.
    pub fn of(article: Article, format: Format) -> Option<Candidate> {
        let (hash, print) = (article.content_hash?, article.fingerprint?);
        let length = article.text.len();
        (article.status == Status::Ok).then(|| {
            let duplicate = render(&article.into_duplicate(SLOT), format);
            Candidate { hash, print, length, duplicate }
        })
    }
}

/// A record as it waits.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Record {
    pub source: String,
    pub text: String,
    /// Where to put it in an output folder.
    pub stem: PathBuf,
    /// Its file in the folder, if that was settled before.
    pub place: Option<PathBuf>,
    pub file: Option<PathBuf>,
}

/// The records that wait.
pub(super) struct Waiting {
    sameness: Sameness,
    format: Format,
    file: BufWriter<File>,
    length: u64,
    /// Where each record begins that may be a duplicate.
    begins: Vec<u64>,
    documents: Documents,
}

impl Waiting {
    pub fn new(dedup: Dedup, format: Format) -> io::Result<Waiting> {
        Ok(Waiting {
            sameness: match dedup {
                Dedup::Exact => Sameness::Exact,
                Dedup::Near => Sameness::Near,
            },
            format,
            file: BufWriter::with_capacity(1 << 16, tempfile::tempfile()?),
            length: 0,
            begins: Vec::new(),
            documents: Documents::default(),
        })
    }

    /// Puts a record behind the others.
    pub fn put(&mut self, record: &Record, candidate: Option<&Candidate>) -> io::Result<()> {
        if let Some(candidate) = candidate {
            self.begins.push(self.length);
            self.documents.put(candidate.hash, candidate.print, candidate.length);
        }
        let fields = [
            Some(record.source.as_bytes()),
            candidate.map(|candidate| candidate.duplicate.as_bytes()),
            Some(record.text.as_bytes()),
            Some(record.stem.as_os_str().as_encoded_bytes()),
            record.place.as_deref().map(|place| place.as_os_str().as_encoded_bytes()),
            record.file.as_deref().map(|file| file.as_os_str().as_encoded_bytes()),
        ];
        for field in fields {
            let length = field.map_or(NO_FIELD, |field| field.len() as u64);
            self.file.write_all(&length.to_le_bytes())?;
            self.file.write_all(field.unwrap_or_default())?;
            self.length += 8 + field.map_or(0, |field| field.len() as u64);
        }
        Ok(())
    }

    /// Hands out the records in the order they came: duplicates in their own form, and with each
    /// that might have been one how it ended.
    ///
    /// # Errors
    ///
    /// Those of the file and of `each`, at which it ends.
    pub fn finish<E: From<io::Error>>(
        self,
        mut each: impl FnMut(Record, Option<Status>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Waiting { sameness, format, file, length, begins, documents } = self;
        let mut file = Stored(file.into_inner().map_err(io::IntoInnerError::into_error)?);
        let kept = documents.kept(sameness, |document| file.source(begins[document]))?;
        drop(documents);
        let (mut position, mut document) = (0, 0);
        while position < length {
            file.seek(position)?;
            let mut reader = BufReader::new(&file.0);
            let mut field = || read(&mut reader, &mut position);
            let source = text(field()?);
            let duplicate = field()?.map(|duplicate| text(Some(duplicate)));
            let article = text(field()?);
            let stem = path(field()?.unwrap_or_default());
            let (place, file_read) = (field()?.map(path), field()?.map(path));
            let record = Record { source, text: article, stem, place, file: file_read };
            let Some(duplicate) = duplicate else {
                each(record, None)?;
                continue;
            };
            let by = kept[document] as usize;
            if by == document {
                each(record, Some(Status::Ok))?;
            } else {
                let text = duplicate.replace(SLOT, &escaped(&file.source(begins[by])?, format));
                each(Record { text, ..record }, Some(Status::Duplicate))?;
            }
            document += 1;
        }
        Ok(())
    }
}

/// Length of a field that is not there.
const NO_FIELD: u64 = u64::MAX;

/// The file with the records.
struct Stored(File);

impl Stored {
    fn seek(&mut self, position: u64) -> io::Result<u64> {
        self.0.seek(SeekFrom::Start(position))
    }

    /// The source of the record that begins there: its first field.
    fn source(&mut self, begin: u64) -> io::Result<String> {
        self.seek(begin)?;
        Ok(text(read(&mut self.0, &mut { begin })?))
    }
}

/// Reads a field and moves the position behind it.
fn read(from: &mut impl Read, position: &mut u64) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    from.read_exact(&mut length)?;
    *position += 8;
    let length = match u64::from_le_bytes(length) {
        NO_FIELD => return Ok(None),
        length => length,
    };
    let mut field = vec![0; length as usize];
    from.read_exact(&mut field)?;
    *position += length;
    Ok(Some(field))
}

/// A field that was written from a string.
fn text(field: Option<Vec<u8>>) -> String {
    String::from_utf8(field.unwrap_or_default()).unwrap_or_default()
}

fn path(field: Vec<u8>) -> PathBuf {
    #[cfg(unix)]
    let name: OsString = std::os::unix::ffi::OsStringExt::from_vec(field);
    #[cfg(not(unix))]
    let name = OsString::from(String::from_utf8_lossy(&field).into_owned());
    PathBuf::from(name)
}

/// A source as it stands inside quotes in JSON and in YAML alike, and in the fields of tables.
fn escaped(source: &str, format: Format) -> String {
    match format {
        Format::Csv => return source.replace('"', "\"\""),
        Format::Tsv => {
            let plain = source.replace('\\', "\\\\").replace('\t', "\\t");
            return plain.replace('\n', "\\n").replace('\r', "\\r");
        }
        _ => {}
    }
    let quoted = serde_json::to_string(source).unwrap_or_default();
    let mut out = String::new();
    for c in quoted[1..quoted.len() - 1].chars() {
        match c {
            // JSON may have these as they are, YAML may not.
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk::{Settings, Source, clean};

    fn article(name: &str, text: &str) -> Article {
        let page = format!("<title>News</title><article><h1>News</h1><p>{text}</p></article>");
        let mut article = clean(page.as_bytes(), &Source::named(name), &Settings::default());
        article.status = Status::Ok;
        article
    }

    fn run(pages: &[(&str, &str)], format: Format) -> Vec<(Record, Option<Status>)> {
        let mut waiting = Waiting::new(Dedup::Exact, format).unwrap();
        for (name, text) in pages {
            let article = article(name, text);
            let record = Record {
                source: article.source.clone(),
                text: render(&article, format),
                stem: PathBuf::from(name),
                place: None,
                file: Some(PathBuf::from(name)),
            };
            waiting.put(&record, Candidate::of(article, format).as_ref()).unwrap();
        }
        waiting.put(&Record { source: "wall".into(), ..Record::default() }, None).unwrap();
        let mut out = Vec::new();
        let each = |record, status| -> io::Result<()> {
            out.push((record, status));
            Ok(())
        };
        waiting.finish(each).unwrap();
        out
    }

    const DAM: &str =
        "The old dam above the village was opened on Monday after eleven years of work.";
    const RAIN: &str = "Rain is expected in the north until the end of the week, the service says.";

    #[test]
    fn a_duplicate_names_the_record_that_is_kept() {
        let nasty = "a \"b\" \\c\n\u{2028}\u{85} é";
        let records = run(&[("x", DAM), ("y", RAIN), (nasty, DAM)], Format::Jsonl);
        let statuses: Vec<_> = records.iter().map(|(_, status)| *status).collect();
        assert_eq!(statuses, [Some(Status::Duplicate), Some(Status::Ok), Some(Status::Ok), None]);
        let read: serde_json::Value = serde_json::from_str(&records[0].0.text).unwrap();
        assert_eq!(read["status"], "duplicate");
        assert_eq!(read["duplicate_of"], nasty);
        assert_eq!(
            (&read["source"], &read["text"], &read["title"]),
            (&"x".into(), &"".into(), &"News".into())
        );
        assert_eq!(records[3].0.source, "wall");
    }

    #[test]
    fn every_format_has_a_form_for_duplicates() {
        for format in Format::ALL {
            let records = run(&[("b", DAM), ("a: #1", DAM)], format);
            let (record, status) = &records[0];
            assert_eq!(*status, Some(Status::Duplicate));
            assert!(!record.text.contains("eleven years") && !record.text.contains(SLOT));
            if format == Format::Markdown {
                assert!(record.text.contains("duplicate_of: \"a: #1\""), "{}", record.text);
            }
            assert_eq!(record.file, Some(PathBuf::from("b")));
        }
    }
}
