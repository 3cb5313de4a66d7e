//! The words of a page as hashes.
//!
//! A word is a run of letters, digits and combining marks, lower-cased; Han, kana, Hangul and Thai
//! count by character, since their words are not set apart by blanks. The same rule holds for the
//! scorer, so a feature that counts words counts what is measured.

use crate::segment::Page;

/// Words of one block looked at for n-grams; longer blocks are judged by their beginning. Bounds
/// the cost of a page that is one endless paragraph.
const MAX_WORDS: usize = 4_000;

/// A word: two hashes of the same letters, and its length.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    /// Of the word as it stands.
    pub hash: u64,
    /// With every digit taken as zero, so that dates and counters of one kind are one word.
    pub shape: u64,
    /// Characters.
    pub chars: u16,
}

/// The words of all blocks.
pub(crate) struct Words {
    words: Vec<Word>,
    ends: Vec<u32>,
    /// Words in each block, including those past the cap.
    pub counts: Vec<u32>,
}

impl Words {
    /// Reads the words of all blocks of a page.
    pub fn of(page: &Page) -> Words {
        let blocks = page.blocks.len();
        let mut all = Words {
            // A word and its blank are some six bytes.
            words: Vec::with_capacity(page.text.len() / 6),
            ends: Vec::with_capacity(blocks),
            counts: Vec::with_capacity(blocks),
        };
        for block in 0..page.blocks.len() {
            let mut count = 0;
            for_each_word(page.block_text(block), |word| {
                if count < MAX_WORDS {
                    all.words.push(word);
                }
                count += 1;
            });
            all.ends.push(all.words.len() as u32);
            all.counts.push(count as u32);
        }
        all
    }

    /// Words looked at, in all blocks.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The words of a block.
    pub fn block(&self, block: usize) -> &[Word] {
        let start = if block == 0 { 0 } else { self.ends[block - 1] as usize };
        &self.words[start..self.ends[block] as usize]
    }
}

/// The words of a text that is not a block.
pub(crate) fn words_of(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for_each_word(text, |word| {
        if words.len() < 16 * MAX_WORDS {
            words.push(word);
        }
    });
    words
}

/// Distinct hashes of the words, sorted.
pub(crate) fn word_set(words: &[Word]) -> Vec<u64> {
    let mut set: Vec<u64> = words.iter().map(|word| word.hash).collect();
    set.sort_unstable();
    set.dedup();
    set
}

/// Number of distinct words.
pub(super) fn count_distinct(words: &[Word]) -> usize {
    word_set(words).len()
}

/// A small Bloom filter (Bloom 1970, one hash): says quickly that a block has none of some words.
#[derive(Default)]
pub(super) struct Sketch([u64; 32]);

impl Sketch {
    pub fn of<'a>(hashes: impl IntoIterator<Item = &'a u64>) -> Sketch {
        let mut sketch = Sketch::default();
        for &hash in hashes {
            let (word, bit) = Sketch::place(hash);
            sketch.0[word] |= bit;
        }
        sketch
    }

    fn place(hash: u64) -> (usize, u64) {
        ((hash >> 58) as usize % 32, 1 << (hash >> 52 & 63))
    }

    /// The words that may be among those of the sketch, sorted, each once.
    pub fn hits(&self, words: &[Word], hits: &mut Vec<u64>) {
        hits.clear();
        hits.extend(words.iter().map(|word| word.hash).filter(|&hash| {
            let (at, bit) = Sketch::place(hash);
            self.0[at] & bit != 0
        }));
        hits.sort_unstable();
        hits.dedup();
    }
}

/// Is the character a word of its own?
pub(crate) fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{0e00}'..='\u{0e7f}' | '\u{20000}'..='\u{323af}')
}

fn for_each_word(text: &str, mut put: impl FnMut(Word)) {
    let mut word = WordHasher::default();
    let mut rest = text;
    while let Some(&byte) = rest.as_bytes().first() {
        if byte.is_ascii() {
            match LOWER[usize::from(byte)] {
                0 => word.end(&mut put),
                digit @ b'0'..=b'9' => word.add(char::from(digit)),
                letter => word.add_letter(letter),
            }
            rest = &rest[1..];
            continue;
        }
        let c = rest.chars().next().unwrap_or_default();
        rest = &rest[c.len_utf8()..];
        if is_wide(c) {
            word.end(&mut put);
            if c.is_alphanumeric() {
                word.add(c);
                word.end(&mut put);
            }
        } else if c.is_alphanumeric() {
            for lower in c.to_lowercase() {
                word.add(lower);
            }
        } else {
            word.end(&mut put);
        }
    }
    word.end(&mut put);
}

