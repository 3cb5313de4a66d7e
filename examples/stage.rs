use std::io::Read;
use std::time::{Duration, Instant};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let mut files: Vec<_> = a[1..]
        .iter()
        .flat_map(|d| std::fs::read_dir(d).unwrap().map(|e| e.unwrap().path()))
        .collect();
    files.sort();
    let pages: Vec<Vec<u8>> = files
        .iter()
        .map(|f| {
            let mut b = Vec::new();
            flate2::read::MultiGzDecoder::new(std::fs::File::open(f).unwrap())
                .read_to_end(&mut b)
                .unwrap();
            b
        })
        .collect();
    let n = pages.len() as f64;
    let set = copydesk::Settings::default();
    for _ in 0..3 {
        let mut t = [Duration::ZERO; 7];
        for b in &pages {
            let s = Instant::now();
            let d = copydesk::decode::decode(b, Default::default());
            t[0] += s.elapsed();
            let s = Instant::now();
            std::hint::black_box(scraper::Html::parse_document(&d.text));
            t[1] += s.elapsed();
            let s = Instant::now();
            let p = copydesk::parse::parse(&d.text, &set.limits);
            t[2] += s.elapsed();
            let s = Instant::now();
            let page = copydesk::segment::segment(&p);
            t[3] += s.elapsed();
            let s = Instant::now();
            drop(p);
            t[4] += s.elapsed();
            let s = Instant::now();
            std::hint::black_box(copydesk::label::label(&page, Default::default()));
            t[5] += s.elapsed();
            let s = Instant::now();
            std::hint::black_box(copydesk::clean(b, &copydesk::Source::named("x"), &set));
            t[6] += s.elapsed();
        }
        let us = |d: Duration| d.as_secs_f64() * 1e6 / n;
        println!(
            "us/page decode {:.0} bare {:.0} parse {:.0} segment {:.0} drop {:.0} label {:.0} clean {:.0}; clean/bare {:.2}; label/bare {:.2}",
            us(t[0]),
            us(t[1]),
            us(t[2]),
            us(t[3]),
            us(t[4]),
            us(t[5]),
            us(t[6]),
            us(t[1]) / us(t[6]),
            us(t[5]) / us(t[1])
        );
    }
}
