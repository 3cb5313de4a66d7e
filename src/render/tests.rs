//! All formats say the same, block by block: what is written is read by parsers and compared.

mod articles;
mod read;

use super::{Format, html, markdown, render};
use crate::article::{Article, ArticleBlock, Comment, Metadata, Span, SpanKind};
use crate::label::Label;
use proptest::prelude::*;
use read::{expected, from_html, from_markdown};

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn markdown_reads_back(blocks in articles::blocks()) {
        let written = markdown::body(&blocks);
        let (leaves, links) = from_markdown(&written);
        prop_assert_eq!(&leaves, &expected(&blocks), "\n{}", written);
        prop_assert_eq!(links, read::expected_links(&blocks), "\n{}", written);
    }

    #[test]
    fn html_reads_back(blocks in articles::blocks()) {
        let mut written = String::new();
        html::body(&mut written, &blocks);
        let (leaves, links) = from_html(&written);
        prop_assert_eq!(&leaves, &expected(&blocks), "\n{}", written);
        prop_assert_eq!(links, read::expected_links(&blocks), "\n{}", written);
    }
}

/// A paragraph with markup given as words of the text.
fn paragraph(text: &str, marks: &[(&str, SpanKind)]) -> ArticleBlock {
    let marks = marks.iter().map(|(word, kind)| {
        let start = text.find(word).expect("a word of the text");
        Span::new(start, start + word.len(), kind.clone())
    });
    ArticleBlock { text: text.into(), marks: marks.collect(), ..ArticleBlock::default() }
}

fn written(block: ArticleBlock) -> String {
    markdown::body(&[block]).trim_end().to_owned()
}

#[test]
fn emphasis_is_written_where_it_is_read() {
    use SpanKind::*;
    let strong = |text, word| written(paragraph(text, &[(word, Strong)]));
    assert_eq!(strong("Note: the dam is open", "Note:"), "**Note:** the dam is open");
    assert_eq!(strong("Note:open", "Note:"), "**Note**:open");
    assert_eq!(strong("大坝周一开放", "周一"), "大坝**周一**开放");
    assert_eq!(strong("称「开放」了", "「开放」"), "称「**开放**」了");
    assert_eq!(strong("a€b", "€"), "a€b");
    let both = paragraph("one two three", &[("one two three", Strong), ("two", Emphasis)]);
    assert_eq!(written(both), "**one *two* three**");
    let same = paragraph("one two", &[("two", Strong), ("two", Emphasis)]);
    assert_eq!(written(same), "one ***two***");
    let touching = paragraph("one two", &[("one two", Strong), ("one", Emphasis)]);
    assert_eq!(written(touching), "**one two**");
}

#[test]
fn links_and_code() {
    let link = |href: &str| SpanKind::Link { href: href.into() };
    assert_eq!(
        written(paragraph("Wow! See [1] now", &[("See [1]", link("https://example.com/a (b)"))])),
        "Wow! [See \\[1\\]](https://example.com/a%20\\(b\\)) now"
    );
    assert_eq!(written(paragraph("Wow!x", &[("x", link("/x"))])), "Wow\\![x](/x)");
    assert_eq!(written(paragraph("a `b` c", &[("`b`", SpanKind::Code)])), "a `` `b` `` c");
}

