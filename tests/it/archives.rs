//! Pages in archives: every kind in one run, each page with its place and address.

use crate::program::{Folder, PAGE, SENTENCE, field, gzip};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::sync::Arc;

/// A WARC record with an answer of a server.
fn response(url: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {head}\r\n\r\n");
    let length = head.len() + body.len();
    let fields = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n\
        WARC-Date: 2026-03-04T05:06:07Z\r\nContent-Type: application/http; msgtype=response\r\n\
        Content-Length: {length}\r\n\r\n"
    );
    [fields.as_bytes(), head.as_bytes(), body, b"\r\n\r\n"].concat()
}

/// A Parquet file with these pages; `None` is null.
fn parquet(rows: &[(Option<&str>, &str)]) -> Vec<u8> {
    let schema = "message pages { optional binary body (UTF8); required binary url (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let mut writer =
        SerializedFileWriter::new(Vec::new(), schema, Default::default()).expect("a writer");
    let bytes = |text: &str| ByteArray::from(text.as_bytes().to_vec());
    for rows in rows.chunks(2) {
        let mut group = writer.next_row_group().expect("a row group");
        let bodies: Vec<_> = rows.iter().filter_map(|row| row.0.map(bytes)).collect();
        let levels: Vec<i16> = rows.iter().map(|row| i16::from(row.0.is_some())).collect();
        let mut column = group.next_column().expect("a column").expect("the first");
        column.typed::<ByteArrayType>().write_batch(&bodies, Some(&levels), None).expect("rows");
        column.close().expect("closed");
        let urls: Vec<_> = rows.iter().map(|row| bytes(row.1)).collect();
        let mut column = group.next_column().expect("a column").expect("the second");
        column.typed::<ByteArrayType>().write_batch(&urls, None, None).expect("rows");
        column.close().expect("closed");
        group.close().expect("closed");
    }
    writer.into_inner().expect("a file")
}

fn json(fields: &[(&str, &str)]) -> String {
    let record: std::collections::BTreeMap<_, _> = fields.iter().copied().collect();
    serde_json::to_string(&record).expect("JSON") + "\n"
}

#[test]
fn everything_in_one_run() {
    let folder = Folder::new();
    let one = gzip(&response(
        "https://news.example/one",
        "200 OK\r\nContent-Type: text/html",
        PAGE.as_bytes(),
    ));
    let two = gzip(&response(
        "https://news.example/two",
        "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip",
        &gzip(PAGE.as_bytes()),
    ));
    let second = one.len();
    folder
        .file("in/a.html", PAGE)
        .file("in/b.warc.gz", [one, two].concat())
        .file(
            "in/c.jsonl",
            json(&[("body", PAGE), ("url", "https://news.example/three")])
                + "broken\n"
                + &json(&[("body", PAGE)]),
        )
        .file(
            "in/d.parquet",
            parquet(&[
                (Some(PAGE), "https://news.example/four"),
                (None, "https://news.example/five"),
                (Some(PAGE), "https://news.example/six"),
            ]),
        )
        .file(
            "in/e.mhtml",
            format!(
                "MIME-Version: 1.0\r\nSnapshot-Content-Location: https://news.example/seven\r\n\
                Content-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\n\
                Content-Type: text/html\r\n\r\n{PAGE}\r\n--b--\r\n"
            ),
        )
        .file(
            "in/f.html",
            format!("<!-- saved from url=(0026)https://news.example/eight -->{PAGE}"),
        )
        .file("in/f_files/frame.html", "<p>An advertisement");
    let run = folder.run(&["clean", "in", "--html-field", "body"]);
    assert_eq!(run.code, Some(1), "two records failed");
    let records = run.records();
    let second = format!("in/b.warc.gz#offset={second} https://news.example/two");
    assert_eq!(
        field(&records, "source"),
        [
            "in/a.html",
            "in/b.warc.gz#offset=0 https://news.example/one",
            &second,
            "in/c.jsonl#line=1 https://news.example/three",
            "in/c.jsonl#line=2",
            "in/c.jsonl#line=3",
            "in/d.parquet#row=1 https://news.example/four",
            "in/d.parquet#row=2",
            "in/d.parquet#row=3 https://news.example/six",
            "in/e.mhtml",
            "in/f.html",
        ]
    );
    for (number, record) in records.iter().enumerate() {
        match number {
            4 => assert_eq!(record["status"], "decode_error"),
            7 => assert_eq!(record["status"], "not_html"),
            _ => {
                assert_eq!(record["status"], "ok", "{record}");
                assert!(record["text"].as_str().expect("text").contains(SENTENCE));
            }
        }
    }
    let urls: Vec<_> = field(&records, "url");
    assert_eq!((urls[1], urls[9]), ("https://news.example/one", "https://news.example/seven"));
    assert_eq!(urls[10], "https://news.example/eight");
    assert_eq!(folder.run(&["clean", "in", "--html-field", "body", "--jobs", "5"]).out, run.out);
}

