//! Preformatted code: its lines and its language.

use super::inline::unwanted;
use crate::segment::{AttributeName, ElementId, Page, Tag};

/// Words in the place of a language that name none.
const NO_LANGUAGE: [&str; 7] =
    ["none", "default", "plain", "plaintext", "text", "nohighlight", "unknown"];

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
    let inside = page.ancestors(innermost).take_while(|&element| page.contains(pre, element));
    let around = page.ancestors(pre).skip(1).take(2).take_while(|&element| {
        matches!(page.elements[element as usize].tag, Tag::Div | Tag::Figure)
    });
    inside
        .flat_map(|element| named(page, element, &["language-", "lang-", "highlight-"]))
        .chain(around.flat_map(|element| named(page, element, &["language-", "highlight-"])))
        .next()
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
        assert_eq!(of("<pre class='language-none'>x</pre>"), "");
        assert_eq!(of("<body class='language-en'><pre>x</pre>"), "");
        assert_eq!(of("<pre class='language-`x`'>x</pre>"), "");
    }

    #[test]
    fn lines_keep_their_indentation() {
        assert_eq!(lines("\n \n    a\r\n\tb\u{1} \n\n"), "    a\n\tb");
    }
}
