//! Finds fingerprints near to one among many without looking at all.
//!
//! Two fingerprints that differ in few bits agree on whole bands of bits (Gionis, Indyk and Motwani,
//! "Similarity Search in High Dimensions via Hashing", 1999): those that share a band are compared,
//! the others are not. Sixteen overlapping bands of twelve bits find two that differ in 12 bits with
//! a probability of .996, and in 20, the limit, of .89.

use super::fingerprint::{BITS, Fingerprint};

const BANDS: u32 = 16;
/// Bits of a band: a million fingerprints put 250 strangers into a bucket.
const WIDTH: u32 = 12;
/// Most fingerprints of a bucket that are compared, the latest first. Bounds the time for pages of
/// one template that are neither near nor far.
const COMPARED: usize = 4_096;
/// No entry.
const NONE: u32 = u32::MAX;

/// The fingerprints put in so far, numbered from 0; 80 bytes each.
pub(super) struct Index {
    prints: Vec<Fingerprint>,
    /// Latest entry of each bucket of each band.
    heads: Vec<u32>,
    /// For each entry and band, the entry before it in its bucket.
    before: Vec<[u32; BANDS as usize]>,
}

impl Index {
    /// `expected`: how many may come, to take memory once.
    pub fn new(expected: usize) -> Index {
        Index {
            prints: Vec::with_capacity(expected),
            heads: vec![NONE; (BANDS << WIDTH) as usize],
            before: Vec::with_capacity(expected),
        }
    }

    /// Puts a fingerprint in; its number is the count of those before.
    pub fn put(&mut self, print: Fingerprint) {
        let number = self.prints.len() as u32;
        let before =
            buckets(print).map(|bucket| std::mem::replace(&mut self.heads[bucket], number));
        self.prints.push(print);
        self.before.push(before);
    }

    /// The nearest entry within `distance`; of several equally near the first.
    pub fn nearest(&self, print: Fingerprint, distance: u32) -> Option<u32> {
        let mut best: Option<(u32, u32)> = None;
        for (band, bucket) in buckets(print).into_iter().enumerate() {
            let mut entry = self.heads[bucket];
            for _ in 0..COMPARED {
                if entry == NONE {
                    break;
                }
                let found = (self.prints[entry as usize].distance(print), entry);
                if found.0 <= distance && best.is_none_or(|best| found < best) {
                    best = Some(found);
                }
                entry = self.before[entry as usize][band];
            }
        }
        best.map(|(_, entry)| entry)
    }
}

/// The bucket of each band.
fn buckets(print: Fingerprint) -> [usize; BANDS as usize] {
    std::array::from_fn(|band| {
        let band = band as u32;
        ((band << WIDTH) as usize) + print.band(band * (BITS / BANDS), WIDTH)
    })
}
