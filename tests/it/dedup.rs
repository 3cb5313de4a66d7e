//! `--dedup` keeps the same articles whatever the order of the inputs and the number of jobs, and
//! loses none.

use crate::program::{Folder, Run};
use serde_json::Value;
use std::collections::BTreeMap;

const STORIES: [&str; 3] = ["ferry", "mill", "lighthouse"];

/// A story of ten paragraphs, of which `without` is left out.
fn story(of: &str, without: usize) -> String {
    let words = ["harbour", "council", "winter", "stone", "school", "captain", "market", "letter"];
    let paragraph = |at: usize| {
        let word = |salt: usize| words[(at * 3 + salt * 5 + of.len()) % words.len()];
        format!(
            "<p>The {of} has been a matter for the {} since year {at}, and in the {} of that time the \
             {} wrote about the {of} to the {} that number {} would not be the last of them.</p>",
            word(1),
            word(2),
            word(3),
            word(4),
            at * at + of.len() * 31
        )
    };
    let text: String = (0..10).filter(|&at| at != without).map(paragraph).collect();
    format!("<!doctype html><title>The {of}</title><article><h1>The {of}</h1>{text}</article>")
}

/// Three stories with copies and shortened versions of each, and a wall given twice.
fn folder() -> (Folder, Vec<String>) {
    let folder = Folder::new();
    let mut names = Vec::new();
    for (at, of) in STORIES.iter().enumerate() {
        for (version, without) in [("whole", 99), ("copy", 99), ("short", 9)] {
            let name = format!("{}/{version}-{of}.html", ["c", "a", "b"][at]);
            folder.file(&name, story(of, without));
            names.push(name);
        }
    }
    for name in ["x.html", "y.html"] {
        folder.file(name, "<title>Just a moment...</title><h1>Just a moment...</h1><script>window._cf_chl_opt={}</script>");
        names.push(name.to_owned());
    }
    (folder, names)
}

/// Records by source.
fn by_source(run: &Run) -> BTreeMap<String, Value> {
    let text = |record: &Value| record["source"].as_str().expect("a source").to_owned();
    run.records().into_iter().map(|record| (text(&record), record)).collect()
}

fn clean(folder: &Folder, names: &[String], dedup: &str, jobs: &str) -> Run {
    let mut arguments = vec!["clean", "--dedup", dedup, "--jobs", jobs, "--site-aware=off"];
    arguments.extend(names.iter().map(String::as_str));
    folder.run(&arguments).success()
}

#[test]
fn the_same_articles_are_kept_in_any_order_and_with_any_number_of_jobs() {
    let (folder, mut names) = folder();
    for dedup in ["exact", "near"] {
        let first = by_source(&clean(&folder, &names, dedup, "1"));
        assert_eq!(first.len(), names.len());
        for (turn, jobs) in [(3, "1"), (5, "4"), (7, "2")] {
            names.rotate_left(turn);
            names.swap(0, turn);
            let run = clean(&folder, &names, dedup, jobs);
            assert_eq!(by_source(&run), first);
            let order: Vec<String> =
                run.records().iter().map(|r| r["source"].to_string()).collect();
            let given: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
            assert_eq!(order, given, "records stay in the order of the inputs");
        }
    }
}

#[test]
fn no_record_is_lost_and_each_duplicate_names_one_that_is_kept() {
    let (folder, names) = folder();
    for (dedup, kept) in [("exact", 6), ("near", 3)] {
        let records = by_source(&clean(&folder, &names, dedup, "2"));
        let count = |status: &str| records.values().filter(|r| r["status"] == status).count();
        assert_eq!((count("ok"), count("duplicate")), (kept, 9 - kept), "{dedup}");
        // What stands in the place of an article is no duplicate of another.
        assert_eq!(count("bot_challenge"), 2);
        for record in records.values().filter(|record| record["status"] == "duplicate") {
            let other = &records[record["duplicate_of"].as_str().expect("a source")];
            assert_eq!(other["status"], "ok");
            assert_eq!(record["title"], other["title"]);
            assert_eq!(record["text"], "");
            assert!(record["content_hash"].is_string() && record["fingerprint"].is_string());
        }
    }
}

#[test]
fn of_equal_texts_the_first_by_name_is_kept_and_of_near_ones_the_longest() {
    let (folder, names) = folder();
    let near = by_source(&clean(&folder, &names, "near", "2"));
    assert_eq!(near["c/short-ferry.html"]["duplicate_of"], "c/copy-ferry.html");
    assert_eq!(near["c/whole-ferry.html"]["duplicate_of"], "c/copy-ferry.html");
    let exact = by_source(&clean(&folder, &names, "exact", "2"));
    assert_eq!(exact["c/short-ferry.html"]["status"], "ok");
}

#[test]
fn duplicates_have_files_without_text_in_an_output_folder() {
    let (folder, _) = folder();
    folder.run(&["clean", "a", "--dedup", "exact", "-o", "out/", "-q"]).success();
    assert_eq!(folder.files("out"), ["copy-mill.md", "short-mill.md", "whole-mill.md"]);
    let copy = folder.read("out/whole-mill.md");
    assert!(copy.contains("status: duplicate\n") && copy.contains("duplicate_of: "), "{copy}");
    assert!(copy.contains("copy-mill.html") && !copy.contains("matter for"), "{copy}");
}
