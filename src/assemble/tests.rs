use super::*;
use crate::article::{Span, SpanKind};
use crate::label::Reason;
use crate::parse::parse;
use crate::segment::{segment, segment_text};

fn verdict(label: Label) -> Verdict {
    Verdict { label, score: 0.75, reason: Reason::new("test", "") }
}

fn build(page: &Page, label: impl Fn(&str) -> Label, settings: &Settings) -> Article {
    let verdicts: Vec<Verdict> =
        (0..page.blocks.len()).map(|index| verdict(label(page.block_text(index)))).collect();
    let source =
        Source { url: Some("https://example.com/news/a".into()), ..Source::named("a.html") };
    let facts = Metadata { title: Some("The title".into()), ..Metadata::default() };
    assemble(page, &verdicts, &Findings::default(), facts, &source, settings)
}

/// The article of a page all of whose blocks are body text.
fn article(html: &str) -> Article {
    build(&segment(&parse(html, &Default::default())), |_| Label::Paragraph, &Settings::default())
}

/// The blocks in short: `label level number: text`.
fn blocks(html: &str) -> Vec<String> {
    let short = |block: &ArticleBlock| {
        let level = if block.level > 0 { format!(" {}", block.level) } else { String::new() };
        let number = block.number.map(|n| format!(" #{n}")).unwrap_or_default();
        format!("{}{level}{number}: {}", block.label.name(), block.text)
    };
    article(html).blocks.iter().map(short).collect()
}

#[test]
fn headings_quotes_and_paragraphs() {
    assert_eq!(
        blocks(
            "<h2><b>Head</b></h2><p>One<p>Two<blockquote><p>Said<blockquote>deep</blockquote>\
             <h3>In it</h3></blockquote><p>A longer paragraph outside of the quotation"
        ),
        [
            "heading 2: Head",
            "paragraph: One",
            "paragraph: Two",
            "quote 1: Said",
            "quote 2: deep",
            "heading 3: In it",
            "paragraph: A longer paragraph outside of the quotation"
        ]
    );
    assert!(article("<h2><b>Head</b></h2>").blocks[0].marks.is_empty());
}

#[test]
fn a_heading_that_was_never_closed_is_none() {
    let html = format!("<h2>{}</h2><h3>Real</h3>", "<p>word</p>".repeat(5));
    let labels: Vec<Label> = article(&html).blocks.iter().map(|b| b.label).collect();
    assert_eq!(labels[..5], [Label::Paragraph; 5]);
    assert_eq!(labels[5], Label::Heading);
}

#[test]
fn lists_have_depth_and_numbers() {
    assert_eq!(
        blocks(
            "<ol start=3><li>a<ul><li>b<li><p>c<p>c2</ul><li>d</ol>\
             <ul><li>e</li><ul><li>f</ul></ul><ol start=-1><li>g</ol>"
        ),
        [
            "list_item 1 #3: a",
            "list_item 2: b",
            "list_item 2: c",
            "paragraph 2: c2",
            "list_item 1 #4: d",
            "list_item 1: e",
            "list_item 2: f",
            "list_item 1 #1: g",
        ]
    );
    assert_eq!(article("<ol><li>a<li>b</ol><p>c").text, "- a\n\n- b\n\nc");
}

#[test]
fn lists_for_layout_are_no_lists() {
    assert_eq!(
        blocks("<ul><li><h3>Section</h3><p>Text</ul><ul><li><ul><li>item</ul></ul>"),
        ["heading 3: Section", "paragraph: Text", "list_item 1: item"]
    );
    let long = format!("<ul><li>{}</ul>", "<p>text</p>".repeat(20));
    assert!(article(&long).blocks.iter().all(|block| block.label == Label::Paragraph));
}

#[test]
fn a_quotation_around_everything_is_none() {
    assert_eq!(
        blocks("<blockquote><p>One<p>Two</blockquote>"),
        ["paragraph: One", "paragraph: Two"]
    );
}

#[test]
fn nesting_is_bounded() {
    let html = "<ul><li>x".repeat(100);
    let article = article(&html);
    assert_eq!(article.blocks.len(), 100);
    assert!(article.blocks.iter().all(|block| block.level <= 16 && block.label == Label::ListItem));
}

#[test]
fn tables_of_data() {
    let article = article(
        "<table><thead><tr><th>Year<th>Won<th>Lost<tbody>\
         <tr><td rowspan=2>2023<td>1<td>2<tr><td colspan=2>3<tr><td><p>a<p>b<td><td>c</table>",
    );
    let rows: Vec<Vec<&str>> = article
        .blocks
        .iter()
        .map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect())
        .collect();
    assert_eq!(
        rows,
        [
            vec!["Year", "Won", "Lost"],
            vec!["2023", "1", "2"],
            vec!["", "3", ""],
            vec!["a b", "", "c"]
        ]
    );
    assert!(article.blocks[0].cells.iter().all(|cell| cell.header));
    assert!(article.blocks[1..].iter().all(|row| row.cells.iter().all(|cell| !cell.header)));
    assert_eq!(article.text, "Year | Won | Lost\n\n2023 | 1 | 2\n\n3\n\na b |  | c");
}

#[test]
fn a_bold_first_row_is_a_header() {
    let article = article(
        "<table><tr><td><b>Year</b><td><b>Won</b><tr><td>2023<td><b>1</b><tr><td>2024<td>2</table>",
    );
    let headers: Vec<bool> = article.blocks.iter().map(|row| row.cells[0].header).collect();
    assert_eq!(headers, [true, false, false]);
    assert!(article.blocks[0].cells[0].marks.is_empty());
    assert_eq!(article.blocks[1].cells[1].marks, [Span::new(0, 1, SpanKind::Strong)]);
}

