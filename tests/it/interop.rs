//! Other makers' programs read what we write, and we read what they write.
//!
//! They come from PyPI, so these tests run when asked for: `cargo test --test it interop -- --ignored`.
//! `COPYDESK_VENV` names an environment that has them already.

use crate::program::{Folder, PAGE, field};
use copydesk::input::warc::{NewRecord, RecordId, write_record};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

const PACKAGES: [&str; 5] = ["warcio", "fastwarc", "pyarrow", "duckdb", "trafilatura"];

/// The Python of an environment with the packages; `None`, said in a line, where there is none.
static PYTHON: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let given = std::env::var("COPYDESK_VENV").ok();
    let venv = given.map_or(std::env::temp_dir().join("copydesk-interop"), PathBuf::from);
    let python = venv.join("bin/python");
    let run = |program: &Path, arguments: &[&str]| {
        Command::new(program).args(arguments).output().is_ok_and(|run| run.status.success())
    };
    let import = format!("import {}", PACKAGES.join(", "));
    if run(&python, &["-c", &import]) {
        return Some(python);
    }
    let made = run(Path::new("python3"), &["-m", "venv", &venv.to_string_lossy()])
        && run(&python, &["-m", "pip", "install", "-q", "-U", "pip"])
        && run(&python, &[&["-m", "pip", "install", "-q"], &PACKAGES[..]].concat());
    if !made {
        eprintln!("skipped: no Python with {}", PACKAGES.join(", "));
    }
    made.then_some(python)
});

/// Runs a step of the script; false if there is no Python to run it.
fn step(name: &str, folder: &Folder) -> bool {
    let Some(python) = &*PYTHON else { return false };
    folder.file("page.html", PAGE);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/check.py");
    let run = Command::new(python).arg(script).arg(name).arg(folder.path("")).output();
    let run = run.expect("Python runs");
    assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
    true
}

#[test]
#[ignore = "gets packages from PyPI"]
fn warc_files_of_ours_are_read_by_others() {
    let folder = Folder::new();
    let mut file = Vec::new();
    for number in 0..3 {
        let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{PAGE}");
        let record = NewRecord {
            kind: "response",
            id: RecordId::new(1, number),
            date: "2026-01-02T03:04:05Z",
            content_type: "application/http; msgtype=response",
            fields: vec![("WARC-Target-URI", format!("https://news.example/{number}"))],
            block: block.as_bytes(),
        };
        write_record(&mut file, &record).expect("memory");
    }
    folder.file("ours.warc.gz", file);
    step("read_warc", &folder);
}

#[test]
#[ignore = "gets packages from PyPI"]
fn warc_files_of_others_are_read() {
    let folder = Folder::new();
    if !step("write_warc", &folder) {
        return;
    }
    for (name, count) in [("warcio.warc.gz", 3), ("fastwarc.warc.gz", 2)] {
        let records = folder.run(&["clean", name]).success().records();
        let urls: Vec<String> = (0..count).map(|n| format!("https://news.example/{n}")).collect();
        assert_eq!(field(&records, "url"), urls, "{name}");
        assert!(field(&records, "status").iter().all(|status| *status == "ok"));
    }
}

#[test]
#[ignore = "gets packages from PyPI"]
fn parquet_files_of_ours_are_read_by_others() {
    let folder = Folder::new();
    folder.file("in/a.html", PAGE).file("in/b.html", PAGE).file("in/c.html", PAGE);
    folder.run(&["clean", "in", "-o", "articles.parquet"]).success();
    step("read_parquet", &folder);
}

#[test]
#[ignore = "gets packages from PyPI"]
fn tei_documents_are_valid() {
    let folder = Folder::new();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/pages");
    for sample in std::fs::read_dir(samples).expect("the samples").flatten() {
        let page = std::fs::read(sample.path().join("page.html")).expect("a page");
        folder.file("sample.html", page);
        folder.run(&["clean", "sample.html", "-o", "article.xml"]);
        step("read_tei", &folder);
    }
}
