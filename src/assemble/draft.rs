//! Blocks of the page → blocks of the article: rows and code are put together from their pieces,
//! then each block gets its kind.

use super::code;
use super::containers::{self, Nesting};
use super::inline::{inline, tidy};
use super::links::Links;
use super::rows;
use super::structure::{Place, Structure};
use super::table::CellPlace;
use crate::article::{ArticleBlock, Cell, Container, Span, SpanKind};
use crate::label::{Label, Verdict};
use crate::segment::{ElementId, Page, shown};
use crate::source::Source;
use std::ops::Range;

/// Longest text of a heading, in characters that are not white space. A forgotten end tag makes
/// headings of whole articles.
const MAX_HEADING_CHARS: u32 = 300;
/// Most blocks inside one heading element.
const MAX_HEADING_BLOCKS: usize = 3;

/// A block of the article before its kind is settled.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub place: Place,
    /// What the labeller took it for.
    pub label: Label,
    pub block: ArticleBlock,
    /// Characters that are not white space.
    pub chars: u32,
}

/// The body of an article in the making.
pub(super) struct Drafts<'a> {
    page: &'a Page,
    structure: Structure<'a>,
    links: Links,
    drafts: Vec<Draft>,
    /// The table cell that the last block went into.
    open_cell: Option<ElementId>,
}

impl<'a> Drafts<'a> {
    pub fn new(page: &'a Page, source: &Source) -> Self {
        Drafts {
            page,
            structure: Structure::new(page),
            links: Links::new(page, source),
            drafts: Vec::new(),
            open_cell: None,
        }
    }

    /// The text of a block of the page.
    pub fn text(&self, index: usize) -> String {
        inline(self.page, index, self.page.blocks[index].span.clone(), &self.links).0
    }

    /// Adds a block of the page to the body; says whether there is anything to add.
    pub fn add(&mut self, index: usize, verdict: &Verdict) -> bool {
        let block = &self.page.blocks[index];
        let mut place = self.structure.place(index);
        let pre = place.code.filter(|_| place.cell.is_none());
        let Some(pre) = pre else {
            return self.add_text(index, block.span.clone(), place, verdict);
        };
        let raw = self.page.block_text(index);
        let code_language = code::language(self.page, block.element, pre);
        if code_language.is_none() && !self.structure.has_code(index) && code::is_prose(raw) {
            place.code = None;
            let mut start = block.span.start;
            let mut added = false;
            for line in raw.split_inclusive('\n') {
                let end = start + line.len() as u32;
                added |= self.add_text(index, start..end, place.clone(), verdict);
                start = end;
            }
            return added;
        }
        let text = code::lines(raw);
        if text.trim().is_empty() || code::is_numbering(&text) {
            return false;
        }
        match self.drafts.last_mut() {
            // Some pages put each line of code into an element of its own.
            Some(last) if last.place.code == Some(pre) && last.place.cell.is_none() => {
                last.block.text.push('\n');
                last.block.text.push_str(&text);
                last.chars += block.chars;
            }
            _ => {
                let block = ArticleBlock { text, code_language, ..ArticleBlock::default() };
                self.push(place, verdict, block);
            }
        }
        true
    }

    /// Adds a part of a block of the page.
    fn add_text(
        &mut self,
        index: usize,
        part: Range<u32>,
        place: Place,
        verdict: &Verdict,
    ) -> bool {
        let (text, marks) = inline(self.page, index, part, &self.links);
        if text.is_empty() {
            return false;
        }
        match place.cell {
            Some(cell) => self.add_to_cell(cell, (text, marks), place, verdict),
            None => {
                let block = ArticleBlock { text, marks, ..ArticleBlock::default() };
                self.push(place, verdict, block);
            }
        }
        true
    }

    fn push(&mut self, place: Place, verdict: &Verdict, block: ArticleBlock) {
        self.drafts.push(Draft {
            chars: letters(&block.text),
            label: verdict.label,
            block: ArticleBlock { score: verdict.score, ..block },
            place,
        });
    }

