//! The HTTP client: single requests, and a URL followed to its page.

use super::body::{self, Body, Caps};
use super::cookies::Cookies;
use super::error::{FetchError, FetchFailure, GetFailure, Wait};
use super::guard::{AddressError, Guard, GuardedResolver};
use super::redirect::{location, meta_refresh};
use super::retry::retry_after;
use super::settings::FetchSettings;
use crate::article::{self, Article};
use crate::source::Source;
use jiff::Timestamp;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use std::net::IpAddr;
use std::sync::{Arc, Once, OnceLock};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use url::Url;

/// What is read of an error's page: enough to tell a bot check from a plain error.
const ERROR_BODY: usize = 256 << 10;
/// How long the body of a redirect or an error is waited for: the code has said the main thing.
const ERROR_BODY_TIME: Duration = Duration::from_secs(5);
/// Most headers of an answer: some servers set a cookie for every visitor they ever had.
const MAX_HEADERS: usize = 512;
/// Longest head of an HTTP/2 answer, as long as browsers take.
const MAX_HEAD: u32 = 256 << 10;
const ACCEPT: &str = "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.5";

/// An HTTP client that keeps connections and, per host, cookies.
///
/// Cloning is cheap and shares both.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    /// The same without kept connections, made when it is first needed.
    unkept: Arc<OnceLock<reqwest::Client>>,
    cookies: Arc<Cookies>,
    guard: Arc<Guard>,
    settings: Arc<FetchSettings>,
}

/// Which connection a request may go over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// One that is kept from an earlier request, or a new one.
    Any,
    /// A new one. A kept connection may be closed by its server at any moment, also while a request
    /// is on its way, so a request that failed is sent again over a connection of its own (RFC 9112
    /// section 9.3.1).
    New,
}

/// A fetched page, ready for [`crate::clean`].
#[derive(Debug, Clone)]
pub struct Fetched {
    /// The body, decompressed.
    pub bytes: Vec<u8>,
    /// The URL as given, the URL after redirects, and the content type.
    pub source: Source,
    /// Timing, status code and redirects.
    pub facts: article::Fetched,
    /// How the body ended early, if it did.
    pub cut: Option<String>,
}

impl Fetched {
    /// Adds what the download knows to the record made of the page.
    pub fn complete(self, article: &mut Article) {
        article.url = Some(self.source.name);
        article.fetch = Some(self.facts);
        article.remark(self.cut);
    }
}

/// What kind of answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// A page: other content is left unread ([`FetchError::NotHtml`]).
    Page,
    /// Anything; of more than this many bytes the rest is left unread.
    Any(usize),
}

/// The answer to one request.
#[derive(Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The URL asked.
    pub url: Url,
    /// Status code, never one that [`Client::get`] gives as an error.
    pub status: u16,
    /// Protocol version, as in `HTTP/1.1`.
    pub version: &'static str,
    /// Headers; those of the coding are gone where the body was decompressed.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub bytes: Vec<u8>,
    /// How the body ended early, if it did.
    pub cut: Option<String>,
    /// Where the page sends its readers.
    pub redirect: Option<Url>,
    /// Address of the server, or of the proxy.
    pub address: Option<IpAddr>,
    /// When the request was sent.
    pub sent: Timestamp,
    /// From the request to the head of the answer: how busy the host is.
    pub latency: Duration,
    /// From the request to the end of the body.
    pub elapsed: Duration,
}

impl Answer {
    /// A header as text; of several with one name the first.
    pub fn header(&self, name: &str) -> Option<&str> {
        text_header(&self.headers, name)
    }

    /// The words that go with the status code.
    pub fn reason(&self) -> &'static str {
        let status = reqwest::StatusCode::from_u16(self.status).ok();
        status.and_then(|status| status.canonical_reason()).unwrap_or("")
    }

    /// How long the server asks to be left alone.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.header("retry-after")?, self.header("date"), Timestamp::now())
    }

    /// The error that a status code of 400 and more stands for.
    pub fn error(&self) -> Option<FetchError> {
        (self.status >= 400)
            .then(|| FetchError::Status { code: self.status, retry_after: self.retry_after() })
    }
}

