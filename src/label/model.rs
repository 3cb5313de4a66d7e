//! The trained model: token tables and boosted trees, in one embedded file.

mod contributions;

#[cfg(test)]
use super::features::words::hash_str;
use super::features::{BUCKETS, Bag, TokenSet};
use std::sync::LazyLock;

/// The model that `training/` wrote, as it is embedded in the program.
static EMBEDDED: LazyLock<Model> = LazyLock::new(|| {
    Model::read(include_bytes!("model.bin")).expect("the embedded model is whole")
});

/// First bytes of a model file; the digit is the version of the layout.
const MAGIC: &[u8; 8] = b"copydes6";

/// All that was learned.
pub(crate) struct Model {
    /// Tokens to log-odds.
    pub tables: Tables,
    /// What is furniture by its tokens alone.
    pub hopeless: Hopeless,
    /// Features of a block to the log-odds that it is body.
    pub body: Forest,
    /// The same for the lines of plain text.
    pub lines: Forest,
    /// Names above the body, words of the page's labels, and what it declares, each to log-odds that
    /// it is an article.
    pub pages: [TokenTable; 3],
    /// Features of a page to the log-odds that it is an article.
    pub article: Forest,
    /// Features of a page to the log-odds that its body was found well.
    pub quality: Forest,
}

impl Model {
    /// The embedded model.
    pub fn embedded() -> &'static Model {
        &EMBEDDED
    }

    fn read(bytes: &[u8]) -> Option<Model> {
        let mut reader = Reader(bytes);
        if reader.take(MAGIC.len())? != MAGIC {
            return None;
        }
        Some(Model {
            tables: Tables::read(&mut reader)?,
            hopeless: Hopeless { below: reader.f32()?, logit: reader.f32()? },
            body: Forest::read(&mut reader)?,
            lines: Forest::read(&mut reader)?,
            pages: [
                TokenTable::read(&mut reader)?,
                TokenTable::read(&mut reader)?,
                TokenTable::read(&mut reader)?,
            ],
            article: Forest::read(&mut reader)?,
            quality: Forest::read(&mut reader)?,
        })
    }
}

/// The first step of the cascade: half of the blocks of a page need no more than their tokens.
///
/// Of the words that could be kept one in ten thousand stands in blocks below the bound.
pub(crate) struct Hopeless {
    /// Log-odds by the names and by the words, taken together, below which a block is furniture.
    below: f32,
    /// The log-odds that such blocks have in the end, in the median.
    pub logit: f32,
}

impl Hopeless {
    /// Is a block below the bound?
    pub fn is(&self, structure: TokenLogit, text: TokenLogit) -> bool {
        structure.sum + text.sum < self.below
    }
}

/// Gradient-boosted trees (Friedman 2001, as LightGBM trains them), flat in one array.
///
/// Rows go through a tree side by side, [`LANES`] at a time, each step of one independent of the
/// others: the processor overlaps their loads, and no branch depends on a value. A leaf leads to
/// itself, so all rows may take as many steps as the tree is deep. After the first trees most rows are
/// done: hardly a row of the training set that was then below [`Exit::low`] ended with a score that
/// could be kept, or one above [`Exit::high`] with one that could not (a cascade, as Viola and Jones
/// 2001 and Cambazoglu et al. 2010 have it).
pub(crate) struct Forest {
    /// Digest of the names of the features, in order.
    #[cfg_attr(not(test), allow(dead_code))]
    names: u64,
    trees: Vec<Tree>,
    nodes: Vec<Node>,
    exits: Vec<Exit>,
}

/// When a row needs no more trees.
struct Exit {
    /// Trees after which rows are looked at.
    after: usize,
    /// Log-odds below which a row is done, and what the other trees add to it, in the median.
    low: (f32, f32),
    /// The same for rows above.
    high: (f32, f32),
}

impl Exit {
    /// What the other trees add to a row with this sum, if it is done.
    fn rest(&self, sum: f32) -> Option<f32> {
        if sum < self.low.0 {
            Some(self.low.1)
        } else if sum > self.high.0 {
            Some(self.high.1)
        } else {
            None
        }
    }
}

struct Tree {
    root: u16,
    depth: u16,
}

/// An inner node sends a value right when it is greater than the threshold; a leaf has itself for
/// children.
struct Node {
    threshold: f32,
    /// Output of a leaf.
    output: f32,
    feature: u16,
    children: [u16; 2],
}

/// Rows that go through a tree side by side.
const LANES: usize = 8;
/// Rows that a tree is applied to before the next one; a multiple of [`LANES`].
const TILE: usize = 32;

