//! Why a URL gave no page.

use super::guard::AddressError;
use crate::article::{Article, Fetched, Status};
use std::error::Error;
use std::time::Duration;

/// Why a URL gave no page.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// A private or forbidden address, another scheme, or no URL at all.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// No answer in time.
    #[error("no answer in time: {1}")]
    Timeout(Wait, String),
    /// A connection that broke before the body began.
    #[error("{0}")]
    Network(String),
    /// No connection at all: no such host, or nobody listens.
    #[error("{0}")]
    Unreachable(String),
    /// An error code from the server.
    #[error("the server answered {code}{}", reason(*code))]
    Status {
        /// The status code.
        code: u16,
        /// How long the server asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// A redirect that leads nowhere.
    #[error("{0}")]
    Redirect(String),
    /// More bytes than allowed, after decompression.
    #[error("the body is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// Something other than a page.
    #[error("not a page but {0}")]
    NotHtml(String),
    /// A body that could not be decompressed.
    #[error("the body could not be decompressed: {0}")]
    Decode(String),
    /// The client could not be set up.
    #[error("the client could not be set up: {0}")]
    Setup(String),
}

/// What took too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Connecting, or looking the host up.
    Connect,
    /// The server was silent, before its answer or within it.
    Silence,
    /// The request as a whole, though the server may have sent something all the time.
    Whole,
}

fn reason(code: u16) -> String {
    reqwest::StatusCode::from_u16(code)
        .ok()
        .and_then(|status| status.canonical_reason())
        .map(|reason| format!(" {reason}"))
        .unwrap_or_default()
}

impl FetchError {
    /// The status of the record.
    pub fn status(&self) -> Status {
        match self {
            FetchError::Address(_) => Status::BlockedAddress,
            FetchError::Timeout(..) => Status::Timeout,
            FetchError::Network(_) | FetchError::Unreachable(_) | FetchError::Setup(_) => {
                Status::NetworkError
            }
            FetchError::Status { .. } | FetchError::Redirect(_) => Status::HttpError,
            FetchError::TooLarge { .. } => Status::TooLarge,
            FetchError::NotHtml(_) => Status::NotHtml,
            FetchError::Decode(_) => Status::DecodeError,
        }
    }

    /// Sorts an error of the HTTP library by its cause.
    pub(super) fn from_reqwest(error: &reqwest::Error) -> FetchError {
        let mut cause: Option<&(dyn Error + 'static)> = Some(error);
        // The library calls every failure of a body one of decoding; inside stands which it was.
        let mut broken = false;
        while let Some(this) = cause {
            if let Some(address) = this.downcast_ref::<AddressError>() {
                return FetchError::Address(address.clone());
            }
            broken |= this.is::<hyper::Error>();
            cause = this.source();
        }
        let text = chain(error);
        if error.is_timeout() {
            let wait = if error.is_connect() { Wait::Connect } else { Wait::Silence };
            FetchError::Timeout(wait, text)
        } else if error.is_decode() && !broken {
            FetchError::Decode(text)
        } else if error.is_connect() {
            FetchError::Unreachable(text)
        } else {
            FetchError::Network(text)
        }
    }
}

/// The causes of an error, outermost first, without those that only repeat the one below.
///
/// The library's own text ends at "error sending request for url (…)": what happened stands in
/// the sources.
fn chain(error: &reqwest::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut cause = error.source();
    while let Some(this) = cause {
        let text = this.to_string();
        if parts.last().is_some_and(|last| last.ends_with(&text)) {
            cause = this.source();
            continue;
        }
        parts.push(text);
        cause = this.source();
    }
    // "client error (Connect)" says less than what follows it.
    if parts.len() > 1 && parts[0].starts_with("client error") {
        parts.remove(0);
    }
    if parts.is_empty() { error.to_string() } else { parts.join(": ") }
}

/// Why a single request gave no whole answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{error}")]
pub struct GetFailure {
    /// What went wrong.
    pub error: FetchError,
    /// The status code, where the head of an answer came.
    pub http_status: Option<u16>,
}

impl From<FetchError> for GetFailure {
    fn from(error: FetchError) -> GetFailure {
        GetFailure { error, http_status: None }
    }
}

impl From<AddressError> for GetFailure {
    fn from(error: AddressError) -> GetFailure {
        FetchError::from(error).into()
    }
}

/// An error with the facts of the attempt.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{error}")]
pub struct FetchFailure {
    /// What went wrong.
    pub error: FetchError,
    /// Timing, status code and redirects of the attempt.
    pub facts: Box<Fetched>,
}

impl FetchFailure {
    /// The record of the URL.
    pub fn into_article(self, url: &str) -> Article {
        let mut article = Article::failed(url, self.error.status(), self.error.to_string());
        article.url = Some(url.to_owned());
        article.fetch = Some(*self.facts);
        article
    }
}
