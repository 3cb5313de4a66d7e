//! What a front end without a tree would give: the tokenizer and a stack of open elements.
//!
//! ```sh
//! COPYDESK_CORPUS=news:web cargo bench --bench treeless
//! ```
//!
//! Prints how many pages and blocks come out as they do from the tree, and the speed of both. The
//! stack knows what text needs: which tags end which, and what has no text. It does not know what
//! needs a tree: text that a table throws out before itself, formatting that is opened anew in the
//! next paragraph, and links closed by links.

#[allow(dead_code)] // each bench uses what it needs
mod support;

use copydesk::decode::{Hints, decode};
use copydesk::parse::{parse, tokenize};
use copydesk::segment::{Page, Tag, segment};
use copydesk::settings::Limits;
use copydesk::{Settings, Source, clean};
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{
    self as theirs, Tag as TagToken, TagKind, Token, TokenSink, TokenSinkResult,
};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hint::black_box;
use std::sync::LazyLock;
use std::time::Instant;
use support::{number, samples};

/// A name, and what is done to a page.
type Way = (&'static str, fn(&str));

fn main() {
    let samples = samples();
    let pages: Vec<String> = samples
        .iter()
        .map(|sample| decode(&sample.bytes, Hints::default()).text.into_owned())
        .collect();
    let megabytes = pages.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    println!("{} pages, {megabytes:.1} MB as UTF-8", pages.len());
    agreement(&pages);
    let ways: [Way; 6] = [
        ("html5ever's tokenizer", their_tokens),
        ("tokenizer", |text| {
            tokenize(text, Nobody);
        }),
        ("tokenizer, stack, blocks", |text| drop(black_box(blocks_of_tokens(text)))),
        ("bare tree", |text| drop(black_box(scraper::Html::parse_document(text)))),
        ("parse and segment", |text| drop(black_box(segment(&parse(text, &limits()))))),
        ("the whole of clean", |text| {
            let settings = Settings::default();
            drop(black_box(clean(text.as_bytes(), &Source::named("page"), &settings)));
        }),
    ];
    let mut times = [const { Vec::new() }; 6];
    for _ in 0..number("COPYDESK_PASSES").unwrap_or(5).max(1) {
        let mut pass = [0.0; 6];
        for text in &pages {
            for ((_, way), time) in ways.iter().zip(&mut pass) {
                let started = worked();
                way(text);
                *time += worked() - started;
            }
        }
        for (times, time) in times.iter_mut().zip(pass) {
            times.push(time);
        }
    }
    for ((name, _), mut times) in ways.into_iter().zip(times) {
        times.sort_by(f64::total_cmp);
        let time = times[times.len() / 2];
        println!(
            "{name:<26} {:>7.1} MB/s {:>7.0} pages/s",
            megabytes / time,
            pages.len() as f64 / time
        );
    }
}

/// Seconds of processor time of this thread, so that what else the machine does is left out; the
/// clock's where the system does not tell.
fn worked() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |time| time / 1e9)
}

fn limits() -> Limits {
    Limits { time: None, ..Limits::default() }
}

/// A block as both give it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Block {
    text: String,
    /// Characters in links.
    linked: u32,
    /// Block-level elements above it, outermost first.
    path: Vec<Tag>,
}

/// Prints on how many pages and blocks the two agree.
fn agreement(pages: &[String]) {
    let mut same = [0; 3];
    let mut same_pages = [0; 3];
    let (mut blocks, mut chars, mut same_chars) = (0, 0, 0);
    for text in pages {
        let tree = blocks_of_tree(&segment(&parse(text, &limits())));
        let tokens = blocks_of_tokens(text);
        let mut counts = [0; 3];
        let strip = [
            |block: &Block| Block { linked: 0, path: Vec::new(), ..block.clone() },
            |block: &Block| Block { path: Vec::new(), ..block.clone() },
            Block::clone,
        ];
        for (level, strip) in strip.into_iter().enumerate() {
            let mut left: HashMap<Block, usize> = HashMap::new();
            for block in &tokens {
                *left.entry(strip(block)).or_default() += 1;
            }
            for block in &tree {
                if let Some(count) = left.get_mut(&strip(block)).filter(|count| **count > 0) {
                    *count -= 1;
                    counts[level] += 1;
                    if level == 0 {
                        same_chars += block.text.len();
                    }
                }
            }
            let equal = tree.iter().map(strip).eq(tokens.iter().map(strip));
            same_pages[level] += usize::from(equal);
            same[level] += counts[level];
        }
        blocks += tree.len();
        chars += tree.iter().map(|block| block.text.len()).sum::<usize>();
        if std::env::var_os("COPYDESK_SHOW").is_some() && counts[0] < tree.len() {
            show(&tree, &tokens);
        }
    }
    let share = |part: usize, whole: usize| 100.0 * part as f64 / whole as f64;
    for (level, name) in ["text", "text and links", "text, links and elements"].iter().enumerate() {
        println!(
            "same {name:<26} {:>6.2} % of blocks {:>6.2} % of pages",
            share(same[level], blocks),
            share(same_pages[level], pages.len())
        );
    }
    println!("{blocks} blocks; {:.2} % of the text is in blocks alike", share(same_chars, chars));
}

