//! Forms of output: the formats of text, and Parquet.

use super::usage_error;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use copydesk::Format;
use std::path::Path;

pub(super) const ONE_PAGE: &str =
    "html and tei are one page a file: give a folder with -o FOLDER/, or another format";

/// The form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Form {
    /// Text, made record by record.
    Text(Format),
    /// Columns, made of many records.
    Parquet,
}

/// Parses the name of a form.
pub(super) fn form_parser() -> impl TypedValueParser<Value = Form> {
    let value = |format: Format| match format.extension() {
        short if short == format.name() => PossibleValue::new(format.name()),
        short => PossibleValue::new(format.name()).alias(short),
    };
    let values = Format::ALL.map(value).into_iter().chain([PossibleValue::new("parquet")]);
    PossibleValuesParser::new(values).try_map(|name| from_name(&name).ok_or("unknown format"))
}

/// The form that a file's name asks for; none if it has no extension.
pub(super) fn form_of(path: &Path) -> anyhow::Result<Option<Form>> {
    let Some(extension) = path.extension().map(|extension| extension.to_string_lossy()) else {
        return Ok(None);
    };
    from_name(&extension).map(Some).ok_or_else(|| {
        let known = Format::ALL.map(|format| format!(".{}", format.extension())).join(", ");
        usage_error(format!(
            "no format has the extension .{extension}: give -f, or a name that ends in one of \
            {known}, .parquet"
        ))
    })
}

fn from_name(name: &str) -> Option<Form> {
    match name.to_ascii_lowercase().as_str() {
        "parquet" => Some(Form::Parquet),
        name => Format::from_name(name).map(Form::Text),
    }
}
