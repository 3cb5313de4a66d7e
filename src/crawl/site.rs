//! The sites of a crawl: which URLs belong to them.

use super::address::site_of;
use super::state::{State, StateError};
use rusqlite::params;
use url::Url;

/// Sites by number.
#[derive(Debug, Default)]
pub(super) struct Sites(Vec<Site>);

#[derive(Debug, PartialEq)]
struct Site {
    id: i64,
    domain: String,
    path: String,
}

impl Sites {
    pub(super) fn load(state: &State) -> Result<Sites, StateError> {
        let mut query = state.db.prepare("SELECT id, domain, path FROM sites ORDER BY id")?;
        let rows = query.query_map([], |row| {
            Ok(Site { id: row.get(0)?, domain: row.get(1)?, path: row.get(2)? })
        })?;
        Ok(Sites(rows.collect::<Result<_, _>>()?))
    }

    /// The number of the site that a URL stands for: its registrable domain with all its hosts or,
    /// if the URL has a path, this host's pages below it.
    pub(super) fn add(&mut self, state: &mut State, url: &Url) -> Result<i64, StateError> {
        let folder = url.path().rfind('/').map_or("/", |at| &url.path()[..=at]);
        let host = url.host_str().unwrap_or("");
        let (domain, path) = match folder {
            "/" => (site_of(host).into_owned(), "/"),
            folder => (host.to_owned(), folder),
        };
        if let Some(site) = self.0.iter().find(|site| site.domain == domain && site.path == path) {
            return Ok(site.id);
        }
        state.begin()?;
        let id = self.0.last().map_or(1, |site| site.id + 1);
        state.db.execute("INSERT INTO sites VALUES (?1, ?2, ?3)", params![id, domain, path])?;
        self.0.push(Site { id, domain, path: path.to_owned() });
        Ok(id)
    }

    pub(super) fn contains(&self, id: i64, url: &Url) -> bool {
        let Some(site) = self.0.iter().find(|site| site.id == id) else { return false };
        let host = url.host_str().unwrap_or("");
        let inside = match site.path.as_str() {
            "/" => site_of(host) == site.domain,
            _ => host == site.domain,
        };
        inside && url.path().starts_with(&site.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domain_or_path() {
        let mut state = State::open(None).unwrap();
        let mut sites = Sites::load(&state).unwrap();
        let url = |text: &str| Url::parse(text).unwrap();
        let whole = sites.add(&mut state, &url("https://www.example.co.uk/")).unwrap();
        let part = sites.add(&mut state, &url("https://www.example.org/news/index.html")).unwrap();
        assert_eq!(sites.add(&mut state, &url("http://example.co.uk")).unwrap(), whole);
        for (site, text, inside) in [
            (whole, "https://sport.example.co.uk/a", true),
            (whole, "https://other.co.uk/a", false),
            (part, "https://www.example.org/news/a", true),
            (part, "https://www.example.org/newsletter", false),
            (part, "https://sport.example.org/news/a", false),
            (9, "https://www.example.org/news/a", false),
        ] {
            assert_eq!(sites.contains(site, &url(text)), inside, "{text}");
        }
    }
}
