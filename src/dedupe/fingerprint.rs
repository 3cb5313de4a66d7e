//! A number in which texts that say nearly the same differ in few bits.
//!
//! A text is the set of its runs of eight letters (of four characters where a character is a
//! syllable or a word); how alike two texts are is the share of runs they have in common, their
//! *resemblance* (Broder, "On the resemblance and containment of documents", 1997). The fingerprint
//! estimates it: the runs are thrown into 128 bins, of each bin the smallest hash is taken
//! (one-permutation MinHash: Li, Owen and Zhang, "One Permutation Hashing", 2012), an empty bin
//! takes that of another (Shrivastava, "Optimal Densification for Fast and Accurate Minwise
//! Hashing", 2017), and of each hash one bit is kept (Li and König, "b-Bit Minwise Hashing", 2010).
//! A bit of two fingerprints differs with probability `(1 - resemblance) / 2`.
//!
//! SimHash (Charikar, "Similarity Estimation Techniques from Rounding Algorithms", 2002; Manku, Jain
//! and Sarma, "Detecting Near-Duplicates for Web Crawling", 2007) was the other choice. Its bits
//! follow the angle between the texts: where four of five runs are common to both, 19 bits of 128
//! are expected to differ, and here 13, while strangers differ in 64 with both. It also costs a
//! counter for each bit and run.

use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Bits of a fingerprint.
pub const BITS: u32 = 128;

/// Letters of a run; a character that is a syllable or a word counts as two.
const RUN: usize = 8;

/// A fingerprint of a text.
///
/// ```
/// use copydesk::dedupe::Fingerprint;
///
/// let one = Fingerprint::of("The dam was opened on Monday, five years late.").unwrap();
/// let two = Fingerprint::of("The dam was opened on Monday – five years late!").unwrap();
/// assert_eq!(one.distance(two), 0);
/// assert_eq!(one.to_string().parse(), Ok(one));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of a text; `None` if there is no letter and no digit in it.
    ///
    /// Case, punctuation and white space do not count.
    pub fn of(text: &str) -> Option<Fingerprint> {
        let mut bins = Bins::default();
        let mut run = Run::default();
        for c in text.chars() {
            if let Some(&lower) = LOWER.get(c as usize) {
                if lower != 0 {
                    run.add(u32::from(lower), &mut bins);
                }
            } else if c.is_alphanumeric() {
                for lower in c.to_lowercase() {
                    run.add(u32::from(lower), &mut bins);
                }
            }
        }
        run.end(&mut bins);
        bins.bits().map(Fingerprint)
    }

    /// Number of bits in which two differ, 0 to 128.
    pub fn distance(self, other: Fingerprint) -> u32 {
        (self.0 ^ other.0).count_ones()
    }

    /// Estimated share of runs that two texts have in common, 0 to 1; the standard error is about
    /// a tenth.
    pub fn resemblance(self, other: Fingerprint) -> f32 {
        (1.0 - 2.0 * self.distance(other) as f32 / BITS as f32).max(0.0)
    }

    /// `width` bits from bit `first` on, around the end.
    pub(super) fn band(self, first: u32, width: u32) -> usize {
        (self.0.rotate_right(first) & ((1 << width) - 1)) as usize
    }
}

/// 32 hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// As a string.
impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for Fingerprint {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(Fingerprint)
    }
}

/// Multiplier of the hash over a run: odd, with bits well spread (Knuth, TAOCP 3, section 6.4).
const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;

/// The last letters, and a rolling hash over those that make a run (Karp and Rabin, 1987).
#[derive(Default)]
struct Run {
    letters: [u32; RUN],
    next: usize,
    count: usize,
    weight: usize,
    hash: u64,
    ended: bool,
}

impl Run {
    #[inline]
    fn add(&mut self, letter: u32, bins: &mut Bins) {
        if self.count == RUN && !is_wide(letter) {
            // A full run of letters and one more: the common case, without a loop.
            let first = number(self.letters[self.next]).wrapping_mul(POWERS[RUN - 1]);
            self.hash = self.hash.wrapping_sub(first);
            self.push(letter);
            bins.put(mix(self.hash));
        } else {
            self.add_any(letter, bins);
        }
    }

    #[inline(never)]
    fn add_any(&mut self, letter: u32, bins: &mut Bins) {
        let weight = weight(letter);
        while self.count > 0 && self.weight + weight > RUN {
            self.drop_first();
        }
        self.count += 1;
        self.weight += weight;
        self.push(letter);
        if self.weight + 1 >= RUN {
            bins.put(mix(self.hash));
            self.ended = true;
        }
    }

