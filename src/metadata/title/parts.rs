//! A title and what is written around it: the site's name, the section, both.

use crate::metadata::Evidence;
use crate::metadata::entities::plain;
use crate::metadata::fold::fold;
use crate::metadata::names::is_wide;
use crate::metadata::site::without_site;

/// Shortest text, in bytes of letters, that counts as the whole of another source's title.
pub(super) const SHORTEST: usize = 12;

/// Longest name of a site, in characters.
const SITE_CHARS: usize = 40;

/// Most separators of a text that are looked at.
pub(super) const MOST: usize = 12;

/// A title without the names of site and section at its ends: by what other sources say, else by
/// the names.
pub(super) fn bare(text: &str, others: &[String], evidence: &Evidence) -> Option<String> {
    separators(text).next()?;
    if let Some(shared) = shared_part(text, others) {
        return Some(shared.to_owned());
    }
    let without = without_site(text, &evidence.site_names);
    let rest = without.as_deref().unwrap_or(text);
    without_section(rest, &evidence.sections).map(str::to_owned).or(without)
}

/// The part of a text before or behind a separator that is all another source says.
fn shared_part<'a>(text: &'a str, others: &[String]) -> Option<&'a str> {
    separators(text).find_map(|(at, width)| {
        let (head, tail) = (text[..at].trim_end(), text[at + width..].trim_start());
        let (head_key, tail_key) = (fold(head), fold(tail));
        if head_key.len() >= SHORTEST && others.contains(&head_key) {
            return Some(head);
        }
        let main = tail_key.len() >= SHORTEST && tail_key.len() > head_key.len();
        (main && others.contains(&tail_key)).then_some(tail)
    })
}

/// "Dam opens after eleven years | Opinion": the section stands last.
fn without_section<'a>(text: &'a str, sections: &[String]) -> Option<&'a str> {
    let (at, width) = separators(text).last().filter(|&(at, _)| !text[at..].starts_with(':'))?;
    let (head, section) = (text[..at].trim_end(), fold(&text[at + width..]));
    (fold(head).len() >= SHORTEST && sections.contains(&section)).then_some(head)
}

/// The whole of a text, and its parts before, behind and between separators, folded; parts too
/// short to tell a title by are left out.
pub(super) fn keys(text: &str) -> Vec<String> {
    let mut out = vec![fold(text)];
    let mut from = 0;
    for (at, width) in separators(text).take(MOST) {
        let between = &text[from..at];
        from = at + width;
        out.extend([between, &text[..at], &text[from..]].map(fold));
    }
    let mut whole = true;
    out.retain(|key| std::mem::take(&mut whole) || key.len() >= SHORTEST);
    out
}

/// What `<title>` has beside the title: the name of the site, on most pages.
pub(in crate::metadata) fn beside_title(evidence: &Evidence, title: &str) -> Option<String> {
    let whole = plain(&evidence.page.head.title);
    let key = fold(title);
    if key.len() < SHORTEST.min(8) {
        return None;
    }
    let site = separators(&whole).find_map(|(at, width)| {
        let (head, tail) = (whole[..at].trim(), whole[at + width..].trim());
        match () {
            _ if fold(head) == key => Some(last_part(tail)),
            _ if fold(tail) == key => Some(first_part(head)),
            _ => None,
        }
    })?;
    let count = site.chars().count();
    let fits = (2..=SITE_CHARS).contains(&count) && !fold(&site).chars().all(char::is_numeric);
    fits.then_some(site)
}

/// "Section | Example News": the site stands last.
fn last_part(text: &str) -> String {
    let part = separators(text).last().map_or(text, |(at, width)| &text[at + width..]);
    let mark = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '_' | '|' | '｜');
    let part = part.trim_matches(mark);
    // "Example News, 14.08.2024": the day is not part of the name.
    let (name, day) = part.rsplit_once(',').unwrap_or((part, ""));
    let dated = day.chars().any(|c| c.is_numeric())
        && !day.chars().any(char::is_alphabetic)
        && name.chars().any(char::is_alphabetic);
    if dated { name.trim_end() } else { part }.to_owned()
}

fn first_part(text: &str) -> String {
    separators(text).next().map_or(text, |(at, _)| &text[..at]).trim().to_owned()
}

/// Places of what can separate a headline from a site's name: start and width in bytes.
pub(in crate::metadata) fn separators(
    text: &str,
) -> impl DoubleEndedIterator<Item = (usize, usize)> {
    let spaced = |at: usize, c: char| {
        let head = || &text[..at];
        let tail = || &text[at + c.len_utf8()..];
        let before = || head().ends_with(char::is_whitespace);
        let after = || tail().starts_with(char::is_whitespace);
        match c {
            '|' | '｜' | '_' | '：' | '•' | '－' => true,
            // Scripts without spaces have none around the mark either, and join no words with it.
            '-' if head().ends_with(is_wide) && tail().starts_with(is_wide) => true,
            '-' | '–' | '—' | '·' | '*' | '/' | '~' | '／' | '<' | '>' | '−' | '»' | '«' | '‹'
            | '›' => before() && after(),
            ':' => after(),
            _ => false,
        }
    };
    text.char_indices()
        .filter(move |&(at, c)| at > 0 && spaced(at, c))
        .map(|(at, c)| (at, c.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::last_part;

    #[test]
    fn the_site_stands_last_without_marks_and_days() {
        assert_eq!(last_part("| Le Courrier"), "Le Courrier");
        assert_eq!(last_part("News | Onego-Info, 14.08.2024"), "Onego-Info");
        assert_eq!(last_part("Doe, Roe & Sons"), "Doe, Roe & Sons");
    }
}
