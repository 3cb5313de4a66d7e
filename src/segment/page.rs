//! The segmented page: plain data that every later stage reads and none changes.

use super::tag::Tag;
use std::ops::Range;

/// Index into [`Page::elements`].
pub type ElementId = u32;

/// A page cut into blocks, in document order, with the elements above them.
///
/// All text lives in one string and all attribute values in another; blocks, marks and elements
/// hold byte ranges into them, so a page costs a handful of allocations however many blocks it has.
#[derive(Debug, Default)]
pub struct Page {
    /// The text of all blocks, each followed by a line feed.
    pub text: String,
    /// Smallest runs of inline content between block boundaries.
    pub blocks: Vec<Block>,
    /// Inline markup (links, bold, …) inside the blocks, sorted by start.
    pub marks: Vec<Mark>,
    /// Text inside inline elements that carry no mark but a style, class, id or `hidden`. Only the
    /// screen reads them, and it takes them away.
    pub(crate) styled: Vec<Styled>,
    /// Elements in document order: a parent comes before its children. Element 0 stands for the
    /// document and is its own parent. Empty for plain text beyond that one.
    pub elements: Vec<Element>,
    /// Images in document order.
    pub images: Vec<Image>,
    /// Fields that readers write into, in document order.
    pub fields: Vec<Field>,
    /// Attribute values that later stages may ask for.
    pub(crate) attributes: Vec<Attribute>,
    /// What [`Attribute`] and [`MarkKind::Link`] ranges point into.
    pub(crate) values: String,
    /// Facts that do not stand in the text: title, meta elements, JSON-LD, link relations.
    pub head: Head,
    /// The whole page is plain text: blocks are lines and have no DOM path.
    pub plain_text: bool,
    /// The line, from 1, at which each element of a plain text begins.
    pub(crate) lines: Vec<u32>,
}

/// A run of inline content: what a browser would lay out as one paragraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Where its text stands in [`Page::text`].
    pub span: Range<u32>,
    /// Parent element of its first text node.
    pub element: ElementId,
    /// Nearest block-level element around it, itself included.
    pub container: ElementId,
    /// Characters that are not white space, and how many of them are inside links, bold, italic.
    pub chars: u32,
    #[allow(missing_docs)]
    pub link_chars: u32,
    #[allow(missing_docs)]
    pub bold_chars: u32,
    #[allow(missing_docs)]
    pub italic_chars: u32,
    /// Distinct links with an `href`.
    pub links: u16,
    /// Line breaks (`<br>`) inside.
    pub breaks: u16,
    /// Images since the block before.
    pub images_before: u16,
    /// Its marks in [`Page::marks`].
    pub marks: Range<u32>,
    /// Where the text came from when that is not the ordinary body of the document.
    pub origin: Origin,
}

/// Part of the source document that a block came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// Inside the document as its author wrote it.
    #[default]
    Body,
    /// Before the doctype or `<html>`: nothing legitimate stands there.
    BeforeDocument,
    /// After `</body>`.
    AfterBody,
}

/// Inline markup over a part of a block.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// First byte in [`Page::text`].
    pub start: u32,
    /// One past the last byte; equal to `start` for [`MarkKind::Break`].
    pub end: u32,
    /// What the markup says.
    pub kind: MarkKind,
    /// The element that carries it.
    pub element: ElementId,
}

/// A part of a block inside an inline element that could hide it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Styled {
    pub start: u32,
    pub end: u32,
    pub element: ElementId,
}

/// Kinds of inline markup that survive into Markdown and HTML.
#[derive(Debug, Clone, PartialEq)]
pub enum MarkKind {
    /// A link; the range is its `href` in the page's value store.
    Link(Range<u32>),
    /// `strong`, `b`.
    Strong,
    /// `em`, `i`, `cite`.
    Emphasis,
    /// `code`, `kbd`, `samp`, `tt`.
    Code,
    /// `sub`.
    Subscript,
    /// `sup`.
    Superscript,
    /// `br`.
    Break,
}

/// An element of the page.
#[derive(Debug, Clone)]
pub struct Element {
    /// The element around it; element 0 is its own parent.
    pub parent: ElementId,
    /// Its name.
    pub tag: Tag,
    /// How it hides its content by its own attributes, if it does.
    pub hiding: Hiding,
    /// Distance from the document (element 0).
    pub depth: u16,
    /// One past the last element inside it.
    pub end: ElementId,
    /// Its attributes in [`Page::attributes`].
    pub(crate) attributes: Range<u32>,
}

