//! Walks the tree once and writes blocks, marks and elements.

use super::attributes::{field, may_hide, style_hides};
use super::blanks::{is_blank, words};
use super::head;
use super::page::{
    Attribute, AttributeName, Block, Element, ElementId, Field, FieldKind, Hiding, Image, Mark,
    MarkKind, Origin, Page, Styled,
};
use super::tag::Tag;
use crate::parse::{self, Data, NodeId, Parsed};
use std::ops::Range;

/// Cuts a parsed page into blocks.
pub fn segment(parsed: &Parsed) -> Page {
    segment_watched(parsed, None)
}

/// Told of each node that becomes an element and of the number it gets; says whether to keep it.
pub(crate) type Watch<'a> = &'a mut dyn FnMut(NodeId, ElementId, Tag) -> bool;

/// The same, under the eyes of someone who knows nodes of the tree.
pub(crate) fn segment_watched<'a>(parsed: &'a Parsed, watch: Option<Watch<'a>>) -> Page {
    let mut walk = Walk::new(parsed);
    walk.watch = watch;
    let mut id = NodeId::ROOT;
    // An explicit walk: the tree may be as deep as the parser's limit allows.
    loop {
        let descend = walk.open(id);
        if let Some(child) = parsed.tree.node(id).first_child.filter(|_| descend) {
            id = child;
            continue;
        }
        if descend {
            walk.close(id);
        }
        loop {
            let node = parsed.tree.node(id);
            if let Some(next) = node.next {
                id = next;
                break;
            }
            match node.parent {
                Some(parent) => {
                    id = parent;
                    walk.close(id);
                }
                None => return walk.finish(),
            }
        }
    }
}

/// An open element.
struct Frame {
    node: NodeId,
    element: ElementId,
    container: ElementId,
    link: u32,
    bold: bool,
    italic: bool,
    preformatted: bool,
    /// Its inline mark is on [`Walk::open_marks`].
    marked: bool,
}

/// Inline markup whose end has not come yet; `start` is unset until text follows. Without a kind it
/// is an element that is only noted because it could hide its text.
struct OpenMark {
    kind: Option<MarkKind>,
    element: ElementId,
    start: Option<u32>,
}

struct Walk<'a> {
    parsed: &'a Parsed,
    page: Page,
    frames: Vec<Frame>,
    open_marks: Vec<OpenMark>,
    block: Draft,
    links: u32,
    images: u16,
    watch: Option<Watch<'a>>,
}

/// The block being written.
#[derive(Default)]
struct Draft {
    start: u32,
    first_mark: u32,
    element: Option<(ElementId, ElementId)>,
    origin: Origin,
    chars: u32,
    link_chars: u32,
    bold_chars: u32,
    italic_chars: u32,
    links: u16,
    last_link: u32,
    breaks: u16,
    /// Line breaks since the last text.
    break_run: u16,
    space: bool,
    /// An element began or ended here that is laid out apart as often as not: words on its two
    /// sides are not one.
    edge: bool,
}

impl<'a> Walk<'a> {
    fn new(parsed: &'a Parsed) -> Self {
        let mut page = Page::default();
        // An element has a text of its own and an attribute or two.
        let nodes = parsed.tree.len();
        page.elements.reserve(nodes / 2);
        page.attributes.reserve(nodes);
        page.values.reserve(nodes * 16);
        page.text.reserve(nodes * 8);
        page.elements.push(Element {
            parent: 0,
            tag: Tag::Html,
            hiding: Hiding::None,
            depth: 0,
            end: 1,
            attributes: 0..0,
        });
        Walk {
            parsed,
            page,
            frames: Vec::new(),
            open_marks: Vec::new(),
            block: Draft::default(),
            links: 0,
            images: 0,
            watch: None,
        }
    }

