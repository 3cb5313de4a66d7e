//! The pages that are measured.

use copydesk::Source;
use copydesk::input::{Inputs, read};

/// A page in memory.
pub struct Sample {
    /// Where it came from.
    pub source: Source,
    /// Its bytes without compression.
    pub bytes: Vec<u8>,
}

/// The pages below the folders that `COPYDESK_CORPUS` names, separated by `:`; those in `samples/`
/// without it. `COPYDESK_PAGES` takes so many of them, spread evenly.
pub fn samples() -> Vec<Sample> {
    let folders = std::env::var("COPYDESK_CORPUS")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/samples").to_owned());
    let inputs: Vec<_> = Inputs::new(folders.split(':')).collect();
    let wanted = number("COPYDESK_PAGES").unwrap_or(inputs.len()).clamp(1, inputs.len());
    let count = inputs.len();
    let chosen = inputs.into_iter().enumerate().filter(|(n, _)| {
        // Page n is taken when the running count of wanted pages goes up at it.
        (n + 1) * wanted / count > n * wanted / count
    });
    let pages = chosen.filter_map(|(_, input)| {
        let source = Source::named(input.name.clone());
        let bytes = read(input, usize::MAX).ok()?.bytes;
        Some(Sample { source, bytes })
    });
    pages.collect()
}

/// A number from the environment.
pub fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}