#[test]
fn a_document_of_each_format() {
    let metadata = Metadata {
        title: Some("Dam opens & water flows".into()),
        authors: vec!["Ada Example".into(), "Bo Example".into()],
        date_published: Some("2024-05-06".into()),
        language: Some("en".into()),
        direction: Some("ltr"),
        ..Metadata::default()
    };
    let heading = ArticleBlock { label: Label::Heading, level: 2, ..paragraph("Water", &[]) };
    let article = Article {
        source: "dam.html".into(),
        url: Some("https://example.com/dam?a=1&b=2".into()),
        metadata,
        text: "Water\n\nIt <flows>.".into(),
        blocks: vec![heading, paragraph("It <flows>.", &[])],
        ..Article::default()
    };
    let of = |format| render(&article, format);
    insta::assert_snapshot!(of(Format::Markdown), @r#"
    ---
    title: "Dam opens & water flows"
    authors:
      - Ada Example
      - Bo Example
    date_published: "2024-05-06"
    url: "https://example.com/dam?a=1&b=2"
    language: en
    source: dam.html
    ---

    ## Water

    It \<flows>.
    "#);
    insta::assert_snapshot!(of(Format::Html), @r#"
    <!doctype html>
    <html lang="en" dir="ltr">
    <head>
    <meta charset="utf-8">
    <title>Dam opens &amp; water flows</title>
    <meta name="author" content="Ada Example, Bo Example">
    <link rel="canonical" href="https://example.com/dam?a=1&amp;b=2">
    </head>
    <body>
    <article>
    <header>
    <h1>Dam opens &amp; water flows</h1>
    <address>Ada Example, Bo Example</address>
    <p><time datetime="2024-05-06">2024-05-06</time></p>
    </header>
    <h2>Water</h2>
    <p>It &lt;flows&gt;.</p>
    </article>
    </body>
    </html>
    "#);
    assert_eq!(of(Format::Text), "Water\n\nIt <flows>.\n");
    for format in Format::ALL {
        assert!(of(format).ends_with('\n'));
    }
    assert_eq!(of(Format::Jsonl).lines().count(), 1);
    let json: serde_json::Value = serde_json::from_str(&of(Format::Json)).expect("JSON");
    assert_eq!(json["blocks"][0]["level"], 2);
    assert_eq!(json, serde_json::from_str::<serde_json::Value>(&of(Format::Jsonl)).expect("JSON"));
}

#[test]
fn comments_follow_the_article() {
    let comment = |author: Option<&str>, text: &str, parent: Option<usize>| Comment {
        author: author.map(str::to_owned),
        date: author.map(|_| "4 May 2024".to_owned()),
        text: text.to_owned(),
        depth: usize::from(parent.is_some()),
        parent,
        ..Comment::default()
    };
    let article = Article {
        source: "dam.html".into(),
        text: "It flows.".into(),
        blocks: vec![paragraph("It flows.", &[])],
        comments: vec![
            comment(Some("Ada <3"), "So *wet*.\n\nAnd cold.", None),
            comment(Some("Bo"), "Quite.", Some(0)),
            comment(None, "Hm", None),
        ],
        ..Article::default()
    };
    let of = |format| render(&article, format);
    let body = |text: String| text.split_once("It flows").expect("the body").1.to_owned();
    insta::assert_snapshot!(body(of(Format::Markdown)), @r"
    .

    ## Comments

    > **Ada <3**, 4 May 2024
    >
    > So \*wet\*.
    >
    > And cold.
    >
    > > **Bo**, 4 May 2024
    > >
    > > Quite.

    > Hm
    ");
    insta::assert_snapshot!(body(of(Format::Html)), @r"
    .</p>
    <section>
    <h2>Comments</h2>
    <blockquote>
    <p><strong>Ada &lt;3</strong>, 4 May 2024</p>
    <p>So *wet*.</p>
    <p>And cold.</p>
    <blockquote>
    <p><strong>Bo</strong>, 4 May 2024</p>
    <p>Quite.</p>
    </blockquote>
    </blockquote>
    <blockquote>
    <p>Hm</p>
    </blockquote>
    </section>
    </article>
    </body>
    </html>
    ");
    insta::assert_snapshot!(of(Format::Text), @r"
    It flows.

    Comments

    Ada <3, 4 May 2024
    So *wet*.

    And cold.

      Bo, 4 May 2024
      Quite.

    Hm
    ");
    let json: serde_json::Value = serde_json::from_str(&of(Format::Json)).expect("JSON");
    assert_eq!(json["comments"][1]["parent"], 0);
    assert_eq!(json["comments"][1]["depth"], 1);
    assert!(json["comments"][2].get("author").is_none());
}
