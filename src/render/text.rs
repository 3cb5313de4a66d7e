//! Plain text: the body, and the comments if there are any.

use super::comments::{HEADING, head};
use crate::article::Article;

/// The body, block by block with a blank line in between; answers are indented.
pub(super) fn text(article: &Article) -> String {
    let mut out = String::with_capacity(article.text.len() + 1);
    out.push_str(&article.text);
    out.push('\n');
    if !article.comments.is_empty() {
        out.push_str(&format!("\n{HEADING}\n"));
    }
    for comment in &article.comments {
        let indent = "  ".repeat(comment.depth.min(8));
        out.push('\n');
        let head = head(comment);
        for line in head.lines().chain(comment.text.lines()) {
            out.push_str(if line.is_empty() { "" } else { &indent });
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}