/// ASCII letters in lower case, digits, and the underscore; 0 for what ends a word.
const LOWER: [u8; 128] = {
    let mut lower = [0; 128];
    let mut byte = 0u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            lower[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    lower
};

/// FNV-1a over characters (Fowler, Noll, Vo), finished by a multiply so that the high bits mix.
struct WordHasher {
    hash: u64,
    shape: u64,
    chars: u16,
}

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

impl Default for WordHasher {
    fn default() -> Self {
        WordHasher { hash: OFFSET, shape: OFFSET, chars: 0 }
    }
}

impl WordHasher {
    #[inline]
    fn add_letter(&mut self, c: u8) {
        let c = u64::from(c);
        self.hash = (self.hash ^ c).wrapping_mul(PRIME);
        self.shape = (self.shape ^ c).wrapping_mul(PRIME);
        self.chars = self.chars.saturating_add(1);
    }

    fn add(&mut self, c: char) {
        let shape = if c.is_numeric() { '0' } else { c };
        self.hash = (self.hash ^ u64::from(u32::from(c))).wrapping_mul(PRIME);
        self.shape = (self.shape ^ u64::from(u32::from(shape))).wrapping_mul(PRIME);
        self.chars = self.chars.saturating_add(1);
    }

    fn end(&mut self, put: &mut impl FnMut(Word)) {
        if self.chars > 0 {
            put(Word { hash: finish(self.hash), shape: finish(self.shape), chars: self.chars });
            *self = WordHasher::default();
        }
    }
}

/// Hash of a string that is not split into words.
pub(crate) fn hash_str(text: &str) -> u64 {
    finish(text.bytes().fold(OFFSET, |hash, b| (hash ^ u64::from(b)).wrapping_mul(PRIME)))
}

/// Hash of bytes, eight at a time: quick, to find out whether two values are the same.
pub(super) fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut chunks = bytes.chunks_exact(8);
    let start = OFFSET ^ bytes.len() as u64;
    let hash = chunks.by_ref().fold(start, |hash, chunk| {
        mix(hash, u64::from_le_bytes(chunk.try_into().expect("eight bytes")))
    });
    let rest = chunks.remainder().iter().fold(0, |rest, &byte| rest << 8 | u64::from(byte));
    mix(hash, rest)
}

/// Hash of a string with its ASCII letters in lower case.
pub(crate) fn hash_lower(text: &str) -> u64 {
    let mut hash = LowerHash::default();
    text.bytes().for_each(|byte| hash.add(byte));
    hash.finish()
}

/// The same, byte by byte.
pub(super) struct LowerHash(u64);

impl Default for LowerHash {
    fn default() -> Self {
        LowerHash(OFFSET)
    }
}

impl LowerHash {
    #[inline]
    pub fn add(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(PRIME);
    }

    pub fn finish(self) -> u64 {
        finish(self.0)
    }
}

/// Mixes two hashes; the order counts.
pub(crate) fn mix(a: u64, b: u64) -> u64 {
    finish((a.rotate_left(23) ^ b).wrapping_mul(PRIME))
}

/// The finaliser of MurmurHash3 (Appleby), shortened.
fn finish(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ (hash >> 33)
}

/// A hasher for keys that are hashes already.
#[derive(Default, Clone, Copy)]
pub(crate) struct Already(u64);

impl std::hash::Hasher for Already {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A map whose keys are hashes already.
pub(crate) type HashedMap<V> =
    std::collections::HashMap<u64, V, std::hash::BuildHasherDefault<Already>>;
/// A set of hashes.
pub(crate) type HashedSet = std::collections::HashSet<u64, std::hash::BuildHasherDefault<Already>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_scripts_count_by_character() {
        assert_eq!(words_of("A dam, opened: 水库开放").len(), 7);
        assert_eq!(words_of("İstanbul-2024 _x").len(), 3);
    }

    #[test]
    fn case_and_digits() {
        let (a, b) = (words_of("May 12")[1], words_of("may 31")[1]);
        assert_ne!(a.hash, b.hash);
        assert_eq!(a.shape, b.shape);
        assert_eq!(words_of("DAM")[0].hash, words_of("dam")[0].hash);
    }
}
