//! Cleans the pages of a corpus and measures what comes out.

use super::EvalError;
use super::corpus::{Corpus, Gold, read_gz};
use super::leaks::Places;
use super::output::{Output, Outputs};
use super::page::{NEWS, PageResult};
use crate::article::Article;
use crate::pipeline::read_page;
use crate::settings::Settings;
use crate::source::Source;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What is measured, and how.
#[derive(Debug, Default)]
pub struct Run {
    /// Outputs to measure; without them the pages are cleaned.
    pub outputs: Option<Outputs>,
    /// Take the pages saved as plain text.
    pub plain_text: bool,
    /// Tell the cleaner the URLs of the pages.
    pub with_urls: bool,
    /// Give the articles with the results.
    pub keep_articles: bool,
    /// Threads; all processors if absent.
    pub jobs: Option<NonZero<usize>>,
    /// How to clean.
    pub settings: Settings,
}

/// A page's measurements and its article.
#[derive(Debug)]
pub struct Measured {
    /// The measurements.
    pub result: PageResult,
    /// What was cleaned, if it was to be kept.
    pub article: Option<Article>,
}

impl Run {
    /// Measures some pages of a corpus; results are in the order of `gold`, whatever the number of
    /// threads.
    ///
    /// # Errors
    /// When a page cannot be read.
    pub fn measure(&self, corpus: &Corpus, gold: &[&Gold]) -> Result<Vec<Measured>, EvalError> {
        let jobs = self.jobs.or_else(|| thread::available_parallelism().ok());
        let jobs = jobs.map_or(1, NonZero::get);
        parallel(gold.len(), jobs, |at| self.page(corpus, gold[at])).into_iter().collect()
    }

    fn page(&self, corpus: &Corpus, gold: &Gold) -> Result<Measured, EvalError> {
        let path = if self.plain_text { corpus.twin_path(gold) } else { corpus.page_path(gold) };
        // Of outputs that are given, only the places of leaked lines need the page.
        let news = gold.set == NEWS;
        let bytes = if self.outputs.is_none() || news { read_gz(&path)? } else { Vec::new() };
        let (output, article) = match &self.outputs {
            Some(outputs) => {
                let key = (gold.set.clone(), gold.id.clone());
                (outputs.get(&key).cloned().unwrap_or_default(), None)
            }
            None => {
                let mut source = Source::named(path.to_string_lossy());
                source.url = gold.url.clone().filter(|_| self.with_urls);
                let article = crate::clean(&bytes, &source, &self.settings);
                (Output::from(&article), self.keep_articles.then_some(article))
            }
        };
        let places = if news && !self.plain_text {
            Places::of(&read_page(&bytes, &Source::default(), &self.settings).page)
        } else {
            Places::default()
        };
        let result = PageResult::of(gold, &output, &places, self.plain_text);
        Ok(Measured { result, article })
    }
}

/// Does `work` for 0 to `count` on some threads and gives the results in order.
fn parallel<T: Send>(count: usize, jobs: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return done;
            }
            done.push((at, work(at)));
        }
    };
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        let workers: Vec<_> =
            (0..jobs.clamp(1, count.max(1))).map(|_| scope.spawn(worker)).collect();
        let join = |worker: thread::ScopedJoinHandle<'_, _>| match worker.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        workers.into_iter().flat_map(join).collect()
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_on_any_number_of_threads() {
        for jobs in [0, 1, 3, 100] {
            let squares = parallel(50, jobs, |n| n * n);
            assert_eq!(squares, (0..50).map(|n| n * n).collect::<Vec<_>>());
        }
        assert!(parallel(0, 4, |n| n).is_empty());
    }
}
