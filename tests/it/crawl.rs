//! The crawler: every URL once, politely, whatever the servers do and whenever it is killed.

use crate::support::server::{Reply, Request, Server};
use copydesk::crawl::{CrawlSettings, Crawler, FileSink, Summary};
use copydesk::fetch::{FetchSettings, Politeness};
use copydesk::input::warc::WarcReader;
use copydesk::{Article, Status};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A page of its own for each path.
fn page(path: &str) -> Reply {
    Reply::html(format!(
        "<!doctype html><html><head><title>Report {path}</title></head><body><article><h1>Report \
         {path}</h1><p>The dam at Lower Fern was opened on Monday, eleven years after the first \
         stone was laid; number {path} of the reports says how it came about.</p><p>It holds forty \
         million litres and will water the fields of nine villages, the mayor said at the \
         opening of {path}.</p></article></body></html>"
    ))
}

fn settings(delay_ms: u64) -> CrawlSettings {
    CrawlSettings {
        fetch: FetchSettings { allow_private: true, ..FetchSettings::default() },
        politeness: Politeness { delay: Duration::from_millis(delay_ms), ..Politeness::default() },
        backoff: Duration::from_millis(20),
        ..CrawlSettings::default()
    }
}

fn run(crawler: Crawler) -> (Vec<Article>, Summary) {
    let mut records = Vec::new();
    let summary = crawler
        .run(&mut |article: Article| {
            records.push(article);
            Ok(())
        })
        .unwrap();
    records.sort_by(|a, b| a.source.cmp(&b.source));
    (records, summary)
}

fn crawl(urls: &[String], settings: CrawlSettings) -> (Vec<Article>, Summary) {
    run(Crawler::builder().settings(settings).urls(Vec::from(urls).into_iter()))
}

fn statuses(records: &[Article]) -> BTreeMap<String, &'static str> {
    records
        .iter()
        .map(|r| (r.source.splitn(4, '/').last().unwrap_or("").to_owned(), r.status.name()))
        .collect()
}

fn failed(record: &Article) -> bool {
    !matches!(record.status, Status::Ok | Status::Empty | Status::TooShort | Status::NotArticle)
}

/// No two requests to a host at a time, and the pause between the end of one and the next.
fn assert_polite(log: &[Request], pause: Duration) {
    let mut hosts: BTreeMap<&str, Vec<&Request>> = BTreeMap::new();
    for request in log {
        hosts.entry(&request.host).or_default().push(request);
    }
    for (host, requests) in hosts {
        for pair in requests.windows(2) {
            let ended = pair[0].ended.expect("the answer before is over");
            let gap = pair[1].began.saturating_duration_since(ended);
            assert!(
                gap >= pause,
                "{host}: {} then {} after {gap:?}",
                pair[0].target,
                pair[1].target
            );
        }
    }
}

#[test]
fn one_record_for_every_url_with_status_and_timing() {
    let server = Server::start(|request| match request.target.as_str() {
        "/robots.txt" => Reply::status(404),
        "/404" => Reply::status(404),
        "/pdf" => Reply::status(200).header("Content-Type", "application/pdf").body("%PDF-1.7"),
        "/reset" => Reply::hang_up(),
        "/500" => Reply::status(500),
        "/loop" => Reply::redirect("/loop2"),
        "/loop2" => Reply::redirect("/loop"),
        "/moved" => Reply::redirect("/a"),
        "/cut" => page("/cut").truncated(200),
        path => page(path),
    });
    let paths =
        ["/a", "/b?utm_source=x", "/404", "/pdf", "/reset", "/500", "/loop", "/moved", "/cut"];
    let mut urls: Vec<String> = paths.iter().map(|path| server.url(path)).collect();
    urls.push("ftp://example.com/x".into());
    urls.push("http://".into());
    let (records, summary) = crawl(&urls, settings(0));
    assert_eq!(records.len(), urls.len());
    assert_eq!(summary.records as usize, urls.len());
    for record in &records {
        assert!(urls.contains(&record.source), "{}", record.source);
        assert_eq!(record.url.as_ref(), Some(&record.source));
        assert!(!record.fetch.as_ref().unwrap().fetched_at.is_empty());
        assert_eq!(
            failed(record),
            record.status != Status::Ok
                && record.text.is_empty()
                && !matches!(record.status, Status::Empty),
            "{record:?}"
        );
    }
    let by = statuses(&records);
    assert_eq!(by["404"], "http_error");
    assert_eq!(by["500"], "http_error");
    assert_eq!(by["pdf"], "not_html");
    assert_eq!(by["reset"], "network_error");
    assert_eq!(by["loop"], "http_error");
    let get = |path: &str| records.iter().find(|r| r.source == server.url(path)).unwrap();
    let moved = get("/moved").fetch.clone().unwrap();
    assert_eq!(
        (moved.redirects, moved.final_url, moved.http_status),
        (1, Some(server.url("/a")), Some(200))
    );
    assert!(get("/cut").detail.as_ref().unwrap().contains("cut short"));
    // What may be better next time was tried four times, the rest once.
    for (path, tries) in [("/reset", 4), ("/500", 4), ("/cut", 4), ("/404", 1), ("/pdf", 1)] {
        assert_eq!(server.count(path), tries, "{path}");
    }
}

