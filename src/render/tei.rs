//! XML-TEI: a document of the Text Encoding Initiative's [P5 guidelines], valid against `tei_all`.
//!
//! The header holds the facts, the text the blocks: each heading begins a `div`, with its level in
//! `n`; a heading inside a list or quote is a `label`. Elements nest only as P5 allows, so a list
//! item holds its blocks and a quote its paragraphs.
//!
//! [P5 guidelines]: https://tei-c.org/guidelines/p5/

use super::spans::{Event, events};
use super::units;
use crate::article::{Article, ArticleBlock, Container, Span, SpanKind};
use crate::label::Label;

/// The article as a document.
pub(super) fn tei(article: &Article) -> String {
    let facts = &article.metadata;
    let mut out = String::with_capacity(2 * article.text.len() + 2048);
    out.push_str(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n<teiHeader>\n<fileDesc>\n<titleStmt>\n",
    );
    // A title statement without a title is none.
    element(&mut out, "title", &[("type", Some("main"))], facts.title.as_deref().unwrap_or(""));
    for author in &facts.authors {
        element(&mut out, "author", &[], author);
    }
    out.push_str("</titleStmt>\n<publicationStmt>\n");
    match &facts.site_name {
        Some(site) => {
            element(&mut out, "publisher", &[], site);
            if let Some(license) = &facts.license {
                out.push_str("<availability>");
                element(&mut out, "licence", &[], license);
                out.push_str("</availability>\n");
            }
            date(&mut out, facts.date_published.as_deref(), None);
        }
        None => out.push_str("<p/>\n"),
    }
    out.push_str("</publicationStmt>\n");
    source(&mut out, article);
    out.push_str("</fileDesc>\n");
    profile(&mut out, article);
    out.push_str("</teiHeader>\n<text");
    attribute(&mut out, "xml:lang", facts.language.as_deref());
    out.push_str(">\n<body>\n");
    body(&mut out, &article.blocks);
    out.push_str("</body>\n</text>\n</TEI>\n");
    out
}

/// Where the text is from.
fn source(out: &mut String, article: &Article) {
    let facts = &article.metadata;
    out.push_str("<sourceDesc>\n<bibl>\n");
    if let Some(title) = &facts.title {
        element(out, "title", &[], title);
    }
    for author in &facts.authors {
        element(out, "author", &[], author);
    }
    if let Some(site) = &facts.site_name {
        element(out, "publisher", &[], site);
    }
    date(out, facts.date_published.as_deref(), Some("published"));
    date(out, facts.date_modified.as_deref(), Some("modified"));
    if let Some(url) = facts.canonical_url.as_ref().or(article.url.as_ref()) {
        out.push_str("<ptr");
        attribute(out, "target", Some(&uri(url)));
        out.push_str("/>\n");
    }
    element(out, "idno", &[("type", Some("source"))], &article.source);
    element(out, "note", &[("type", Some("status"))], article.status.name());
    out.push_str("</bibl>\n</sourceDesc>\n");
}

/// What the text is about.
fn profile(out: &mut String, article: &Article) {
    let facts = &article.metadata;
    let classes = !facts.tags.is_empty() || facts.section.is_some();
    if facts.description.is_none() && facts.language.is_none() && !classes {
        return;
    }
    out.push_str("<profileDesc>\n");
    if let Some(description) = &facts.description {
        out.push_str("<abstract>");
        element(out, "p", &[], description);
        out.push_str("</abstract>\n");
    }
    if let Some(language) = &facts.language {
        out.push_str("<langUsage>");
        element(out, "language", &[("ident", Some(language))], language);
        out.push_str("</langUsage>\n");
    }
    if classes {
        out.push_str("<textClass>\n<keywords>\n");
        for (kind, term) in facts
            .section
            .iter()
            .map(|section| (Some("section"), section))
            .chain(facts.tags.iter().map(|tag| (None, tag)))
        {
            element(out, "term", &[("type", kind)], term);
        }
        out.push_str("</keywords>\n</textClass>\n");
    }
    out.push_str("</profileDesc>\n");
}

/// A date as the page gives it, its day for machines.
fn date(out: &mut String, date: Option<&str>, kind: Option<&str>) {
    if let Some(date) = date {
        let day = date.split('T').next();
        element(out, "date", &[("type", kind), ("when", day)], date);
    }
}

