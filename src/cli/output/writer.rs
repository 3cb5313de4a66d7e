//! Writes pages to where they go.

use super::done::Done;
use super::folder::Folder;
use super::form::ONE_PAGE;
use super::names::Names;
use super::replacement::Replacement;
use super::split::Split;
use super::{Form, usage_error};
use copydesk::input::Input;
use copydesk::{Format, render};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A page as it is written.
pub(in crate::cli) struct Rendered<'a> {
    /// Its record, rendered in [`Writer::format`].
    pub text: &'a str,
    /// Name to give to its file, without an extension.
    pub stem: &'a Path,
    /// Its file in the output folder, if that was settled before.
    pub place: Option<&'a Path>,
    /// File that it was read from.
    pub file: Option<&'a Path>,
}

/// What can't be written.
pub(in crate::cli) enum Trouble {
    /// This page; others may.
    Page(String),
    /// Anything.
    All(anyhow::Error),
}

/// What stands before a page in a file of several, and the page as it stands there.
pub(in crate::cli) fn joined(
    format: Format,
    many: bool,
    first: bool,
    text: &str,
) -> (String, &str) {
    let (before, text) = match (format, many, first) {
        (Format::Json, true, true) => ("[\n", text.trim_end()),
        (Format::Json, true, false) => (",\n", text.trim_end()),
        (Format::Text, true, false) => ("\x0c\n", text),
        (Format::Markdown, true, false) => ("\n", text),
        (_, _, true) => return (render::head(format).unwrap_or_default(), text),
        _ => ("", text),
    };
    (before.to_owned(), text)
}

/// Which inputs are still to be read, and where their files go.
#[derive(Default)]
pub(in crate::cli) struct Plan {
    done: Done,
    names: Option<Names>,
    /// A page whose file is there is done.
    pub(super) resume_folder: bool,
    /// Inputs passed over because they were done before.
    pub passed: u64,
}

impl Plan {
    /// Gives an input back, with the place of its file if that is settled, unless it is done.
    pub fn admit(&mut self, input: Input) -> Option<(Input, Option<PathBuf>)> {
        let place = self.names.as_mut().map(|names| names.place(&input.stem));
        let there = place.as_ref().is_some_and(|place| self.resume_folder && place.is_file());
        if there || self.done.take(&input.name) {
            self.passed += 1;
            return None;
        }
        Some((input, place))
    }
}

/// Writes pages.
pub(in crate::cli) struct Writer {
    form: Form,
    many: bool,
    to: To,
    written: u64,
    pub(super) plan: Plan,
}

pub(super) enum To {
    Stream(Box<dyn Write>),
    Replacement(Replacement),
    Growing(Box<Split>),
    Folder(Folder),
}

impl Writer {
    pub(super) fn new(format: Format, many: bool, to: To) -> anyhow::Result<Writer> {
        if many && format.is_document() && !matches!(to, To::Folder(_)) {
            return Err(usage_error(ONE_PAGE));
        }
        Ok(Writer { form: Form::Text(format), many, to, written: 0, plan: Plan::default() })
    }

    pub(super) fn growing(form: Form, mut files: Split) -> anyhow::Result<Writer> {
        let plan = Plan { done: std::mem::take(&mut files.done), ..Plan::default() };
        Ok(Writer { form, many: true, to: To::Growing(Box::new(files)), written: 0, plan })
    }

    /// What records are to be rendered in.
    pub fn format(&self) -> Format {
        match self.form {
            Form::Text(format) => format,
            // Columns are filled from the record in JSON.
            Form::Parquet => Format::Jsonl,
        }
    }

    /// What is still to be done; from then on the pages come with their places.
    pub fn plan(&mut self) -> Plan {
        let mut plan = std::mem::take(&mut self.plan);
        if let To::Folder(folder) = &mut self.to {
            plan.names = folder.take_names();
        }
        plan
    }

    /// Writes one page; to a stream in one piece, so that what is written is always whole.
    pub fn write(&mut self, page: &Rendered<'_>) -> Result<(), Trouble> {
        let (format, many) = (self.format(), self.many);
        let result = match &mut self.to {
            To::Growing(files) => files.write(page.text),
            To::Folder(folder) => return folder.write(page).map_err(Trouble::Page),
            To::Stream(stream) => append(stream, format, many, &mut self.written, page.text),
            To::Replacement(file) => append(file, format, many, &mut self.written, page.text),
        };
        result.map_err(|error| Trouble::All(self.trouble(error)))
    }

    /// Completes the output.
    pub fn finish(mut self) -> anyhow::Result<()> {
        let end = match (self.form, self.many, self.written) {
            (Form::Text(Format::Json), true, 0) => "[]\n",
            (Form::Text(Format::Json), true, _) => "\n]\n",
            _ => "",
        };
        let result = match &mut self.to {
            To::Stream(stream) => stream.write_all(end.as_bytes()).and_then(|()| stream.flush()),
            To::Replacement(file) => file.write_all(end.as_bytes()).and_then(|()| file.commit()),
            To::Growing(files) => files.finish(),
            To::Folder(_) => Ok(()),
        };
        result.map_err(|error| self.trouble(error))
    }

    fn trouble(&self, error: io::Error) -> anyhow::Error {
        let place = match &self.to {
            To::Replacement(file) => file.target().display().to_string(),
            To::Growing(files) => files.place().display().to_string(),
            _ => "the output cannot be written".to_owned(),
        };
        anyhow::Error::new(error).context(place)
    }
}

fn append(
    stream: &mut dyn Write,
    format: Format,
    many: bool,
    written: &mut u64,
    text: &str,
) -> io::Result<()> {
    let (before, text) = joined(format, many, *written == 0, text);
    *written += 1;
    let whole = if before.is_empty() { text } else { &[before.as_str(), text].concat() };
    stream.write_all(whole.as_bytes()).and_then(|()| stream.flush())
}
