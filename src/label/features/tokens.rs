//! Hashed tokens of a block: what its elements are called, and what it says.
//!
//! Two logistic regressions over these tokens turn names and words into one number each (see
//! [`super::super::model::Tables`]); the trees use the numbers. Feature hashing (Weinberger et al.,
//! ICML 2009) into 2^16 buckets keeps the tables small and free of any word list.

use super::words::{HashedMap, LowerHash, Word, hash_bytes, hash_lower, mix};
use crate::segment::{AttributeName, ElementId, Page, Tag};

/// Bits of a token's bucket.
pub(crate) const BUCKET_BITS: u32 = 16;
/// Buckets of a token table.
pub(crate) const BUCKETS: usize = 1 << BUCKET_BITS;

/// A set of buckets: one bit each, so that it costs a page next to nothing to have one.
pub(crate) struct TokenSet(Vec<u64>);

impl TokenSet {
    pub fn new() -> TokenSet {
        TokenSet(vec![0; BUCKETS / 64])
    }

    /// Adds a token; `false` when it was there.
    #[inline]
    pub fn insert(&mut self, token: u16) -> bool {
        let (word, bit) = (&mut self.0[usize::from(token / 64)], 1 << (token % 64));
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    /// Takes tokens out that were put in.
    pub fn remove(&mut self, tokens: &[u16]) {
        for &token in tokens {
            self.0[usize::from(token / 64)] = 0;
        }
    }

    /// The tokens in the set, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u16> + '_ {
        self.0.iter().enumerate().flat_map(|(word, &bits)| {
            let mut bits = bits;
            std::iter::from_fn(move || {
                let bit = (bits != 0).then(|| bits.trailing_zeros())?;
                bits &= bits - 1;
                Some((word * 64) as u16 + bit as u16)
            })
        })
    }
}

/// Names of the elements: tokens of their class, id and like attributes.
///
/// Elements made by one template have the same attributes, so each set of names is kept once.
pub(crate) struct Names {
    /// The set of each element.
    sets: Vec<u32>,
    tokens: Vec<u64>,
    /// Where the tokens of each set end.
    ends: Vec<u32>,
    /// Hash of tag and first names, set by set.
    signatures: Vec<u64>,
    /// Hash of tag and all names.
    full: Vec<u64>,
    /// Hash of these from each element up to the root.
    chains: Vec<u64>,
}

/// The set of the elements that are not asked for theirs.
const NAMELESS: u32 = 0;
/// Names kept of one element.
const MAX_NAMES: usize = 24;

impl Names {
    /// Reads the names of the elements that blocks stand in; others have none.
    pub fn of(page: &Page) -> Names {
        let mut names = Names {
            sets: Vec::with_capacity(page.elements.len()),
            tokens: Vec::new(),
            ends: Vec::new(),
            signatures: Vec::new(),
            full: Vec::new(),
            chains: Vec::with_capacity(page.elements.len()),
        };
        let mut known: HashedMap<u32> = HashedMap::default();
        names.add(0, std::iter::empty());
        let above = above_blocks(page);
        for (id, element) in page.elements.iter().enumerate() {
            if !above[id] {
                names.sets.push(NAMELESS);
                names.chains.push(0);
                continue;
            }
            let tag = element.tag as u64;
            let attributes = || page.element_attributes(id as ElementId);
            let key = attributes()
                .filter(|(name, _)| is_name(*name))
                .fold(tag, |hash, (n, v)| mix(hash ^ n as u64, hash_bytes(v.as_bytes())));
            let set = *known.entry(key).or_insert_with(|| names.add(tag, attributes()));
            names.sets.push(set);
            let above = names.chains.get(element.parent as usize).copied().unwrap_or(0);
            names.chains.push(mix(above, names.full[set as usize]));
        }
        names
    }

    fn add<'a>(
        &mut self,
        tag: u64,
        attributes: impl Iterator<Item = (AttributeName, &'a str)>,
    ) -> u32 {
        let start = self.tokens.len();
        for (name, value) in attributes {
            attribute_tokens(name, value, &mut self.tokens);
        }
        self.tokens[start..].sort_unstable();
        let mut kept = start;
        for i in start..self.tokens.len() {
            if (kept == start || self.tokens[kept - 1] != self.tokens[i])
                && kept - start < MAX_NAMES
            {
                self.tokens[kept] = self.tokens[i];
                kept += 1;
            }
        }
        self.tokens.truncate(kept);
        let mut hashes = self.tokens[start..].iter();
        let signature = hashes.by_ref().take(6).fold(tag + 1, |hash, &token| mix(hash, token));
        self.signatures.push(signature);
        self.full.push(hashes.fold(signature, |hash, &token| mix(hash, token)));
        self.ends.push(kept as u32);
        self.ends.len() as u32 - 1
    }

