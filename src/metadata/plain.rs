//! Title and site of a page that was saved as plain text.
//!
//! No markup says what a line is. What helps is that savers often write the title of the window
//! first, which repeats the headline with the site's name behind it; that a headline stands alone,
//! with a byline or dateline below it, shortly before the running text; and that menus are runs of
//! short lines.

use super::date::{self, Reading};
use super::fold::fold;
use super::layout::{Heading, Layout};
use super::names::after_by;
use super::site::is_host;
use super::title::separators;
use crate::segment::Page;
use std::collections::HashSet;

/// Lines before the text among which the headline is looked for.
const BEFORE_TEXT: usize = 60;
/// Lines at the start of the file among which the window's title is looked for.
const FIRST: usize = 4;
/// Longest headline, in characters without spaces.
const MAX_CHARS: u32 = 220;
/// Shortest text, in bytes of letters, that can be told to be a headline by its repetition.
const SHORTEST: usize = 12;
/// Lines of text in which the words of a headline are looked for.
const TEXT: usize = 12;
/// Least for a candidate to be believed.
const ENOUGH: f32 = 1.2;

/// What lines say about title and site.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The line that is the headline.
    pub title: Option<Heading>,
    pub site: Option<String>,
}

/// Reads the lines of a plain-text page.
pub(super) fn read(layout: &Layout, reading: &Reading) -> Lines {
    let page = layout.page;
    let text = main_text(layout);
    let (repeated, window_site) = window_title(page);
    let title = repeated.or_else(|| best_line(layout, reading, text));
    let from = title.unwrap_or(0);
    let site = window_site.or_else(|| {
        let near = from..(text + 3).min(page.blocks.len());
        let mut near = near.filter(|&line| Some(line) != title && page.blocks[line].chars < 200);
        near.clone()
            .find_map(|line| site_in(page.block_text(line)))
            .or_else(|| near.find_map(|line| site_before_date(page, reading, line)))
    });
    let title = title.map(|line| Heading {
        text: page.block_text(line).to_owned(),
        level: 1,
        blocks: line..line + 1,
        element: 0,
    });
    Lines { title, site }
}

/// Where the text begins: the first line of the largest group of long lines.
fn main_text(layout: &Layout) -> usize {
    /// Short lines inside a text: headings, captions, a box.
    const GAP: usize = 6;
    let page = layout.page;
    let mut best = (0, page.blocks.len());
    let mut group = (0, 0, 0); // characters, first line, last line
    for line in (0..page.blocks.len()).filter(|&line| layout.is_running_text(line)) {
        if group.0 == 0 || line - group.2 > GAP {
            group = (0, line, line);
        }
        group = (group.0 + page.blocks[line].chars, group.1, line);
        if group.0 > best.0 {
            best = (group.0, group.1);
        }
    }
    best.1
}

/// The line that one of the first lines repeats with the site's name behind it, and that name.
fn window_title(page: &Page) -> (Option<usize>, Option<String>) {
    let keys: Vec<String> = (0..page.blocks.len())
        .map(|line| match page.blocks[line].chars {
            6..=MAX_CHARS => fold(page.block_text(line)),
            _ => String::new(),
        })
        .collect();
    for first in 0..FIRST.min(page.blocks.len()) {
        let whole = page.block_text(first);
        let later = |key: &str| (first + 1..keys.len()).find(|&line| keys[line] == key);
        for (at, width) in separators(whole).rev() {
            let head = fold(&whole[..at]);
            if let Some(line) = later(&head).filter(|_| head.len() >= SHORTEST) {
                let site = whole[at + width..].trim();
                let fits = !site.is_empty() && site.chars().count() <= 60;
                return (Some(line), fits.then(|| site.to_owned()));
            }
        }
        if let Some(line) = later(&keys[first]).filter(|_| keys[first].len() >= 2 * SHORTEST) {
            return (Some(line), None);
        }
    }
    (None, None)
}

/// The line before the text that most looks like a headline.
fn best_line(layout: &Layout, reading: &Reading, text: usize) -> Option<usize> {
    let page = layout.page;
    let mut said = HashSet::new();
    for line in (text + 1..page.blocks.len()).filter(|&i| layout.is_running_text(i)).take(TEXT) {
        said.extend(pieces(page.block_text(line)));
    }
    // The headline itself may be long enough to pass for text.
    let lines = text.saturating_sub(BEFORE_TEXT)..(text + 1).min(page.blocks.len());
    let scores: Vec<(f32, usize)> =
        lines.map(|line| (score(page, reading, &said, line, text), line)).collect();
    let speaks = |line: usize| pieces(page.block_text(line)).iter().any(|p| said.contains(p));
    let mut best: Option<(f32, usize)> = None;
    for (at, &(score, line)) in scores.iter().enumerate() {
        // What stands under a headline and speaks of the same thing is its standfirst.
        let below = scores[at + 1..].iter().take(4).any(|&(other, _)| other >= ENOUGH);
        let score = if below && speaks(line) { score + 0.5 } else { score };
        if score >= ENOUGH && best.is_none_or(|(top, _)| score > top) {
            best = Some((score, line));
        }
    }
    best.map(|(_, line)| line)
}

/// Pieces of a text that carry its subject: longer words; pairs of characters where words are not
/// set apart.
fn pieces(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '\u{94d}') {
        if word.chars().next().is_some_and(|c| c >= '\u{2e80}') {
            let pairs = word.chars().zip(word.chars().skip(1));
            out.extend(pairs.map(|(a, b)| [a, b].iter().collect::<String>()));
        } else if word.chars().count() >= 4 {
            out.push(word.to_lowercase());
        }
    }
    out
}

