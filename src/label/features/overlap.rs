//! What a block shares with the description and the article text that the page declares.

use super::words::{HashedSet, Sketch, Word, count_distinct, mix, word_set, words_of};
use super::{Analysis, Row};
use crate::sorted::common;

/// Words of the longest block that is compared with the page's description.
const LONGEST_LEAD: usize = 150;

pub(super) struct Overlap {
    /// Word sets of the descriptions.
    descriptions: Vec<Vec<u64>>,
    /// Words of the authors' names.
    authors: Vec<u64>,
    /// All of these.
    sketch: Sketch,
    /// Three-word runs of `articleBody` in the JSON-LD.
    runs: HashedSet,
    /// Length of the declared article against that of the page, in words.
    ratio: f32,
}

impl Overlap {
    pub fn of(analysis: &Analysis<'_>) -> Overlap {
        let page = analysis.page;
        let mut descriptions: Vec<Vec<u64>> = Vec::new();
        for name in ["og:description", "twitter:description", "description"] {
            let set = page.meta(name).map(|text| word_set(&words_of(text))).unwrap_or_default();
            if set.len() >= 4 && !descriptions.contains(&set) {
                descriptions.push(set);
            }
        }
        let mut authors: Vec<u64> = ["author", "article:author", "parsely-author", "dc.creator"]
            .iter()
            .filter_map(|name| page.meta(name))
            .filter(|text| text.len() < 80 && !text.contains("http"))
            .flat_map(|text| word_set(&words_of(text)))
            .collect();
        authors.sort_unstable();
        authors.dedup();
        let mut declared: Vec<Word> = Vec::new();
        for script in &page.head.json_ld {
            for body in json_strings(script, "articleBody", 3) {
                if body.len() >= 200 {
                    declared.extend(words_of(&strip_tags(&body)));
                }
            }
        }
        let total: u32 = analysis.words.counts.iter().sum();
        Overlap {
            sketch: Sketch::of(descriptions.iter().flatten().chain(&authors)),
            descriptions,
            authors,
            runs: declared.windows(3).map(run).collect(),
            ratio: (declared.len() as f32 * 2.0 / total.max(1) as f32).min(3.0),
        }
    }

    /// `hits` is room to work in.
    pub fn write(&self, words: &[Word], hits: &mut Vec<u64>, row: &mut Row) {
        let signed = words.len() < 25 && !self.authors.is_empty();
        // Descriptions are short; a long block has them inside or has not.
        let brief = words.len() <= LONGEST_LEAD && !self.descriptions.is_empty();
        if signed || brief {
            self.sketch.hits(words, hits);
        } else {
            hits.clear();
        }
        let distinct = if hits.is_empty() { 1 } else { count_distinct(words) } as f32;
        // Share of the block's words in a description, share of the description's in the block.
        let (mut inside, mut covered) = (0.0f32, 0.0f32);
        if words.len() >= 2 && brief {
            for description in &self.descriptions {
                let shared = common(hits, description) as f32;
                inside = inside.max(shared / distinct);
                covered = covered.max(shared / description.len() as f32);
            }
        }
        row.put("description_inside", inside);
        row.put("description_covered", covered);
        row.put("declared_body", self.declared(words));
        row.flag("declares_body", !self.runs.is_empty());
        row.put("declared_ratio", self.ratio);
        let authors = if signed { common(hits, &self.authors) as f32 } else { 0.0 };
        row.put("author_words", authors / distinct);
    }

    /// Share of the block's three-word runs in the declared article; below zero where that can't be
    /// told.
    fn declared(&self, words: &[Word]) -> f32 {
        if self.runs.is_empty() {
            return -1.0;
        }
        if words.len() < 3 {
            return -0.5;
        }
        let hits = words.windows(3).filter(|words| self.runs.contains(&run(words))).count();
        hits as f32 / (words.len() - 2) as f32
    }
}

fn run(words: &[Word]) -> u64 {
    words.iter().fold(0, |hash, word| mix(hash, word.hash))
}

/// The string values of a key in JSON text, well-formed or not, at most `limit` of them.
///
/// A scan, not a parse: broken JSON-LD is common, and only the strings are wanted.
pub(crate) fn json_strings(json: &str, key: &str, limit: usize) -> Vec<String> {
    let quoted = format!("\"{key}\"");
    let mut found = Vec::new();
    let mut rest = json;
    while found.len() < limit {
        let Some(at) = memchr::memmem::find(rest.as_bytes(), quoted.as_bytes()) else { break };
        rest = &rest[at + quoted.len()..];
        let Some(value) = rest.trim_start().strip_prefix(':') else { continue };
        let Some(value) = value.trim_start().strip_prefix('"') else { continue };
        let (text, length) = json_string(value);
        found.push(text);
        rest = &value[length.min(value.len())..];
    }
    found
}

/// The values of `@type` in JSON text, single or in lists, at most a few dozen.
pub(crate) fn declared_types(json: &str) -> Vec<String> {
    const MOST: usize = 64;
    let mut types = json_strings(json, "@type", MOST);
    let mut rest = json;
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), b"\"@type\"") {
        rest = &rest[at + "\"@type\"".len()..];
        let value = rest.trim_start().strip_prefix(':').map(str::trim_start);
        if let Some(list) = value.and_then(|value| value.strip_prefix('[')) {
            let list = &list[..list.find(']').unwrap_or(list.len())];
            types.extend(list.split('"').skip(1).step_by(2).map(str::to_owned));
        }
        if types.len() > MOST {
            break;
        }
    }
    types
}

/// Decodes a JSON string up to its closing quote; returns it with the bytes read (RFC 8259, 7).
fn json_string(text: &str) -> (String, usize) {
    let mut decoded = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (decoded, at + 1),
            '\\' => match chars.next().map(|(_, c)| c) {
                Some('n' | 'r' | 't' | 'b' | 'f') => decoded.push(' '),
                Some('u') => {
                    let mut unit = || {
                        let hex: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                        u32::from_str_radix(&hex, 16).ok()
                    };
                    let mut code = unit();
                    if let Some(high) = code.filter(|c| (0xd800..0xdc00).contains(c)) {
                        let low = chars.next().zip(chars.next()).and_then(|_| {
                            let hex: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                            u32::from_str_radix(&hex, 16).ok()
                        });
                        code = low
                            .filter(|low| (0xdc00..0xe000).contains(low))
                            .map(|low| 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
                    }
                    decoded.push(code.and_then(char::from_u32).unwrap_or('\u{fffd}'));
                }
                Some(other) => decoded.push(other),
                None => break,
            },
            _ => decoded.push(c),
        }
    }
    (decoded, text.len())
}

fn strip_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                plain.push(' ');
            }
            _ if !inside => plain.push(c),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::json_strings;

    #[test]
    fn strings_are_found_in_broken_json_too() {
        let json = r#"{"@type": "NewsArticle", "headline" : "A \"dam\" \u00e9\ud83d\ude00", }, oops {"headline":"B"#;
        assert_eq!(json_strings(json, "headline", 9), ["A \"dam\" é😀", "B"]);
    }
}
