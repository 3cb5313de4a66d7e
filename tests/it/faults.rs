//! Servers that do what no server should: each address gets its one record, with a status that says
//! what happened, and nothing takes longer than it may.

use crate::program::{PAGE, SENTENCE, gzip};
use crate::support::server::{Reply, Request, Server};
use copydesk::crawl::{CrawlSettings, Crawler, Summary};
use copydesk::fetch::{FetchSettings, Politeness};
use copydesk::settings::Limits;
use copydesk::{Article, Settings};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

// Long enough for servers that answer at once on a machine that does much else.
const TIMEOUT: Duration = Duration::from_secs(5);
const SILENCE: Duration = Duration::from_millis(2500);

fn settings() -> CrawlSettings {
    CrawlSettings {
        fetch: FetchSettings {
            allow_private: true,
            max_bytes: 1 << 20,
            read_timeout: SILENCE,
            timeout: TIMEOUT,
            ..FetchSettings::default()
        },
        clean: Settings {
            limits: Limits { bytes: 1 << 20, ..Limits::default() },
            ..Settings::default()
        },
        politeness: Politeness {
            delay: Duration::ZERO,
            per_host: 64,
            concurrency: 64,
            ..Politeness::default()
        },
        tries: 2,
        backoff: Duration::from_millis(20),
        ..CrawlSettings::default()
    }
}

fn run(crawler: Crawler) -> (BTreeMap<String, Article>, Summary) {
    let mut records = BTreeMap::new();
    let summary = crawler
        .run(&mut |article: Article| {
            let before = records.insert(article.source.clone(), article);
            assert!(before.is_none(), "{before:?} twice");
            Ok(())
        })
        .unwrap();
    (records, summary)
}

fn head(more: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{more}\r\n")
}

fn chunked(chunks: &str) -> Reply {
    Reply::raw(head("Transfer-Encoding: chunked\r\n") + chunks)
}

/// The answer to each fault's path.
fn answer(request: &Request) -> Reply {
    let path = request.target.as_str();
    let slow = Duration::from_millis(60);
    let length = format!("Content-Length: {}\r\n", PAGE.len());
    match path {
        "/robots.txt" => Reply::status(404),
        // Too slow, in every way.
        "/silent" => Reply::html(PAGE).after(Duration::from_secs(20)),
        "/drip-head" => Reply::drip(head(&"X-Slow: yes\r\n".repeat(50)), 1, slow),
        "/drip-body" => Reply::drip(head(&length) + PAGE, 8, slow),
        "/held-open" => Reply::drip(head("Content-Length: 9000\r\n") + PAGE, 5000, slow),
        "/chunks-for-ever" => {
            Reply::drip(head("Transfer-Encoding: chunked\r\n") + &"1\r\nx\r\n".repeat(500), 6, slow)
        }
        "/continue-for-ever" => Reply::drip("HTTP/1.1 100 Continue\r\n\r\n".repeat(500), 25, slow),
        // Not HTTP, or nearly.
        "/nothing" => Reply::hang_up(),
        "/no-head" => Reply::raw(PAGE),
        "/junk" => Reply::raw((0..4000_u32).map(|n| ((n * 7919) >> 3) as u8).collect::<Vec<_>>()),
        "/half-a-head" => Reply::raw("HTTP/1.1 200 OK\r\nContent-Ty"),
        "/no-number" => Reply::raw(format!("HTTP/1.1 abc X\r\n\r\n{PAGE}")),
        "/two-lengths" => Reply::raw(head("Content-Length: 5\r\nContent-Length: 7\r\n") + "12345"),
        "/bad-length" => Reply::raw(head("Content-Length: -5\r\n") + PAGE),
        "/huge-head" => Reply::raw(head(&format!("X-Big: {}\r\n", "x".repeat(2 << 20))) + PAGE),
        "/thousands-of-headers" => Reply::raw(head(&"X-A: b\r\n".repeat(5000)) + PAGE),
        "/bad-chunk" => chunked("zz\r\nhello\r\n"),
        "/endless-chunk" => chunked("ffffffffffffffff0\r\nhello\r\n"),
        // Broken off, but something came.
        "/cut" => Reply::html(PAGE).truncated(PAGE.len() - 200),
        "/bad-second-chunk" => chunked(&format!("{:x}\r\n{PAGE}\r\nnonsense\r\n", PAGE.len())),
        // Bombs.
        "/bomb" => Reply::html(gzip(&vec![b' '; 16 << 20])).header("Content-Encoding", "gzip"),
        "/bomb-in-a-bomb" => {
            Reply::html(gzip(&gzip(&vec![b' '; 16 << 20]))).header("Content-Encoding", "gzip")
        }
        "/not-compressed" => Reply::html(PAGE).header("Content-Encoding", "br"),
        "/announced" => Reply::raw(head("Content-Length: 99999999999999\r\n") + PAGE),
        // Redirects without end or sense.
        "/self" => Reply::redirect("/self"),
        "/nowhere" => Reply::redirect("http://[::"),
        "/without-location" => Reply::status(302),
        "/mail" => Reply::redirect("mailto:desk@example.com"),
        "/refresh/" => Reply::html("<meta http-equiv=refresh content='0;url=x/'>"),
        _ if path.starts_with("/refresh/") => {
            Reply::html("<meta http-equiv=refresh content='0;url=x/'>")
        }
        _ if path.starts_with("/on/") => Reply::redirect(format!("{path}x/")),
        "/slow-redirect" => {
            let head = "HTTP/1.1 302 X\r\nLocation: /fine\r\nContent-Length: 5000\r\n\r\n";
            Reply::drip(head, 500, slow)
        }
        // Codes.
        "/unasked-304" => Reply::status(304),
        "/600" => Reply::status(600),
        "/204" => Reply::raw("HTTP/1.1 204 X\r\n\r\n"),
        // Strange, but a page all the same.
        "/continue" => {
            Reply::raw("HTTP/1.1 100 Continue\r\n\r\n".repeat(200) + &head(&length) + PAGE)
        }
        "/cookies" => {
            let cookies: String = (0..300).map(|n| format!("Set-Cookie: c{n}=1\r\n")).collect();
            Reply::raw(head(&(cookies + &length)) + PAGE)
        }
        "/odd-headers" => {
            Reply::raw(head(&format!("No Colon Here\r\nX-Y : z\r\nX-\u{e4}: 1\r\n{length}")) + PAGE)
        }
        "/line-feeds" => Reply::raw(format!("HTTP/1.1 200 OK\nContent-Type: text/html\n\n{PAGE}")),
        _ => Reply::html(PAGE),
    }
}