    /// Enters a node; says whether to go on to its children.
    fn open(&mut self, node: NodeId) -> bool {
        let parsed = self.parsed;
        match &parsed.tree.node(node).data {
            Data::Document => {
                self.push(node, 0, 0, Tag::Html, 0);
                true
            }
            Data::Text(text) => {
                self.text(text, node);
                false
            }
            Data::Element(element) => {
                let tag = Tag::of(&element.name);
                head::note(&mut self.page.head, tag, element, &parsed.tree, node);
                match tag {
                    Tag::Head => {
                        self.head(node);
                        return false;
                    }
                    Tag::Br => {
                        self.line_break();
                        return false;
                    }
                    Tag::Img => {
                        self.image(element);
                        return false;
                    }
                    _ if tag.is_dropped() => {
                        if let Some(kind) = field(tag, element) {
                            let element = self.frames.last().map_or(0, |frame| frame.element);
                            self.page.fields.push(Field { kind, element });
                        }
                        // What shows as a picture or a field keeps the words around it apart.
                        self.block.space |= tag.is_replaced();
                        return false;
                    }
                    _ => {}
                }
                if let Some(watch) = &mut self.watch
                    && !watch(node, self.page.elements.len() as ElementId, tag)
                {
                    return false;
                }
                if tag.is_block() {
                    self.flush();
                }
                self.block.edge |= tag.is_apart();
                let parent = self.frames.last().map_or(0, |frame| frame.element);
                let id = self.element(parent, tag, element);
                let link = if tag == Tag::A && element.attribute("href").is_some() {
                    self.links += 1;
                    self.links
                } else {
                    self.frames.last().map_or(0, |frame| frame.link)
                };
                let container = if tag.is_block() {
                    id
                } else {
                    self.frames.last().map_or(0, |frame| frame.container)
                };
                self.push(node, id, container, tag, link);
                let kind = self.mark_kind(tag, element);
                if kind.is_some() || !tag.is_block() && may_hide(element) {
                    self.open_marks.push(OpenMark { kind, element: id, start: None });
                    self.frames.last_mut().expect("just pushed").marked = true;
                }
                true
            }
            Data::Other => false,
        }
    }

    fn push(
        &mut self,
        node: NodeId,
        element: ElementId,
        container: ElementId,
        tag: Tag,
        link: u32,
    ) {
        let above = self.frames.last();
        self.frames.push(Frame {
            node,
            element,
            container,
            link,
            bold: matches!(tag, Tag::B | Tag::Strong) || above.is_some_and(|f| f.bold),
            italic: matches!(tag, Tag::I | Tag::Em | Tag::Cite) || above.is_some_and(|f| f.italic),
            preformatted: tag.is_preformatted() || above.is_some_and(|f| f.preformatted),
            marked: false,
        });
    }

    /// Leaves a node entered before.
    fn close(&mut self, node: NodeId) {
        let Some(frame) = self.frames.pop_if(|frame| frame.node == node) else { return };
        let element = frame.element as usize;
        let tag = self.page.elements[element].tag;
        if element == 0 || tag.is_block() {
            self.flush_inside(frame.preformatted);
        }
        self.block.edge |= tag.is_apart();
        if frame.marked
            && let Some(open) = self.open_marks.pop()
        {
            self.write_mark(open);
        }
        self.page.elements[element].end = self.page.elements.len() as ElementId;
    }

    /// Facts of the head; its text is nobody's to read.
    fn head(&mut self, node: NodeId) {
        let tree = &self.parsed.tree;
        for child in tree.children(node) {
            if let Data::Element(element) = &tree.node(child).data {
                head::note(&mut self.page.head, Tag::of(&element.name), element, tree, child);
            }
        }
    }

    fn mark_kind(&mut self, tag: Tag, element: &parse::Element) -> Option<MarkKind> {
        Some(match tag {
            Tag::A => MarkKind::Link(self.store(element.attribute("href")?.trim())),
            Tag::B | Tag::Strong => MarkKind::Strong,
            Tag::I | Tag::Em | Tag::Cite => MarkKind::Emphasis,
            Tag::Code | Tag::Kbd | Tag::Samp | Tag::Tt => MarkKind::Code,
            Tag::Sub => MarkKind::Subscript,
            Tag::Sup => MarkKind::Superscript,
            _ => return None,
        })
    }

