//! Which words of one text stand in another, by runs of three.

use super::words::tokens;
use std::collections::HashSet;

/// Words in a row that must agree for a word to count as the same passage; fewer make everyday
/// phrases match, more let one changed word spoil its neighbours.
const RUN: usize = 3;

/// The runs of up to three lower-case words of some texts.
#[derive(Debug, Default)]
pub struct Grams(HashSet<[String; RUN]>);

impl Grams {
    /// The runs of the texts, each by itself; runs do not go over their borders.
    pub fn of<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> Grams {
        let mut grams = Grams::default();
        for text in texts {
            grams.add(text.as_ref());
        }
        grams
    }

    /// Adds the runs of a text.
    pub fn add(&mut self, text: &str) {
        let lower = text.to_lowercase();
        let words: Vec<&str> = tokens(&lower).collect();
        for length in 1..=RUN {
            self.0.extend(words.windows(length).map(key));
        }
    }

    /// The words of a text, lower-case, each with whether it lies in a known run of three words; of
    /// fewer if the text has no more.
    pub fn known(&self, text: &str) -> Vec<(String, bool)> {
        let lower = text.to_lowercase();
        let words: Vec<&str> = tokens(&lower).collect();
        let mut known = vec![false; words.len()];
        let length = RUN.min(words.len());
        if length > 0 {
            for (at, run) in words.windows(length).enumerate() {
                if self.0.contains(&key(run)) {
                    known[at..at + length].fill(true);
                }
            }
        }
        words.into_iter().map(str::to_owned).zip(known).collect()
    }
}

fn key(words: &[&str]) -> [String; RUN] {
    std::array::from_fn(|at| words.get(at).copied().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(of: &[&str], text: &str) -> String {
        let grams = Grams::of(of);
        grams.known(text).iter().map(|(_, known)| if *known { '+' } else { '-' }).collect()
    }

    #[test]
    fn runs_of_three_make_words_known() {
        let gold = ["The dam was opened on Monday.", "東京の空"];
        assert_eq!(known(&gold, "Today the DAM was opened"), "-++++");
        assert_eq!(known(&gold, "the dam is on monday"), "-----");
        assert_eq!(known(&gold, "dam was"), "++");
        assert_eq!(known(&gold, "monday 東京"), "---");
        assert_eq!(known(&gold, "東京の海"), "+++-");
        assert_eq!(known(&gold, ""), "");
    }
}
