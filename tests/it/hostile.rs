//! Whatever the bytes: a record, in bounded time and memory, with the article where there is one.
//!
//! The bounds hold for optimised builds and full sizes, which is the ignored test:
//! `cargo test --profile fast --test it hostile -- --ignored --nocapture`. The other one runs the
//! same pages, smaller, in any build.

use crate::program::{Folder, PAGE, SENTENCE, gzip};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

/// Longest time for a page of full size.
const TIME: Duration = Duration::from_secs(2);
/// Most memory for a page of full size, in bytes.
const MEMORY: u64 = 300 << 20;
/// Most that a page of twice the size may cost, as a multiple.
const GROWTH: f64 = 2.3;
/// Shorter times are too coarse to tell growth: the system counts in hundredths of a second.
const MEASURABLE: Duration = Duration::from_millis(200);
/// Pages that are still quick at this size are quick.
const ENOUGH: usize = 12 << 20;

/// A page that somebody made to break programs, in any size.
struct Hostile {
    name: &'static str,
    /// The full size, in whatever the page is made of.
    size: usize,
    page: fn(usize) -> Vec<u8>,
    /// Is the article of [`PAGE`] in it?
    article: bool,
}

const fn hostile(name: &'static str, size: usize, page: fn(usize) -> Vec<u8>) -> Hostile {
    Hostile { name, size, page, article: true }
}

const fn without_article(name: &'static str, size: usize, page: fn(usize) -> Vec<u8>) -> Hostile {
    Hostile { name, size, page, article: false }
}