    fn element(&mut self, parent: ElementId, tag: Tag, element: &parse::Element) -> ElementId {
        let first = self.page.attributes.len() as u32;
        let mut hiding = Hiding::None;
        for (name, value) in element.attributes() {
            use AttributeName::*;
            let name = match name {
                "class" => Class,
                "id" => Id,
                "itemprop" => Itemprop,
                "property" => Property,
                "role" => Role,
                "rel" => Rel,
                "name" => Name,
                "aria-label" => AriaLabel,
                "data-testid" | "data-component" | "data-type" => Data,
                "style" => Style,
                "datetime" => Datetime,
                "href" => Href,
                "lang" => Lang,
                "dir" => Dir,
                "content" => Content,
                "start" => Start,
                "colspan" => Colspan,
                "rowspan" => Rowspan,
                "itemtype" => Itemtype,
                "data-id" | "data-comment-id" | "data-commentid" | "data-cid" | "data-post-id" => {
                    DataId
                }
                "data-parent"
                | "data-parent-id"
                | "data-parentid"
                | "data-parent-comment-id"
                | "data-reply-to"
                | "data-replyto"
                | "data-in-reply-to"
                | "data-pid" => DataParent,
                "data-depth" | "data-level" | "data-indent" => DataDepth,
                "contenteditable" if value.trim() != "false" => {
                    let element = self.page.elements.len() as ElementId;
                    self.page.fields.push(Field { kind: FieldKind::Editable, element });
                    continue;
                }
                "hidden" => {
                    hiding = Hiding::Attribute;
                    continue;
                }
                "aria-hidden" => {
                    if hiding == Hiding::None && value.trim() == "true" {
                        hiding = Hiding::Aria;
                    }
                    continue;
                }
                _ => continue,
            };
            if name == Style && style_hides(value) {
                hiding = Hiding::Style;
            }
            let value = self.store(value);
            self.page.attributes.push(Attribute { name, value });
        }
        let id = self.page.elements.len() as ElementId;
        self.page.elements.push(Element {
            parent,
            tag,
            hiding,
            depth: self.page.elements[parent as usize].depth + 1,
            end: id + 1,
            attributes: first..self.page.attributes.len() as u32,
        });
        id
    }

    fn store(&mut self, value: &str) -> Range<u32> {
        let start = self.page.values.len() as u32;
        self.page.values.push_str(value);
        start..self.page.values.len() as u32
    }

    fn image(&mut self, element: &parse::Element) {
        self.images = self.images.saturating_add(1);
        self.block.space = true;
        let lazy = ["data-src", "data-original", "data-lazy-src"];
        let src = element
            .attribute("src")
            .filter(|src| !src.is_empty() && !src.starts_with("data:"))
            .or_else(|| lazy.iter().find_map(|name| element.attribute(name)));
        if let Some(src) = src {
            self.page.images.push(Image {
                src: src.trim().to_owned(),
                alt: element.attribute("alt").unwrap_or_default().trim().to_owned(),
                before_block: self.page.blocks.len() as u32,
                element: self.frames.last().map_or(0, |frame| frame.element),
            });
        }
    }

    fn line_break(&mut self) {
        self.block.break_run = self.block.break_run.saturating_add(1);
        self.block.breaks = self.block.breaks.saturating_add(1);
        if self.frames.last().is_some_and(|frame| frame.preformatted) {
            if self.block.element.is_some() {
                self.page.text.push('\n');
            }
            return;
        }
        self.block.space = true;
        if self.block.element.is_some() {
            let at = self.page.text.len() as u32;
            let element = self.frames.last().map_or(0, |frame| frame.element);
            self.page.marks.push(Mark { start: at, end: at, kind: MarkKind::Break, element });
        }
    }

