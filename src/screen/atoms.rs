//! Cuts the blocks that hold words of the lexicon into atoms: links, list items, sentences.

use super::hidden::Hidden;
use super::lexicon::Hit;
use super::sentence;
use super::style::Way;
use crate::bytes::count;
use crate::segment::{ElementId, MarkKind, Page};
use std::ops::Range;

/// The smallest piece that is judged.
#[derive(Debug, Clone, Default)]
pub(super) struct Atom {
    /// Its block.
    pub block: u32,
    /// Its place in the page's text.
    pub start: u32,
    pub end: u32,
    /// Its mark, if it is a link.
    pub link: Option<u32>,
    /// The element around it.
    pub element: ElementId,
    /// It is hidden, and how telling the way is.
    pub hidden: u8,
    /// Letters and digits in it, and how many of them belong to terms.
    pub letters: u32,
    pub covered: u32,
    /// Sum of the weights of its terms, and the greatest.
    pub score: u32,
    pub top: u8,
    /// Its terms, in the list of hits.
    pub hits: Range<u32>,
    /// A sentence mark ends it.
    pub sentence: bool,
    /// The greatest part of its score comes from a script without spaces.
    pub unspaced: bool,
}

impl Atom {
    /// Share of its letters that belong to terms, in percent.
    pub fn coverage(&self) -> u32 {
        self.covered * 100 / self.letters.max(1)
    }

    /// Is it made of words of spam? Weak words add up in scripts without spaces only, where they
    /// are parts of words.
    pub fn is_spam(&self) -> bool {
        let enough = match self.link {
            Some(_) => self.coverage() >= 20,
            None if self.hidden > 0 => self.coverage() >= 10,
            None => self.coverage() >= 30 && !self.sentence,
        };
        enough && (self.top >= 3 || self.unspaced && self.score >= 3 && self.coverage() >= 60)
    }

    /// Is it nothing but one selling phrase or term, as links bought for their words are?
    pub fn is_exact(&self) -> bool {
        self.coverage() >= 70
    }
}

/// Cuts the page; a block without hits is one atom.
pub(super) fn atoms(page: &Page, hits: &[Hit], hidden: &Hidden) -> Vec<Atom> {
    let mut cutter =
        Cutter { page, hits, hidden, next: 0, atoms: Vec::with_capacity(page.blocks.len() * 2) };
    let mut inline = hidden.inline.iter().peekable();
    for (index, block) in page.blocks.iter().enumerate() {
        let mut pieces: Vec<Piece> = Vec::new();
        while let Some(range) = inline.next_if(|range| range.start < block.span.end) {
            pieces.push(Piece {
                start: range.start,
                end: range.end,
                element: range.element,
                link: None,
            });
        }
        let first = cutter.next;
        let last = first + hits[first..].partition_point(|hit| hit.start < block.span.end);
        if first == last {
            cutter.atoms.push(Atom {
                block: index as u32,
                start: block.span.start,
                end: block.span.end,
                element: block.element,
                hidden: cutter.strength(block.element),
                letters: block.chars,
                hits: first as u32..first as u32,
                ..Atom::default()
            });
            continue;
        }
        for mark in block.marks.clone() {
            let Some(found) = page.marks.get(mark as usize) else { continue };
            if matches!(found.kind, MarkKind::Link(_)) {
                pieces.push(Piece {
                    start: found.start,
                    end: found.end,
                    element: found.element,
                    link: Some(mark),
                });
            }
        }
        pieces.sort_by_key(|piece| (piece.start, std::cmp::Reverse(piece.end)));
        cutter.block(index, &pieces);
        cutter.next = last;
    }
    cutter.atoms
}

/// A link, or text in an inline element that hides it.
struct Piece {
    start: u32,
    end: u32,
    element: ElementId,
    link: Option<u32>,
}

struct Cutter<'a> {
    page: &'a Page,
    hits: &'a [Hit],
    hidden: &'a Hidden,
    next: usize,
    atoms: Vec<Atom>,
}

