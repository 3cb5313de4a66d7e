//! Which tables hold data, and where their cells stand.
//!
//! A table lays out data when its cells are short and there is a grid of them. Many tables of the
//! web only put text side by side; their blocks are paragraphs like any other.

use crate::segment::{AttributeName, ElementId, Page, Tag};

/// Most columns a table of data has.
const MAX_COLUMNS: usize = 128;
/// Most blocks in a cell of data.
const MAX_CELL_BLOCKS: u32 = 12;
/// Most characters in a cell of data, white space aside.
const MAX_CELL_CHARS: u32 = 1_000;
/// Most characters that cells of data have on average, white space aside; twice as many when the
/// table says which of its cells are headers.
const MEAN_CELL_CHARS: u32 = 150;
/// Most characters in a cell that consists of a heading or of code.
const MAX_HEADING_CHARS: u32 = 100;

/// A cell of a table of data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct CellPlace {
    pub table: ElementId,
    pub row: ElementId,
    /// Counted from 0, with regard to cells that span several columns or rows.
    pub column: usize,
    /// Is it a `th`, or does it stand in a `thead`?
    pub header: bool,
}

/// The cells of the page's tables of data.
#[derive(Default)]
pub(super) struct Tables {
    /// Sorted by element.
    cells: Vec<(ElementId, CellPlace)>,
}

impl Tables {
    /// Looks at all tables of the page; `above` is the nearest element of structure strictly above
    /// each element.
    pub fn find(page: &Page, above: &[ElementId]) -> Tables {
        let mut survey = Survey { page, above, tables: Vec::new(), cells: Vec::new() };
        survey.elements();
        if survey.cells.is_empty() {
            return Tables::default();
        }
        survey.blocks();
        let data = survey.grade();
        let cells = survey.cells.iter().filter(|cell| data[cell.table]);
        Tables { cells: cells.map(|cell| (cell.element, cell.place)).collect() }
    }

    /// The place of a `td` or `th`, if its table is one of data.
    pub fn cell(&self, element: ElementId) -> Option<CellPlace> {
        let at = self.cells.binary_search_by_key(&element, |(cell, _)| *cell).ok()?;
        Some(self.cells[at].1)
    }
}

/// What is known of a table.
struct Table {
    element: ElementId,
    rows: usize,
    columns: usize,
    headers: usize,
    /// Cannot be data: holds another table, or says that it is for layout.
    layout: bool,
    /// Column of the next cell, and for how many rows from here on each column is taken.
    column: usize,
    taken: Vec<u32>,
}

struct Cell {
    element: ElementId,
    table: usize,
    place: CellPlace,
    chars: u32,
    blocks: u32,
    /// Holds a heading or code.
    section: bool,
}

/// What the cells of a table hold, summed up.
#[derive(Clone, Default)]
struct Content {
    cells: usize,
    filled: usize,
    chars: u64,
    /// A cell holds more than cells of data do.
    layout: bool,
    /// Rows with at least two filled cells.
    wide_rows: usize,
    /// The newest row and its filled cells.
    row: (ElementId, usize),
}

impl Content {
    fn add(&mut self, cell: &Cell) {
        self.cells += 1;
        if cell.blocks == 0 {
            return;
        }
        self.filled += 1;
        self.chars += u64::from(cell.chars);
        let section = cell.section && (cell.blocks > 1 || cell.chars > MAX_HEADING_CHARS);
        self.layout |= section || cell.blocks > MAX_CELL_BLOCKS || cell.chars > MAX_CELL_CHARS;
        if self.row.0 != cell.place.row {
            self.row = (cell.place.row, 0);
        }
        self.row.1 += 1;
        self.wide_rows += usize::from(self.row.1 == 2);
    }

    fn is_data(&self, table: &Table) -> bool {
        let mean = MEAN_CELL_CHARS * if table.headers > 0 { 2 } else { 1 };
        // A grid much larger than its cells is no table, and would cost memory to fill.
        let dense = table.rows * table.columns <= 4 * self.cells + 64;
        dense
            && !self.layout
            && self.wide_rows >= 2
            && self.chars <= u64::from(mean) * self.filled as u64
    }
}

struct Survey<'a> {
    page: &'a Page,
    above: &'a [ElementId],
    tables: Vec<Table>,
    cells: Vec<Cell>,
}

