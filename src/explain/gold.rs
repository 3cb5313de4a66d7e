//! What should have come out, where it is known: beside a page, or in the gold of a corpus.

use crate::eval::BodyScore;
use crate::label::words::{HashedSet, mix, words_of};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The body of a page as a person reads it, block by block.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Gold {
    /// Its blocks.
    #[serde(default)]
    pub body: Vec<String>,
    #[serde(default)]
    id: String,
    #[serde(default)]
    set: String,
}

/// How an article compares with its gold: of words, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Score {
    /// Share of the article's words that are right.
    pub precision: f32,
    /// Share of the gold's words that are there.
    pub recall: f32,
    /// The harmonic mean of both.
    pub f1: f32,
}

/// How a block compares with the gold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Kept, and not in the gold.
    Extra,
    /// Left out, and in the gold.
    Missing,
}

/// Gold files as they are found.
#[derive(Debug, Default)]
pub struct GoldFiles {
    /// `gold.jsonl` of folders looked into, by set and id.
    corpora: HashMap<PathBuf, HashMap<String, Gold>>,
}

impl GoldFiles {
    /// The gold of a page: in `NAME.expected.json` or `expected.json` beside it, or in a
    /// `gold.jsonl` in its folder or the one above (rows with `set`, `id` and `body`).
    pub fn of(&mut self, page: &Path) -> Option<Gold> {
        let name = page.file_name()?.to_str()?;
        let stem = name.split('.').next().unwrap_or(name);
        let folder = page.parent().unwrap_or(Path::new(""));
        for file in [format!("{stem}.expected.json"), "expected.json".to_owned()] {
            if let Ok(text) = std::fs::read_to_string(folder.join(file)) {
                let gold: Option<Gold> = serde_json::from_str(&text).ok();
                return gold.filter(|gold| !gold.body.is_empty());
            }
        }
        let above = folder.join("..");
        let set = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        [folder, &above].into_iter().find_map(|folder| {
            let corpus = self.corpora.entry(folder.to_owned()).or_insert_with(|| read(folder));
            corpus.get(&format!("{set}/{stem}")).or_else(|| corpus.get(stem)).cloned()
        })
    }
}

fn read(folder: &Path) -> HashMap<String, Gold> {
    let text = std::fs::read_to_string(folder.join("gold.jsonl")).unwrap_or_default();
    let rows = text.lines().filter_map(|line| serde_json::from_str::<Gold>(line).ok());
    rows.filter(|gold| !gold.body.is_empty())
        .map(|gold| match gold.set.is_empty() {
            true => (gold.id.clone(), gold),
            false => (format!("{}/{}", gold.set, gold.id), gold),
        })
        .collect()
}

impl Gold {
    /// Compares a whole article.
    pub fn score(&self, text: &str) -> Score {
        let words = BodyScore::of(text, &self.body.join("\n")).words;
        let f1 = words.f1() as f32;
        Score { precision: words.precision as f32, recall: words.recall as f32, f1 }
    }

    /// Says for each text whether it is wrong that it was kept or left out.
    pub fn marks<'a>(&self, blocks: impl Iterator<Item = (&'a str, bool)>) -> Vec<Option<Mark>> {
        let mut known = HashedSet::default();
        let mut blocks_of_gold = HashedSet::default();
        for text in &self.body {
            known.extend(runs(text));
            blocks_of_gold.insert(whole(text));
        }
        let blocks: Vec<(&str, bool)> = blocks.collect();
        // A text that stands on the page twice is missing only if no copy was kept.
        let kept: HashedSet =
            blocks.iter().filter(|(_, kept)| *kept).map(|(text, _)| whole(text)).collect();
        blocks
            .iter()
            .map(|&(text, is_kept)| {
                let runs = runs(text);
                let equal = blocks_of_gold.contains(&whole(text));
                let common = runs.iter().filter(|run| known.contains(run)).count();
                let nothing = text.chars().all(|c| !c.is_alphanumeric());
                let right = equal || nothing || common > 0 && common * 2 >= runs.len();
                // A few words stand in many places, and are not missing where they are left out.
                let missing = equal && !runs.is_empty() || runs.len() > FEW && right;
                match is_kept {
                    true if !right => Some(Mark::Extra),
                    false if missing && !kept.contains(&whole(text)) => Some(Mark::Missing),
                    _ => None,
                }
            })
            .collect()
    }
}

/// Words in a row that are compared.
const RUN: usize = 4;
/// So many of them say nothing when they are found.
const FEW: usize = 4;

fn runs(text: &str) -> Vec<u64> {
    let words = words_of(text);
    words.windows(RUN).map(|run| run.iter().fold(0, |hash, word| mix(hash, word.hash))).collect()
}

fn whole(text: &str) -> u64 {
    words_of(text).iter().fold(1, |hash, word| mix(hash, word.hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_marked() {
        let gold = Gold {
            body: vec!["The dam was opened on Monday.".into(), "Short".into()],
            ..Gold::default()
        };
        let blocks = [
            ("The dam was opened on Monday.", false),
            ("Short", true),
            ("Read also: six ways to stay dry", true),
            ("Home", false),
        ];
        let marks = gold.marks(blocks.into_iter());
        assert_eq!(marks, [Some(Mark::Missing), None, Some(Mark::Extra), None]);
        assert!((gold.score("The dam was opened on Monday. Short").f1 - 1.0).abs() < 1e-6);
    }
}
