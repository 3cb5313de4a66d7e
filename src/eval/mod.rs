//! Measures how good the articles are, on a corpus of pages whose articles are known.
//!
//! ```text
//! corpus ─▶ clean ─▶ output ─▶ page result ─▶ figures ─▶ report, gate
//! gold      or rows            against gold    means      floors
//! ```
//!
//! Words, white space and means are those of the Python scripts with which data sets of this field
//! are scored, so that figures can be compared to four decimals; see [`words`].

mod calibration;
mod changes;
mod corpus;
mod ends;
mod figures;
mod gate;
mod grams;
mod leaks;
mod names;
mod output;
mod page;
mod report;
mod run;
mod score;
pub mod words;

pub use calibration::{Bin, calibration};
pub use changes::{Change, changes, changes_table};
pub use corpus::{Corpus, Gold};
pub use ends::Ends;
pub use figures::{Better, Figure, Table, figures};
pub use gate::{Check, Gate};
pub use leaks::{Leak, LeakKind, Leaks, Places};
pub use names::Names;
pub use output::{Line, Output, Outputs, read_outputs};
pub use page::{NEWS, PageResult, WEAK};
pub use report::{By, Report, Row, checks_table};
pub use run::{Measured, Run};
pub use score::{BodyScore, Facts, Overlap, Segments, f1};

use std::path::{Path, PathBuf};

/// Why a corpus cannot be measured.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// A file or folder cannot be read or written.
    #[error("{path}: {error}", path = .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        error: std::io::Error,
    },
    /// A line of a file is not what it should be.
    #[error("{path}: line {line}: {error}", path = .path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        error: serde_json::Error,
    },
}

impl EvalError {
    fn read(path: &Path, error: std::io::Error) -> EvalError {
        EvalError::Io { path: path.to_owned(), error }
    }

    fn row(path: &Path, line: usize, error: serde_json::Error) -> EvalError {
        EvalError::Row { path: path.to_owned(), line, error }
    }
}
