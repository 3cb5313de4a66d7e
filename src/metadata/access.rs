//! May everyone read it? By schema.org's `isAccessibleForFree` and by what publishers tell search
//! engines and ad servers; the word "locked" is believed only where the text is missing.

use super::json_ld::JsonLd;
use super::layout::Layout;
use super::meta_tags::MetaTags;
use serde_json::Value;

/// Characters of running text from which an article is there in full. Publishers mark articles as
/// closed and deliver them all the same: to a reader of this page they are metered, not locked.
const WHOLE: u32 = 1_500;

/// `free`, `metered` or `locked`, and where that is said; nothing when nothing is said.
pub(super) fn access(
    layout: &Layout,
    json_ld: &JsonLd,
    metas: &MetaTags,
) -> Option<(&'static str, &'static str)> {
    let free = json_ld
        .article_values("isAccessibleForFree")
        .chain(json_ld.page_values("isAccessibleForFree"))
        .find_map(truth);
    let tier = ["articlecontenttier", "contenttier"]
        .iter()
        .find_map(|name| metas.one(name))
        .map(|tier| tier.to_ascii_lowercase());
    let body: u32 = (0..layout.page.blocks.len())
        .filter(|&block| layout.is_body(block))
        .map(|block| layout.page.blocks[block].chars)
        .sum();
    let closed = |source| Some((if body >= WHOLE { "metered" } else { "locked" }, source));
    match (free, tier.as_deref()) {
        (Some(false), _) => closed("json_ld"),
        (_, Some("locked")) => closed("meta"),
        (_, Some("metered")) => Some(("metered", "meta")),
        (Some(true), _) => Some(("free", "json_ld")),
        (None, Some("free")) => Some(("free", "meta")),
        _ => None,
    }
}

/// Booleans as they are written: `false`, `"False"`, `"http://schema.org/False"`.
fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) => {
            let word = text.rsplit(['/', '#']).next()?.trim().to_ascii_lowercase();
            match word.as_str() {
                "true" | "yes" | "1" => Some(true),
                "false" | "no" | "0" => Some(false),
                _ => None,
            }
        }
        _ => None,
    }
}
