//! Address, description, tags, section, license; each with its source.

use super::Evidence;
use super::entities::plain;
use super::fold::fold;
use super::json_ld::JsonLd;
use super::meta_tags::{self, MetaTags};
use super::site;
use crate::segment::{AttributeName, Tag};
use serde_json::Value;
use url::Url;

/// Most tags that are kept.
const MOST_TAGS: usize = 50;
/// Longest tag, in characters; longer ones are sentences stuffed for search engines.
const MAX_TAG: usize = 60;
/// A value and its source.
pub(super) type Sourced = (String, &'static str);

/// Longest section name, in characters.
const MAX_SECTION: usize = 60;

/// The address the page gives itself, absolute where that can be known.
pub(super) fn canonical_url(evidence: &Evidence) -> Option<Sourced> {
    let link = site::canonical(evidence.page).and_then(|href| absolute(evidence, href));
    let og = evidence.metas.one("ogurl").and_then(|href| absolute(evidence, &href));
    // A template that links every page to the front page says nothing of this one.
    let is_root = |url: &Url| matches!(url.path(), "" | "/") && url.query().is_none();
    let (chosen, source) = match (link, og) {
        (Some(link), Some(og)) if is_root(&link) && !is_root(&og) => (og, "open_graph"),
        (Some(link), _) => (link, "meta"),
        (None, og) => (og?, "open_graph"),
    };
    Some((chosen.to_string(), source))
}

/// A reference resolved against the page's address; only web addresses count.
pub(super) fn absolute(evidence: &Evidence, href: &str) -> Option<Url> {
    let href = href.trim();
    let url = Url::parse(href).or_else(|error| {
        let base = evidence.page.head.base.as_deref().or(evidence.url);
        base.and_then(|base| Url::parse(base).ok()).ok_or(error)?.join(href)
    });
    url.ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// The page's own summary.
pub(super) fn description(evidence: &Evidence) -> Option<Sourced> {
    let ld = |key| evidence.json_ld.article_text(key).map(|text| (text, "json_ld"));
    let said = evidence.metas.first(meta_tags::DESCRIPTION);
    said.or_else(|| ld("description")).or_else(|| ld("alternativeHeadline"))
}

/// Tags and keywords, without repeats.
pub(super) fn tags(evidence: &Evidence) -> (Vec<String>, Option<&'static str>) {
    let mut out: Vec<String> = Vec::new();
    let mut first = None;
    let mut keys: Vec<String> = Vec::new();
    let mut add = |text: &str, source: &'static str| {
        for tag in text.split([',', ';', '、', '，', '،']).map(str::trim) {
            let key = fold(tag);
            let fits = !key.is_empty() && tag.chars().count() <= MAX_TAG && !tag.contains("://");
            if fits && out.len() < MOST_TAGS && !keys.contains(&key) {
                first.get_or_insert(source);
                keys.push(key);
                out.push(tag.to_owned());
            }
        }
    };
    for value in evidence.json_ld.article_values("keywords") {
        match value {
            Value::String(text) => add(&plain(text), "json_ld"),
            Value::Array(items) => {
                for text in items.iter().filter_map(|item| evidence.json_ld.text(item)) {
                    add(&text, "json_ld");
                }
            }
            _ => {}
        }
    }
    for (text, source) in evidence.metas.all(meta_tags::TAGS) {
        add(&text, source);
    }
    (out, first)
}

/// The part of the site the article stands in.
pub(super) fn section(evidence: &Evidence) -> Option<Sourced> {
    let fits = |(text, _): &Sourced| text.chars().count() <= MAX_SECTION && !text.contains("://");
    let declared = evidence.json_ld.article_text("articleSection").map(|text| (text, "json_ld"));
    declared.filter(fits).or_else(|| evidence.metas.all(meta_tags::SECTION).find(fits))
}

/// Names of the section that may stand beside a title, folded.
pub(super) fn section_names(json_ld: &JsonLd, metas: &MetaTags, url: Option<&str>) -> Vec<String> {
    let path = url.and_then(|url| url.split_once("://")).map_or("", |(_, rest)| rest);
    // Of the path the folders: its last part names the page.
    let folders = path.split(['?', '#']).next().unwrap_or("").split('/').skip(1);
    let mut folders: Vec<String> = folders.map(fold).collect();
    folders.pop();
    let declared = json_ld.article_text("articleSection").into_iter();
    let declared = declared.chain(metas.all(meta_tags::SECTION).map(|(text, _)| text));
    folders.extend(declared.map(|text| fold(&text)));
    folders.retain(|name| !name.is_empty());
    folders
}

/// The license: the target of a `rel=license` link, else what JSON-LD or a meta element says.
pub(super) fn license(evidence: &Evidence) -> Option<Sourced> {
    let page = evidence.page;
    let is_license = |rel: &str| rel.split_ascii_whitespace().any(|rel| rel == "license");
    let linked = page.head.links.iter().find(|link| is_license(&link.rel));
    let shown = || {
        page.elements_with(&[AttributeName::Rel])
            .filter(|&id| page.elements[id as usize].tag == Tag::A)
            .find(|&id| page.attribute(id, AttributeName::Rel).is_some_and(is_license))
            .and_then(|id| page.attribute(id, AttributeName::Href))
            .map(|href| (href.to_owned(), "visible_text"))
    };
    linked
        .map(|link| (link.href.clone(), "meta"))
        .or_else(|| evidence.json_ld.article_text("license").map(|text| (text, "json_ld")))
        .or_else(shown)
        .or_else(|| evidence.metas.first(meta_tags::LICENSE))
}
