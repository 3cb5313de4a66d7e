//! What is written, where, and under which name.

use crate::program::{Folder, PAGE, SENTENCE, field, gzip, records};

fn pages() -> Folder {
    let folder = Folder::new();
    folder
        .file("in/a.html", PAGE)
        .file("in/sub/a.html.gz", gzip(PAGE.as_bytes()))
        .file("in/sub/b.txt", "A line of text.\n");
    folder
}

#[test]
fn the_name_of_the_output_decides_the_format() {
    let folder = pages();
    for (name, start) in [("x/o.json", "{\n"), ("o.jsonl", "{\"source\""), ("o.html", "")] {
        let run = folder.run(&["clean", "in/a.html", "-o", name]).success();
        assert_eq!(run.out, "");
        let written = folder.read(name);
        assert!(written.starts_with(start) && written.contains(SENTENCE), "{name}: {written}");
    }
    let run = folder.run(&["clean", "in/a.html", "-f", "md", "-o", "o.json"]).success();
    assert_eq!(run.out, "");
    assert!(!folder.read("o.json").starts_with('{'), "-f is stronger than the name");
}

#[test]
fn what_is_not_a_format_is_told() {
    let folder = pages();
    for arguments in [["-o", "o.docx"], ["-f", "docx"]] {
        let run = folder.run(&["clean", "in", arguments[0], arguments[1]]);
        assert_eq!(run.code, Some(2));
        assert!(run.err.contains("docx") && run.err.contains("json"), "{}", run.err);
    }
    assert_eq!(folder.run(&["clean", "in", "-f", "html"]).code, Some(2), "one page a file");
}

#[test]
fn several_pages_in_one_stream_are_told_apart() {
    let folder = pages();
    let run = folder.run(&["clean", "in", "-f", "json"]).success();
    let array: serde_json::Value = serde_json::from_str(&run.out).expect("one document");
    assert_eq!(array.as_array().map(Vec::len), Some(3));
    let run = folder.run(&["clean", "in", "-f", "text"]).success();
    assert_eq!(run.out.split("\x0c\n").count(), 3);
    let run = folder.run(&["clean", "in", "-f", "markdown"]).success();
    assert_eq!(run.out.matches(SENTENCE).count(), 2);
}

#[test]
fn a_file_for_each_page() {
    let folder = pages();
    folder.run(&["clean", "in", "-o", "flat/"]).success();
    assert_eq!(folder.files("flat"), ["a-2.md", "a.md", "b.md"]);
    folder.run(&["clean", "in", "-o", "tree", "--keep-tree", "-f", "json"]).success();
    assert_eq!(folder.files("tree"), ["a.json", "sub/a.json", "sub/b.json"]);
    folder.run(&["clean", "in", "in/sub", "-o", "two", "--keep-tree", "-f", "text"]).success();
    let names = ["in/a.txt", "in/sub/a.txt", "in/sub/b.txt", "sub/a.txt", "sub/b.txt"];
    assert_eq!(folder.files("two"), names);
    assert_eq!(folder.run(&["clean", "in", "--keep-tree"]).code, Some(2), "a tree where?");
}

#[test]
fn output_below_the_input_is_not_read_again() {
    let folder = pages();
    for _ in 0..2 {
        folder.run(&["clean", "in", "-f", "text", "-o", "in/out/"]).success();
        folder.run(&["clean", "in/sub", "-f", "text", "-o", "in/sub/all.txt"]).success();
    }
    assert_eq!(folder.files("in/out").len(), 4, "the three pages, and all.txt of the first round");
    assert_eq!(folder.read("in/sub/all.txt").split('\x0c').count(), 2);
    assert_eq!(folder.run(&["clean", "in", "-o", "in/"]).code, Some(2));
}

#[test]
fn an_input_is_not_overwritten_by_its_own_output() {
    let folder = Folder::new();
    folder.file("a.txt", PAGE).file("b.html", PAGE);
    let run = folder.run(&["clean", "a.txt", "b.html", "-f", "text", "-o", "./"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("a.txt: ./a.txt: this output would take the place of its own input"));
    assert_eq!(folder.read("a.txt"), PAGE);
    assert!(folder.read("b.txt").contains(SENTENCE));
}

#[test]
fn records_of_failed_inputs_are_written_as_well() {
    let folder = pages();
    folder.run(&["clean", "in/a.html", "none.html", "-o", "o.jsonl"]);
    assert_eq!(field(&records(&folder.read("o.jsonl")), "status"), ["ok", "read_error"]);
}

#[test]
fn a_dash_is_standard_output() {
    let folder = Folder::new();
    folder.file("a.html", PAGE);
    let run = folder.run(&["clean", "a.html", "-o", "-"]).success();
    assert!(run.out.starts_with("---\ntitle: Ferry back in service"), "{}", run.out);
    let run = folder.run(&["clean", "a.html", "-f", "jsonl", "-o", "-"]).success();
    assert_eq!(field(&run.records(), "status"), ["ok"]);
    assert_eq!(folder.files("."), ["a.html"]);
    let run = folder.run(&["clean", "a.html", "-f", "parquet", "-o", "-"]);
    assert_eq!(run.code, Some(2));
}
