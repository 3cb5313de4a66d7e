//! Where sentences end, in any script.

/// Words with a full stop that ends no sentence.
const ABBREVIATIONS: [&str; 21] = [
    "mr", "mrs", "ms", "dr", "st", "vs", "jr", "sr", "prof", "gen", "sen", "rep", "gov", "lt",
    "col", "bzw", "ca", "art", "sra", "mme", "approx",
];

/// One past the first sentence that ends at or after `from`, with its closing quotes; the end of
/// the text when none does. The flag says whether a sentence mark ended it.
pub(super) fn end(text: &str, from: usize) -> (usize, bool) {
    let mut at = from;
    while let Some(step) = text.as_bytes()[at..].iter().position(|&b| may_begin_mark(b)) {
        let start = at + step;
        let Some(c) = text[start..].chars().next() else { break };
        at = start + c.len_utf8();
        let full = matches!(c, '。' | '！' | '？' | '｡' | '؟' | '۔' | '।' | '॥' | '…' | '។');
        if !full && !matches!(c, '.' | '!' | '?') {
            continue;
        }
        let rest = text[at..].trim_start_matches(|c| is_closing(c) || is_mark(c));
        at = text.len() - rest.len();
        let blank = rest.chars().next().is_none_or(char::is_whitespace);
        let real = if c == '.' { blank && !is_abbreviation(&text[..start]) } else { full || blank };
        if real {
            return (at, true);
        }
    }
    (text.len(), false)
}

/// Does a byte begin one of the marks that may end a sentence? Most letters are passed over by it.
fn may_begin_mark(byte: u8) -> bool {
    matches!(byte, b'.' | b'!' | b'?' | 0xD8 | 0xDB | 0xE0..=0xE3 | 0xEF)
}

/// The places between the sentences of a text, its start and end included.
pub(super) fn bounds(text: &str) -> Vec<usize> {
    let mut bounds = vec![0];
    let mut at = 0;
    while at < text.len() {
        at = end(text, at).0;
        bounds.push(at);
    }
    bounds
}

/// Does a sentence mark stand anywhere?
pub(super) fn has_mark(text: &str) -> bool {
    end(text, 0).1
}

fn is_mark(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '…')
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '」' | '』' | '）' | '】' | '›' | '“')
}

fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let mut letters = word.chars();
    let single = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    single || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_of_many_scripts() {
        let text = "He said “no.” Dr. A. Lee left. 他走了。她來了！Fin";
        let parts: Vec<_> = bounds(text).windows(2).map(|w| text[w[0]..w[1]].trim()).collect();
        assert_eq!(parts, ["He said “no.”", "Dr. A. Lee left.", "他走了。", "她來了！", "Fin"]);
        assert!(!has_mark("3.5 million | v2.0") && has_mark("Yes."));
    }
}
