//! Everything the model knows about a block.
//!
//! A feature is a number about the block, its neighbours, the elements above it or its place on the
//! page; none of them knows a language. [`Analysis`] gathers what several features need; each file
//! writes one family. Training and cleaning both run this code, so they can't drift apart.

mod bag;
mod containers;
mod groups;
mod overlap;
mod path;
mod place;
mod repeats;
mod shape;
mod titles;
mod tokens;
mod totals;
pub(crate) mod words;

pub(crate) use bag::{Bag, body_names, head};
pub(crate) use tokens::{BUCKETS, Names, TokenSet, structure_tokens, text_tokens};

use super::model::{Tables, TokenLogit};
use crate::segment::{Page, Tag};
use containers::Containers;
use groups::Groups;
use overlap::Overlap;
pub(crate) use overlap::{declared_types, json_strings};
use place::Place;
use repeats::Repeats;
pub(crate) use repeats::runs;
use shape::Shape;
use titles::Titles;
use totals::Totals;
use words::{HashedMap, Words};

/// Words up to which a block counts as a label: a button, a heading, a field, a price.
const LABEL_WORDS: u32 = 12;

/// Writes named numbers. Names are collected once, when a model is trained.
pub(crate) struct Row<'a> {
    pub values: &'a mut Vec<f32>,
    pub names: Option<&'a mut Vec<String>>,
}

impl Row<'_> {
    #[inline]
    pub fn put(&mut self, name: &str, value: f32) {
        self.values.push(value);
        if let Some(names) = &mut self.names {
            names.push(name.to_owned());
        }
    }

    #[inline]
    pub fn flag(&mut self, name: &str, value: bool) {
        self.put(name, f32::from(u8::from(value)));
    }

    /// A number about elements of a name.
    #[inline]
    pub fn put_tag(&mut self, family: &str, tag: Tag, value: f32) {
        self.values.push(value);
        if let Some(names) = &mut self.names {
            names.push(format!("{family}.{}", tag.name()));
        }
    }

    /// A family of numbers with a common prefix.
    #[inline]
    pub fn put_in(&mut self, family: &str, name: &str, value: f32) {
        self.values.push(value);
        if let Some(names) = &mut self.names {
            names.push(format!("{family}.{name}"));
        }
    }
}

/// What is known of a page before its features are written.
pub(crate) struct Analysis<'a> {
    pub page: &'a Page,
    pub words: Words,
    pub names: Names,
    pub shapes: Vec<Shape>,
    /// Running text by its look, block by block.
    pub prose: Vec<bool>,
    pub totals: Totals,
    pub structure: Vec<TokenLogit>,
    pub text: Vec<TokenLogit>,
    /// Tokens of the short blocks.
    pub labels: TokenSet,
    /// Text that stands on the page more than once.
    pub repeats: Repeats,
    pub titles: Titles,
}

impl<'a> Analysis<'a> {
    /// Analyses a page; `tables` turn tokens into numbers.
    pub fn of(page: &'a Page, tables: &Tables) -> Analysis<'a> {
        let words = Words::of(page);
        let names = Names::of(page);
        let shapes: Vec<Shape> =
            (0..page.blocks.len()).map(|i| Shape::of(page.block_text(i))).collect();
        let prose: Vec<bool> =
            shapes.iter().zip(&page.blocks).map(|(shape, block)| shape.is_prose(block)).collect();
        let totals = Totals::of(page, &shapes, &prose);
        let repeats = Repeats::of(&words);
        let titles = Titles::of(page, &words);
        let mut analysis = Analysis {
            repeats,
            page,
            words,
            names,
            shapes,
            prose,
            totals,
            structure: Vec::new(),
            text: Vec::new(),
            labels: TokenSet::new(),
            titles,
        };
        let mut buffer = Vec::new();
        let mut seen = TokenSet::new();
        // Siblings of one make have the same names above them.
        let mut known: HashedMap<TokenLogit> = HashedMap::default();
        for block in 0..page.blocks.len() {
            let key = analysis.names.chain(page.blocks[block].element);
            let structure = *known.entry(key).or_insert_with(|| {
                buffer.clear();
                structure_tokens(page, &analysis.names, page.blocks[block].element, &mut buffer);
                tables.structure(&buffer, &mut seen)
            });
            analysis.structure.push(structure);
            buffer.clear();
            text_tokens(analysis.words.block(block), analysis.words.counts[block], &mut buffer);
            analysis.text.push(tables.text(&buffer, &mut seen));
            if analysis.words.counts[block] <= LABEL_WORDS {
                buffer.iter().for_each(|&token| _ = analysis.labels.insert(token));
            }
        }
        analysis
    }

    /// Number of blocks.
    pub fn len(&self) -> usize {
        self.page.blocks.len()
    }
}

/// A feature matrix, one row a block.
pub(crate) struct Matrix {
    /// Values, row after row.
    pub values: Vec<f32>,
    /// Values in a row.
    pub width: usize,
}

/// Rows computed at a time: a page of many blocks need not hold them all.
const PORTION: usize = 1_024;

impl Matrix {
    /// Computes the features of all blocks.
    pub fn of(analysis: &Analysis<'_>) -> Matrix {
        let mut all = Matrix { values: Vec::new(), width: 0 };
        Matrix::portions(
            analysis,
            |_| true,
            |portion| {
                all.values.extend_from_slice(&portion.values);
                all.width = portion.width;
            },
        );
        all
    }

    /// Computes the features of the blocks that are `wanted`, some at a time and in order.
    pub fn portions(
        analysis: &Analysis<'_>,
        wanted: impl Fn(usize) -> bool,
        each: impl FnMut(&Matrix),
    ) {
        Matrix::build(analysis, wanted, None, each);
    }

    /// The names of the features, in order.
    pub fn names(analysis: &Analysis<'_>) -> Vec<String> {
        let mut names = Vec::new();
        Matrix::build(analysis, |_| true, Some(&mut names), |_| {});
        names
    }

    fn build(
        analysis: &Analysis<'_>,
        wanted: impl Fn(usize) -> bool,
        mut names: Option<&mut Vec<String>>,
        mut each: impl FnMut(&Matrix),
    ) {
        let count = analysis.len();
        let containers = Containers::of(analysis);
        let place = Place::of(analysis);
        let groups = Groups::of(analysis);
        let overlap = Overlap::of(analysis);
        let mut path = path::Paths::of(analysis);
        let mut portion = Matrix { values: Vec::new(), width: 0 };
        let mut hits = Vec::new();
        for block in 0..count {
            path.pass(analysis, block);
            if !wanted(block) {
                continue;
            }
            let mut row = Row { values: &mut portion.values, names: names.take() };
            analysis.shapes[block].write(
                analysis.page,
                block,
                analysis.words.block(block),
                &mut row,
            );
            path.write(analysis, block, &mut row);
            place.write(analysis, block, &mut row);
            overlap.write(analysis.words.block(block), &mut hits, &mut row);
            analysis.repeats.write(block, &mut row);
            containers.write(analysis, block, &mut row);
            groups.write(analysis, block, &mut row);
            groups::write_neighbours(analysis, block, &mut row);
            if portion.width == 0 {
                portion.width = portion.values.len();
                portion.values.reserve(portion.width * ((count - block).min(PORTION) - 1));
            }
            if portion.values.len() == PORTION * portion.width {
                each(&portion);
                portion.values.clear();
            }
        }
        if !portion.values.is_empty() {
            each(&portion);
        }
    }
}
