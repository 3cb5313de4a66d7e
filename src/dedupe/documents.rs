//! Of a batch, which documents are kept and which say what another says already.

use super::NEAR;
use super::fingerprint::Fingerprint;
use super::hash::ContentHash;
use super::index::Index;

/// What makes two documents the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    /// Equal texts: equal [`ContentHash`].
    Exact,
    /// Nearly equal texts: [`Fingerprint`]s that differ in at most [`NEAR`] bits.
    Near,
}

/// The documents of a batch: what is needed of each to tell which are the same, 36 bytes.
///
/// The decision does not depend on the order in which they were put in. Of documents with equal
/// texts the one with the smallest name is kept. Of documents with nearly equal texts the longest is
/// kept, and of several equally long the one with the smallest hash: they are gone through in this
/// order, and each is a duplicate of the nearest kept before it, if one is near enough. So every
/// duplicate is near to the one it is a duplicate of, and no two that are kept are near (as far as
/// the index finds it: see the module).
///
/// ```
/// use copydesk::dedupe::{Documents, Fingerprint, Sameness, content_hash};
///
/// let pages = [("b", "The dam is open."), ("a", "The dam is open."), ("c", "Rain is coming.")];
/// let mut documents = Documents::default();
/// for (_, text) in pages {
///     documents.put(content_hash(text).unwrap(), Fingerprint::of(text).unwrap(), text.len());
/// }
/// let kept = documents.kept(Sameness::Exact, |document| Ok::<_, ()>(pages[document].0));
/// assert_eq!(kept, Ok(vec![1, 1, 2]));
/// ```
#[derive(Debug, Default)]
pub struct Documents {
    hashes: Vec<ContentHash>,
    prints: Vec<Fingerprint>,
    lengths: Vec<u32>,
}

impl Documents {
    /// Puts a document in; its number is the count of those before. `length` is that of its text.
    pub fn put(&mut self, hash: ContentHash, print: Fingerprint, length: usize) {
        self.hashes.push(hash);
        self.prints.push(print);
        self.lengths.push(u32::try_from(length).unwrap_or(u32::MAX));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// For each document the number of the one that is kept for it: its own if it is kept itself.
    ///
    /// `name` is asked for documents with equal texts only.
    ///
    /// # Errors
    ///
    /// Those of `name`.
    pub fn kept<N: Ord, E>(
        &self,
        sameness: Sameness,
        mut name: impl FnMut(usize) -> Result<N, E>,
    ) -> Result<Vec<u32>, E> {
        let mut kept: Vec<u32> = (0..self.len() as u32).collect();
        let mut order = kept.clone();
        order.sort_unstable_by_key(|&document| (self.hashes[document as usize], document));
        let mut firsts = Vec::new();
        for equal in order.chunk_by(|&a, &b| self.hashes[a as usize] == self.hashes[b as usize]) {
            let mut first = equal[0];
            if equal.len() > 1 {
                let mut least = name(first as usize)?;
                for &document in &equal[1..] {
                    let other = name(document as usize)?;
                    if other < least {
                        (first, least) = (document, other);
                    }
                }
            }
            equal.iter().for_each(|&document| kept[document as usize] = first);
            firsts.push(first);
        }
        drop(order);
        if sameness == Sameness::Near {
            self.join_near(firsts, &mut kept);
        }
        Ok(kept)
    }

    /// Makes documents that are near to a kept one duplicates of it; `firsts` have different texts.
    fn join_near(&self, mut firsts: Vec<u32>, kept: &mut [u32]) {
        firsts.sort_unstable_by_key(|&document| {
            let document = document as usize;
            (std::cmp::Reverse(self.lengths[document]), self.hashes[document])
        });
        let prints = firsts.iter().map(|&document| self.prints[document as usize]);
        let mut index = Index::with_room_for(prints);
        let mut indexed = Vec::with_capacity(firsts.len());
        for &document in &firsts {
            let print = self.prints[document as usize];
            match index.nearest(print, NEAR) {
                Some(entry) => kept[document as usize] = indexed[entry as usize],
                None => {
                    index.put(print);
                    indexed.push(document);
                }
            }
        }
        // Copies of a document that is a duplicate now.
        for document in 0..kept.len() {
            kept[document] = kept[kept[document] as usize];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::content_hash;
    use super::*;
    use proptest::prelude::*;

    fn kept(pages: &[(String, String)], sameness: Sameness) -> Vec<(String, String)> {
        let mut documents = Documents::default();
        for (_, text) in pages {
            let print = Fingerprint::of(text).expect("letters");
            documents.put(content_hash(text).expect("text"), print, text.len());
        }
        let kept = documents.kept(sameness, |document| Ok::<_, ()>(&pages[document].0));
        let name = |document: usize| pages[document].0.clone();
        let kept = kept.expect("no errors").into_iter().enumerate();
        let mut kept: Vec<_> = kept.map(|(at, by)| (name(at), name(by as usize))).collect();
        kept.sort();
        kept
    }

    /// Sentences about different things; `which` says which of them are there.
    fn story(of: usize, which: u16) -> String {
        let sentence = |at: usize| {
            let word = |salt: usize| {
                let number = (of * 37 + at * 11 + salt) * 7919 % 99_991;
                format!("{}{number}", ["river", "bridge", "council", "winter", "market"][salt % 5])
            };
            (0..9).map(word).collect::<Vec<_>>().join(" ")
        };
        let there = (0..12).filter(|at| which & (1 << at) != 0);
        there.map(sentence).collect::<Vec<_>>().join(". ") + "."
    }

    #[test]
    fn a_missing_sentence_makes_no_other_story() {
        let whole = ("b".to_owned(), story(1, 0xfff));
        let cut = ("a".to_owned(), story(1, 0xfbf));
        let other = ("c".to_owned(), story(2, 0xfff));
        let pages = [cut, whole, other];
        let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|&(a, b)| (a.to_owned(), b.to_owned())).collect()
        };
        assert_eq!(kept(&pages, Sameness::Near), pairs(&[("a", "b"), ("b", "b"), ("c", "c")]));
        assert_eq!(kept(&pages, Sameness::Exact), pairs(&[("a", "a"), ("b", "b"), ("c", "c")]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Stories, versions of them that shade into one another, and copies, in any order.
        #[test]
        fn the_order_does_not_matter(
            pages in prop::collection::vec((0usize..4, 0u16..0x1000), 2..40),
            seed in any::<u64>(),
        ) {
            let pages: Vec<(String, String)> = pages
                .into_iter()
                .enumerate()
                .map(|(at, (of, which))| (format!("page {at:02}"), story(of, which | 0x3f)))
                .collect();
            let mut shuffled = pages.clone();
            let mut state = seed;
            for at in (1..shuffled.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                shuffled.swap(at, (state >> 33) as usize % (at + 1));
            }
            for sameness in [Sameness::Exact, Sameness::Near] {
                let decided = kept(&pages, sameness);
                prop_assert_eq!(&decided, &kept(&shuffled, sameness));
                // What a duplicate is a duplicate of is kept itself.
                for (_, by) in &decided {
                    prop_assert!(decided.contains(&(by.clone(), by.clone())));
                }
            }
        }
    }
}