const PAGES: &[Hostile] = &[
    without_article("empty", 0, |_| Vec::new()),
    without_article("nuls", 5_000_000, |n| vec![0; n]),
    without_article("noise", 5_000_000, noise),
    without_article("noise_after_a_tag", 5_000_000, |n| [b"<p>", &noise(n)[..]].concat()),
    hostile("nuls_in_the_page", 5_000_000, |n| {
        after("<p>", &"\0text\0 and more of it".repeat(n / 22))
    }),
    hostile("nested_divs_around", 20_000, |n| around(&"<div>".repeat(n), &"</div>".repeat(n))),
    hostile("nested_divs_around_many", 200_000, |n| {
        around(&"<div>".repeat(n), &"</div>".repeat(n))
    }),
    hostile("nested_divs_after", 200_000, |n| after(&"<div>".repeat(n), &"</div>".repeat(n))),
    without_article("nested_divs_alone", 200_000, |n| "<div>x".repeat(n).into_bytes()),
    hostile("nested_mixed", 100_000, |n| around(&"<ul><li><table><tr><td>".repeat(n / 5), "")),
    hostile("nested_quotes", 100_000, |n| around(&"<blockquote>".repeat(n), "")),
    hostile("unclosed_b_around", 100_000, |n| around(&"<b>".repeat(n), "")),
    hostile("unclosed_b_after", 100_000, |n| after(&"<p><b>x".repeat(n), "")),
    hostile("misnested_formatting", 50_000, |n| {
        after(&"<b><i><a href=x><p>x</b></i>".repeat(n), "")
    }),
    hostile("table_rows", 100_000, |n| after("<table>", &"<tr><td>Row<td>12<td>34".repeat(n))),
    hostile("table_cells", 300_000, |n| after("<table><tr>", &"<td>cell".repeat(n))),
    hostile("text_in_tables", 50_000, |n| after("", &"<table>x<tr>y".repeat(n))),
    hostile("links", 100_000, |n| after("", &"<a href=/n>A link to somewhere</a> ".repeat(n))),
    hostile("links_in_a_list", 100_000, |n| after("<ul>", &"<li><a href=/n>A link</a>".repeat(n))),
    hostile("attributes", 100_000, |n| after(&format!("<div{}>", numbered(" a", "=x", n)), "<p>x")),
    hostile("long_attribute", 5_000_000, |n| {
        after(&format!("<p class='{}'>", "a b ".repeat(n / 4)), "x")
    }),
    hostile("classes", 100_000, |n| after("", &numbered("<p class='c", " d'>Text in it", n))),
    hostile("spans", 200_000, |n| after("<p>", &"<span>word </span>".repeat(n))),
    hostile("spans_unclosed", 200_000, |n| after("<p>", &"<span>word ".repeat(n))),
    hostile("one_paragraph", 10_000_000, |n| {
        after("<p>", &"The river rose again. ".repeat(n / 22))
    }),
    hostile("one_word", 10_000_000, |n| after("<p>", &"x".repeat(n))),
    hostile("paragraphs", 100_000, |n| {
        after("", &"<p>The river rose, and the bridge was shut.".repeat(n))
    }),
    hostile("line_breaks", 300_000, |n| after("<p>", &"a<br>".repeat(n))),
    hostile("double_breaks", 200_000, |n| after("<p>", &"The river rose.<br><br>".repeat(n))),
    hostile("headings", 100_000, |n| after("", &"<h2>Heading</h2>".repeat(n))),
    hostile("images", 100_000, |n| after("", &"<img src=a.jpg alt=Alternative>".repeat(n))),
    hostile("metas", 100_000, |n| after("", &"<meta property=og:title content=Title>".repeat(n))),
    hostile("json_ld", 10_000, |n| {
        after("", &"<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"x\"}</script>".repeat(n))
    }),
    hostile("json_ld_nested", 500_000, |n| {
        after("<script type=application/ld+json>", &"[".repeat(n))
    }),
    hostile("entities", 1_000_000, |n| after("<p>", &"&amp;&#x41;&nbsp;&notit;".repeat(n / 20))),
    hostile("unclosed_comment", 5_000_000, |n| after("<!-- ", &"- <p>-- >".repeat(n / 10))),
    hostile("comments", 200_000, |n| after("", &"<!-- x -->".repeat(n))),
    hostile("unclosed_script", 5_000_000, |n| {
        after("<script>", &"if (a<b) x('</p>'); ".repeat(n / 20))
    }),
    hostile("unclosed_title", 5_000_000, |n| after("<title>", &"<p>text ".repeat(n / 8))),
    hostile("unclosed_textarea", 5_000_000, |n| after("<textarea>", &"<p>text ".repeat(n / 8))),
    hostile("lone_angles", 1_000_000, |n| after("<p>", &"< <".repeat(n / 3))),
    hostile("end_tags", 200_000, |n| after("", &"</p></div></b>".repeat(n / 3))),
    hostile("unknown_elements", 200_000, |n| after("", &numbered("<unknown-", ">text", n))),
    hostile("unknown_siblings", 100_000, |n| after("", &numbered("<x-", "-y>text</x-0>", n))),
    hostile("unknown_attributes", 200_000, |n| after("", &numbered("<p attribute-", "=x>text", n))),
    hostile("svg", 100_000, |n| after("<svg>", &"<g><path d=x /><title>t</title>".repeat(n / 2))),
    hostile("selects", 100_000, |n| after("<select>", &"<option>Choice".repeat(n))),
    hostile("forms", 50_000, |n| after("", &"<form><input><label>Name</label></form>".repeat(n))),
    hostile("templates", 50_000, |n| after("", &"<template><p>x".repeat(n))),
    hostile("frames", 50_000, |n| after("", &"<iframe src=x></iframe><object><embed>".repeat(n))),
    hostile("styles_that_hide", 100_000, |n| {
        after("", &"<p style='display : none'>hidden text".repeat(n))
    }),
    hostile("invisible_characters", 1_000_000, |n| {
        after("<p>", &"\u{200b}\u{202e}a\u{301}".repeat(n / 4))
    }),
    hostile("chinese", 1_000_000, |n| after("<p>", &"河水又涨了，桥也封了。".repeat(n / 11))),
    without_article("text_lines", 200_000, |n| {
        "A line of text that is not long.\n".repeat(n).into_bytes()
    }),
    without_article("text_one_line", 5_000_000, |n| {
        "No line ends here, and so on. ".repeat(n / 30).into_bytes()
    }),
];

#[test]
fn every_page_gives_its_record() {
    let folder = Folder::new();
    for (number, page) in PAGES.iter().enumerate() {
        folder.file(&format!("in/{number:02}.html"), (page.page)(page.size / 50));
    }
    let records = folder.run(&["clean", "in"]).records();
    assert_eq!(records.len(), PAGES.len());
    for (page, record) in PAGES.iter().zip(&records) {
        assert_eq!(fault(page, record), None, "{}", page.name);
    }
}

#[test]
fn a_page_cut_anywhere_gives_its_record() {
    let folder = Folder::new();
    let packed = gzip(PAGE.repeat(3).as_bytes());
    for cut in (0..packed.len()).step_by(packed.len() / 12) {
        folder.file(&format!("in/{cut:04}.html.gz"), &packed[..cut]);
    }
    for cut in (0..PAGE.len()).step_by(PAGE.len() / 12) {
        folder.file(&format!("in/{cut:04}.html"), &PAGE[..cut]);
    }
    let run = folder.run(&["clean", "in"]);
    assert_eq!(run.records().len(), folder.files("in").len());
}