    /// Adds a text node to the block.
    fn text(&mut self, text: &str, node: NodeId) {
        let Some(&Frame { element, container, link, bold, italic, preformatted, .. }) =
            self.frames.last()
        else {
            return;
        };
        let mut words = words(text).peekable();
        if words.peek().is_none() {
            self.block.space = true;
            if preformatted && self.block.element.is_some() {
                self.page.text.push_str(text);
            }
            return;
        }
        // Two line breaks make a paragraph of their own on pages that never heard of <p>.
        if self.block.break_run >= 2 && !preformatted {
            self.flush();
        }
        // Text outside the document does not continue a paragraph inside it.
        let origin = self.origin(node);
        if origin != self.block.origin {
            self.flush();
        }
        self.block.break_run = 0;
        if self.block.element.is_none() {
            self.block.element = Some((element, container));
            self.block.origin = origin;
            self.block.space = false;
        }
        let mut count = 0;
        if preformatted {
            self.start_marks();
            self.page.text.push_str(text);
            count = words.map(|word| word.chars().count()).sum::<usize>();
        } else {
            self.block.space |= text.starts_with(is_blank);
            if std::mem::take(&mut self.block.edge) {
                let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let before = self.page.text[self.block.start as usize..].chars().next_back();
                self.block.space |= word(before) && word(text.chars().next());
            }
            for word in words {
                if self.block.space && self.page.text.len() as u32 > self.block.start {
                    self.page.text.push(' ');
                }
                self.start_marks();
                self.page.text.push_str(word);
                count += word.chars().count();
                self.block.space = true;
            }
            self.block.space = text.ends_with(is_blank);
        }
        let count = count as u32;
        let block = &mut self.block;
        block.chars += count;
        block.bold_chars += if bold { count } else { 0 };
        block.italic_chars += if italic { count } else { 0 };
        if link > 0 {
            block.link_chars += count;
            if block.last_link != link {
                block.last_link = link;
                block.links = block.links.saturating_add(1);
            }
        }
    }

    /// Open marks begin with the first text inside them, not with the blank before it.
    fn start_marks(&mut self) {
        let at = self.page.text.len() as u32;
        for open in self.open_marks.iter_mut().rev() {
            if open.start.is_some() {
                break;
            }
            open.start = Some(at);
        }
    }

    fn write_mark(&mut self, open: OpenMark) {
        let end = self.page.text.len() as u32;
        if let Some(start) = open.start.filter(|&start| start < end) {
            self.page.note(start, end, open.kind, open.element);
        }
    }

    fn origin(&self, node: NodeId) -> Origin {
        if self.parsed.before_document.is_some_and(|last| node > last) {
            Origin::BeforeDocument
        } else if self.parsed.body_end.is_some_and(|end| node > end) {
            Origin::AfterBody
        } else {
            Origin::Body
        }
    }

    fn flush(&mut self) {
        let preformatted = self.frames.last().is_some_and(|frame| frame.preformatted);
        self.flush_inside(preformatted);
    }

    /// Ends the block. Marks that are still open are cut here and go on in the next block.
    fn flush_inside(&mut self, preformatted: bool) {
        let page = &mut self.page;
        let Some((element, container)) = self.block.element else {
            self.block.space = false;
            self.block.break_run = 0;
            return;
        };
        if preformatted {
            let trimmed = page.text.trim_end().len().max(self.block.start as usize);
            page.text.truncate(trimmed);
        }
        let end = page.text.len() as u32;
        for open in &mut self.open_marks {
            if let Some(start) = open.start.take().filter(|&start| start < end) {
                page.note(start, end, open.kind.clone(), open.element);
            }
        }
        let first = self.block.first_mark as usize;
        while page.marks.len() > first
            && page.marks.last().is_some_and(|m| m.kind == MarkKind::Break && m.start >= end)
        {
            page.marks.pop();
        }
        for mark in &mut page.marks[first..] {
            mark.end = mark.end.min(end);
        }
        page.marks[first..].sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
        let block = std::mem::take(&mut self.block);
        page.blocks.push(Block {
            span: block.start..end,
            element,
            container,
            chars: block.chars,
            link_chars: block.link_chars,
            bold_chars: block.bold_chars,
            italic_chars: block.italic_chars,
            links: block.links,
            breaks: block.breaks.saturating_sub(block.break_run),
            images_before: std::mem::take(&mut self.images),
            marks: block.first_mark..page.marks.len() as u32,
            origin: block.origin,
        });
        page.text.push('\n');
        self.block.start = page.text.len() as u32;
        self.block.first_mark = page.marks.len() as u32;
    }