fn text_header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

impl Client {
    /// Sets a client up.
    ///
    /// # Errors
    /// [`FetchError::Setup`] for a proxy, user agent or certificate that can't be used.
    pub fn new(settings: &FetchSettings) -> Result<Client, FetchError> {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // Fails only where the program around us has chosen one already.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let guard = Arc::new(Guard::new(
            settings.allow_private,
            settings.proxy.as_deref(),
            &settings.resolve,
        ));
        let cookies = Arc::new(Cookies::default());
        let http = build(settings, &guard, &cookies)?;
        let settings = Arc::new(settings.clone());
        Ok(Client { http, unkept: Arc::default(), cookies, guard, settings })
    }

    /// The settings it was made with.
    pub fn settings(&self) -> &FetchSettings {
        &self.settings
    }

    /// May this URL be asked, as far as the URL itself tells?
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, url: &Url) -> Result<(), AddressError> {
        self.guard.check(url)
    }

    fn http(&self, over: Over) -> Result<&reqwest::Client, FetchError> {
        match (over, self.unkept.get()) {
            (Over::Any, _) => Ok(&self.http),
            (Over::New, Some(http)) => Ok(http),
            (Over::New, None) => {
                let settings = FetchSettings { idle_per_host: 0, ..(*self.settings).clone() };
                let http = build(&settings, &self.guard, &self.cookies)?;
                Ok(self.unkept.get_or_init(|| http))
            }
        }
    }

    /// Sends one request and reads the answer; redirects are told, not followed.
    ///
    /// Status codes are no errors here.
    ///
    /// # Errors
    /// Everything but [`FetchError::Status`].
    pub async fn get(
        &self,
        url: &Url,
        extra: &[(HeaderName, String)],
        want: Want,
        over: Over,
    ) -> Result<Answer, GetFailure> {
        self.guard.check(url)?;
        let (sent, started) = (Timestamp::now(), Instant::now());
        let deadline = started + self.settings.timeout;
        let mut request = self.http(over)?.get(url.clone());
        for (name, value) in extra {
            request = request.header(name, value);
        }
        let mut response = match timeout_at(deadline, request.send()).await {
            Ok(answer) => answer.map_err(|error| FetchError::from_reqwest(&error))?,
            Err(_) => {
                let text = "the request took too long".to_owned();
                return Err(FetchError::Timeout(Wait::Whole, text).into());
            }
        };
        let latency = started.elapsed();
        let status = response.status().as_u16();
        let failure = |error| GetFailure { error, http_status: Some(status) };
        let headers = response.headers().clone();
        let address = response.remote_addr().map(|address| address.ip());
        let target = matches!(status, 301 | 302 | 303 | 307 | 308)
            .then(|| headers.get(header::LOCATION))
            .flatten();
        let mut redirect = match target {
            Some(value) => Some(location(value.as_bytes(), url).ok_or_else(|| {
                let target = String::from_utf8_lossy(value.as_bytes());
                failure(FetchError::Redirect(format!("redirected to {target:?}, which is no URL")))
            })?),
            None => None,
        };
        let (max_bytes, strict) = match (status, want) {
            (300.., _) => (ERROR_BODY, false),
            (_, Want::Page) => (self.settings.max_bytes, true),
            (_, Want::Any(max_bytes)) => (max_bytes, false),
        };
        let caps = Caps {
            max_bytes,
            strict,
            pages_only: want == Want::Page && status < 300,
            deadline: match status {
                300.. => deadline.min(Instant::now() + ERROR_BODY_TIME),
                _ => deadline,
            },
        };
        let content_type = text_header(&headers, "content-type");
        // A server that asks to be left alone is left alone at once, its page unread.
        let busy = matches!(status, 429 | 503) && headers.contains_key(header::RETRY_AFTER);
        let read = match busy {
            true => Ok(Body::default()),
            false => body::read(&mut response, content_type, &caps).await,
        };
        let Body { bytes, cut } = match read {
            Ok(body) => body,
            // The code has said it all.
            Err(_) if status >= 300 => Body::default(),
            Err(error) => return Err(failure(error)),
        };
        if redirect.is_none() && want == Want::Page && status < 300 {
            redirect = meta_refresh(&bytes, url);
        }
        Ok(Answer {
            url: url.clone(),
            status,
            version: version_name(response.version()),
            headers,
            bytes,
            cut,
            redirect,
            address,
            sent,
            latency,
            elapsed: started.elapsed(),
        })
    }

    /// Fetches the page behind a URL, following redirects and short meta refreshes.
    ///
    /// # Errors
    /// Whatever kept the page from being read, with the facts of the attempt.
    pub async fn fetch(&self, url: &str) -> Result<Fetched, FetchFailure> {
        let sent = Timestamp::now();
        let mut facts = article::Fetched { fetched_at: fetched_at(sent), ..Default::default() };
        let started = Instant::now();
        let result = self.follow(url, &mut facts).await;
        facts.elapsed_ms = started.elapsed().as_millis() as u64;
        match result {
            Ok(answer) => {
                facts.bytes = answer.bytes.len() as u64;
                let source = Source {
                    url: Some(answer.url.to_string()),
                    content_type: answer.header("content-type").map(str::to_owned),
                    seen_on: Some(crate::source::day(sent)),
                    ..Source::named(url)
                };
                Ok(Fetched { bytes: answer.bytes, source, facts, cut: answer.cut })
            }
            Err(error) => Err(FetchFailure { error, facts: Box::new(facts) }),
        }
    }

    async fn follow(&self, url: &str, facts: &mut article::Fetched) -> Result<Answer, FetchError> {
        let mut next = parse_url(url)?;
        let mut seen = vec![next.clone()];
        loop {
            facts.final_url = Some(next.to_string());
            let answer = match self.get(&next, &[], Want::Page, Over::Any).await {
                Ok(answer) => answer,
                Err(failure) => {
                    facts.http_status = failure.http_status;
                    return Err(failure.error);
                }
            };
            facts.http_status = Some(answer.status);
            if let Some(error) = answer.error() {
                return Err(error);
            }
            let Some(target) = answer.redirect.clone() else {
                return if answer.status >= 300 {
                    Err(FetchError::Redirect(format!("status {} without a target", answer.status)))
                } else {
                    Ok(answer)
                };
            };
            check_hop(&seen, &target, self.settings.max_redirects)?;
            facts.redirects += 1;
            seen.push(target.clone());
            next = target;
        }
    }
}