/// Ways in which an element's own attributes hide it.
///
/// Stylesheets and scripts can hide as well; that is evidence for the screen, not a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hiding {
    /// Not hidden.
    #[default]
    None,
    /// The `hidden` attribute.
    Attribute,
    /// `aria-hidden="true"`: hidden from screen readers only, so weak.
    Aria,
    /// `display: none` or `visibility: hidden` in its style attribute.
    Style,
}

/// Attributes kept for later stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum AttributeName {
    Class,
    Id,
    Itemprop,
    /// RDFa's `property`.
    Property,
    Role,
    Rel,
    Name,
    AriaLabel,
    /// `data-testid`, `data-component`, `data-type`: names that component libraries give.
    Data,
    Style,
    Datetime,
    Href,
    Lang,
    Dir,
    Content,
    Start,
    Colspan,
    Rowspan,
    Itemtype,
    /// `data-id`, `data-comment-id` and the like: the number of an item.
    DataId,
    /// `data-parent`, `data-parent-id` and the like: the item that this one answers.
    DataParent,
    /// `data-depth`, `data-level`: how deep an item stands among others.
    DataDepth,
}

#[derive(Debug, Clone)]
pub(crate) struct Attribute {
    pub name: AttributeName,
    pub value: Range<u32>,
}

/// An image and what it says about itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// Address as written.
    pub src: String,
    /// Alternative text.
    pub alt: String,
    /// Block that follows it.
    pub before_block: u32,
    /// Parent element.
    pub element: ElementId,
}

/// A field that readers write into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// What it takes.
    pub kind: FieldKind,
    /// Parent element.
    pub element: ElementId,
}

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A text of several lines: `textarea`.
    Text,
    /// The same, as an element that can be edited, whose text it is.
    Editable,
    /// A line: a name, an address, an answer.
    Line,
    /// A password.
    Password,
    /// Words to search for.
    Search,
}

/// Facts from `<head>`, wherever in the document the parser had to put them.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// `<title>`, white space collapsed.
    pub title: String,
    /// `<html lang>`.
    pub lang: Option<String>,
    /// `<html dir>` or `<body dir>`.
    pub dir: Option<String>,
    /// `<meta>` elements: lower-case `property`, `name`, `itemprop` or `http-equiv`, then `content`.
    pub metas: Vec<(String, String)>,
    /// `<link rel href>` elements: lower-case rel, href, hreflang or type.
    pub links: Vec<HeadLink>,
    /// `<base href>`.
    pub base: Option<String>,
    /// Bodies of `<script type="application/ld+json">`, as written.
    pub json_ld: Vec<String>,
    /// Bodies of other inline scripts, as written.
    pub scripts: Vec<String>,
    /// Bodies of `<style>` elements, as written.
    pub styles: Vec<String>,
    /// Addresses that the page loads code and frames from and sends its forms to, as written.
    pub resources: Vec<Resource>,
}

/// An address that the page uses, other than by a link.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// What for.
    pub kind: ResourceKind,
    /// `src` or `action`.
    pub address: String,
}

/// What an address is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourceKind {
    /// `<script src>`.
    Script,
    /// `<iframe src>`.
    Frame,
    /// `<form action>`.
    Form,
}

/// A `<link>` element.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(missing_docs)]
pub struct HeadLink {
    pub rel: String,
    pub href: String,
    pub hreflang: String,
    pub media_type: String,
}

impl Page {
    /// The text of a block.
    pub fn block_text(&self, block: usize) -> &str {
        self.slice(&self.blocks[block].span)
    }

    /// A range of [`Page::text`].
    pub fn slice(&self, span: &Range<u32>) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// A stored attribute value or link target.
    pub fn value(&self, range: &Range<u32>) -> &str {
        &self.values[range.start as usize..range.end as usize]
    }

    /// The marks of a block.
    pub fn block_marks(&self, block: usize) -> &[Mark] {
        let range = &self.blocks[block].marks;
        &self.marks[range.start as usize..range.end as usize]
    }

    /// An attribute of an element, if it has one and it is among those kept.
    pub fn attribute(&self, element: ElementId, name: AttributeName) -> Option<&str> {
        self.element_attributes(element).find(|(n, _)| *n == name).map(|(_, v)| v)
    }

