//! Reads what was written with parsers of others, down to the text of each block.

use crate::article::{ArticleBlock, Container, SpanKind};
use crate::label::Label;
use crate::render::spans::{Event as Inline, events};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use scraper::{Html, Node, Selector};

/// A block: what it stands in and what it is, then its text.
pub(super) type Leaf = (String, String);
/// Targets and texts.
pub(super) type Links = Vec<(String, String)>;

/// What has to be read.
pub(super) fn expected(blocks: &[ArticleBlock]) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    for block in blocks {
        let mut path = String::new();
        for container in &block.containers {
            match container {
                Container::Quote { .. } => path.push('>'),
                Container::Item { number: Some(number), .. } => {
                    path.push_str(&format!("{number}."))
                }
                Container::Item { .. } => path.push('-'),
                Container::Table { .. } => {}
            }
        }
        match block.label {
            Label::TableRow => {
                let texts: Vec<&str> = block.cells.iter().map(|cell| cell.text.as_str()).collect();
                leaves.push((path + "row", texts.join("¦")));
            }
            Label::Heading => leaves.push((format!("{path}h{}", block.level), block.text.clone())),
            Label::Code => leaves.push((path + "code", block.text.clone())),
            _ => leaves.push((path + "p", block.text.clone())),
        }
    }
    without_empty_rows(leaves)
}

/// A table that has no header is written with an empty one.
fn without_empty_rows(mut leaves: Vec<Leaf>) -> Vec<Leaf> {
    leaves.retain(|(path, text)| !path.ends_with("row") || !text.chars().all(|c| c == '¦'));
    leaves
}

/// The links that have to be read, in order. Links that other markup cuts count piece by piece.
pub(super) fn expected_links(blocks: &[ArticleBlock]) -> Links {
    let mut links: Links = Vec::new();
    for block in blocks {
        let own =
            std::iter::once((&block.text, &block.marks)).filter(|_| block.label != Label::TableRow);
        for (text, marks) in own.chain(block.cells.iter().map(|c| (&c.text, &c.marks))) {
            let mut open: Option<(String, String)> = None;
            for event in events(text, marks) {
                match event {
                    Inline::Start(SpanKind::Link { href }) => {
                        open = Some((href.clone(), String::new()))
                    }
                    Inline::End(SpanKind::Link { .. }) => {
                        join(&mut links, open.take().expect("open"))
                    }
                    Inline::Text(range) => {
                        if let Some((_, link)) = &mut open {
                            link.push_str(&text[range]);
                        }
                    }
                    Inline::Break => {
                        if let Some((_, link)) = &mut open {
                            link.push(' ');
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    links
}

/// Adds a link, or more text to the one before if it goes to the same place. Spaces at the ends of
/// links may be lost, so they are left out.
fn join(links: &mut Links, mut link: (String, String)) {
    link.1.retain(|c| !c.is_whitespace());
    match links.last_mut() {
        Some(last) if last.0 == link.0 => last.1.push_str(&link.1),
        _ => links.push(link),
    }
}

/// The blocks and links of a Markdown text.
pub(super) fn from_markdown(text: &str) -> (Vec<Leaf>, Links) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES;
    let mut reader = Reader::default();
    let mut numbers: Vec<Option<u64>> = Vec::new();
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::BlockQuote(_)) => reader.enter(">"),
            Event::Start(Tag::List(first)) => {
                reader.flush("p");
                numbers.push(first);
            }
            Event::Start(Tag::Item) => {
                let number = numbers.last_mut().expect("in a list");
                reader.enter(&number.map_or("-".into(), |n| format!("{n}.")));
                *number = number.map(|n| n + 1);
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::Item) => reader.leave(),
            Event::End(TagEnd::List(_)) => {
                numbers.pop();
            }
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_)) => {
                reader.flush("p")
            }
            Event::End(TagEnd::Paragraph) => reader.flush("p"),
            Event::End(TagEnd::Heading(level)) => reader.flush(&format!("h{}", level as u8)),
            Event::End(TagEnd::CodeBlock) => {
                reader.text.truncate(reader.text.trim_end_matches('\n').len());
                reader.flush("code");
            }
            Event::Start(Tag::Table(_)) => reader.flush("p"),
            Event::End(TagEnd::TableCell) => reader.cell(),
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => reader.row(),
            Event::Start(Tag::Link { dest_url, .. }) => {
                reader.link = Some((dest_url.to_string(), String::new()))
            }
            Event::End(TagEnd::Link) => reader.end_link(),
            Event::Text(text) | Event::Code(text) => reader.say(&text),
            Event::HardBreak => reader.say(" "),
            Event::Start(
                Tag::Strong | Tag::Emphasis | Tag::TableHead | Tag::TableRow | Tag::TableCell,
            )
            | Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Table) => {}
            // Nothing that we write means anything else.
            other => reader.say(&format!("«{other:?}»")),
        }
    }
    reader.flush("p");
    (without_empty_rows(reader.leaves), reader.links)
}