/// The blocks, a division from each heading on.
pub(super) fn body(out: &mut String, blocks: &[ArticleBlock]) {
    let is_heading = |block: &ArticleBlock| {
        block.label == Label::Heading && !block.containers.iter().any(holds_blocks)
    };
    let mut rest = blocks;
    loop {
        let heading = rest.first().filter(|block| is_heading(block));
        out.push_str("<div");
        if let Some(heading) = heading {
            attribute(out, "type", Some("section"));
            attribute(out, "n", Some(&heading.level.clamp(1, 6).to_string()));
        }
        out.push_str(">\n");
        if let Some(heading) = heading {
            out.push_str("<head>");
            inline(out, &heading.text, &heading.marks);
            out.push_str("</head>\n");
            rest = &rest[1..];
        }
        let end = rest.iter().position(is_heading).unwrap_or(rest.len());
        if end == 0 && heading.is_none() {
            // A division must hold something.
            out.push_str("<p/>\n");
        }
        division(out, &rest[..end]);
        out.push_str("</div>\n");
        rest = &rest[end..];
        if rest.is_empty() {
            return;
        }
    }
}

fn holds_blocks(container: &Container) -> bool {
    matches!(container, Container::Item { .. } | Container::Quote { .. })
}

/// Blocks without headings of their own, inside the lists and quotes that they stand in.
fn division(out: &mut String, blocks: &[ArticleBlock]) {
    let mut open: Vec<Container> = Vec::new();
    for unit in units(blocks) {
        let containers: Vec<Container> =
            unit[0].containers.iter().copied().filter(holds_blocks).collect();
        let kept = open.iter().zip(&containers).take_while(|(a, b)| a == b).count();
        let next = containers.get(kept).and_then(list_of);
        let goes_on = next.is_some() && open.get(kept).and_then(list_of) == next;
        while open.len() > kept {
            let list_ends = !(goes_on && open.len() == kept + 1);
            close(out, open.pop(), list_ends);
        }
        for (depth, container) in containers.iter().enumerate().skip(kept) {
            start(out, container, !(goes_on && depth == kept));
        }
        open = containers;
        block(out, unit);
    }
    while let Some(container) = open.pop() {
        close(out, Some(container), true);
    }
}

/// The list that an item is in; numbered and other items are never in one.
fn list_of(container: &Container) -> Option<(u32, bool)> {
    match container {
        Container::Item { list, number, .. } => Some((*list, number.is_some())),
        _ => None,
    }
}

fn start(out: &mut String, container: &Container, list_starts: bool) {
    match container {
        Container::Quote { .. } => out.push_str("<quote>\n"),
        Container::Item { number, .. } => {
            if list_starts {
                let kind = if number.is_some() { "numbered" } else { "bulleted" };
                out.push_str(&format!("<list rend=\"{kind}\">\n"));
            }
            out.push_str("<item");
            attribute(out, "n", number.map(|number| number.to_string()).as_deref());
            out.push_str(">\n");
        }
        _ => {}
    }
}

fn close(out: &mut String, container: Option<Container>, list_ends: bool) {
    match container {
        Some(Container::Quote { .. }) => out.push_str("</quote>\n"),
        Some(Container::Item { .. }) => {
            out.push_str("</item>\n");
            if list_ends {
                out.push_str("</list>\n");
            }
        }
        _ => {}
    }
}

fn block(out: &mut String, unit: &[ArticleBlock]) {
    let first = &unit[0];
    match first.label {
        Label::TableRow => table(out, unit),
        Label::Code => {
            out.push_str("<ab type=\"code\"");
            let language = first.code_language.as_deref();
            let is_word = |name: &&str| !name.is_empty() && !name.contains(char::is_whitespace);
            attribute(out, "subtype", language.filter(is_word));
            out.push('>');
            escape(out, &first.text);
            out.push_str("</ab>\n");
        }
        Label::Heading => wrapped(out, "label", first),
        // A block of an item that is alone in it needs no paragraph, and one beside others may have
        // one; the same for both keeps readers simple.
        _ => wrapped(out, "p", first),
    }
}