/// The first block in which a page differs.
fn show(tree: &[Block], tokens: &[Block]) {
    let at = tree.iter().zip(tokens).position(|(a, b)| a.text != b.text);
    if let Some(at) = at {
        println!("tree:   {:?}\ntokens: {:?}\n", tree[at], tokens[at]);
    }
}

fn blocks_of_tree(page: &Page) -> Vec<Block> {
    let block = |at: usize| {
        let block = &page.blocks[at];
        let mut path = Vec::new();
        let mut element = block.container;
        while element != 0 {
            path.push(page.elements[element as usize].tag);
            element = page.elements[element as usize].parent;
        }
        path.retain(|tag| tag.is_block() && !matches!(tag, Tag::Html | Tag::Body));
        path.reverse();
        Block { text: page.block_text(at).to_owned(), linked: block.link_chars, path }
    };
    (0..page.blocks.len()).map(block).collect()
}

fn blocks_of_tokens(text: &str) -> Vec<Block> {
    let mut state = tokenize(text, Front::default()).state.into_inner();
    state.flush();
    state.blocks
}

fn their_tokens(text: &str) {
    let tokenizer = theirs::Tokenizer::new(Nobody, theirs::TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(text));
    while !matches!(tokenizer.feed(&queue), html5ever::TokenizerResult::Done) {}
    tokenizer.end();
}

/// What the tokenizer has to be told about the content of an element.
fn content(tag: Tag, name: &str) -> TokenSinkResult<()> {
    match tag {
        Tag::Script => TokenSinkResult::RawData(ScriptData),
        Tag::Style | Tag::Xmp | Tag::Iframe | Tag::Noframes => TokenSinkResult::RawData(Rawtext),
        _ if name == "noembed" => TokenSinkResult::RawData(Rawtext),
        Tag::Textarea | Tag::Title => TokenSinkResult::RawData(Rcdata),
        Tag::Plaintext => TokenSinkResult::Plaintext,
        _ => TokenSinkResult::Continue,
    }
}

/// Hears tokens and does nothing.
struct Nobody;

impl TokenSink for Nobody {
    type Handle = ();
    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                content(Tag::of(&tag.name), &tag.name)
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

/// Hears tokens and writes blocks.
#[derive(Default)]
struct Front {
    state: RefCell<State>,
    foreign: Cell<bool>,
}

#[derive(Default)]
struct State {
    open: Vec<Open>,
    blocks: Vec<Block>,
    text: String,
    linked: u32,
    begun: bool,
    path: Vec<Tag>,
    /// As in the segmenter: a blank is due, an edge has been passed, line breaks have come.
    space: bool,
    edge: bool,
    breaks: u32,
    /// Open elements without text, and links.
    silent: u32,
    links: u32,
    preformatted: u32,
    /// A line feed right after `<pre>` does not count.
    fresh_pre: bool,
    body: bool,
    after_body: bool,
}

#[derive(Clone, Copy)]
struct Open {
    tag: Tag,
    link: bool,
    silent: bool,
}

impl TokenSink for Front {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        let fresh_pre = std::mem::take(&mut state.fresh_pre);
        let result = match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => state.start(&tag),
            Token::TagToken(tag) => {
                state.end(Tag::of(&tag.name));
                TokenSinkResult::Continue
            }
            Token::CharacterTokens(text) => {
                state.text(text.strip_prefix('\n').filter(|_| fresh_pre).unwrap_or(&text));
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        };
        self.foreign
            .set(state.open.iter().rev().any(|open| matches!(open.tag, Tag::Svg | Tag::Math)));
        result
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.foreign.get()
    }
}

