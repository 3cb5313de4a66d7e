//! A run that was stopped, killed or cut goes on, and its output is that of one run.

use crate::program::{Folder, PAGE, field, records};
use std::fs;
use std::time::Instant;

/// Pages that take their time, all different.
fn pages(count: usize) -> Folder {
    let folder = Folder::new();
    for number in 0..count {
        let more: String = (0..number % 40)
            .map(|n| format!("<p>Line {n} of page {number} is about the ferry and its bells.</p>"))
            .collect();
        folder.file(
            &format!("in/{}/{number:04}.html", number % 3),
            PAGE.replace("</article>", &more),
        );
    }
    folder
}

/// Files of an output, with what is in them.
fn written(folder: &Folder, below: &str) -> Vec<(String, Vec<u8>)> {
    let files = folder.files(below).into_iter();
    let read = |name: String| {
        let bytes = fs::read(folder.path(below).join(&name)).expect("the file");
        (name, bytes)
    };
    files.map(read).collect()
}

/// Kills runs at some moments, each going on from the one before, until one gets to its end.
fn killed_until_done(output: &[&str]) {
    let folder = pages(150);
    let run = |out: &str, more: &[&str]| {
        let mut arguments = vec!["clean", "in", "--jobs", "2", "-q"];
        arguments.extend(output.iter().skip(1));
        arguments.extend(more);
        let place = format!("{out}/{}", output[0]);
        let arguments: Vec<String> =
            arguments.into_iter().map(str::to_owned).chain(["-o".to_owned(), place]).collect();
        arguments
    };
    fn strs(arguments: &[String]) -> Vec<&str> {
        arguments.iter().map(String::as_str).collect()
    }
    let started = Instant::now();
    folder.run(&strs(&run("whole", &[]))).success();
    let mut step = started.elapsed() / 20;
    let mut kills = 0;
    // On a busy machine a sleep may take longer than the whole run: then once more, with shorter ones.
    while kills == 0 {
        let _ = fs::remove_dir_all(folder.path("cut"));
        for number in 1..30u32 {
            let mut child = folder.start(&strs(&run("cut", &["--resume"])));
            std::thread::sleep(step * number);
            if child.try_wait().expect("its state").is_some() {
                break;
            }
            child.kill().expect("killed");
            child.wait().expect("its end");
            kills += 1;
        }
        step /= 2;
    }
    folder.run(&strs(&run("cut", &["--resume"]))).success();
    assert!(written(&folder, "cut") == written(&folder, "whole"), "{output:?}");
    // Nothing is left to be done.
    let again = folder.run(&strs(&run("cut", &["--resume"]))).success();
    assert_eq!(again.out, "");
    assert!(written(&folder, "cut") == written(&folder, "whole"), "{output:?} again");
}

#[test]
fn json_lines_after_kill() {
    killed_until_done(&["out.jsonl"]);
}

#[test]
fn compressed_json_lines_after_kill() {
    killed_until_done(&["out.jsonl.zst"]);
}

#[test]
fn csv_after_kill() {
    killed_until_done(&["out.csv"]);
}

#[test]
fn parquet_after_kill() {
    killed_until_done(&["out.parquet", "--split-output", "40"]);
}

#[test]
fn split_files_after_kill() {
    killed_until_done(&["out.jsonl.gz", "--split-output", "40"]);
}

#[test]
fn a_folder_after_kill() {
    killed_until_done(&["out/", "--keep-tree"]);
}

#[test]
fn new_inputs_are_added_and_a_cut_line_is_mended() {
    let folder = Folder::new();
    folder.file("in/a.html", PAGE).file("in/b.html", PAGE);
    folder.run(&["clean", "in", "-o", "out.jsonl"]).success();
    let lines = folder.read("out.jsonl");
    folder.file("out.jsonl", &lines[..lines.len() - 10]).file("in/c.html", PAGE);
    let run = folder.run(&["clean", "in", "-o", "out.jsonl", "--resume"]).success();
    assert!(run.err.contains("2 pages") && run.err.contains("1 were done before"), "{}", run.err);
    let text = folder.read("out.jsonl");
    assert!(text.starts_with(&lines));
    assert_eq!(field(&records(&text), "source"), ["in/a.html", "in/b.html", "in/c.html"]);
}

#[test]
fn a_file_of_somebody_else_is_left_alone() {
    let folder = Folder::new();
    folder.file("a.html", PAGE).file("notes.jsonl", "{\"note\": 1}\n");
    let run = folder.run(&["clean", "a.html", "-o", "notes.jsonl", "--resume"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("no record of this format"), "{}", run.err);
    assert_eq!(folder.read("notes.jsonl"), "{\"note\": 1}\n");
}

#[test]
fn so_many_records_a_file() {
    let folder = pages(7);
    folder.run(&["clean", "in", "-o", "out/a.jsonl", "--split-output", "2"]).success();
    let names = ["a-00000.jsonl", "a-00001.jsonl", "a-00002.jsonl", "a-00003.jsonl"];
    assert_eq!(folder.files("out"), names);
    let counts = names.map(|name| folder.read(&format!("out/{name}")).lines().count());
    assert_eq!(counts, [2, 2, 2, 1]);
    folder.run(&["clean", "in", "-o", "out/a.jsonl", "--split-output", "5"]).success();
    assert_eq!(folder.files("out"), names[..2], "what the longer run left is gone");
}

#[test]
fn what_cannot_go_on_says_so() {
    let folder = Folder::new();
    folder.file("a.html", PAGE);
    for arguments in [
        &["-o", "a.md", "--resume"][..],
        &["--resume"],
        &["-f", "parquet"],
        &["-o", "a.md.gz"],
        &["-o", "a.json", "--split-output", "3"],
    ] {
        let run = folder.run(&[&["clean", "a.html"], arguments].concat());
        assert_eq!(run.code, Some(2), "{arguments:?}: {}", run.err);
    }
}