impl Forest {
    fn read(reader: &mut Reader<'_>) -> Option<Forest> {
        let names = u64::from_le_bytes(reader.take(8)?.try_into().ok()?);
        let (trees, nodes) = (reader.u32()?, reader.u32()?);
        let exits = (0..reader.u32()?)
            .map(|_| {
                Some(Exit {
                    after: reader.u32()? as usize,
                    low: (reader.f32()?, reader.f32()?),
                    high: (reader.f32()?, reader.f32()?),
                })
            })
            .collect::<Option<Vec<Exit>>>()?;
        let in_order = exits.is_sorted_by_key(|exit| exit.after);
        if !in_order || exits.last().is_some_and(|exit| exit.after > trees as usize) {
            return None;
        }
        let trees = (0..trees)
            .map(|_| Some(Tree { root: reader.u16()?, depth: reader.u16()? }))
            .collect::<Option<_>>()?;
        let nodes: Vec<Node> = (0..nodes)
            .map(|_| {
                Some(Node {
                    threshold: reader.f32()?,
                    output: reader.f32()?,
                    feature: reader.u16()?,
                    children: [reader.u16()?, reader.u16()?],
                })
            })
            .collect::<Option<_>>()?;
        // Children stand behind their parents.
        let behind =
            |(at, node): (usize, &Node)| node.children.iter().all(|&c| usize::from(c) >= at);
        nodes.iter().enumerate().all(behind).then_some(Forest { names, trees, nodes, exits })
    }

    /// Log-odds of each row of a matrix with rows of `width` values.
    pub fn logits(&self, matrix: &[f32], width: usize) -> Vec<f32> {
        let count = matrix.len() / width.max(1);
        let mut sums = vec![0.0; count];
        let mut rows: Vec<u32> = (0..count as u32).collect();
        let mut from = 0;
        for exit in &self.exits {
            self.add(&self.trees[from..exit.after], matrix, width, &rows, &mut sums);
            from = exit.after;
            rows.retain(|&row| {
                let sum = &mut sums[row as usize];
                let rest = exit.rest(*sum);
                *sum += rest.unwrap_or(0.0);
                rest.is_none()
            });
        }
        self.add(&self.trees[from..], matrix, width, &rows, &mut sums);
        sums
    }

    /// Adds what some trees say of some rows.
    fn add(&self, trees: &[Tree], matrix: &[f32], width: usize, rows: &[u32], sums: &mut [f32]) {
        // A tree at a time over a tile of rows that stays in the cache with it.
        for tile in rows.chunks(TILE) {
            let row = |i: usize| {
                let row = *tile.get(i).unwrap_or(&tile[0]) as usize;
                &matrix[row * width..(row + 1) * width]
            };
            let row: [&[f32]; TILE] = std::array::from_fn(row);
            let mut sum = [0.0f32; TILE];
            let full = tile.len() / LANES * LANES;
            for tree in trees {
                for (row, sum) in row[full..tile.len()].iter().zip(&mut sum[full..]) {
                    *sum += self.leaf(tree, row);
                }
                for (row, sum) in row[..full].chunks_exact(LANES).zip(sum.chunks_exact_mut(LANES)) {
                    let mut at = [tree.root; LANES];
                    for _ in 0..tree.depth {
                        for (at, row) in at.iter_mut().zip(row) {
                            let node = &self.nodes[usize::from(*at)];
                            let right = row[usize::from(node.feature)] > node.threshold;
                            *at = node.children[usize::from(right)];
                        }
                    }
                    for (sum, at) in sum.iter_mut().zip(at) {
                        *sum += self.nodes[usize::from(at)].output;
                    }
                }
            }
            for (&row, sum) in tile.iter().zip(sum) {
                sums[row as usize] += sum;
            }
        }
    }

    /// What one tree says of one row.
    fn leaf(&self, tree: &Tree, row: &[f32]) -> f32 {
        let mut at = tree.root;
        loop {
            let node = &self.nodes[usize::from(at)];
            let right = row[usize::from(node.feature)] > node.threshold;
            let next = node.children[usize::from(right)];
            if next == at {
                return node.output;
            }
            at = next;
        }
    }

    /// Was it trained on these features?
    #[cfg(test)]
    pub fn is_for(&self, names: &[String]) -> bool {
        self.names == hash_str(&names.join(","))
    }
}