impl State {
    fn start(&mut self, token: &TagToken) -> TokenSinkResult<()> {
        let tag = Tag::of(&token.name);
        let foreign = self.open.iter().rev().any(|open| matches!(open.tag, Tag::Svg | Tag::Math));
        if foreign && !tag.is_block() {
            if !token.self_closing {
                self.push(tag, false);
            }
            return TokenSinkResult::Continue;
        }
        if foreign {
            // Such a tag ends a drawing.
            self.close_through(|tag| matches!(tag, Tag::Svg | Tag::Math), |_| false);
        }
        match tag {
            Tag::Html | Tag::Body => {
                self.body |= tag == Tag::Body;
                return TokenSinkResult::Continue;
            }
            Tag::Head => return TokenSinkResult::Continue,
            Tag::Br => {
                self.line_break();
                return TokenSinkResult::Continue;
            }
            Tag::Img => {
                self.space = true;
                return TokenSinkResult::Continue;
            }
            _ => {}
        }
        if !self.body {
            let of_head = matches!(
                tag,
                Tag::Base
                    | Tag::Link
                    | Tag::Meta
                    | Tag::Title
                    | Tag::Style
                    | Tag::Script
                    | Tag::Template
                    | Tag::Noscript
                    | Tag::Noframes
            );
            let in_noscript = self.open.iter().any(|open| open.tag == Tag::Noscript);
            self.body = !of_head && !in_noscript;
        }
        self.end_implied(tag);
        let void = matches!(
            tag,
            Tag::Area
                | Tag::Base
                | Tag::Col
                | Tag::Embed
                | Tag::Hr
                | Tag::Input
                | Tag::Link
                | Tag::Meta
                | Tag::Source
                | Tag::Track
                | Tag::Wbr
        ) || matches!(&*token.name, "param" | "keygen" | "frame" | "image" | "bgsound");
        if tag.is_dropped() {
            self.space |= tag.is_replaced() && self.silent == 0;
        } else {
            if tag.is_block() {
                self.flush();
            }
            self.edge |= tag.is_apart();
        }
        if void {
            return TokenSinkResult::Continue;
        }
        let link = tag == Tag::A && token.attrs.iter().any(|attr| &*attr.name.local == "href");
        if !(token.self_closing && matches!(tag, Tag::Svg | Tag::Math)) {
            self.push(tag, link);
        }
        content(tag, &token.name)
    }

    /// Ends what a start tag ends unsaid.
    fn end_implied(&mut self, tag: Tag) {
        use Tag::*;
        let scope =
            |tag: Tag| matches!(tag, Td | Th | Caption | Table | Object | Marquee | Template);
        let closes_p = tag.is_block()
            && !matches!(
                tag,
                Tr | Td
                    | Th
                    | Tbody
                    | Thead
                    | Tfoot
                    | Caption
                    | Label
                    | Button
                    | Noscript
                    | Legend
                    | Body
                    | Html
                    | Frameset
                    | Marquee
                    | Li
                    | Dd
                    | Dt
            )
            || matches!(tag, Li | Dd | Dt);
        if closes_p {
            self.close_through(|tag| tag == P, |tag| scope(tag) || tag == Button);
        }
        match tag {
            Li => self.close_through(|tag| tag == Li, |tag| scope(tag) || is_special(tag)),
            Dd | Dt => self
                .close_through(|tag| matches!(tag, Dd | Dt), |tag| scope(tag) || is_special(tag)),
            H1 | H2 | H3 | H4 | H5 | H6
                if self.open.last().is_some_and(|open| open.tag.heading_level().is_some()) =>
            {
                self.pop();
            }
            Option | Optgroup if self.open.last().is_some_and(|open| open.tag == Option) => {
                self.pop();
            }
            Button => self.close_through(|tag| tag == Button, scope),
            A => self.close_inline(A),
            Nobr => self.close_inline(Nobr),
            Td | Th => self.close_through(|t| matches!(t, Td | Th), |tag| tag == Table),
            Tr => self.close_through(|t| matches!(t, Tr), |tag| tag == Table),
            Tbody | Thead | Tfoot => {
                self.close_through(|t| matches!(t, Tbody | Thead | Tfoot), |tag| tag == Table);
            }
            _ => {}
        }
    }

    /// Takes an open inline element off the stack and leaves those above it open.
    fn close_inline(&mut self, tag: Tag) {
        for at in (0..self.open.len()).rev() {
            let open = self.open[at];
            if open.tag == tag {
                self.open.remove(at);
                self.links -= u32::from(open.link);
                return;
            }
            if matches!(open.tag, Tag::Td | Tag::Th | Tag::Caption | Tag::Table) {
                return;
            }
        }
    }

    fn push(&mut self, tag: Tag, link: bool) {
        let silent = tag.is_dropped();
        self.silent += u32::from(silent);
        self.links += u32::from(link);
        self.preformatted += u32::from(tag.is_preformatted());
        self.fresh_pre = matches!(tag, Tag::Pre | Tag::Listing);
        self.open.push(Open { tag, link, silent });
    }

