//! Tags and their attributes.

use super::super::repair::missing_quote;
use super::{Tokenizer, is_blank, reference, without_nul};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{EndTag, StartTag, Tag, TagKind, TokenSink};
use html5ever::{Attribute, QualName, ns};
use std::borrow::Cow;
use std::ops::Range;

/// Attributes kept of one tag, as each is compared with those before it; real tags have fewer than a
/// hundred.
const MAX_ATTRIBUTES: usize = 256;

impl<S: TokenSink> Tokenizer<'_, S> {
    /// A start tag, at its `<`.
    pub(super) fn start_tag(&mut self) {
        if let Some(tag) = self.tag(StartTag) {
            self.last_start = Some(tag.name.clone());
            self.emit_tag(tag);
        }
    }

    /// An end tag, at its `<`.
    pub(super) fn end_tag(&mut self) {
        if let Some(tag) = self.tag(EndTag) {
            self.emit_tag(tag);
        }
    }

    /// Reads a tag; nothing when the text ends in it.
    fn tag(&mut self, kind: TagKind) -> Option<Tag> {
        let start = self.at + if kind == StartTag { 1 } else { 2 };
        let rest = &self.text.as_bytes()[start..];
        // Nothing that ends in a tag is emitted.
        self.at = self.text.len();
        let end = start + rest.iter().position(|&b| is_blank(b) || matches!(b, b'/' | b'>'))?;
        let name = self.names.element(&self.text[start..end]);
        let mut tag =
            Tag { kind, name, self_closing: false, attrs: vec![], had_duplicate_attributes: false };
        self.at = self.attributes(end, &mut tag)?;
        Some(tag)
    }

    /// Reads attributes from behind a tag's name; gives the place behind its `>`, if it has one.
    fn attributes(&mut self, mut at: usize, tag: &mut Tag) -> Option<usize> {
        let bytes = self.text.as_bytes();
        loop {
            at = skip_blanks(bytes, at);
            match bytes.get(at)? {
                b'>' => return Some(at + 1),
                b'/' => {
                    at += 1;
                    if *bytes.get(at)? == b'>' {
                        tag.self_closing = true;
                        return Some(at + 1);
                    }
                    continue;
                }
                _ => {}
            }
            // A name may begin with `=`, but not go on with it.
            let name =
                at..until(bytes, at + 1, |b| is_blank(b) || matches!(b, b'/' | b'>' | b'='))?;
            at = skip_blanks(bytes, name.end);
            let mut value = at..at;
            if bytes.get(at) == Some(&b'=') {
                at = skip_blanks(bytes, at + 1);
                match bytes.get(at)? {
                    &quote @ (b'"' | b'\'') => {
                        let rest = &bytes[at + 1..];
                        let missing = match self.mends {
                            true => missing_quote(&self.text[name.clone()], quote, rest),
                            false => None,
                        };
                        let length = missing.or_else(|| memchr::memchr(quote, rest))?;
                        value = at + 1..at + 1 + length;
                        at = value.end + usize::from(missing.is_none());
                    }
                    _ => {
                        value = at..until(bytes, at, |b| is_blank(b) || b == b'>')?;
                        at = value.end;
                    }
                }
            }
            // End tags have none.
            if tag.kind == StartTag && tag.attrs.len() < MAX_ATTRIBUTES {
                self.attribute(name, value, tag);
            }
        }
    }

    /// Adds an attribute to a tag, unless it has one of that name.
    fn attribute(&mut self, name: Range<usize>, value: Range<usize>, tag: &mut Tag) {
        let Some(name) = self.names.attribute(&self.text[name]) else { return };
        if tag.attrs.iter().any(|other| other.name.local == name) {
            tag.had_duplicate_attributes = true;
            return;
        }
        let value = self.value(value.start, value.end);
        if tag.attrs.is_empty() {
            tag.attrs = Vec::with_capacity(4);
        }
        tag.attrs.push(Attribute { name: QualName::new(None, ns!(), name), value });
    }

    /// The value of an attribute with its references resolved.
    fn value(&self, start: usize, end: usize) -> StrTendril {
        let text = &self.text[start..end];
        if memchr::memchr2(b'&', 0, text.as_bytes()).is_none() {
            return self.part(start, end);
        }
        let text = match without_nul(text) {
            Cow::Borrowed(text) => reference::resolved(text, true),
            Cow::Owned(text) => reference::resolved(&text, true),
        };
        StrTendril::from(text)
    }
}

/// The first byte from a place on that ends something.
fn until(bytes: &[u8], from: usize, ends: impl Fn(u8) -> bool) -> Option<usize> {
    bytes.get(from..)?.iter().position(|&b| ends(b)).map(|length| from + length)
}

fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|&b| is_blank(b)) {
        at += 1;
    }
    at
}
