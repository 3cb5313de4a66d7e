//! The library's crawler: pages given as arguments, records as they come.
//!
//! ```sh
//! cargo run --example crawl -- https://example.com/
//! ```

use copydesk::crawl::{CrawlError, Crawler};

fn main() -> Result<(), CrawlError> {
    let mut crawler = Crawler::builder();
    for url in std::env::args().skip(1) {
        crawler = crawler.url(url);
    }
    // `stream` gives a `futures` stream; without a runtime, its records are read like this.
    let mut records = crawler.stream();
    while let Some(record) = records.next_blocking() {
        let article = record?;
        println!("{}\t{}", article.status.name(), article.source);
        println!("\t{}", article.metadata.title.as_deref().unwrap_or("(no title)"));
    }
    Ok(())
}
