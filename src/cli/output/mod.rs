//! Where records go: standard output, one file, several, or a file for each input.

mod done;
mod folder;
mod form;
mod names;
mod packing;
mod replacement;
mod rows;
mod split;
mod table;
mod writer;

pub(super) use form::Form;
pub(super) use writer::{Rendered, Trouble, Writer, joined};

use super::usage_error;
use anyhow::Context;
use copydesk::Format;
pub(super) use folder::Folder;
use form::{ONE_PAGE, form_of, form_parser};
pub(super) use names::Names;
use packing::Packing;
pub(super) use replacement::Replacement;
use split::Split;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use writer::To;

/// Where the output goes and in what form.
#[derive(clap::Args)]
#[command(next_help_heading = "Output")]
pub(super) struct Output {
    /// Output format [default: by the name of -o; else markdown for one page, jsonl for several]
    ///
    /// text is the body alone; markdown has the facts in YAML front matter; json and jsonl hold the
    /// whole record, json as one document (an array for several pages), jsonl one record a line;
    /// html is a clean document, tei a document in XML-TEI P5. csv and tsv have a row for each page
    /// without its blocks, parquet has everything in typed columns. In text, pages are separated by
    /// a form feed.
    #[arg(long, short, value_name = "FORMAT", value_parser = form_parser())]
    format: Option<Form>,

    /// Write to a file, or with one file for each page to a folder; - is standard output
    ///
    /// A name that ends in / or an existing folder is a folder; it gets Markdown unless -f says
    /// otherwise. A file appears when it is complete, in the place of an older one; .jsonl, .csv and
    /// .tsv files grow by whole records, and are compressed when .gz or .zst follows.
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

/// What a run does with what an earlier one wrote, and into how many files it writes.
#[derive(Clone, Copy, Default)]
pub(super) struct Keep {
    /// Go on with what is there.
    pub resume: bool,
    /// Records of a file.
    pub split: Option<usize>,
}

impl Output {
    /// Opens the output. `many`: more than one page may come.
    pub fn open(&self, many: bool, keep: Keep) -> anyhow::Result<Writer> {
        let usual = Form::Text(if many { Format::Jsonl } else { Format::Markdown });
        let Some(path) = self.path() else {
            if keep.resume || keep.split.is_some() {
                return Err(usage_error("--resume and --split-output need -o"));
            }
            return match self.format.unwrap_or(usual) {
                Form::Text(format) => Writer::new(format, many, To::Stream(Box::new(io::stdout()))),
                Form::Parquet => Err(usage_error("parquet needs a file: give -o FILE.parquet")),
            };
        };
        let name = || path.display().to_string();
        if self.is_folder() {
            let Form::Text(format) = self.format.unwrap_or(Form::Text(Format::Markdown)) else {
                return Err(usage_error("parquet is one file for all pages: give -o FILE.parquet"));
            };
            if keep.split.is_some() {
                return Err(usage_error(
                    "--split-output is for files, and a folder has one a page",
                ));
            }
            fs::create_dir_all(path).with_context(name)?;
            let folder = Folder::new(Names::new(path, self.keep_tree, format.extension()));
            let mut writer = Writer::new(format, many, To::Folder(folder))?;
            writer.plan.resume_folder = keep.resume;
            if keep.resume {
                replacement::sweep(path).with_context(name)?;
            }
            return Ok(writer);
        }
        let (packing, form) = self.form(usual)?;
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(name)?;
        }
        let special = fs::metadata(path).is_ok_and(|found| !found.is_file());
        let grows = match form {
            Form::Parquet => true,
            Form::Text(format) => format.is_rows() && !special,
        };
        if keep.resume && !grows {
            return Err(usage_error(
                "--resume goes on with .jsonl, .csv, .tsv or .parquet files, or a folder",
            ));
        }
        match form {
            _ if grows => Writer::growing(form, Split::open(path, form, packing, keep)?),
            _ if keep.split.is_some() => {
                Err(usage_error("--split-output is for .jsonl, .csv, .tsv and .parquet files"))
            }
            Form::Text(format) if special => {
                let file = File::create(path).with_context(name)?;
                Writer::new(format, many, To::Stream(Box::new(file)))
            }
            Form::Text(format) => {
                let file = Replacement::new(path).with_context(name)?;
                Writer::new(format, many, To::Replacement(file))
            }
            Form::Parquet => Err(usage_error("parquet needs a file: give -o FILE.parquet")),
        }
    }

    /// Is it a file that only grows while the process lives: compressed, or in columns?
    pub fn is_growing(&self) -> bool {
        let file = self.path().is_some() && !self.is_folder();
        file && self
            .form(Form::Text(Format::Jsonl))
            .is_ok_and(|(packing, form)| packing != Packing::None || form == Form::Parquet)
    }

    fn is_folder(&self) -> bool {
        let Some(path) = self.path() else { return false };
        self.keep_tree || path.is_dir() || ends_in_separator(path)
    }

    /// Compression and form of the file.
    fn form(&self, usual: Form) -> anyhow::Result<(Packing, Form)> {
        let path = self.path().unwrap_or(Path::new(""));
        let (packing, plain) = Packing::of_name(path);
        let form = match self.format {
            Some(form) => form,
            None => form_of(plain)?.unwrap_or(usual),
        };
        let packs = matches!(form, Form::Text(format) if format.is_rows());
        if packing != Packing::None && !packs {
            return Err(usage_error(
                "compressed output is .jsonl, .csv or .tsv with .gz or .zst behind it",
            ));
        }
        Ok((packing, form))
    }

    /// The file to append to and its format, if the output is a plain file of text.
    pub fn file(&self, many: bool) -> anyhow::Result<Option<(&Path, Format)>> {
        let Some(path) = self.path() else { return Ok(None) };
        let special = fs::metadata(path).is_ok_and(|found| !found.is_file());
        if special || self.is_folder() {
            return Ok(None);
        }
        let usual = Form::Text(if many { Format::Jsonl } else { Format::Markdown });
        match self.form(usual)? {
            (Packing::None, Form::Text(format)) if many && format.is_document() => {
                Err(usage_error(ONE_PAGE))
            }
            (Packing::None, Form::Text(format)) => Ok(Some((path, format))),
            _ => Ok(None),
        }
    }

    /// The file or folder; none for standard output.
    pub fn path(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
    }
}

pub(super) fn ends_in_separator(path: &Path) -> bool {
    let last = path.as_os_str().as_encoded_bytes().last();
    last.is_some_and(|&byte| std::path::is_separator(byte.into()))
}