    /// Hash of an element's tag and first names: elements made by the same template have the same.
    pub fn signature(&self, element: ElementId) -> u64 {
        self.signatures[self.sets[element as usize] as usize]
    }

    /// Hash of the names and tags from an element up to the root: what structure tokens depend on.
    pub fn chain(&self, element: ElementId) -> u64 {
        self.chains[element as usize]
    }

    /// The name tokens of an element.
    pub fn element(&self, element: ElementId) -> &[u64] {
        self.in_set(self.set(element))
    }

    /// The number of an element's set of names.
    pub fn set(&self, element: ElementId) -> usize {
        self.sets[element as usize] as usize
    }

    /// How many sets there are.
    pub fn sets(&self) -> usize {
        self.ends.len()
    }

    /// The name tokens of a set.
    pub fn in_set(&self, set: usize) -> &[u64] {
        let start = if set == 0 { 0 } else { self.ends[set - 1] as usize };
        &self.tokens[start..self.ends[set] as usize]
    }
}

/// The elements that a block stands in.
fn above_blocks(page: &Page) -> Vec<bool> {
    let mut above = vec![false; page.elements.len()];
    for block in &page.blocks {
        for element in page.ancestors(block.element) {
            if std::mem::replace(&mut above[element as usize], true) {
                break;
            }
        }
    }
    above
}

/// Is the attribute one that names its element?
fn is_name(name: AttributeName) -> bool {
    use AttributeName::*;
    matches!(name, Itemprop | Role | Rel | Class | Id | Name | AriaLabel | Data)
}

fn attribute_tokens(name: AttributeName, value: &str, tokens: &mut Vec<u64>) {
    use AttributeName::*;
    match name {
        Itemprop | Role | Rel => {
            let value = value.trim();
            if !value.is_empty() {
                tokens.push(mix(name as u64 + 1, hash_lower(value)));
            }
        }
        Class => value.split_ascii_whitespace().take(12).for_each(|word| name_tokens(word, tokens)),
        Id | Name | AriaLabel | Data => name_tokens(value, tokens),
        _ => {}
    }
}

/// Splits a name as people write them: `articleBody`, `article-body`, `ArticleBody_2`. Numbers are
/// left out; the first words together are a token of their own.
fn name_tokens(name: &str, tokens: &mut Vec<u64>) {
    if name.len() >= 60 {
        return;
    }
    let (mut joined, mut parts) = (0u64, 0);
    let bytes = name.as_bytes();
    let (mut start, mut before, mut hash) = (0, Kind::Mark, LowerHash::default());
    for at in 0..=bytes.len() {
        let kind = |at: usize| bytes.get(at).map_or(Kind::Mark, |&b| KINDS[usize::from(b)]);
        let here = kind(at);
        // `HTMLBody` is `HTML` and `Body`: the last capital belongs to the word that follows.
        let last_capital =
            here == Kind::Upper && before == Kind::Upper && kind(at + 1) == Kind::Lower;
        let same = before == here && !last_capital;
        let capitalised = before == Kind::Upper && here == Kind::Lower;
        if !(same || capitalised) {
            if before != Kind::Mark
                && (2..20).contains(&(at - start))
                && KINDS[usize::from(bytes[start])] != Kind::Digit
            {
                let hash = hash.finish();
                tokens.push(hash);
                if parts < 4 {
                    joined = mix(joined, hash);
                }
                parts += 1;
            }
            (start, hash) = (at, LowerHash::default());
        }
        if let Some(&byte) = bytes.get(at) {
            hash.add(byte);
        }
        before = here;
    }
    if parts > 1 {
        tokens.push(mix(joined, 0x6a6f_696e));
    }
}

/// Kinds of bytes in names.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Mark,
    Lower,
    Upper,
    Digit,
    Other,
}

const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Mark; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'a'..=b'z' => Kind::Lower,
            b'A'..=b'Z' => Kind::Upper,
            b'0'..=b'9' => Kind::Digit,
            128.. => Kind::Other,
            _ => Kind::Mark,
        };
        byte += 1;
    }
    kinds
};

