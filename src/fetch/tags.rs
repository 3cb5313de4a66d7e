//! A glance at the tags of a page without building a tree: for refreshes, links and robots metas.
//!
//! Reads what the HTML standard's tokenizer reads on pages that are not broken on purpose, at
//! memory speed; comments and the content of scripts, styles and `<noscript>` are passed over.

use std::borrow::Cow;

/// Longest tag that is read as one; keeps the cost linear where quotes never close.
const LONGEST: usize = 16 << 10;

/// Iterator over the start tags of a page.
pub(crate) struct Tags<'a> {
    rest: &'a [u8],
}

/// A start tag.
pub(crate) struct StartTag<'a> {
    inside: &'a [u8],
    name: usize,
}

impl<'a> Tags<'a> {
    pub(crate) fn of(html: &'a [u8]) -> Tags<'a> {
        Tags { rest: html }
    }
}

impl<'a> Iterator for Tags<'a> {
    type Item = StartTag<'a>;

    fn next(&mut self) -> Option<StartTag<'a>> {
        loop {
            let at = memchr::memchr(b'<', self.rest)?;
            self.rest = &self.rest[at + 1..];
            if self.rest.starts_with(b"!--") {
                let end = memchr::memmem::find(&self.rest[3..], b"-->");
                self.rest = end.map_or(&[], |end| &self.rest[3 + end + 3..]);
                continue;
            }
            let name = self.rest.iter().position(|b| !b.is_ascii_alphanumeric())?;
            if name == 0 || !self.rest[0].is_ascii_alphabetic() {
                continue;
            }
            let end = tag_end(self.rest);
            let tag = StartTag { inside: &self.rest[..end], name };
            self.rest = &self.rest[end..];
            if let Some(close) = skipped(tag.name()) {
                let end = find_ignore_case(self.rest, close);
                self.rest = end.map_or(&[], |end| &self.rest[end..]);
            }
            return Some(tag);
        }
    }
}

impl<'a> StartTag<'a> {
    fn name(&self) -> &'a [u8] {
        &self.inside[..self.name]
    }

    /// Is this its name? Give it in lower case.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name.as_bytes())
    }

    /// The value of an attribute, its common character references resolved.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = &self.inside[self.name..];
        loop {
            let start = rest.iter().position(|&b| !b.is_ascii_whitespace() && b != b'/')?;
            rest = &rest[start..];
            let end = rest
                .iter()
                .position(|&b| b.is_ascii_whitespace() || matches!(b, b'=' | b'/'))
                .unwrap_or(rest.len());
            let this = &rest[..end];
            rest = rest[end..].trim_ascii_start();
            let mut value: &[u8] = b"";
            if let Some(after) = rest.strip_prefix(b"=") {
                let after = after.trim_ascii_start();
                let (start, close) = match after.first() {
                    Some(&quote @ (b'"' | b'\'')) => (1, memchr::memchr(quote, &after[1..])),
                    _ => (0, after.iter().position(u8::is_ascii_whitespace)),
                };
                let end = close.map_or(after.len(), |close| start + close);
                value = &after[start..end];
                rest = &after[(end + start).min(after.len())..];
            }
            if this.eq_ignore_ascii_case(name.as_bytes()) {
                return Some(resolve(&String::from_utf8_lossy(value)).into_owned());
            }
        }
    }
}

/// The end mark of an element whose content holds no tags for us.
fn skipped(name: &[u8]) -> Option<&'static [u8]> {
    let parts: [(&[u8], &'static [u8]); 6] = [
        (b"script", b"</script"),
        (b"style", b"</style"),
        (b"noscript", b"</noscript"),
        (b"title", b"</title"),
        (b"textarea", b"</textarea"),
        (b"template", b"</template"),
    ];
    parts.iter().find(|(open, _)| name.eq_ignore_ascii_case(open)).map(|(_, close)| *close)
}

fn find_ignore_case(bytes: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memchr_iter(what[0], bytes)
        .find(|&at| bytes[at..].get(..what.len()).is_some_and(|w| w.eq_ignore_ascii_case(what)))
}

/// The `>` that ends a tag, those in quoted values passed over.
fn tag_end(tag: &[u8]) -> usize {
    let tag = &tag[..tag.len().min(LONGEST)];
    let mut quote = None;
    for (at, &byte) in tag.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    // A quote that never closes would swallow the page: end at the first `>` after all.
    memchr::memchr(b'>', tag).unwrap_or(tag.len())
}

fn resolve(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return value.into();
    }
    let mut text = value.to_owned();
    for (reference, plain) in [
        ("&#38;", "&"),
        ("&#038;", "&"),
        ("&#x26;", "&"),
        ("&#x2F;", "/"),
        ("&#47;", "/"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ] {
        text = text.replace(reference, plain);
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hrefs(html: &str) -> Vec<String> {
        Tags::of(html.as_bytes())
            .filter(|t| t.is("a"))
            .filter_map(|t| t.attribute("href"))
            .collect()
    }

    #[test]
    fn attributes_in_all_spellings() {
        let html = "<a href=/1>x</a><A class=\"a>b\" HREF = '/2'>y</A><a\nhref=\"/3?a=1&amp;b=2\"\
                    ><abbr href=/no><a data-href=/no2 href=/4/ title><a title href=\"/5\"/>";
        assert_eq!(hrefs(html), ["/1", "/2", "/3?a=1&b=2", "/4/", "/5"]);
    }

    #[test]
    fn what_is_passed_over() {
        let html = "<!-- <a href=/no> --><script>'<a href=/no>'</script><style><a href=/no></style>\
                    <title><a href=/no></title><a href=/yes><!-- <a href=/no>";
        assert_eq!(hrefs(html), ["/yes"]);
    }

    #[test]
    fn broken_tags() {
        assert_eq!(hrefs("<a href=\"/1><p>text<a href=/2>"), ["/1", "/2"]);
        for html in
            ["<", "<a", "<a ", "<a href", "<a href=", "<a href='", "<!--", "<script>", "<a ="]
        {
            let _ = hrefs(html);
        }
    }

    #[test]
    fn many_open_quotes_stay_linear() {
        // One unclosed quote after the other: each tag ends at its own `>`.
        let html = "<a href=\"x>'".repeat(20_000);
        let started = std::time::Instant::now();
        let _ = hrefs(&html);
        assert!(started.elapsed() < std::time::Duration::from_secs(2));
    }
}
