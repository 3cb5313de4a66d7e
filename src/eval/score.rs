//! One page's output against its gold.

use super::corpus::Gold;
use super::output::Output;
use super::words::{collapse, tokens, words};
use std::collections::HashMap;
use std::hash::Hash;

/// Words in a row that make a shingle.
const SHINGLE: usize = 4;

/// Precision and recall of a bag of things against another, both 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Overlap {
    /// Share of the output that is right.
    pub precision: f64,
    /// Share of the gold that was found.
    pub recall: f64,
}

impl Overlap {
    /// The harmonic mean of both.
    pub fn f1(self) -> f64 {
        f1(self.precision, self.recall)
    }
}

/// The harmonic mean of precision and recall.
pub fn f1(precision: f64, recall: f64) -> f64 {
    let sum = precision + recall;
    if sum == 0.0 { 0.0 } else { 2.0 * precision * recall / sum }
}

/// What is measured on the body of a page whose whole body is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BodyScore {
    /// Of the bags of lower-case words, wide characters counting as words.
    pub words: Overlap,
    /// Of the bags of four words in a row, case kept; the precision is absent if the output
    /// has no words.
    pub shingles: (Option<f64>, f64),
    /// The words are the same in the same order.
    pub exact: bool,
}

impl BodyScore {
    /// Compares two texts.
    pub fn of(output: &str, gold: &str) -> BodyScore {
        let (output_words, gold_words) =
            (words(output).collect::<Vec<_>>(), words(gold).collect::<Vec<_>>());
        let (found, sought) = (shingles(&output_words), shingles(&gold_words));
        let shingles = overlap(&found, &sought);
        let (lower_output, lower_gold) = (output.to_lowercase(), gold.to_lowercase());
        BodyScore {
            words: overlap(&count(tokens(&lower_output)), &count(tokens(&lower_gold))),
            shingles: ((!found.is_empty()).then_some(shingles.precision), shingles.recall),
            exact: output_words == gold_words,
        }
    }
}

fn count<T: Hash + Eq>(things: impl Iterator<Item = T>) -> HashMap<T, usize> {
    let mut counts = HashMap::new();
    for thing in things {
        *counts.entry(thing).or_default() += 1;
    }
    counts
}

/// All runs of [`SHINGLE`] words, or all words as one run if there are fewer.
fn shingles<'a, 'w>(words: &'w [&'a str]) -> HashMap<&'w [&'a str], usize> {
    count(words.windows(SHINGLE.min(words.len()).max(1)))
}

fn overlap<T: Hash + Eq>(output: &HashMap<T, usize>, gold: &HashMap<T, usize>) -> Overlap {
    let common: usize =
        output.iter().map(|(thing, n)| gold.get(thing).map_or(0, |m| *n.min(m))).sum();
    let share = |of: &HashMap<T, usize>, empty: f64| match of.values().sum::<usize>() {
        0 => empty,
        all => common as f64 / all as f64,
    };
    let nothing_right = if gold.is_empty() { 1.0 } else { 0.0 };
    Overlap { precision: share(output, nothing_right), recall: share(gold, 1.0) }
}

/// Marked pieces of text that are in the output or are not.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Segments {
    /// Wanted and there.
    pub hits: usize,
    /// Wanted and not there.
    pub misses: usize,
    /// Not wanted and there.
    pub leaks: usize,
    /// Not wanted and not there.
    pub kept_out: usize,
}

impl Segments {
    /// Looks for the marked pieces of a page, white space collapsed.
    pub fn of(output: &str, gold: &Gold, ignore_case: bool) -> Segments {
        let form = |text: &str| {
            let text = collapse(text);
            if ignore_case { text.to_lowercase() } else { text }
        };
        let output = form(output);
        let found =
            |pieces: &[String]| pieces.iter().filter(|piece| output.contains(&form(piece))).count();
        let (hits, leaks) = (found(&gold.with), found(&gold.without));
        Segments {
            hits,
            misses: gold.with.len() - hits,
            leaks,
            kept_out: gold.without.len() - leaks,
        }
    }
}

