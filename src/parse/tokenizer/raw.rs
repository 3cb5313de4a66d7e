//! Content of elements that know no tags but their own end: scripts, styles, titles.

use super::{State, Tokenizer, is_blank, reference, without_nul};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Token, TokenSink};
use memchr::{memchr, memchr2};

impl<S: TokenSink> Tokenizer<'_, S> {
    /// The content up to the end tag, and the end tag.
    pub(super) fn raw(&mut self, kind: RawKind) {
        let bytes = self.text.as_bytes();
        let name = self.last_start.as_deref().unwrap_or_default();
        let end = match kind {
            RawKind::ScriptData | RawKind::ScriptDataEscaped(_) => script_end(bytes, self.at, name),
            RawKind::Rcdata | RawKind::Rawtext => element_end(bytes, self.at, name),
        };
        match kind {
            RawKind::Rcdata if memchr(b'&', &bytes[self.at..end]).is_some() => {
                let text = reference::resolved(&without_nul(&self.text[self.at..end]), false);
                self.at = end;
                let _ = self.emit(Token::CharacterTokens(StrTendril::from(text)));
            }
            _ => self.emit_clean_text(end),
        }
        self.state = State::Data;
        if end < bytes.len() {
            self.end_tag();
        }
    }
}

/// Where the end tag of an element begins, or the end of the text.
fn element_end(bytes: &[u8], mut at: usize, name: &str) -> usize {
    while let Some(length) = memchr(b'<', &bytes[at..]) {
        at += length;
        if is_end_tag(&bytes[at..], name) {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// Does an end tag of that name begin here ("appropriate end tag token")?
fn is_end_tag(bytes: &[u8], name: &str) -> bool {
    bytes.get(1) == Some(&b'/') && is_name(&bytes[2..], name)
}

/// Does a name stand here, whatever its case, and end?
fn is_name(bytes: &[u8], name: &str) -> bool {
    bytes.get(name.len()).is_some_and(|&b| is_blank(b) || matches!(b, b'/' | b'>'))
        && bytes[..name.len()].eq_ignore_ascii_case(name.as_bytes())
}

/// How deep in comments the text of a script is: in those of old browsers that hid scripts, `</script>`
/// ends the script, and does not where another `<script>` stands in the comment before it.
#[derive(Clone, Copy, PartialEq)]
enum Escape {
    None,
    Escaped,
    Double,
}

/// The same for scripts (the "script data" states of the standard).
fn script_end(bytes: &[u8], mut at: usize, name: &str) -> usize {
    let mut escape = Escape::None;
    loop {
        let rest = &bytes[at..];
        let next = match escape {
            Escape::None => memchr(b'<', rest),
            _ => memchr2(b'<', b'-', rest),
        };
        let Some(length) = next else { return bytes.len() };
        at += length;
        let rest = &bytes[at..];
        if rest[0] == b'-' {
            let dashes = rest.iter().take_while(|&&b| b == b'-').count();
            at += dashes;
            if dashes >= 2 && bytes.get(at) == Some(&b'>') {
                escape = Escape::None;
            }
            continue;
        }
        at += 1;
        match escape {
            Escape::None | Escape::Escaped if is_end_tag(rest, name) => return at - 1,
            // Its dashes may be those of the comment's end.
            Escape::None if rest.starts_with(b"<!--") => {
                escape = Escape::Escaped;
                at += 1;
            }
            Escape::Escaped if is_name(&rest[1..], "script") => escape = Escape::Double,
            Escape::Double if rest.get(1) == Some(&b'/') && is_name(&rest[2..], "script") => {
                escape = Escape::Escaped;
            }
            _ => {}
        }
    }
}
