//! Files of records, joined and looked into.

use super::Error;
use super::writer::file;
use parquet::column::reader::ColumnReader;
use parquet::column::writer::ColumnCloseResult;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use std::fs::File;
use std::io::Write;
use std::ops::Range;

/// Joins files into one, row group after row group, without unpacking them.
///
/// # Errors
/// Those of the files, and one whose columns are others.
pub fn join<W: Write + Send>(parts: &[File], to: W) -> Result<W, Error> {
    let mut out = file(to)?;
    for part in parts {
        let groups = SerializedFileReader::new(part.try_clone()?)?.num_row_groups();
        copy(part, 0..groups, &mut out)?;
    }
    out.into_inner()
}

/// Makes a file of one row group of another.
///
/// # Errors
/// Those of the files, and one whose columns are others.
pub fn pick<W: Write + Send>(from: &File, group: usize, to: W) -> Result<W, Error> {
    let mut out = file(to)?;
    copy(from, group..group + 1, &mut out)?;
    out.into_inner()
}

fn copy<W: Write + Send>(
    from: &File,
    groups: Range<usize>,
    out: &mut SerializedFileWriter<W>,
) -> Result<(), Error> {
    let reader = SerializedFileReader::new(from.try_clone()?)?;
    let schema = reader.metadata().file_metadata().schema_descr();
    if schema.root_schema() != out.schema_descr().root_schema() {
        return Err(Error::General("its columns are not those that this version writes".into()));
    }
    for group in reader.metadata().row_groups().get(groups).unwrap_or_default() {
        let mut writer = out.next_row_group()?;
        for column in group.columns() {
            let chunk = ColumnCloseResult {
                bytes_written: column.compressed_size().max(0) as u64,
                rows_written: group.num_rows().max(0) as u64,
                metadata: column.clone(),
                bloom_filter: None,
                column_index: None,
                offset_index: None,
            };
            writer.append_column(from, chunk)?;
        }
        writer.close()?;
    }
    Ok(())
}

/// Records of each row group of a file.
///
/// # Errors
/// Those of the file.
pub fn row_groups(file: File) -> Result<Vec<usize>, Error> {
    let reader = SerializedFileReader::new(file)?;
    let groups = reader.metadata().row_groups().iter();
    Ok(groups.map(|group| group.num_rows().max(0) as usize).collect())
}

/// Tells the `source` of each record of a file.
///
/// # Errors
/// Those of the file, and one without that column.
pub fn sources(file: File, mut tell: impl FnMut(&str)) -> Result<(), Error> {
    let reader = SerializedFileReader::new(file)?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let column = schema.columns().iter().position(|column| column.path().string() == "source");
    let column = column.ok_or_else(|| Error::General("no column named source".into()))?;
    for number in 0..reader.num_row_groups() {
        let group = reader.get_row_group(number)?;
        let ColumnReader::ByteArrayColumnReader(mut values) = group.get_column_reader(column)?
        else {
            return Err(Error::General("the column source holds no texts".into()));
        };
        let (mut levels, mut texts) = (Vec::new(), Vec::new());
        loop {
            texts.clear();
            levels.clear();
            let (records, ..) = values.read_records(1_000, Some(&mut levels), None, &mut texts)?;
            if records == 0 {
                break;
            }
            texts.iter().for_each(|text| tell(&String::from_utf8_lossy(text.data())));
        }
    }
    Ok(())
}