fn setup(error: &dyn std::error::Error) -> FetchError {
    let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
    FetchError::Setup(format!("{error}{cause}"))
}

/// The HTTP library, set up.
fn build(
    settings: &FetchSettings,
    guard: &Arc<Guard>,
    cookies: &Arc<Cookies>,
) -> Result<reqwest::Client, FetchError> {
    let http = match builder(settings, guard, cookies, false)?.build() {
        // A machine without certificates of its own, such as a bare container.
        Err(_) if settings.root_certificates.is_empty() => {
            builder(settings, guard, cookies, true)?.build()
        }
        built => built,
    };
    http.map_err(|error| setup(&error))
}

/// Its settings; `bundled` takes Mozilla's root certificates instead of the system's.
fn builder(
    settings: &FetchSettings,
    guard: &Arc<Guard>,
    cookies: &Arc<Cookies>,
    bundled: bool,
) -> Result<reqwest::ClientBuilder, FetchError> {
    let agent = HeaderValue::from_str(&settings.user_agent).map_err(|e| setup(&e))?;
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, HeaderValue::from_static(ACCEPT));
    let mut builder = reqwest::Client::builder()
        .user_agent(agent)
        .default_headers(headers)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .cookie_provider(cookies.clone())
        .connect_timeout(settings.connect_timeout)
        .read_timeout(settings.read_timeout)
        .pool_idle_timeout(settings.idle_timeout)
        .pool_max_idle_per_host(settings.idle_per_host)
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_max_headers(MAX_HEADERS)
        .http2_max_header_list_size(MAX_HEAD)
        .dns_resolver(GuardedResolver(guard.clone()));
    if bundled {
        let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
        let roots = roots.map(|root| reqwest::Certificate::from_der(root));
        let roots: Vec<_> = roots.collect::<Result<_, _>>().map_err(|e| setup(&e))?;
        builder = builder.tls_certs_only(roots);
    }
    for pem in &settings.root_certificates {
        let roots = reqwest::Certificate::from_pem_bundle(pem).map_err(|e| setup(&e))?;
        if roots.is_empty() {
            return Err(FetchError::Setup("no PEM certificate among the roots given".into()));
        }
        builder = builder.tls_certs_merge(roots);
    }
    if let Some(proxy) = &settings.proxy {
        builder = builder.proxy(reqwest::Proxy::all(proxy).map_err(|e| setup(&e))?);
    }
    Ok(builder)
}

