//! Articles made of what trips writers and readers of markup.

use crate::article::{ArticleBlock, Cell, Container, Span, SpanKind};
use crate::label::Label;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A part of an article before it is laid flat.
#[derive(Debug, Clone)]
enum Part {
    Paragraph(Marked),
    Heading(u8, Marked),
    Code(Option<String>, String),
    Quote(Vec<Part>),
    List(Option<u32>, Vec<(Marked, Vec<Part>)>),
    Table(bool, Vec<Vec<Marked>>),
}

type Marked = (String, Vec<Span>);

/// The blocks of an article.
pub(super) fn blocks() -> impl Strategy<Value = Vec<ArticleBlock>> {
    prop::collection::vec(part(), 1..6).prop_map(|parts| {
        let mut flat = Flat::default();
        parts.into_iter().for_each(|part| flat.add(part));
        flat.blocks
    })
}

fn part() -> impl Strategy<Value = Part> {
    let language = select(vec![None, Some("rust".to_owned()), Some("c++".to_owned())]);
    let table = (any::<bool>(), 1usize..4).prop_flat_map(|(headed, columns)| {
        let row = prop::collection::vec(
            prop_oneof![4 => marked(), 1 => Just(Marked::default())],
            columns,
        );
        prop::collection::vec(row, 1..4).prop_map(move |rows| Part::Table(headed, rows))
    });
    let leaf = prop_oneof![
        6 => marked().prop_map(Part::Paragraph),
        1 => (1u8..=6, marked()).prop_map(|(level, text)| Part::Heading(level, text)),
        1 => (language, code()).prop_map(|(language, code)| Part::Code(language, code)),
        1 => table,
    ];
    leaf.prop_recursive(5, 24, 4, |inner| {
        let rest = prop::collection::vec(inner.clone(), 0..3);
        let items = prop::collection::vec((marked(), rest), 1..4);
        let start =
            prop_oneof![3 => Just(None), 1 => Just(Some(1)), 1 => (0u32..1200).prop_map(Some)];
        prop_oneof![
            1 => prop::collection::vec(inner, 1..3).prop_map(Part::Quote),
            3 => (start, items).prop_map(|(start, items)| Part::List(start, items)),
        ]
    })
}

/// Text with spans over it that start, end and overlap anywhere.
fn marked() -> impl Strategy<Value = Marked> {
    let kind = prop_oneof![
        Just(SpanKind::Strong),
        Just(SpanKind::Emphasis),
        Just(SpanKind::Code),
        Just(SpanKind::Superscript),
        target().prop_map(|href| SpanKind::Link { href }),
    ];
    let span = (any::<Index>(), any::<Index>(), kind);
    let spans = prop::collection::vec(span, 0..5);
    let breaks = prop::collection::vec(any::<Index>(), 0..2);
    (text(), spans, breaks).prop_map(|(text, spans, breaks)| {
        let mut places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        places.push(text.len());
        let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
        let spans = spans.into_iter().map(|(a, b, kind)| {
            let (a, b) = (places[a.index(places.len())], places[b.index(places.len())]);
            Span::new(a.min(b), a.max(b), kind)
        });
        let breaks = breaks.into_iter().filter(|_| !spaces.is_empty()).map(|at| {
            let at = spaces[at.index(spaces.len())];
            Span::new(at, at, SpanKind::Break)
        });
        let spans = crate::assemble::tidy(spans.chain(breaks).collect(), &text);
        (text, spans)
    })
}

