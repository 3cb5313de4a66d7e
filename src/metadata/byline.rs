//! Who wrote it.
//!
//! JSON-LD and meta elements name the authors on most news pages, but also the site, an agency, an
//! account or an address. So their names are weighed against the byline that readers see, which is
//! found by its place (near the title or at the end of the text) and by what speaks for it:
//! microdata, a link to an author's page, a word for "by", a date beside it.

use super::Evidence;
use super::date;
use super::fold::fold;
use super::json_ld::Kind;
use super::layout::LONG;
use super::meta_tags;
use super::names::{self, Trust, is_full_name, is_nobody, is_role};
use super::title::{Title, beside_title};
use crate::segment::{AttributeName, ElementId, MarkKind};

/// Blocks before the title in which a byline can stand.
const BEFORE_TITLE: usize = 6;
/// Longest byline, in characters without spaces.
const MAX_CHARS: u32 = 220;

/// Authors and where they are named.
#[derive(Debug, Default, Clone)]
pub(super) struct Authors {
    pub names: Vec<String>,
    pub source: Option<&'static str>,
}

/// Names from one source.
struct Claim {
    names: Vec<String>,
    source: &'static str,
    /// There are people among them, by their shape or type.
    people: bool,
    strength: u8,
}

/// Finds the authors.
pub(super) fn authors(evidence: &Evidence, title: &Title) -> Authors {
    let said = declared(evidence);
    let best = said.iter().find(|claim| claim.people);
    let seen = printed(evidence, title, best.is_some());
    let chosen = match (best, &seen) {
        // The page prints more authors than its metadata knows.
        (Some(said), Some(seen))
            if seen.strength == 4 && seen.people && covers(&seen.names, &said.names) =>
        {
            seen
        }
        (Some(said), _) => said,
        (None, Some(seen)) if seen.people && seen.strength >= 3 && !confirms(seen, &said) => seen,
        (None, seen) => match said.first().or(seen.as_ref()) {
            Some(claim) => claim,
            None => return Authors::default(),
        },
    };
    Authors { names: chosen.names.clone(), source: Some(chosen.source) }
}

/// Is the declared name, though no person's, what the byline prints?
fn confirms(seen: &Claim, said: &[Claim]) -> bool {
    let printed: String = seen.names.iter().map(|name| fold(name)).collect();
    let declared: String = said
        .first()
        .map_or(String::new(), |claim| claim.names.iter().map(|name| fold(name)).collect());
    !declared.is_empty() && printed.starts_with(&declared)
}

/// Does `more` hold all of `names` and others?
fn covers(more: &[String], names: &[String]) -> bool {
    let keys: Vec<String> = more.iter().map(|name| fold(name)).collect();
    more.len() > names.len() && names.iter().all(|name| keys.contains(&fold(name)))
}

/// Authors by JSON-LD and meta elements.
fn declared(evidence: &Evidence) -> Vec<Claim> {
    let mut out = Vec::new();
    let json_ld = &evidence.json_ld;
    for key in ["author", "creator"] {
        for value in json_ld.article_values(key) {
            let people = json_ld.people(value);
            push(&mut out, evidence, people, "json_ld");
        }
    }
    for value in json_ld.page_values("author") {
        let people = json_ld.people(value);
        push(&mut out, evidence, people, "json_ld");
    }
    for group in meta_tags::AUTHORS {
        let values = evidence.metas.all(std::slice::from_ref(group));
        let values = values.map(|(text, _)| (uninverted(text, group.0), Kind::Unknown)).collect();
        push(&mut out, evidence, values, group.1);
    }
    push(&mut out, evidence, labelled(evidence), "meta");
    out
}

/// Twitter cards show two labelled values; content systems put the author there: "Written by" and
/// the name (developer.x.com, product cards, since withdrawn but still written).
fn labelled(evidence: &Evidence) -> Vec<(String, Kind)> {
    let pairs = [("twitterlabel1", "twitterdata1"), ("twitterlabel2", "twitterdata2")];
    let named = pairs.into_iter().filter_map(|(label, data)| {
        let label = evidence.metas.one(label)?;
        names::is_by(&label).then(|| evidence.metas.one(data))?
    });
    named.map(|name| (name, Kind::Unknown)).collect()
}

/// Dublin Core and Highwire write `Doe, Jane`.
fn uninverted(text: String, name: &str) -> String {
    let inverted = matches!(name, "citationauthor" | "dccreator" | "dctermscreator");
    match text.split_once(", ") {
        Some((last, first)) if inverted && !first.contains(',') => format!("{first} {last}"),
        _ => text,
    }
}

