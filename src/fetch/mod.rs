//! URLs → bytes, as the web is: redirects, compression, broken bodies, wrong content types.
//!
//! ```text
//! URL ─guard─▶ one request ─▶ head ─▶ body under caps ─▶ bytes + facts
//!                  ▲            │
//!                  └─redirect───┘
//! ```
//!
//! [`Client::fetch`] follows a URL to its page; [`Client::get`] is a single request, which is what
//! the crawler builds on, because there every request has to wait for its host.

mod body;
mod client;
mod error;
mod guard;
mod many;
mod redirect;
mod retry;
mod settings;
mod sniff;

pub use client::{Answer, Client, Fetched, Want};
pub use error::{FetchError, FetchFailure};
pub use guard::{AddressError, is_public};
pub use many::fetch_blocking;
pub use redirect::{MAX_REFRESH_DELAY, location, meta_refresh};
pub use retry::retry_after;
pub use settings::{FetchSettings, USER_AGENT};
