//! Evidence about a run of atoms, in independent groups, and the verdict.
//!
//! No group condemns alone. The points were set so that over 1,773 clean news and web pages only
//! infected ones are touched; `tests/it` holds them to invented pages of both kinds.

use super::address::{Target, host, is_citation};
use super::atoms::Atom;
use super::context::Context;
use super::script::{self, Counts, Script};
use super::style::Way;
use crate::segment::{AttributeName, Origin};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Points that make a run spam.
const THRESHOLD: u8 = 4;
/// Weight of phrases that solicit: to buy what is not sold openly, to get round a rule.
const SELLS: u8 = 7;
/// Families whose words stand in honest menus and advertisements too.
const SOFT: [&str; 8] =
    ["loans", "crypto", "trades", "seo", "piracy", "dating", "documents", "essay"];

/// Does a family have honest trade too?
pub(super) fn is_soft(family: &str) -> bool {
    SOFT.contains(&family)
}

/// Points by group.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Evidence {
    /// Words of the lexicon, 0 to 3.
    pub vocabulary: u8,
    /// Many short items, repeated words, 0 to 2.
    pub structure: u8,
    /// Outside the document, 0 to 2.
    pub position: u8,
    /// Kept from readers, 0 to 2.
    pub hiding: u8,
    /// Another script or language than the page's, 0 to 2.
    pub foreign: u8,
    /// Where its links lead, 0 to 3.
    pub target: u8,
    /// How it is hidden.
    pub way: Option<Way>,
    /// Foreign domains of its links.
    pub domains: BTreeSet<String>,
    /// The family with the most weight is a topic of the page.
    pub on_topic: bool,
    /// That family also has honest trade: loans, films, lawyers.
    pub soft: bool,
    /// The first two hosts that its links lead to.
    pub hosts: BTreeSet<String>,
    /// How many families its words belong to.
    pub families: usize,
    /// It stands in a paragraph of sentences.
    pub in_prose: bool,
    /// A link to another site is nothing but a phrase that sells by itself, its address no citation.
    pub solicits: bool,
    /// It links into the page's own site.
    pub own_links: bool,
}

impl Evidence {
    /// Collects the evidence about a run of atoms.
    pub fn of(context: &Context, run: Range<usize>) -> Evidence {
        let atoms = &context.atoms[run];
        let spam: Vec<&Atom> = atoms.iter().filter(|atom| atom.is_spam()).collect();
        let mut evidence = Evidence::default();
        if spam.is_empty() {
            return evidence;
        }
        evidence.in_prose = context.is_prose(spam[0].block);
        evidence.read_words(context, atoms, &spam);
        evidence.read_place(context, &spam);
        evidence.read_languages(context, atoms, &spam);
        evidence.read_targets(context, &spam);
        evidence
    }

    fn read_words(&mut self, context: &Context, atoms: &[Atom], spam: &[&Atom]) {
        let mut weights: BTreeMap<u8, u32> = BTreeMap::new();
        for atom in spam {
            for hit in &context.hits[atom.hits.start as usize..atom.hits.end as usize] {
                *weights.entry(hit.family).or_default() += u32::from(hit.weight);
            }
        }
        let family = weights.iter().max_by_key(|(_, weight)| **weight).map(|(family, _)| *family);
        self.soft = family.is_some_and(|family| is_soft(context.lexicon.family(family)));
        self.families = weights.len();
        let all: u32 = weights.values().sum();
        let topical: u32 =
            weights.iter().filter(|(f, _)| context.topics.contains(f)).map(|(_, w)| *w).sum();
        self.on_topic = topical * 2 >= all;

        let mut texts: BTreeMap<String, u32> = BTreeMap::new();
        for atom in spam {
            *texts.entry(context.text(atom).trim().to_lowercase()).or_default() += 1;
        }
        let score: u32 = spam.iter().map(|atom| atom.score).sum();
        // A list without marks between its words is one atom: count it by its weight.
        let items = (spam.len() as u32).max(if spam.iter().all(|a| a.coverage() >= 50) {
            score / 5
        } else {
            0
        });
        let phrases = spam.iter().filter(|atom| atom.top >= 5).count();
        let exact = spam.iter().filter(|atom| atom.is_exact()).count();
        // A bare "Bingo" or "Casino" is also the name of a section.
        let named = exact >= 1 && family.is_some_and(|f| context.lexicon.family(f) != "gambling");
        self.vocabulary = if items >= 5 || phrases >= 3 || phrases >= 1 && exact >= 1 {
            3
        } else if items >= 3 || phrases >= 1 || named || spam.iter().any(|atom| atom.score >= 8) {
            2
        } else {
            1
        };
        let share = items * 2 >= atoms.len() as u32;
        let repeated = texts.values().any(|&count| count >= 3);
        let short = atoms.iter().all(|atom| !atom.sentence && atom.letters <= 60);
        self.structure = match items {
            8.. if share && short => 2,
            3.. if share && (short || repeated) => 1 + u8::from(repeated),
            2.. if spam.iter().filter(|a| a.link.is_some()).count() >= 2 => 1,
            _ => 0,
        };
    }