    #[inline]
    fn push(&mut self, letter: u32) {
        self.letters[self.next] = letter;
        self.next = (self.next + 1) % RUN;
        self.hash = self.hash.wrapping_mul(PRIME).wrapping_add(number(letter));
    }

    fn drop_first(&mut self) {
        let first = self.letters[(self.next + RUN - self.count) % RUN];
        self.count -= 1;
        self.weight -= weight(first);
        self.hash = self.hash.wrapping_sub(number(first).wrapping_mul(POWERS[self.count]));
    }

    /// A text shorter than a run is one.
    fn end(&self, bins: &mut Bins) {
        if !self.ended && self.count > 0 {
            bins.put(mix(self.hash));
        }
    }
}

/// A letter as it counts in the hash.
fn number(letter: u32) -> u64 {
    u64::from(letter) + 1
}

/// The letters that a character stands for.
fn weight(letter: u32) -> usize {
    1 + usize::from(is_wide(letter))
}

/// Letters and digits of ASCII in lower case; 0 for all else.
const LOWER: [u8; 128] = {
    let mut lower = [0; 128];
    let mut byte = 0u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            lower[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    lower
};

/// Powers of [`PRIME`].
const POWERS: [u64; RUN] = {
    let mut powers = [1u64; RUN];
    let mut i = 1;
    while i < RUN {
        powers[i] = powers[i - 1].wrapping_mul(PRIME);
        i += 1;
    }
    powers
};

/// The smallest hash in each bin.
struct Bins([u64; BITS as usize]);

impl Default for Bins {
    fn default() -> Self {
        Bins([u64::MAX; BITS as usize])
    }
}

impl Bins {
    fn put(&mut self, hash: u64) {
        let bin = &mut self.0[(hash >> 57) as usize];
        *bin = (*bin).min(hash);
    }

    fn bits(&self) -> Option<u128> {
        let full = |bin: usize| self.0[bin] != u64::MAX;
        if !(0..self.0.len()).any(full) {
            return None;
        }
        let mut bits = 0;
        for bin in 0..self.0.len() {
            let mut from = bin;
            let mut attempt = 0;
            while !full(from) {
                attempt += 1;
                from = (mix(((bin as u64) << 32) | attempt) >> 57) as usize;
            }
            // Mixed with the bin's number, so that a borrowed hash gives a bit of its own.
            let bit = mix(self.0[from] ^ (bin as u64).wrapping_mul(PRIME)) >> 63;
            bits |= u128::from(bit) << bin;
        }
        Some(bits)
    }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// Does the character write a syllable or a word?
fn is_wide(letter: u32) -> bool {
    matches!(letter, 0x2e80..=0xd7af | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(one: &str, two: &str) -> u32 {
        Fingerprint::of(one).expect("letters").distance(Fingerprint::of(two).expect("letters"))
    }

    const CHINESE: &str = "十一年来的第一班渡轮星期一早上离开北岛港口，船上有二百四十名乘客和两个班的小学生。旧航线在二〇一三年停航，当时一场风暴卷走了半个码头。此后居民只能坐飞机，或者开车绕海湾三个小时。";
    const ARABIC: &str = "غادرت أول عبّارة منذ أحد عشر عاما ميناء الجزيرة الشمالية صباح الاثنين وعلى متنها مئتان وأربعون راكبا وصفان من تلاميذ المدارس. أوقف الخط القديم عام 2013 بعد أن جرفت عاصفة نصف الرصيف.";

    #[test]
    fn small_changes_move_few_bits_in_any_script() {
        for text in [CHINESE, ARABIC] {
            let end = text.char_indices().rev().nth(12).map_or(0, |(at, _)| at);
            let near = distance(text, &text[..end]);
            assert!(near <= super::super::NEAR, "{near}");
            assert_eq!(distance(text, &format!("«{text}»\n")), 0);
        }
        assert!(distance(CHINESE, ARABIC) > 40);
    }

    #[test]
    fn the_distance_estimates_the_resemblance() {
        // 4,000 runs, of which 3,000 are common to both: 3 of 5 in all.
        let letters = |from: u32| -> String {
            let letter = |at: u32| char::from_u32(0x4e00 + (from + at) * 7 % 20_000);
            (0..4_000).filter_map(letter).collect()
        };
        let (one, two) = (letters(0), letters(1_000));
        let resemblance =
            Fingerprint::of(&one).unwrap().resemblance(Fingerprint::of(&two).unwrap());
        assert!((resemblance - 0.6).abs() < 0.2, "{resemblance}");
    }

    #[test]
    fn the_shortest_texts_have_one_and_nothing_has_none() {
        assert_eq!(Fingerprint::of(" –…\n"), None);
        assert_eq!(distance("No.", "NO"), 0);
        assert!(distance("Yes", "No") > 30);
    }
}
