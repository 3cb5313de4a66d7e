//! What earlier passes of training learned without a page.

use super::matrix::GoldPage;
use crate::label::Tables;
use serde::Deserialize;
use std::collections::HashMap;
use std::io;
use std::path::Path;

/// Token tables and body scores by page, none of which learned from that page.
pub(super) struct HeldOut {
    empty: Tables,
    folds: Vec<Tables>,
    fold_of: HashMap<String, usize>,
    scores: Vec<f32>,
    rows: HashMap<String, (usize, usize)>,
}

/// The part of `pages.jsonl` that says where a page's rows are.
#[derive(Deserialize)]
struct PageRow {
    set: String,
    id: String,
    first: usize,
    blocks: usize,
}

impl HeldOut {
    /// Loads token tables from a folder with `fold-0.bin`, `fold-1.bin`, … and `folds.json`, which
    /// gives each `set/id` the fold that did not learn from it; and body scores from a folder with
    /// the `pages.jsonl` of an earlier matrix and `scores.f32`, one number a block.
    pub fn load(tables: Option<&Path>, scores: Option<&Path>) -> io::Result<HeldOut> {
        let mut held_out = HeldOut {
            empty: Tables::empty(),
            folds: Vec::new(),
            fold_of: HashMap::new(),
            scores: Vec::new(),
            rows: HashMap::new(),
        };
        if let Some(folder) = tables {
            held_out.fold_of =
                serde_json::from_str(&std::fs::read_to_string(folder.join("folds.json"))?)?;
            let count = held_out.fold_of.values().max().map_or(0, |max| max + 1);
            for fold in 0..count {
                let bytes = std::fs::read(folder.join(format!("fold-{fold}.bin")))?;
                let tables = Tables::from_bytes(&bytes)
                    .ok_or_else(|| io::Error::other(format!("fold-{fold}.bin is cut short")))?;
                held_out.folds.push(tables);
            }
        }
        if let Some(folder) = scores {
            let bytes = std::fs::read(folder.join("scores.f32"))?;
            held_out.scores = bytes
                .chunks_exact(4)
                .map(|four| f32::from_le_bytes(four.try_into().unwrap_or_default()))
                .collect();
            for line in std::fs::read_to_string(folder.join("pages.jsonl"))?.lines() {
                let row: PageRow = serde_json::from_str(line)?;
                let rows = (row.first, row.first + row.blocks);
                held_out.rows.insert(format!("{}/{}", row.set, row.id), rows);
            }
        }
        Ok(held_out)
    }

    /// The token tables for a page; tables that know nothing if there are none.
    pub fn tables(&self, page: &GoldPage) -> &Tables {
        let fold = self.fold_of.get(&format!("{}/{}", page.set, page.id));
        fold.and_then(|&fold| self.folds.get(fold)).unwrap_or(&self.empty)
    }

    /// The body scores of a page's blocks.
    pub fn scores(&self, page: &GoldPage) -> Option<&[f32]> {
        let &(first, end) = self.rows.get(&format!("{}/{}", page.set, page.id))?;
        self.scores.get(first..end)
    }
}