    fn read_place(&mut self, context: &Context, spam: &[&Atom]) {
        let block = &context.page.blocks[spam[0].block as usize];
        let foreign = spam.iter().any(|atom| context.foreign_domain(atom).is_some());
        self.position = match block.origin {
            Origin::BeforeDocument => 2,
            Origin::AfterBody => 1 + u8::from(foreign),
            Origin::Body => 0,
        };
        self.way = spam
            .iter()
            .filter_map(|atom| Some((atom.block, context.hidden.way(atom.element)?)))
            .filter(|&(block, (_, by))| context.hides_spam(by, block as usize))
            .map(|(_, (way, _))| way)
            .max_by_key(|way| way.strength());
        self.hiding = self.way.map_or(0, Way::strength);
        // A link dressed up as plain text is meant for crawlers as well.
        let dressed = spam.iter().any(|atom| {
            let style =
                context.page.attribute(atom.element, AttributeName::Style).unwrap_or_default();
            atom.link.is_some()
                && style.contains("color")
                && (style.contains("none") || style.contains("#"))
        });
        if self.hiding == 0 && dressed {
            self.hiding = 1;
        }
    }

    fn read_languages(&mut self, context: &Context, atoms: &[Atom], spam: &[&Atom]) {
        let first = atoms.first().map_or(0, |a| a.start);
        let last = atoms.last().map_or(0, |a| a.end);
        let counts = Counts::of(context.page.slice(&(first..last)));
        if let Some(script) = counts.main()
            && context.scripts().share_without(&counts, script) < 20
        {
            // Names, brands and English are Latin on every page; other languages are looked at below.
            self.foreign = if script == Script::Latin { u8::from(spam.len() >= 3) } else { 2 };
            if self.foreign > 0 {
                return;
            }
        }
        // A Japanese list on a page that is Chinese without it.
        let (letters, kana) = script::kana(context.page.slice(&(first..last)));
        if kana * 4 >= letters.max(1) {
            let (all, all_kana) = context.kana();
            if all_kana.saturating_sub(kana) * 33 < all.saturating_sub(letters) {
                self.foreign = 2;
                return;
            }
        }
        let mut languages: BTreeMap<&str, u32> = BTreeMap::new();
        let (mut other, mut all) = (0, 0);
        for atom in spam {
            for hit in &context.hits[atom.hits.start as usize..atom.hits.end as usize] {
                let language = context.lexicon.language(hit.language);
                all += u32::from(hit.weight);
                if language != "en" && !same_language(language, &context.language) {
                    other += u32::from(hit.weight);
                    *languages.entry(language).or_default() += 1;
                }
            }
        }
        if languages.len() >= 2 && spam.len() >= 3 {
            self.foreign = 2;
        } else if other * 2 >= all && other > 0 && !context.language.is_empty() {
            self.foreign = 1;
        }
    }

    fn read_targets(&mut self, context: &Context, spam: &[&Atom]) {
        let mut strongest = 0;
        for atom in spam {
            let (Some(link), Some(href)) = (atom.link, context.href(atom)) else { continue };
            let element = context.page.marks[link as usize].element;
            match context.site.foreign(href) {
                Some(domain) => {
                    self.domains.insert(domain.to_ascii_lowercase());
                    self.solicits |= atom.top >= SELLS && atom.is_exact() && !is_citation(href);
                }
                None => self.own_links = true,
            }
            if self.hosts.len() < 2 {
                self.hosts.extend(host(href).map(str::to_ascii_lowercase));
            }
            // Enough of them decide; reading thousands of addresses would not change it.
            if strongest < 3 {
                let target = Target::of(context.page, context.site, context.lexicon, href, element);
                // A shop called by its name, "Mattress Lab" for `mattress-lab.example`: the address
                // says nothing that the words have not said.
                let named = self.soft && self.in_prose && is_name_of(context.text(atom), href);
                strongest = strongest.max(if named { 1 } else { target.weight() });
            }
        }
        // Where to buy is told by the words, and an address that is no source's agrees.
        strongest = strongest.max(u8::from(self.solicits));
        self.target = (strongest + u8::from(self.domains.len() >= 3)).min(3);
    }