#[test]
fn every_fault_has_its_record_and_nothing_hangs() {
    let server = Server::start(answer);
    let expected = [
        ("timeout", "silent drip-head drip-body held-open chunks-for-ever continue-for-ever"),
        (
            "network_error",
            "nothing no-head junk half-a-head no-number two-lengths bad-length huge-head \
             thousands-of-headers bad-chunk endless-chunk",
        ),
        ("ok", "cut bad-second-chunk continue cookies odd-headers line-feeds fine slow-redirect"),
        ("too_large", "bomb announced"),
        ("not_html", "bomb-in-a-bomb"),
        ("decode_error", "not-compressed"),
        ("http_error", "self nowhere without-location refresh/ on/ unasked-304 600"),
        ("blocked_address", "mail"),
        ("empty", "204"),
    ];
    let expected: BTreeMap<String, &str> = expected
        .iter()
        .flat_map(|(status, paths)| paths.split_whitespace().map(move |path| (path, *status)))
        .map(|(path, status)| (server.url(&format!("/{path}")), status))
        .collect();
    let urls: Vec<String> = expected.keys().cloned().collect();
    let started = Instant::now();
    let (records, _) = run(Crawler::builder().settings(settings()).urls(urls.into_iter()));
    let time = started.elapsed();
    assert_eq!(records.len(), expected.len());
    for (url, status) in &expected {
        let record = &records[url];
        assert_eq!(record.status.name(), *status, "{url}: {:?}", record.detail);
        assert!(record.detail.is_some() || record.text.contains(SENTENCE), "{record:?}");
        let facts = record.fetch.as_ref().unwrap();
        // A silent server is asked twice; no request takes longer than it may.
        let most = (2 * TIMEOUT).as_millis() as u64 + 2000;
        assert!(facts.elapsed_ms < most, "{url}: {} ms", facts.elapsed_ms);
        assert!(!facts.fetched_at.is_empty());
    }
    for path in ["/cut", "/bad-second-chunk"] {
        let detail = records[&server.url(path)].detail.as_deref().unwrap_or("");
        assert!(detail.contains("cut short"), "{path}: {detail}");
    }
    assert!(time < 8 * TIMEOUT, "{time:?}");
}

#[test]
fn connections_that_are_closed_without_a_word_cost_no_page() {
    // Says that it keeps the connection, and closes it.
    let server = Server::start(|request| match request.target.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::raw(head(&format!("Content-Length: {}\r\n", PAGE.len())) + PAGE),
    });
    let mut settings = settings();
    settings.politeness.per_host = 1;
    let urls: Vec<String> = (0..20).map(|n| server.url(&format!("/{n}"))).collect();
    let (records, _) = run(Crawler::builder().settings(settings).urls(urls.into_iter()));
    assert_eq!(records.values().filter(|record| record.status.is_ok()).count(), 20);
}