    fn pop(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if self.silent == 0 && open.tag.is_block() {
            self.flush();
        }
        self.edge |= open.tag.is_apart() && self.silent == 0;
        self.silent -= u32::from(open.silent);
        self.links -= u32::from(open.link);
        self.preformatted -= u32::from(open.tag.is_preformatted());
    }

    /// Closes the nearest element that is wanted and all in it, unless a barrier stands before it.
    fn close_through(&mut self, wanted: impl Fn(Tag) -> bool, barrier: impl Fn(Tag) -> bool) {
        let found = self.open.iter().rev().find(|open| wanted(open.tag) || barrier(open.tag));
        if found.is_none_or(|open| !wanted(open.tag)) {
            return;
        }
        while let Some(open) = self.open.last().copied() {
            self.pop();
            if wanted(open.tag) {
                break;
            }
        }
    }

    fn end(&mut self, tag: Tag) {
        use Tag::*;
        match tag {
            Body | Html => {
                self.flush();
                self.after_body = true;
            }
            Br => self.line_break(),
            Head => {}
            P => {
                if !self.open.iter().any(|open| open.tag == P) && self.silent == 0 {
                    self.flush();
                }
                self.close_through(|t| t == P, |t| matches!(t, Td | Th | Caption | Table | Button));
            }
            H1 | H2 | H3 | H4 | H5 | H6 => self.close_through(
                |tag| tag.heading_level().is_some(),
                |t| matches!(t, Td | Th | Caption | Table),
            ),
            Table | Tr | Tbody | Thead | Tfoot => self.close_through(|t| t == tag, |t| t == Table),
            _ if tag.is_block() || tag.is_dropped() => self.close_through(
                |t| t == tag,
                |t| matches!(t, Td | Th | Caption | Table) && !matches!(tag, Td | Th | Caption),
            ),
            // The end of inline markup does not end blocks inside it.
            _ => {
                for at in (0..self.open.len()).rev() {
                    let open = self.open[at];
                    if open.tag == tag {
                        self.open.remove(at);
                        self.links -= u32::from(open.link);
                        self.edge |= tag.is_apart() && self.silent == 0;
                        break;
                    }
                    if is_special(open.tag) && !is_formatting(tag) {
                        break;
                    }
                }
            }
        }
    }

    fn line_break(&mut self) {
        if self.silent > 0 {
            return;
        }
        self.breaks += 1;
        if self.preformatted > 0 {
            if self.begun {
                self.text.push('\n');
            }
            return;
        }
        self.space = true;
    }

    fn text(&mut self, text: &str) {
        if self.silent > 0 {
            return;
        }
        let mut words = text.split(is_blank).filter(|word| !word.is_empty()).peekable();
        if words.peek().is_none() {
            self.space = true;
            if self.preformatted > 0 && self.begun {
                self.text.push_str(text);
            }
            return;
        }
        self.body = true;
        if self.breaks >= 2 && self.preformatted == 0 {
            self.flush();
        }
        self.breaks = 0;
        if !self.begun {
            self.begun = true;
            self.space = false;
            self.path =
                self.open.iter().map(|open| open.tag).filter(|tag| tag.is_block()).collect();
        }
        let mut count = 0;
        if self.preformatted > 0 {
            self.text.push_str(text);
            count = words.map(|word| word.chars().count()).sum::<usize>();
        } else {
            self.space |= text.starts_with(is_blank);
            if std::mem::take(&mut self.edge) {
                let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                self.space |= word(self.text.chars().next_back()) && word(text.chars().next());
            }
            for word in words {
                if self.space && !self.text.is_empty() {
                    self.text.push(' ');
                }
                self.text.push_str(word);
                count += word.chars().count();
                self.space = true;
            }
            self.space = text.ends_with(is_blank);
        }
        self.linked += if self.links > 0 { count as u32 } else { 0 };
    }

    fn flush(&mut self) {
        self.space = false;
        self.breaks = 0;
        if !std::mem::take(&mut self.begun) {
            return;
        }
        self.edge = false;
        let text = std::mem::take(&mut self.text);
        let text = if self.preformatted > 0 { text.trim_end().to_owned() } else { text };
        let (linked, path) = (std::mem::take(&mut self.linked), std::mem::take(&mut self.path));
        self.blocks.push(Block { text, linked, path });
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// The standard's special elements that stop the search for an `li`, apart from `address`, `div`
/// and `p`.
fn is_special(tag: Tag) -> bool {
    tag.is_block() && !matches!(tag, Tag::Address | Tag::Div | Tag::P | Tag::Label | Tag::Legend)
}

fn is_formatting(tag: Tag) -> bool {
    use Tag::*;
    matches!(tag, A | B | Big | Code | Em | Font | I | Nobr | S | Small | Strike | Strong | Tt | U)
}