#[test]
fn a_url_given_twice_is_fetched_once() {
    let server = Server::start(|request| page(&request.target));
    let urls = [server.url("/a"), server.url("/a#top"), server.url("/b"), server.url("/a")];
    let (records, summary) = crawl(&urls, settings(0));
    assert_eq!((records.len(), summary.known), (2, 2));
    assert_eq!(server.count("/a"), 1);
}

#[test]
fn hosts_are_asked_one_request_at_a_time_with_a_pause_and_side_by_side() {
    let server = Server::hosts(4, |request| page(&request.target).after(Duration::from_millis(15)));
    let urls: Vec<String> = (0..6)
        .flat_map(|n| (1..=4).map(move |host| (host, n)))
        .map(|(host, n)| server.url_on(host, &format!("/{n}")))
        .collect();
    let started = Instant::now();
    let (records, _) = crawl(&urls, settings(100));
    let time = started.elapsed();
    assert_eq!(records.len(), 24);
    assert_polite(&server.log(), Duration::from_millis(95));
    // Seven requests a host, the robots.txt included: one host after the other would take 3 s.
    assert!(time < Duration::from_millis(1800), "{time:?}");
}

#[test]
fn retry_after_is_obeyed_in_both_forms() {
    let hits = AtomicUsize::new(0);
    let server = Server::hosts(2, move |request| match request.target.as_str() {
        "/robots.txt" => Reply::status(404),
        "/busy" if hits.fetch_add(1, Ordering::SeqCst) < 2 => {
            let now = jiff::Timestamp::now();
            let until = now + jiff::SignedDuration::from_secs(2);
            if request.host == "127.0.0.1" {
                Reply::status(429).header("Retry-After", "1")
            } else {
                let date = |t: jiff::Timestamp| t.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
                Reply::status(503).header("Date", date(now)).header("Retry-After", date(until))
            }
        }
        path => page(path),
    });
    let urls = [
        server.url_on(1, "/busy"),
        server.url_on(1, "/next"),
        server.url_on(2, "/busy"),
        server.url_on(2, "/next"),
    ];
    let (records, _) = crawl(&urls, settings(10));
    assert_eq!(records.iter().filter(|r| failed(r)).count(), 0, "{records:#?}");
    for (host, least) in [("127.0.0.1", 1000), ("127.0.0.2", 1950)] {
        let log: Vec<_> = server.log().into_iter().filter(|r| r.host == host).collect();
        let at = log.iter().position(|r| r.status == 429 || r.status == 503).unwrap();
        let wait = log[at + 1].began - log[at].began;
        assert!(wait >= Duration::from_millis(least), "{host}: {wait:?}");
    }
}

