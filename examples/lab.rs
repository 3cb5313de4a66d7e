use std::io::Read;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let mut files: Vec<_> = a[1..]
        .iter()
        .flat_map(|d| std::fs::read_dir(d).unwrap().map(|e| e.unwrap().path()))
        .collect();
    files.sort();
    let set = copydesk::Settings::default();
    for f in files {
        let mut b = Vec::new();
        flate2::read::MultiGzDecoder::new(std::fs::File::open(f).unwrap())
            .read_to_end(&mut b)
            .unwrap();
        let d = copydesk::decode::decode(&b, Default::default());
        let p = copydesk::parse::parse(&d.text, &set.limits);
        let page = copydesk::segment::segment(&p);
        std::hint::black_box(copydesk::label::label(&page, Default::default()));
    }
}
