use std::io::{Read, Write};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let mut files: Vec<_> = a[1..]
        .iter()
        .flat_map(|d| std::fs::read_dir(d).unwrap().map(|e| e.unwrap().path()))
        .collect();
    files.sort();
    let out = std::io::stdout();
    let mut out = std::io::BufWriter::new(out.lock());
    let mut total = std::time::Duration::ZERO;
    let mut parse = std::time::Duration::ZERO;
    let n = files.len();
    for f in files {
        let mut b = Vec::new();
        flate2::read::MultiGzDecoder::new(std::fs::File::open(&f).unwrap())
            .read_to_end(&mut b)
            .unwrap();
        let t = std::time::Instant::now();
        let art = copydesk::clean(
            &b,
            &copydesk::Source::named(f.to_string_lossy()),
            &copydesk::Settings::default(),
        );
        total += t.elapsed();
        if std::env::var("PARSE").is_ok() {
            let s = String::from_utf8_lossy(&b);
            let t = std::time::Instant::now();
            std::hint::black_box(scraper::Html::parse_document(&s));
            parse += t.elapsed();
        }
        out.write_all(copydesk::render(&art, copydesk::Format::Jsonl).as_bytes()).unwrap();
    }
    eprintln!(
        "{} pages, {:.1} pages/s; bare parse {:.1}/s",
        n,
        n as f64 / total.as_secs_f64(),
        n as f64 / parse.as_secs_f64()
    );
}