fn wrapped(out: &mut String, name: &str, block: &ArticleBlock) {
    out.push_str(&format!("<{name}>"));
    inline(out, &block.text, &block.marks);
    out.push_str(&format!("</{name}>\n"));
}

fn table(out: &mut String, rows: &[ArticleBlock]) {
    out.push_str("<table>\n");
    for row in rows {
        let label = !row.cells.is_empty() && row.cells.iter().all(|cell| cell.header);
        out.push_str(if label { "<row role=\"label\">" } else { "<row>" });
        if row.cells.is_empty() {
            out.push_str("<cell>");
            inline(out, &row.text, &row.marks);
            out.push_str("</cell>");
        }
        for cell in &row.cells {
            out.push_str(if cell.header { "<cell role=\"label\">" } else { "<cell>" });
            inline(out, &cell.text, &cell.marks);
            out.push_str("</cell>");
        }
        out.push_str("</row>\n");
    }
    out.push_str("</table>\n");
}

fn inline(out: &mut String, text: &str, spans: &[Span]) {
    for event in events(text, spans) {
        match event {
            Event::Text(range) => escape(out, &text[range]),
            Event::Break => out.push_str("<lb/>"),
            Event::Start(SpanKind::Link { href }) => {
                out.push_str("<ref");
                attribute(out, "target", Some(&uri(href)));
                out.push('>');
            }
            Event::Start(kind) => out.push_str(&format!("<hi rend=\"{}\">", rend(kind))),
            Event::End(SpanKind::Link { .. }) => out.push_str("</ref>"),
            Event::End(_) => out.push_str("</hi>"),
        }
    }
}

/// How it looked. For code there is `code`, but only in schemas that include the module for
/// documenting schemas.
fn rend(kind: &SpanKind) -> &'static str {
    match kind {
        SpanKind::Strong => "bold",
        SpanKind::Emphasis => "italic",
        SpanKind::Subscript => "sub",
        SpanKind::Superscript => "sup",
        SpanKind::Code => "code",
        SpanKind::Link { .. } | SpanKind::Break => "",
    }
}

/// A pointer has no white space in it: it would be two.
fn uri(url: &str) -> String {
    url.split_whitespace().collect::<Vec<_>>().join("%20")
}

fn element(out: &mut String, name: &str, attributes: &[(&str, Option<&str>)], text: &str) {
    out.push_str(&format!("<{name}"));
    for (name, value) in attributes {
        attribute(out, name, *value);
    }
    out.push('>');
    escape(out, text);
    out.push_str(&format!("</{name}>\n"));
}

fn attribute(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        out.push_str(&format!(" {name}=\""));
        escape(out, value);
        out.push('"');
    }
}

/// Text or attribute value; characters that XML 1.0 has no way to write are left out.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_stay_in_their_order_and_elements_close() {
        let item = |list, id, number, text: &str| ArticleBlock {
            label: Label::ListItem,
            text: text.into(),
            containers: vec![Container::Item { list, id, number }],
            ..ArticleBlock::default()
        };
        let heading = ArticleBlock {
            label: Label::Heading,
            level: 2,
            text: "Head & shoulders".into(),
            ..ArticleBlock::default()
        };
        let quote = ArticleBlock {
            label: Label::Quote,
            text: "Said\u{1} so".into(),
            containers: vec![Container::Quote { id: 9 }],
            ..ArticleBlock::default()
        };
        let blocks = [
            item(1, 2, None, "one"),
            item(1, 3, None, "two"),
            heading,
            quote,
            item(4, 5, Some(1), "x"),
        ];
        let mut out = String::new();
        body(&mut out, &blocks);
        let expected = "<div>\n<list rend=\"bulleted\">\n<item>\n<p>one</p>\n</item>\n<item>\n<p>two</p>\n\
            </item>\n</list>\n</div>\n<div type=\"section\" n=\"2\">\n<head>Head &amp; shoulders</head>\n\
            <quote>\n<p>Said so</p>\n</quote>\n<list rend=\"numbered\">\n<item n=\"1\">\n<p>x</p>\n</item>\n\
            </list>\n</div>\n";
        assert_eq!(out, expected);
        let mut reader = quick_xml::Reader::from_str(&out);
        while !matches!(reader.read_event().expect("well-formed"), quick_xml::events::Event::Eof) {}
    }
}
