//! The same pages out of a folder and out of archives: what finding and unpacking them costs.
//!
//! `COPYDESK_COUNT=5000` is the number of pages (made of the corpus, over and over);
//! `COPYDESK_PASSES=3` the number of times all of them are cleaned. The ways take turns, and the
//! figures are medians. Processor time is given too: what else the machine does disturbs it less.

#[allow(dead_code)] // each bench uses what it needs
mod support;

use copydesk::Settings;
use copydesk::batch::{Options, clean_all};
use copydesk::input::Inputs;
use copydesk::input::warc::{NewRecord, RecordId, write_record};
use flate2::{Compression, write::GzEncoder};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;
use support::{Sample, number, samples};

fn main() {
    let samples = samples();
    let count = number("COPYDESK_COUNT").unwrap_or(500);
    let dir = tempfile::tempdir().expect("a folder");
    let ways = [
        ("folder of .html", folder(dir.path(), &samples, count, false)),
        ("folder of .html.gz", folder(dir.path(), &samples, count, true)),
        ("one .warc.gz", warc(dir.path(), &samples, count)),
        ("one .jsonl.zst", lines(dir.path(), &samples, count)),
    ];
    let mut times = vec![Vec::new(); ways.len()];
    let mut work = vec![Vec::new(); ways.len()];
    for _ in 0..number("COPYDESK_PASSES").unwrap_or(3).max(1) {
        for (((name, path), times), work) in ways.iter().zip(&mut times).zip(&mut work) {
            let (started, worked) = (Instant::now(), worked());
            let mut seen = 0;
            let settings = Settings::default();
            let inputs = Inputs::new([path]);
            let _ = clean_all(inputs, &settings, &Options::default(), |_| {
                seen += 1;
                ControlFlow::<()>::Continue(())
            });
            assert_eq!(seen, count, "{name}");
            times.push(started.elapsed().as_secs_f64());
            work.push(self::worked() - worked);
        }
    }
    let rates: Vec<f64> = times.into_iter().map(|times| count as f64 / median(times)).collect();
    let work: Vec<f64> = work.into_iter().map(|work| median(work) / count as f64).collect();
    let first = work[0];
    for (((name, path), rate), work) in ways.iter().zip(&rates).zip(&work) {
        let size = size(path) as f64 / 1e6;
        println!(
            "{name:<20} {size:>7.1} MB {rate:>7.0} pages/s  {:.3} of the folder   {:.2} ms of processor \
             a page  {:.3}",
            rate / rates[0],
            work * 1e3,
            first / work
        );
    }
}

/// Seconds that all threads have worked so far; 0 where the system does not tell.
fn worked() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or("").split_whitespace();
    let ticks = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

fn folder(dir: &Path, samples: &[Sample], count: usize, packed: bool) -> PathBuf {
    let root = dir.join(if packed { "packed" } else { "plain" });
    for number in 0..count {
        let folder = root.join(format!("{:03}", number / 100));
        fs::create_dir_all(&folder).expect("a folder");
        let bytes = &samples[number % samples.len()].bytes;
        let (name, bytes) = match packed {
            true => (format!("{number}.html.gz"), gzip(bytes)),
            false => (format!("{number}.html"), bytes.clone()),
        };
        fs::write(folder.join(name), bytes).expect("a file");
    }
    root
}

fn warc(dir: &Path, samples: &[Sample], count: usize) -> PathBuf {
    let path = dir.join("pages.warc.gz");
    let mut file = BufWriter::new(File::create(&path).expect("a file"));
    for number in 0..count {
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
        let record = NewRecord {
            kind: "response",
            id: RecordId::new(1, number as u64),
            date: "2026-01-02T03:04:05Z",
            content_type: "application/http; msgtype=response",
            fields: vec![("WARC-Target-URI", format!("https://news.example/{number}"))],
            block: &[&head[..], &samples[number % samples.len()].bytes].concat(),
        };
        write_record(&mut file, &record).expect("a record");
    }
    file.flush().expect("a file");
    path
}

fn lines(dir: &Path, samples: &[Sample], count: usize) -> PathBuf {
    let path = dir.join("pages.jsonl.zst");
    let file = File::create(&path).expect("a file");
    let mut file = zstd::stream::Encoder::new(file, 1).expect("an encoder");
    for number in 0..count {
        let html = String::from_utf8_lossy(&samples[number % samples.len()].bytes);
        let line = serde_json::json!({ "url": "https://news.example/", "html": html });
        writeln!(file, "{line}").expect("a line");
    }
    file.finish().expect("a file");
    path
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn size(path: &Path) -> u64 {
    match fs::read_dir(path) {
        Err(_) => fs::metadata(path).map_or(0, |facts| facts.len()),
        Ok(entries) => entries.flatten().map(|entry| size(&entry.path())).sum(),
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
