//! Text → tokens, for html5ever's tree builder.
//!
//! This is the tokenization stage of the HTML standard (13.2.5) for a text that is whole in memory.
//! Three quarters of html5ever's time go into its own tokenizer, which takes the text character by
//! character from a queue of buffers; here whole stretches are found with `memchr` and cut out of the
//! page without copying. The tokens are the same but for two things nobody reads: text may come in
//! fewer pieces, and end tags have no attributes. `tests` holds both side by side on the
//! samples and on whatever proptest makes up (two million cases once, a few thousand each time).
//!
//! Every step is one pass over the bytes it takes, so the cost is linear in the page.

mod declaration;
mod raw;
mod reference;
mod tag;
#[cfg(test)]
mod tests;

use super::names::Names;
use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, Token, TokenSink, TokenSinkResult};
use memchr::memchr3;
use std::borrow::Cow;

/// Tokens taken between two looks at the limits.
const STRIDE: usize = 128;

/// What the text at the present place is.
#[derive(Clone, Copy)]
enum State {
    Data,
    /// The content of an element that knows no tags but its own end.
    Raw(RawKind),
    Plaintext,
}

/// Reads a text and hands its tokens to a sink, each with the offset in the text behind it.
pub(super) struct Tokenizer<'t, S> {
    text: &'t str,
    /// The same, of which tokens are parts.
    source: &'t StrTendril,
    at: usize,
    state: State,
    /// The newest start tag, whose end tag ends raw content.
    last_start: Option<LocalName>,
    names: Names,
    /// Whether quotes that are missing are put in their places.
    mends: bool,
    pub sink: S,
}

impl<'t, S: TokenSink> Tokenizer<'t, S> {
    /// A tokenizer at the beginning of a text with [normalized newlines](normalized).
    pub fn new(text: &'t StrTendril, sink: S, names: Names, mends: bool) -> Self {
        Tokenizer {
            text,
            source: text,
            at: 0,
            state: State::Data,
            last_start: None,
            names,
            mends,
            sink,
        }
    }

    /// Reads on until a place in the text is passed; `go_on` may end it earlier. Says whether the
    /// place was reached.
    pub fn run(&mut self, until: usize, mut go_on: impl FnMut(&S) -> bool) -> bool {
        let until = until.min(self.text.len());
        while self.at < until {
            for _ in 0..STRIDE {
                self.step();
                if self.at >= until {
                    break;
                }
            }
            if !go_on(&self.sink) {
                return false;
            }
        }
        true
    }

    /// Tells the sink that the text has ended.
    pub fn end(&mut self) {
        let _ = self.emit(Token::EOFToken);
        self.sink.end();
    }

    fn step(&mut self) {
        match self.state {
            State::Data => self.data(),
            State::Raw(kind) => self.raw(kind),
            State::Plaintext => {
                self.emit_clean_text(self.text.len());
            }
        }
    }

    /// Text up to the next markup, and that markup.
    fn data(&mut self) {
        let bytes = self.text.as_bytes();
        let mut next = self.at;
        let first = loop {
            match memchr3(b'<', b'&', 0, &bytes[next..]) {
                None => {
                    self.emit_text(bytes.len());
                    return;
                }
                Some(length) => next += length,
            }
            let follows = |is: fn(&u8) -> bool| bytes.get(next + 1).is_some_and(is);
            match bytes[next] {
                b'<' if follows(|&b| b.is_ascii_alphabetic() || matches!(b, b'!' | b'?')) => {
                    break b'<';
                }
                b'<' if follows(|&b| b == b'/') && next + 2 < bytes.len() => break b'<',
                b'&' if follows(|&b| b.is_ascii_alphanumeric() || b == b'#') => break b'&',
                0 => break 0,
                _ => next += 1,
            }
        };
        self.emit_text(next);
        match first {
            b'<' => self.markup(),
            b'&' => self.reference(),
            _ => {
                self.at += 1;
                let _ = self.emit(Token::NullCharacterToken);
            }
        }
    }

    /// What begins with `<` and is no text.
    fn markup(&mut self) {
        let bytes = self.text.as_bytes();
        match bytes[self.at + 1] {
            b'!' => self.declaration(),
            b'?' => self.bogus_comment(self.at + 1),
            b'/' => match bytes[self.at + 2] {
                b'>' => self.at += 3,
                letter if letter.is_ascii_alphabetic() => self.end_tag(),
                _ => self.bogus_comment(self.at + 2),
            },
            _ => self.start_tag(),
        }
    }

    /// A character reference in text, or the `&` as it is.
    fn reference(&mut self) {
        match reference::read(&self.text[self.at..], false) {
            Some((text, length)) => {
                self.at += length;
                let _ = self.emit(Token::CharacterTokens(StrTendril::from_slice(&text)));
            }
            None => self.emit_text(self.at + 1),
        }
    }

    fn emit(&self, token: Token) -> TokenSinkResult<S::Handle> {
        self.sink.process_token(token, self.at as u64)
    }

    fn emit_tag(&mut self, tag: Tag) {
        self.state = match self.emit(Token::TagToken(tag)) {
            TokenSinkResult::RawData(kind) => State::Raw(kind),
            TokenSinkResult::Plaintext => State::Plaintext,
            TokenSinkResult::Continue
            | TokenSinkResult::Script(_)
            | TokenSinkResult::EncodingIndicator(_) => State::Data,
        };
    }

    /// Text from the present place to another, without NUL.
    fn emit_text(&mut self, end: usize) {
        if self.at < end {
            let text = self.part(self.at, end);
            self.at = end;
            let _ = self.emit(Token::CharacterTokens(text));
        }
    }

    /// The same where NUL may stand and means U+FFFD.
    fn emit_clean_text(&mut self, end: usize) {
        if self.at < end {
            let text = self.clean_part(self.at, end);
            self.at = end;
            let _ = self.emit(Token::CharacterTokens(text));
        }
    }

    /// A part of the text.
    fn part(&self, start: usize, end: usize) -> StrTendril {
        self.source.subtendril(start as u32, (end - start) as u32)
    }

    /// A part of the text with U+FFFD for NUL.
    fn clean_part(&self, start: usize, end: usize) -> StrTendril {
        match without_nul(&self.text[start..end]) {
            Cow::Borrowed(_) => self.part(start, end),
            Cow::Owned(text) => StrTendril::from(text),
        }
    }
}

/// A text with newlines as the standard wants them before it is tokenized: LF alone.
pub(super) fn normalized(text: &str) -> StrTendril {
    let Some(mut next) = memchr::memchr(b'\r', text.as_bytes()) else { return text.into() };
    let mut out = StrTendril::with_capacity(text.len() as u32);
    let mut at = 0;
    loop {
        out.push_slice(&text[at..next]);
        out.push_slice("\n");
        at = next + 1 + usize::from(text.as_bytes().get(next + 1) == Some(&b'\n'));
        match memchr::memchr(b'\r', &text.as_bytes()[at..]) {
            Some(length) => next = at + length,
            None => break,
        }
    }
    out.push_slice(&text[at..]);
    out
}

fn without_nul(text: &str) -> Cow<'_, str> {
    match memchr::memchr(0, text.as_bytes()) {
        None => Cow::Borrowed(text),
        Some(_) => Cow::Owned(text.replace('\0', "\u{fffd}")),
    }
}

/// Is it one of the blanks of HTML's syntax?
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\x0C' | b'\r')
}
