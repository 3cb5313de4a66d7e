//! Whether a script can hold a text, by a few of its words.
//!
//! Reading the data of a page takes as long as all the rest, and most of it is about other things.

use memchr::memmem;

/// Samples that are taken of a text at most.
const SAMPLES: usize = 6;
/// Length of a sample in bytes: two words or three.
const SHORTEST: usize = 10;
const LONGEST: usize = 20;

/// Runs of letters and blanks out of the blocks of a text, which stand in a script as they are. Those of
/// other scripts than the Latin one may be escaped there, and give none.
pub(super) fn samples<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<String> {
    let texts: Vec<&str> = texts.filter(|text| text.len() >= 4 * SHORTEST).collect();
    let step = texts.len().div_ceil(SAMPLES).max(1);
    texts.into_iter().step_by(step).filter_map(sample).collect()
}

fn sample(text: &str) -> Option<String> {
    let runs = text.split(|c: char| !c.is_ascii_alphabetic() && c != ' ');
    let run = runs.map(str::trim).find(|run| run.len() >= SHORTEST && run.contains(' '))?;
    Some(run[..run.len().min(LONGEST)].trim_end().to_owned())
}

/// Is one of the samples in the script? Without samples it may always hold the text.
pub(super) fn may_hold(script: &str, samples: &[String]) -> bool {
    let holds = |sample: &String| memmem::find(script.as_bytes(), sample.as_bytes()).is_some();
    samples.is_empty() || samples.iter().any(holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_text_are_sought() {
        let text = "«L’été», said the mayor of the town, “is coming to an end at last.”";
        let samples =
            samples([text, "Short.", "水库周一开放。水库周一开放。水库周一开放。"].into_iter());
        assert_eq!(samples, ["said the mayor of th"]);
        assert!(may_hold(
            r#"{"body":"\u201cL\u2019\u00e9t\u00e9\u201d, said the mayor of the"}"#,
            &samples
        ));
        assert!(!may_hold(r#"{"body":"said the mayor"}"#, &samples));
        assert!(may_hold("", &[]));
    }
}
