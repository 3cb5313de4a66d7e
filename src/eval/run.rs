//! Cleans the pages of a corpus and measures what comes out.

use super::EvalError;
use super::corpus::{Corpus, Gold, read_page_file};
use super::leaks::Places;
use super::output::{Output, Outputs};
use super::page::{NEWS, PageResult};
use crate::article::Article;
use crate::batch::{Options, ordered};
use crate::pipeline::read_page;
use crate::settings::Settings;
use crate::source::Source;
use std::ops::ControlFlow;

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
    /// How many threads.
    pub batch: Options,
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
        let mut all = Vec::with_capacity(gold.len());
        let work = |gold: &&Gold| self.page(corpus, gold);
        // All results are kept, so none needs to wait for its turn.
        let end = ordered(
            gold.iter(),
            &self.batch,
            work,
            |_| 0,
            |measured| match measured {
                Ok(measured) => {
                    all.push(measured);
                    ControlFlow::Continue(())
                }
                Err(error) => ControlFlow::Break(error),
            },
        );
        match end {
            ControlFlow::Continue(()) => Ok(all),
            ControlFlow::Break(error) => Err(error),
        }
    }

    fn page(&self, corpus: &Corpus, gold: &Gold) -> Result<Measured, EvalError> {
        let path = if self.plain_text { corpus.twin_path(gold) } else { corpus.page_path(gold) };
        // Of outputs that are given, only the places of leaked lines need the page.
        let news = gold.set == NEWS;
        let bytes = if self.outputs.is_none() || news {
            read_page_file(&path, &self.settings.limits)?
        } else {
            Vec::new()
        };
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
            Places::of(&read_page(&bytes, false, &Source::default(), &self.settings).page)
        } else {
            Places::default()
        };
        let result = PageResult::of(gold, &output, &places, self.plain_text);
        Ok(Measured { result, article })
    }
}