fn push(
    out: &mut Vec<Claim>,
    evidence: &Evidence,
    people: Vec<(String, Kind)>,
    source: &'static str,
) {
    let mut names: Vec<String> = Vec::new();
    let mut any_person = false;
    for (text, kind) in people {
        let found = match kind {
            Kind::Organization => vec![text],
            _ => names::names(&text, Trust::Given)
                .into_iter()
                .flat_map(|name| unspaced(evidence, name))
                .collect(),
        };
        for name in found {
            let key = fold(&name);
            if is_nobody(&name) || key.is_empty() || names.iter().any(|known| fold(known) == key) {
                continue;
            }
            let site = evidence.is_site_name(&name);
            any_person |= kind != Kind::Organization && !site && is_person(&name, kind);
            names.push(name);
        }
    }
    if !names.is_empty() {
        out.push(Claim { names, source, people: any_person, strength: 3 });
    }
}

/// Is a given name a person's, as far as its shape can tell?
fn is_person(name: &str, kind: Kind) -> bool {
    kind == Kind::Person && !name.contains(char::is_numeric) || is_full_name(name)
}

/// The byline readers see. Where people are declared, only one that microdata marks can add to them,
/// so no other is read.
fn printed(evidence: &Evidence, title: &Title, people_declared: bool) -> Option<Claim> {
    let (head, tail) = evidence.layout.byline_zones(title.printed.as_ref(), BEFORE_TITLE);
    let page = evidence.page;
    let mut best: Option<Claim> = None;
    let mut last = 0;
    for (zone, at_end) in [(head, false), (tail, true)] {
        for block in zone {
            if title.printed.as_ref().is_some_and(|heading| heading.blocks.contains(&block)) {
                continue;
            }
            let facts = &page.blocks[block];
            if facts.chars > MAX_CHARS
                || evidence.layout.is_hidden(facts.element)
                || people_declared && !is_microdata(evidence, facts.element)
            {
                continue;
            }
            let Some((names, strength, source)) = read(evidence, title, block, at_end) else {
                continue;
            };
            // Who edited it is the author only where nobody else is named.
            let named = people_declared || best.as_ref().is_some_and(|claim| claim.strength >= 3);
            if named && names::is_edited_by(page.block_text(block)) {
                continue;
            }
            match &mut best {
                // The next author of the same list.
                Some(claim) if claim.strength == strength && block - last <= 4 && strength >= 2 => {
                    for name in names {
                        if claim.people && !is_full_name(&name) {
                            continue;
                        }
                        if !claim.names.iter().any(|known| fold(known) == fold(&name)) {
                            claim.names.push(name);
                        }
                    }
                    last = block;
                }
                Some(claim) if claim.strength >= strength => {}
                _ => {
                    let people = names.iter().all(|name| is_full_name(name));
                    best = Some(Claim { names, source, people, strength });
                    last = block;
                }
            }
        }
    }
    match best {
        Some(claim) if claim.strength >= 3 => Some(claim),
        _ if people_declared => None,
        best => in_dateline(evidence).or(best),
    }
}

/// Who reports, in brackets where the text begins: 本报讯（记者 王小明）, "(By Jane Doe)".
fn in_dateline(evidence: &Evidence) -> Option<Claim> {
    /// Blocks of the body with which the text can begin: a date or a standfirst may come first.
    const BEGINNING: usize = 3;
    /// Bytes of a block in which a dateline can stand.
    const DATELINE: usize = 90;
    let page = evidence.page;
    let body = (0..page.blocks.len()).filter(|&block| evidence.layout.is_body(block));
    let names = body.take(BEGINNING).find_map(|block| {
        let text = page.block_text(block);
        let from = text.find(['(', '（']).filter(|&at| at <= DATELINE)?;
        let inside = &text[from..from + text[from..].find([')', '）'])?];
        let names = names::names(names::after_by(inside)?, Trust::Byline).into_iter();
        let names: Vec<String> = names.flat_map(|name| unspaced(evidence, name)).collect();
        let people = !names.is_empty() && names.iter().all(|name| is_full_name(name));
        people.then_some(names)
    })?;
    // What the page declares goes first: the brackets may hold a place.
    Some(Claim { names, source: "visible_text", people: true, strength: 2 })
}

