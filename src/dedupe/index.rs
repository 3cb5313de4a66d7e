//! Finds fingerprints near to one among many without looking at all.
//!
//! Two fingerprints that differ in few bits agree on whole bands of bits (Gionis, Indyk and Motwani,
//! "Similarity Search in High Dimensions via Hashing", 1999): those that share a band are compared,
//! the others are not. Sixteen overlapping bands of twelve bits find two that differ in 12 bits with
//! a probability of .996, and in 20, the limit, of .89. A million take about half a minute.

use super::fingerprint::{BITS, Fingerprint};

const BANDS: u32 = 16;
/// Bits of a band: a million fingerprints put 250 strangers into a bucket.
const WIDTH: u32 = 12;
/// Most fingerprints of a bucket that are compared, the latest first: put in by length, they
/// are nearest to it in length. Bounds the time for pages of one template, neither near nor far.
const COMPARED: usize = 512;

/// The fingerprints put in so far, numbered from 0; 80 bytes each.
///
/// What a bucket holds lies side by side: lists linked through memory took many times as long.
pub(super) struct Index {
    prints: Vec<Fingerprint>,
    /// Where the room for each bucket of each band begins in `entries`, and how much of it is taken.
    begins: Vec<u32>,
    taken: Vec<u32>,
    entries: Vec<u32>,
}

impl Index {
    /// Makes room for fingerprints of which some or all will be put in.
    pub fn with_room_for(prints: impl ExactSizeIterator<Item = Fingerprint>) -> Index {
        let count = prints.len();
        let mut begins = vec![0; (BANDS << WIDTH) as usize + 1];
        for print in prints {
            buckets(print).into_iter().for_each(|bucket| begins[bucket + 1] += 1);
        }
        for bucket in 1..begins.len() {
            begins[bucket] += begins[bucket - 1];
        }
        Index {
            prints: Vec::with_capacity(count),
            taken: vec![0; begins.len() - 1],
            begins,
            entries: vec![0; count * BANDS as usize],
        }
    }

    /// Puts in one of the fingerprints that there is room for; its number is the count of those
    /// before.
    pub fn put(&mut self, print: Fingerprint) {
        let number = self.prints.len() as u32;
        for bucket in buckets(print) {
            self.entries[(self.begins[bucket] + self.taken[bucket]) as usize] = number;
            self.taken[bucket] += 1;
        }
        self.prints.push(print);
    }

    /// The nearest entry within `distance`; of several equally near the first.
    pub fn nearest(&self, print: Fingerprint, distance: u32) -> Option<u32> {
        let mut best: Option<(u32, u32)> = None;
        for bucket in buckets(print) {
            let begin = self.begins[bucket] as usize;
            let entries = &self.entries[begin..begin + self.taken[bucket] as usize];
            for &entry in entries.iter().rev().take(COMPARED) {
                let found = (self.prints[entry as usize].distance(print), entry);
                if found.0 <= distance && best.is_none_or(|best| found < best) {
                    best = Some(found);
                }
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