/// May a chain of URLs go on to this target?
///
/// A page that redirects to itself once is common: it sets a cookie first. Going through the same
/// URL a third time is a loop.
pub(crate) fn check_hop(seen: &[Url], target: &Url, max: u32) -> Result<(), FetchError> {
    if seen.iter().filter(|&url| url == target).count() > 1 {
        return Err(FetchError::Redirect(format!("redirected in a loop to {target}")));
    }
    if seen.len() > max as usize {
        return Err(FetchError::Redirect(format!("redirected more than {max} times")));
    }
    Ok(())
}

/// Reads a URL as a user writes it; one without a scheme is https.
pub(crate) fn parse_url(text: &str) -> Result<Url, AddressError> {
    let text = text.trim();
    let mut url = match Url::parse(text) {
        Err(url::ParseError::RelativeUrlWithoutBase) => Url::parse(&format!("https://{text}")),
        // A host and its port look like a scheme.
        Ok(url) if url.cannot_be_a_base() && begins_with_port(url.path()) => {
            Url::parse(&format!("https://{text}"))
        }
        other => other,
    }
    .map_err(|error| AddressError::Invalid(error.to_string()))?;
    url.set_fragment(None);
    Ok(url)
}

/// Is the first segment of a path a number?
fn begins_with_port(path: &str) -> bool {
    let port = path.split('/').next().unwrap_or("");
    !port.is_empty() && port.parse::<u16>().is_ok()
}

/// A time as records write it: RFC 3339 in UTC, to the millisecond.
pub(crate) fn fetched_at(time: Timestamp) -> String {
    format!("{time:.3}")
}

fn version_name(version: reqwest::Version) -> &'static str {
    match version {
        reqwest::Version::HTTP_09 => "HTTP/0.9",
        reqwest::Version::HTTP_10 => "HTTP/1.0",
        reqwest::Version::HTTP_2 => "HTTP/2",
        _ => "HTTP/1.1",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_as_users_write_them() {
        let read = |text: &str| parse_url(text).map(String::from).map_err(|_| ());
        assert_eq!(read(" https://example.com/a#b "), Ok("https://example.com/a".into()));
        assert_eq!(read("example.com/a"), Ok("https://example.com/a".into()));
        assert_eq!(read("example.com:8080/a?b"), Ok("https://example.com:8080/a?b".into()));
        assert_eq!(read("localhost:8080"), Ok("https://localhost:8080/".into()));
        assert_eq!(read("mailto:desk@example.com"), Ok("mailto:desk@example.com".into()));
        assert_eq!(read("tel:5550100200"), Ok("tel:5550100200".into()));
        assert_eq!(read("not a url"), Err(()));
    }
}
