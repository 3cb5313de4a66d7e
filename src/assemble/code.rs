//! Preformatted code: its lines and its language.

use super::inline::unwanted;
use crate::segment::{AttributeName, ElementId, Page, Tag};

/// Words in the place of a language that name none.
const NO_LANGUAGE: [&str; 9] =
    ["none", "auto", "default", "plain", "plaintext", "text", "txt", "nohighlight", "unknown"];

/// Shortest lines of prose in a `pre`, in characters on average. Code breaks its lines before.
const PROSE_LINE_CHARS: usize = 100;
/// One character in so many may be a sign of code in prose.
const PROSE_SIGNS: usize = 40;

/// The lines of a code block, without blank ones at its ends.
pub(super) fn lines(text: &str) -> String {
    let text = text.trim_end();
    let first = text.find(|c: char| !c.is_whitespace()).unwrap_or(0);
    let start = text[..first].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let mut out = String::with_capacity(text.len() - start);
    let mut chars = text[start..].chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            _ if unwanted(c) => {}
            _ => out.push(c),
        }
    }
    out
}

/// The language that the classes on and around a `pre` name, in the ways of the HTML standard
/// (`language-x`), of highlighters (`lang-x`) and of documentation tools (`highlight-x` on a `div`
/// around the `pre`).
pub(super) fn language(page: &Page, innermost: ElementId, pre: ElementId) -> Option<String> {
    let tag = |element: ElementId| page.elements[element as usize].tag;
    let inside = page
        .ancestors(innermost)
        .take_while(|&element| page.contains(pre, element))
        .filter(|&element| tag(element) == Tag::Code || element == pre);
    let around = page.ancestors(pre).skip(1).take(2);
    let around = around.take_while(|&element| matches!(tag(element), Tag::Div | Tag::Figure));
    inside
        .flat_map(|element| named(page, element, &["language-", "lang-", "highlight-"]))
        .chain(around.flat_map(|element| named(page, element, &["language-", "highlight-"])))
        .next()
}

/// Is this what a highlighter prints beside code: one number a line, each one more than the last?
pub(super) fn is_numbering(text: &str) -> bool {
    let mut last = None;
    let follows = text.lines().all(|line| {
        let number: Option<u32> = line.trim().parse().ok();
        let next = number.is_some()
            && (last.is_none() || number == last.map(|n: u32| n.saturating_add(1)));
        last = number;
        next
    });
    follows && text.lines().nth(1).is_some()
}

/// Is a `pre` without code in it a wrapper around paragraphs, one a line? Some editors make those.
pub(super) fn is_prose(text: &str) -> bool {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    let chars = text.chars().count();
    let signs = text.chars().filter(|c| "{}[]<>=;|\\/_#$*^~`".contains(*c)).count();
    chars >= PROSE_LINE_CHARS * lines.max(1) && signs * PROSE_SIGNS <= chars
}

fn named(page: &Page, element: ElementId, prefixes: &[&str]) -> Option<String> {
    let class = page.attribute(element, AttributeName::Class)?.to_ascii_lowercase();
    class.split_ascii_whitespace().find_map(|word| {
        let name = prefixes.iter().find_map(|prefix| word.strip_prefix(prefix))?;
        let name = name.strip_prefix("source-").unwrap_or(name);
        let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"+#._-".contains(&b));
        let known = plain && (1..=24).contains(&name.len()) && !NO_LANGUAGE.contains(&name);
        known.then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;
    use crate::segment::segment;
    use crate::settings::Limits;

    fn language_of(html: &str) -> Option<String> {
        let page = segment(&parse(html, &Limits::default()));
        let block = &page.blocks[0];
        language(&page, block.element, block.container)
    }

    #[test]
    fn languages() {
        let of = |html| language_of(html).unwrap_or_default();
        assert_eq!(of("<pre><code class='hljs language-Rust'>x</code></pre>"), "rust");
        assert_eq!(of("<pre class='lang-c++'>x</pre>"), "c++");
        assert_eq!(of("<div class='highlight-source-shell'><pre>x</pre></div>"), "shell");
        assert_eq!(
            of("<div class='highlight-python'><div><pre><b>x</b></pre></div></div>"),
            "python"
        );
        assert_eq!(of("<pre><span class='highlight-keyword'>x</span></pre>"), "");
        assert_eq!(of("<pre class='language-none'>x</pre>"), "");
        assert_eq!(of("<body class='language-en'><pre>x</pre>"), "");
        assert_eq!(of("<pre class='language-`x`'>x</pre>"), "");
    }

    #[test]
    fn line_numbers_and_prose_are_told_from_code() {
        assert!(is_numbering(" 9\n10\n11"));
        assert!(!is_numbering("1\n2\n4") && !is_numbering("7") && !is_numbering("1\n\n2"));
        let prose = "The dam was opened on Monday after years of work. ".repeat(4);
        assert!(is_prose(&format!("{prose}\n\n{prose}")));
        assert!(!is_prose("let x = 1;") && !is_prose(&"a[i] = b;".repeat(40)));
    }

    #[test]
    fn lines_keep_their_indentation() {
        assert_eq!(lines("\n \n    a\r\n\tb\u{1} \n\n"), "    a\n\tb");
    }
}
