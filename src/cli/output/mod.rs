//! Where records go: standard output, one file, or a file for each input.

mod folder;
mod replacement;

use super::usage_error;
use anyhow::Context;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use copydesk::Format;
pub(super) use folder::Folder;
pub(super) use replacement::Replacement;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const HTML_IS_ONE_PAGE: &str =
    "html is one page a file: give a folder with -o FOLDER/, or another format";

/// Where the output goes and in what form.
#[derive(clap::Args)]
#[command(next_help_heading = "Output")]
pub(super) struct Output {
    /// Output format [default: by the name of -o; else markdown for one page, jsonl for several]
    ///
    /// text is the body alone; markdown has the facts in YAML front matter; json and jsonl hold the
    /// whole record, json as one document (an array for several pages), jsonl one record a line;
    /// html is a clean document. In text, pages are separated by a form feed.
    #[arg(long, short, value_name = "FORMAT", value_parser = format_parser())]
    format: Option<Format>,

    /// Write to a file, or with one file for each page to a folder
    ///
    /// A name that ends in / or an existing folder is a folder; it gets Markdown unless -f says
    /// otherwise. A file appears when it is complete, in the place of an older one; .jsonl files
    /// grow by whole records.
    #[arg(long, short, value_name = "FILE|DIR")]
    output: Option<PathBuf>,

    /// Give the files in the output folder the folders that the inputs stand in
    ///
    /// Counted from the folder given: pages/2026/a.html of `clean pages` becomes OUT/2026/a.md; with
    /// several folders given, OUT/pages/2026/a.md. Without this all files stand side by side. Names
    /// that are taken get a number: a.md, a-2.md.
    #[arg(long, requires = "output")]
    keep_tree: bool,
}

fn format_parser() -> impl TypedValueParser<Value = Format> {
    let value = |format: Format| match format.extension() {
        short if short == format.name() => PossibleValue::new(format.name()),
        short => PossibleValue::new(format.name()).alias(short),
    };
    PossibleValuesParser::new(Format::ALL.map(value))
        .try_map(|name| Format::from_name(&name).ok_or("unknown format"))
}

impl Output {
    /// Opens the output. `many`: more than one page may come.
    pub fn open(&self, many: bool) -> anyhow::Result<Writer> {
        let usual = if many { Format::Jsonl } else { Format::Markdown };
        let Some(path) = &self.output else {
            let format = self.format.unwrap_or(usual);
            return Writer::new(format, many, To::Stream(Box::new(io::stdout())));
        };
        let name = || path.display().to_string();
        if self.keep_tree || path.is_dir() || ends_in_separator(path) {
            let format = self.format.unwrap_or(Format::Markdown);
            fs::create_dir_all(path).with_context(name)?;
            let folder = Folder::new(path, self.keep_tree, format.extension());
            return Writer::new(format, many, To::Folder(folder));
        }
        let format = match self.format {
            Some(format) => format,
            None => format_of(path)?.unwrap_or(usual),
        };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(name)?;
        }
        let special = fs::metadata(path).is_ok_and(|found| !found.is_file());
        let to = if format == Format::Jsonl || special {
            To::Stream(Box::new(File::create(path).with_context(name)?))
        } else {
            To::Replacement(Replacement::new(path).with_context(name)?)
        };
        Writer::new(format, many, to)
    }

    /// The file to append to and its format, if the output is a plain file.
    pub fn file(&self, many: bool) -> anyhow::Result<Option<(&Path, Format)>> {
        let Some(path) = &self.output else { return Ok(None) };
        let special = fs::metadata(path).is_ok_and(|found| !found.is_file());
        if self.keep_tree || special || ends_in_separator(path) {
            return Ok(None);
        }
        let usual = if many { Format::Jsonl } else { Format::Markdown };
        let format = match self.format {
            Some(format) => format,
            None => format_of(path)?.unwrap_or(usual),
        };
        if many && format == Format::Html {
            return Err(usage_error(HTML_IS_ONE_PAGE));
        }
        Ok(Some((path, format)))
    }

    /// The file or folder, for the inputs to keep away from.
    pub fn path(&self) -> Option<&Path> {
        self.output.as_deref()
    }
}