/// Log-odds to probability.
pub(crate) fn probability(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

/// What a token table says about a block.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TokenLogit {
    /// Sum of the weights of its distinct tokens and the intercept: the log-odds of body.
    pub sum: f32,
    /// Smallest and largest weight among them.
    pub min: f32,
    #[allow(missing_docs)]
    pub max: f32,
}

/// A logistic regression over hashed tokens.
#[derive(Clone)]
pub(crate) struct TokenTable {
    /// Kept as small as they are stored: look-ups miss the cache less often.
    weights: Vec<i8>,
    scale: f32,
    intercept: f32,
}

impl TokenTable {
    /// A table that knows nothing.
    fn empty() -> TokenTable {
        TokenTable { weights: vec![0; BUCKETS], scale: 0.0, intercept: 0.0 }
    }

    /// Reads an intercept, a scale and one signed byte per bucket.
    fn read(bytes: &mut Reader<'_>) -> Option<TokenTable> {
        let intercept = bytes.f32()?;
        let scale = bytes.f32()?;
        let weights = bytes.take(BUCKETS)?.iter().map(|b| b.cast_signed()).collect();
        Some(TokenTable { weights, scale, intercept })
    }

    /// Log-odds of a page from weighted tokens.
    pub fn of_bag(&self, bag: &Bag) -> f32 {
        let weight = |token: u16| f32::from(self.weights[usize::from(token)]);
        let sum: f32 = bag.iter().map(|&(token, value)| weight(token) * value).sum();
        (self.intercept + sum * self.scale).clamp(-10.0, 10.0)
    }

    /// Sums the weights of the tokens, each once; `seen` comes and goes empty.
    fn logit(&self, tokens: &[u16], seen: &mut TokenSet) -> TokenLogit {
        let (mut sum, mut min, mut max) = (0i32, i8::MAX, i8::MIN);
        for &token in tokens {
            if !seen.insert(token) {
                continue;
            }
            let weight = self.weights[usize::from(token)];
            sum += i32::from(weight);
            min = min.min(weight);
            max = max.max(weight);
        }
        seen.remove(tokens);
        if min > max {
            (min, max) = (0, 0);
        }
        TokenLogit {
            sum: (self.intercept + sum as f32 * self.scale).clamp(-10.0, 10.0),
            min: f32::from(min) * self.scale,
            max: f32::from(max) * self.scale,
        }
    }
}

/// The two token tables.
#[derive(Clone)]
pub(crate) struct Tables {
    structure: TokenTable,
    text: TokenTable,
}

impl Tables {
    /// Tables that know nothing, for the first pass of training.
    pub fn empty() -> Tables {
        Tables { structure: TokenTable::empty(), text: TokenTable::empty() }
    }

    /// Reads tables as `training/` writes them.
    pub fn from_bytes(bytes: &[u8]) -> Option<Tables> {
        let mut reader = Reader(bytes);
        Tables::read(&mut reader)
    }

    fn read(reader: &mut Reader<'_>) -> Option<Tables> {
        Some(Tables { structure: TokenTable::read(reader)?, text: TokenTable::read(reader)? })
    }

    pub fn structure(&self, tokens: &[u16], seen: &mut TokenSet) -> TokenLogit {
        self.structure.logit(tokens, seen)
    }

    pub fn text(&self, tokens: &[u16], seen: &mut TokenSet) -> TokenLogit {
        self.text.logit(tokens, seen)
    }
}

/// Reads little-endian values from bytes.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(count)?;
        self.0 = tail;
        Some(head)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn f32(&mut self) -> Option<f32> {
        Some(f32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::super::features::{Analysis, Matrix};
    use super::*;
    use crate::segment::segment_text;

    #[test]
    fn the_embedded_model_is_for_these_features() {
        let page = segment_text("One line.\n\nAnother line.");
        let model = Model::embedded();
        let analysis = Analysis::of(&page, &model.tables);
        let names = Matrix::names(&analysis);
        assert!(model.body.is_for(&names) && model.lines.is_for(&names));
        let names = super::super::page_names(&analysis);
        assert!(model.article.is_for(&names) && model.quality.is_for(&names));
    }

    #[test]
    fn rows_are_independent_of_each_other() {
        let model = Model::embedded();
        let width = 219;
        let matrix: Vec<f32> = (0..width * 21).map(|i| ((i * 37) % 101) as f32 / 10.0).collect();
        let together = model.body.logits(&matrix, width);
        let apart: Vec<f32> =
            matrix.chunks(width).map(|row| model.body.logits(row, width)[0]).collect();
        assert_eq!(together, apart);
    }
}
