//! Comments, doctypes and CDATA sections: what begins with `<!` or `<?`.

use super::{Tokenizer, is_blank, without_nul};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Doctype, Token, TokenSink};
use memchr::{memchr, memmem};

impl<S: TokenSink> Tokenizer<'_, S> {
    /// What begins with `<!` ("markup declaration open state").
    pub(super) fn declaration(&mut self) {
        let start = self.at + 2;
        let rest = &self.text.as_bytes()[start..];
        if rest.starts_with(b"--") {
            self.comment(start + 2);
        } else if rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype")) {
            self.doctype(start + 7);
        } else if rest.starts_with(b"[CDATA[")
            && self.sink.adjusted_current_node_present_but_not_in_html_namespace()
        {
            self.cdata(start + 7);
        } else {
            self.bogus_comment(start);
        }
    }

    fn comment(&mut self, start: usize) {
        let bytes = self.text.as_bytes();
        let rest = &bytes[start..];
        // `<!-->` and `<!--->` are whole.
        let (end, after) = if rest.starts_with(b">") {
            (start, start + 1)
        } else if rest.starts_with(b"->") {
            (start, start + 2)
        } else {
            comment_end(bytes, start)
        };
        let text = self.clean_part(start, end);
        self.at = after;
        let _ = self.emit(Token::CommentToken(text));
    }

    /// What a browser makes a comment of for want of better, up to the next `>`.
    pub(super) fn bogus_comment(&mut self, start: usize) {
        let bytes = self.text.as_bytes();
        let end = memchr(b'>', &bytes[start..]).map_or(bytes.len(), |length| start + length);
        let text = self.clean_part(start, end);
        self.at = (end + 1).min(bytes.len());
        let _ = self.emit(Token::CommentToken(text));
    }

    /// A section of plain text in SVG or MathML.
    fn cdata(&mut self, start: usize) {
        let bytes = self.text.as_bytes();
        let end =
            memmem::find(&bytes[start..], b"]]>").map_or(bytes.len(), |length| start + length);
        self.at = start;
        for (number, text) in self.text[start..end].split('\0').enumerate() {
            if number > 0 {
                self.at += 1;
                let _ = self.emit(Token::NullCharacterToken);
            }
            self.emit_text(self.at + text.len());
        }
        self.at = (end + 3).min(bytes.len());
    }

    fn doctype(&mut self, start: usize) {
        let bytes = self.text.as_bytes();
        let end = doctype_end(bytes, start);
        let doctype = doctype(&self.text[start..end.min(bytes.len())], end >= bytes.len());
        self.at = (end + 1).min(bytes.len());
        let _ = self.emit(Token::DoctypeToken(doctype));
    }
}

/// Where the text of a comment ends and where the page goes on.
fn comment_end(bytes: &[u8], start: usize) -> (usize, usize) {
    let mut at = start;
    while let Some(length) = memmem::find(&bytes[at..], b"--") {
        at += length;
        match &bytes[at + 2..] {
            [b'>', ..] => return (at, at + 3),
            [b'!', b'>', ..] => return (at, at + 4),
            _ => at += 1,
        }
    }
    // At the end of the page the beginning of `-->` is no text.
    let text = &bytes[start..];
    let cut = [&b"--!"[..], b"--", b"-"].into_iter().find(|end| text.ends_with(end));
    (bytes.len() - cut.map_or(0, <[u8]>::len), bytes.len())
}

/// Where the `>` of a doctype stands: its quoted parts can't hold one.
fn doctype_end(bytes: &[u8], start: usize) -> usize {
    memchr(b'>', &bytes[start..]).map_or(bytes.len(), |length| start + length)
}

/// Reads what stands between `<!doctype` and its `>`, or the end of the page.
fn doctype(text: &str, cut: bool) -> Doctype {
    let text = without_nul(text);
    let mut doctype = Doctype { force_quirks: cut, ..Doctype::default() };
    let rest = text.trim_start_matches(blank);
    let name = rest.find(blank).unwrap_or(rest.len());
    if name == 0 {
        doctype.force_quirks = true;
        return doctype;
    }
    doctype.name = Some(StrTendril::from(rest[..name].to_ascii_lowercase()));
    let rest = rest[name..].trim_start_matches(blank);
    if rest.is_empty() {
        return doctype;
    }
    let keyword = rest.get(..6).unwrap_or_default();
    let public = keyword.eq_ignore_ascii_case("public");
    if !public && !keyword.eq_ignore_ascii_case("system") {
        doctype.force_quirks = true;
        return doctype;
    }
    let mut rest = &rest[6..];
    if public {
        let (id, behind, whole) = identifier(rest);
        doctype.public_id = id;
        doctype.force_quirks |= !whole;
        rest = behind.trim_start_matches(blank);
        if !whole || rest.is_empty() {
            return doctype;
        }
    }
    // An identifier must follow the keyword, and end; what follows it in turn is of no account.
    let (id, behind, whole) = identifier(rest);
    doctype.system_id = id;
    doctype.force_quirks = !whole || cut && behind.trim_start_matches(blank).is_empty();
    doctype
}

/// A quoted text at the beginning of another, the rest behind it, and whether its quotes are there.
fn identifier(text: &str) -> (Option<StrTendril>, &str, bool) {
    let text = text.trim_start_matches(blank);
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return (None, text, false);
    };
    let inside = &text[1..];
    match inside.find(quote) {
        Some(end) => (Some(StrTendril::from_slice(&inside[..end])), &inside[end + 1..], true),
        None => (Some(StrTendril::from_slice(inside)), "", false),
    }
}

fn blank(c: char) -> bool {
    u8::try_from(c).is_ok_and(is_blank)
}
