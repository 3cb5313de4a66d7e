//! The crawler: many URLs, politely, and in a way that survives being killed.
//!
//! ```text
//! URLs, feeds, sitemaps, sites ─▶ frontier ─▶ claim ─▶ one request ─▶ outcome ─┐
//!                                    ▲                                         │
//!                                    └── again, redirected, found ◀────────────┤
//!                                                                   record ◀───┘
//! ```
//!
//! The one idea: **a claim is one request.** A robots.txt, a page, each redirect and each further
//! try goes back through the frontier, where it waits for its host like everything else. So no
//! request can pass by politeness, the address guard or robots.txt, and the process may die between
//! any two steps.

mod address;
mod barren;
mod claim;
mod clues;
mod crawler;
pub mod discover;
mod found;
mod frontier;
mod give;
mod job;
mod outcome;
mod page;
mod paging;
mod revisit;
mod robots_store;
mod rows;
mod run;
mod seen;
mod settings;
mod sink;
mod site;
mod state;
mod stats;
mod warc_out;
mod warm;

pub use address::{key, normalize, number, site_of};
pub use clues::{latest_date, looks_like_article, may_be_page};
pub use crawler::{Crawler, Records, StopHandle};
pub use rows::Kind;
pub use run::CrawlError;
pub use settings::{CrawlSettings, GRACE, MAX_DEPTH, MAX_FAILURES, MAX_PAGES, MAX_WAIT, Scope};
pub use sink::{AppendFile, FileSink, Sink};
pub use state::{State, StateError};
pub use stats::{HostReport, Progress, Report, Summary, report};