/// One line of text without blanks at its ends.
fn text() -> impl Strategy<Value = String> {
    let nasty = select(vec![
        "#",
        "##",
        "-",
        "+",
        "*",
        "**",
        "***",
        "_",
        "__",
        "`",
        "``",
        "~",
        "~~",
        "~~~",
        ">",
        "|",
        "||",
        "=",
        "===",
        "---",
        "[",
        "]",
        "](x)",
        "][y]",
        "]:",
        "[ ]",
        "[x]",
        "![",
        "!",
        "<",
        "<b>",
        "</b>",
        "<!--",
        "<https://example.com>",
        "&",
        "&amp;",
        "&#35;",
        "&amp",
        ";",
        "\\",
        "\\\\",
        "1.",
        "2)",
        "10.",
        "0",
        ":",
        ":--",
        "a",
        "word",
        "snake_case",
        "大坝",
        "「引用」",
        "，",
        "ไทย",
        "عربي",
        "עברית",
        "😀",
        "€",
        "Ⓐ",
        "é",
        ".",
        "\"",
        "'",
        "(",
        ")",
        "$",
        "^",
        "[^1]",
        "{",
        "%",
        "www.example.com",
        "\u{200b}",
        "\u{ad}",
    ]);
    let piece =
        prop_oneof![8 => nasty.prop_map(str::to_owned), 1 => "\\PC{1,6}", 1 => "[a-z]{1,5}"];
    let gap = select(vec!["", " "]);
    prop::collection::vec((piece, gap), 1..8).prop_filter_map("blank", |pieces| {
        let text: String =
            pieces.into_iter().flat_map(|(piece, gap)| [piece, gap.to_owned()]).collect();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    })
}

/// Lines of code, the first and last not blank.
fn code() -> impl Strategy<Value = String> {
    let line = select(vec![
        "fn main() {",
        "    let x = 1;",
        "```",
        "~~~~",
        "",
        "\ttab",
        "- item",
        "# heading",
        "````",
        "<p>&amp;</p>",
        "}",
        "  ",
        "大坝",
        ">",
        "\\",
    ]);
    prop::collection::vec(line, 0..5).prop_map(|lines| format!("first\n{}\nlast", lines.join("\n")))
}

fn target() -> impl Strategy<Value = String> {
    select(vec![
        "https://example.com/",
        "https://example.com/a_(b)_c",
        "/a?b=1&lt;=2&copy;",
        "x)y",
        "a[b]",
        "<x>",
        "a|b",
        "a\\b",
        "a*b*",
        "`",
        "#",
        "https://example.com/%20",
        "\"t\"",
        "!",
    ])
    .prop_map(str::to_owned)
}

/// Lays parts flat and numbers their containers.
#[derive(Default)]
struct Flat {
    blocks: Vec<ArticleBlock>,
    containers: Vec<Container>,
    next: u32,
}

impl Flat {
    fn add(&mut self, part: Part) {
        match part {
            Part::Paragraph(text) => {
                let quoted = matches!(self.containers.last(), Some(Container::Quote { .. }));
                self.block(if quoted { Label::Quote } else { Label::Paragraph }, text);
            }
            Part::Heading(level, text) => self.block(Label::Heading, text).level = level,
            Part::Code(language, text) => {
                self.block(Label::Code, (text, Vec::new())).code_language = language;
            }
            Part::Quote(parts) => {
                let id = self.number();
                self.containers.push(Container::Quote { id });
                parts.into_iter().for_each(|part| self.add(part));
                self.containers.pop();
            }
            Part::List(start, items) => {
                let list = self.number();
                for (index, (text, rest)) in items.into_iter().enumerate() {
                    let number = start.map(|start| start + index as u32);
                    let id = self.number();
                    self.containers.push(Container::Item { list, id, number });
                    self.block(Label::ListItem, text).number = number;
                    rest.into_iter().for_each(|part| self.add(part));
                    self.containers.pop();
                }
            }
            Part::Table(headed, rows) => {
                let id = self.number();
                self.containers.push(Container::Table { id });
                for (index, row) in rows.into_iter().enumerate() {
                    let cells = row.into_iter().map(|(text, marks)| Cell {
                        text,
                        header: headed && index == 0,
                        marks,
                    });
                    self.block(Label::TableRow, Marked::default()).cells = cells.collect();
                }
                self.containers.pop();
            }
        }
    }

    fn block(&mut self, label: Label, (text, marks): Marked) -> &mut ArticleBlock {
        let containers = self.containers.clone();
        self.blocks.push(ArticleBlock {
            label,
            text,
            marks,
            containers,
            ..ArticleBlock::default()
        });
        self.blocks.last_mut().expect("just pushed")
    }

    fn number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }
}
