//! Pages in the rows of a Parquet file: one column holds them, another their addresses.
//!
//! Only these two columns are read, a row at a time, so memory is bounded by the file's data pages
//! (a megabyte each, as usually written) and not by its row groups.

use super::json_lines::Fields;
use super::record::{Content, Record, UNICODE};
use super::{InputError, Place};
use crate::source::Source;
use parquet::basic::{ConvertedType, LogicalType};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::fs::File;

/// Reads rows one after the other.
pub(super) struct ParquetRows {
    reader: SerializedFileReader<File>,
    html: Column,
    url: Option<Column>,
    plain: bool,
    group: usize,
    /// Rows left in the row group being read.
    left: i64,
    number: u64,
    limit: usize,
}

/// A column of texts.
struct Column {
    index: usize,
    /// Says the schema that it holds text, and not just any bytes?
    is_text: bool,
    reader: Option<ColumnReaderImpl<ByteArrayType>>,
}

impl ParquetRows {
    /// Opens a file; pages of more than `limit` bytes will be failures.
    pub fn new(file: File, fields: &Fields, limit: usize) -> std::result::Result<Self, InputError> {
        let reader = SerializedFileReader::new(file).map_err(damaged)?;
        let names = fields.names();
        let found =
            names.iter().find_map(|(name, plain)| Some((Column::named(&reader, name)?, *plain)));
        let Some((html, plain)) = found else {
            let names: Vec<_> = names.iter().map(|(name, _)| *name).collect();
            return Err(InputError::NoField(names.join(" or ")));
        };
        let url = Column::named(&reader, &fields.url);
        Ok(ParquetRows { reader, html, url, plain, group: 0, left: 0, number: 0, limit })
    }

    /// The next row, with what is said of its place in the file, and its URL.
    pub fn next(&mut self) -> Option<(String, Option<String>, Place)> {
        self.number += 1;
        let place = format!("row={}", self.number);
        let failed = |error| Some((place.clone(), None, Place::Nowhere(error)));
        match self.row() {
            Ok(None) => None,
            Ok(Some((html, url))) => {
                let url = url.and_then(|url| String::from_utf8(url.data().to_vec()).ok());
                let Some(html) = html else {
                    return failed(InputError::Record("the page is null"));
                };
                if html.len() > self.limit {
                    return failed(InputError::TooLarge(self.limit));
                }
                let source = Source {
                    url: url.clone(),
                    content_type: self.html.is_text.then(|| UNICODE.to_owned()),
                    plain: self.plain,
                    ..Source::default()
                };
                let content = Content::Page(html.data().to_vec());
                let record = Record { content, source, damage: None, remark: None };
                Some((place, url, Place::Record(Box::new(record))))
            }
            Err(error) => {
                // The rest of the row group can't be found; the next one stands elsewhere.
                self.number += self.left.max(0) as u64;
                self.left = 0;
                failed(damaged(error))
            }
        }
    }

    fn row(&mut self) -> Result<Option<(Option<ByteArray>, Option<ByteArray>)>> {
        while self.left <= 0 {
            if self.group == self.reader.num_row_groups() {
                return Ok(None);
            }
            let group = self.reader.get_row_group(self.group)?;
            self.group += 1;
            self.left = group.metadata().num_rows();
            for column in std::iter::once(&mut self.html).chain(&mut self.url) {
                column.reader = match group.get_column_reader(column.index)? {
                    ColumnReader::ByteArrayColumnReader(reader) => Some(reader),
                    _ => None,
                };
            }
        }
        self.left -= 1;
        let html = self.html.value()?;
        let url = self.url.as_mut().map(Column::value).transpose()?.flatten();
        Ok(Some((html, url)))
    }
}

impl Column {
    /// The column of texts with this name, names of nested ones with dots in between.
    fn named(reader: &SerializedFileReader<File>, name: &str) -> Option<Column> {
        let schema = reader.metadata().file_metadata().schema_descr();
        let mut columns = schema.columns().iter().enumerate();
        let (index, column) = columns.find(|(_, column)| {
            column.path().string() == name
                && column.physical_type() == parquet::basic::Type::BYTE_ARRAY
                && column.max_rep_level() == 0
        })?;
        let is_text = matches!(column.logical_type_ref(), Some(LogicalType::String))
            || column.converted_type() == ConvertedType::UTF8;
        Some(Column { index, is_text, reader: None })
    }

    fn value(&mut self) -> Result<Option<ByteArray>> {
        let Some(reader) = &mut self.reader else { return Ok(None) };
        let (mut values, mut levels) = (Vec::with_capacity(1), Vec::with_capacity(1));
        let (records, ..) = reader.read_records(1, Some(&mut levels), None, &mut values)?;
        if records == 0 {
            return Err(ParquetError::EOF("a column has fewer values than rows".to_owned()));
        }
        Ok(values.pop())
    }
}

fn damaged(error: ParquetError) -> InputError {
    InputError::Damaged { format: "Parquet", reason: error.to_string() }
}
