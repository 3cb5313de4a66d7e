//! Columns → row groups → a file.

use super::columns::{Columns, Values};
use super::{Error, MAX_GROUP_BYTES, MAX_ROWS, SCHEMA};
use crate::article::Article;
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{BoolType, ByteArrayType, FloatType, Int32Type, Int64Type};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::{Field, Row};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::{ColumnPath, TypePtr};
use serde_json::Value;
use std::fs::File;
use std::io::Write;
use std::sync::Arc;

/// Records of a row group being gathered.
pub struct RowGroup {
    columns: Columns,
    rows: usize,
}

impl RowGroup {
    /// No records yet.
    ///
    /// # Errors
    /// None: the schema is part of the program.
    pub fn new() -> Result<RowGroup, Error> {
        Ok(RowGroup { columns: Columns::new(&schema()?), rows: 0 })
    }

    /// The records of a file, to go on with.
    ///
    /// # Errors
    /// Those of the file.
    pub fn read(from: File) -> Result<RowGroup, Error> {
        let mut group = RowGroup::new()?;
        for row in SerializedFileReader::new(from)?.get_row_iter(None)? {
            group.columns.push(&object(&row?));
            group.rows += 1;
        }
        Ok(group)
    }

    /// Adds a record.
    pub fn push(&mut self, article: &Article) {
        // A record is made of texts, numbers and lists: writing it to memory cannot fail.
        let record = serde_json::to_value(article).unwrap_or_default();
        self.push_json(&record);
    }

    /// Adds a record as it is in JSON; what the schema does not know is left out.
    pub fn push_json(&mut self, record: &Value) {
        self.columns.push(record);
        self.rows += 1;
    }

    /// Records in it.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Is it as large as a row group should be?
    pub fn is_full(&self) -> bool {
        self.rows >= MAX_ROWS || self.columns.bytes >= MAX_GROUP_BYTES
    }

    /// Writes a file with this row group alone.
    ///
    /// # Errors
    /// Those of `to`.
    pub fn write<W: Write + Send>(self, to: W) -> Result<W, Error> {
        let mut file = file(to)?;
        self.write_into(&mut file)?;
        file.into_inner()
    }

    fn write_into<W: Write + Send>(self, file: &mut SerializedFileWriter<W>) -> Result<(), Error> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = file.next_row_group()?;
        for column in self.columns.columns {
            let Some(mut writer) = group.next_column()? else { break };
            let levels = (Some(&column.definition[..]), Some(&column.repetition[..]));
            let (definition, repetition) = levels;
            match &column.values {
                Values::Texts(values) => {
                    writer.typed::<ByteArrayType>().write_batch(values, definition, repetition)
                }
                Values::Int32(values) => {
                    writer.typed::<Int32Type>().write_batch(values, definition, repetition)
                }
                Values::Int64(values) => {
                    writer.typed::<Int64Type>().write_batch(values, definition, repetition)
                }
                Values::Float(values) => {
                    writer.typed::<FloatType>().write_batch(values, definition, repetition)
                }
                Values::Bool(values) => {
                    writer.typed::<BoolType>().write_batch(values, definition, repetition)
                }
            }?;
            writer.close()?;
        }
        group.close()?;
        Ok(())
    }
}

/// Writes records into a file.
pub struct Writer<W: Write + Send> {
    file: SerializedFileWriter<W>,
    group: RowGroup,
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// Those of `to`.
    pub fn new(to: W) -> Result<Writer<W>, Error> {
        Ok(Writer { file: file(to)?, group: RowGroup::new()? })
    }

    /// Adds a record; what is gathered is written when it makes a row group.
    ///
    /// # Errors
    /// Those of the file.
    pub fn write(&mut self, article: &Article) -> Result<(), Error> {
        self.group.push(article);
        if self.group.is_full() {
            let group = std::mem::replace(&mut self.group, RowGroup::new()?);
            group.write_into(&mut self.file)?;
        }
        Ok(())
    }

    /// Completes the file.
    ///
    /// # Errors
    /// Those of the file.
    pub fn finish(mut self) -> Result<W, Error> {
        self.group.write_into(&mut self.file)?;
        self.file.into_inner()
    }
}

pub(super) fn schema() -> Result<TypePtr, Error> {
    parse_message_type(SCHEMA).map(Arc::new)
}

/// A row as the record it was made of, or a part of one.
fn object(row: &Row) -> Value {
    row.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect()
}

fn value(field: &Field) -> Value {
    match field {
        Field::Bool(value) => (*value).into(),
        Field::Int(value) => (*value).into(),
        Field::Long(value) => (*value).into(),
        Field::Float(value) => (*value).into(),
        Field::Str(value) => value.as_str().into(),
        Field::Group(row) => object(row),
        Field::ListInternal(list) => list.elements().iter().map(value).collect(),
        Field::MapInternal(map) => {
            let name =
                |key: &Field| if let Field::Str(key) = key { key.clone() } else { String::new() };
            map.entries().iter().map(|(key, field)| (name(key), value(field))).collect()
        }
        _ => Value::Null,
    }
}