impl Cutter<'_> {
    fn strength(&self, element: ElementId) -> u8 {
        // What a rule of a style sheet hides is mostly the page's own.
        self.hidden
            .way(element)
            .map_or(0, |(way, _)| if way == Way::Rule { 0 } else { way.strength() })
    }

    fn block(&mut self, index: usize, pieces: &[Piece]) {
        let block = &self.page.blocks[index];
        let mut at = block.span.start;
        // The hidden element that is open at `at`.
        let mut inside: Option<&Piece> = None;
        for piece in pieces {
            if let Some(open) = inside.take_if(|open| open.end <= piece.start) {
                self.text(index, at, open.end, open.element);
                at = at.max(open.end);
            }
            let element = inside.map_or(block.element, |open| open.element);
            if piece.start < at {
                continue;
            }
            self.text(index, at, piece.start, element);
            at = piece.start;
            if piece.link.is_some() {
                self.push(index, piece.start, piece.end, piece.element, piece.link, false);
                at = piece.end;
            } else if inside.is_none() {
                inside = Some(piece);
            }
        }
        if let Some(open) = inside {
            self.text(index, at, open.end, open.element);
            at = at.max(open.end);
        }
        self.text(index, at, block.span.end, block.element);
    }

    /// Cuts text without links into sentences, and those made of spam into items.
    fn text(&mut self, block: usize, start: u32, end: u32, element: ElementId) {
        if start >= end {
            return;
        }
        let text = self.page.slice(&(start..end));
        for bound in sentence::bounds(text).windows(2) {
            let (from, to) = (start + bound[0] as u32, start + bound[1] as u32);
            let sentence = self.page.slice(&(from..to));
            let marked = sentence::has_mark(sentence);
            let whole = self.atom(block, from, to, element, None, marked);
            if marked && whole.hidden == 0 || whole.coverage() < 25 {
                self.keep(whole);
                continue;
            }
            let mut item = 0;
            for (at, c) in sentence.char_indices() {
                let next = at + c.len_utf8();
                if is_separator(c, &sentence[..at], &sentence[next..]) {
                    self.push(block, from + item as u32, from + at as u32, element, None, false);
                    item = next;
                }
            }
            self.push(block, from + item as u32, to, element, None, marked);
        }
    }

    fn push(
        &mut self,
        block: usize,
        start: u32,
        end: u32,
        element: ElementId,
        link: Option<u32>,
        sentence: bool,
    ) {
        let atom = self.atom(block, start, end, element, link, sentence);
        self.keep(atom);
    }

    fn keep(&mut self, atom: Atom) {
        self.next = atom.hits.end as usize;
        if atom.letters > 0 {
            self.atoms.push(atom);
        }
    }

    fn atom(
        &self,
        block: usize,
        start: u32,
        end: u32,
        element: ElementId,
        link: Option<u32>,
        sentence: bool,
    ) -> Atom {
        let skipped = self.hits[self.next..].iter().take_while(|hit| hit.start < start).count();
        let first = self.next + skipped;
        let count = self.hits[first..].iter().take_while(|hit| hit.start < end).count();
        let mut atom = Atom {
            block: block as u32,
            start,
            end,
            link,
            element,
            hidden: self.strength(element),
            letters: letters(self.page.slice(&(start..end))),
            hits: first as u32..(first + count) as u32,
            sentence,
            ..Atom::default()
        };
        let mut unspaced = 0;
        for hit in &self.hits[first..first + count] {
            let text = self.page.slice(&(hit.start..hit.end.min(end)));
            atom.covered += letters(text);
            atom.score += u32::from(hit.weight);
            atom.top = atom.top.max(hit.weight);
            if text.chars().any(|c| c >= '\u{0E00}') {
                unspaced += u32::from(hit.weight);
            }
        }
        atom.unspaced = unspaced * 2 > atom.score;
        atom
    }
}

/// Letters and digits in a text.
pub(super) fn letters(text: &str) -> u32 {
    let ascii = count(text.as_bytes(), |byte| byte.is_ascii_alphanumeric());
    let other = || text.chars().filter(|c| !c.is_ascii() && c.is_alphanumeric()).count();
    (ascii + if text.is_ascii() { 0 } else { other() }) as u32
}

/// Does a character part the items of a list of words?
fn is_separator(c: char, before: &str, after: &str) -> bool {
    match c {
        '|' | '｜' | '¦' | '·' | '•' | '●' | '▪' | '◆' | '★' | '☆' | '►' | '»' | '«' | '/'
        | '\\' | '、' | '，' | ',' | ';' | '；' | '_' | '~' | '【' | '】' | '\n' | '\t' | '+'
        | '&' | '#' => true,
        '-' | '–' | '—' | ' ' | ':' | '：' => {
            let wide = |c: Option<char>| c.is_some_and(|c| c >= '\u{0E00}');
            let blank = |c: Option<char>| c.is_some_and(char::is_whitespace);
            let (left, right) = (before.chars().next_back(), after.chars().next());
            match c {
                ' ' => wide(left) || wide(right),
                ':' | '：' => wide(left) || blank(right),
                _ => wide(left) || wide(right) || blank(left) && blank(right),
            }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::Lexicon;
    use crate::segment::segment_text;

    #[test]
    fn lists_are_cut_and_sentences_are_not() {
        let page = segment_text(
            "无码视频|百家乐 老虎机-时时彩\nThe fine for online casino brands, slots and poker rose.",
        );
        let hits = Lexicon::built_in().find(&page.text, &[]);
        let atoms = atoms(&page, &hits, &Hidden::of(&page, false));
        let texts: Vec<_> = atoms.iter().map(|a| page.slice(&(a.start..a.end))).collect();
        assert_eq!(texts[..4], ["无码视频", "百家乐", "老虎机", "时时彩"]);
        assert_eq!(texts.len(), 5);
        assert!(atoms[..4].iter().all(Atom::is_spam) && !atoms[4].is_spam());
    }
}
