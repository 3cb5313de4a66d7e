//! [`Page`] and its labels → title, authors, dates and other facts about the article.
//!
//! Sources are weighed, not taken in a fixed order: JSON-LD, meta elements, microdata, what the
//! page prints, the URL. Each decider has a file of its own and says how it weighs. Whatever a page
//! contains, nothing here fails: what makes no sense is no evidence.

mod access;
mod agency;
mod byline;
mod date;
mod details;
mod entities;
mod fold;
mod function_words;
mod json_ld;
pub(crate) mod language;
mod layout;
mod lenient_json;
mod meta_tags;
mod names;
mod picture;
mod plain;
mod site;
mod title;

use crate::article::Metadata;
use crate::label::Verdict;
use crate::segment::Page;
use crate::source::Source;
use json_ld::JsonLd;
use layout::Layout;
use meta_tags::MetaTags;
pub(crate) use site::host;

/// What the deciders look at.
struct Evidence<'a> {
    page: &'a Page,
    layout: Layout<'a>,
    json_ld: JsonLd<'a>,
    metas: MetaTags<'a>,
    /// Names of the site, folded.
    site_names: Vec<String>,
    /// Names of the section, folded: as declared, and the folders in the URL.
    sections: Vec<String>,
    url: Option<&'a str>,
    reading: date::Reading,
}

impl Evidence<'_> {
    /// Is a text a name of the site and nothing else?
    fn is_site_name(&self, text: &str) -> bool {
        let key = fold::fold(text);
        self.site_names.contains(&key)
    }

    /// How dates are read on this page.
    fn language(&self) -> &date::Reading {
        &self.reading
    }
}

/// The names in a text that is known to be a byline.
pub(crate) fn author_names(text: &str) -> Vec<String> {
    names::names(text, names::Trust::Byline)
}

/// The date in a text that is known to hold one, as records have it.
pub(crate) fn read_date(text: &str, language: Option<&str>) -> Option<String> {
    let reading = date::Reading::of(language.unwrap_or(""), None);
    let found = || date::find(text, &reading).first().map(|found| found.stamp);
    let machine = text.trim().starts_with(|c: char| c.is_ascii_digit());
    let stamp = if machine { date::Stamp::parse(text) } else { None };
    Some(stamp.or_else(found)?.to_string())
}

/// The first date in a text: where it stands, and as records have it.
pub(crate) fn find_date(
    text: &str,
    language: Option<&str>,
) -> Option<(std::ops::Range<usize>, String)> {
    let reading = date::Reading::of(language.unwrap_or(""), None);
    let found = date::find(text, &reading).into_iter().next()?;
    Some((found.span, found.stamp.to_string()))
}

/// The documents of a page's JSON-LD.
pub(crate) fn declared(page: &Page) -> Vec<serde_json::Value> {
    json_ld::read(&page.head.json_ld)
}

/// A value of JSON-LD as a reader would see it: without tags and references.
pub(crate) fn plain_value(value: &str) -> String {
    entities::plain(value)
}