/// An empty file; all files are made with the same properties, so that row groups can move from one
/// to the other.
pub(super) fn file<W: Write + Send>(to: W) -> Result<SerializedFileWriter<W>, Error> {
    let texts = ["text", "blocks.list.element.text", "source"];
    let properties = WriterProperties::builder()
        .set_created_by(concat!("copydesk version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        // Ranges of values over a row group say which to pass over; page by page they are a burden.
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true);
    // No two texts are the same, so a dictionary of them helps nobody.
    let properties = texts.iter().fold(properties, |properties, column| {
        let path = ColumnPath::new(column.split('.').map(str::to_owned).collect());
        properties.set_column_dictionary_enabled(path, false)
    });
    SerializedFileWriter::new(to, schema()?, Arc::new(properties.build()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleBlock, Cell, Metadata, Span, SpanKind};
    use crate::label::Label;

    fn articles() -> Vec<Article> {
        let cell = |text: &str| Cell {
            text: text.into(),
            header: true,
            marks: vec![Span::new(0, 1, SpanKind::Strong)],
        };
        let row = ArticleBlock {
            label: Label::TableRow,
            text: "a | b".into(),
            cells: vec![cell("a"), cell("b")],
            ..ArticleBlock::default()
        };
        let link = SpanKind::Link { href: "https://example.com/".into() };
        let paragraph = ArticleBlock {
            text: "One two".into(),
            marks: vec![Span::new(0, 3, link), Span::new(4, 7, SpanKind::Code)],
            ..ArticleBlock::default()
        };
        let full = Article {
            source: "a".into(),
            metadata: Metadata {
                title: Some("Tïtle".into()),
                authors: vec!["Ada".into(), "Bo".into()],
                ..Metadata::default()
            },
            blocks: vec![paragraph, ArticleBlock::default(), row],
            removed: [("navigation", 3), ("other", 1)].into(),
            confidence: 0.5,
            ..Article::default()
        };
        vec![full.clone(), Article { source: "b".into(), ..Article::default() }, full]
    }

    #[test]
    fn records_read_back_as_they_were() {
        let mut writer = Writer::new(tempfile::tempfile().unwrap()).unwrap();
        for article in articles() {
            writer.write(&article).unwrap();
        }
        let file = writer.finish().unwrap();
        let reader = SerializedFileReader::new(file.try_clone().unwrap()).unwrap();
        let rows: Vec<_> =
            reader.get_row_iter(None).unwrap().map(|row| object(&row.unwrap())).collect();
        assert_eq!(rows.len(), 3);
        for (row, article) in rows.iter().zip(articles()) {
            // Where JSON leaves a field out, the column holds nothing, or the empty list.
            agree(row, &serde_json::to_value(&article).unwrap(), "record");
        }
        assert_eq!(rows[1]["blocks"], serde_json::json!([]));
        let mut seen = Vec::new();
        super::super::sources(file.try_clone().unwrap(), |source| seen.push(source.to_owned()))
            .unwrap();
        assert_eq!(seen, ["a", "b", "a"]);
        assert_eq!(super::super::row_groups(file).unwrap(), [3]);
    }

    #[test]
    fn a_file_taken_apart_and_joined_is_the_same() {
        let written = |articles: &[Article]| {
            let mut group = RowGroup::new().unwrap();
            articles.iter().for_each(|article| group.push(article));
            group.write(tempfile::tempfile().unwrap()).unwrap()
        };
        let bytes = |mut file: File| {
            let mut bytes = Vec::new();
            std::io::Seek::rewind(&mut file).unwrap();
            std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
            bytes
        };
        let articles = articles();
        let parts = [written(&articles[..2]), written(&articles[2..])];
        let joined = super::super::join(&parts, tempfile::tempfile().unwrap()).unwrap();
        let pick = |group| super::super::pick(&joined, group, tempfile::tempfile().unwrap());
        let apart = [pick(0).unwrap(), pick(1).unwrap()];
        let again = super::super::join(&apart, tempfile::tempfile().unwrap()).unwrap();
        assert!(bytes(again) == bytes(joined.try_clone().unwrap()));
        let again = RowGroup::read(parts[0].try_clone().unwrap()).unwrap();
        let again = again.write(tempfile::tempfile().unwrap()).unwrap();
        assert!(bytes(again) == bytes(parts[0].try_clone().unwrap()));
    }

    /// Does a row say what the JSON says?
    fn agree(row: &serde_json::Value, json: &serde_json::Value, path: &str) {
        use serde_json::Value;
        match (row, json) {
            (Value::Object(row), Value::Object(json)) => {
                for (name, value) in json {
                    let found = row.get(name).unwrap_or_else(|| panic!("{path}.{name} is missing"));
                    agree(found, value, &format!("{path}.{name}"));
                }
            }
            (Value::Array(row), Value::Array(json)) => {
                assert_eq!(row.len(), json.len(), "{path}");
                row.iter().zip(json).for_each(|(row, json)| agree(row, json, path));
            }
            _ => assert_eq!(row, json, "{path}"),
        }
    }
}
