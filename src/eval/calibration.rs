//! Does the confidence mean what it says? Pages by confidence against how good they are.

use super::page::PageResult;
use serde::Serialize;

/// Bins from 0 to 1.
const BINS: usize = 10;
/// Word F1 from which a body counts as good.
const GOOD: f64 = 0.9;

/// The pages whose confidence lies in a range.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bin {
    /// Where the range begins.
    pub from: f64,
    /// Where it ends; only the last bin includes it.
    pub to: f64,
    /// How many pages are in it.
    pub pages: usize,
    /// Their mean confidence.
    pub confidence: f64,
    /// Their mean word F1.
    pub f1: f64,
    /// Share of them with a word F1 of .9 or more.
    pub good: f64,
}

/// The bins that have pages. Pages without a confidence or without a known body are left out.
pub fn calibration<'a>(pages: impl IntoIterator<Item = &'a PageResult>) -> Vec<Bin> {
    let mut bins = vec![Vec::new(); BINS];
    for page in pages {
        if let (Some(confidence), Some(body)) = (page.confidence, &page.body) {
            // From f32 at once, so that 0.7 is in the bin that begins there.
            let bin = (confidence * BINS as f32) as usize;
            bins[bin.min(BINS - 1)].push((f64::from(confidence), body.words.f1()));
        }
    }
    let bin = |(at, pages): (usize, &Vec<(f64, f64)>)| {
        let n = pages.len() as f64;
        Bin {
            from: at as f64 / BINS as f64,
            to: (at + 1) as f64 / BINS as f64,
            pages: pages.len(),
            confidence: pages.iter().map(|page| page.0).sum::<f64>() / n,
            f1: pages.iter().map(|page| page.1).sum::<f64>() / n,
            good: pages.iter().filter(|page| page.1 >= GOOD).count() as f64 / n,
        }
    };
    bins.iter().enumerate().filter(|(_, pages)| !pages.is_empty()).map(bin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::corpus::Gold;
    use crate::eval::leaks::Places;
    use crate::eval::output::Output;

    #[test]
    fn bins_by_confidence() {
        let gold = Gold { body: vec!["the dam was opened".into()], ..Gold::default() };
        let page = |text: &str, confidence| {
            let output = Output { text: text.into(), confidence, ..Output::default() };
            PageResult::of(&gold, &output, &Places::default(), false)
        };
        let pages = [
            page("the dam was opened", Some(1.0)),
            page("the dam was opened", Some(0.9)),
            page("nothing", Some(0.95)),
            page("nothing", Some(0.7)),
            page("the dam", None),
        ];
        let bins = calibration(&pages);
        let shape: Vec<_> = bins.iter().map(|bin| (bin.from, bin.pages)).collect();
        assert_eq!(shape, [(0.7, 1), (0.9, 3)]);
        assert!((bins[1].f1 - 2.0 / 3.0).abs() < 1e-12 && bins[0].good == 0.0);
    }
}
