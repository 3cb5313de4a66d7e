//! The trained model: token tables and boosted trees, in one embedded file.

use super::features::{BUCKETS, words::hash_str};
use std::sync::LazyLock;

/// The model that `training/` wrote, as it is embedded in the program.
static EMBEDDED: LazyLock<Model> = LazyLock::new(|| {
    Model::read(include_bytes!("model.bin")).expect("the embedded model is whole")
});

/// First bytes of a model file; the digit is the version of the layout.
const MAGIC: &[u8; 8] = b"copydes1";

/// All that was learned.
pub(crate) struct Model {
    /// Tokens to log-odds.
    pub tables: Tables,
    /// Features of a block to the log-odds that it is body.
    pub body: Forest,
    /// The same for the lines of plain text.
    pub lines: Forest,
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
            body: Forest::read(&mut reader)?,
            lines: Forest::read(&mut reader)?,
            article: Forest::read(&mut reader)?,
            quality: Forest::read(&mut reader)?,
        })
    }
}

/// Gradient-boosted trees (Friedman 2001, as LightGBM trains them), flat in one array.
pub(crate) struct Forest {
    /// Digest of the names of the features, in order.
    names: u64,
    roots: Vec<u16>,
    nodes: Vec<Node>,
    leaves: Vec<f32>,
}

/// An inner node: the value goes right when it is greater than the threshold.
struct Node {
    threshold: f32,
    feature: u16,
    children: [u16; 2],
}

/// Children with this bit are leaves.
const LEAF: u16 = 1 << 15;

impl Forest {
    fn read(reader: &mut Reader<'_>) -> Option<Forest> {
        let names = u64::from_le_bytes(reader.take(8)?.try_into().ok()?);
        let (roots, nodes, leaves) = (reader.u32()?, reader.u32()?, reader.u32()?);
        let roots = (0..roots).map(|_| reader.u16()).collect::<Option<_>>()?;
        let nodes = (0..nodes)
            .map(|_| {
                Some(Node {
                    threshold: reader.f32()?,
                    feature: reader.u16()?,
                    children: [reader.u16()?, reader.u16()?],
                })
            })
            .collect::<Option<_>>()?;
        let leaves = (0..leaves).map(|_| reader.f32()).collect::<Option<_>>()?;
        Some(Forest { names, roots, nodes, leaves })
    }

    /// Log-odds of a row.
    pub fn logit(&self, row: &[f32]) -> f32 {
        let mut sum = 0.0;
        for &root in &self.roots {
            let mut at = root;
            while at & LEAF == 0 {
                let node = &self.nodes[usize::from(at)];
                at = node.children[usize::from(row[usize::from(node.feature)] > node.threshold)];
            }
            sum += self.leaves[usize::from(at & !LEAF)];
        }
        sum
    }

    /// Was it trained on these features?
    #[cfg_attr(not(test), allow(dead_code))]
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
    weights: Vec<f32>,
    intercept: f32,
}

impl TokenTable {
    /// A table that knows nothing.
    fn empty() -> TokenTable {
        TokenTable { weights: vec![0.0; BUCKETS], intercept: 0.0 }
    }

    /// Reads an intercept, a scale and one signed byte per bucket.
    fn read(bytes: &mut Reader<'_>) -> Option<TokenTable> {
        let intercept = bytes.f32()?;
        let scale = bytes.f32()?;
        let weights =
            bytes.take(BUCKETS)?.iter().map(|&b| f32::from(b.cast_signed()) * scale).collect();
        Some(TokenTable { weights, intercept })
    }

    fn logit(&self, tokens: &[u16], seen: &mut Scratch) -> TokenLogit {
        seen.stamp += 1;
        let mut logit = TokenLogit { sum: self.intercept, min: 0.0, max: 0.0 };
        let mut first = true;
        for &token in tokens {
            let token = usize::from(token);
            if std::mem::replace(&mut seen.stamps[token], seen.stamp) == seen.stamp {
                continue;
            }
            let weight = self.weights[token];
            logit.sum += weight;
            logit.min = if first { weight } else { logit.min.min(weight) };
            logit.max = if first { weight } else { logit.max.max(weight) };
            first = false;
        }
        logit.sum = logit.sum.clamp(-10.0, 10.0);
        logit
    }
}

/// Marks the tokens seen for one block, so that each counts once.
pub(crate) struct Scratch {
    stamps: Vec<u32>,
    stamp: u32,
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

    pub fn scratch(&self) -> Scratch {
        Scratch { stamps: vec![0; BUCKETS], stamp: 0 }
    }

    pub fn structure(&self, tokens: &[u16], seen: &mut Scratch) -> TokenLogit {
        self.structure.logit(tokens, seen)
    }

    pub fn text(&self, tokens: &[u16], seen: &mut Scratch) -> TokenLogit {
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
