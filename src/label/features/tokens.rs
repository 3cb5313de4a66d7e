//! Hashed tokens of a block: what its elements are called, and what it says.
//!
//! Two logistic regressions over these tokens turn names and words into one number each (see
//! [`super::super::model::Tables`]); the trees use the numbers. Feature hashing (Weinberger et al.,
//! ICML 2009) into 2^16 buckets keeps the tables small and free of any word list.

use super::words::{Word, hash_lower, mix};
use crate::segment::{AttributeName, Block, ElementId, Page, Tag};

/// Bits of a token's bucket.
pub(crate) const BUCKET_BITS: u32 = 16;
/// Buckets of a token table.
pub(crate) const BUCKETS: usize = 1 << BUCKET_BITS;

/// Names of one element: tokens of its class, id and like attributes.
pub(crate) struct Names {
    tokens: Vec<u64>,
    ends: Vec<u32>,
    /// Hash of tag and first names: elements made by the same template have the same one.
    pub signatures: Vec<u64>,
    /// Hash of tag and all names.
    full: Vec<u64>,
}

/// Names kept of one element.
const MAX_NAMES: usize = 24;

impl Names {
    /// Reads the names of all elements of a page.
    pub fn of(page: &Page) -> Names {
        let count = page.elements.len();
        let mut names = Names {
            tokens: Vec::with_capacity(count * 4),
            ends: Vec::with_capacity(count),
            signatures: Vec::with_capacity(count),
            full: Vec::with_capacity(count),
        };
        for element in 0..count {
            let start = names.tokens.len();
            for (name, value) in page.element_attributes(element as ElementId) {
                attribute_tokens(name, value, &mut names.tokens);
            }
            let own = &mut names.tokens[start..];
            own.sort_unstable();
            let mut kept = start;
            for i in start..names.tokens.len() {
                if (kept == start || names.tokens[kept - 1] != names.tokens[i])
                    && kept - start < MAX_NAMES
                {
                    names.tokens[kept] = names.tokens[i];
                    kept += 1;
                }
            }
            names.tokens.truncate(kept);
            let tag = page.elements[element].tag as u64;
            let signature = names.tokens[start..].iter().take(6).fold(tag + 1, |h, &t| mix(h, t));
            names.signatures.push(signature);
            names
                .full
                .push(names.tokens[start..].iter().skip(6).fold(signature, |h, &t| mix(h, t)));
            names.ends.push(names.tokens.len() as u32);
        }
        names
    }

    /// What the structure tokens of a block depend on: the names up to its container, and the
    /// element above that.
    pub fn chain(&self, page: &Page, block: &Block) -> u64 {
        let mut hash = u64::from(page.elements[block.container as usize].parent) + 1;
        for element in page.ancestors(block.element) {
            hash = mix(hash, self.full[element as usize]);
            if element == block.container {
                break;
            }
        }
        hash
    }

    /// The name tokens of an element.
    pub fn element(&self, element: ElementId) -> &[u64] {
        let element = element as usize;
        let start = if element == 0 { 0 } else { self.ends[element - 1] as usize };
        &self.tokens[start..self.ends[element] as usize]
    }
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
    let mut put = |part: &str| {
        if (2..20).contains(&part.len()) && !part.as_bytes()[0].is_ascii_digit() {
            let hash = hash_lower(part);
            tokens.push(hash);
            if parts < 4 {
                joined = mix(joined, hash);
            }
            parts += 1;
        }
    };
    let bytes = name.as_bytes();
    let class = |b: u8| match b {
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        b'0'..=b'9' => 3,
        128.. => 4,
        _ => 0,
    };
    let mut start = 0;
    for at in 1..=bytes.len() {
        let before = class(bytes[at - 1]);
        let here = bytes.get(at).map_or(0, |&b| class(b));
        // `HTMLBody` is `HTML` and `Body`: the last capital belongs to the word that follows.
        let last_capital =
            here == 2 && before == 2 && bytes.get(at + 1).is_some_and(|&b| class(b) == 1);
        let same = before == here && !last_capital;
        let capitalised = before == 2 && here == 1;
        if !(same || capitalised) {
            if before != 0 {
                put(&name[start..at]);
            }
            start = at;
        }
    }
    if parts > 1 {
        tokens.push(mix(joined, 0x6a6f_696e));
    }
}

/// Bucket of a token in its role.
fn bucket(role: u64, token: u64) -> u16 {
    (mix(role, token) >> (64 - BUCKET_BITS)) as u16
}

/// Roles that a name can have for a block.
mod role {
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
