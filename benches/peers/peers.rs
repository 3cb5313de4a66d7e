//! Extractors in Rust over the same pages: LIST OUT. Writes OUT/NAME.jsonl and OUT/rust.times.

use copydesk::{Settings, Source};
use std::hint::black_box;
use std::io::{Read, Write};
use std::time::Instant;

type Extractor = (&'static str, fn(&[u8]) -> String);

const EXTRACTORS: [Extractor; 4] = [
    ("copydesk", |bytes| copydesk::clean(bytes, &Source::named("page"), &Settings::default()).text),
    ("dom_smoothie", |bytes| {
        let html = String::from_utf8_lossy(bytes);
        let parsed = dom_smoothie::Readability::new(&*html, None, None).and_then(|mut r| r.parse());
        parsed.map(|article| article.text_content.to_string()).unwrap_or_default()
    }),
    ("rs-trafilatura", |bytes| {
        rs_trafilatura::extract_bytes(bytes).map(|found| found.content_text).unwrap_or_default()
    }),
    ("bare tree", |bytes| {
        black_box(scraper::Html::parse_document(&String::from_utf8_lossy(bytes)));
        String::new()
    }),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let passes = std::env::var("COPYDESK_PASSES").ok().and_then(|n| n.parse().ok()).unwrap_or(3);
    let list = std::fs::read_to_string(&arguments[1]).expect("the list of pages");
    let open = |name: &str| {
        let file = std::fs::File::create(format!("{}/{name}.jsonl", arguments[2]));
        std::io::BufWriter::new(file.expect("an output"))
    };
    let mut outputs: Vec<_> = EXTRACTORS.iter().map(|(name, _)| open(name)).collect();
    let (mut seconds, mut bytes) = ([0.0; EXTRACTORS.len()], 0);
    for path in list.lines() {
        let packed = std::fs::read(path).expect("a page");
        let mut page = Vec::new();
        flate2::read::MultiGzDecoder::new(&packed[..]).read_to_end(&mut page).expect("gzip");
        bytes += page.len();
        for (number, (_, extract)) in EXTRACTORS.iter().enumerate() {
            let (mut best, mut text) = (f64::MAX, String::new());
            for _ in 0..passes {
                let started = Instant::now();
                // A peer that breaks on a page has nothing to say about it.
                text = std::panic::catch_unwind(|| extract(&page)).unwrap_or_default();
                best = best.min(started.elapsed().as_secs_f64());
            }
            seconds[number] += best;
            let row = serde_json::json!({ "source": path, "text": text });
            writeln!(outputs[number], "{row}").expect("an output");
        }
    }
    let mut times = std::fs::File::create(format!("{}/rust.times", arguments[2])).expect("times");
    for ((name, _), seconds) in EXTRACTORS.iter().zip(seconds) {
        writeln!(times, "{name}\t{seconds}\t{bytes}\t{}", list.lines().count()).expect("times");
    }
}