#[test]
fn robots_txt_is_heeded_for_lists_too() {
    let server =
        Server::hosts(3, |request| match (request.host.as_str(), request.target.as_str()) {
            ("127.0.0.1", "/robots.txt") => {
                Reply::status(200).body("User-agent: *\nDisallow: /private\nCrawl-delay: 0.3")
            }
            ("127.0.0.2", "/robots.txt") => Reply::status(503),
            ("127.0.0.3", "/robots.txt") => Reply::redirect("/rules"),
            ("127.0.0.3", "/rules") => Reply::status(200).body("User-agent: copydesk\nDisallow: /"),
            (_, path) => page(path),
        });
    let urls = [
        server.url_on(1, "/a"),
        server.url_on(1, "/b"),
        server.url_on(1, "/private/c"),
        server.url_on(2, "/d"),
        server.url_on(3, "/e"),
    ];
    let (records, summary) = crawl(&urls, settings(10));
    assert_eq!(summary.statuses["robots_denied"], 3);
    let detail = |path: &str| {
        records
            .iter()
            .find(|r| r.source.ends_with(path))
            .unwrap()
            .detail
            .clone()
            .unwrap_or_default()
    };
    assert_eq!(detail("/private/c"), "robots.txt forbids it: Disallow: /private");
    assert!(detail("/d").contains("503"));
    for path in ["/private/c", "/d", "/e"] {
        assert_eq!(server.count(path), 0, "{path}");
    }
    let log: Vec<_> = server.log().into_iter().filter(|r| r.host == "127.0.0.1").collect();
    assert_polite(&log, Duration::from_millis(290));

    let rude = CrawlSettings {
        politeness: Politeness { robots: false, delay: Duration::ZERO, ..Politeness::default() },
        ..settings(0)
    };
    let (records, _) = crawl(&[server.url_on(3, "/e")], rude);
    assert!(!failed(&records[0]));
}

#[test]
fn private_addresses_are_refused_also_behind_redirects() {
    let server = Server::start(|request| page(&request.target));
    let mut closed = settings(0);
    closed.fetch.allow_private = false;
    let (records, _) = crawl(&[server.url("/a"), "http://localhost:1/".into()], closed);
    assert!(records.iter().all(|r| r.status == Status::BlockedAddress), "{records:#?}");
    assert_eq!(server.log().len(), 0);
}

#[test]
fn a_dead_host_ends_soon_and_holds_nobody_up() {
    let server = Server::start(|request| page(&request.target));
    let dead = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut urls: Vec<String> = (0..500).map(|n| format!("http://127.0.0.9:{dead}/{n}")).collect();
    urls.push(server.url("/a"));
    let started = Instant::now();
    let (records, summary) = crawl(&urls, settings(0));
    assert_eq!(records.len(), 501);
    assert_eq!(summary.statuses["network_error"], 500);
    assert!(summary.requests < 20, "{}", summary.requests);
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_stopped_crawl_goes_on_where_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let (state, output) = (dir.path().join("state"), dir.path().join("out.jsonl"));
    let server = Server::hosts(2, |request| page(&request.target).after(Duration::from_millis(5)));
    let urls: Vec<String> = (0..40).map(|n| server.url_on(1 + n % 2, &format!("/{n}"))).collect();
    let sink = || FileSink::new(&output, true, |a, _| serde_json::to_string(a).unwrap() + "\n");
    let crawler = |stop_at: u64| {
        let crawler =
            Crawler::builder().settings(settings(15)).state(&state).urls(urls.clone().into_iter());
        let stop = crawler.stop_handle();
        let mut sink = sink();
        let mut observer = move |progress: &copydesk::crawl::Progress| {
            if progress.records >= stop_at {
                stop.stop();
            }
        };
        crawler.run_observed(&mut sink, Some(&mut observer)).unwrap()
    };
    let first = crawler(5);
    let second = crawler(u64::MAX);
    assert!(first.stopped && !second.stopped);
    assert_eq!(first.records + second.records, 40);
    // Done is done: a third run asks for nothing.
    let before = server.log().len();
    assert_eq!(crawler(u64::MAX).records, 0);
    assert_eq!(server.log().len(), before);
    let text = std::fs::read_to_string(&output).unwrap();
    let mut sources: Vec<String> = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["source"].to_string())
        .collect();
    sources.sort();
    sources.dedup();
    assert_eq!((sources.len(), text.lines().count()), (40, 40));
    let report = copydesk::crawl::report(&state, 10).unwrap();
    assert_eq!((report.queued, report.host_count, report.complete), (0, 2, true));
}

