//! Rules for sites that the user knows better: which elements hold the body, which to drop, where
//! title, authors and date stand.
//!
//! ```toml
//! [[site]]
//! host = ["news.example", "*.paper.example"]   # `*.` also stands for nothing
//! body = "div.article-text"                    # one CSS selector or a list of them
//! drop = [".teaser", "#newsletter"]
//! title = "h1.headline"
//! author = ".byline a"
//! date = "time"                                # its `datetime`, a meta element's `content`, or text
//! ```
//!
//! All keys but `host` may be left out. Of several rules for a host the first one counts. `body`
//! replaces the learned decision; where it matches nothing on a page, the page is cleaned as if it
//! were not there, and the record says so. `drop` takes out elements in either case.

use crate::source::Source;
use scraper::{Html, Selector};
use serde::Deserialize;
use std::sync::LazyLock;

/// Rules for some sites.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// In the order of the file.
    pub rules: Vec<Rule>,
}

/// What is known of a site.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Hosts; `*.` in front stands for any or no subdomain.
    pub hosts: Vec<String>,
    /// The selectors by what they select, in the order of the fields above.
    pub selectors: Vec<Sel>,
}

/// A selector of a rule.
#[derive(Debug, Clone)]
pub struct Sel {
    /// What it selects.
    pub field: Field,
    /// As written.
    pub css: String,
    pub(super) selector: Selector,
}

/// What a selector selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Field {
    Body,
    Drop,
    Title,
    Author,
    Date,
}

impl Field {
    /// Its name in rules.
    pub fn name(self) -> &'static str {
        match self {
            Field::Body => "body",
            Field::Drop => "drop",
            Field::Title => "title",
            Field::Author => "author",
            Field::Date => "date",
        }
    }
}

/// Why rules cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RulesError {
    /// Not TOML, or not with these keys.
    #[error("{0}")]
    Syntax(#[from] toml::de::Error),
    /// Not a CSS selector.
    #[error("rule for {host}: {field} = {css:?} is no selector: {why}")]
    Selector {
        /// First host of the rule.
        host: String,
        /// What it should select.
        field: &'static str,
        /// As written.
        css: String,
        /// What is wrong.
        why: String,
    },
    /// A rule without a host.
    #[error("rule {0} has no host")]
    NoHost(usize),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    site: Vec<Written>,
}

/// A rule as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    host: OneOrMany,
    #[serde(default)]
    body: OneOrMany,
    #[serde(default)]
    drop: OneOrMany,
    #[serde(default)]
    title: OneOrMany,
    #[serde(default)]
    author: OneOrMany,
    #[serde(default)]
    date: OneOrMany,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        OneOrMany::Many(Vec::new())
    }
}

impl OneOrMany {
    fn list(self) -> Vec<String> {
        match self {
            OneOrMany::One(text) => vec![text],
            OneOrMany::Many(texts) => texts,
        }
    }
}

impl Rules {
    /// Reads rules in TOML.
    ///
    /// # Errors
    ///
    /// When the text is not such a file, or one of its selectors is none.
    pub fn parse(text: &str) -> Result<Rules, RulesError> {
        let file: File = toml::from_str(text)?;
        let rules = file.site.into_iter().enumerate().map(|(at, rule)| rule.read(at + 1));
        Ok(Rules { rules: rules.collect::<Result<_, _>>()? })
    }

    /// The rule for a host.
    pub fn of_host(&self, host: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.hosts.iter().any(|pattern| matches(pattern, host)))
    }

    /// May one of them be for a page, as far as the address it was fetched from says?
    pub(crate) fn may_be_for(&self, source: &Source) -> bool {
        fetched_from(source).is_none_or(|host| self.of_host(&host).is_some())
    }

    /// The rule for a page: by the address it was fetched from, else by the one it names as its own.
    pub(crate) fn of_page(&self, html: &Html, source: &Source) -> Option<(&Rule, String)> {
        static ADDRESS: LazyLock<Selector> = LazyLock::new(|| {
            Selector::parse("link[rel~=canonical], meta[property='og:url']").expect("a selector")
        });
        let named = || {
            html.select(&ADDRESS).find_map(|e| host(e.attr("href").or(e.attr("content"))?.trim()))
        };
        let host = fetched_from(source).or_else(named)?;
        Some((self.of_host(&host)?, host))
    }
}

fn fetched_from(source: &Source) -> Option<String> {
    source.url.as_deref().and_then(host)
}

fn host(address: &str) -> Option<String> {
    crate::metadata::host(address).map(str::to_ascii_lowercase)
}

impl Written {
    fn read(self, number: usize) -> Result<Rule, RulesError> {
        let lower = |host: String| {
            let host = host.trim().to_ascii_lowercase();
            host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
        };
        let hosts: Vec<String> =
            self.host.list().into_iter().map(lower).filter(|host| !host.is_empty()).collect();
        let Some(first) = hosts.first().cloned() else { return Err(RulesError::NoHost(number)) };
        let fields = [
            (Field::Body, self.body),
            (Field::Drop, self.drop),
            (Field::Title, self.title),
            (Field::Author, self.author),
            (Field::Date, self.date),
        ];
        let mut selectors = Vec::new();
        for (field, list) in fields {
            for css in list.list() {
                match Selector::parse(&css) {
                    Ok(selector) => selectors.push(Sel { field, css, selector }),
                    Err(error) => {
                        let (host, why) = (first, error.to_string());
                        return Err(RulesError::Selector { host, field: field.name(), css, why });
                    }
                }
            }
        }
        Ok(Rule { hosts, selectors })
    }
}

/// Does a pattern stand for a host? Both without `www.`.
fn matches(pattern: &str, host: &str) -> bool {
    let Some(domain) = pattern.strip_prefix("*.") else { return pattern == host };
    host.strip_suffix(domain).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        let rules = Rules::parse(
            "[[site]]\nhost = 'www.News.example'\n[[site]]\nhost = ['*.paper.example', 'x.test']",
        )
        .unwrap();
        let which = |host| {
            let rule = rules.of_host(host)?;
            rules.rules.iter().position(|other| other.hosts == rule.hosts)
        };
        assert_eq!(which("news.example"), Some(0));
        assert_eq!(which("old.news.example"), None);
        for host in ["paper.example", "a.paper.example", "b.a.paper.example", "x.test"] {
            assert_eq!(which(host), Some(1), "{host}");
        }
        assert_eq!(which("newspaper.example"), None);
    }

    #[test]
    fn what_is_wrong_is_told() {
        let why = |text: &str| Rules::parse(text).unwrap_err().to_string();
        assert!(why("[[site]]\nbody = 'p'").contains("host"));
        assert!(why("[[site]]\nhost = []").contains("rule 1 has no host"));
        assert!(why("[[site]]\nhost = 'a.test'\nbuddy = 'p'").contains("buddy"));
        let why = why("[[site]]\nhost = 'a.test'\ndrop = ['p', 'div..x']");
        assert!(why.starts_with("rule for a.test: drop = \"div..x\" is no selector"), "{why}");
    }
}
