//! Writes the training matrix of a corpus.

use super::align::align;
use crate::label::{Analysis, Matrix, Tables, structure_tokens, text_tokens};
use crate::pipeline::read_page;
use crate::settings::Settings;
use crate::source::Source;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

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

/// What `pages.jsonl` says of a page; its blocks follow those of the page before.
#[derive(Serialize)]
struct PageRow<'a> {
    set: &'a str,
    id: &'a str,
    first: usize,
    texts: Vec<&'a str>,
}

/// Everything computed for a page.
struct PageMatrix {
    row: String,
    values: Vec<f32>,
    shares: Vec<f32>,
    words: Vec<u32>,
    structure: Vec<Vec<u16>>,
    text: Vec<Vec<u16>>,
    names: Vec<String>,
}

/// Computes features and labels of every gold page under `corpus` and writes them to the folder
/// `out`: `names.json`, `pages.jsonl`, and little-endian arrays `features.f32`, `share.f32`,
/// `words.u32`, `structure.u16`, `text.u16` with ends in `structure_ends.u32`, `text_ends.u32`.
///
/// `tables` is a folder with token tables `fold-0.bin`, `fold-1.bin`, … and `folds.json`, which
/// says for each `set/id` the fold that did not learn from it; without it the token features are 0.
///
/// # Errors
///
/// When a file can't be read or written.
pub fn write_matrix(
    corpus: &Path,
    out: &Path,
    plain_text: bool,
    tables: Option<&Path>,
) -> io::Result<usize> {
    std::fs::create_dir_all(out)?;
    let tables = &FoldTables::load(tables)?;
    let gold = BufReader::new(File::open(corpus.join("gold.jsonl"))?);
    let pages: Vec<GoldPage> = gold
        .lines()
        .map(|line| serde_json::from_str(&line?).map_err(io::Error::other))
        .collect::<io::Result<_>>()?;
    let pages: Vec<GoldPage> =
        pages.into_iter().filter(|page| path(corpus, page, plain_text).exists()).collect();
    let create = |name: &str| File::create(out.join(name)).map(BufWriter::new);
    let mut rows = create("pages.jsonl")?;
    let mut features = create("features.f32")?;
    let mut shares = create("share.f32")?;
    let mut words = create("words.u32")?;
    let (mut structure, mut structure_ends) =
        (create("structure.u16")?, create("structure_ends.u32")?);
    let (mut text, mut text_ends) = (create("text.u16")?, create("text_ends.u32")?);
    let mut names: Vec<String> = Vec::new();
    let (mut first, mut token_counts) = (0, [0u32; 2]);
    for chunk in pages.chunks(64) {
        let half = chunk.len().div_ceil(2);
        let matrices: Vec<io::Result<PageMatrix>> = std::thread::scope(|scope| {
            let workers: Vec<_> = chunk
                .chunks(half.max(1))
                .map(|pages| {
                    scope.spawn(move || {
                        pages
                            .iter()
                            .map(|page| page_matrix(corpus, page, plain_text, tables))
                            .collect::<Vec<_>>()
                    })
                })
                .collect();
            workers.into_iter().flat_map(|w| w.join().unwrap_or_default()).collect()
        });
        for matrix in matrices {
            let matrix = matrix?;
            let count = matrix.shares.len();
            writeln!(rows, "{}", matrix.row.replace("\"first\":0", &format!("\"first\":{first}")))?;
            first += count;
            if names.is_empty() {
                names = matrix.names;
            }
            for value in &matrix.values {
                features.write_all(&value.to_le_bytes())?;
            }
            for value in &matrix.shares {
                shares.write_all(&value.to_le_bytes())?;
            }
            for value in &matrix.words {
                words.write_all(&value.to_le_bytes())?;
            }
            let lists = [
                (&matrix.structure, &mut structure, &mut structure_ends),
                (&matrix.text, &mut text, &mut text_ends),
            ];
            for (which, (tokens, file, ends)) in lists.into_iter().enumerate() {
                for list in tokens {
                    for token in list {
                        file.write_all(&token.to_le_bytes())?;
                    }
                    token_counts[which] += list.len() as u32;
                    ends.write_all(&token_counts[which].to_le_bytes())?;
                }
            }
        }
    }
    std::fs::write(out.join("names.json"), serde_json::to_string(&names)?)?;
    Ok(first)
}

/// Token tables by fold, so that no page is scored by tables that learned from it.
struct FoldTables {
    empty: Tables,
    folds: Vec<Tables>,
    fold_of: HashMap<String, usize>,
}

impl FoldTables {
    fn load(folder: Option<&Path>) -> io::Result<FoldTables> {
        let mut tables =
            FoldTables { empty: Tables::empty(), folds: Vec::new(), fold_of: HashMap::new() };
        let Some(folder) = folder else { return Ok(tables) };
        let folds = std::fs::read_to_string(folder.join("folds.json"))?;
        tables.fold_of = serde_json::from_str(&folds)?;
        let count = tables.fold_of.values().max().map_or(0, |max| max + 1);
        for fold in 0..count {
            let bytes = std::fs::read(folder.join(format!("fold-{fold}.bin")))?;
            let table = Tables::from_bytes(&bytes)
                .ok_or_else(|| io::Error::other(format!("fold-{fold}.bin is cut short")))?;
            tables.folds.push(table);
        }
        Ok(tables)
    }

    fn of(&self, page: &GoldPage) -> &Tables {
        let fold = self.fold_of.get(&format!("{}/{}", page.set, page.id));
        fold.map_or(&self.empty, |&fold| &self.folds[fold])
    }
}

fn path(corpus: &Path, page: &GoldPage, plain_text: bool) -> std::path::PathBuf {
    if plain_text {
        corpus.join("text").join(format!("{}__{}.txt.gz", page.set, page.id))
    } else {
        corpus.join(&page.set).join(format!("{}.html.gz", page.id))
    }
}

fn page_matrix(
    corpus: &Path,
    gold: &GoldPage,
    plain_text: bool,
    tables: &FoldTables,
) -> io::Result<PageMatrix> {
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(File::open(path(corpus, gold, plain_text))?)
        .read_to_end(&mut bytes)?;
    let page = read_page(&bytes, plain_text, &Source::named(&gold.id), &Settings::default()).page;
    let analysis = Analysis::of(&page, tables.of(gold));
    let matrix = Matrix::of(&analysis);
    let texts: Vec<&str> = (0..page.blocks.len()).map(|i| page.block_text(i)).collect();
    let shares = align(&texts, &gold.body);
    let distinct = |mut tokens: Vec<u16>| {
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    };
    let structure = page
        .blocks
        .iter()
        .map(|block| {
            let mut tokens = Vec::new();
            structure_tokens(&page, &analysis.names, block.element, &mut tokens);
            distinct(tokens)
        })
        .collect();
    let text = (0..page.blocks.len())
        .map(|i| {
            let mut tokens = Vec::new();
            text_tokens(analysis.words.block(i), analysis.words.counts[i], &mut tokens);
            distinct(tokens)
        })
        .collect();
    Ok(PageMatrix {
        names: Matrix::names(&analysis),
        row: serde_json::to_string(&PageRow { set: &gold.set, id: &gold.id, first: 0, texts })?,
        values: matrix.values,
        shares,
        words: analysis.words.counts.clone(),
        structure,
        text,
    })
}
