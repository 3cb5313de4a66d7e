//! The site: its name, and the forms under which the name turns up around titles and bylines.

use super::fold::fold;
use super::json_ld::JsonLd;
use super::meta_tags::{self, MetaTags};
use super::title::separators;
use crate::segment::Page;
use crate::source::Source;

/// Longest text that can be the name of a site, in characters.
const MAX_CHARS: usize = 60;

/// The name of the site and where it is said.
pub(super) fn site_name(
    json_ld: &JsonLd,
    metas: &MetaTags,
    beside_title: Option<String>,
    url: Option<&str>,
) -> Option<(String, &'static str)> {
    let fits = |name: &String| name.chars().count() <= MAX_CHARS && !name.contains("://");
    let mut said = metas
        .all(meta_tags::SITE)
        .map(|(name, source)| (name.trim_start_matches('@').to_owned(), source));
    said.find(|(name, source)| *source == "open_graph" && fits(name))
        .or_else(|| json_ld.site_name().filter(fits).map(|name| (name, "json_ld")))
        .or_else(|| metas.first(meta_tags::SITE).filter(|(name, _)| fits(name)))
        .or_else(|| beside_title.filter(fits).map(|name| (name, "meta")))
        .or_else(|| host(url?).map(|host| (host.to_owned(), "url")))
}

/// All names the site goes by: what it calls itself, and the labels of its host.
pub(super) fn names(json_ld: &JsonLd, metas: &MetaTags, url: Option<&str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let host = url.and_then(host);
    let label = host.and_then(main_label);
    let said = metas.all(meta_tags::SITE).map(|(name, _)| name);
    // "Example News (www.news.example)" is both.
    let said = said.flat_map(|name| {
        let bare = name.split('(').next().unwrap_or("").trim().to_owned();
        [name, bare]
    });
    let all = said
        .chain(json_ld.site_name())
        .chain(host.map(str::to_owned))
        .chain(label.map(str::to_owned));
    for name in all {
        let key = fold(&name);
        if key.chars().count() >= 2 && name.chars().count() <= MAX_CHARS && !names.contains(&key) {
            names.push(key);
        }
    }
    names
}

/// The page's URL: as fetched, else as the page says.
pub(super) fn url<'a>(page: &'a Page, source: &'a Source) -> Option<&'a str> {
    source.url.as_deref().or_else(|| canonical(page)).or_else(|| page.meta("og:url"))
}

/// `<link rel=canonical>`.
pub(super) fn canonical(page: &Page) -> Option<&str> {
    let link = page.head.links.iter().find(|link| link.rel == "canonical")?;
    Some(link.href.as_str())
}

/// The host of a URL, without `www.`.
pub(crate) fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map(|(_, rest)| rest).or_else(|| url.strip_prefix("//"))?;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.rsplit('@').next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| host.contains('.'))
}

/// The label of a host that names the site: `example` of `news.example.co.uk`.
fn main_label(host: &str) -> Option<&str> {
    let labels: Vec<&str> = host.split('.').collect();
    let suffix = match labels.as_slice() {
        // Second-level registries: co.uk, com.br, org.cn, gov.in, …
        [.., second, last] if labels.len() > 2 && last.len() == 2 && second.len() <= 3 => 2,
        _ => 1,
    };
    labels.get(labels.len().checked_sub(suffix + 1)?).copied()
}

/// A text without the site's name at its end or beginning, if it has one there.
pub(super) fn without_site(text: &str, sites: &[String]) -> Option<String> {
    let whole = text.trim();
    let mut text = whole;
    // Several may follow: "Headline | Section – Site".
    while let Some((at, _)) = separators(text).rev().find(|&(at, width)| {
        !text[at..].starts_with(':') && is_site(&text[at + width..], &text[..at], sites)
    }) {
        text = text[..at].trim_end();
    }
    let prefix =
        separators(text).find(|&(at, width)| is_site(&text[..at], &text[at + width..], sites));
    if let Some((at, width)) = prefix {
        text = text[at + width..].trim_start();
    }
    (text.len() < whole.len() && !text.is_empty()).then(|| text.to_owned())
}

/// Is a part of a title the site's name, or little more, and the rest of it the headline?
fn is_site(part: &str, rest: &str, sites: &[String]) -> bool {
    let (key, rest) = (fold(part), fold(rest));
    let close = |site: &str| {
        let (short, long) = (site.len().min(key.len()), site.len().max(key.len()));
        short >= 5 && long <= short * 2 && (site.contains(&key) || key.contains(site))
    };
    // "Dams | Example Internet News" on "Example Internet News Agency": longer than the headline.
    let begins = |site: &str| site.starts_with(&key);
    key.chars().count() >= 2
        && !rest.is_empty()
        && (is_host(part.trim())
            || sites.iter().any(|site| {
                *site == key || ((key.len() < rest.len() || begins(site)) && close(site))
            }))
}

/// Has a word the shape of a host name: `news.example.co.uk`?
pub(super) fn is_host(word: &str) -> bool {
    /// Endings of file names, which look like hosts.
    const FILES: &[&str] =
        &["html", "htm", "php", "pdf", "jpg", "jpeg", "png", "gif", "txt", "mp3", "mp4", "doc"];
    let labels: Vec<&str> = word.split('.').collect();
    let (Some(last), true) = (labels.last(), labels.len() >= 2) else { return false };
    !word.contains('@')
        && labels
            .iter()
            .all(|l| !l.is_empty() && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        && (2..=6).contains(&last.len())
        && last.chars().all(|c| c.is_ascii_lowercase())
        && labels[..labels.len() - 1].iter().any(|label| label.len() >= 2)
        && labels[0].chars().any(|c| c.is_ascii_alphabetic())
        && !FILES.contains(last)
}
