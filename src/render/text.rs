//! Plain text: the body and nothing else.

use crate::article::Article;

/// The body, block by block with a blank line in between.
pub(super) fn text(article: &Article) -> String {
    let mut out = String::with_capacity(article.text.len() + 1);
    out.push_str(&article.text);
    out.push('\n');
    out
}
