//! Readers' comments as blocks, for the formats that know blocks.

use crate::article::{ArticleBlock, Comment, Container, Span, SpanKind};
use crate::label::Label;

/// What the part with the comments is called.
pub(super) const HEADING: &str = "Comments";
/// Deepest nesting of answers that is shown; what is deeper stands at this depth.
const MAX_DEPTH: usize = 8;

/// A heading, then each comment in a quotation of its own, inside that of the comment it answers.
/// Nothing where there are no comments.
pub(super) fn blocks(comments: &[Comment]) -> Vec<ArticleBlock> {
    let mut blocks = Vec::new();
    if comments.is_empty() {
        return blocks;
    }
    blocks.push(ArticleBlock {
        label: Label::Heading,
        text: HEADING.to_owned(),
        level: 2,
        ..ArticleBlock::default()
    });
    let mut open: Vec<Container> = Vec::new();
    for (at, comment) in comments.iter().enumerate() {
        open.truncate(comment.depth.min(MAX_DEPTH));
        open.push(Container::Quote { id: at as u32 });
        let mut put = |text: String, marks: Vec<Span>| {
            let block =
                ArticleBlock { label: Label::Quote, text, marks, ..ArticleBlock::default() };
            let level = open.len().min(255) as u8;
            blocks.push(ArticleBlock { level, containers: open.clone(), ..block });
        };
        let head = head(comment);
        if !head.is_empty() {
            let name = comment.author.as_ref().map_or(0, String::len);
            let marks = (name > 0).then(|| Span::new(0, name, SpanKind::Strong));
            put(head, marks.into_iter().collect());
        }
        for paragraph in comment.text.split("\n\n") {
            put(paragraph.to_owned(), Vec::new());
        }
    }
    blocks
}

/// Who and when, as far as it is known.
pub(super) fn head(comment: &Comment) -> String {
    let parts = [comment.author.as_deref(), comment.date.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
