//! Which attributes are read, and what single ones say.

use super::page::FieldKind;
use super::tag::Tag;
use crate::parse::Element;

/// The attributes that this stage reads, and those that decide how html5ever builds the tree (of `font`,
/// `input` and `annotation-xml`). The tree may be without all others.
pub(crate) const ATTRIBUTES: &[&str] = &[
    "action",
    "alt",
    "aria-hidden",
    "aria-label",
    "class",
    "colspan",
    "content",
    "contenteditable",
    "data-cid",
    "data-comment-id",
    "data-commentid",
    "data-component",
    "data-depth",
    "data-id",
    "data-in-reply-to",
    "data-indent",
    "data-lazy-src",
    "data-level",
    "data-original",
    "data-parent",
    "data-parent-comment-id",
    "data-parent-id",
    "data-parentid",
    "data-pid",
    "data-post-id",
    "data-reply-to",
    "data-replyto",
    "data-src",
    "data-testid",
    "data-type",
    "datetime",
    "dir",
    "hidden",
    "href",
    "hreflang",
    "http-equiv",
    "id",
    "itemprop",
    "itemtype",
    "lang",
    "name",
    "property",
    "rel",
    "role",
    "rowspan",
    "src",
    "start",
    "style",
    "type",
    "xml:lang",
    "color",
    "encoding",
    "face",
    "size",
];

/// Has an element anything by which it could hide its text?
pub(super) fn may_hide(element: &Element) -> bool {
    element.attributes().any(|(name, _)| matches!(name, "style" | "hidden" | "class" | "id"))
}

/// What a field of a form takes, if readers write into it.
pub(super) fn field(tag: Tag, element: &Element) -> Option<FieldKind> {
    match tag {
        Tag::Textarea => Some(FieldKind::Text),
        Tag::Input => match element.attribute("type").unwrap_or_default() {
            kind if kind.eq_ignore_ascii_case("password") => Some(FieldKind::Password),
            kind if kind.eq_ignore_ascii_case("search") => Some(FieldKind::Search),
            "" | "text" | "email" | "url" | "tel" | "number" | "TEXT" => Some(FieldKind::Line),
            _ => None,
        },
        _ => None,
    }
}

/// Does a style attribute say `display: none` or `visibility: hidden`?
pub(super) fn style_hides(style: &str) -> bool {
    // Nearly all speak of neither, and most without a `y`.
    let bytes = style.as_bytes();
    let may = |word: &[u8]| bytes.windows(4).any(|w| w.eq_ignore_ascii_case(word));
    if memchr::memchr2(b'y', b'Y', bytes).is_none() || !may(b"none") && !may(b"hidd") {
        return false;
    }
    let squeezed: String =
        style.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
    squeezed.contains("display:none") || squeezed.contains("visibility:hidden")
}
