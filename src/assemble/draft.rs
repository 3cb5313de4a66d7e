//! Blocks of the page → blocks of the article: rows and code are put together from their pieces,
//! then each block gets its kind.

use super::code;
use super::containers::{self, Nesting};
use super::inline::{inline, tidy};
use super::links::Links;
use super::structure::{Place, Structure};
use crate::article::{ArticleBlock, Cell, Container, Span, SpanKind};
use crate::label::{Label, Verdict};
use crate::segment::{ElementId, Page};
use crate::source::Source;

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
        inline(self.page, index, &self.links).0
    }

    /// Adds a block of the page to the body.
    pub fn add(&mut self, index: usize, verdict: &Verdict) {
        let block = &self.page.blocks[index];
        let place = self.structure.place(index);
        let new = match (&place.cell, place.code) {
            (None, Some(pre)) => {
                let text = code::lines(self.page.block_text(index));
                if let Some(last) = self.drafts.last_mut()
                    && last.place.code == Some(pre)
                    && last.place.cell.is_none()
                {
                    last.block.text.push('\n');
                    last.block.text.push_str(&text);
                    last.chars += block.chars;
                    return;
                }
                let code_language = code::language(self.page, block.element, pre);
                ArticleBlock { text, code_language, ..ArticleBlock::default() }
            }
            _ => {
                let (text, marks) = inline(self.page, index, &self.links);
                ArticleBlock { text, marks, ..ArticleBlock::default() }
            }
        };
        if new.text.trim().is_empty() {
            return;
        }
        let draft = Draft {
            chars: block.chars,
            label: verdict.label,
            block: ArticleBlock { score: verdict.score, ..new },
            place,
        };
        match draft.place.cell {
            Some(_) => self.add_cell(draft),
            None => self.drafts.push(draft),
        }
    }

    /// Adds a block that stands in a cell to the row of the cell.
    fn add_cell(&mut self, mut draft: Draft) {
        let Some((element, at)) = draft.place.cell else { return };
        let text = std::mem::take(&mut draft.block.text);
        let marks = std::mem::take(&mut draft.block.marks);
        let same_row = self
            .drafts
            .last()
            .is_some_and(|last| last.place.cell.is_some_and(|(_, place)| place.row == at.row));
        let chars = std::mem::take(&mut draft.chars);
        if !same_row {
            self.drafts.push(draft);
        }
        let row = self.drafts.last_mut().expect("pushed above, if not before");
        row.chars += chars;
        let cells = &mut row.block.cells;
        cells.resize_with(cells.len().max(at.column + 1), Cell::default);
        let cell = &mut cells[at.column];
        let more = same_row && self.open_cell == Some(element) && !cell.text.is_empty();
        if more {
            cell.text.push(' ');
        }
        let offset = cell.text.len();
        cell.text.push_str(&text);
        cell.header = at.header;
        cell.marks
            .extend(marks.into_iter().map(|m| Span::new(m.start + offset, m.end + offset, m.kind)));
        self.open_cell = Some(element);
    }

    /// Settles what each block is.
    pub fn finish(mut self) -> Vec<ArticleBlock> {
        self.demote_long_headings();
        containers::simplify(&mut self.drafts);
        fill_tables(&mut self.drafts);
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

/// Rows of one table get equally many cells.
fn fill_tables(drafts: &mut [Draft]) {
    let of = |draft: &Draft| draft.place.cell.map(|(_, at)| at.table);
    for rows in drafts.chunk_by_mut(|a, b| of(a).is_some() && of(a) == of(b)) {
        let columns = rows.iter().map(|row| row.block.cells.len()).max().unwrap_or(0);
        for row in rows {
            row.block.cells.resize_with(columns, Cell::default);
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
        block.text = row_text(&block.cells);
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
        let length = block.text.len();
        block.marks.retain(|mark| {
            !(mark.kind == SpanKind::Strong && mark.start == 0 && mark.end == length)
        });
    }
    nesting.see(&containers);
    block.containers = containers;
    block.marks = tidy(block.marks, &block.text);
    block
}

/// The texts of a row's cells; empty cells at its ends are left out.
fn row_text(cells: &[Cell]) -> String {
    let filled = |cell: &Cell| !cell.text.is_empty();
    let first = cells.iter().position(filled).unwrap_or(0);
    let end = cells.iter().rposition(filled).map_or(first, |last| last + 1);
    let texts: Vec<&str> = cells[first..end].iter().map(|cell| cell.text.as_str()).collect();
    texts.join(" | ")
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
