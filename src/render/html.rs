//! HTML: a complete document with the article and nothing of the page it came from.
//!
//! The elements are those of the article's own structure. Of the page's attributes only link
//! targets remain; everything is escaped.

use super::spans::{Event, events};
use super::{comments, units};
use crate::article::{Article, ArticleBlock, Cell, Container, Span, SpanKind};
use crate::label::Label;

/// The article as a document.
pub(super) fn html(article: &Article) -> String {
    let facts = &article.metadata;
    let mut out = String::with_capacity(2 * article.text.len() + 1024);
    out.push_str("<!doctype html>\n<html");
    attribute(&mut out, "lang", facts.language.as_deref());
    attribute(&mut out, "dir", facts.direction);
    out.push_str(">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    // The title of a document must not be empty.
    let title = facts.title.as_deref().filter(|title| !title.trim().is_empty());
    escape(&mut out, title.unwrap_or(&article.source));
    out.push_str("</title>\n");
    named(&mut out, "author", (!facts.authors.is_empty()).then(|| facts.authors.join(", ")));
    named(&mut out, "description", facts.description.clone());
    if let Some(url) = facts.canonical_url.as_ref().or(article.url.as_ref()) {
        out.push_str("<link rel=\"canonical\"");
        attribute(&mut out, "href", Some(url));
        out.push_str(">\n");
    }
    out.push_str("</head>\n<body>\n<article>\n");
    header(&mut out, article, title);
    body(&mut out, &article.blocks);
    if !article.comments.is_empty() {
        out.push_str("<section>\n");
        body(&mut out, &comments::blocks(&article.comments));
        out.push_str("</section>\n");
    }
    out.push_str("</article>\n</body>\n</html>\n");
    out
}

/// Title, authors and date.
fn header(out: &mut String, article: &Article, title: Option<&str>) {
    let facts = &article.metadata;
    // The body may begin with the title already.
    let said = |title: &str| {
        let first = article.blocks.first();
        first.is_some_and(|b| b.label == Label::Heading && b.level == 1 && b.text == title)
    };
    let title = title.filter(|title| !said(title));
    let date = facts.date_published.as_deref();
    if title.is_none() && facts.authors.is_empty() && date.is_none() {
        return;
    }
    out.push_str("<header>\n");
    if let Some(title) = title {
        element(out, "h1", title);
    }
    if !facts.authors.is_empty() {
        element(out, "address", &facts.authors.join(", "));
    }
    if let Some(date) = date {
        out.push_str("<p><time");
        attribute(out, "datetime", Some(date));
        out.push('>');
        escape(out, date);
        out.push_str("</time></p>\n");
    }
    out.push_str("</header>\n");
}

/// The blocks, inside the lists, quotes and tables they stand in.
pub(super) fn body(out: &mut String, blocks: &[ArticleBlock]) {
    let mut open: Vec<Container> = Vec::new();
    for unit in units(blocks) {
        let first = &unit[0];
        let containers: Vec<Container> = first
            .containers
            .iter()
            .copied()
            .filter(|c| !matches!(c, Container::Table { .. }))
            .collect();
        let kept = open.iter().zip(&containers).take_while(|(a, b)| a == b).count();
        // An item of the list that is open goes on in it.
        let list = |c: Option<&Container>| match c {
            Some(Container::Item { list, number, .. }) => Some((*list, number.is_some())),
            _ => None,
        };
        let next = list(containers.get(kept));
        let before = open.get(kept).copied().filter(|c| next.is_some() && list(Some(c)) == next);
        while open.len() > kept {
            let container = open.pop();
            close(out, container, before.is_some() && open.len() == kept);
        }
        for (depth, container) in containers.iter().enumerate().skip(kept) {
            start(out, container, before.filter(|_| depth == kept));
        }
        open = containers;
        block(out, unit);
    }
    while let Some(container) = open.pop() {
        close(out, Some(container), false);
    }
}

/// Opens a container, in the list of the item `before` if there is one.
fn start(out: &mut String, container: &Container, before: Option<Container>) {
    match container {
        Container::Quote { .. } => out.push_str("<blockquote>\n"),
        Container::Item { number: Some(number), .. } => match before {
            Some(Container::Item { number: Some(last), .. })
                if last.checked_add(1) == Some(*number) =>
            {
                out.push_str("<li>");
            }
            Some(_) => out.push_str(&format!("<li value=\"{number}\">")),
            None if *number == 1 => out.push_str("<ol>\n<li>"),
            None => out.push_str(&format!("<ol start=\"{number}\">\n<li>")),
        },
        Container::Item { number: None, .. } => {
            out.push_str(if before.is_some() { "<li>" } else { "<ul>\n<li>" });
        }
        Container::Table { .. } => {}
    }
}

fn close(out: &mut String, container: Option<Container>, in_list: bool) {
    match container {
        Some(Container::Quote { .. }) => out.push_str("</blockquote>\n"),
        Some(Container::Item { number, .. }) => {
            out.push_str("</li>\n");
            if !in_list {
                out.push_str(if number.is_some() { "</ol>\n" } else { "</ul>\n" });
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
            out.push_str("<pre><code");
            let class = first.code_language.as_deref().map(|name| format!("language-{name}"));
            attribute(out, "class", class.as_deref());
            out.push('>');
            escape(out, &first.text);
            out.push_str("</code></pre>\n");
        }
        Label::Heading => {
            let level = first.level.clamp(1, 6);
            out.push_str(&format!("<h{level}>"));
            inline(out, &first.text, &first.marks);
            out.push_str(&format!("</h{level}>\n"));
        }
        Label::ListItem => inline(out, &first.text, &first.marks),
        _ => {
            out.push_str("<p>");
            inline(out, &first.text, &first.marks);
            out.push_str("</p>\n");
        }
    }
}

fn table(out: &mut String, rows: &[ArticleBlock]) {
    out.push_str("<table>\n");
    for row in rows {
        out.push_str("<tr>");
        for Cell { text, header, marks, .. } in &row.cells {
            out.push_str(if *header { "<th>" } else { "<td>" });
            inline(out, text, marks);
            out.push_str(if *header { "</th>" } else { "</td>" });
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n");
}

fn inline(out: &mut String, text: &str, spans: &[Span]) {
    for event in events(text, spans) {
        match event {
            Event::Text(range) => escape(out, &text[range]),
            Event::Break => out.push_str("<br>\n"),
            Event::Start(SpanKind::Link { href }) => {
                out.push_str("<a");
                attribute(out, "href", Some(href));
                out.push('>');
            }
            Event::Start(kind) => out.push_str(&format!("<{}>", tag(kind))),
            Event::End(kind) => out.push_str(&format!("</{}>", tag(kind))),
        }
    }
}

fn tag(kind: &SpanKind) -> &'static str {
    match kind {
        SpanKind::Link { .. } => "a",
        SpanKind::Strong => "strong",
        SpanKind::Emphasis => "em",
        SpanKind::Code => "code",
        SpanKind::Subscript => "sub",
        SpanKind::Superscript => "sup",
        SpanKind::Break => "br",
    }
}

fn element(out: &mut String, name: &str, text: &str) {
    out.push_str(&format!("<{name}>"));
    escape(out, text);
    out.push_str(&format!("</{name}>\n"));
}

fn named(out: &mut String, name: &str, content: Option<String>) {
    if let Some(content) = content {
        out.push_str(&format!("<meta name=\"{name}\""));
        attribute(out, "content", Some(&content));
        out.push_str(">\n");
    }
}

fn attribute(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        out.push_str(&format!(" {name}=\""));
        escape(out, value);
        out.push('"');
    }
}

/// Text or attribute value; control characters, which HTML does not allow, are left out.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ if c.is_control() && !c.is_whitespace() => {}
            _ => out.push(c),
        }
    }
}