impl std::iter::Sum for Segments {
    fn sum<I: Iterator<Item = Segments>>(all: I) -> Segments {
        all.fold(Segments::default(), |a, b| Segments {
            hits: a.hits + b.hits,
            misses: a.misses + b.misses,
            leaks: a.leaks + b.leaks,
            kept_out: a.kept_out + b.kept_out,
        })
    }
}

/// Are the facts about the article right? Absent where the gold does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// The title, white space collapsed.
    pub title: Option<bool>,
    /// The day of publication.
    pub date: Option<bool>,
    /// The set of authors.
    pub authors: Option<bool>,
}

impl Facts {
    /// Compares the facts.
    pub fn of(output: &Output, gold: &Gold) -> Facts {
        let known = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
        let day = |date: &str| date.chars().take("YYYY-MM-DD".len()).collect::<String>();
        let said = |value: &Option<String>| value.clone().unwrap_or_default();
        Facts {
            title: known(&gold.title)
                .map(|title| collapse(&title) == collapse(&said(&output.title))),
            date: known(&gold.date).map(|date| day(&date) == day(&said(&output.date))),
            authors: (!gold.authors.is_empty()).then(|| gold.authors.set() == output.authors.set()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn bags_count_repeated_words() {
        let score = BodyScore::of("The dam, the dam! 東京", "the DAM 東 and");
        assert!(near(score.words.precision, 3.0 / 6.0) && near(score.words.recall, 3.0 / 4.0));
        assert!(near(score.words.f1(), 0.6));
    }

    #[test]
    fn shingles_keep_case_and_short_texts_are_one() {
        let score = BodyScore::of("a b c d e", "a b c d f");
        assert_eq!(score.shingles, (Some(0.5), 0.5));
        assert_eq!(BodyScore::of("a b", "a b").shingles, (Some(1.0), 1.0));
        assert_eq!(BodyScore::of("a b", "a B").shingles, (Some(0.0), 0.0));
        assert_eq!(BodyScore::of("", "a b").shingles, (None, 0.0));
    }

    #[test]
    fn nothing_against_nothing_is_right() {
        let score = BodyScore::of("", " – ");
        assert!(near(score.words.f1(), 1.0) && score.exact);
        assert_eq!(BodyScore::of("", "a").words, Overlap { precision: 0.0, recall: 0.0 });
        assert_eq!(BodyScore::of("a", "").words, Overlap { precision: 0.0, recall: 1.0 });
    }

    #[test]
    fn exact_is_words_in_order() {
        assert!(BodyScore::of("a, b", "a\n\nb.").exact);
        assert!(!BodyScore::of("b a", "a b").exact && !BodyScore::of("A", "a").exact);
    }

    #[test]
    fn segments_over_line_breaks() {
        let gold = Gold {
            with: vec!["the  dam".into(), "opened".into()],
            without: vec!["Share this".into(), "".into()],
            ..Gold::default()
        };
        let found = |ignore_case| Segments::of("THE\ndam opened. share THIS", &gold, ignore_case);
        assert_eq!(found(true), Segments { hits: 2, misses: 0, leaks: 2, kept_out: 0 });
        assert_eq!(found(false), Segments { hits: 1, misses: 1, leaks: 1, kept_out: 1 });
    }

    #[test]
    fn facts() {
        let gold = Gold {
            title: Some("Dam  opens".into()),
            date: Some("2024-03-01 10:00:00+02:00".into()),
            ..Gold::default()
        };
        let output = Output {
            title: Some("Dam opens ".into()),
            date: Some("2024-03-01".into()),
            ..Output::default()
        };
        let facts = Facts { title: Some(true), date: Some(true), authors: None };
        assert_eq!(Facts::of(&output, &gold), facts);
        let facts = Facts { title: Some(false), date: Some(false), authors: None };
        assert_eq!(Facts::of(&Output::default(), &gold), facts);
    }
}
