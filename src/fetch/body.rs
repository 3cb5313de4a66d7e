//! Reading a body under caps, and keeping what came of one that breaks off.

use super::error::{FetchError, Wait};
use super::sniff::{Kind, SNIFFED, sniff};
use reqwest::Response;
use tokio::time::{Instant, timeout_at};

/// A body, decompressed.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    /// How it ended early, if it did.
    pub(super) cut: Option<String>,
}

/// What to read.
pub(super) struct Caps {
    /// Most bytes after decompression.
    pub(super) max_bytes: usize,
    /// What happens beyond them: an error, or the rest is left unread.
    pub(super) strict: bool,
    /// Stop where type and first bytes show that this is no page.
    pub(super) pages_only: bool,
    /// When everything has to be here.
    pub(super) deadline: Instant,
}

/// Reads the body of an answer.
pub(super) async fn read(
    response: &mut Response,
    content_type: Option<&str>,
    caps: &Caps,
) -> Result<Body, FetchError> {
    let announced = response.content_length();
    if caps.strict && announced.is_some_and(|length| length > caps.max_bytes as u64) {
        return Err(FetchError::TooLarge { limit: caps.max_bytes });
    }
    let mut bytes = Vec::with_capacity(announced.unwrap_or(0).min(256 << 10) as usize);
    let mut undecided = caps.pages_only;
    loop {
        let chunk = match timeout_at(caps.deadline, response.chunk()).await {
            Err(_) => {
                return Err(FetchError::Timeout(Wait::Whole, "the body took too long".into()));
            }
            Ok(Ok(Some(chunk))) => chunk,
            Ok(Ok(None)) => break,
            Ok(Err(error)) => {
                let error = FetchError::from_reqwest(&error);
                if bytes.is_empty() || matches!(error, FetchError::Timeout(..)) {
                    return Err(error);
                }
                if undecided {
                    check_kind(content_type, &bytes)?;
                }
                return Ok(Body { cut: Some(cut_short(bytes.len(), announced)), bytes });
            }
        };
        let room = caps.max_bytes - bytes.len();
        if chunk.len() > room {
            if caps.strict {
                return Err(FetchError::TooLarge { limit: caps.max_bytes });
            }
            bytes.extend_from_slice(&chunk[..room]);
            return Ok(Body { bytes, cut: Some("the rest was left unread".into()) });
        }
        bytes.extend_from_slice(&chunk);
        if undecided && bytes.len() >= SNIFFED {
            check_kind(content_type, &bytes)?;
            undecided = false;
        }
    }
    if undecided {
        check_kind(content_type, &bytes)?;
    }
    Ok(Body { bytes, cut: None })
}

fn check_kind(content_type: Option<&str>, bytes: &[u8]) -> Result<(), FetchError> {
    match sniff(content_type, bytes) {
        Kind::Page => Ok(()),
        Kind::Other => {
            let declared = content_type.map_or("no content type", str::trim);
            let essence = declared.split(';').next().unwrap_or(declared);
            let what = match essence {
                "text/html" | "application/xhtml+xml" | "text/plain" => {
                    format!("binary data sent as {essence}")
                }
                other => other.to_owned(),
            };
            Err(FetchError::NotHtml(what))
        }
    }
}

fn cut_short(got: usize, announced: Option<u64>) -> String {
    match announced {
        Some(whole) => format!("the body was cut short after {got} of {whole} bytes"),
        None => format!("the body was cut short after {got} bytes"),
    }
}
