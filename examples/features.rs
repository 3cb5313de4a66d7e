use std::path::Path;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let n = copydesk::training::write_matrix(
        Path::new(&a[1]),
        Path::new(&a[2]),
        a.get(4).is_some(),
        a.get(3).filter(|s| !s.is_empty()).map(|s| Path::new(s.as_str())),
    )
    .unwrap();
    println!("{n}");
}
