//! Where on the page the injected spam stood that the screen took out.

use crate::pipeline::Trace;
use crate::screen::Finding;
use crate::segment::Block;

/// A block of the page as it was, or a piece of spam cut out of one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Entry<'a> {
    /// A block that was labelled, by its number.
    Block(usize),
    /// Text that is gone: the block it stood in as it was, and what was found.
    Spam { text: String, block: &'a Block, finding: Option<&'a Finding> },
}

/// The blocks of a page in page order, with the spam where it stood.
pub(super) fn entries(trace: &Trace) -> Vec<Entry<'_>> {
    let count = trace.page.blocks.len();
    if trace.findings.removed.is_empty() {
        return (0..count).map(Entry::Block).collect();
    }
    let (text, before) = &trace.before;
    let mut entries = Vec::with_capacity(before.len());
    let mut next = 0;
    let mut findings = Findings { list: &trace.findings.removed, at: 0 };
    for block in before {
        let old = &text[block.span.start as usize..block.span.end as usize];
        let here = trace.page.blocks.get(next).filter(|new| new.element == block.element);
        let new = here.map(|_| trace.page.block_text(next));
        let gone = match new {
            Some(new) if new == old => None,
            Some(new) => {
                removed_words(old, new).map(|gone| (gone, true)).or(Some((old.to_owned(), false)))
            }
            None => Some((old.to_owned(), false)),
        };
        match gone {
            None => {
                entries.push(Entry::Block(next));
                next += 1;
            }
            Some((gone, remains)) => {
                if remains {
                    entries.push(Entry::Block(next));
                    next += 1;
                }
                let finding = findings.about(&gone);
                entries.push(Entry::Spam { text: gone, block, finding });
            }
        }
    }
    // What could not be told apart, and what came from the page's data.
    entries.extend((next..count).map(Entry::Block));
    entries
}

/// The words of `old` that are missing in `new`, if all words of `new` stand in `old` in that order.
fn removed_words(old: &str, new: &str) -> Option<String> {
    let mut left = new.split_whitespace().peekable();
    let mut gone: Vec<&str> = Vec::new();
    let mut any = false;
    for word in old.split_whitespace() {
        match left.next_if_eq(&word) {
            Some(_) => any = true,
            None => gone.push(word),
        }
    }
    if left.peek().is_some() || !any {
        // Words may have been cut in the middle; then what is common at both ends tells.
        let start = old.char_indices().zip(new.chars()).find(|((_, a), b)| a != b);
        let start = start.map_or(new.len().min(old.len()), |((at, _), _)| at);
        let rest = &new[start.min(new.len())..];
        let end = old[start..].strip_suffix(rest).filter(|_| start > 0 || !rest.is_empty())?;
        return Some(end.trim().to_owned()).filter(|end| !end.is_empty() && !new.is_empty());
    }
    Some(gone.join(" ")).filter(|gone| !gone.is_empty())
}

/// Findings in page order.
struct Findings<'a> {
    list: &'a [Finding],
    at: usize,
}

impl<'a> Findings<'a> {
    /// The finding that a text belongs to: the last one used or one that follows.
    fn about(&mut self, text: &str) -> Option<&'a Finding> {
        let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = squeeze(text);
        let found = self.list[self.at..].iter().position(|finding| {
            let whole = squeeze(&finding.text);
            whole.contains(&text) || text.contains(&whole)
        })?;
        self.at += found;
        self.list.get(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::removed_words;

    #[test]
    fn what_was_cut_out_of_a_block() {
        assert_eq!(removed_words("One two pills three", "One two three").as_deref(), Some("pills"));
        assert_eq!(removed_words("pills", "One"), None);
        assert_eq!(removed_words("大坝周一药开放", "大坝周一开放").as_deref(), Some("药"));
    }
}
