use std::collections::HashSet;
use std::io::Read;
fn words(t: &str) -> Vec<String> {
    t.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|w| !w.is_empty())
        .map(|w| w.to_lowercase())
        .collect()
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let mut files: Vec<_> = a[1..]
        .iter()
        .flat_map(|d| std::fs::read_dir(d).unwrap().map(|e| e.unwrap().path()))
        .collect();
    files.sort();
    let set = copydesk::Settings::default();
    let mut bad = 0;
    let mut n = 0;
    let mut bad_pages = 0;
    for f in files {
        let mut b = Vec::new();
        flate2::read::MultiGzDecoder::new(std::fs::File::open(&f).unwrap())
            .read_to_end(&mut b)
            .unwrap();
        let d = copydesk::decode::decode(&b, Default::default());
        let p = copydesk::parse::parse(&d.text, &set.limits);
        let mut known: HashSet<String> = HashSet::new();
        let mut joined = String::new();
        for e in p.html.tree.root().traverse() {
            use scraper::Node;
            let (node, open) = match e {
                ego_tree::iter::Edge::Open(n) => (n, true),
                ego_tree::iter::Edge::Close(n) => (n, false),
            };
            match node.value() {
                Node::Text(t) if open => {
                    known.extend(words(t));
                    joined.push_str(t);
                }
                Node::Element(el) => {
                    let t = copydesk::segment::Tag::of(el.name());
                    if t.is_block() || el.name() == "br" || t.is_dropped() {
                        joined.push(' ');
                    }
                }
                _ => {}
            }
        }
        known.extend(words(&joined));
        let art = copydesk::clean(&b, &copydesk::Source::named("x"), &set);
        let mut here = 0;
        for blk in &art.blocks {
            for w in words(&blk.text) {
                n += 1;
                if !known.contains(&w) {
                    here += 1;
                    if bad < 40 {
                        println!("{} {w}", f.display());
                    }
                    bad += 1;
                }
            }
        }
        bad_pages += usize::from(here > 0);
    }
    println!("{bad} of {n} words on {bad_pages} pages");
}
