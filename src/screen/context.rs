//! What is known of a page before its pieces are judged: its language, its site, its topics.

use super::address::Site;
use super::atoms::{Atom, letters};
use super::hidden::Hidden;
use super::lexicon::{Hit, Lexicon};
use super::script::{self, Counts};
use super::sentence;
use super::style::Way;
use crate::metadata::language;
use crate::segment::{AttributeName, ElementId, MarkKind, Origin, Page, Tag};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Distinct terms of one family in the prose that make it a topic of the page.
const TOPIC_TERMS: usize = 3;
/// Most letters of prose that are ever taken out at one go.
pub(super) const MAX_PROSE: u32 = 3_000;
/// Longest text whose letters are counted by script, in bytes.
const SAMPLE: usize = 256 * 1024;

/// Letters of prose that tell the language of a page that does not declare it.
const LANGUAGE_SAMPLE: usize = 400;

/// Everything a verdict rests on besides the piece itself.
pub(super) struct Context<'a> {
    pub page: &'a Page,
    pub lexicon: &'a Lexicon,
    pub hits: &'a [Hit],
    pub atoms: &'a [Atom],
    pub site: &'a Site,
    pub hidden: &'a Hidden,
    scripts: OnceCell<Counts>,
    kana: OnceCell<(u32, u32)>,
    /// Primary subtag of the page's language, as declared or else as its prose shows; or empty.
    pub language: String,
    /// Families the page writes about, by number.
    pub topics: BTreeSet<u8>,
    /// Letters of the page's prose.
    pub prose: u32,
    /// Blocks that are prose.
    sentences: BTreeSet<u32>,
    /// Elements that were asked whether they hide spam.
    hiders: RefCell<BTreeMap<ElementId, bool>>,
    /// Blocks inside an element, by element, as far as they were asked for.
    extents: RefCell<BTreeMap<ElementId, Range<usize>>>,
}