/// Reads the facts about the article.
pub fn metadata(page: &Page, verdicts: &[Verdict], source: &Source) -> Metadata {
    let roots = json_ld::read(&page.head.json_ld);
    let layout = Layout::new(page, verdicts);
    let metas = MetaTags::read(page);
    let json_ld = JsonLd::new(&roots, &own_titles(page, &layout));
    let url = site::url(page, source);
    let language = language::language(&layout, &metas, json_ld.article_text("inLanguage"));
    let reading = date::Reading::of(language.tag(), url);
    let site_names = site::names(&json_ld, &metas, url);
    let sections = details::section_names(&json_ld, &metas, url);
    let evidence = Evidence { page, layout, json_ld, metas, site_names, sections, url, reading };

    if page.plain_text {
        return of_text(&evidence, language, source);
    }
    let title = title::title(&evidence);
    let authors = byline::authors(&evidence, &title);
    let dates = date::dates(&evidence, &title, source.seen_on);
    let beside = title.text.as_deref().and_then(|text| title::beside_title(&evidence, text));
    let site = site::site_name(&evidence.json_ld, &evidence.metas, beside, url);
    let access = access::access(&evidence.layout, &evidence.json_ld, &evidence.metas);
    let picture = picture::picture(&evidence);
    let (canonical_url, canonical_url_source) = details::canonical_url(&evidence).unzip();
    let (description, description_source) = details::description(&evidence).unzip();
    let (image, image_source) = picture.image.unzip();
    let (tags, tags_source) = details::tags(&evidence);
    let (section, section_source) = details::section(&evidence).unzip();
    let (license, license_source) = details::license(&evidence).unzip();
    let (site_name, site_name_source) = site.unzip();
    let (access, access_source) = access.unzip();
    Metadata {
        canonical_url,
        canonical_url_source,
        title: title.text,
        title_source: title.source,
        agencies: agency::agencies(&evidence, &authors.names),
        authors: authors.names,
        authors_source: authors.source,
        date_published: dates.published.map(|(stamp, _)| stamp.to_string()),
        date_published_source: dates.published.map(|(_, source)| source),
        date_modified: dates.modified.map(|(stamp, _)| stamp.to_string()),
        date_modified_source: dates.modified.map(|(_, source)| source),
        site_name,
        site_name_source,
        description,
        description_source,
        image,
        image_source,
        image_caption: picture.caption,
        image_credit: picture.credit,
        tags,
        tags_source,
        section,
        section_source,
        license,
        license_source,
        access,
        access_source,
        ..told(language, page.head.dir.as_deref())
    }
}

/// The language and what follows from it.
fn told(language: language::Language, direction: Option<&str>) -> Metadata {
    let tag = language.tag().to_owned();
    let primary = language::primary(&tag);
    Metadata {
        direction: language::direction(direction, Some(tag.as_str()).filter(|t| !t.is_empty())),
        language_declared: language.declared.filter(|declared| *declared != tag),
        language_detected: language.detected.filter(|code| *code != primary).map(str::to_owned),
        language_source: language.chosen.as_ref().map(|(_, source)| *source),
        language: language.chosen.map(|(tag, _)| tag),
        ..Metadata::default()
    }
}

/// The facts in plain text: what its lines say.
fn of_text(evidence: &Evidence, language: language::Language, source: &Source) -> Metadata {
    const SOURCE: &str = "plain_text";
    let lines = plain::read(&evidence.layout, &evidence.reading);
    let title = title::Title {
        text: lines.title.as_ref().map(|heading| heading.text.clone()),
        source: Some(SOURCE),
        printed: lines.title,
    };
    let authors = byline::authors(evidence, &title);
    let dates = date::dates(evidence, &title, source.seen_on);
    let site = lines.site.or_else(|| evidence.url.and_then(site::host).map(str::to_owned));
    let when = |date: &Option<(date::Stamp, &str)>| date.map(|(stamp, _)| stamp.to_string());
    Metadata {
        title_source: title.text.as_ref().map(|_| SOURCE),
        title: title.text,
        agencies: agency::agencies(evidence, &authors.names),
        authors_source: authors.source.map(|_| SOURCE),
        authors: authors.names,
        date_published: when(&dates.published),
        date_published_source: dates.published.map(|_| SOURCE),
        date_modified: when(&dates.modified),
        date_modified_source: dates.modified.map(|_| SOURCE),
        site_name_source: site.as_ref().map(|_| SOURCE),
        site_name: site,
        ..Metadata {
            language_source: language.chosen.as_ref().map(|_| SOURCE),
            ..told(language, None)
        }
    }
}

/// What the page calls itself before anything is weighed: to tell its JSON-LD from that of teasers.
fn own_titles(page: &Page, layout: &Layout) -> [String; 3] {
    let heading = layout.headings.iter().find(|heading| heading.level == 1);
    [
        page.head.title.clone(),
        page.meta("og:title").unwrap_or_default().to_owned(),
        heading.map_or_else(String::new, |heading| heading.text.clone()),
    ]
}