    /// Adds text that stands in a cell to the row of the cell.
    fn add_to_cell(
        &mut self,
        (element, at): (ElementId, CellPlace),
        (text, marks): (String, Vec<Span>),
        place: Place,
        verdict: &Verdict,
    ) {
        let row = |draft: &Draft| draft.place.cell.map(|(_, place)| place.row);
        let same_row = self.drafts.last().is_some_and(|last| row(last) == Some(at.row));
        if !same_row {
            self.push(place, verdict, ArticleBlock::default());
        }
        let Some(draft) = self.drafts.last_mut() else { return };
        draft.chars += letters(&text);
        let cells = &mut draft.block.cells;
        cells.resize_with(cells.len().max(at.column + 1), Cell::default);
        let cell = &mut cells[at.column];
        if self.open_cell == Some(element) && !cell.text.is_empty() {
            cell.text.push(' ');
        }
        let offset = cell.text.len();
        cell.text.push_str(&text);
        cell.header = at.header;
        let moved = |mark: Span| Span::new(mark.start + offset, mark.end + offset, mark.kind);
        cell.marks.extend(marks.into_iter().map(moved));
        self.open_cell = Some(element);
    }

    /// Blocks of the article so far.
    pub fn len(&self) -> usize {
        self.drafts.len()
    }

    /// Settles what each block is.
    pub fn finish(mut self) -> Vec<ArticleBlock> {
        self.demote_long_headings();
        containers::simplify(&mut self.drafts);
        let table = |draft: &Draft| draft.place.cell.map(|(_, at)| at.table);
        for rows in self.drafts.chunk_by_mut(|a, b| table(a).is_some() && table(a) == table(b)) {
            rows::complete(rows);
        }
        let mut nesting = Nesting::after(self.page.elements.len() as u32);
        let mut level = 1;
        let plain_text = self.page.plain_text;
        self.drafts
            .into_iter()
            .map(|draft| settle(draft, &mut nesting, &mut level, plain_text))
            .collect()
    }

    fn demote_long_headings(&mut self) {
        let of = |draft: &Draft| draft.place.heading.map(|(element, _)| element);
        for group in self.drafts.chunk_by_mut(|a, b| of(a).is_some() && of(a) == of(b)) {
            if group.len() > MAX_HEADING_BLOCKS || group.iter().any(|d| d.chars > MAX_HEADING_CHARS)
            {
                group.iter_mut().for_each(|draft| draft.place.heading = None);
            }
        }
    }
}

/// Gives a block its kind; `level` is the level of the newest heading that the page marks as one.
fn settle(draft: Draft, nesting: &mut Nesting, level: &mut u8, plain_text: bool) -> ArticleBlock {
    let Draft { place, label, mut block, .. } = draft;
    let mut containers = place.containers;
    let in_item = matches!(containers.last(), Some(Container::Item { .. }));
    let in_quote = matches!(containers.last(), Some(Container::Quote { .. }));
    if place.cell.is_some() {
        block.label = Label::TableRow;
        block.text = rows::text(&block.cells);
    } else if place.code.is_some() {
        block.label = Label::Code;
    } else if let Some((_, of_element)) = place.heading {
        block.label = Label::Heading;
        block.level = of_element;
        *level = of_element;
    } else if label == Label::Heading && !in_item {
        block.label = Label::Heading;
        block.level = (*level + 1).min(6);
    } else {
        if !in_item && !in_quote {
            match label {
                Label::ListItem => {
                    if plain_text {
                        cut_bullet(&mut block);
                    }
                    containers.push(nesting.item());
                }
                Label::Quote => containers.push(nesting.quote()),
                _ => {}
            }
        }
        block.label = match containers.last() {
            Some(Container::Item { .. }) if nesting.begins(&containers) => Label::ListItem,
            Some(Container::Quote { .. }) => Label::Quote,
            _ => Label::Paragraph,
        };
        block.level = containers::depth(&containers);
    }
    if block.label == Label::ListItem {
        block.number = containers::number(&containers);
    }
    if block.label == Label::Heading {
        // A heading is bold by itself.
        block.marks.retain(|mark| !is_wholly_bold(mark, &block.text));
    }
    nesting.see(&containers);
    block.containers = containers;
    block.marks = tidy(block.marks, &block.text);
    block
}

/// Characters that are not white space.
fn letters(text: &str) -> u32 {
    shown(text) as u32
}

/// Does the span make the whole text bold?
pub(super) fn is_wholly_bold(span: &Span, text: &str) -> bool {
    span.kind == SpanKind::Strong && span.start == 0 && span.end == text.len()
}

/// Takes the bullet off an item of plain text, where it is part of the line.
fn cut_bullet(block: &mut ArticleBlock) {
    let bullets = ['-', '*', '+', '•', '‣', '◦', '▪', '●', '·', '–', '—'];
    if let Some(rest) = block.text.strip_prefix(bullets)
        && rest.starts_with(' ')
    {
        block.text = rest.trim_start().to_owned();
        block.marks.clear();
    }
}