/// Bucket of a token in its role.
pub(super) fn bucket(role: u64, token: u64) -> u16 {
    (mix(role, token) >> (64 - BUCKET_BITS)) as u16
}

/// Roles that a name can have for a block.
pub(super) mod role {
    pub const ANY: u64 = 1;
    pub const NEAR: u64 = 2;
    pub const TAG: u64 = 3;
    /// Of the block itself, of the block around it, of the one around that.
    pub const LEVEL: [u64; 3] = [10, 11, 12];
    pub const LEVEL_TAG: [u64; 3] = [20, 21, 22];
    pub const WORD: u64 = 30;
    pub const WORD_BY_LENGTH: [u64; 2] = [31, 32];
    pub const PAIR: u64 = 33;
    pub const WHOLE: u64 = 34;
    pub const FIRST: u64 = 35;
    pub const LAST: u64 = 36;
    pub const HEAD: u64 = 37;
    pub const HEAD_PAIR: u64 = 38;
    pub const TAIL: u64 = 39;
    pub const LENGTH: u64 = 40;
    pub const META: u64 = 50;
    pub const TYPE: u64 = 51;
    pub const TITLE: u64 = 52;
    pub const ADDRESS: u64 = 53;
}

/// Structure tokens of a block: the names and tags of the elements above it, by nearness. May
/// hold duplicates.
pub(crate) fn structure_tokens(page: &Page, names: &Names, element: ElementId, out: &mut Vec<u16>) {
    let mut level = 0;
    let mut in_block = false;
    for ancestor in page.ancestors(element) {
        if ancestor == 0 {
            break;
        }
        let at = if !in_block {
            Some(0)
        } else if level == 1 || level == 2 {
            Some(level)
        } else {
            None
        };
        for &name in names.element(ancestor) {
            out.push(bucket(role::ANY, name));
            if let Some(at) = at {
                out.push(bucket(role::LEVEL[at], name));
            }
            if level <= 3 {
                out.push(bucket(role::NEAR, name));
            }
        }
        let tag: Tag = page.elements[ancestor as usize].tag;
        out.push(bucket(role::TAG, tag as u64 + 1));
        if let Some(at) = at {
            out.push(bucket(role::LEVEL_TAG[at], tag as u64 + 1));
        }
        if tag.is_block() {
            level += 1;
            in_block = true;
        }
    }
}

/// Text tokens of a block: short blocks by all their words, long ones by how they begin and end.
/// May hold duplicates.
pub(crate) fn text_tokens(words: &[Word], count: u32, out: &mut Vec<u16>) {
    if words.len() <= 25 {
        let length = usize::from(words.len() > 6);
        for word in words {
            out.push(bucket(role::WORD_BY_LENGTH[length], word.shape));
            out.push(bucket(role::WORD, word.shape));
        }
        for pair in words.windows(2) {
            out.push(bucket(role::PAIR, mix(pair[0].shape, pair[1].shape)));
        }
        if words.len() <= 6 {
            let whole = words.iter().fold(0, |hash, word| mix(hash, word.shape));
            out.push(bucket(role::WHOLE, whole));
        }
        out.push(bucket(role::FIRST, words.first().map_or(0, |word| word.shape)));
        out.push(bucket(role::LAST, words.last().map_or(0, |word| word.shape)));
    } else {
        for word in &words[..4] {
            out.push(bucket(role::HEAD, word.shape));
        }
        for pair in words[..5].windows(2) {
            out.push(bucket(role::HEAD_PAIR, mix(pair[0].shape, pair[1].shape)));
        }
        for word in &words[words.len() - 4..] {
            out.push(bucket(role::TAIL, word.shape));
        }
    }
    let length = ((f64::from(count) + 1.0).ln() * 2.0) as u64;
    out.push(bucket(role::LENGTH, length));
}

#[cfg(test)]
mod tests {
    use super::super::words::hash_str;
    use super::*;

    fn split(name: &str) -> Vec<u64> {
        let mut tokens = Vec::new();
        name_tokens(name, &mut tokens);
        tokens
    }

    #[test]
    fn names_are_split_as_people_write_them() {
        let [article, body] = [hash_str("article"), hash_str("body")];
        for name in ["articleBody", "article-body", "Article_Body2", "ARTICLEBody"] {
            assert_eq!(split(name)[..2], [article, body], "{name}");
        }
        assert_eq!(split("article-body"), split("articleBody"));
        assert!(split("p").is_empty());
        assert!(split("12345").is_empty());
    }
}
