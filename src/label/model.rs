//! The trained model: token tables and boosted trees, in one embedded file.

use super::features::BUCKETS;

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

    fn f32(&mut self) -> Option<f32> {
        Some(f32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }
}