fn score(page: &Page, reading: &Reading, said: &HashSet<String>, line: usize, text: usize) -> f32 {
    let facts = &page.blocks[line];
    let words = page.block_text(line);
    let listed = words.starts_with(['•', '*', '+', '·', '»', '>', '|', '[']);
    if listed || facts.chars > MAX_CHARS || facts.chars < 6 || is_byline(words, reading) {
        return 0.0;
    }
    let pieces = pieces(words);
    let shared = pieces.iter().filter(|piece| said.contains(*piece)).count();
    let dense = words.chars().any(|c| c >= '\u{2e80}');
    let mut score = match (facts.chars, dense) {
        (8..=60, true) | (20..=120, false) => 1.0,
        (_, true) | (12.., false) => 0.3,
        _ => -1.0,
    };
    score += 2.0 * shared as f32 / pieces.len().max(5) as f32;
    if words.ends_with([':', '.', '。', '|', ',', ';', ')', ']']) {
        score -= 0.7;
    }
    if names_picture(words) {
        score -= 1.0;
    }
    // A line of its own, as savers set headings apart.
    if facts.breaks > 0 {
        score += 0.3;
    }
    let mut below = line + 1..(line + 5).min(page.blocks.len());
    let is_by = |&i: &usize| page.blocks[i].chars < 160 && is_byline(page.block_text(i), reading);
    if let Some(by) = below.find(is_by) {
        score += if by - line <= 2 { 0.8 } else { 0.5 };
    }
    // Crumbs and menus: "Home > News > City".
    if words.contains(['>', '›']) {
        score -= 1.0;
    }
    // Between a headline and the text stand a few lines; between a menu and the text many.
    score -= text.abs_diff(line) as f32 / 40.0;
    if line == text { score - 1.0 } else { score }
}

/// Has a line the look of a caption?
fn names_picture(words: &str) -> bool {
    let lower = words.to_lowercase();
    ["photo", "foto", "image:", "bild:", "©", "getty", "写真", "图片", "사진"]
        .iter()
        .any(|mark| lower.contains(mark))
}

/// Is a line a byline or a dateline?
fn is_byline(words: &str, reading: &Reading) -> bool {
    let dated = || {
        let found = date::find(words, reading);
        found.first().is_some_and(|found| words.len() - found.span.len() <= 60)
    };
    (words.chars().count() < 120 && after_by(words).is_some_and(|rest| rest.len() < 90)) || dated()
}

/// The site before a date: "Print E-mail Example News, March 11, 2025". Of the words before the date
/// those that the page repeats elsewhere.
fn site_before_date(page: &Page, reading: &Reading, line: usize) -> Option<String> {
    /// Most words of a site's name.
    const WORDS: usize = 5;
    let words = page.block_text(line);
    let found = date::find(words, reading).into_iter().next()?;
    let before = words[..found.span.start].trim_end_matches([' ', ',', '-', '|', '–']);
    let starts = before.match_indices(' ').map(|(at, _)| at + 1).chain([0]);
    let mut starts: Vec<usize> = starts.collect();
    starts.sort_unstable();
    let first = starts.len().saturating_sub(WORDS);
    starts[first..]
        .iter()
        .map(|&at| &before[at..])
        .find(|name| {
            let named = name.starts_with(char::is_uppercase) && name.len() >= 4;
            named && page.text.matches(*name).take(2).count() == 2
        })
        .map(str::to_owned)
}

/// The site in a line: a host name, as in "Example.org.cn, March 11, 2025".
fn site_in(line: &str) -> Option<String> {
    line.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '(' | ')' | '：' | '/'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .find(|word| is_host(word))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::label;
    use crate::segment::segment_text;
    use crate::settings::Favor;

    fn lines(text: &str) -> (Option<String>, Option<String>) {
        let page = segment_text(text);
        let verdicts = label(&page, Favor::default()).verdicts;
        let layout = Layout::new(&page, &verdicts);
        let lines = read(&layout, &Reading { language: "en".into(), month_first: true });
        (lines.title.map(|title| title.text), lines.site)
    }

    const BODY: &str = "The dam above the old town was opened on Monday after eleven years of work, \
        the ministry of water said in a statement that was read out at the river.";

    #[test]
    fn the_line_over_the_byline() {
        let text = format!(
            "share\n \n\nNew dam opens above the old town\n\nBy Jane Doe and John Roe\n\
             0 Comment(s)Print E-mail News.example.cn, March 11, 2025\nAdjust font size:\n\n{BODY}"
        );
        let expected = ("New dam opens above the old town".into(), "News.example.cn".into());
        assert_eq!(lines(&text), (Some(expected.0), Some(expected.1)));
    }

    #[test]
    fn the_line_the_window_title_repeats() {
        let text = format!(
            "New dam opens above the old town – Example News\n\nHome\nWorld\nSport\nA very long \
             teaser of another article\n\nNew dam opens above the old town\n\n{BODY}"
        );
        let expected = ("New dam opens above the old town".into(), "Example News".into());
        assert_eq!(lines(&text), (Some(expected.0), Some(expected.1)));
    }

    #[test]
    fn nothing_in_a_text_without_headline() {
        assert_eq!(lines(BODY).0, None);
    }
}
