//! Files, folders and standard input become records, whatever they are named.

use crate::program::{Folder, PAGE, SENTENCE, field, gzip};

#[test]
fn one_page_is_markdown_with_its_facts() {
    let folder = Folder::new();
    let run = folder.file("page.html", PAGE).run(&["clean", "page.html"]).success();
    assert!(run.out.contains(SENTENCE), "{run:?}");
    assert!(!run.out.contains("Imprint"), "{run:?}");
    assert_eq!(run.err, "", "nothing to say about one good page");
}

#[test]
fn standard_input() {
    let folder = Folder::new();
    let run = folder.run_with_input(&["clean", "-", "-f", "jsonl"], PAGE.as_bytes()).success();
    assert_eq!(field(&run.records(), "source"), ["-"]);
    let run =
        folder.run_with_input(&["clean", "-", "-f", "text"], &gzip(PAGE.as_bytes())).success();
    assert!(run.out.contains(SENTENCE));
}

#[test]
fn the_address_of_a_page_may_be_told() {
    let folder = Folder::new();
    folder.file("page.html", PAGE);
    let url = "https://news.example/ferry";
    let run = folder.run(&["clean", "page.html", "-f", "jsonl", "--url", url]).success();
    assert_eq!(field(&run.records(), "url"), [url]);
    let run = folder.run(&["clean", "page.html", "page.html", "--url", url]);
    assert_eq!(run.code, Some(2), "of which of the two?");
}

#[test]
fn a_folder_is_walked_in_order_and_its_pages_are_named_as_walked() {
    let folder = Folder::new();
    folder
        .file("in/b.html", PAGE)
        .file("in/a/z.htm.gz", gzip(PAGE.as_bytes()))
        .file("in/a/y.html.zst", zstd::encode_all(PAGE.as_bytes(), 3).expect("memory"))
        .file("in/.hidden.html", PAGE)
        .file("in/.git/c.html", PAGE)
        .file("in/notes.md", "# Notes");
    let run = folder.run(&["clean", "in"]).success();
    let records = run.records();
    assert_eq!(field(&records, "source"), ["in/a/y.html.zst", "in/a/z.htm.gz", "in/b.html"]);
    assert_eq!(field(&records, "status"), ["ok"; 3]);
    assert!(records.iter().all(|record| record["text"] == records[0]["text"]));
}

#[cfg(unix)]
#[test]
fn links_in_circles_end() {
    let folder = Folder::new();
    folder.file("in/a.html", PAGE);
    std::os::unix::fs::symlink(folder.path("in"), folder.path("in/again")).expect("a link");
    let run = folder.run(&["clean", "in"]).success();
    assert_eq!(field(&run.records(), "source"), ["in/a.html"]);
}

#[test]
fn the_bytes_count_and_not_the_name() {
    let folder = Folder::new();
    let text = "The council met on Monday.\n\nIt agreed on the bridge, five votes to two.\n";
    folder
        .file("packed.html", gzip(PAGE.as_bytes()))
        .file("plain.html", text)
        .file("page", PAGE)
        .file("page.html.gz", PAGE)
        .file("utf16.txt", {
            let utf16 = PAGE.encode_utf16().flat_map(u16::to_le_bytes);
            [0xff, 0xfe].into_iter().chain(utf16).collect::<Vec<u8>>()
        });
    let run = folder
        .run(&["clean", "packed.html", "page", "page.html.gz", "utf16.txt", "plain.html"])
        .success();
    let records = run.records();
    for record in &records[..4] {
        assert_eq!(record["text"], records[0]["text"]);
        assert!(record["text"].as_str().expect("text").contains(SENTENCE));
    }
    assert!(!records[4].to_string().contains("not_html"));
}

#[test]
fn options_reach_the_cleaner() {
    let folder = Folder::new();
    folder.file("a.html", PAGE);
    let run = folder.run(&["clean", "a.html", "--limit-bytes", "100", "-f", "jsonl"]);
    assert_eq!(field(&run.records(), "status"), ["too_large"]);
    let text = |options: &[&str]| {
        folder.run(&[&["clean", "a.html", "-f", "text"], options].concat()).success().out
    };
    assert!(text(&["--favor", "recall"]).len() >= text(&["--favor", "precision"]).len());
    assert_eq!(folder.run(&["clean", "a.html", "--favor", "luck"]).code, Some(2));
    assert_eq!(folder.run(&["clean", "a.html", "--with", "title,ads"]).code, Some(2));
}
