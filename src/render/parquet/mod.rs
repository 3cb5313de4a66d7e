//! Parquet: the whole record in typed, nested columns, for data frames and query engines.
//!
//! The schema is [`SCHEMA`]; its names are those of the JSON record, and it only ever grows at its
//! end. A record is taken apart into columns as the format has it (repetition and definition
//! levels: Melnik et al., "Dremel: Interactive Analysis of Web-Scale Datasets", VLDB 2010, section
//! 4), driven by the schema, so that there is one place that says what is written. Data is
//! compressed with Zstandard. A row group has at most [`MAX_ROWS`] records or about
//! [`MAX_GROUP_BYTES`] of text, whichever comes first, so equal records give equal files.
//!
//! ```
//! use copydesk::render::parquet::Writer;
//! use copydesk::{Settings, Source, clean};
//!
//! let article = clean(b"<title>A</title><p>Text", &Source::named("a"), &Settings::default());
//! let mut writer = Writer::new(Vec::new())?;
//! writer.write(&article)?;
//! let file = writer.finish()?;
//! assert!(file.starts_with(b"PAR1"));
//! # Ok::<(), copydesk::render::parquet::Error>(())
//! ```

mod columns;
mod join;
mod writer;

pub use join::{join, pick, row_groups, sources};
pub use parquet::errors::ParquetError as Error;
pub use writer::{RowGroup, Writer};

/// Most records of a row group.
pub const MAX_ROWS: usize = 10_000;
/// Bytes of values from which a row group is full.
pub const MAX_GROUP_BYTES: usize = 64 << 20;

/// Columns of a file, in the schema language of Parquet.
pub const SCHEMA: &str = "
message article {
  required binary source (UTF8);
  optional binary url (UTF8);
  required binary status (UTF8);
  optional binary detail (UTF8);
  optional binary canonical_url (UTF8);
  optional binary canonical_url_source (UTF8);
  optional binary title (UTF8);
  optional binary title_source (UTF8);
  required group authors (LIST) { repeated group list { required binary element (UTF8); } }
  optional binary authors_source (UTF8);
  required group agencies (LIST) { repeated group list { required binary element (UTF8); } }
  optional binary date_published (UTF8);
  optional binary date_published_source (UTF8);
  optional binary date_modified (UTF8);
  optional binary date_modified_source (UTF8);
  optional binary site_name (UTF8);
  optional binary site_name_source (UTF8);
  optional binary language (UTF8);
  optional binary language_source (UTF8);
  optional binary language_declared (UTF8);
  optional binary language_detected (UTF8);
  optional binary description (UTF8);
  optional binary description_source (UTF8);
  optional binary image (UTF8);
  optional binary image_source (UTF8);
  optional binary image_caption (UTF8);
  optional binary image_credit (UTF8);
  required group tags (LIST) { repeated group list { required binary element (UTF8); } }
  optional binary tags_source (UTF8);
  optional binary section (UTF8);
  optional binary section_source (UTF8);
  optional binary license (UTF8);
  optional binary license_source (UTF8);
  optional binary access (UTF8);
  optional binary access_source (UTF8);
  optional binary direction (UTF8);
  required binary text (UTF8);
  required group blocks (LIST) { repeated group list { required group element {
    required binary label (UTF8);
    required binary text (UTF8);
    optional int32 level;
    optional int64 number;
    optional binary code_language (UTF8);
    required group cells (LIST) { repeated group list { required group element {
      required binary text (UTF8);
      required boolean header;
      required group marks (LIST) { repeated group list { required group element {
        required int64 start;
        required int64 end;
        required binary mark (UTF8);
        optional binary href (UTF8);
      } } }
    } } }
    required group marks (LIST) { repeated group list { required group element {
      required int64 start;
      required int64 end;
      required binary mark (UTF8);
      optional binary href (UTF8);
    } } }
  } } }
  required group captions (LIST) { repeated group list { required binary element (UTF8); } }
  required group comments (LIST) { repeated group list { required group element {
    optional binary author (UTF8);
    optional binary date (UTF8);
    optional binary date_iso (UTF8);
    required binary text (UTF8);
    optional int64 parent;
    optional int64 depth;
  } } }
  required group removed (MAP) { repeated group key_value {
    required binary key (UTF8);
    required int64 value;
  } }
  required boolean injected_spam;
  required group spam_found (LIST) { repeated group list { required group element {
    optional binary text (UTF8);
    required binary place (UTF8);
    required group evidence (LIST) { repeated group list { required binary element (UTF8); } }
    optional binary hiding (UTF8);
    required group domains (LIST) { repeated group list { required binary element (UTF8); } }
  } } }
  required group removed_blocks (LIST) { repeated group list { required group element {
    required binary label (UTF8);
    required binary text (UTF8);
    required binary place (UTF8);
    required binary reason (UTF8);
  } } }
  required float confidence;
  optional binary final_url (UTF8);
  optional int32 http_status;
  optional binary fetched_at (UTF8);
  optional binary duplicate_of (UTF8);
  optional binary content_hash (UTF8);
  optional binary fingerprint (UTF8);
}
";
