//! What fails is told in a sentence and counted in the exit code; the rest goes on.

use crate::program::{Folder, PAGE, SENTENCE, field, gzip};

#[test]
fn each_failure_has_its_record_and_its_sentence() {
    let folder = Folder::new();
    let packed = gzip(&[PAGE.as_bytes(), &noise(200_000)].concat());
    folder
        .file("good.html", PAGE)
        .file("report.html", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3")
        .file("logo.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        .file("cut.html.gz", &packed[..packed.len() / 2])
        .file("bad.html.gz", b"\x1f\x8b\x08\0\0\0")
        .file("void/readme.md", "x");
    let cases = [
        ("none.html", "read_error", "no such file or folder"),
        ("report.html", "not_html", "a PDF document, not a web page or text"),
        ("logo.html", "not_html", "a PNG picture, not a web page or text"),
        ("cut.html.gz", "decode_error", "damaged gzip data (the data ends early)"),
        ("bad.html.gz", "decode_error", "gzip data that cannot be unpacked: the data ends early"),
        ("void", "read_error", "no pages in this folder"),
        ("ftp://news.example/a", "blocked_address", "only http and https addresses"),
    ];
    let inputs = ["good.html"].into_iter().chain(cases.iter().map(|case| case.0));
    let arguments: Vec<&str> = ["clean"].into_iter().chain(inputs).collect();
    let run = folder.run(&arguments);
    assert_eq!(run.code, Some(1));
    let records = run.records();
    assert_eq!(field(&records, "source"), arguments[1..]);
    for ((name, status, sentence), record) in cases.iter().zip(&records[1..]) {
        assert_eq!(record["status"], *status, "{name}");
        assert!(record["detail"].as_str().expect("a detail").starts_with(sentence), "{record}");
        assert!(run.err.contains(&format!("copydesk: {name}: {sentence}")), "{}", run.err);
    }
    assert!(run.err.contains("8 pages in "), "{}", run.err);
    assert!(
        run.err
            .trim_end()
            .ends_with("1 ok, 2 not_html, 2 decode_error, 1 blocked_address, 2 read_error")
    );
}

#[test]
fn what_could_be_read_of_a_cut_file_is_cleaned() {
    let folder = Folder::new();
    let packed = gzip(&[PAGE.as_bytes(), &noise(200_000)].concat());
    folder.file("cut.html.gz", &packed[..packed.len() - 5_000]);
    let run = folder.run(&["clean", "cut.html.gz", "-f", "text"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains(SENTENCE));
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder.file("shut.html", PAGE).file("open.html", PAGE);
    let shut = std::fs::Permissions::from_mode(0o000);
    std::fs::set_permissions(folder.path("shut.html"), shut).expect("permissions");
    if std::fs::read(folder.path("shut.html")).is_ok() {
        return; // The superuser reads everything.
    }
    let run = folder.run(&["clean", "shut.html", "open.html"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("copydesk: shut.html: cannot be read: Permission denied"));
    assert_eq!(field(&run.records(), "status"), ["read_error", "ok"]);
}

#[test]
fn findings_are_no_failures() {
    let folder = Folder::new();
    folder.file("empty.html", "").file("blank.txt", " \n");
    let run = folder.run(&["clean", "empty.html", "blank.txt"]).success();
    assert_eq!(field(&run.records(), "status"), ["empty", "empty"]);
    let run = folder.run(&["clean", "empty.html"]).success();
    assert_eq!(run.err, "copydesk: empty.html: empty: nothing in it\n", "one page has its remark");
}

#[test]
fn bombs_are_cut_at_the_limit() {
    let folder = Folder::new();
    folder.file("bomb.html.gz", gzip(&vec![b' '; 40 << 20]));
    let run = folder.run(&["clean", "bomb.html.gz", "-f", "jsonl"]);
    assert_eq!(field(&run.records(), "status"), ["too_large"]);
}

#[test]
fn wrong_usage() {
    let folder = Folder::new();
    for arguments in [&["clean"][..], &["sing"], &["clean", "a", "--jobs", "0"]] {
        let run = folder.run(arguments);
        assert_eq!(run.code, Some(2));
        assert!(run.err.contains("--help"), "{}", run.err);
    }
}

#[test]
fn quiet_leaves_failures_only() {
    let folder = Folder::new();
    folder.file("a.html", PAGE);
    let run = folder.run(&["clean", "a.html", "none.html", "--quiet"]);
    assert_eq!(run.err, "copydesk: none.html: no such file or folder\n");
}

/// Bytes that do not compress and are no tags.
fn noise(length: u32) -> Vec<u8> {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        b'a' + (state >> 24) as u8 % 26
    };
    (0..length).map(|_| next()).collect()
}
