//! News agencies that the page credits.
//!
//! Among the authors, in brackets in the dateline ("BERLIN (AP) -") and behind the text ("(dpa)"),
//! or in a line of their own below it. Which names are agencies' says `byline_words.txt`.

use super::Evidence;
use super::fold::fold;
use super::names::is_agency;

/// Bytes of the first block in which a dateline can stand.
const DATELINE: usize = 90;

/// Longest credit, in bytes: two agencies and a city.
const CREDIT: usize = 60;

/// The agencies, as written, without repeats.
pub(super) fn agencies(evidence: &Evidence, authors: &[String]) -> Vec<String> {
    let page = evidence.page;
    let mut found: Vec<&str> = authors.iter().map(String::as_str).collect();
    if let Some(body) = evidence.layout.body_after(0) {
        let first = page.block_text(body.start);
        let end = (0..=DATELINE.min(first.len())).rev().find(|&i| first.is_char_boundary(i));
        found.extend(in_brackets(&first[..end.unwrap_or(0)]));
        let last = page.block_text(body.end - 1);
        let tail = last.trim_end_matches(['.', ' ']);
        if tail.ends_with([')', ']']) {
            found.extend(in_brackets(tail).last());
        }
        let below = body.end..(body.end + 2).min(page.blocks.len());
        found.extend(
            below
                .map(|block| page.block_text(block))
                .filter(|t| t.len() <= CREDIT)
                .map(|text| text.trim_matches(|c: char| !c.is_alphanumeric())),
        );
    }
    let mut out: Vec<String> = Vec::new();
    for name in found.into_iter().flat_map(|name| name.split([',', '/', '|'])).map(str::trim) {
        let known = out.iter().any(|known| fold(known) == fold(name));
        if !known && is_agency(name) {
            out.push(name.to_owned());
        }
    }
    out
}

/// What stands in brackets, as far as they close.
fn in_brackets(text: &str) -> impl Iterator<Item = &str> {
    text.split(['(', '[']).skip(1).filter_map(|rest| {
        let end = rest.find([')', ']'])?;
        (end <= CREDIT).then(|| &rest[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets() {
        assert_eq!(in_brackets("BERLIN (AP) \u{2014} The").collect::<Vec<_>>(), ["AP"]);
        assert_eq!(in_brackets("no (end").count(), 0);
    }
}
