//! Runs the program in a folder of its own.

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// A page with an article and what stands around one.
pub const PAGE: &str = "<!doctype html><html lang=en><title>Ferry back in service</title>
<nav><a href=/>Home</a> <a href=/news>News</a></nav>
<article><h1>Ferry back in service</h1>
<p>The ferry between the two banks of the river is running again after eleven weeks of repairs, the
harbour office said on Tuesday morning.</p>
<p>Divers found the crack in the hull during a routine inspection in March. A yard downstream
welded in four new plates, and the last of them was tested over the weekend.</p>
<p>For the schools on the eastern bank the news means an end to the bus ride of fifty minutes that
some two hundred children had to put up with since the beginning of the spring term.</p></article>
<footer><a href=/imprint>Imprint</a></footer>";

/// A sentence of [`PAGE`]'s article.
pub const SENTENCE: &str = "Divers found the crack in the hull during a routine inspection";

/// A folder for one test, removed with it.
pub struct Folder {
    root: TempDir,
}

impl Folder {
    pub fn new() -> Folder {
        Folder { root: tempfile::tempdir().expect("a folder for the test") }
    }

    /// Writes a file and the folders above it.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Folder {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("its folder");
        fs::write(path, bytes).expect("the file");
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        let path = self.path(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Names of all files, sorted.
    pub fn files(&self, below: &str) -> Vec<String> {
        fn collect(folder: &Path, root: &Path, names: &mut Vec<String>) {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    collect(&path, root, names);
                } else {
                    names.push(path.strip_prefix(root).expect("below").display().to_string());
                }
            }
        }
        let mut names = Vec::new();
        collect(&self.path(below), &self.path(below), &mut names);
        names.sort();
        names
    }

    /// The program, to be run in the folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        command.args(arguments).current_dir(self.root.path()).env_remove("COPYDESK_LOG");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().expect("the program starts")
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with_input(arguments, b"")
    }

    pub fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut child = self.start(arguments);
        let mut stdin = child.stdin.take().expect("a pipe");
        std::thread::scope(|scope| {
            // A program that does not read its input is no failure.
            scope.spawn(move || stdin.write_all(input));
            Run::of(child.wait_with_output().expect("the program ends"))
        })
    }
}

/// What a run left.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn of(output: Output) -> Run {
        Run {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// The records of a run in JSON lines.
    pub fn records(&self) -> Vec<Value> {
        records(&self.out)
    }

    #[track_caller]
    pub fn success(self) -> Run {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }
}

/// The records of a text in JSON lines.
pub fn records(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).expect("a record a line")).collect()
}

/// A field of each record, as text.
pub fn field<'a>(records: &'a [Value], name: &str) -> Vec<&'a str> {
    records.iter().map(|record| record[name].as_str().unwrap_or_default()).collect()
}

/// Compresses with gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}
