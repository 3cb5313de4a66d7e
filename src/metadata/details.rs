//! Address, description, picture, tags, section, license.

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
/// Longest section name, in characters.
const MAX_SECTION: usize = 60;

/// The address the page gives itself, absolute where that can be known.
pub(super) fn canonical_url(evidence: &Evidence) -> Option<String> {
    let link = site::canonical(evidence.page).and_then(|href| absolute(evidence, href));
    let og = evidence.metas.one("ogurl").and_then(|href| absolute(evidence, &href));
    // A template that links every page to the front page says nothing of this one.
    let is_root = |url: &Url| matches!(url.path(), "" | "/") && url.query().is_none();
    let chosen = match (link, og) {
        (Some(link), Some(og)) if is_root(&link) && !is_root(&og) => og,
        (Some(link), _) => link,
        (None, og) => og?,
    };
    Some(chosen.to_string())
}

/// A reference resolved against the page's address; only web addresses count.
fn absolute(evidence: &Evidence, href: &str) -> Option<Url> {
    let href = href.trim();
    let url = Url::parse(href).or_else(|error| {
        let base = evidence.page.head.base.as_deref().or(evidence.url);
        base.and_then(|base| Url::parse(base).ok()).ok_or(error)?.join(href)
    });
    url.ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// The page's own summary.
pub(super) fn description(evidence: &Evidence) -> Option<String> {
    let said = evidence.metas.first(meta_tags::DESCRIPTION).map(|(text, _)| text);
    said.or_else(|| evidence.json_ld.article_text("description"))
        .or_else(|| evidence.json_ld.article_text("alternativeHeadline"))
}

/// The address of the picture the page shows of itself.
pub(super) fn image(evidence: &Evidence) -> Option<String> {
    let said = evidence.metas.all(meta_tags::IMAGE).map(|(text, _)| text);
    said.chain(evidence.json_ld.article_text("image"))
        .chain(evidence.json_ld.article_text("thumbnailUrl"))
        .find_map(|href| absolute(evidence, &href))
        .map(|url| url.to_string())
}

/// Caption of that picture, where the page prints it.
pub(super) fn image_caption(evidence: &Evidence, image: &str) -> Option<String> {
    let page = evidence.page;
    let name = |src: &str| {
        let path = src.split(['?', '#']).next().unwrap_or(src);
        path.rsplit('/').next().unwrap_or(path).to_owned()
    };
    let wanted = name(image);
    if wanted.len() < 5 {
        return None;
    }
    let shown = page.images.iter().find(|shown| name(&shown.src) == wanted)?;
    let figure =
        page.ancestors(shown.element).find(|&id| page.elements[id as usize].tag == Tag::Figure)?;
    let near = (shown.before_block as usize..page.blocks.len()).take(4);
    let caption = near
        .filter(|&block| page.contains(figure, page.blocks[block].element))
        .map(|block| page.block_text(block))
        .collect::<Vec<_>>()
        .join(" ");
    Some(caption).filter(|caption| !caption.is_empty())
}

/// Who made the picture: what stands behind a word or sign for it in the caption.
pub(super) fn image_credit(caption: &str) -> Option<String> {
    /// Signs and words before a credit, lower case.
    const MARKS: &[&str] = &[
        "©",
        "(c)",
        "photo:",
        "photo by",
        "photograph:",
        "picture:",
        "image:",
        "credit:",
        "foto:",
        "bild:",
        "photo :",
        "crédit :",
        "crédits :",
        "fotografía:",
        "imagen:",
        "quelle:",
        "fonte:",
        "foto de",
        "фото:",
        "写真：",
        "写真:",
        "图片：",
        "图/",
        "圖／",
        "사진=",
        "ภาพ:",
    ];
    let lower = caption.to_lowercase();
    // Lower case may be longer or shorter than the text in rare scripts.
    if lower.len() != caption.len() {
        return None;
    }
    let (at, mark) = MARKS.iter().filter_map(|mark| Some((lower.rfind(mark)?, mark))).max()?;
    let credit = caption.get(at + mark.len()..)?;
    let credit = credit.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '.' | '|' | ':')
    });
    let fits = !credit.is_empty() && credit.chars().count() <= 80;
    fits.then(|| credit.to_owned())
}

/// Tags and keywords, without repeats.
pub(super) fn tags(evidence: &Evidence) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut keys: Vec<String> = Vec::new();
    let mut add = |text: &str| {
        for tag in text.split([',', ';', '、', '，', '،']).map(str::trim) {
            let key = fold(tag);
            let fits = !key.is_empty() && tag.chars().count() <= MAX_TAG && !tag.contains("://");
            if fits && out.len() < MOST_TAGS && !keys.contains(&key) {
                keys.push(key);
                out.push(tag.to_owned());
            }
        }
    };
    for value in evidence.json_ld.article_values("keywords") {
        match value {
            Value::String(text) => add(&plain(text)),
            Value::Array(items) => {
                for text in items.iter().filter_map(|item| evidence.json_ld.text(item)) {
                    add(&text);
                }
            }
            _ => {}
        }
    }
    for (text, _) in evidence.metas.all(meta_tags::TAGS) {
        add(&text);
    }
    out
}

/// The part of the site the article stands in.
pub(super) fn section(evidence: &Evidence) -> Option<String> {
    let fits = |text: &String| text.chars().count() <= MAX_SECTION && !text.contains("://");
    evidence
        .json_ld
        .article_text("articleSection")
        .filter(fits)
        .or_else(|| evidence.metas.all(meta_tags::SECTION).map(|(text, _)| text).find(fits))
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
pub(super) fn license(evidence: &Evidence) -> Option<String> {
    let page = evidence.page;
    let is_license = |rel: &str| rel.split_ascii_whitespace().any(|rel| rel == "license");
    let linked =
        page.head.links.iter().find(|link| is_license(&link.rel)).map(|link| link.href.clone());
    let shown = || {
        (0..page.elements.len() as u32)
            .filter(|&id| page.elements[id as usize].tag == Tag::A)
            .find(|&id| page.attribute(id, AttributeName::Rel).is_some_and(is_license))
            .and_then(|id| page.attribute(id, AttributeName::Href))
            .map(str::to_owned)
    };
    linked
        .or_else(|| evidence.json_ld.article_text("license"))
        .or_else(shown)
        .or_else(|| evidence.metas.first(meta_tags::LICENSE).map(|(text, _)| text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_stand_behind_their_mark() {
        assert_eq!(
            image_credit("The dam. Photo: Jane Doe/Example").as_deref(),
            Some("Jane Doe/Example")
        );
        assert_eq!(image_credit("Der Damm (Foto: Eva Muster)").as_deref(), Some("Eva Muster"));
        assert_eq!(image_credit("The dam © Example News").as_deref(), Some("Example News"));
        assert_eq!(image_credit("The dam in spring"), None);
    }
}
