//! The training matrix: features of a corpus with labels from its gold.
//!
//! The same code computes features here and when a page is cleaned, so the two can't drift apart.
//! `training/` in the repository turns the matrix into the model.

mod align;
mod held_out;
mod matrix;
mod saved_text;

pub use align::align;
pub use matrix::GoldPage;

use held_out::HeldOut;
use matrix::PageMatrix;
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

/// What the matrix is computed from.
#[derive(Debug, Clone, Default)]
pub struct MatrixOptions<'a> {
    /// Pages as plain text: saved ones (`text/SET__ID.txt.gz`), or written out from the page.
    pub plain: bool,
    /// Folder with token tables by fold; without it the features from tokens are zero.
    pub tables: Option<&'a Path>,
    /// Folder with held-out body scores of an earlier matrix; with it the features of whole pages
    /// are written too.
    pub scores: Option<&'a Path>,
}

/// What `pages.jsonl` says of a page.
#[derive(Serialize)]
struct PageRow<'a> {
    set: &'a str,
    id: &'a str,
    first: usize,
    blocks: usize,
    texts: &'a [String],
}

/// Computes features and labels of every gold page under `corpus` and writes them to the folder
/// `out`: `names.json`, `page_names.json`, `pages.jsonl`, and little-endian arrays `features.f32`,
/// `share.f32`, `words.u32`, `structure.u16`, `text.u16` with ends in `structure_ends.u32` and
/// `text_ends.u32`; with scores also `page_features.f32` and the bags of tokens of whole pages,
/// `bag_names.*`, `bag_labels.*` and `bag_head.*`. Returns the number of blocks.
///
/// # Errors
///
/// When a file can't be read or written.
pub fn write_matrix(corpus: &Path, out: &Path, options: &MatrixOptions<'_>) -> io::Result<usize> {
    let gold = BufReader::new(File::open(corpus.join("gold.jsonl"))?);
    let mut pages: Vec<GoldPage> = Vec::new();
    for line in gold.lines() {
        pages.push(serde_json::from_str(&line?)?);
    }
    pages.retain(|page| page.path(corpus).exists());
    let held_out = HeldOut::load(options.tables, options.scores)?;
    let mut files = Files::create(out)?;
    for (chunk, matrices) in pages.chunks(64).map(|chunk| {
        (chunk, in_parallel(chunk, |page| PageMatrix::of(corpus, page, options.plain, &held_out)))
    }) {
        for (page, matrix) in chunk.iter().zip(matrices) {
            files.add(page, &matrix?)?;
        }
    }
    files.finish(out)
}

/// Maps a chunk on two threads; the results keep the order.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let work = &work;
    std::thread::scope(|scope| {
        let halves: Vec<_> = items
            .chunks(items.len().div_ceil(2).max(1))
            .map(|half| scope.spawn(move || half.iter().map(work).collect::<Vec<R>>()))
            .collect();
        halves
            .into_iter()
            .flat_map(|half| half.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// Tokens, their values, the ends of pages in both, and the number of tokens so far.
type Bags = (BufWriter<File>, BufWriter<File>, BufWriter<File>, u32);

/// The files of a matrix while they are written.
struct Files {
    pages: BufWriter<File>,
    features: BufWriter<File>,
    shares: BufWriter<File>,
    words: BufWriter<File>,
    tokens: [(BufWriter<File>, BufWriter<File>, u32); 2],
    page_features: BufWriter<File>,
    bags: [Bags; 3],
    names: (Vec<String>, Vec<String>),
    blocks: usize,
}

impl Files {
    fn create(out: &Path) -> io::Result<Files> {
        std::fs::create_dir_all(out)?;
        let file = |name: &str| File::create(out.join(name)).map(BufWriter::new);
        Ok(Files {
            pages: file("pages.jsonl")?,
            features: file("features.f32")?,
            shares: file("share.f32")?,
            words: file("words.u32")?,
            tokens: [
                (file("structure.u16")?, file("structure_ends.u32")?, 0),
                (file("text.u16")?, file("text_ends.u32")?, 0),
            ],
            page_features: file("page_features.f32")?,
            bags: [
                (file("bag_names.u16")?, file("bag_names.f32")?, file("bag_names_ends.u32")?, 0),
                (file("bag_labels.u16")?, file("bag_labels.f32")?, file("bag_labels_ends.u32")?, 0),
                (file("bag_head.u16")?, file("bag_head.f32")?, file("bag_head_ends.u32")?, 0),
            ],
            names: Default::default(),
            blocks: 0,
        })
    }

    fn add(&mut self, page: &GoldPage, matrix: &PageMatrix) -> io::Result<()> {
        let row = PageRow {
            set: &page.set,
            id: &page.id,
            first: self.blocks,
            blocks: matrix.texts.len(),
            texts: &matrix.texts,
        };
        serde_json::to_writer(&mut self.pages, &row)?;
        self.pages.write_all(b"\n")?;
        self.blocks += matrix.texts.len();
        if self.names.0.is_empty() {
            self.names = (matrix.names.clone(), matrix.page_names.clone());
        }
        floats(&mut self.features, &matrix.features)?;
        floats(&mut self.shares, &matrix.shares)?;
        if let Some(whole) = &matrix.whole {
            floats(&mut self.page_features, &whole.row)?;
            for (bag, (tokens, values, ends, total)) in whole.bags.iter().zip(&mut self.bags) {
                for (token, value) in bag {
                    tokens.write_all(&token.to_le_bytes())?;
                    values.write_all(&value.to_le_bytes())?;
                }
                *total += bag.len() as u32;
                ends.write_all(&total.to_le_bytes())?;
            }
        }
        for count in &matrix.words {
            self.words.write_all(&count.to_le_bytes())?;
        }
        let lists = [&matrix.structure_tokens, &matrix.text_tokens];
        for ((tokens, ends, total), lists) in self.tokens.iter_mut().zip(lists) {
            for list in lists {
                for token in list {
                    tokens.write_all(&token.to_le_bytes())?;
                }
                *total += list.len() as u32;
                ends.write_all(&total.to_le_bytes())?;
            }
        }
        Ok(())
    }

    fn finish(mut self, out: &Path) -> io::Result<usize> {
        for file in [
            &mut self.pages,
            &mut self.features,
            &mut self.shares,
            &mut self.words,
            &mut self.page_features,
        ] {
            file.flush()?;
        }
        for (tokens, ends, _) in &mut self.tokens {
            tokens.flush()?;
            ends.flush()?;
        }
        for (tokens, values, ends, _) in &mut self.bags {
            tokens.flush()?;
            values.flush()?;
            ends.flush()?;
        }
        std::fs::write(out.join("names.json"), serde_json::to_string(&self.names.0)?)?;
        std::fs::write(out.join("page_names.json"), serde_json::to_string(&self.names.1)?)?;
        Ok(self.blocks)
    }
}

fn floats(file: &mut impl Write, values: &[f32]) -> io::Result<()> {
    values.iter().try_for_each(|value| file.write_all(&value.to_le_bytes()))
}
