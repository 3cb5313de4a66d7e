//! Figures of the crawler under load. They take minutes, so they run when asked for:
//! `cargo test --profile fast --test it bars -- --ignored --nocapture --test-threads 1`.

use crate::program::{Folder, PAGE};
use crate::support::server::{Reply, Server};
use std::fmt::Write;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// A page with the weight of a real one: an article of 40 paragraphs in 100 kB.
fn heavy(number: usize) -> String {
    let mut html = String::from("<!doctype html><html lang=en><head><title>Report</title><style>");
    html += &".a{color:#123456;margin:0 auto}".repeat(800);
    html += "</style><script>";
    html += &"var x=function(a,b){return a+b};".repeat(1000);
    html += "</script></head><body><nav>";
    for n in 0..100 {
        let _ = write!(html, "<li class=menu><a href=/section/{n}>Section {n}</a></li>");
    }
    let _ = write!(html, "</nav><article><h1>Report {number}</h1>");
    for n in 0..40 {
        let _ = write!(
            html,
            "<p>Paragraph {n} of report {number} says that the ferry between the \
            two banks of the river is running again after eleven weeks of repairs, as the harbour \
            office told <a href=/people/{n}>its people</a> on Tuesday morning.</p>"
        );
    }
    html + "</article>" + PAGE + "</body></html>"
}

/// Memory of a process in kB: `VmRSS` now, `VmHWM` at most so far.
fn memory(child: &Child, field: &str) -> u64 {
    let status =
        std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).unwrap_or(0)
}

fn open_files(child: &Child) -> usize {
    std::fs::read_dir(format!("/proc/{}/fd", child.id())).map_or(0, |files| files.count())
}

#[test]
#[ignore = "a measurement"]
fn fetching_costs_little_beside_cleaning() {
    let folder = Folder::new();
    let pages: Vec<String> = (0..1500).map(heavy).collect();
    for (number, page) in pages.iter().enumerate() {
        folder.file(&format!("pages/{number}.html"), page);
    }
    let bodies: Vec<std::sync::Arc<Vec<u8>>> =
        pages.into_iter().map(|page| std::sync::Arc::new(page.into_bytes())).collect();
    let count = bodies.len();
    let server = Server::hosts(10, move |request| {
        let number: usize = request.target[1..].parse().unwrap_or(0);
        Reply::html(bodies[number].to_vec())
    });
    let list: Vec<String> =
        (0..count).map(|n| server.url_on(1 + (n % 10) as u8, &format!("/{n}"))).collect();
    folder.file("list.txt", list.join("\n"));
    let measure = |arguments: &[&str]| {
        let started = Instant::now();
        let mut child = folder.command(arguments).stderr(Stdio::null()).spawn().unwrap();
        let mut ticks = 0;
        while child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(10));
            ticks = cpu_ticks(&child).max(ticks);
        }
        (count as f64 / started.elapsed().as_secs_f64(), ticks as f64 * 10.0 / count as f64)
    };
    let mut shares = Vec::new();
    for round in 0..5 {
        let clean = measure(&["clean", "pages", "-q", "-o", "clean.jsonl"]);
        let fetch = measure(&[
            "fetch",
            "--urls",
            "list.txt",
            "-q",
            "-o",
            "fetch.jsonl",
            "--allow-private",
            "--delay",
            "0",
            "--ignore-robots",
            "--per-host",
            "8",
        ]);
        println!(
            "round {round}: clean {:.0}/s ({:.2} ms of processor a page), fetch {:.0}/s ({:.2} ms)",
            clean.0, clean.1, fetch.0, fetch.1
        );
        shares.push(clean.1 / fetch.1);
    }
    // By processor time, as the server of the test runs on the same processors.
    shares.sort_by(f64::total_cmp);
    println!("fetch and clean reach {:.0} % of clean", shares[2] * 100.0);
    assert!(shares[2] >= 0.8, "{shares:?}");
}

/// Processor time of a process in hundredths of a second.
fn cpu_ticks(child: &Child) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or("").split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum()
}

