//! The rows of a table of data, once all their cells are there.

use super::draft::{Draft, is_wholly_bold};
use crate::article::Cell;

/// Makes the rows of one table equally long and settles which cells are headers.
pub(super) fn complete(rows: &mut [Draft]) {
    let columns = rows.iter().map(|row| row.block.cells.len()).max().unwrap_or(0);
    for row in rows.iter_mut() {
        row.block.cells.resize_with(columns, Cell::default);
    }
    // Where no cell is said to be one, a bold first row is the header for the eye.
    let bold: Vec<bool> = rows.iter().map(|row| is_bold(&row.block.cells)).collect();
    let said = rows.iter().any(|row| row.block.cells.iter().any(|cell| cell.header));
    if !said && let [true, false, ..] = bold[..] {
        for cell in &mut rows[0].block.cells {
            cell.header = !cell.text.is_empty();
        }
    }
    for cell in rows.iter_mut().flat_map(|row| &mut row.block.cells).filter(|cell| cell.header) {
        cell.marks.retain(|mark| !is_wholly_bold(mark, &cell.text));
    }
}

/// Has it two cells or more with text, all of them bold?
fn is_bold(cells: &[Cell]) -> bool {
    let filled = || cells.iter().filter(|cell| !cell.text.is_empty());
    filled().nth(1).is_some()
        && filled().all(|cell| cell.marks.iter().any(|mark| is_wholly_bold(mark, &cell.text)))
}

/// The texts of a row's cells; empty cells at its ends are left out.
pub(super) fn text(cells: &[Cell]) -> String {
    let filled = |cell: &Cell| !cell.text.is_empty();
    let first = cells.iter().position(filled).unwrap_or(0);
    let end = cells.iter().rposition(filled).map_or(first, |last| last + 1);
    let texts: Vec<&str> = cells[first..end].iter().map(|cell| cell.text.as_str()).collect();
    texts.join(" | ")
}