pub(super) fn ends_in_separator(path: &Path) -> bool {
    let last = path.as_os_str().as_encoded_bytes().last();
    last.is_some_and(|&byte| std::path::is_separator(byte.into()))
}

/// The format that a file's name asks for; none if it has no extension.
fn format_of(path: &Path) -> anyhow::Result<Option<Format>> {
    let Some(extension) = path.extension().map(|extension| extension.to_string_lossy()) else {
        return Ok(None);
    };
    Format::from_name(&extension).map(Some).ok_or_else(|| {
        let known = Format::ALL.map(|format| format!(".{}", format.extension())).join(", ");
        usage_error(format!(
            "no format has the extension .{extension}: give -f, or a name that ends in one of {known}"
        ))
    })
}

/// A page as it is written.
pub(super) struct Rendered<'a> {
    pub text: &'a str,
    /// Name to give to its file, without an extension.
    pub stem: &'a Path,
    /// File that it was read from.
    pub file: Option<&'a Path>,
}

/// What can't be written.
pub(super) enum Trouble {
    /// This page; others may.
    Page(String),
    /// Anything.
    All(anyhow::Error),
}

/// What stands before a page in a file of several, and the page as it stands there.
pub(super) fn joined(format: Format, many: bool, first: bool, text: &str) -> (&'static str, &str) {
    match (format, many, first) {
        (Format::Json, true, true) => ("[\n", text.trim_end()),
        (Format::Json, true, false) => (",\n", text.trim_end()),
        (Format::Text, true, false) => ("\x0c\n", text),
        (Format::Markdown, true, false) => ("\n", text),
        _ => ("", text),
    }
}

/// Writes pages.
pub(super) struct Writer {
    format: Format,
    many: bool,
    to: To,
    written: u64,
}

enum To {
    Stream(Box<dyn Write>),
    Replacement(Replacement),
    Folder(Folder),
}

impl Writer {
    fn new(format: Format, many: bool, to: To) -> anyhow::Result<Writer> {
        if many && format == Format::Html && !matches!(to, To::Folder(_)) {
            return Err(usage_error(HTML_IS_ONE_PAGE));
        }
        Ok(Writer { format, many, to, written: 0 })
    }

    pub fn format(&self) -> Format {
        self.format
    }

    /// Writes one page; to a stream in one piece, so that what is written is always whole.
    pub fn write(&mut self, page: &Rendered<'_>) -> Result<(), Trouble> {
        let stream: &mut dyn Write = match &mut self.to {
            To::Folder(folder) => return folder.write(page).map(drop).map_err(Trouble::Page),
            To::Stream(stream) => stream,
            To::Replacement(file) => file,
        };
        let (before, text) = joined(self.format, self.many, self.written == 0, page.text);
        let whole = if before.is_empty() { text } else { &[before, text].concat() };
        self.written += 1;
        let result = stream.write_all(whole.as_bytes()).and_then(|()| stream.flush());
        result.map_err(|error| Trouble::All(self.trouble(error)))
    }

    /// Completes the output.
    pub fn finish(mut self) -> anyhow::Result<()> {
        let end = match (self.format, self.many, self.written) {
            (Format::Json, true, 0) => "[]\n",
            (Format::Json, true, _) => "\n]\n",
            _ => "",
        };
        let result = match &mut self.to {
            To::Stream(stream) => stream.write_all(end.as_bytes()).and_then(|()| stream.flush()),
            To::Replacement(file) => file.write_all(end.as_bytes()).and_then(|()| file.commit()),
            To::Folder(_) => Ok(()),
        };
        result.map_err(|error| self.trouble(error))
    }

    fn trouble(&self, error: io::Error) -> anyhow::Error {
        let place = match &self.to {
            To::Replacement(file) => file.target().display().to_string(),
            _ => "the output cannot be written".to_owned(),
        };
        anyhow::Error::new(error).context(place)
    }
}