    /// The kept attributes of an element.
    pub fn element_attributes(
        &self,
        element: ElementId,
    ) -> impl Iterator<Item = (AttributeName, &str)> {
        let range = &self.elements[element as usize].attributes;
        self.attributes[range.start as usize..range.end as usize]
            .iter()
            .map(|a| (a.name, self.value(&a.value)))
    }

    /// The elements with an attribute of one of these names, in document order.
    pub(crate) fn elements_with(
        &self,
        names: &'static [AttributeName],
    ) -> impl Iterator<Item = ElementId> {
        let mut last = 0;
        let found = self.attributes.iter().enumerate().filter(|(_, a)| names.contains(&a.name));
        found.filter_map(move |(at, _)| {
            // Attributes are stored in the order of their elements; an element without any has the
            // same start as the one behind it.
            let element = self.elements.partition_point(|e| e.attributes.start as usize <= at) - 1;
            (std::mem::replace(&mut last, element) != element).then_some(element as ElementId)
        })
    }

    /// An element and everything above it, innermost first, ending with element 0.
    pub fn ancestors(&self, element: ElementId) -> Ancestors<'_> {
        Ancestors { page: self, next: Some(element) }
    }

    /// Is `inner` inside `outer`, or the same element?
    pub fn contains(&self, outer: ElementId, inner: ElementId) -> bool {
        inner >= outer && inner < self.elements[outer as usize].end
    }

    /// The first `<meta>` with this property or name.
    pub fn meta(&self, name: &str) -> Option<&str> {
        self.head.metas.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The address that the page gives as its own.
    pub(crate) fn own_address(&self) -> Option<&str> {
        let canonical = self.head.links.iter().find(|link| link.rel == "canonical");
        canonical.map(|link| link.href.as_str()).or_else(|| self.meta("og:url"))
    }

    /// Where a block stands, for people: a CSS path, or a line of a plain text.
    pub fn place(&self, block: usize) -> String {
        let element = self.blocks[block].element;
        match self.lines.get(element as usize) {
            Some(line) => format!("line {line}"),
            None => self.css_path(element),
        }
    }

    /// Elements that a path names at most.
    pub(crate) const PATH_ELEMENTS: usize = 24;

    /// The path of an element as a CSS selector: `html > body > div#main > p`. From deep down only
    /// the nearest elements are named, and names of unlikely length are left out: a page decides on
    /// the length of neither.
    pub fn css_path(&self, element: ElementId) -> String {
        let mut parts: Vec<String> = self
            .ancestors(element)
            .filter(|&e| e != 0)
            .take(Page::PATH_ELEMENTS)
            .map(|e| self.css_part(e))
            .collect();
        parts.reverse();
        parts.join(" > ")
    }

    /// An element's own part of its path: `div#main`, `p.lead.big`.
    pub(crate) fn css_part(&self, element: ElementId) -> String {
        const NAME: usize = 80;
        let plain = |name: &str| !name.is_empty() && name.len() <= NAME;
        let mut part = self.elements[element as usize].tag.name().to_owned();
        let id = self.attribute(element, AttributeName::Id).map(str::trim);
        if let Some(id) = id.filter(|id| plain(id)) {
            part.push('#');
            part.push_str(id);
        } else if let Some(class) = self.attribute(element, AttributeName::Class) {
            for word in class.split_ascii_whitespace().filter(|word| plain(word)).take(2) {
                part.push('.');
                part.push_str(word);
            }
        }
        part
    }
}

/// Iterator of [`Page::ancestors`].
pub struct Ancestors<'a> {
    page: &'a Page,
    next: Option<ElementId>,
}

impl Iterator for Ancestors<'_> {
    type Item = ElementId;

    fn next(&mut self) -> Option<ElementId> {
        let current = self.next?;
        let parent = self.page.elements[current as usize].parent;
        self.next = (parent != current).then_some(parent);
        Some(current)
    }
}

impl Block {
    /// Share of its characters that are link text, 0 to 1.
    pub fn link_density(&self) -> f32 {
        share(self.link_chars, self.chars)
    }

    /// Share of its characters that are bold, 0 to 1.
    pub fn bold_share(&self) -> f32 {
        share(self.bold_chars, self.chars)
    }
}

fn share(part: u32, whole: u32) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}