#[test]
fn cells_may_be_headings_but_not_sections() {
    let of = |cell: &str| {
        let html = format!("<table><tr><td>{cell}<td>Lost<tr><td>1<td>2</table>");
        article(&html).blocks[0].label
    };
    assert_eq!(of("<h4>Won</h4>"), Label::TableRow);
    assert_eq!(of("<h4>Won</h4><p>A text about winning"), Label::Heading);
}

#[test]
fn tables_for_layout() {
    let labels = |html: &str| article(html).blocks.into_iter().map(|b| b.label).collect::<Vec<_>>();
    let paragraphs = [Label::Paragraph; 4];
    let long = "word ".repeat(300);
    let prose = format!("<table><tr><td>{long}<td>b<tr><td>c<td>d</table>");
    assert_eq!(labels(&prose), paragraphs);
    assert_eq!(labels("<table><tr><td>a<tr><td>b<tr><td>c<tr><td>d</table>"), paragraphs);
    assert_eq!(labels("<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>"), paragraphs);
    assert_eq!(
        labels("<table><tr><td>a<td>b<tr><td><table><tr><td>1<td>2<tr><td>3<td>4</table></table>"),
        [vec![Label::Paragraph; 2], vec![Label::TableRow; 2]].concat()
    );
}

#[test]
fn a_huge_grid_costs_nothing() {
    let html = format!(
        "<table><tr><td colspan=100 rowspan=60000>a<td>b{}</table>",
        "<tr><td>x<td>y".repeat(20_000)
    );
    let cells: usize = article(&html).blocks.iter().map(|block| block.cells.len()).sum();
    assert!(cells < 200_000, "{cells}");
}

#[test]
fn code_keeps_its_lines_and_language() {
    let article = article(
        "<table><tr><td><pre>1\n2\n</pre><td><pre><code class=language-rust>fn a() {\n    b()\n}\n\
         </code></pre></table><pre><div>one</div><div>  two</div></pre>",
    );
    let code: Vec<_> =
        article.blocks.iter().map(|b| (b.text.as_str(), b.code_language.as_deref())).collect();
    assert_eq!(code, [("fn a() {\n    b()\n}", Some("rust")), ("one\n  two", None)]);
    assert_eq!(article.removed, [("other", 1)].into());
}

#[test]
fn text_behind_a_table_in_pre_is_not_lost() {
    let blocks = blocks("<pre><table><tr><th>a<th>b<tr><td>1<td>2</table>x = 1\ny = 2</pre>");
    let rows = ["table_row: a | b", "table_row: 1 | 2"];
    assert_eq!(blocks, [rows[0], rows[1], "code: x = 1\ny = 2"]);
}

#[test]
fn prose_in_pre_is_paragraphs() {
    let prose =
        "The dam was opened on Monday after years of work by hundreds of people. ".repeat(3);
    let article = article(&format!("<pre>{prose}\n\n<b>Then</b> {prose}</pre>"));
    assert_eq!(article.blocks.len(), 2);
    assert_eq!(article.blocks[1].label, Label::Paragraph);
    assert_eq!(article.blocks[1].marks, [Span::new(0, 4, SpanKind::Strong)]);
}

#[test]
fn links_are_absolute_and_harmless() {
    let block = article(
        "<p>See <a href='../b'> one </a>, <a href='javascript:x()'>two</a>, <a href=''>three</a>",
    );
    assert_eq!(block.blocks[0].text, "See one , two, three");
    let href = "https://example.com/b".to_owned();
    assert_eq!(block.blocks[0].marks, [Span::new(4, 7, SpanKind::Link { href })]);
}

#[test]
fn what_is_left_out_is_counted_and_captions_are_listed() {
    let page = segment(&parse(
        "<p>menu<p>menu 2<p>Body text<p>photo: a dam<p>More text",
        &Default::default(),
    ));
    let label = |text: &str| match text {
        text if text.starts_with("menu") => Label::Navigation,
        text if text.starts_with("photo") => Label::Caption,
        _ => Label::Paragraph,
    };
    let plain = build(&page, label, &Settings::default());
    assert_eq!(plain.text, "Body text\n\nMore text");
    assert_eq!(plain.captions, ["photo: a dam"]);
    assert_eq!(plain.removed, [("caption", 1), ("navigation", 2)].into());

    let mut settings = Settings::default();
    settings.with.title = true;
    settings.with.captions = true;
    let with = build(&page, label, &settings);
    assert_eq!(with.text, "The title\n\nBody text\n\nphoto: a dam\n\nMore text");
    assert_eq!((with.blocks[0].label, with.blocks[0].level), (Label::Heading, 1));
    assert_eq!(with.removed, [("navigation", 2)].into());
}

#[test]
fn plain_text_is_what_the_labeller_says() {
    let page = segment_text("A title\n\nSome text.\n• one\n- two\nmore");
    let label = |text: &str| match text {
        "A title" => Label::Heading,
        text if text.starts_with(['•', '-']) => Label::ListItem,
        "more" => Label::Quote,
        _ => Label::Paragraph,
    };
    let article = build(&page, label, &Settings::default());
    assert_eq!(article.text, "A title\n\nSome text.\n\n- one\n\n- two\n\nmore");
    let levels: Vec<u8> = article.blocks.iter().map(|block| block.level).collect();
    assert_eq!(levels, [2, 0, 1, 1, 1]);
    assert_eq!(
        crate::render::render(&article, crate::Format::Markdown).split_once("---\n\n").unwrap().1,
        "## A title\n\nSome text.\n\n- one\n- two\n\n> more\n"
    );
}

#[test]
fn a_page_without_body_is_empty() {
    let page = segment_text("menu");
    let article = build(&page, |_| Label::Navigation, &Settings::default());
    assert_eq!(article.status, Status::Empty);
}