#[test]
fn whatever_robots_txt_is() {
    let server = Server::hosts(11, |request| {
        let robots = request.target == "/robots.txt";
        let rule = "\nUser-agent: *\nDisallow: /";
        match (request.host.as_str(), robots) {
            // Rules within 500 KiB count.
            ("127.0.0.1", true) => {
                Reply::status(200).body(rule.to_owned() + &"# filler\n".repeat(300_000))
            }
            ("127.0.0.2", true) => Reply::status(200).body("# filler\n".repeat(300_000) + rule),
            ("127.0.0.3", true) => Reply::html(PAGE),
            ("127.0.0.4", true) => Reply::redirect("/robots.txt"),
            ("127.0.0.5", true) => Reply::status(500),
            ("127.0.0.6", true) => Reply::hang_up(),
            ("127.0.0.7", true) => Reply::drip(head(""), 1, Duration::from_millis(60)),
            ("127.0.0.8", true) => Reply::status(403).body(rule),
            ("127.0.0.9", true) => {
                Reply::html(gzip(&vec![b'\n'; 16 << 20])).header("Content-Encoding", "gzip")
            }
            ("127.0.0.10", true) => Reply::status(200).body(vec![0xff; 5000]),
            ("127.0.0.11", true) => Reply::redirect("http://[::"),
            _ => Reply::html(PAGE),
        }
    });
    let urls: Vec<String> = (1..=11).map(|host| server.url_on(host, "/a")).collect();
    let (records, _) = run(Crawler::builder().settings(settings()).urls(urls.clone().into_iter()));
    let statuses: Vec<&str> = urls.iter().map(|url| records[url].status.name()).collect();
    let expected = [
        "robots_denied",
        "ok",
        "ok",
        "ok",
        "robots_denied",
        "network_error",
        "timeout",
        "ok",
        "ok",
        "ok",
        "ok",
    ];
    assert_eq!(statuses, expected);
    assert!(records[&urls[5]].detail.as_ref().unwrap().contains("robots.txt"));
    // What may not be fetched was not asked for.
    let asked = server.log().iter().filter(|request| request.target == "/a").count();
    assert_eq!(asked, 7);
}

#[test]
fn whatever_feeds_and_sitemaps_are() {
    let server = Server::start(|request| {
        let base = format!("http://{}", request.header("host").unwrap());
        let index = |names: &[&str]| {
            let list = names.iter().map(|n| format!("<sitemap><loc>{base}/{n}</loc></sitemap>"));
            Reply::status(200)
                .body(format!("<sitemapindex>{}</sitemapindex>", list.collect::<String>()))
        };
        match request.target.as_str() {
            "/robots.txt" => Reply::status(404),
            // Each lists the other, and itself.
            "/loop-a.xml" => index(&["loop-b.xml", "loop-a.xml", "deep/1.xml"]),
            "/loop-b.xml" => index(&["loop-a.xml", "loop-b.xml", "bomb.xml.gz", "broken.xml"]),
            path if path.starts_with("/deep/") => {
                let depth: u32 = path["/deep/".len()..].trim_end_matches(".xml").parse().unwrap();
                index(&[&format!("deep/{}.xml", depth + 1)])
            }
            "/bomb.xml.gz" => {
                let mut xml = format!("<urlset><url><loc>{base}/a</loc></url>").into_bytes();
                xml.resize(80 << 20, b' ');
                Reply::status(200).header("Content-Type", "application/gzip").body(gzip(&xml))
            }
            "/broken.xml" => Reply::status(200).body(format!(
                "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><urlset><url>\
                 <loc>{base}/b</loc></url><url><loc>{base}/&b;&unknown;</loc><loc></url><url><<<"
            )),
            "/feed" => Reply::status(200).body(
                "<?xml version='1.0'?><rss version='2.0'><channel><title>N</title><link>/</link>\
                 <item><title>C</title><link>/c</link></item><item><link>d</link></item>\
                 <item><title>no link</title></item><item><link>mailto:x@example.com</link></item>\
                 <item><link>http://[::</link></item></channel></rss>",
            ),
            "/feed-of-junk" => Reply::status(200).body(vec![b'<'; 100_000]),
            _ => Reply::html(PAGE),
        }
    });
    let started = Instant::now();
    let mut settings = settings();
    settings.fetch.timeout = Duration::from_secs(100);
    settings.fetch.read_timeout = Duration::from_secs(100);
    let (records, _) = run(Crawler::builder()
        .settings(settings)
        .sitemap(server.url("/loop-a.xml"))
        .feed(server.url("/feed"))
        .feed(server.url("/feed-of-junk")));
    let pages: Vec<&str> =
        records.keys().map(|url| url.strip_prefix(&server.url("/")).unwrap_or(url)).collect();
    assert!(["a", "b", "c", "d"].iter().all(|page| pages.contains(page)), "{pages:?}");
    assert_eq!(records[&server.url("/feed-of-junk")].status.name(), "not_html");
    for sitemap in ["/loop-a.xml", "/loop-b.xml", "/bomb.xml.gz"] {
        assert_eq!(server.count(sitemap), 1, "{sitemap}");
    }
    // Sitemaps may not go on for ever.
    assert!(server.log().iter().filter(|r| r.target.starts_with("/deep/")).count() <= 3);
    assert!(started.elapsed() < Duration::from_secs(150));
}
