//! Many pages: in order, the same for any number of threads, whole when stopped.

use crate::program::{Folder, PAGE, Run, field, records};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Command;

fn many(count: usize) -> Folder {
    let folder = Folder::new();
    for number in 0..count {
        let long =
            PAGE.replace("</article>", &"<p>More of it, line by line.</p>".repeat(number % 50));
        folder.file(&format!("in/{}/{number}.html", number % 7), long);
    }
    folder
}

#[test]
fn output_is_the_same_for_any_number_of_jobs() {
    let folder = many(120);
    let one = folder.run(&["clean", "in", "--jobs", "1"]).success();
    for jobs in ["2", "5"] {
        assert_eq!(folder.run(&["clean", "in", "--jobs", jobs]).success().out, one.out);
    }
    let records = one.records();
    let sources = field(&records, "source");
    assert_eq!(sources.len(), 120);
    assert!(sources.is_sorted());
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let folder = many(60);
    let mut child = folder.start(&["clean", "in", "--jobs", "1", "-q"]);
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
    let end = Run::of(child.wait_with_output().expect("the program ends"));
    assert_eq!(records(&line).len(), 1);
    assert_eq!((end.code, end.err.as_str()), (Some(0), ""));
}

/// Standard input is the page in work when the signal comes: it holds the run up until we let go.
#[cfg(unix)]
fn interrupted(output: &[&str]) -> (Folder, Run) {
    let folder = Folder::new();
    folder.file("a.html", PAGE).file("b.html", PAGE);
    let arguments = [&["clean", "a.html", "-", "b.html", "--jobs", "1"], output].concat();
    let mut child = folder.start(&arguments);
    let mut stdin = child.stdin.take().expect("a pipe");
    // The pipe is full, so the program has begun to read, and waits for more.
    stdin.write_all(&vec![b' '; 1 << 20]).expect("the program reads");
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.expect("kill").success());
    std::thread::sleep(std::time::Duration::from_millis(50));
    stdin.write_all(PAGE.as_bytes()).expect("the program goes on");
    drop(stdin);
    let run = Run::of(child.wait_with_output().expect("the program ends"));
    (folder, run)
}

#[cfg(unix)]
#[test]
fn a_run_that_is_stopped_leaves_whole_records() {
    let (_, run) = interrupted(&[]);
    assert_eq!(run.code, Some(130), "{run:?}");
    assert_eq!(field(&run.records(), "source"), ["a.html", "-"]);
    assert!(run.err.contains("stopped after 2 pages"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn a_run_that_is_stopped_leaves_a_whole_file() {
    let (folder, run) = interrupted(&["-o", "out.json"]);
    assert_eq!(run.code, Some(130), "{run:?}");
    let array: serde_json::Value = serde_json::from_str(&folder.read("out.json")).expect("JSON");
    assert_eq!(array.as_array().map(Vec::len), Some(2));
    assert_eq!(folder.files("").len(), 3, "and nothing else");
}

#[test]
fn the_summary_counts_and_stays_off_the_output() {
    let folder = many(3);
    let mut child = folder.start(&["clean", "in"]);
    let mut err = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut err).expect("text");
    let run = Run::of(child.wait_with_output().expect("the program ends"));
    assert_eq!(run.records().len(), 3);
    assert!(err.starts_with("copydesk: 3 pages in ") && err.ends_with("3 ok\n"), "{err}");
    assert!(!err.contains('\x1b'), "no progress for a pipe");
}

#[test]
fn a_page_that_takes_too_long_gives_what_was_read_of_it() {
    let folder = many(40);
    let slow = PAGE.to_owned() + &"<p><b>On <i>and</b> on</i> it goes.".repeat(400_000);
    folder.file("in/0/0.html", slow);
    let run = folder.run(&["clean", "in", "--jobs", "2", "--page-timeout", "1"]).success();
    let records = run.records();
    let statuses = field(&records, "status");
    assert_eq!(statuses[0], "limit_reached");
    assert_eq!(statuses.iter().filter(|status| **status == "ok").count(), 39);
    assert!(records[0]["text"].as_str().expect("text").contains("eleven weeks of repairs"));
}
