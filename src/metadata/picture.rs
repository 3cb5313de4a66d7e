//! The picture the page shows of itself: address, caption, credit.

use super::Evidence;
use super::details::{Sourced, absolute};
use super::meta_tags;
use crate::segment::Tag;
use serde_json::{Map, Value};

/// Longest caption or credit in the data, in characters; longer ones are the article.
const MAX_CHARS: usize = 600;

/// A picture and what is said of it.
#[derive(Debug, Default)]
pub(super) struct Picture {
    /// Its address.
    pub image: Option<Sourced>,
    pub caption: Option<String>,
    pub credit: Option<String>,
}

/// Finds the picture.
pub(super) fn picture(evidence: &Evidence) -> Picture {
    let ld = |key| evidence.json_ld.article_text(key).map(|text| (text, "json_ld"));
    let said = evidence.metas.all(meta_tags::IMAGE).chain(ld("image")).chain(ld("thumbnailUrl"));
    let image = said
        .filter_map(|(href, source)| Some((absolute(evidence, &href)?.to_string(), source)))
        .next();
    let Some((address, _)) = &image else { return Picture::default() };
    let told = object(evidence);
    let tell = |keys: &[&str]| {
        let text = keys.iter().find_map(|key| evidence.json_ld.name(told?.get(*key)?));
        text.filter(|text| text.chars().count() <= MAX_CHARS)
    };
    let caption = printed_caption(evidence, address).or_else(|| tell(&["caption", "description"]));
    let credit = caption.as_deref().and_then(credit);
    let credit = credit.or_else(|| tell(&["creditText", "creator", "author", "copyrightHolder"]));
    Picture { image, caption, credit }
}

/// The picture as an object of the article's JSON-LD (schema.org `ImageObject`).
fn object<'a>(evidence: &Evidence<'a>) -> Option<&'a Map<String, Value>> {
    evidence.json_ld.article_values("image").find_map(|value| match value {
        Value::Object(object) => Some(object),
        Value::Array(items) => items.first()?.as_object(),
        _ => None,
    })
}

/// The caption in the figure that shows a picture.
fn printed_caption(evidence: &Evidence, image: &str) -> Option<String> {
    let page = evidence.page;
    let wanted = file_name(image);
    if wanted.len() < 5 {
        return None;
    }
    let shown = page.images.iter().find(|shown| file_name(&shown.src) == wanted)?;
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

/// The last part of an address's path.
fn file_name(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    path.rsplit('/').next().unwrap_or(path)
}

/// Who made a picture: what stands behind a word or sign for it in the caption.
fn credit(caption: &str) -> Option<String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_stand_behind_their_mark() {
        assert_eq!(credit("The dam. Photo: Jane Doe/Example").as_deref(), Some("Jane Doe/Example"));
        assert_eq!(credit("Der Damm (Foto: Eva Muster)").as_deref(), Some("Eva Muster"));
        assert_eq!(credit("The dam © Example News").as_deref(), Some("Example News"));
        assert_eq!(credit("The dam in spring"), None);
    }
}
