//! A sorted list of strings, and the longest of them that begins at a place.
//!
//! An automaton would answer the same, but building one from thousands of terms takes longer than
//! cleaning a page. This takes one pass over terms that are in order already, and a look-up is a
//! binary search: the longest string that begins a text is the last one not behind the text in
//! order, or one that begins that one.

/// Marks a string that no other one begins.
const NONE: u32 = u32::MAX;

/// Strings in order, ready to be sought.
#[derive(Debug, Clone)]
pub(super) struct Dictionary {
    text: String,
    /// Where each string ends in the text; it begins where the one before ends.
    ends: Vec<u32>,
    /// The first eight bytes of each, as numbers in the same order.
    keys: Vec<u64>,
    /// The longest other string that begins each.
    shorter: Vec<u32>,
    /// Which bytes begin any.
    firsts: [bool; 256],
    /// Which pairs of bytes begin a string of less than four bytes: one bit each.
    pairs: Vec<u64>,
    /// Which four bytes begin a longer one: one bit by their hash, so that nine in ten words of a text
    /// need no search (Bloom 1970, with one hash).
    fours: Vec<u64>,
}

impl Dictionary {
    /// A dictionary of strings that are sorted by their bytes, without doubles.
    pub fn of_sorted<'t>(strings: impl IntoIterator<Item = &'t str>) -> Dictionary {
        let mut dictionary = Dictionary {
            text: String::new(),
            ends: Vec::new(),
            keys: Vec::new(),
            shorter: Vec::new(),
            firsts: [false; 256],
            pairs: vec![0; 1 << 10],
            fours: vec![0; 1 << 9],
        };
        for string in strings.into_iter().filter(|string| !string.is_empty()) {
            let bytes = string.as_bytes();
            let mut shorter = dictionary.ends.len().checked_sub(1).map_or(NONE, |n| n as u32);
            while shorter != NONE && !string.starts_with(dictionary.string(shorter as usize)) {
                shorter = dictionary.shorter[shorter as usize];
            }
            dictionary.shorter.push(shorter);
            dictionary.text.push_str(string);
            dictionary.ends.push(dictionary.text.len() as u32);
            dictionary.keys.push(key(bytes));
            dictionary.firsts[usize::from(bytes[0])] = true;
            if let Some(&four) = bytes.first_chunk() {
                let (word, bit) = place_of_four(four);
                dictionary.fours[word] |= bit;
                continue;
            }
            let seconds = bytes.get(1).map_or(0..=255, |&second| second..=second);
            for second in seconds {
                let (word, bit) = place_of_pair(bytes[0], second);
                dictionary.pairs[word] |= bit;
            }
        }
        dictionary
    }

    /// How many strings there are.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The strings that begin a text, longest first, by number in their order.
    #[inline]
    pub fn beginning(&self, text: &[u8]) -> impl Iterator<Item = usize> {
        let last = if self.may_begin(text) { self.last_before(text) } else { None };
        let up = |&number: &usize| {
            let shorter = self.shorter[number];
            (shorter != NONE).then_some(shorter as usize)
        };
        std::iter::successors(last, up)
            .filter(move |&number| text.starts_with(self.string(number).as_bytes()))
    }

    /// A string by its number.
    pub fn string(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[number] as usize]
    }

    #[inline]
    fn may_begin(&self, text: &[u8]) -> bool {
        let Some(&first) = text.first().filter(|first| self.firsts[usize::from(**first)]) else {
            return false;
        };
        let (word, bit) = place_of_pair(first, text.get(1).copied().unwrap_or(0));
        self.pairs[word] & bit != 0
            || text.first_chunk().is_some_and(|&four| {
                let (word, bit) = place_of_four(four);
                self.fours[word] & bit != 0
            })
    }

    /// The last string that is not behind the text in order.
    fn last_before(&self, text: &[u8]) -> Option<usize> {
        let key = key(text);
        let from = self.keys.partition_point(|&other| other < key);
        let alike = self.keys[from..].partition_point(|&other| other == key);
        let (mut low, mut high) = (from, from + alike);
        while low < high {
            let middle = low.midpoint(high);
            if self.string(middle).as_bytes() <= text {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.checked_sub(1)
    }
}

/// The first eight bytes as a number, so that numbers compare as the bytes do.
fn key(bytes: &[u8]) -> u64 {
    match bytes.first_chunk() {
        Some(&first) => u64::from_be_bytes(first),
        None => {
            let mut padded = [0; 8];
            padded[..bytes.len()].copy_from_slice(bytes);
            u64::from_be_bytes(padded)
        }
    }
}

/// The place of a pair of bytes among 65,536 bits.
fn place_of_pair(first: u8, second: u8) -> (usize, u64) {
    let number = usize::from(first) << 8 | usize::from(second);
    (number >> 6, 1 << (number & 63))
}

/// The place of four bytes among 32,768 bits: Fibonacci hashing.
fn place_of_four(bytes: [u8; 4]) -> (usize, u64) {
    let number = u32::from_be_bytes(bytes).wrapping_mul(0x9E37_79B9) >> 17;
    ((number >> 6) as usize, 1 << (number & 63))
}

#[cfg(test)]
mod tests {
    use super::Dictionary;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn finds_what_a_plain_search_finds(
            strings in prop::collection::btree_set("[ab\\x00é]{1,12}", 0..40),
            text in "[ab\\x00é]{0,16}",
        ) {
            let strings: BTreeSet<String> = strings;
            let dictionary = Dictionary::of_sorted(strings.iter().map(String::as_str));
            let found: Vec<&str> =
                dictionary.beginning(text.as_bytes()).map(|n| dictionary.string(n)).collect();
            let mut expected: Vec<&str> =
                strings.iter().map(String::as_str).filter(|s| text.starts_with(s)).collect();
            expected.reverse();
            prop_assert_eq!(found, expected);
        }
    }
}