/// The names in a block, if it is a byline, and how much speaks for it (4 most).
fn read(
    evidence: &Evidence,
    title: &Title,
    block: usize,
    at_end: bool,
) -> Option<(Vec<String>, u8, &'static str)> {
    let page = evidence.page;
    let facts = &page.blocks[block];
    let text = page.block_text(block);
    let marked = marking(evidence, facts.element);
    let links = author_link(evidence, block).filter(|names| {
        names.iter().all(|name| is_full_name(name))
            || names::after_by(text).is_some()
            || marked.is_some()
    });
    let found = date::find(text, evidence.language()).into_iter().next();
    // "Jane Doe, March 3, 2024" or "March 3, 2024 by Jane Doe"
    let undated = found.as_ref().map_or(text, |found| {
        let before = text[..found.span.start].trim();
        match before.is_empty() {
            true => behind_date(&text[found.span.end..]),
            // A label ("Published:") must keep its colon.
            false if before.ends_with([':', '：']) => before,
            false => names::without_day(before),
        }
    });
    // "Published: 3 March": what stands before is the date's label.
    if found.is_some() && undated.ends_with([':', '：']) {
        return None;
    }
    let brief = facts.chars < LONG;
    let by = if brief || marked.is_some() { names::after_by(undated) } else { None };
    let labelled = if brief && by.is_none() { names::labelled_author(undated) } else { None };
    let by = by.or(labelled);
    let account = by.filter(|rest| !rest.contains(' ') && found.is_none());
    let lone_by = block > 0 && names::is_by(page.block_text(block - 1));
    let by = by.or_else(|| lone_by.then_some(undated));
    let behind_title = title.printed.as_ref().is_some_and(|h| h.blocks.end == block);
    let strength = match marked {
        Some(Marking::Microdata) => 4,
        _ if by.is_some() || links.is_some() || marked.is_some() => 3,
        _ if at_end => return None,
        _ if behind_title => 2,
        _ if found.is_none() && !beside_date(evidence, block) && !before_role(evidence, block) => {
            return None;
        }
        _ => 1,
    };
    // The text of a link to the author's page is the name, whatever stands around it.
    if let Some(names) = links {
        return Some((names, strength, source_of(marked)));
    }
    let text = by.unwrap_or(undated);
    let trust = if strength >= 3 { Trust::Byline } else { Trust::Guess };
    let mut names: Vec<String> = names::names(text, trust)
        .into_iter()
        .flat_map(|name| unspaced(evidence, name))
        .filter(|name| !is_nobody(name) && !is_role(name) && !names::is_by(name))
        .collect();
    let sure = (by.is_some() && labelled.is_none()) || marked == Some(Marking::Microdata);
    if !sure || names.iter().any(|name| is_full_name(name)) {
        names.retain(|name| is_full_name(name));
    }
    // "by jdoe": an account, but the page's own word for who wrote it.
    if let Some(account) = account.filter(|_| names.is_empty()) {
        let given = names::names(account, Trust::Given).into_iter();
        names.extend(given.filter(|name| !is_nobody(name)));
    }
    // With nothing but its place to speak for it, the line must be names and little else.
    let covered: usize = names.iter().map(String::len).sum();
    if strength <= 2 && covered * 10 < text.len() * 7 {
        return None;
    }
    let title_key = title.text.as_deref().map(fold).unwrap_or_default();
    names.retain(|name| !title_key.contains(&fold(name)) || fold(name).is_empty());
    // "By Jane Doe, Example News": the outlet behind the name is where she writes.
    if names.len() > 1
        && let Some(site) = title.text.as_deref().and_then(|text| beside_title(evidence, text))
    {
        let site = fold(&site);
        let others = names.iter().any(|name| fold(name) != site);
        names.retain(|name| !others || fold(name) != site);
    }
    (!names.is_empty()).then_some((names, strength, source_of(marked)))
}

/// What follows a date, without the marks between.
fn behind_date(text: &str) -> &str {
    text.trim_start_matches(|c: char| {
        !c.is_alphanumeric() || matches!(c, '分' | '秒' | '분' | '초')
    })
}

/// In Chinese, names are set apart by spaces; a space inside a name is Japanese or Korean.
fn unspaced(evidence: &Evidence, name: String) -> Vec<String> {
    let parts: Vec<&str> = name.split_whitespace().collect();
    let is_name = |part: &&str| {
        (2..=4).contains(&part.chars().count())
            && part.chars().all(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '·'))
    };
    if evidence.reading.language == "zh" && parts.len() > 1 && parts.iter().all(is_name) {
        return parts.into_iter().map(str::to_owned).collect();
    }
    vec![name]
}

fn source_of(marked: Option<Marking>) -> &'static str {
    match marked {
        Some(Marking::Microdata) => "microdata",
        _ => "visible_text",
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Marking {
    Microdata,
    Class,
}

/// Does the markup around a text call it an author's name?
fn marking(evidence: &Evidence, element: ElementId) -> Option<Marking> {
    if is_microdata(evidence, element) {
        return Some(Marking::Microdata);
    }
    let class = attributes_around(evidence, element).any(|(name, value)| {
        matches!(name, AttributeName::Class | AttributeName::Id | AttributeName::Data)
            && is_author_class(value)
    });
    class.then_some(Marking::Class)
}

/// Does microdata, RDFa or `rel` say so?
fn is_microdata(evidence: &Evidence, element: ElementId) -> bool {
    attributes_around(evidence, element).any(says_author)
}

fn says_author((name, value): (AttributeName, &str)) -> bool {
    match name {
        AttributeName::Itemprop | AttributeName::Property => {
            value.split_ascii_whitespace().any(is_author_property)
        }
        AttributeName::Rel => value.split_ascii_whitespace().any(|rel| rel == "author"),
        _ => false,
    }
}

/// The attributes of an element and of those next above it.
fn attributes_around<'a>(
    evidence: &Evidence<'a>,
    element: ElementId,
) -> impl Iterator<Item = (AttributeName, &'a str)> {
    const REACH: usize = 4;
    let page = evidence.page;
    page.ancestors(element).take(REACH).flat_map(|id| page.element_attributes(id))
}

