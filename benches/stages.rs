//! Each stage of a page's way by itself, over all pages; see `README.md` beside this file.

#[allow(dead_code)] // each bench uses what it needs
mod support;

use copydesk::assemble::assemble;
use copydesk::decode::{Hints, decode};
use copydesk::input::{Content, sniff};
use copydesk::label::label;
use copydesk::metadata::metadata;
use copydesk::parse::parse;
use copydesk::screen::{Lexicon, screen};
use copydesk::segment::{Page, segment};
use copydesk::settings::{Favor, Limits};
use copydesk::{Article, Format, Settings, clean, render};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use std::sync::LazyLock;
use support::{Sample, samples};

/// The pages with tags; plain text goes another way.
static PAGES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    samples().into_iter().filter(|page| sniff(&page.bytes) == Content::Html).collect()
});

static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let text = |page: &Sample| decode(&page.bytes, Hints::default()).text.into_owned();
    PAGES.iter().map(text).collect()
});

fn main() {
    divan::main();
}

/// A bench over all pages, with its speed in pages and bytes of them.
fn over_pages(bencher: Bencher<'_, '_>, mut work: impl FnMut(usize)) {
    let bytes: usize = PAGES.iter().map(|page| page.bytes.len()).sum();
    bencher.counter(BytesCount::new(bytes)).counter(ItemsCount::new(PAGES.len())).bench_local(
        || {
            (0..PAGES.len()).for_each(&mut work);
        },
    );
}

fn segmented(page: usize) -> Page {
    segment(&parse(&TEXTS[page], &Limits::default()))
}

#[divan::bench(sample_count = 10)]
fn a_sniff(bencher: Bencher) {
    over_pages(bencher, |page| {
        black_box(sniff(&PAGES[page].bytes));
    });
}

#[divan::bench(sample_count = 10)]
fn b_decode(bencher: Bencher) {
    over_pages(bencher, |page| {
        black_box(decode(&PAGES[page].bytes, Hints::default()));
    });
}

#[divan::bench(sample_count = 10)]
fn c_parse(bencher: Bencher) {
    over_pages(bencher, |page| {
        black_box(parse(&TEXTS[page], &Limits::default()));
    });
}

/// The trees of a page are made outside of the time, one page at a time to spare memory.
#[divan::bench(sample_count = 10)]
fn d_segment(bencher: Bencher) {
    let trees: Vec<_> = TEXTS.iter().map(|text| parse(text, &Limits::default())).collect();
    over_pages(bencher, |page| {
        black_box(segment(&trees[page]));
    });
}

/// Takes a copy of the page each time, as the screen changes it.
#[divan::bench(sample_count = 10)]
fn e_screen(bencher: Bencher) {
    let bytes: usize = PAGES.iter().map(|page| page.bytes.len()).sum();
    let counter = BytesCount::new(bytes);
    let pages = || (0..PAGES.len()).map(segmented).collect::<Vec<_>>();
    bencher.counter(counter).with_inputs(pages).bench_local_values(|mut pages| {
        for (page, sample) in pages.iter_mut().zip(PAGES.iter()) {
            black_box(screen(page, &sample.source, Lexicon::built_in()));
        }
        pages
    });
}

#[divan::bench(sample_count = 10)]
fn f_label(bencher: Bencher) {
    let pages: Vec<_> = (0..PAGES.len()).map(segmented).collect();
    over_pages(bencher, |page| {
        black_box(label(&pages[page], Favor::default()));
    });
}

#[divan::bench(sample_count = 10)]
fn g_metadata(bencher: Bencher) {
    let pages: Vec<_> = (0..PAGES.len()).map(segmented).collect();
    let labels: Vec<_> = pages.iter().map(|page| label(page, Favor::default())).collect();
    over_pages(bencher, |page| {
        black_box(metadata(&pages[page], &labels[page].verdicts, &PAGES[page].source));
    });
}

#[divan::bench(sample_count = 10)]
fn h_assemble(bencher: Bencher) {
    let mut pages: Vec<_> = (0..PAGES.len()).map(segmented).collect();
    let settings = Settings::default();
    let screened = pages.iter_mut().zip(PAGES.iter());
    let findings: Vec<_> =
        screened.map(|(page, sample)| screen(page, &sample.source, Lexicon::built_in())).collect();
    let labels: Vec<_> = pages.iter().map(|page| label(page, Favor::default())).collect();
    over_pages(bencher, |n| {
        let (verdicts, source) = (&labels[n].verdicts, &PAGES[n].source);
        let facts = Default::default();
        black_box(assemble(&pages[n], verdicts, &findings[n], facts, source, &settings));
    });
}

#[divan::bench(sample_count = 10, args = [Format::Jsonl, Format::Markdown, Format::Html, Format::Tei])]
fn i_render(bencher: Bencher, format: Format) {
    static ARTICLES: LazyLock<Vec<Article>> = LazyLock::new(|| {
        let settings = Settings::default();
        PAGES.iter().map(|page| clean(&page.bytes, &page.source, &settings)).collect()
    });
    LazyLock::force(&ARTICLES);
    over_pages(bencher, |page| {
        black_box(render(&ARTICLES[page], format));
    });
}
