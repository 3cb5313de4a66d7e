//! What changed between two explanations of a page: two options, or two versions.

use super::collect::Explanation;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, VecDeque};

/// Why something is no side of a comparison.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DiffError {
    /// No explanation as `copydesk explain --json` writes it.
    #[error("no explanation as `copydesk explain --json` writes it: {0}")]
    Data(#[from] serde_json::Error),
}

/// One side of a comparison: an explanation, as far as it is compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// What it is called.
    #[serde(default)]
    pub name: String,
    article: Facts,
    blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Facts {
    status: String,
    confidence: f32,
    #[serde(flatten)]
    others: BTreeMap<String, serde_json::Value>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Block {
    text: String,
    label: String,
    kept: bool,
    score: Option<f32>,
    stage: String,
    evidence: String,
    path: String,
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Diff {
    /// The first side.
    pub a: Sum,
    /// The second.
    pub b: Sum,
    /// Facts of the article that differ: name, then the values on both sides.
    pub facts: Vec<(String, String, String)>,
    /// Blocks that differ, in page order.
    pub changes: Vec<Change>,
    /// Blocks that do not.
    pub same: usize,
}

/// A side in short.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Sum {
    pub name: String,
    pub status: String,
    pub confidence: f32,
    pub blocks: usize,
    pub kept: usize,
}

/// A block that is not the same on both sides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Its text.
    pub text: String,
    /// CSS path of its element.
    pub path: String,
    /// What it is on the first side, if it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a: Option<State>,
    /// What it is on the second side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub b: Option<State>,
}

/// What a block is on one side.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct State {
    pub label: String,
    pub kept: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
    pub because: String,
}

impl Side {
    /// Reads what `copydesk explain --json` wrote.
    ///
    /// # Errors
    ///
    /// If the text is anything else.
    pub fn read(name: &str, json: &str) -> Result<Side, DiffError> {
        let side: Side = serde_json::from_str(json)?;
        Ok(Side { name: name.to_owned(), ..side })
    }

    /// The side of an explanation at hand.
    ///
    /// # Errors
    ///
    /// None that an explanation as it is made could cause.
    pub fn of(name: &str, explanation: &Explanation) -> Result<Side, DiffError> {
        Side::read(name, &serde_json::to_string(explanation)?)
    }

    fn sum(&self) -> Sum {
        Sum {
            name: self.name.clone(),
            status: self.article.status.clone(),
            confidence: self.article.confidence,
            blocks: self.blocks.len(),
            kept: self.blocks.iter().filter(|block| block.kept).count(),
        }
    }
}

/// Parts of the record that the blocks tell about, or that differ by nature.
const NOT_COMPARED: [&str; 12] = [
    "text",
    "blocks",
    "removed",
    "removed_blocks",
    "source",
    "url",
    "captions",
    "comments",
    "content_hash",
    "fingerprint",
    "fetched_at",
    "elapsed_ms",
];

impl Diff {
    /// Compares two sides. Blocks are the same when their texts are; of equal texts the first of one
    /// side goes with the first of the other.
    pub fn of(a: &Side, b: &Side) -> Diff {
        let mut places: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for (at, block) in b.blocks.iter().enumerate() {
            places.entry(&block.text).or_default().push_back(at);
        }
        let partner: Vec<Option<usize>> = a
            .blocks
            .iter()
            .map(|block| places.get_mut(block.text.as_str()).and_then(VecDeque::pop_front))
            .collect();
        let mut taken = vec![false; b.blocks.len()];
        partner.iter().flatten().for_each(|&at| taken[at] = true);
        let mut diff = Diff {
            a: a.sum(),
            b: b.sum(),
            facts: facts(&a.article, &b.article),
            changes: Vec::new(),
            same: 0,
        };
        let mut next = 0;
        for (block, partner) in a.blocks.iter().zip(partner) {
            if let Some(at) = partner {
                diff.add_new(b, &taken, next..at);
                next = next.max(at + 1);
            }
            let other = partner.map(|at| &b.blocks[at]);
            if other.is_some_and(|other| other.label == block.label && other.kept == block.kept) {
                diff.same += 1;
            } else {
                diff.changes.push(Change {
                    text: block.text.clone(),
                    path: block.path.clone(),
                    a: Some(block.state()),
                    b: other.map(Block::state),
                });
            }
        }
        diff.add_new(b, &taken, next..b.blocks.len());
        diff
    }

    /// Is all the same?
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.facts.is_empty() && self.a.status == self.b.status
    }

    /// Adds blocks of a range that stand on the second side alone.
    fn add_new(&mut self, side: &Side, taken: &[bool], range: std::ops::Range<usize>) {
        for at in range.filter(|&at| !taken[at]) {
            let block = &side.blocks[at];
            self.changes.push(Change {
                text: block.text.clone(),
                path: block.path.clone(),
                a: None,
                b: Some(block.state()),
            });
        }
    }
}

impl Block {
    fn state(&self) -> State {
        State {
            label: self.label.clone(),
            kept: self.kept,
            score: self.score,
            because: format!("{}: {}", self.stage, self.evidence),
        }
    }
}

fn facts(a: &Facts, b: &Facts) -> Vec<(String, String, String)> {
    let names = a.others.keys().chain(b.others.keys());
    let mut names: Vec<&String> =
        names.filter(|name| !NOT_COMPARED.contains(&name.as_str())).collect();
    names.sort();
    names.dedup();
    let text = |value: Option<&serde_json::Value>| match value {
        None => String::new(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let both =
        names.into_iter().map(|name| (name, text(a.others.get(name)), text(b.others.get(name))));
    both.filter(|(_, a, b)| a != b).map(|(name, a, b)| (name.clone(), a, b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(blocks: &[(&str, &str, bool)]) -> Side {
        let block = |&(text, label, kept): &(&str, &str, bool)| {
            serde_json::json!({
                "text": text, "label": label, "kept": kept, "score": 0.5,
                "stage": "model", "evidence": "", "path": "p",
            })
        };
        let json = serde_json::json!({
            "schema": 1,
            "article": { "status": "ok", "confidence": 0.9, "title": blocks[0].0 },
            "blocks": blocks.iter().map(block).collect::<Vec<_>>(),
        });
        Side::read("x", &json.to_string()).expect("a side")
    }

    #[test]
    fn what_changed_is_listed_in_page_order() {
        let a =
            side(&[("Dam", "title", false), ("One", "paragraph", true), ("Home", "other", false)]);
        let b = side(&[
            ("Dam", "title", false),
            ("New", "related", false),
            ("One", "other", false),
            ("Home", "other", false),
        ]);
        let diff = Diff::of(&a, &b);
        let told: Vec<_> = diff
            .changes
            .iter()
            .map(|c| (c.text.as_str(), c.a.as_ref().map(|s| s.kept), c.b.as_ref().map(|s| s.kept)))
            .collect();
        assert_eq!(told, [("New", None, Some(false)), ("One", Some(true), Some(false))]);
        assert_eq!(diff.same, 2);
        assert!(Diff::of(&a, &a).is_empty());
        assert!(Side::read("x", "{}").is_err());
    }
}