fn is_author_property(value: &str) -> bool {
    let name = value.rsplit(':').next().unwrap_or(value);
    ["author", "creator", "byline"].iter().any(|word| name.eq_ignore_ascii_case(word))
}

/// Words that class names use for bylines.
const AUTHOR_CLASSES: &[&str] =
    &["author", "authors", "byline", "bylines", "autor", "autores", "auteur", "autore", "writer"];

/// Words that say it is about an author but no byline.
const NO_BYLINE: &[&str] = &[
    "bio",
    "related",
    "image",
    "photo",
    "avatar",
    "more",
    "comment",
    "comments",
    "caption",
    "follow",
    "description",
    "posts",
    "newsletter",
];

fn is_author_class(value: &str) -> bool {
    // Most names have none of the beginnings of these words.
    let may_have = value.as_bytes().windows(2).any(|pair| {
        matches!([pair[0] | 0x20, pair[1] | 0x20], [b'a', b'u'] | [b'b', b'y'] | [b'w', b'r'])
    });
    let has = |list: &[&str]| {
        class_words(value).any(|word| list.iter().any(|known| word.eq_ignore_ascii_case(known)))
    };
    may_have && has(AUTHOR_CLASSES) && !has(NO_BYLINE)
}

/// The words of class names: `article__author-name isAuthor` gives article, author, name, is, Author.
pub(super) fn class_words(value: &str) -> impl Iterator<Item = &str> {
    value.split(|c: char| !c.is_ascii_alphanumeric()).flat_map(|part| {
        let mut rest = part;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let bytes = rest.as_bytes();
            let end = (1..bytes.len())
                .find(|&i| bytes[i].is_ascii_uppercase() && bytes[i - 1].is_ascii_lowercase())
                .unwrap_or(bytes.len());
            let (word, after) = rest.split_at(end);
            rest = after;
            Some(word)
        })
    })
}

/// Path segments of authors' pages.
const AUTHOR_PATHS: &[&str] = &[
    "author",
    "authors",
    "autor",
    "autoren",
    "autores",
    "auteur",
    "auteurs",
    "autore",
    "autori",
    "people",
    "person",
    "profile",
    "profiles",
    "staff",
    "writer",
    "writers",
    "journalist",
    "journalists",
    "contributor",
    "contributors",
    "reporter",
    "reporters",
    "columnist",
    "by",
    "team",
    "profil",
    "firma",
    "firmas",
    "yazar",
    "yazarlar",
    "redaktion",
    "redakcja",
    "autorzy",
];

/// Names that are links to authors' pages.
fn author_link(evidence: &Evidence, block: usize) -> Option<Vec<String>> {
    let page = evidence.page;
    let mut names = Vec::new();
    for mark in page.block_marks(block) {
        let MarkKind::Link(href) = &mark.kind else { continue };
        let href = page.value(href);
        let path = href.split_once("://").map_or(href, |(_, rest)| rest);
        let said = page.element_attributes(mark.element).any(says_author);
        let author = said
            || path
                .split(['/', '?'])
                .rev()
                .skip(1)
                .any(|part| AUTHOR_PATHS.iter().any(|known| part.eq_ignore_ascii_case(known)));
        let text = page.slice(&(mark.start..mark.end));
        if author && text.chars().count() <= 60 {
            names.extend(
                names::names(text, Trust::Byline)
                    .into_iter()
                    .filter(|n| !is_nobody(n) && !is_role(n)),
            );
        }
    }
    (!names.is_empty()).then_some(names)
}

/// Is the next block a role and nothing else: "Senior Reporter"?
fn before_role(evidence: &Evidence, block: usize) -> bool {
    let page = evidence.page;
    page.blocks.get(block + 1).is_some_and(|next| {
        let text = page.block_text(block + 1);
        next.chars < 40 && text.split_whitespace().count() <= 4 && is_role(text)
    })
}

/// Is there a date in the block before or behind?
fn beside_date(evidence: &Evidence, block: usize) -> bool {
    let page = evidence.page;
    let near = block.saturating_sub(1)..(block + 2).min(page.blocks.len());
    near.filter(|&i| i != block && page.blocks[i].chars < 80)
        .any(|i| !date::find(page.block_text(i), evidence.language()).is_empty())
}