impl<'a> Context<'a> {
    pub fn new(
        page: &'a Page,
        lexicon: &'a Lexicon,
        hits: &'a [Hit],
        atoms: &'a [Atom],
        site: &'a Site,
        hidden: &'a Hidden,
    ) -> Context<'a> {
        let lang = page.head.lang.as_deref().unwrap_or_default();
        let language = lang.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let mut context = Context {
            page,
            lexicon,
            hits,
            atoms,
            site,
            hidden,
            scripts: OnceCell::new(),
            kana: OnceCell::new(),
            language,
            topics: BTreeSet::new(),
            prose: 0,
            sentences: BTreeSet::new(),
            hiders: RefCell::default(),
            extents: RefCell::default(),
        };
        context.read_prose();
        context
    }

    /// Counts the prose and finds its topics. Blocks that could be spam themselves have no say:
    /// hidden ones, those outside the document, those with a foreign link on words of the lexicon.
    fn read_prose(&mut self) {
        let mut terms: BTreeSet<(u8, &str)> = BTreeSet::new();
        let mut blocks: BTreeSet<(u8, u32)> = BTreeSet::new();
        let mut first = 0;
        let mut sample = String::new();
        for (index, block) in self.page.blocks.iter().enumerate() {
            let count = self.atoms[first..].iter().take_while(|a| a.block == index as u32).count();
            let atoms = &self.atoms[first..first + count];
            first += count;
            let plain = block.chars.saturating_sub(block.link_chars);
            if plain < 40
                || plain * 2 < block.chars
                || !sentence::has_mark(self.page.block_text(index))
            {
                continue;
            }
            self.prose += plain;
            self.sentences.insert(index as u32);
            let suspect = block.origin != Origin::Body
                || self.hidden.way(block.element).is_some_and(|(way, _)| way.strength() > 0)
                || atoms.iter().any(|atom| {
                    atom.link.is_some() && atom.is_spam() && self.foreign_domain(atom).is_some()
                });
            if suspect {
                continue;
            }
            if self.language.is_empty() && sample.len() < LANGUAGE_SAMPLE {
                sample.extend(self.page.block_text(index).chars().take(LANGUAGE_SAMPLE));
                sample.push('\n');
            }
            for atom in atoms {
                for hit in &self.hits[atom.hits.start as usize..atom.hits.end as usize] {
                    if hit.weight >= 3 && atom.link.is_none() {
                        terms.insert((hit.family, self.page.slice(&(hit.start..hit.end))));
                        blocks.insert((hit.family, atom.block));
                    }
                }
            }
        }
        // A page that does not say its language shows it.
        if let Some(found) = language::of_text(&sample) {
            found.clone_into(&mut self.language);
        }
        let families: BTreeSet<u8> = terms.iter().map(|(family, _)| *family).collect();
        for family in families {
            let count = terms.iter().filter(|(f, _)| *f == family).count();
            if count >= TOPIC_TERMS && blocks.iter().filter(|(f, _)| *f == family).count() > 1 {
                self.topics.insert(family);
            }
        }
        let page = self.page;
        let title =
            [page.head.title.as_str(), page.meta("og:title").unwrap_or_default()].join("\n");
        for hit in self.lexicon.find(&title, &[]) {
            if hit.weight >= 3 {
                self.topics.insert(hit.family);
            }
        }
    }

    /// The page's letters by script.
    pub fn scripts(&self) -> &Counts {
        self.scripts.get_or_init(|| Counts::of(self.sample()))
    }

    /// The page's letters, and how many of them are kana.
    pub fn kana(&self) -> (u32, u32) {
        *self.kana.get_or_init(|| script::kana(self.sample()))
    }

    /// The text whose letters are counted.
    fn sample(&self) -> &'a str {
        let text = &self.page.text;
        let mut end = text.len().min(SAMPLE);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        &text[..end]
    }

    /// Is a block mostly sentences outside links?
    pub fn is_prose(&self, block: u32) -> bool {
        self.sentences.contains(&block)
    }

    /// The blocks inside an element, one of which is known.
    pub fn inside(&self, element: ElementId, block: usize) -> Range<usize> {
        let mut extents = self.extents.borrow_mut();
        extents
            .entry(element)
            .or_insert_with(|| {
                let blocks = &self.page.blocks;
                let within = |i: usize| self.page.contains(element, blocks[i].element);
                let mut range = block..block + 1;
                while range.start > 0 && within(range.start - 1) {
                    range.start -= 1;
                }
                while range.end < blocks.len() && within(range.end) {
                    range.end += 1;
                }
                range
            })
            .clone()
    }

    /// Does an element hold so much of the page that its hiding says nothing about a part of it?
    pub fn holds_the_page(&self, element: ElementId, block: usize) -> bool {
        let page = self.page;
        let tag = page.elements[element as usize].tag;
        if matches!(tag, Tag::Html | Tag::Body | Tag::Main | Tag::Article) {
            return true;
        }
        if !page.contains(element, page.blocks[block].element) {
            return false; // inline, a part of the block
        }
        let prose: u32 = page.blocks[self.inside(element, block)]
            .iter()
            .filter(|block| block.chars > 60 && block.link_density() < 0.3)
            .map(|block| block.chars)
            .sum();
        prose > MAX_PROSE || prose * 10 > self.prose.max(300) * 3
    }

    /// Does an element hide spam, and not a menu or the page's text with some spam in it? At least
    /// every other of its blocks must have a word of the lexicon.
    pub fn hides_spam(&self, element: ElementId, block: usize) -> bool {
        if !self.page.contains(element, self.page.blocks[block].element) {
            return true;
        }
        let known = self.hiders.borrow().get(&element).copied();
        known.unwrap_or_else(|| {
            let hides = self.is_mostly_spam(element, block);
            self.hiders.borrow_mut().insert(element, hides);
            hides
        })
    }

    /// Does an element that was never closed, by the look of it, hold paragraphs of the article behind
    /// the spam: without a word of it, made like the one before the element?
    fn ends_in_the_article(&self, element: ElementId, blocks: &Range<usize>) -> bool {
        let page = self.page;
        let by_script = |(way, _)| matches!(way, Way::Rule | Way::Script);
        let Some(before) = blocks.start.checked_sub(1).filter(|&b| self.is_prose(b as u32)) else {
            return false;
        };
        let make = |block: usize| {
            let container = page.blocks[block].container;
            let class = page.attribute(container, AttributeName::Class);
            (page.elements[container as usize].tag, class)
        };
        let end = page.blocks[blocks.end - 1].span.end;
        let hits = &self.hits[..self.hits.partition_point(|hit| hit.start < end)];
        let last = hits.iter().rev().find(|hit| hit.weight >= 3).map_or(0, |hit| hit.start);
        let first = page.blocks.partition_point(|block| block.span.end <= last) + 1;
        !self.hidden.way(element).is_some_and(by_script)
            && (first.max(blocks.start + 1)..blocks.end).any(|block| {
                self.is_prose(block as u32)
                    && page.blocks[block].links == 0
                    && make(block).0 == Tag::P
                    && make(block) == make(before)
            })
    }

    fn is_mostly_spam(&self, element: ElementId, block: usize) -> bool {
        if self.holds_the_page(element, block) {
            return false;
        }
        let blocks = self.inside(element, block);
        if self.ends_in_the_article(element, &blocks) {
            return false;
        }
        // One word of spam in a long text makes an injection into that text, not the text an
        // injection; the less so where a rule of the page's own style hides it.
        let (long, least) = match self.hidden.way(element) {
            Some((Way::Rule, _)) => (60, 25),
            _ => (200, 2),
        };
        let (mut with_terms, mut letters, mut covered) = (0, 0, 0);
        for block in &self.page.blocks[blocks.clone()] {
            let first = self.hits.partition_point(|hit| hit.start < block.span.start);
            let hits = self.hits[first..].iter().take_while(|hit| hit.start < block.span.end);
            with_terms += usize::from(hits.clone().any(|hit| hit.weight >= 3));
            covered += hits.map(|hit| self.letters(hit.start, hit.end)).sum::<u32>();
            letters += block.chars;
        }
        with_terms * 2 >= blocks.len() && (letters < long || covered * 100 >= letters * least)
    }

    /// The foreign domain that a link leads to.
    pub fn foreign_domain(&self, atom: &Atom) -> Option<&'a str> {
        self.site.foreign(self.href(atom)?)
    }

    /// Where a link leads.
    pub fn href(&self, atom: &Atom) -> Option<&'a str> {
        match &self.page.marks[atom.link? as usize].kind {
            MarkKind::Link(href) => Some(self.page.value(href)),
            _ => None,
        }
    }

    /// The text of an atom.
    pub fn text(&self, atom: &Atom) -> &'a str {
        self.page.slice(&(atom.start..atom.end))
    }

    /// Letters in a range of the page's text.
    pub fn letters(&self, start: u32, end: u32) -> u32 {
        letters(self.page.slice(&(start..end)))
    }
}
