//! The whole way of a page against bare tree building, in one run.
//!
//! ```sh
//! cargo bench --bench whole                                # samples/
//! COPYDESK_CORPUS=news:web cargo bench --bench whole       # folders of pages, compressed or not
//! ```
//!
//! `COPYDESK_PAGES=50` takes fifty pages of them, `COPYDESK_PASSES=9` goes over them nine times
//! (default 5). Every page is measured in all ways one after the other, so that what else the
//! machine does falls on all of them alike; the figures are medians of the passes.
//!
//! The bare tree is `scraper::Html::parse_document` on text that is decoded already: the least that
//! a program on html5ever can do with a page.

#[allow(dead_code)] // each bench uses what it needs
mod support;

use copydesk::batch::{self, Options};
use copydesk::decode::{Hints, decode};
use copydesk::{Format, Settings, clean, render};
use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};
use support::{Sample, number, samples};

/// What a pass took, all pages together.
#[derive(Clone, Copy, Default)]
struct Pass {
    tree: Duration,
    clean: Duration,
    render: Duration,
}

fn main() {
    let pages = samples();
    let bytes: usize = pages.iter().map(|page| page.bytes.len()).sum();
    let megabytes = bytes as f64 / 1e6;
    println!("{} pages, {megabytes:.1} MB", pages.len());
    let settings = Settings::default();
    pass(&pages, &settings); // warm
    let passes: Vec<Pass> = (0..number("COPYDESK_PASSES").unwrap_or(5).max(1))
        .map(|_| pass(&pages, &settings))
        .collect();

    let count = pages.len() as f64;
    let row = |name: &str, time: f64, tree: f64| {
        let (rate, speed) = (count / time, megabytes / time);
        println!(
            "{name:<28} {rate:>7.0} pages/s {speed:>7.1} MB/s  {:.3} of the bare tree",
            tree / time
        );
    };
    let tree = median(passes.iter().map(|pass| pass.tree));
    row("bare tree", tree, tree);
    row("clean", median(passes.iter().map(|pass| pass.clean)), tree);
    row(
        "clean and write as JSON",
        median(passes.iter().map(|pass| pass.clean + pass.render)),
        tree,
    );
    let ratios = passes.iter().map(|pass| pass.tree.as_secs_f64() / pass.clean.as_secs_f64());
    println!("clean / bare tree: {:.3} (median of {} passes)", middle(ratios), passes.len());

    let (mut one, mut two) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        one.push(threads(&pages, &settings, 1));
        two.push(threads(&pages, &settings, 2));
    }
    let speedup = middle(one.into_iter()) / middle(two.into_iter());
    println!("two threads: {speedup:.2} times one");
    if let (Some(now), Some(peak)) = (memory("VmRSS"), memory("VmHWM")) {
        println!("memory: {now} MB now, {peak} MB at most, the pages among it");
    }
}

fn pass(pages: &[Sample], settings: &Settings) -> Pass {
    let mut pass = Pass::default();
    for page in pages {
        let text = decode(&page.bytes, Hints::default()).text;
        let started = Instant::now();
        drop(black_box(scraper::Html::parse_document(&text)));
        pass.tree += started.elapsed();
        drop(text);

        let started = Instant::now();
        let article = black_box(clean(&page.bytes, &page.source, settings));
        pass.clean += started.elapsed();

        let started = Instant::now();
        black_box(render(&article, Format::Jsonl));
        pass.render += started.elapsed();
    }
    pass
}

/// Seconds for all pages on so many threads, with their records written.
fn threads(pages: &[Sample], settings: &Settings, jobs: usize) -> f64 {
    let options = Options { jobs, ..Options::default() };
    let started = Instant::now();
    let work = |page: &Sample| render(&clean(&page.bytes, &page.source, settings), Format::Jsonl);
    let _ = batch::ordered(pages.iter(), &options, work, String::len, |record| {
        black_box(record);
        ControlFlow::<()>::Continue(())
    });
    started.elapsed().as_secs_f64()
}

fn median(times: impl Iterator<Item = Duration>) -> f64 {
    middle(times.map(|time| time.as_secs_f64()))
}

fn middle(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A line of the process's status in megabytes, where the system has such a file.
fn memory(line: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix(line)?.strip_prefix(':'))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kb| kb / 1024)
}