#[test]
#[ignore = "bounds for optimised builds: run with --profile fast"]
fn time_and_memory_are_bounded_and_grow_with_the_page() {
    let folder = Folder::new();
    let mut broken = BTreeSet::new();
    println!("{:24}{:>10}{:>8}{:>6}{:>8} of", "page", "bytes", "s", "MB", "growth");
    for page in PAGES {
        let mut measure = |size| {
            let (record, cost) = record(&folder, page, size);
            broken.extend(fault(page, &record).map(|fault| format!("{}: {fault}", page.name)));
            cost
        };
        let full = measure(page.size);
        // What is quick is made larger until the clock can tell how it grows.
        let mut size = page.size;
        let mut one = measure(size);
        while one.time < MEASURABLE && (1..ENOUGH).contains(&one.bytes) {
            size *= 2;
            one = measure(size);
        }
        let mut two = measure(2 * size);
        // Other programs disturb; what is within the bounds once is within the bounds.
        for _ in 0..2 {
            if growth(&one, &two) > GROWTH {
                one.time = one.time.min(measure(size).time);
                two.time = two.time.min(measure(2 * size).time);
            }
        }
        let growth = growth(&one, &two);
        println!(
            "{:24}{:>10}{:>8.2}{:>6}{growth:>8.2} {:.2}",
            page.name,
            full.bytes,
            full.time.as_secs_f64(),
            full.memory >> 20,
            one.time.as_secs_f64(),
        );
        if full.time > TIME || full.memory > MEMORY || growth > GROWTH {
            broken.insert(format!("{}: over the bounds", page.name));
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// What a page cost.
struct Cost {
    bytes: usize,
    time: Duration,
    memory: u64,
}

fn growth(one: &Cost, two: &Cost) -> f64 {
    two.time.as_secs_f64() / one.time.max(MEASURABLE).as_secs_f64()
}

fn record(folder: &Folder, page: &Hostile, size: usize) -> (Value, Cost) {
    let bytes = (page.page)(size);
    folder.file("page.html", &bytes);
    let mut command =
        folder.command(&["clean", "page.html", "-o", "record.jsonl", "--limit-bytes", "1G"]);
    let mut child = command.spawn().expect("the program starts");
    let (mut memory, mut time) = (0, Duration::ZERO);
    let status = loop {
        memory = memory.max(peak_memory(child.id()));
        time = time.max(cpu_time(child.id()));
        match child.try_wait().expect("the program ends") {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(1)),
        }
    };
    assert!(matches!(status.code(), Some(0 | 1)), "{}: {status}", page.name);
    let record = serde_json::from_str(&folder.read("record.jsonl")).expect("one record");
    (record, Cost { bytes: bytes.len(), time, memory })
}

/// The most memory that a running program has had, where the system tells.
fn peak_memory(program: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{program}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|peak| peak.trim().split(' ').next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) << 10
}

/// The processor time that a running program has had, where the system tells: other programs make
/// no difference to it.
fn cpu_time(program: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{program}/stat")).unwrap_or_default();
    // The name in brackets may hold blanks; user and system time are fields 14 and 15, in
    // hundredths of a second.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11);
    let ticks: u64 = fields.take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(10 * ticks)
}

/// What is wrong with a record.
fn fault(page: &Hostile, record: &Value) -> Option<String> {
    let text = record["text"].as_str().expect("a text");
    if record["status"] == "internal_error" {
        return Some(record["detail"].to_string());
    }
    let lost = page.article && !text.contains(SENTENCE);
    lost.then(|| format!("{} without the article: {text:.100}", record["status"]))
}

/// The article inside of something.
fn around(before: &str, after: &str) -> Vec<u8> {
    let (head, article) = PAGE.split_at(PAGE.find("<article>").expect("an article"));
    [head, before, article, after].concat().into_bytes()
}

/// The article with something behind it.
fn after(first: &str, then: &str) -> Vec<u8> {
    [PAGE, first, then].concat().into_bytes()
}

fn numbered(before: &str, after: &str, count: usize) -> String {
    (0..count).map(|number| format!("{before}{number}{after}")).collect()
}

fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..length).map(|_| next()).collect()
}