#[test]
fn archives_through_a_pipe() {
    let folder = Folder::new();
    let warc = response("https://news.example/one", "200 OK", PAGE.as_bytes());
    // Longer than a block of Zstandard data, and not to be compressed to nothing.
    let mut state = 1u32;
    let noise = (0..300_000).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + (state >> 24) as u8 % 26)
    });
    let long = format!("<!-- {} -->{PAGE}", noise.collect::<String>());
    let lines = json(&[("html", &long)]) + &json(&[("html", PAGE)]);
    let folder_of = |bytes: &[u8]| {
        let folder = Folder::new();
        folder.file("named", bytes);
        folder.run(&["clean", "named"]).success().records().len()
    };
    let packed = zstd::encode_all(lines.as_bytes(), 1).expect("memory");
    assert_eq!((folder_of(&packed), folder_of(&gzip(lines.as_bytes()))), (2, 2));
    let table = parquet(&[(Some(PAGE), "https://news.example/four")]);
    for (bytes, sources) in [
        (&warc, &["-#offset=0 https://news.example/one"][..]),
        (&gzip(&warc), &["-#offset=0 https://news.example/one"]),
        (&packed, &["-#line=1", "-#line=2"]),
        (&table, &["-#row=1 https://news.example/four"]),
    ] {
        let run = folder.run_with_input(&["clean", "-", "--html-field", "body"], bytes);
        let plain = folder.run_with_input(&["clean", "-"], bytes);
        let run = if run.code == Some(0) { run } else { plain };
        assert_eq!(field(&run.success().records(), "source"), sources);
    }
}

#[test]
fn a_bad_record_is_one_record() {
    let folder = Folder::new();
    let page = |n: u8| {
        let body = [PAGE.as_bytes(), &[b'x'; 9000], &[n]].concat();
        gzip(&response(&format!("https://news.example/{n}"), "200 OK", &body))
    };
    let mut bad = page(2);
    let middle = bad.len() - 20;
    bad[middle] ^= 0xff;
    folder.file("a.warc.gz", [page(1), bad, page(3), page(4)[..400].to_vec()].concat());
    let run = folder.run(&["clean", "a.warc.gz"]);
    let records = run.records();
    let statuses = field(&records, "status");
    assert_eq!(statuses[0], "ok", "{records:?}");
    assert_eq!(statuses.iter().filter(|status| **status == "decode_error").count(), 2);
    assert!(field(&records, "url").contains(&"https://news.example/3"));
    folder.file("none.warc", "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n");
    let run = folder.run(&["clean", "none.warc"]);
    assert_eq!(field(&run.records(), "detail"), ["no pages in this archive"]);
}

#[test]
fn plain_text_of_common_crawl() {
    let folder = Folder::new();
    let text = "Ferry back in service\n\nThe ferry between the two <b>banks</b> of the river is \
        running again after eleven weeks of repairs, the harbour office said on Tuesday morning.\n\n\
        Divers found the crack in the hull during a routine inspection in March. A yard downstream \
        welded in four new plates, and the last of them was tested over the weekend.\n";
    let record = format!(
        "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://news.example/one\r\n\
        Content-Type: text/plain\r\nContent-Length: {}\r\n\r\n{text}\r\n\r\n",
        text.len()
    );
    folder.file("a.warc.wet.gz", gzip(record.as_bytes()));
    let run = folder.run(&["clean", "a.warc.wet.gz"]);
    let records = run.records();
    assert!(records[0]["text"].as_str().expect("text").contains("two <b>banks</b>"), "{records:?}");
}

#[test]
fn own_output_in_a_folder_is_no_input() {
    let folder = Folder::new();
    folder.file("in/a.html", PAGE);
    folder.run(&["clean", "in", "-o", "in/first.jsonl"]).success();
    let run = folder.run(&["clean", "in"]).success();
    assert_eq!(field(&run.records(), "source"), ["in/a.html"]);
}
