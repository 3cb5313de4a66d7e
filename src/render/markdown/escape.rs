//! Where a text needs a backslash to be read as text.
//!
//! Only characters that would be markup where they stand are escaped, so that prose with brackets,
//! asterisks between spaces, names_like_this or a minus sign stays as it is.

use std::ops::Range;

/// What surrounds a piece of text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around {
    /// It is the text of a link.
    pub in_link: bool,
    /// It stands in a table cell.
    pub in_cell: bool,
    /// The block has more than one tilde.
    pub tildes: bool,
}

/// Appends a piece of a block's text, escaped. `at` is a place in the text that needs a backslash
/// in any case. What stands before and after the piece may be markup, so nothing is taken for
/// granted there.
pub(super) fn escape(
    out: &mut String,
    text: &str,
    piece: Range<usize>,
    at: Option<usize>,
    around: Around,
) {
    let last = piece.end == text.len();
    let mut before = None;
    // Where in `out` the sign stands that makes a link of a bare address (GFM, section "autolinks
    // (extension)"). Backslashes in such a link are part of it, so an address that needs some must
    // not become one.
    let mut address = None;
    let mut chars = text[piece.clone()].char_indices().peekable();
    while let Some((index, c)) = chars.next() {
        let index = piece.start + index;
        let mut length = 1;
        if c == '_' || c == '*' {
            while chars.next_if(|(_, next)| *next == c).is_some() {
                length += 1;
            }
        }
        let after = chars.peek().map(|(_, next)| *next);
        let markup_may_follow = after.is_none() && !last;
        let between = |is: fn(char) -> bool| before.is_some_and(is) && after.is_some_and(is);
        let markup = match c {
            // Before a letter or a space a backslash is a backslash.
            '\\' => after.is_none_or(|next| next.is_ascii_punctuation()),
            '`' => true,
            // Between spaces they open and close nothing, and `_` not inside a word either.
            '*' => !between(|c| c == ' '),
            '_' => !between(|c| c == ' ') && !between(is_letter),
            // Without a target after it, or a definition that we never write, a bracket is one.
            '[' => around.in_link || matches!(after, Some('[' | '^')),
            ']' => around.in_link || matches!(after, Some('(' | '[' | ':')) || markup_may_follow,
            '!' => after == Some('[') || markup_may_follow,
            '<' => {
                let opens = |c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?');
                after.is_some_and(opens) || markup_may_follow
            }
            '&' => is_entity(&text[index..]),
            '~' => around.tildes,
            '|' => around.in_cell,
            _ => false,
        };
        match c {
            ' ' => address = None,
            ':' | '.' if address.is_none() && makes_link(text, index) => address = Some(out.len()),
            _ => {}
        }
        for place in index..index + length {
            if markup || at == Some(place) {
                if let Some(sign) = address.take() {
                    out.insert(sign, '\\');
                }
                out.push('\\');
            }
            out.push(c);
        }
        before = Some(c);
    }
}

/// Where a line needs a backslash so that it does not begin a block of another kind: heading,
/// quote, list, rule, table, the underline of a heading, or the definition of a link target, which
/// may go on in the `rest` of the text that the line begins.
pub(super) fn line_start(line: &str, rest: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let run = line.len() - line.trim_start_matches(first).len();
    let blank_after = |at: usize| line[at..].is_empty() || line[at..].starts_with(' ');
    let begins = match first {
        '>' => true,
        '#' => run <= 6 && blank_after(run),
        '-' | '+' | '*' => blank_after(1),
        '[' => {
            rest.contains("]:") || ["[ ]", "[x]", "[X]"].iter().any(|task| line.starts_with(task))
        }
        '0'..='9' => {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            let sign = matches!(line.as_bytes().get(digits), Some(b'.' | b')'));
            return (digits <= 9 && sign && blank_after(digits + 1)).then_some(digits);
        }
        _ => false,
    };
    (begins || line.bytes().all(|b| b"-=_*:| ".contains(&b))).then_some(0)
}

/// Is this the `:` of `https://` or the `.` of `www.`?
fn makes_link(text: &str, index: usize) -> bool {
    let (before, after) = text.split_at(index);
    let scheme = ["http", "https", "ftp"].iter().any(|scheme| before.ends_with(scheme));
    (scheme && after.starts_with("://")) || (before.ends_with("www") && after.starts_with('.'))
}

/// Does the text begin with a character reference? (CommonMark, section "entity and numeric
/// character references"; names are not looked up.)
pub(super) fn is_entity(text: &str) -> bool {
    let Some(end) = text.bytes().take(34).position(|b| b == b';') else { return false };
    let name = &text.as_bytes()[1..end];
    match name {
        [b'#', b'x' | b'X', digits @ ..] => {
            (1..=6).contains(&digits.len()) && digits.iter().all(u8::is_ascii_hexdigit)
        }
        [b'#', digits @ ..] => {
            (1..=7).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit)
        }
        [first, rest @ ..] => {
            first.is_ascii_alphabetic() && rest.iter().all(u8::is_ascii_alphanumeric)
        }
        [] => false,
    }
}

/// Surely neither space nor punctuation in CommonMark's sense: letters and digits, but no letters
/// in circles or boxes, which are symbols.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !matches!(c, '\u{2460}'..='\u{24ff}' | '\u{1f100}'..='\u{1f1ff}')
}

/// Length of the longest run of a character.
pub(super) fn longest_run(text: &str, c: char) -> usize {
    let (mut run, mut longest) = (0, 0);
    for other in text.chars() {
        run = if other == c { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        let around = Around { tildes: text.matches('~').count() > 1, ..Around::default() };
        escape(&mut out, text, 0..text.len(), line_start(text, text), around);
        out
    }

    #[test]
    fn prose_stays_as_it_is() {
        for text in [
            "He [the mayor] said: 3 * 4 < 13 & so on (see_also) ~5 km!",
            "-5 degrees, +3 points, #tag, 1.5 m, 2024 was",
            "C:\\temp\\x, AT&T a | b; x[1] = y",
            "https://example.com/a_b?c&d=[e]#f www.example.com",
            "Straße – «Zitat» 「引用」。",
            "1000000000. is too long for a number",
        ] {
            assert_eq!(escaped(text), text);
        }
    }

    #[test]
    fn what_would_be_markup_is_escaped() {
        for (text, wanted) in [
            ("# a", "\\# a"),
            ("- a", "\\- a"),
            ("* a", "\\* a"),
            ("12. a", "12\\. a"),
            ("3) a", "3\\) a"),
            ("> a", "\\> a"),
            ("---", "\\---"),
            ("===", "\\==="),
            ("[a]: b", "\\[a\\]: b"),
            ("*a* _b_ **c**", "\\*a\\* \\_b\\_ \\*\\*c\\*\\*"),
            ("[a](b) ![c](d)", "[a\\](b) \\![c\\](d)"),
            ("`x` <b> </b> <!-- &amp; &#1;", "\\`x\\` \\<b> \\</b> \\<!-- \\&amp; \\&#1;"),
            ("a ~~b~~", "a \\~\\~b\\~\\~"),
            ("https://example.com/_a_ b", "https\\://example.com/\\_a\\_ b"),
            ("a \\* b\\", "a \\\\\\* b\\\\"),
        ] {
            assert_eq!(escaped(text), wanted);
        }
    }
}
