//! What the rules of this stage look at, gathered once.

use super::tables::{Phrases, Signs};
use crate::article::Article;
use crate::bytes::count;
use crate::label::Verdict;
use crate::segment::{AttributeName, Hiding, Page, ResourceKind, Tag, shown};
use memchr::memchr_iter;
use std::cell::OnceCell;

/// Bytes of each inline script that are looked at, and of all of them.
const SCRIPT: usize = 4_096;
const SCRIPTS: usize = 64 * 1024;
/// Bytes of addresses and names that are looked at.
const MARKUP: usize = 256 * 1024;
/// Titles and headings that are looked at.
const TITLES: usize = 6;

/// A page of which it is asked whether it is an article.
pub(super) struct Evidence<'a> {
    pub page: &'a Page,
    pub verdicts: &'a [Verdict],
    pub article: &'a Article,
    /// Size of the article's text, see [`size`].
    pub body: usize,
    /// Blocks a reader sees; what is in `<noscript>` is not among them.
    pub seen: Vec<usize>,
    /// Blocks in `<noscript>`.
    pub noscript: Vec<usize>,
    /// The title and the main headings, lower case.
    pub titles: Vec<String>,
    markup: OnceCell<String>,
}

impl<'a> Evidence<'a> {
    pub fn new(page: &'a Page, verdicts: &'a [Verdict], article: &'a Article) -> Evidence<'a> {
        let mut hidden = vec![false; page.elements.len()];
        let mut noscript = vec![false; page.elements.len()];
        for (id, element) in page.elements.iter().enumerate() {
            let parent = element.parent as usize;
            let hides = matches!(element.hiding, Hiding::Attribute | Hiding::Style);
            hidden[id] = hides || (id > 0 && hidden[parent]);
            noscript[id] = element.tag == Tag::Noscript || (id > 0 && noscript[parent]);
        }
        let mut seen = Vec::new();
        let mut without_scripts = Vec::new();
        let mut titles = vec![page.head.title.to_lowercase()];
        for (index, block) in page.blocks.iter().enumerate() {
            let element = block.element as usize;
            if noscript[element] {
                without_scripts.push(index);
            } else if !hidden[element] {
                seen.push(index);
                let heading = page.ancestors(block.element).take(3).any(|id| {
                    page.elements[id as usize].tag.heading_level().is_some_and(|l| l <= 2)
                });
                let first_lines = page.plain_text && index < TITLES / 2;
                if (heading || first_lines) && titles.len() < TITLES {
                    titles.push(page.block_text(index).to_lowercase());
                }
            }
        }
        titles.retain(|title| !title.is_empty() && title.len() < 400);
        Evidence {
            page,
            verdicts,
            article,
            body: size(&article.text),
            seen,
            noscript: without_scripts,
            titles,
            markup: OnceCell::new(),
        }
    }

    /// Is the block part of the article's body?
    pub fn is_body(&self, block: usize) -> bool {
        self.verdicts.get(block).is_some_and(|verdict| verdict.label.is_body())
    }

    /// Is there more running text on the page than so much?
    pub fn runs_over(&self, limit: usize) -> bool {
        let mut all = 0;
        self.running_blocks().any(|(_, size)| {
            all += size;
            all > limit
        })
    }

    /// Blocks that readers see with their sizes, which are counted as they are asked for.
    pub fn sizes(&self) -> impl Iterator<Item = (usize, usize)> {
        self.seen.iter().map(|&block| (block, size(self.page.block_text(block))))
    }

    /// Running text, whatever its labels: blocks of a sentence or more that are not links.
    pub fn running_blocks(&self) -> impl Iterator<Item = (usize, usize)> {
        /// A sentence has this size.
        const SENTENCE: usize = 40;
        let linked = |block: usize| self.page.blocks[block].link_density() >= 0.5;
        let text = self.seen.iter().copied().filter(move |&block| !linked(block));
        let sized = text.map(|block| (block, size(self.page.block_text(block))));
        sized.filter(|&(_, size)| size >= SENTENCE)
    }

    /// Size of all that readers see.
    pub fn visible(&self) -> usize {
        self.sizes().map(|(_, size)| size).sum()
    }

    /// Does the page look like an article: does it say that it is one, or has it a date and an author?
    pub fn claims_article(&self) -> bool {
        let facts = &self.article.metadata;
        self.declares_article() || (facts.date_published.is_some() && !facts.authors.is_empty())
    }

    /// Does the page say that it is an article, by type and date?
    pub fn declares_article(&self) -> bool {
        let named = self.page.meta("og:type");
        let named = named.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("article"));
        let typed = self.page.head.json_ld.iter().any(|block| {
            ["NewsArticle\"", "\"Article\"", "BlogPosting\"", "Reportage"]
                .iter()
                .any(|name| block.contains(name))
        });
        let dated = self.article.metadata.date_published.is_some();
        (dated && (named || typed)) || (named && typed)
    }

