//! Cuts tags with absurdly many attributes short.
//!
//! For each attribute html5ever compares its name with all those before it, so one tag with
//! 100,000 attributes costs seconds. Such a tag shows itself: the tokenizer takes in slice after
//! slice without giving out a token. Only then is the tag looked at.

/// Bytes without a token before the text is looked at: rare on real pages (long `data:` addresses).
const STARVED: usize = 64 * 1024;

/// Attributes kept of one tag; real ones have fewer than a hundred.
const MAX_ATTRIBUTES: usize = 1_024;

/// Watches the tokenizer's progress over the slices of one page.
#[derive(Default)]
pub(super) struct Watch {
    tokens: u64,
    /// End of the slice in which the newest token came.
    progress: usize,
    /// Where to look next when no token has come.
    look_at: usize,
    /// A stretch of attributes not to feed.
    skip: Option<(usize, usize)>,
}

impl Watch {
    /// Where the slice that starts at `at` must end so that a stretch to skip is not fed.
    pub fn bound(&self, end: usize) -> usize {
        self.skip.map_or(end, |(from, _)| end.min(from))
    }

    /// Takes note that everything up to `end` was fed; returns where to go on.
    pub fn after_slice(&mut self, text: &str, end: usize, tokens: u64) -> usize {
        if let Some((_, to)) = self.skip.take_if(|(from, _)| *from == end) {
            self.progress = to;
            self.look_at = to + STARVED;
            return to;
        }
        if tokens != self.tokens {
            self.tokens = tokens;
            self.progress = end;
            self.look_at = end + STARVED;
        } else if end >= self.look_at && self.skip.is_none() {
            // At twice the distance next time, so that looking stays linear in the page.
            self.look_at = end + (end - self.progress);
            self.skip = excess(text, self.progress, end);
        }
        end
    }
}

/// The stretch of attributes to leave out of the unfinished tag around `end`, if it has too many.
fn excess(text: &str, progress: usize, end: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let start = text[..progress].rfind('<')?;
    if !bytes.get(start + 1)?.is_ascii_alphabetic() {
        return None;
    }
    let mut at = start + 1;
    while at < bytes.len() && !bytes[at].is_ascii_whitespace() && bytes[at] != b'>' {
        at += 1;
    }
    let (mut count, mut cut) = (0, None);
    loop {
        while at < bytes.len() && (bytes[at].is_ascii_whitespace() || bytes[at] == b'/') {
            at += 1;
        }
        if at >= bytes.len() || bytes[at] == b'>' {
            return cut.filter(|&from| from < at).map(|from| (from, at));
        }
        if at >= end && cut.is_none() {
            if count <= MAX_ATTRIBUTES {
                return None;
            }
            cut = Some(at);
        }
        at = attribute_end(bytes, at);
        count += 1;
    }
}

/// One past the attribute that starts at `at` ("before attribute name state" of the standard).
fn attribute_end(bytes: &[u8], mut at: usize) -> usize {
    let blank = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_whitespace);
    at += 1;
    while at < bytes.len() && !blank(at) && !matches!(bytes[at], b'/' | b'>' | b'=') {
        at += 1;
    }
    let mut value = at;
    while blank(value) {
        value += 1;
    }
    if bytes.get(value) != Some(&b'=') {
        return at;
    }
    value += 1;
    while blank(value) {
        value += 1;
    }
    match bytes.get(value) {
        Some(&quote @ (b'"' | b'\'')) => memchr::memchr(quote, &bytes[value + 1..])
            .map_or(bytes.len(), |length| value + 1 + length + 1),
        _ => {
            while value < bytes.len() && !blank(value) && bytes[value] != b'>' {
                value += 1;
            }
            value
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_attributes_are_cut_and_the_tag_still_ends() {
        let many: String = (0..40_000).map(|i| format!(" a{i}=\"x>y\"")).collect();
        let text = format!("<div{many}>after");
        let (from, to) = excess(&text, 5, STARVED).expect("too many");
        assert!(from >= STARVED && text[from..].starts_with('a'));
        assert_eq!(&text[to..], ">after");
    }

    #[test]
    fn one_long_value_is_left_alone() {
        let text = format!("<img src=\"data:{}\">", "x".repeat(300_000));
        assert_eq!(excess(&text, 5, STARVED), None);
    }
}
