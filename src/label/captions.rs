//! Captions that stand in ordinary paragraphs.
//!
//! Many pages set a caption as a paragraph under its picture, and a saved text has nothing but the
//! line. Such a block gives itself away by its end: whole sentences, and after the last of them a
//! few words that are no sentence, the credit: `… on Monday. [Photo by A. B./Agency]`,
//! `… on Monday. Photo: A. B.`, `…用餐。某某 摄`. No words are looked at.

use super::features::Analysis;
use super::features::words::is_wide;
use crate::segment::Tag;

/// Elements above a block in which its `<figcaption>` is looked for.
const NEAR: usize = 8;
/// Words of the longest caption.
const LONGEST: usize = 60;
/// Most sentences of a caption, its credit not counted.
const SENTENCES: u32 = 2;
/// Words of the longest credit.
const CREDIT: usize = 10;

/// Does the block stand in a `<figcaption>`? Of 1,275 such blocks on the corpus's articles the gold
/// has one in twenty in the body, and none of those that the model would keep.
pub(super) fn in_figcaption(analysis: &Analysis<'_>, block: usize) -> bool {
    let page = analysis.page;
    page.ancestors(page.blocks[block].element)
        .take(NEAR)
        .any(|element| page.elements[element as usize].tag == Tag::Figcaption)
}

/// Is the block a caption by its place and its end?
pub(super) fn is_caption(analysis: &Analysis<'_>, block: usize) -> bool {
    let page = analysis.page;
    let words = analysis.words.block(block).len();
    if !(4..=LONGEST).contains(&words) {
        return false;
    }
    let text = page.block_text(block);
    // In a saved text nothing tells of pictures; square brackets with a source in them do.
    let pictured = !page.plain_text && page.blocks[block].images_before > 0;
    if !pictured && !text.trim_end().ends_with([']', '】', '］']) {
        return false;
    }
    let Some((body, credit)) = split_credit(text) else { return false };
    let count = super::features::words::words_of(credit).len();
    if !(2..=CREDIT).contains(&count) || analysis.shapes[block].sentences > SENTENCES + 1 {
        return false;
    }
    let bracketed = credit.starts_with(['[', '【', '［']);
    // What joins a name to what it stands for, or sets it apart.
    let source = credit.contains(['/', '©', ':', '：']) || body.chars().any(is_wide);
    source && (bracketed || (pictured && !credit.ends_with([':', '：'])))
}

/// The text up to the end of its last sentence, and the few words after it.
fn split_credit(text: &str) -> Option<(&str, &str)> {
    let trimmed = text.trim_end();
    if let Some(close) =
        trimmed.chars().next_back().filter(|c| matches!(c, ']' | '】' | '］' | ')' | '）'))
    {
        let open = match close {
            ']' => '[',
            '】' => '【',
            '］' => '［',
            ')' => '(',
            _ => '（',
        };
        let at = trimmed.rfind(open)?;
        let body = trimmed[..at].trim_end();
        return body.ends_with(SENTENCE_ENDS).then_some((body, &trimmed[at..]));
    }
    if trimmed.ends_with(SENTENCE_ENDS) {
        return None;
    }
    // A full stop after a single letter or before a lower-case word ends no sentence.
    let ends_sentence = |at: usize, c: char| {
        let after = trimmed[at + c.len_utf8()..].trim_start_matches(['"', '”', '’', '»', '」']);
        let wide = matches!(c, '。' | '！' | '？');
        let next = after.trim_start().chars().next();
        let before = trimmed[..at].chars().rev().take_while(|c| c.is_alphanumeric()).count();
        SENTENCE_ENDS.contains(&c)
            && (wide || after.starts_with(char::is_whitespace))
            && next.is_some_and(|c| !c.is_lowercase())
            && (wide || before > 1)
    };
    let (at, mark) = trimmed.char_indices().rfind(|&(at, c)| ends_sentence(at, c))?;
    let end = at + mark.len_utf8();
    Some((
        &trimmed[..end],
        trimmed[end..].trim_start_matches(['"', '”', '’', '»', '」']).trim_start(),
    ))
}

const SENTENCE_ENDS: [char; 9] = ['.', '!', '?', '…', '。', '！', '？', '؟', '।'];

#[cfg(test)]
mod tests {
    use super::split_credit;

    #[test]
    fn credits_come_after_the_last_sentence() {
        let credit = |text| split_credit(text).map(|(_, credit)| credit);
        assert_eq!(
            credit("The hall on March 5, 2025. [Photo by A B/Site]"),
            Some("[Photo by A B/Site]")
        );
        assert_eq!(
            credit("Walter at the gate. Picture: Dennis Cole"),
            Some("Picture: Dennis Cole")
        );
        assert_eq!(credit("老人们在食堂里用餐。罗瑾 摄"), Some("罗瑾 摄"));
        assert_eq!(credit("He said so on Monday."), None);
        assert_eq!(credit("He spoke to J. Smith and others"), None);
        assert_eq!(credit("A heading without a full stop"), None);
    }
}