    fn finish(mut self) -> Page {
        self.flush_inside(false);
        self.page.elements[0].end = self.page.elements.len() as ElementId;
        self.page
    }
}

impl Page {
    fn note(&mut self, start: u32, end: u32, kind: Option<MarkKind>, element: ElementId) {
        match kind {
            Some(kind) => self.marks.push(Mark { start, end, kind, element }),
            None => self.styled.push(Styled { start, end, element }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::ATTRIBUTES;
    use super::*;
    use crate::parse::{Reader, parse, parse_for};
    use crate::settings::Limits;

    fn page(html: &str) -> Page {
        segment(&parse(html, &Limits::default()))
    }

    fn texts(page: &Page) -> Vec<&str> {
        (0..page.blocks.len()).map(|i| page.block_text(i)).collect()
    }

    #[test]
    fn blocks_end_at_block_elements_and_double_breaks() {
        let page = page("<div>One <b>bold</b>\n line<p>Two</p>three<br>four<br> <br>five</div>");
        assert_eq!(texts(&page), ["One bold line", "Two", "three four", "five"]);
    }

    #[test]
    fn inline_elements_join_without_a_space() {
        let page = page("<p><span>T</span>he <i>end</i>.</p>");
        assert_eq!(texts(&page), ["The end."]);
    }

    #[test]
    fn marks_cover_their_words_only() {
        let page = page("<p>See <a href='/x'> the report </a>now</p>");
        let mark = &page.block_marks(0)[0];
        assert_eq!(page.slice(&(mark.start..mark.end)), "the report");
        let MarkKind::Link(href) = &mark.kind else { panic!("not a link") };
        assert_eq!(page.value(href), "/x");
    }

    #[test]
    fn a_link_around_blocks_marks_each_of_them() {
        let page = page("<a href='/x'><h3>Head</h3><p>Text</p></a>");
        assert_eq!(texts(&page), ["Head", "Text"]);
        assert!(page.blocks.iter().all(|block| block.link_density() == 1.0));
        assert_eq!(page.marks.len(), 2);
    }

    #[test]
    fn preformatted_text_keeps_its_lines() {
        let page = page("<pre>\nfn main() {\n    run()\n}\n</pre>");
        assert_eq!(texts(&page), ["fn main() {\n    run()\n}"]);
    }

    #[test]
    fn text_outside_the_document_is_known() {
        let page =
            page("<a href=x>spam</a><!doctype html><html><body><p>In</p></body></html><p>Out");
        let origins: Vec<_> = page.blocks.iter().map(|block| block.origin).collect();
        assert_eq!(origins, [Origin::Body, Origin::AfterBody, Origin::BeforeDocument]);
    }

    #[test]
    fn fields_are_known_by_what_they_take() {
        let html = "<form><input><input type=hidden><input type=password><textarea></textarea>\
                    </form><div contenteditable>";
        let kinds: Vec<_> = page(html).fields.iter().map(|field| field.kind).collect();
        use FieldKind::*;
        assert_eq!(kinds, [Line, Password, Text, Editable]);
    }

    #[test]
    fn no_other_attributes_are_read() {
        let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/pages");
        let mut pages = 0;
        for folder in std::fs::read_dir(samples).expect("samples") {
            let path = folder.expect("an entry").path().join("page.html");
            let Ok(bytes) = std::fs::read(&path) else { continue };
            let (html, limits) = (String::from_utf8_lossy(&bytes), Limits::default());
            let all = segment(&parse(&html, &limits));
            let read = segment(&parse_for(&html, &limits, Reader::of(ATTRIBUTES)));
            assert!(format!("{all:?}") == format!("{read:?}"), "{}", path.display());
            pages += 1;
        }
        assert!(pages > 20);
        let fields = page("<p contenteditable>a<input type=password><img data-original=/x alt=y>");
        assert_eq!((fields.fields.len(), fields.images.len()), (2, 1));
    }

    #[test]
    fn noscript_is_parsed() {
        let page = page("<body><noscript><p>No <b>script</b></p></noscript>");
        assert_eq!(texts(&page), ["No script"]);
    }
}
