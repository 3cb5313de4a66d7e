//! URLs → bytes, as the web is: redirects, compression, broken bodies, wrong content types.
//!
//! ```text
//! URL ─guard─▶ one request ─▶ head ─▶ body under caps ─▶ bytes + facts
//!                  ▲            │
//!                  └─redirect───┘
//! ```
//!
//! [`Client::fetch`] follows a URL to its page; [`Client::get`] is a single request, which is what
//! the crawler builds on, because there every request has to wait for its host. [`Downloader`] is
//! for callers on threads of their own.

mod body;
mod client;
mod cookies;
mod download;
mod error;
mod guard;
mod politeness;
mod redirect;
mod retry;
mod robots;
mod settings;
mod sniff;
pub(crate) mod tags;

pub use client::{Answer, Client, Fetched, Over, Want};
pub(crate) use client::{check_hop, fetched_at, parse_url};
pub use download::Downloader;
pub use error::{FetchError, FetchFailure, GetFailure, Wait};
pub use guard::{AddressError, is_public};
pub use politeness::{MAX_CRAWL_DELAY, Pace, Politeness, Signal};
pub use redirect::{MAX_REFRESH_DELAY, location, meta_refresh};
pub use retry::{BACKOFF, TRIES, backoff, is_passing, retry_after, worth_trying};
pub use robots::{
    MAX_ROBOTS, MAX_ROBOTS_REDIRECTS, ROBOTS_AGE, RobotsFile, Rules, product, robots_txt,
};
pub use settings::{
    CONNECT_TIMEOUT, FetchSettings, IDLE_TIMEOUT, MAX_REDIRECTS, READ_TIMEOUT, TIMEOUT, USER_AGENT,
};