#[test]
fn a_second_visit_costs_no_body_and_tells_what_changed() {
    let dir = tempfile::tempdir().unwrap();
    let visits = AtomicUsize::new(0);
    let server = Server::start(move |request| match request.target.as_str() {
        "/same" => match request.header("if-none-match") {
            Some("\"v1\"") => Reply::status(304),
            _ => page("/same").header("ETag", "\"v1\""),
        },
        "/dated" => match request.header("if-modified-since") {
            Some(_) => Reply::status(304),
            None => page("/dated").header("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
        },
        "/new" => page(&format!("/new{}", visits.fetch_add(1, Ordering::SeqCst))),
        path => page(path),
    });
    let urls: Vec<String> =
        ["/same", "/dated", "/new", "/plain"].iter().map(|p| server.url(p)).collect();
    let visit = |refresh: Option<Duration>| {
        crawl(
            &urls,
            CrawlSettings { state: Some(dir.path().join("state")), refresh, ..settings(0) },
        )
    };
    let (first, _) = visit(None);
    assert_eq!(first.len(), 4);
    let mut hash = first.iter().find(|r| r.source.ends_with("/new")).unwrap().content_hash;
    assert!(hash.is_some());
    assert_eq!(visit(None).0.len(), 0);
    assert_eq!(visit(Some(Duration::from_secs(3600))).0.len(), 0);
    for _ in 0..2 {
        let (records, summary) = visit(Some(Duration::ZERO));
        let changed: Vec<_> = records.iter().map(|r| r.source.as_str()).collect();
        assert_eq!(changed, [server.url("/new")]);
        assert_eq!(summary.unchanged, 3);
        let facts = records[0].fetch.as_ref().unwrap();
        assert_eq!(facts.previous_hash, hash);
        assert_ne!(records[0].content_hash, hash);
        hash = records[0].content_hash;
    }
    let not_modified = server.log().iter().filter(|r| r.status == 304).count();
    assert_eq!(not_modified, 4);
}

#[test]
fn feeds_and_sitemaps_give_their_pages() {
    let server = Server::start(|request| {
        let base = format!("http://{}", request.header("host").unwrap());
        match request.target.as_str() {
            "/robots.txt" => Reply::status(404),
            "/feed" => Reply::status(200).body(format!(
                "<rss version='2.0'><channel><title>N</title><item><link>{base}/feed-1?utm_source=rss\
                 </link></item><item><link>{base}/feed-2</link></item></channel></rss>"
            )),
            // A front page in the place of its feed.
            "/front" => Reply::html(
                "<title>Front</title><link rel=alternate type='application/rss+xml' href='/feed'>",
            ),
            "/index.xml" => Reply::status(200).body(format!(
                "<sitemapindex><sitemap><loc>{base}/old.xml</loc><lastmod>2020-01-01</lastmod>\
                 </sitemap><sitemap><loc>{base}/new.xml</loc></sitemap></sitemapindex>"
            )),
            "/new.xml" => Reply::status(200).body(format!(
                "<urlset><url><loc>{base}/map-1</loc></url><url><loc>{base}/map-old</loc><lastmod>\
                 2019-05-05</lastmod></url><url><loc>{base}/feed-1</loc></url></urlset>"
            )),
            path => page(path),
        }
    });
    let mut settings = settings(0);
    settings.scope.since = Some("2026-01-01T00:00:00Z".parse().unwrap());
    let (records, summary) = run(Crawler::builder()
        .settings(settings)
        .feed(server.url("/front"))
        .sitemap(server.url("/index.xml"))
        .feed(server.url("/none")));
    let found: Vec<&str> = records.iter().map(|r| r.source.rsplit('/').next().unwrap()).collect();
    assert_eq!(found, ["feed-1", "feed-2", "map-1", "none"]);
    assert_eq!(records[3].status, Status::NotHtml);
    assert_eq!(summary.sources, 3);
    assert_eq!(server.count("/old.xml"), 0);
}

#[test]
fn a_site_is_searched_for_its_articles() {
    let server = Server::start(|request| {
        let base = format!("http://{}", request.header("host").unwrap());
        match request.target.as_str() {
            "/robots.txt" => Reply::status(200).body("User-agent: *\nSitemap: /maps/news.xml\nDisallow: /admin"),
            "/maps/news.xml" => Reply::status(200).body(format!(
                "<urlset xmlns:n='n'><url><loc>{base}/x1</loc><n:news><n:publication_date>2026-11-24\
                 </n:publication_date></n:news></url><url><loc>{base}/about</loc></url></urlset>"
            )),
            "/" => Reply::html(
                "<title>Front</title><link rel=alternate type='application/rss+xml' href='/rss'>\
                 <a href='/politics/'>Politics</a><a href='/2026/11/24/front-story'>Story</a>\
                 <a href='http://127.0.0.2:1/2026/11/24/elsewhere'>Other</a><a href='/logo.png'>L</a>\
                 <a href='/admin/2026/11/24/secret'>S</a>",
            ),
            "/rss" => Reply::status(200).body(format!(
                "<rss version='2.0'><channel><title>N</title><item><link>{base}/2026/11/23/feed-story\
                 </link></item></channel></rss>"
            )),
            "/politics/" => Reply::html("<title>Politics</title><a href='/2026/11/22/section-story?utm_medium=x'>S</a>"),
            path => page(path),
        }
    });
    let (records, _) = run(Crawler::builder().settings(settings(0)).site(server.url("/")));
    let found: Vec<String> = statuses(&records).into_keys().collect();
    let stories = [
        "2026/11/22/section-story",
        "2026/11/23/feed-story",
        "2026/11/24/front-story",
        "admin/2026/11/24/secret",
        "x1",
    ];
    assert_eq!(found, stories);
    assert_eq!(statuses(&records)["admin/2026/11/24/secret"], "robots_denied");
    assert_eq!(server.count("/logo.png") + server.count("/about"), 0);
}

#[test]
fn versions_and_copies_of_an_article_are_given_once_and_said_so() {
    let story = |head: &str| {
        Reply::html(format!(
            "<!doctype html><html><head><title>Ferry back in service</title>{head}</head><body>\
             <article><h1>Ferry back in service</h1><p>The ferry between the two banks of the river \
             is running again after eleven weeks of repairs, the harbour office said.</p></article>"
        ))
    };
    let server = Server::start(move |request| {
        let base = format!("http://{}", request.header("host").unwrap());
        match request.target.as_str() {
            "/robots.txt" => Reply::status(404),
            "/map.xml" => Reply::status(200).body(format!(
                "<urlset><url><loc>{base}/story</loc></url><url><loc>{base}/amp/story</loc></url>\
                 <url><loc>{base}/copy</loc></url><url><loc>{base}/other</loc></url></urlset>"
            )),
            "/story" => {
                story("<meta name=robots content=noarchive>").header("X-Robots-Tag", "noindex")
            }
            "/amp/story" => story("<link rel=canonical href=/story>"),
            "/copy" => story(""),
            path => page(path),
        }
    });
    let (records, summary) =
        run(Crawler::builder().settings(settings(20)).sitemap(server.url("/map.xml")));
    assert_eq!(
        (summary.statuses["duplicate"], summary.statuses["ok"], summary.failed()),
        (2, 2, 0)
    );
    for record in &records {
        let original = record.source.ends_with("/story") && !record.source.contains("amp");
        if record.status == Status::Duplicate {
            assert!(record.text.is_empty() && !original);
            let detail = record.detail.as_ref().unwrap();
            assert!(detail.contains(&server.url("/story")), "{detail}");
        } else if original {
            let robots = record.fetch.as_ref().unwrap().robots.as_deref();
            assert_eq!(robots, Some("noindex, noarchive"));
        }
    }
    // Pages that are named are all given, copies or not.
    let urls = ["/story", "/amp/story", "/copy"].map(|path| server.url(path));
    let (records, _) = crawl(&urls, settings(0));
    assert!(records.iter().all(|record| !record.text.is_empty()));
}

#[test]
fn the_pages_of_an_article_are_joined_once() {
    let server = Server::start(|request| {
        let base = format!("http://{}", request.header("host").unwrap());
        let part = |n: u32| {
            Reply::html(format!(
                "<!doctype html><title>Long report</title><article><h1>Long report</h1><p>The ferry \
                 between the two banks of the river is running again after eleven weeks of repairs, \
                 part {n} of the report says.</p><p>Divers found the crack in the hull during a \
                 routine inspection in March, and part {n} tells how.</p></article>\
                 <a href='/other'>Other</a><a href='/story/{}'>Next</a>",
                n + 1
            ))
        };
        match request.target.as_str() {
            "/robots.txt" => Reply::status(404),
            "/map.xml" => Reply::status(200).body(format!(
                "<urlset><url><loc>{base}/story</loc></url><url><loc>{base}/story/2</loc></url></urlset>"
            )),
            "/story" => part(1),
            "/story/2" => part(2),
            "/story/3" => Reply::html(PART_3),
            path => page(path),
        }
    });
    const PART_3: &str = "<!doctype html><title>Long report</title><article><h1>Long report</h1><p>The \
        last part says that a yard downstream welded in four new plates, and that the last of them \
        was tested over the weekend by the harbour office.</p></article><a href='/story/2'>2</a>";
    let settings = CrawlSettings { join_pages: true, ..settings(0) };
    let (records, _) = run(Crawler::builder().settings(settings).sitemap(server.url("/map.xml")));
    let story = records.iter().find(|r| r.source.ends_with("/story")).unwrap();
    for text in ["part 1 of the report", "part 2 tells how", "The last part says"] {
        assert_eq!(story.text.matches(text).count(), 1, "{text}: {}", story.text);
    }
    let second = records.iter().find(|r| r.source.ends_with("/story/2")).unwrap();
    assert_eq!(second.status, Status::Duplicate);
    assert_eq!(records.len(), 2);
}

#[test]
fn a_host_that_asks_for_a_day_is_not_waited_for() {
    let server =
        Server::hosts(2, |request| match (request.host.as_str(), request.target.as_str()) {
            (_, "/robots.txt") => Reply::status(404),
            ("127.0.0.1", "/a") => Reply::status(503).header("Retry-After", "86400"),
            (_, path) => page(path),
        });
    let urls = [server.url("/a"), server.url("/b"), server.url_on(2, "/c")];
    let started = Instant::now();
    let (records, _) = crawl(&urls, settings(0));
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(statuses(&records)["a"], "http_error");
    assert_eq!(statuses(&records)["b"], "http_error");
    assert_eq!(server.count("/b"), 0);
    assert!(records[1].detail.as_ref().unwrap().contains("left alone"));
    assert!(!failed(&records[2]));
}

#[test]
fn raw_pages_are_kept_as_warc() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(|request| match request.target.as_str() {
        "/robots.txt" | "/404" => Reply::status(404),
        path => page(path).header("X-Mark", "kept"),
    });
    let visit = |path: &str| {
        let settings = CrawlSettings {
            state: Some(dir.path().join("state")),
            warc: Some(dir.path().join("warc")),
            ..settings(0)
        };
        crawl(&[server.url(path)], settings);
    };
    visit("/a");
    visit("/404");
    visit("/b?c=d");
    // Three runs of one crawl write one file.
    let files: Vec<_> = std::fs::read_dir(dir.path().join("warc")).unwrap().collect();
    assert_eq!(files.len(), 1);
    let file = std::fs::File::open(files[0].as_ref().unwrap().path()).unwrap();
    let plain = flate2::bufread::MultiGzDecoder::new(std::io::BufReader::new(file));
    let reader = WarcReader::new(std::io::BufReader::new(plain), 1 << 20);
    let records: Vec<_> = reader.map(Result::unwrap).collect();
    let kinds: Vec<_> = records.iter().map(|record| record.kind()).collect();
    assert_eq!(kinds, ["warcinfo", "response", "request", "response", "request"]);
    assert_eq!(records[3].url(), Some(server.url("/b?c=d").as_str()));
    assert_eq!(records[3].field("WARC-IP-Address"), Some("127.0.0.1"));
    let http = records[3].http().unwrap();
    assert_eq!((http.status, http.header("x-mark")), (200, Some("kept")));
    assert!(http.body.starts_with(b"<!doctype html>"));
    assert_eq!(records[4].field("WARC-Concurrent-To"), records[3].field("WARC-Record-ID"));
}

#[test]
fn records_come_as_a_stream() {
    let server = Server::start(|request| page(&request.target));
    let mut records = Crawler::builder()
        .settings(settings(0))
        .url(server.url("/a"))
        .url(server.url("/b"))
        .stream();
    let mut sources = Vec::new();
    while let Some(record) = records.next_blocking() {
        sources.push(record.unwrap().source);
    }
    sources.sort();
    assert_eq!(sources, [server.url("/a"), server.url("/b")]);
}
