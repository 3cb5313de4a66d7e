//! The output formats and their names.

/// Output formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// The body as plain text.
    Text,
    /// Markdown (CommonMark with GFM tables) under YAML front matter.
    Markdown,
    /// One record as pretty-printed JSON.
    Json,
    /// One record a line.
    Jsonl,
    /// A complete HTML document.
    Html,
    /// One row a record, fields separated by commas; blocks are left out.
    Csv,
    /// One row a record, fields separated by tabs; blocks are left out.
    Tsv,
    /// A complete XML document of the Text Encoding Initiative.
    Tei,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 8] = [
        Format::Text,
        Format::Markdown,
        Format::Json,
        Format::Jsonl,
        Format::Html,
        Format::Csv,
        Format::Tsv,
        Format::Tei,
    ];

    /// The format with this name or file name extension, in any case.
    ///
    /// ```
    /// use copydesk::Format;
    /// assert_eq!(Format::from_name("md"), Some(Format::Markdown));
    /// assert_eq!(Format::from_name("docx"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Format> {
        Some(match name.to_ascii_lowercase().as_str() {
            "text" | "txt" => Format::Text,
            "markdown" | "md" => Format::Markdown,
            "json" => Format::Json,
            "jsonl" | "ndjson" => Format::Jsonl,
            "html" | "htm" => Format::Html,
            "csv" => Format::Csv,
            "tsv" | "tab" => Format::Tsv,
            "tei" | "xml" => Format::Tei,
            _ => return None,
        })
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Markdown => "markdown",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Html => "html",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Tei => "tei",
        }
    }

    /// Does one file hold one page and no more?
    pub fn is_document(self) -> bool {
        matches!(self, Format::Html | Format::Tei)
    }

    /// Is a file of it made of rows or lines, one after the other, each a whole record?
    pub fn is_rows(self) -> bool {
        matches!(self, Format::Jsonl | Format::Csv | Format::Tsv)
    }

    /// File name extension, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Text => "txt",
            Format::Markdown => "md",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Html => "html",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Tei => "xml",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn names_and_extensions_lead_back() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(format));
            assert_eq!(Format::from_name(format.extension()), Some(format));
        }
        assert_eq!(Format::from_name("NDJSON"), Some(Format::Jsonl));
    }
}