/// The blocks and links of the body of an HTML document.
pub(super) fn from_html(body: &str) -> (Vec<Leaf>, Links) {
    let html =
        Html::parse_document(&format!("<!doctype html><title>x</title><article>{body}</article>"));
    let article = html.select(&Selector::parse("article").expect("selector")).next().expect("one");
    let mut reader = Reader::default();
    for child in article.children() {
        html_node(&mut reader, child, &mut Vec::new());
    }
    reader.flush("p");
    (without_empty_rows(reader.leaves), reader.links)
}

fn html_node(
    reader: &mut Reader,
    node: ego_tree::NodeRef<'_, Node>,
    numbers: &mut Vec<Option<u64>>,
) {
    let element = match node.value() {
        Node::Text(text) => {
            let in_code =
                node.ancestors().any(|n| n.value().as_element().is_some_and(|e| e.name() == "pre"));
            if in_code || !text.trim().is_empty() || !reader.text.is_empty() {
                reader.say(text);
            }
            return;
        }
        Node::Element(element) => element,
        _ => return,
    };
    let children = |reader: &mut Reader, numbers: &mut Vec<Option<u64>>| {
        for child in node.children() {
            html_node(reader, child, numbers);
        }
    };
    let number = |name| element.attr(name).map(|n| n.parse::<u64>().expect("a number"));
    match element.name() {
        "blockquote" => {
            reader.enter(">");
            children(reader, numbers);
            reader.leave();
        }
        list @ ("ul" | "ol") => {
            reader.flush("p");
            numbers.push((list == "ol").then(|| number("start").unwrap_or(1)));
            children(reader, numbers);
            numbers.pop();
        }
        "li" => {
            let last = numbers.last_mut().expect("in a list");
            *last = number("value").or(*last);
            reader.enter(&last.map_or("-".into(), |n| format!("{n}.")));
            *last = last.map(|n| n + 1);
            children(reader, numbers);
            reader.leave();
        }
        name @ ("p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6") => {
            reader.flush("p");
            children(reader, numbers);
            reader.flush(name);
        }
        "pre" => {
            reader.flush("p");
            children(reader, numbers);
            reader.flush("code");
        }
        "tr" => {
            reader.flush("p");
            for cell in node.children().filter(|child| child.value().is_element()) {
                for child in cell.children() {
                    html_node(reader, child, numbers);
                }
                reader.cell();
            }
            reader.row();
        }
        "table" => {
            reader.flush("p");
            children(reader, numbers);
        }
        "a" => {
            reader.link = Some((element.attr("href").expect("href").to_owned(), String::new()));
            children(reader, numbers);
            reader.end_link();
        }
        "br" => reader.say(" "),
        "strong" | "em" | "code" | "sub" | "sup" | "tbody" => children(reader, numbers),
        other => panic!("unexpected element {other}"),
    }
}

/// Gathers blocks.
#[derive(Default)]
struct Reader {
    leaves: Vec<Leaf>,
    links: Links,
    path: Vec<String>,
    text: String,
    cells: Vec<String>,
    link: Option<(String, String)>,
}

impl Reader {
    fn say(&mut self, text: &str) {
        self.text.push_str(text);
        if let Some((_, link)) = &mut self.link {
            link.push_str(text);
        }
    }

    fn end_link(&mut self) {
        let (href, text) = self.link.take().expect("open");
        join(&mut self.links, (href, text));
    }

    fn enter(&mut self, container: &str) {
        self.flush("p");
        self.path.push(container.to_owned());
    }

    fn leave(&mut self) {
        self.flush("p");
        self.path.pop();
    }

    fn flush(&mut self, kind: &str) {
        let text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            let text = if kind == "code" { text } else { collapse(&text) };
            self.leaves.push((self.path.concat() + kind, text));
        }
    }

    fn cell(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.cells.push(collapse(&text));
    }

    fn row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        self.leaves.push((self.path.concat() + "row", cells.join("¦")));
    }
}

/// The spaces of HTML and Markdown as one.
fn collapse(text: &str) -> String {
    text.replace("\n", " ").split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}