    /// Is the run spam?
    pub fn is_spam(&self, plain_text: bool) -> bool {
        let others = self.structure + self.position + self.hiding + self.foreign + self.target;
        let total = self.vocabulary + others;
        if self.vocabulary == 0 || others == 0 {
            return false;
        }
        let telling = self.hiding + self.position + self.foreign;
        let concealed = self.hiding == 2 && !matches!(self.way, None | Some(Way::Script));
        if self.on_topic && concealed && self.vocabulary >= 2 {
            return !self.own_links;
        }
        if self.on_topic && (telling == 0 || total < THRESHOLD + 2 || self.vocabulary < 2) {
            return false;
        }
        if self.domains.is_empty() {
            return self.is_spam_without_links(total, plain_text);
        }
        // Out of the window or too small to be read, with a word of the trade and a foreign link.
        if concealed && !self.on_topic {
            return true;
        }
        // Comparison portals: several trades, all on one other site.
        if self.families > 1
            && self.hosts.len() == 1
            && self.target < 2
            && !self.in_prose
            && self.hiding + self.position == 0
        {
            return false;
        }
        // "Buy followers", "casinos not on GamStop": no journalist sets a link on these words alone.
        if self.solicits && !self.on_topic && (self.in_prose || !self.soft) {
            return true;
        }
        // Links that lead to no telling place, in plain sight: only whole lists.
        if self.target + self.hiding + self.position == 0 {
            return self.vocabulary == 3 && self.structure > 0 && self.foreign > 0;
        }
        // One plain word in plain sight, unless all of the address speaks against it.
        if self.vocabulary == 1
            && self.hiding + self.position + self.foreign == 0
            && self.target < 3
        {
            return false;
        }
        // Menus and partner rows hold honest shops and services of the soft families as well.
        let honest = self.soft && !self.in_prose && self.hiding + self.position == 0;
        total >= THRESHOLD + u8::from(honest)
    }

    /// Words without a link to another site: kept from readers by their own style, outside the
    /// document, or a long list in a language that is not the page's.
    fn is_spam_without_links(&self, total: u8, plain_text: bool) -> bool {
        let styled = self.hiding == 2 && self.way != Some(Way::Script);
        if (styled || self.position > 0) && self.vocabulary >= 2 {
            return total >= THRESHOLD && !self.own_links;
        }
        let list = self.vocabulary == 3 && self.structure >= 1 && !self.soft;
        list && (self.foreign == 2 || self.structure == 2 && !self.own_links || plain_text)
    }

    /// The groups that speak against the run, strongest first.
    pub fn reasons(&self) -> Vec<&'static str> {
        let mut groups = [
            (self.vocabulary, "vocabulary"),
            (self.hiding, "hiding"),
            (self.target, "link targets"),
            (self.position, "outside the document"),
            (self.foreign, "foreign language or script"),
            (self.structure, "list of keywords"),
        ];
        groups.sort_by_key(|(points, _)| std::cmp::Reverse(*points));
        groups.into_iter().filter(|(points, _)| *points > 0).map(|(_, name)| name).collect()
    }
}

/// Does a text spell the host of an address?
fn is_name_of(text: &str, href: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let text = letters(text);
    let host = host(href).unwrap_or_default();
    text.len() >= 4 && host.split('.').any(|label| letters(label) == text)
}

fn same_language(term: &str, page: &str) -> bool {
    let group = |language: &str| {
        match language {
            "ms" => "id",
            "nb" | "nn" => "no",
            "tl" => "fil",
            "iw" => "he",
            "hr" | "bs" | "me" => "sr",
            "sk" => "cs",
            "cn" => "zh",
            other => return other.to_owned(),
        }
        .to_owned()
    };
    group(term) == group(page)
}
