//! Fetching: what the web does wrong, and what may not be asked.

use crate::support::server::{Reply, Server};
use copydesk::fetch::{
    Client, Downloader, FetchError, FetchFailure, FetchSettings, Fetched, Politeness,
};
use copydesk::input::Download;
use copydesk::settings::Limits;
use copydesk::{Settings, Status, clean};
use std::io::Write;
use std::time::{Duration, Instant};

const PAGE: &str = "<!doctype html><title>Dam</title><p>The dam at Lower Fern was opened on Monday \
                    after eleven years of building.</p>";

fn settings() -> FetchSettings {
    FetchSettings { allow_private: true, ..FetchSettings::default() }
}

fn fetch_with(settings: &FetchSettings, url: &str) -> Result<Fetched, FetchFailure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = Client::new(settings).unwrap();
    runtime.block_on(client.fetch(url))
}

fn fetch(server: &Server, path: &str) -> Result<Fetched, FetchFailure> {
    fetch_with(&settings(), &server.url(path))
}

fn error(result: Result<Fetched, FetchFailure>) -> FetchError {
    result.expect_err("an error").error
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_page_and_its_facts() {
    let server = Server::start(|_| Reply::html(PAGE));
    let url = server.url("/dam");
    let page = fetch(&server, "/dam").unwrap();
    assert_eq!(page.bytes, PAGE.as_bytes());
    assert_eq!(page.source.name, url);
    assert_eq!(page.source.url.as_deref(), Some(url.as_str()));
    assert_eq!(page.source.charset(), Some("utf-8"));
    assert_eq!(page.facts.http_status, Some(200));
    assert_eq!(page.facts.bytes, PAGE.len() as u64);
    assert_eq!(page.facts.redirects, 0);
    assert!(page.facts.fetched_at.ends_with('Z'));
    assert_eq!(page.cut, None);
    let agent = server.log()[0].header("user-agent").unwrap().to_owned();
    assert!(agent.starts_with("copydesk/") && agent.contains("+https://"), "{agent}");
}

#[test]
fn the_record_names_the_url_asked_for() {
    let server = Server::start(|request| match request.target.as_str() {
        "/old" => Reply::redirect("/new"),
        _ => Reply::html(PAGE),
    });
    let page = fetch(&server, "/old").unwrap();
    let mut article = clean(&page.bytes, &page.source, &Settings::default());
    page.complete(&mut article);
    assert_eq!(article.url, Some(server.url("/old")));
    let facts = article.fetch.unwrap();
    assert_eq!(facts.final_url, Some(server.url("/new")));
    assert_eq!(facts.redirects, 1);
    assert_eq!(article.metadata.title.as_deref(), Some("Dam"));
}

#[test]
fn compressed_bodies() {
    let server = Server::start(|request| {
        let accepted = request.header("accept-encoding").unwrap_or("").to_owned();
        let (name, body) = match request.target.as_str() {
            "/gzip" => ("gzip", gzip(PAGE.as_bytes())),
            "/deflate" => {
                let mut e = flate2::write::ZlibEncoder::new(Vec::new(), Default::default());
                e.write_all(PAGE.as_bytes()).unwrap();
                ("deflate", e.finish().unwrap())
            }
            "/br" => {
                let mut out = Vec::new();
                let params = brotli::enc::BrotliEncoderParams::default();
                brotli::BrotliCompress(&mut PAGE.as_bytes(), &mut out, &params).unwrap();
                ("br", out)
            }
            _ => ("zstd", zstd::encode_all(PAGE.as_bytes(), 3).unwrap()),
        };
        assert!(accepted.contains(name), "{accepted}");
        Reply::html(body).header("Content-Encoding", name)
    });
    for path in ["/gzip", "/deflate", "/br", "/zstd"] {
        assert_eq!(fetch(&server, path).unwrap().bytes, PAGE.as_bytes(), "{path}");
    }
}

#[test]
fn broken_compression_is_a_decode_error() {
    let server = Server::start(|_| Reply::html(PAGE).header("Content-Encoding", "gzip"));
    assert_eq!(error(fetch(&server, "/")).status(), Status::DecodeError);
}

#[test]
fn a_compression_bomb_stops_at_the_cap() {
    let bomb = gzip(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < 100_000);
    let server =
        Server::start(move |_| Reply::html(bomb.clone()).header("Content-Encoding", "gzip"));
    let settings = FetchSettings { max_bytes: 1 << 20, ..settings() };
    let started = Instant::now();
    let error = error(fetch_with(&settings, &server.url("/")));
    assert_eq!(error, FetchError::TooLarge { limit: 1 << 20 });
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn an_announced_length_over_the_cap_is_not_read() {
    let server = Server::start(|_| {
        Reply::raw(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999999999\r\n\r\n<p>",
        )
    });
    assert_eq!(error(fetch(&server, "/")).status(), Status::TooLarge);
}

#[test]
fn redirects_have_an_end() {
    let server = Server::start(|request| match request.target.as_str() {
        "/loop" => Reply::redirect("/pool"),
        "/pool" => Reply::redirect("/loop"),
        "/nowhere" => Reply::status(301),
        "/bad" => Reply::redirect("http://"),
        "/file" => Reply::redirect("file:///etc/passwd"),
        other => {
            let n: u32 = other.trim_start_matches('/').parse().unwrap();
            if n == 0 { Reply::html(PAGE) } else { Reply::redirect(format!("{}", n - 1)) }
        }
    });
    let looped = fetch(&server, "/loop").unwrap_err();
    assert_eq!(looped.error.status(), Status::HttpError);
    assert!(looped.error.to_string().contains("loop"), "{}", looped.error);
    assert!(server.log().len() <= 5);
    assert_eq!(fetch(&server, "/10").unwrap().facts.redirects, 10);
    assert!(error(fetch(&server, "/11")).to_string().contains("more than 10 times"));
    assert_eq!(error(fetch(&server, "/nowhere")).status(), Status::HttpError);
    assert_eq!(error(fetch(&server, "/bad")).status(), Status::HttpError);
    assert_eq!(error(fetch(&server, "/file")).status(), Status::BlockedAddress);
}

#[test]
fn a_page_that_redirects_to_itself_once_to_set_a_cookie() {
    let server = Server::start(|request| match request.header("cookie") {
        Some(_) => Reply::html(PAGE),
        None => Reply::redirect("/").header("Set-Cookie", "seen=1; Path=/"),
    });
    assert_eq!(fetch(&server, "/").unwrap().facts.redirects, 1);
}

#[test]
fn a_meta_refresh_is_followed() {
    let server = Server::start(|request| match request.target.as_str() {
        "/old" => Reply::html("<meta http-equiv=refresh content='0; url=/new'>"),
        _ => Reply::html(PAGE),
    });
    let page = fetch(&server, "/old").unwrap();
    assert_eq!(page.facts.redirects, 1);
    assert_eq!(page.bytes, PAGE.as_bytes());
}

#[test]
fn what_came_of_a_broken_body_is_kept() {
    let server = Server::start(|request| match request.target.as_str() {
        "/length" => Reply::html(PAGE).truncated(60),
        "/chunked" => Reply::html(PAGE).chunked(40, Duration::ZERO, false),
        "/gzip" => {
            let text = PAGE.repeat(50) + &format!("{:?}", (0..20_000).collect::<Vec<_>>());
            let body = gzip(text.as_bytes());
            let half = body.len() / 2;
            Reply::html(body).header("Content-Encoding", "gzip").truncated(half)
        }
        _ => Reply::html(PAGE).truncated(0),
    });
    let page = fetch(&server, "/length").unwrap();
    assert_eq!(page.bytes, &PAGE.as_bytes()[..60]);
    assert!(page.cut.unwrap().contains("after 60 of"));
    let page = fetch(&server, "/chunked").unwrap();
    assert_eq!(page.bytes, PAGE.as_bytes());
    assert!(page.cut.is_some());
    let page = fetch(&server, "/gzip").unwrap();
    assert!(page.bytes.starts_with(PAGE.as_bytes()) && page.cut.is_some());
    assert_eq!(error(fetch(&server, "/nothing")).status(), Status::NetworkError);
}

#[test]
fn chunked_bodies_and_closed_connections() {
    let server = Server::start(|request| match request.target.as_str() {
        "/chunked" => Reply::html(PAGE).chunked(7, Duration::from_millis(1), true),
        "/close" => Reply::raw(format!("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n{PAGE}")),
        _ => Reply::hang_up(),
    });
    for path in ["/chunked", "/close"] {
        let page = fetch(&server, path).unwrap();
        assert_eq!((page.bytes, page.cut), (PAGE.as_bytes().to_vec(), None), "{path}");
    }
    let failure = fetch(&server, "/hang-up").unwrap_err();
    assert_eq!(failure.error.status(), Status::NetworkError);
    assert!(!failure.error.to_string().contains("error sending request"), "{}", failure.error);
}

#[test]
fn an_error_names_its_cause() {
    let server = Server::start(|_| Reply::html(PAGE));
    let port = server.port();
    drop(server);
    let error = error(fetch_with(&settings(), &format!("http://127.0.0.1:{port}/")));
    assert_eq!(error.status(), Status::NetworkError);
    assert!(error.to_string().to_lowercase().contains("refused"), "{error}");
}

#[test]
fn silence_ends() {
    let server = Server::start(|request| match request.target.as_str() {
        "/head" => Reply::html(PAGE).after(Duration::from_secs(5)),
        "/gap" => Reply::html(PAGE).chunked(60, Duration::from_secs(5), true),
        _ => Reply::html(PAGE.repeat(100)).chunked(50, Duration::from_millis(20), true),
    });
    let quick = FetchSettings {
        read_timeout: Duration::from_millis(200),
        timeout: Duration::from_millis(600),
        ..settings()
    };
    for path in ["/head", "/gap", "/drip"] {
        let started = Instant::now();
        let error = error(fetch_with(&quick, &server.url(path)));
        assert_eq!(error.status(), Status::Timeout, "{path}: {error}");
        assert!(started.elapsed() < Duration::from_secs(4), "{path}");
    }
}

#[test]
fn content_types_are_weighed_against_the_bytes() {
    let server = Server::start(|request| match request.target.as_str() {
        "/pdf" => Reply::status(200).header("Content-Type", "application/pdf").body("%PDF-1.7 x"),
        "/png" => Reply::html(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        "/json" => Reply::status(200).header("Content-Type", "application/json").body("{\"a\":1}"),
        "/none" => Reply::status(200).body(PAGE),
        "/octets" => {
            Reply::status(200).header("Content-Type", "application/octet-stream").body(PAGE)
        }
        "/movie" => Reply::status(200)
            .header("Content-Type", "video/mp4")
            .body(vec![7; 30 << 10])
            .chunked(1 << 10, Duration::from_millis(400), true),
        _ => Reply::status(200).header("Content-Type", "text/plain").body(PAGE),
    });
    for path in ["/pdf", "/png", "/json"] {
        let failure = fetch(&server, path).unwrap_err();
        assert_eq!(failure.error.status(), Status::NotHtml, "{path}: {failure}");
        // The head of the answer came, and its facts are kept.
        assert_eq!(failure.facts.http_status, Some(200), "{path}");
    }
    for path in ["/none", "/octets", "/plain"] {
        assert_eq!(fetch(&server, path).unwrap().bytes, PAGE.as_bytes(), "{path}");
    }
    let started = Instant::now();
    assert_eq!(error(fetch(&server, "/movie")).status(), Status::NotHtml);
    // All of it would take twelve seconds.
    assert!(started.elapsed() < Duration::from_secs(6));
}

#[test]
fn error_codes_keep_their_facts() {
    let server = Server::start(|request| match request.target.as_str() {
        "/busy" => Reply::status(503).header("Retry-After", "7"),
        _ => Reply::status(404).body("<p>Nothing here</p>"),
    });
    let failure = fetch(&server, "/gone").unwrap_err();
    assert_eq!(failure.facts.http_status, Some(404));
    assert_eq!(failure.to_string(), "the server answered 404 Not Found");
    let article = failure.into_article("x");
    assert_eq!(article.status, Status::HttpError);
    let retry_after = Some(Duration::from_secs(7));
    assert_eq!(error(fetch(&server, "/busy")), FetchError::Status { code: 503, retry_after });
}

#[test]
fn private_addresses_are_not_asked() {
    let server = Server::start(|request| match request.target.as_str() {
        "/hop" => Reply::redirect("http://inside.test/"),
        _ => Reply::html(PAGE),
    });
    let port = server.port();
    // As a literal in several notations, by name, and as a name that is looked up.
    let closed = FetchSettings {
        resolve: vec![("inside.test".into(), server.address())],
        ..FetchSettings::default()
    };
    for host in ["127.0.0.1", "2130706433", "0x7f.1", "localhost", "inside.test", "[::ffff:7f00:1]"]
    {
        let error = error(fetch_with(&closed, &format!("http://{host}:{port}/")));
        assert_eq!(error.status(), Status::BlockedAddress, "{host}: {error}");
    }
    for url in ["file:///etc/passwd", "ftp://example.com/", "http://", ""] {
        assert_eq!(error(fetch_with(&closed, url)).status(), Status::BlockedAddress, "{url}");
    }
    assert_eq!(server.log().len(), 0);
    // Allowed, the same name answers, on the override's port.
    let open = FetchSettings { allow_private: true, ..closed };
    assert!(fetch_with(&open, "http://inside.test/").is_ok());
}

#[test]
fn a_proxy_gets_the_whole_url() {
    let proxy = Server::start(|_| Reply::html(PAGE));
    let settings = FetchSettings { proxy: Some(proxy.url("")), ..FetchSettings::default() };
    assert!(fetch_with(&settings, "http://news.example.com/a").is_ok());
    assert_eq!(proxy.log()[0].target, "http://news.example.com/a");
}

#[test]
fn pages_for_several_threads_wait_for_their_host() {
    let server = Server::hosts(3, |request| match request.target.as_str() {
        "/robots.txt" => Reply::status(200).body("User-agent: *\nDisallow: /secret"),
        "/404" => Reply::status(404),
        _ => Reply::html(PAGE).after(Duration::from_millis(10)),
    });
    let manners = Politeness { delay: Duration::from_millis(40), ..Politeness::default() };
    let downloader = Downloader::new(&settings(), &manners).unwrap();
    let statuses = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for host in 1..=3 {
            for path in ["/a", "/b", "/404", "/secret/c"] {
                let (downloader, statuses, url) =
                    (&downloader, &statuses, server.url_on(host, path));
                scope.spawn(move || {
                    let result = downloader.download(&url, &Limits::default());
                    statuses.lock().unwrap().push(result.map_or_else(|r| r.status, |_| Status::Ok));
                });
            }
        }
    });
    let count = |status: Status| statuses.lock().unwrap().iter().filter(|&&s| s == status).count();
    assert_eq!(count(Status::Ok), 6);
    assert_eq!((count(Status::HttpError), count(Status::RobotsDenied)), (3, 3));
    for host in ["127.0.0.1", "127.0.0.2", "127.0.0.3"] {
        let log: Vec<_> = server.log().into_iter().filter(|r| r.host == host).collect();
        assert_eq!(log.len(), 4);
        for pair in log.windows(2) {
            assert!(pair[1].began >= pair[0].ended.unwrap() + Duration::from_millis(38));
        }
    }
}
