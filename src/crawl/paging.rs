//! Articles that are split over several pages.

use super::state::{State, StateError};
use crate::article::{Article, ArticleBlock, Container};
use crate::settings::Settings;
use crate::source::Source;
use rusqlite::params;
use std::collections::HashSet;
use url::Url;

/// Pages of one article that are joined.
pub(super) const MAX_PARTS: usize = 30;

/// A page of an article as it was fetched.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub url: String,
    pub content_type: Option<String>,
    pub body: Vec<u8>,
}

/// The next page of the article at `url`: what the page calls its next (`rel="next"`) or one of its
/// links, if it is this URL with the next page number.
///
/// A `rel="next"` alone is not trusted: many sites use it for the next article.
pub(super) fn next_page(url: &Url, declared: Option<&Url>, links: &[Url]) -> Option<Url> {
    let (stem, number) = page_number(url);
    declared
        .into_iter()
        .chain(links)
        .find(|link| page_number(link) == (stem.clone(), number + 1))
        .cloned()
}

/// A URL without its page number, and the number; 1 if there is none.
///
/// Numbers stand in a parameter (`?page=2`), in a last segment (`/2`, `/page/2`) or at the end of
/// the last one (`-2.html`, `_2`, `,page-2`).
fn page_number(url: &Url) -> (String, u32) {
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let (mut number, mut query) = (None, Vec::new());
    for pair in url.query().unwrap_or("").split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = name.to_ascii_lowercase();
        match (
            matches!(name.as_str(), "page" | "p" | "pg" | "seite" | "pagina" | "pageno"),
            small(value),
        ) {
            (true, Some(value)) if number.is_none() => number = Some(value),
            _ => query.push(pair),
        }
    }
    let mut path = url.path().trim_end_matches('/').to_owned();
    if number.is_none() {
        let slash = path.rfind('/').map_or(0, |at| at + 1);
        let dot = path[slash..].rfind('.').map_or(path.len(), |at| slash + at);
        let (stem, ending) = (path[slash..dot].to_owned(), path[dot..].to_owned());
        if let Some(value) = small(&stem) {
            number = Some(value);
            path.truncate(slash.saturating_sub(1));
            path = path.strip_suffix("/page").unwrap_or(&path).to_owned() + &ending;
        } else if let Some((rest, value)) = stem.rsplit_once(['-', '_', ','])
            && let Some(value) = small(value)
            && !rest.is_empty()
        {
            number = Some(value);
            let rest = rest
                .strip_suffix("page")
                .map_or(rest, |rest| rest.trim_end_matches(['-', '_', ',']));
            path = format!("{}{rest}{ending}", &path[..slash]);
        }
    }
    (format!("{host}{path}?{}", query.join("&")), number.unwrap_or(1))
}

/// A page number: larger ones are identities and years.
fn small(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number| (1..100).contains(number) && text.len() < 3)
}

/// Cleans the pages of an article and joins them: the first with its facts, of the others the text
/// that has not come before (titles and leads are repeated on every page).
pub(super) fn join(first: Article, parts: &[Part], settings: &Settings) -> Article {
    let mut article = first;
    let mut seen: HashSet<String> = article.blocks.iter().map(|block| block.text.clone()).collect();
    let mut last = highest(&article.blocks);
    for part in parts {
        let source = Source {
            url: Some(part.url.clone()),
            content_type: part.content_type.clone(),
            ..Source::named(&part.url)
        };
        let page = crate::clean(&part.body, &source, settings);
        let base = last + 1;
        for mut block in page.blocks {
            if seen.insert(block.text.clone()) {
                for number in block.containers.iter_mut().flat_map(numbers) {
                    *number += base;
                }
                article.blocks.push(block);
            }
        }
        last = highest(&article.blocks);
        for caption in page.captions {
            if !article.captions.contains(&caption) {
                article.captions.push(caption);
            }
        }
        for (label, count) in page.removed {
            *article.removed.entry(label).or_default() += count;
        }
        article.injected_spam |= page.injected_spam;
    }
    article.text = crate::assemble::text(&article.blocks);
    article.hash();
    article
}

/// The numbers of a container, which are unique within an article.
fn numbers(container: &mut Container) -> impl Iterator<Item = &mut u32> {
    let (one, two) = match container {
        Container::Quote { id } | Container::Table { id } => (id, None),
        Container::Item { list, id, .. } => (list, Some(id)),
    };
    std::iter::once(one).chain(two)
}

fn highest(blocks: &[ArticleBlock]) -> u32 {
    let mut containers: Vec<Container> = blocks.iter().flat_map(|b| b.containers.clone()).collect();
    containers.iter_mut().flat_map(numbers).map(|number| *number).max().unwrap_or(0)
}

impl State {
    /// Keeps a page of an article until its last has come.
    pub(super) fn add_part(&mut self, url: i64, part: &Part) -> Result<(), StateError> {
        self.begin()?;
        self.db
            .prepare_cached(
                "INSERT INTO parts (url, page_url, content_type, body) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![url, part.url, part.content_type, part.body])?;
        Ok(())
    }

    /// The pages kept for an article, in order.
    pub(super) fn parts(&self, url: i64) -> Result<Vec<Part>, StateError> {
        let mut query = self.db.prepare_cached(
            "SELECT page_url, content_type, body FROM parts WHERE url = ?1 ORDER BY id",
        )?;
        let rows = query.query_map([url], |row| {
            Ok(Part { url: row.get(0)?, content_type: row.get(1)?, body: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Drops them.
    pub(super) fn drop_parts(&mut self, url: i64) -> Result<(), StateError> {
        self.begin()?;
        self.db.prepare_cached("DELETE FROM parts WHERE url = ?1")?.execute([url])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(&format!("https://example.com{text}")).unwrap()
    }

    #[test]
    fn the_next_page_of_this_article_only() {
        for (this, next) in [
            ("/a/story.html", "/a/story-2.html"),
            ("/a/story-2.html", "/a/story-3.html"),
            ("/a/story", "/a/story/2"),
            ("/a/story/2/", "/a/story/3/"),
            ("/a/story", "/a/story/page/2"),
            ("/a/story", "/a/story?page=2"),
            ("/view?id=7&page=2", "/view?id=7&page=3"),
            ("/a/story.html", "/a/story,page-2.html"),
            ("/a/story?page=1", "/a/story?page=2"),
        ] {
            assert_eq!(next_page(&url(this), Some(&url(next)), &[]), Some(url(next)), "{this}");
            let links = [url("/"), url("/a/other-2.html"), url(next)];
            assert_eq!(next_page(&url(this), None, &links), Some(url(next)), "{this}");
        }
        for (this, other) in [
            ("/a/story", "/a/another-story"),
            ("/a/story", "/a/story"),
            ("/a/story", "/a/story/3"),
            ("/a/story-2", "/a/story-1"),
            ("/a/1234", "/a/1235"),
            ("/2026/11/24", "/2026/11/25"),
            ("/a/story?id=1", "/a/story?id=2"),
            ("/a/story", "/b/story/2"),
        ] {
            let found = next_page(&url(this), Some(&url(other)), &[]);
            // A day after a day is the one mistake that the URL alone can't tell.
            assert!(found.is_none() || this.starts_with("/2026"), "{this} {other}");
        }
    }
}