#[test]
#[ignore = "a measurement"]
fn memory_and_files_stay_flat() {
    let folder = Folder::new();
    let page = std::sync::Arc::new(heavy(1).into_bytes());
    let server = Server::hosts(20, move |_| Reply::html(page.to_vec()));
    let list: Vec<String> =
        (0..50_000).map(|n| server.url_on(1 + (n % 20) as u8, &format!("/{n}"))).collect();
    folder.file("list.txt", list.join("\n"));
    let mut child = folder
        .command(&[
            "fetch",
            "--urls",
            "list.txt",
            "-q",
            "-o",
            "out.jsonl",
            "--state",
            "state",
            "--allow-private",
            "--delay",
            "0",
            "--ignore-robots",
            "--per-host",
            "4",
        ])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (mut first, mut last, mut files) = (0, 0, 0);
    while child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(100));
        let done = server.requests();
        let now = memory(&child, "VmRSS");
        files = files.max(open_files(&child));
        match done {
            800..=2000 => first = first.max(now),
            45_000.. => last = last.max(now),
            _ => {}
        }
    }
    println!("RSS after 1,000 pages {first} kB, at the end {last} kB; at most {files} open files");
    assert_eq!(folder.read("out.jsonl").lines().count(), 50_000);
    assert!(last <= first + first / 10, "{first} {last}");
    assert!(files < 200, "{files}");
}

#[test]
#[ignore = "a measurement"]
fn a_million_addresses_wait_on_disk() {
    let folder = Folder::new();
    let server = Server::hosts(20, |_| Reply::html(PAGE));
    let mut list = String::new();
    for n in 0..1_000_000 {
        let path = format!("/news/2026/11/{n}/a-story-of-some-length");
        list += &server.url_on(1 + (n % 20) as u8, &path);
        list.push('\n');
    }
    folder.file("list.txt", list);
    let started = Instant::now();
    let arguments = ["fetch", "--urls", "list.txt", "-q", "-o", "out.jsonl", "--state", "state"];
    let more = ["--allow-private", "--ignore-robots"];
    let mut child =
        folder.command(&[&arguments[..], &more].concat()).stderr(Stdio::null()).spawn().unwrap();
    while server.requests() == 0 {
        std::thread::sleep(Duration::from_millis(20));
    }
    // By processor time, as whatever else runs on this machine takes its share of the clock's.
    let (clock, rate) = (started.elapsed(), 1e8 / cpu_ticks(&child).max(1) as f64);
    while server.requests() < 200 {
        std::thread::sleep(Duration::from_millis(20));
    }
    let peak = memory(&child, "VmHWM");
    child.kill().unwrap();
    child.wait().unwrap();
    println!(
        "a million addresses to the first request in {clock:?}, {rate:.0} a second of processor \
         time, at most {peak} kB"
    );
    assert!(peak < 200 << 10, "{peak}");
    assert!(rate > 20_000.0, "{rate}");
}

#[test]
#[ignore = "a measurement"]
fn ten_thousand_hosts_do_not_wait_for_each_other() {
    let folder = Folder::new();
    let server = Server::start(|request| match request.target.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::html(PAGE),
    });
    let hosts = 10_000;
    let mut arguments: Vec<String> =
        ["fetch", "--urls", "list.txt", "-q", "-o", "out.jsonl", "--allow-private", "--proxy"]
            .map(str::to_owned)
            .to_vec();
    // A proxy stands in for ten thousand names.
    arguments.push(server.url(""));
    let list: Vec<String> = (0..hosts).map(|n| format!("http://host{n}.example/a")).collect();
    folder.file("list.txt", list.join("\n"));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let started = Instant::now();
    let mut child = folder.command(&arguments).stderr(Stdio::null()).spawn().unwrap();
    let mut files = 0;
    while child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(200));
        files = files.max(open_files(&child));
    }
    let time = started.elapsed();
    println!("{hosts} hosts in {time:?}, at most {files} open files");
    assert_eq!(folder.read("out.jsonl").lines().count(), hosts);
    // One host after the other, with the pause of a second, would take three hours.
    assert!(time < Duration::from_secs(120), "{time:?}");
    // Those of 256 hosts are kept for a moment, and one for each request.
    assert!(files < 400, "{files}");
}
