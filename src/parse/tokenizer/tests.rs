//! The tokenizer against html5ever's.

use super::{Names, Tokenizer, normalized};
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{self as theirs, StartTag, Token, TokenSink, TokenSinkResult};
use proptest::prelude::*;
use std::cell::{Cell, RefCell};
use std::path::Path;

/// Keeps tokens, texts in one piece, and switches the tokenizer as a tree builder would.
#[derive(Default)]
struct Kept {
    tokens: RefCell<Vec<Token>>,
    text: RefCell<String>,
    foreign: Cell<bool>,
}

impl Kept {
    fn flush(&self) {
        let text = self.text.take();
        if !text.is_empty() {
            let text = StrTendril::from(text);
            self.tokens.borrow_mut().push(Token::CharacterTokens(text));
        }
    }
}

impl TokenSink for Kept {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(text) => self.text.borrow_mut().push_str(&text),
            Token::NullCharacterToken => self.text.borrow_mut().push('\0'),
            Token::ParseError(_) => {}
            Token::TagToken(mut tag) => {
                self.flush();
                if tag.kind != StartTag {
                    tag.attrs.clear();
                    tag.had_duplicate_attributes = false;
                }
                let (name, start) = (tag.name.clone(), tag.kind == StartTag);
                self.tokens.borrow_mut().push(Token::TagToken(tag));
                match &*name {
                    "svg" => self.foreign.set(start),
                    "script" if start => return TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" if start => return TokenSinkResult::RawData(RawKind::Rawtext),
                    "title" if start => return TokenSinkResult::RawData(RawKind::Rcdata),
                    "plaintext" if start => return TokenSinkResult::Plaintext,
                    _ => {}
                }
            }
            other => {
                self.flush();
                self.tokens.borrow_mut().push(other);
            }
        }
        TokenSinkResult::Continue
    }

    fn end(&self) {
        self.flush();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.foreign.get()
    }
}

fn our_tokens(text: &str) -> Vec<Token> {
    let text = normalized(text);
    let mut tokenizer = Tokenizer::new(&text, Kept::default(), Names::new(None), false);
    tokenizer.run(text.len(), |_| true);
    tokenizer.end();
    tokenizer.sink.tokens.take()
}

fn their_tokens(text: &str) -> Vec<Token> {
    let options = theirs::TokenizerOpts { discard_bom: false, ..Default::default() };
    let tokenizer = theirs::Tokenizer::new(Kept::default(), options);
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(text));
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.tokens.take()
}

/// Pieces of markup that lead into every state of the tokenizer.
const MARKUP: &[&str] = &[
    "<",
    ">",
    "</",
    "/>",
    "<!",
    "<!-",
    "<!--",
    "--",
    "-",
    "->",
    "-->",
    "--!>",
    "--!",
    "!",
    "?",
    "<?",
    "=",
    "\"",
    "'",
    "&",
    "&#",
    "&#x",
    ";",
    "/",
    " ",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\0",
    "]]>",
    "]",
    "<![CDATA[",
    "<!doctype",
    "<!DOCTYPE html>",
    " html",
    " public",
    " SYSTEM ",
    "\"x\"",
    "'y'",
    "<a",
    "<A ",
    "</a",
    "</A>",
    "<p>",
    " href=",
    " HREF='",
    " class=\"",
    " a",
    " b=c",
    "=d",
    "<script>",
    "<SCRIPT",
    "</script>",
    "</script ",
    "</SCRIPT/",
    "</scrip",
    "<style>",
    "</style>",
    "<title>",
    "</title>",
    "<svg>",
    "</svg>",
    "<plaintext>",
    "<x-y-z",
    "é",
    "你好",
    "\u{a0}",
    "&amp;",
    "&amp",
    "&AMP",
    "&notin;",
    "&not",
    "&noti",
    "&copy=",
    "&copyx",
    "&nbsp;",
    "&xyz;",
    "&#65;",
    "&#x41",
    "&#0;",
    "&#128;",
    "&#xD800;",
    "&#1114112;",
    "&#99999999999;",
    "&#x;",
    "&NotEqualTilde;",
    "&CounterClockwiseContourIntegral;",
    "&bne;",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(MARKUP).prop_map(str::to_owned),
        1 => "[a-zA-Z0-9]{1,4}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn gives_the_tokens_of_html5ever(pieces in prop::collection::vec(piece(), 0..24)) {
        let text = pieces.concat();
        prop_assert_eq!(our_tokens(&text), their_tokens(&text));
    }
}

#[test]
fn scripts_end_where_browsers_end_them() {
    for text in [
        "<script>a</script>b",
        "<script><!--<script></script>--></script>b",
        "<script><!--<script></script></script>b",
        "<script><!-- a </script>b",
        "<script><!--><script></script>b",
        "<script>'</script'</script/x>b",
        "<script><!--<scriptx></script>b",
        "<script><!--<script>--><script></script>b",
    ] {
        assert_eq!(our_tokens(text), their_tokens(text), "{text}");
    }
}

#[test]
fn newlines_are_line_feeds() {
    assert_eq!(&*normalized("a\r\nb\rc\n\r\r\n"), "a\nb\nc\n\n\n");
}

#[test]
fn gives_the_tokens_of_html5ever_on_pages() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")];
    let mut pages = 0;
    while let Some(folder) = folders.pop() {
        for entry in
            std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"))
        {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "html") {
                let text =
                    String::from_utf8_lossy(&std::fs::read(&path).expect("a page")).into_owned();
                assert!(our_tokens(&text) == their_tokens(&text), "{}", path.display());
                pages += 1;
            }
        }
    }
    assert!(pages > 20);
}
