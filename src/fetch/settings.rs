//! How requests are made, and every default as a named constant.

use crate::settings::MAX_BYTES;
use std::net::SocketAddr;
use std::time::Duration;

/// Who we say we are: name, version and where to complain. Never a browser's name.
pub const USER_AGENT: &str =
    concat!("copydesk/", env!("CARGO_PKG_VERSION"), " (+https://crates.io/crates/copydesk)");
/// Time to look a host up and connect to it.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Longest silence of a server, before its answer or within it.
pub const READ_TIMEOUT: Duration = Duration::from_secs(20);
/// Longest time for one request, from the look-up to the last byte.
pub const TIMEOUT: Duration = Duration::from_secs(60);
/// Redirects followed for one URL, meta refreshes included. Browsers follow 20; honest chains on
/// news sites have up to four.
pub const MAX_REDIRECTS: u32 = 10;
/// How long an idle connection is kept for the next page of its host.
pub const IDLE_TIMEOUT: Duration = Duration::from_secs(5);

/// How requests are made.
#[derive(Debug, Clone)]
pub struct FetchSettings {
    /// The `User-Agent` header.
    pub user_agent: String,
    /// Time to look a host up and connect to it.
    pub connect_timeout: Duration,
    /// Longest silence of a server.
    pub read_timeout: Duration,
    /// Longest time for one request.
    pub timeout: Duration,
    /// Largest body in bytes, counted after decompression: the guard against compression bombs.
    pub max_bytes: usize,
    /// Redirects followed for one URL.
    pub max_redirects: u32,
    /// May private, loopback and link-local addresses be asked?
    pub allow_private: bool,
    /// Proxy for all requests, as `http://host:port` or `socks5h://host:port`; without one,
    /// `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` of the environment hold.
    pub proxy: Option<String>,
    /// Host names with a fixed address, instead of a look-up. A port other than 0 stands in for
    /// the scheme's own port where a URL names none.
    pub resolve: Vec<(String, SocketAddr)>,
    /// How long an idle connection is kept.
    pub idle_timeout: Duration,
    /// Idle connections kept for one host: as many as it gets requests at a time.
    pub idle_per_host: usize,
    /// Certificates in PEM (one or several in each) to be trusted beside those of the system: of a
    /// company's proxy, of a test. Nothing ever turns verification off.
    pub root_certificates: Vec<Vec<u8>>,
}

impl Default for FetchSettings {
    fn default() -> Self {
        FetchSettings {
            user_agent: USER_AGENT.to_owned(),
            connect_timeout: CONNECT_TIMEOUT,
            read_timeout: READ_TIMEOUT,
            timeout: TIMEOUT,
            max_bytes: MAX_BYTES,
            max_redirects: MAX_REDIRECTS,
            allow_private: false,
            proxy: None,
            resolve: Vec::new(),
            idle_timeout: IDLE_TIMEOUT,
            idle_per_host: 1,
            root_certificates: Vec::new(),
        }
    }
}
