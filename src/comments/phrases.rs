//! Lines that invite to write or say why one cannot, told by their words.
//!
//! Where neither form nor names are near, as in plain text. Words move no block out of the article;
//! they only say what a line beside it is.

use crate::label::{Label, Labels, Reason};
use crate::segment::Page;
use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use std::sync::LazyLock;

/// Longest line looked at, in characters that are not white space.
const LONGEST: u32 = 140;

/// One a line, in lower case; `#` begins a remark.
static PHRASES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let lines = include_str!("phrases.txt").lines().map(str::trim);
    let phrases = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    AhoCorasickBuilder::new().build(phrases).expect("a short list")
});

/// Labels lines outside the article as part of a form where they say so.
pub(super) fn mark(page: &Page, labels: &mut Labels) {
    for (block, verdict) in labels.verdicts.iter_mut().enumerate() {
        let open = matches!(verdict.label, Label::Other | Label::Comment | Label::Navigation);
        if open
            && page.blocks[block].chars <= LONGEST
            && verdict.reason.stage != super::STAGE
            && says_so(page.block_text(block))
        {
            verdict.label = Label::Form;
            verdict.reason = Reason::new("words", "speaks of writing a comment");
        }
    }
}

/// Does a short text say so?
pub(super) fn says_so(text: &str) -> bool {
    if text.len() > 4 * LONGEST as usize {
        return false;
    }
    PHRASES.is_match(&text.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::says_so;

    #[test]
    fn invitations_in_many_languages() {
        for line in [
            "Be the first to comment!",
            "Log in to comment",
            "登录后才能评论",
            "验证码：",
            "还可以输入 140 字",
            "コメントを書く",
            "Оставить комментарий",
            "أضف تعليقًا",
            "Schreiben Sie einen Kommentar",
            "500 characters left",
            "Laisser un commentaire",
            "No comments yet",
        ] {
            assert!(says_so(line), "{line}");
        }
        assert!(!says_so("The minister would not comment."));
    }
}