impl Survey<'_> {
    fn elements(&mut self) {
        for (id, element) in self.page.elements.iter().enumerate() {
            let id = id as ElementId;
            match element.tag {
                Tag::Table => self.table(id),
                Tag::Tr => self.row(id),
                Tag::Td | Tag::Th => self.cell(id, element.tag == Tag::Th),
                _ => {}
            }
        }
    }

    fn table(&mut self, id: ElementId) {
        if let Some(outer) = self.table_above(id) {
            self.tables[outer].layout = true;
        }
        let role = self.page.attribute(id, AttributeName::Role);
        self.tables.push(Table {
            element: id,
            rows: 0,
            columns: 0,
            headers: 0,
            layout: role.is_some_and(|role| matches!(role.trim(), "presentation" | "none")),
            column: 0,
            taken: Vec::new(),
        });
    }

    fn row(&mut self, id: ElementId) {
        let Some(table) = self.table_above(id) else { return };
        let table = &mut self.tables[table];
        table.rows += 1;
        table.column = 0;
        for rows in &mut table.taken {
            *rows = rows.saturating_sub(1);
        }
    }

    /// Places a cell in the grid (HTML standard, section "forming a table", for tables of a size
    /// that can be data).
    fn cell(&mut self, id: ElementId, header: bool) {
        let Some(index) = self.table_above(id) else { return };
        let Some(row) = self.nearest(id, |tag| tag == Tag::Tr) else { return };
        let in_head =
            self.page.elements[self.page.elements[row as usize].parent as usize].tag == Tag::Thead;
        let columns = self.extent(id, AttributeName::Colspan) as usize;
        let rows = self.extent(id, AttributeName::Rowspan);
        let table = &mut self.tables[index];
        while table.taken.get(table.column).is_some_and(|&rows| rows > 0) {
            table.column += 1;
        }
        let column = table.column;
        if column + columns > MAX_COLUMNS {
            table.layout = true;
            return;
        }
        table.column += columns;
        table.columns = table.columns.max(table.column);
        table.taken.resize(table.columns, 0);
        table.taken[column..column + columns].fill(rows);
        table.headers += usize::from(header);
        self.cells.push(Cell {
            element: id,
            table: index,
            place: CellPlace { table: table.element, row, column, header: header || in_head },
            chars: 0,
            blocks: 0,
            section: false,
        });
    }

    /// How many columns or rows a cell spans: at least one. A `rowspan` of 0 ("to the end") is rare
    /// enough to be read as 1.
    fn extent(&self, id: ElementId, name: AttributeName) -> u32 {
        let value = self.page.attribute(id, name).and_then(|value| value.trim().parse().ok());
        value.unwrap_or(1).max(1)
    }

    fn blocks(&mut self) {
        for block in &self.page.blocks {
            let mut element = block.container;
            let mut section = false;
            while element != 0 {
                let tag = self.page.elements[element as usize].tag;
                section |= tag.heading_level().is_some() || tag.is_preformatted();
                if matches!(tag, Tag::Td | Tag::Th) {
                    break;
                }
                element = self.above[element as usize];
            }
            let Ok(at) = self.cells.binary_search_by_key(&element, |cell| cell.element) else {
                continue;
            };
            let cell = &mut self.cells[at];
            cell.chars = cell.chars.saturating_add(block.chars);
            cell.blocks += 1;
            cell.section |= section;
        }
    }

    /// Says of each table whether it holds data.
    fn grade(&self) -> Vec<bool> {
        let mut contents = vec![Content::default(); self.tables.len()];
        for cell in &self.cells {
            contents[cell.table].add(cell);
        }
        let graded = self.tables.iter().zip(&contents);
        graded.map(|(table, content)| !table.layout && content.is_data(table)).collect()
    }

    fn table_above(&self, id: ElementId) -> Option<usize> {
        let table = self.nearest(self.above[id as usize], |tag| tag == Tag::Table)?;
        self.tables.binary_search_by_key(&table, |table| table.element).ok()
    }

    fn nearest(&self, mut element: ElementId, wanted: impl Fn(Tag) -> bool) -> Option<ElementId> {
        while element != 0 {
            if wanted(self.page.elements[element as usize].tag) {
                return Some(element);
            }
            element = self.above[element as usize];
        }
        None
    }
}
