//! Folders that give nothing: calendars, filters and searches whose links never end.
//!
//! A section page is worth its request as long as it lists articles that no other page of its
//! folder has listed. Teasers that stand on every page count once.

use super::address::key;
use super::clues::looks_like_article;
use std::collections::{HashMap, HashSet};
use url::Url;

/// Pages in a row without a new article after which a folder is left alone.
const PATIENCE: u32 = 12;
/// Articles remembered for a folder; one that has listed as many is worth reading.
const REMEMBERED: usize = 1000;
/// Folders remembered.
const FOLDERS: usize = 1000;

/// What the folders of sites have given.
#[derive(Debug, Default)]
pub(super) struct Barren(HashMap<String, Folder>);

#[derive(Debug, Default)]
struct Folder {
    listed: HashSet<i64>,
    in_vain: u32,
}

impl Barren {
    /// Notes what a section page lists; it may have turned out to be an article itself.
    pub(super) fn note(&mut self, section: &Url, is_article: bool, links: &[Url]) {
        let Some(name) = folder(section) else { return };
        if self.0.len() >= FOLDERS && !self.0.contains_key(&name) {
            self.0.clear();
        }
        let folder = self.0.entry(name).or_default();
        if folder.listed.len() >= REMEMBERED {
            return;
        }
        let before = folder.listed.len();
        folder.listed.extend(links.iter().filter(|link| looks_like_article(link)).map(key));
        let fruitful = is_article || folder.listed.len() > before;
        folder.in_vain = if fruitful { 0 } else { folder.in_vain + 1 };
    }

    /// Is it known that the section's folder gives nothing?
    pub(super) fn contains(&self, section: &Url) -> bool {
        folder(section)
            .and_then(|name| self.0.get(&name))
            .is_some_and(|folder| folder.in_vain >= PATIENCE)
    }
}

/// Host and first segment of the path; the front has none.
fn folder(url: &Url) -> Option<String> {
    let first = url.path_segments()?.find(|segment| !segment.is_empty())?;
    Some(format!("{}/{first}", url.host_str()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(&format!("https://example.com{text}")).unwrap()
    }

    #[test]
    fn a_folder_is_left_alone_when_it_repeats_itself() {
        let mut barren = Barren::default();
        let teaser = url("/2026/11/24/a-story");
        for n in 0..=PATIENCE {
            let (dates, news) = (url(&format!("/dates/{n}")), url(&format!("/news/{n}")));
            assert!(!barren.contains(&dates));
            barren.note(&url(&format!("/short/{n}")), true, &[]);
            barren.note(&dates, false, &[teaser.clone(), url(&format!("/dates/{}", n + 1))]);
            barren.note(&news, false, &[teaser.clone(), url(&format!("/2026/11/24/story-{n}"))]);
        }
        assert!(barren.contains(&url("/dates/2050/1")) && !barren.contains(&url("/news/99")));
        assert!(!barren.contains(&url("/")) && !barren.contains(&url("/short/99")));
    }
}