    /// The service whose sign stands in the page's markup, if one does.
    pub fn service(&self, signs: &Signs) -> Option<&'static str> {
        let markup = self.markup.get_or_init(|| markup(self.page));
        signs.service_in(markup)
    }

    /// How many titles and headings have one of these phrases?
    pub fn titles_that_say(&self, phrases: &Phrases) -> usize {
        self.titles.iter().filter(|title| phrases.are_in(title)).count()
    }

    /// Does a title or heading have one of these phrases?
    pub fn title_says(&self, phrases: &Phrases) -> bool {
        self.titles.iter().any(|title| phrases.are_in(title))
    }

    /// The first block of running text with one of these phrases.
    pub fn text_says(&self, phrases: &Phrases) -> Option<usize> {
        self.seen
            .iter()
            .copied()
            .find(|&block| phrases.are_in(&self.page.block_text(block).to_lowercase()))
    }

    /// Buttons readers see.
    pub fn buttons(&self) -> impl Iterator<Item = &str> {
        self.seen.iter().copied().filter_map(|block| {
            let button = self.page.ancestors(self.page.blocks[block].element).take(4).any(|id| {
                self.page.elements[id as usize].tag == Tag::Button
                    || self.page.attribute(id, AttributeName::Role) == Some("button")
            });
            button.then(|| self.page.block_text(block))
        })
    }

    /// The words to quote of a wall: its main heading, else its title.
    pub fn headline(&self) -> &str {
        let title = self.page.head.title.as_str();
        match self.seen.first() {
            _ if !title.is_empty() => title,
            Some(&block) => self.page.block_text(block),
            None => "",
        }
    }
}

/// Addresses, names and beginnings of scripts in one lower-case text.
fn markup(page: &Page) -> String {
    let mut out = String::new();
    for resource in &page.head.resources {
        if resource.kind != ResourceKind::Form || resource.address.contains("://") {
            out.push_str(&resource.address);
            out.push('\n');
        }
    }
    for attribute in 0..page.elements.len() as u32 {
        if out.len() > MARKUP {
            break;
        }
        for (name, value) in page.element_attributes(attribute) {
            if matches!(name, AttributeName::Class | AttributeName::Id | AttributeName::Data) {
                out.push_str(value);
                out.push('\n');
            }
        }
    }
    let mut room = SCRIPTS;
    for script in &page.head.scripts {
        let length = script.len().min(SCRIPT).min(room);
        let end = (0..=length).rev().find(|&i| script.is_char_boundary(i)).unwrap_or(0);
        out.push_str(&script[..end]);
        out.push('\n');
        room -= length;
    }
    out.make_ascii_lowercase();
    out
}

/// Size of a text in letters of an alphabet: a character of a script that writes a syllable or a
/// word with it counts as two.
pub(super) fn size(text: &str) -> usize {
    let is_wide = |c: char| matches!(c, '\u{2e80}'..='\u{2fff}' | '\u{3001}'..='\u{d7af}' | '\u{20000}'..='\u{3ffff}');
    let bytes = text.as_bytes();
    // From U+3000 on, or from U+2000 on, where few are wide and quotation marks are not.
    let wide = match count(bytes, |byte| byte >= 0xE3) {
        0 => memchr_iter(0xE2, bytes).filter(|&at| text[at..].starts_with(is_wide)).count(),
        _ => text.chars().filter(|&c| is_wide(c)).count(),
    };
    shown(text) + wide
}
