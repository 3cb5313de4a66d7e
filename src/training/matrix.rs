//! The training matrix of one page.

use super::align::align;
use super::held_out::HeldOut;
use super::saved_text::saved_text;
use crate::label::words::hash_str;
use crate::label::{Analysis, Matrix, Whole, page_names, structure_tokens, text_tokens};
use crate::pipeline::read_page;
use crate::segment::{Page, segment_text};
use crate::settings::Settings;
use crate::source::Source;
use serde::Deserialize;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A page of the corpus with its gold, as `gold.jsonl` gives it.
#[derive(Debug, Clone, Default, Deserialize)]
#[allow(missing_docs)]
pub struct GoldPage {
    pub id: String,
    pub set: String,
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub body: Vec<String>,
}

impl GoldPage {
    /// Where the page is.
    pub fn path(&self, corpus: &Path) -> PathBuf {
        corpus.join(&self.set).join(format!("{}.html.gz", self.id))
    }

    /// Where its text is, if it was saved as text too.
    pub fn text_path(&self, corpus: &Path) -> PathBuf {
        corpus.join("text").join(format!("{}__{}.txt.gz", self.set, self.id))
    }
}

/// Reads a page; as `plain` text from its saved text, or written out from the page where there is
/// none.
fn read(corpus: &Path, gold: &GoldPage, plain: bool) -> io::Result<Page> {
    let saved = gold.text_path(corpus);
    let from_text = plain && saved.exists();
    let path = if from_text { saved } else { gold.path(corpus) };
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(File::open(path)?).read_to_end(&mut bytes)?;
    let source = Source::named(&gold.id);
    let page = read_page(&bytes, from_text, &source, &Settings::default()).page;
    if plain && !from_text {
        return Ok(segment_text(&saved_text(&page, hash_str(&gold.id))));
    }
    Ok(page)
}

/// Everything computed for a page: one row a block.
pub(super) struct PageMatrix {
    pub texts: Vec<String>,
    pub names: Vec<String>,
    /// Features, row after row.
    pub features: Vec<f32>,
    /// Share of a block's words that are gold.
    pub shares: Vec<f32>,
    pub words: Vec<u32>,
    pub structure_tokens: Vec<Vec<u16>>,
    pub text_tokens: Vec<Vec<u16>>,
    pub page_names: Vec<String>,
    /// The page as a whole, when there are held-out scores for it.
    pub whole: Option<Whole>,
}

impl PageMatrix {
    pub fn of(
        corpus: &Path,
        gold: &GoldPage,
        plain: bool,
        held_out: &HeldOut,
    ) -> io::Result<PageMatrix> {
        let page = read(corpus, gold, plain)?;
        let analysis = Analysis::of(&page, held_out.tables(gold));
        let texts: Vec<&str> = (0..page.blocks.len()).map(|i| page.block_text(i)).collect();
        let distinct = |tokens: &mut Vec<u16>| {
            tokens.sort_unstable();
            tokens.dedup();
        };
        let structure_tokens = page.blocks.iter().map(|block| {
            let mut tokens = Vec::new();
            structure_tokens(&page, &analysis.names, block.element, &mut tokens);
            distinct(&mut tokens);
            tokens
        });
        let text_tokens = (0..page.blocks.len()).map(|i| {
            let mut tokens = Vec::new();
            text_tokens(analysis.words.block(i), analysis.words.counts[i], &mut tokens);
            distinct(&mut tokens);
            tokens
        });
        let scores = held_out.scores(gold).filter(|scores| scores.len() == texts.len());
        Ok(PageMatrix {
            names: Matrix::names(&analysis),
            features: Matrix::of(&analysis).values,
            shares: align(&texts, &gold.body),
            words: analysis.words.counts.clone(),
            structure_tokens: structure_tokens.collect(),
            text_tokens: text_tokens.collect(),
            page_names: page_names(&analysis),
            whole: scores.map(|scores| Whole::of(&analysis, scores)),
            texts: texts.into_iter().map(str::to_owned).collect(),
        })
    }
}
