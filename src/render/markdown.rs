//! Markdown: CommonMark with the tables of GitHub Flavored Markdown, under YAML front matter.
//!
//! The body reads back as the text of the blocks: what would be markup is escaped, and markup that
//! would not be read as such is left out. Specifications: <https://spec.commonmark.org/0.31.2/>,
//! <https://github.github.com/gfm/>.

mod emphasis;
mod escape;
mod front_matter;
mod inline;

use super::{comments, units};
use crate::article::{Article, ArticleBlock, Cell, Container};
use crate::label::Label;
use inline::{Setting, inline};
use std::borrow::Cow;

/// Numbers of more digits start no list.
const MAX_NUMBER: u32 = 999_999_999;

/// The article with its facts.
pub(super) fn markdown(article: &Article) -> String {
    let mut out = front_matter::front_matter(article);
    for part in [body(&article.blocks), body(&comments::blocks(&article.comments))] {
        if !part.is_empty() {
            out.push('\n');
            out.push_str(&part);
        }
    }
    out
}

/// The blocks, each ended by a line feed.
pub(super) fn body(blocks: &[ArticleBlock]) -> String {
    let mut writer = Writer::default();
    for unit in units(blocks) {
        let first = &unit[0];
        let lines = match first.label {
            Label::TableRow => table(unit),
            Label::Code => fenced(first),
            Label::Heading => heading(first),
            _ => inline(&first.text, &first.marks, Setting::Paragraph),
        };
        writer.write(first, &lines);
    }
    writer.out
}

/// Writes blocks below each other, each line behind the marks of the containers it stands in.
#[derive(Default)]
struct Writer {
    out: String,
    levels: Vec<Level>,
    /// The block before was the one line of an item.
    after_item: bool,
}

/// An open container.
struct Level {
    container: Container,
    /// What its first line begins with; the others are indented as far, or quoted.
    mark: String,
}

impl Level {
    fn rest(&self) -> Cow<'_, str> {
        match self.container {
            Container::Item { .. } => Cow::Owned(" ".repeat(self.mark.len())),
            _ => Cow::Borrowed(self.mark.as_str()),
        }
    }
}

impl Writer {
    fn write(&mut self, block: &ArticleBlock, lines: &str) {
        let containers: Vec<Container> =
            block.containers.iter().copied().filter(|c| !is_table(c)).collect();
        let both = self.levels.iter().zip(&containers);
        let kept = both.take_while(|(level, container)| level.container == **container).count();
        let mut first: String = self.levels[..kept].iter().map(Level::rest).collect();
        if !self.out.is_empty() && !self.joins(block, &containers, kept) {
            self.out.push_str(first.trim_end());
            self.out.push('\n');
        }
        let mut before = self.levels.drain(kept..).next();
        for container in containers.into_iter().skip(kept) {
            let mark = mark(&container, before.take().as_ref());
            first.push_str(&mark);
            self.levels.push(Level { container, mark });
        }
        let rest: String = self.levels.iter().map(Level::rest).collect();
        for (at, line) in lines.split('\n').enumerate() {
            let prefix = if at == 0 { &first } else { &rest };
            let prefix = if line.is_empty() { prefix.trim_end() } else { prefix };
            self.out.push_str(prefix);
            self.out.push_str(line);
            self.out.push('\n');
        }
        self.after_item = block.label == Label::ListItem;
    }

    /// Does an item follow the one before without a blank line?
    fn joins(&self, block: &ArticleBlock, containers: &[Container], kept: usize) -> bool {
        let new = &containers[kept..];
        let (Some(Container::Item { list, number, .. }), true) = (new.first(), self.after_item)
        else {
            return false;
        };
        let fits = match self.levels.get(kept) {
            Some(level) => matches!(level.container, Container::Item { list: l, .. } if l == *list),
            // Inside the item before; only a 1 may break into its text.
            None => number.is_none_or(|number| number == 1),
        };
        let items = new.iter().all(|c| matches!(c, Container::Item { .. }));
        block.label == Label::ListItem && fits && items
    }
}

fn is_table(container: &Container) -> bool {
    matches!(container, Container::Table { .. })
}

/// What the first line in a new container begins with. Two lists that follow each other have
/// different marks, or they would be one list.
fn mark(container: &Container, before: Option<&Level>) -> String {
    let Container::Item { list, number, .. } = container else { return "> ".to_owned() };
    let (usual, other) = if number.is_some() { ('.', ')') } else { ('-', '*') };
    let sign = match before {
        Some(Level { container: Container::Item { list: last, .. }, mark }) => {
            match (mark.trim_end().ends_with(usual), last == list) {
                (true, true) | (false, false) => usual,
                (true, false) => other,
                (false, true) => {
                    if mark.trim_end().ends_with(other) {
                        other
                    } else {
                        usual
                    }
                }
            }
        }
        _ => usual,
    };
    match number {
        Some(number) => format!("{}{sign} ", number.min(&MAX_NUMBER)),
        None => format!("{sign} "),
    }
}

fn heading(block: &ArticleBlock) -> String {
    let mut text = inline(&block.text, &block.marks, Setting::Heading);
    // A run of number signs at the end would be read as the end of the heading.
    let stem = text.trim_end_matches('#');
    if stem.len() < text.len() && (stem.is_empty() || stem.ends_with(' ')) {
        text.insert(text.len() - 1, '\\');
    }
    format!("{} {text}", "#".repeat(usize::from(block.level.clamp(1, 6))))
}

fn fenced(block: &ArticleBlock) -> String {
    let fence = "`".repeat(escape::longest_run(&block.text, '`').max(2) + 1);
    let language = block.code_language.as_deref().unwrap_or_default();
    format!("{fence}{language}\n{}\n{fence}", block.text)
}

fn table(rows: &[ArticleBlock]) -> String {
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(1);
    let headed = rows[0].cells.iter().all(|cell| cell.header || cell.text.is_empty());
    let (head, rows) = if headed { rows.split_at(1) } else { rows.split_at(0) };
    let mut lines = vec![row(head.first().map_or(&[], |row| &row.cells), columns)];
    lines.push(format!("|{}", " --- |".repeat(columns)));
    lines.extend(rows.iter().map(|block| row(&block.cells, columns)));
    lines.join("\n")
}

fn row(cells: &[Cell], columns: usize) -> String {
    let mut line = String::from("|");
    for column in 0..columns {
        if let Some(cell) = cells.get(column).filter(|cell| !cell.text.is_empty()) {
            line.push(' ');
            line.push_str(&inline(&cell.text, &cell.marks, Setting::Cell));
        }
        line.push_str(" |");
    }
    line
}
