//! Two runs over the same pages: what got better and what got worse.

use super::page::PageResult;
use serde::Serialize;
use std::fmt::Write;

/// Differences of the word F1 that do not show in a figure of four decimals.
const LEAST: f64 = 0.000_05;

/// A page whose output changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The page as `set/id`.
    pub page: String,
    /// Its word F1 in the older run.
    pub before: f64,
    /// Its word F1 now.
    pub after: f64,
}

/// The pages whose word F1 differs between two runs over the same pages, most lost first. Of more
/// than `count` losses or gains the largest are taken.
pub fn changes(before: &[PageResult], after: &[PageResult], count: usize) -> Vec<Change> {
    let change = |(old, new): (&PageResult, &PageResult)| {
        let (before, after) = (old.body?.words.f1(), new.body?.words.f1());
        ((after - before).abs() >= LEAST).then(|| Change { page: new.name.clone(), before, after })
    };
    let mut all: Vec<Change> = before.iter().zip(after).filter_map(change).collect();
    let gain = |change: &Change| change.after - change.before;
    all.sort_by(|a, b| gain(a).total_cmp(&gain(b)).then_with(|| a.page.cmp(&b.page)));
    let losses = all.iter().filter(|change| gain(change) < 0.0).count();
    let gains = all.len() - losses;
    let mut at = 0..;
    all.retain(|_| {
        at.next()
            .is_some_and(|at| at < losses.min(count) || at + count.min(gains) >= losses + gains)
    });
    all
}

/// The changes, one a line.
pub fn changes_table(changes: &[Change]) -> String {
    let mut out = String::new();
    for Change { page, before, after } in changes {
        let _ = writeln!(out, "{:+.4}  {before:.4} → {after:.4}  {page}", after - before);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::corpus::Gold;
    use crate::eval::leaks::Places;
    use crate::eval::output::Output;

    #[test]
    fn losses_first_and_no_more_than_asked_for_either_way() {
        let words = ["a", "b", "c", "d", "e", "f"];
        let results = |known: [usize; 5]| {
            let page = |(id, known): (usize, &usize)| {
                let gold =
                    Gold { id: id.to_string(), body: vec![words.join(" ")], ..Gold::default() };
                let output = Output { text: words[..*known].join(" "), ..Output::default() };
                PageResult::of(&gold, &output, &Places::default(), false)
            };
            known.iter().enumerate().map(page).collect::<Vec<_>>()
        };
        let (before, after) = (results([6, 3, 3, 5, 2]), results([1, 3, 6, 4, 3]));
        let pages = |count| {
            let changes = changes(&before, &after, count);
            changes.into_iter().map(|change| change.page).collect::<Vec<_>>()
        };
        assert_eq!(pages(9), ["/0", "/3", "/4", "/2"]);
        assert_eq!(pages(1), ["/0", "/2"]);
        assert!(pages(0).is_empty());
    }
}
