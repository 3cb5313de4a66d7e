//! Whom the crawler asks, when, and through whom.

use crate::program::{Folder, PAGE, Run, records as json};
use crate::support::server::{Reply, Request, Server};
use copydesk::crawl::{CrawlSettings, Crawler, Summary};
use copydesk::fetch::{FetchSettings, Politeness};
use copydesk::{Article, Status};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

fn settings(delay: u64) -> CrawlSettings {
    CrawlSettings {
        fetch: FetchSettings { allow_private: true, ..FetchSettings::default() },
        politeness: Politeness { delay: Duration::from_millis(delay), ..Politeness::default() },
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

/// A story of its own for each name.
fn story(name: &str, head: &str) -> Reply {
    Reply::html(format!(
        "<!doctype html><html lang=en><head><title>Ferry {name} back in service</title>{head}</head>\
         <body><article><h1>Ferry {name} back in service</h1><p>The ferry {name} between the two banks \
         of the river is running again after eleven weeks of repairs, the harbour office said.</p>\
         <p>Divers found the crack in the hull of {name} during a routine inspection in March, and a \
         yard downstream welded in four new plates.</p></article></body></html>"
    ))
}

fn gaps<'a>(log: impl Iterator<Item = &'a Request>) -> Vec<Duration> {
    let log: Vec<&Request> = log.collect();
    log.windows(2).map(|pair| pair[1].began - pair[0].ended.unwrap()).collect()
}

#[test]
fn a_robots_txt_on_another_host_is_asked_for_at_that_hosts_pace() {
    let server = Server::hosts(3, |request| {
        let port = request.header("host").unwrap().rsplit(':').next().unwrap();
        match (request.host.as_str(), request.target.as_str()) {
            ("127.0.0.2", "/shared") => {
                Reply::status(200).body("User-agent: *\nDisallow: /private")
            }
            ("127.0.0.2", "/robots.txt") => Reply::status(404),
            (_, "/robots.txt") => Reply::redirect(format!("http://127.0.0.2:{port}/shared")),
            (_, path) => story(path, "").after(Duration::from_millis(5)),
        }
    });
    let urls: Vec<String> = (1..=3)
        .flat_map(|host| ["/a", "/b", "/private/c"].map(|path| server.url_on(host, path)))
        .collect();
    let crawler = Crawler::builder().settings(settings(60)).urls(urls.into_iter());
    let (records, _) = run(crawler);
    let denied: Vec<&str> = records
        .iter()
        .filter(|record| record.status == Status::RobotsDenied)
        .map(|record| record.source.as_str())
        .collect();
    assert_eq!(denied, [server.url_on(1, "/private/c"), server.url_on(3, "/private/c")]);
    for host in ["127.0.0.1", "127.0.0.2", "127.0.0.3"] {
        let log = server.log();
        let gaps = gaps(log.iter().filter(|request| request.host == host));
        assert!(gaps.iter().all(|gap| *gap >= Duration::from_millis(58)), "{host}: {gaps:?}");
    }
    assert_eq!(server.count("/shared"), 2);
}

#[test]
fn a_host_that_slows_down_is_left_more_time() {
    let server = Server::start(|request| match request.target.as_str() {
        "/robots.txt" => Reply::status(404),
        path => {
            let number: u32 = path[1..].parse().unwrap();
            let slow = Duration::from_millis(if (4..8).contains(&number) { 200 } else { 0 });
            story(path, "").after(slow)
        }
    });
    let urls: Vec<String> = (0..24).map(|n| server.url(&format!("/{n}"))).collect();
    let (records, _) = run(Crawler::builder().settings(settings(30)).urls(urls.into_iter()));
    assert_eq!(records.len(), 24);
    let log = server.log();
    let gaps = gaps(log.iter().filter(|request| request.target != "/robots.txt"));
    let slow = gaps[7];
    assert!(slow >= Duration::from_millis(120), "{gaps:?}");
    // And gets its old pace back.
    assert!(*gaps[18..].iter().min().unwrap() < slow / 2, "{gaps:?}");
}

#[test]
fn cookies_stay_with_their_host() {
    let server = Server::hosts(2, |request| match request.target.as_str() {
        "/robots.txt" => Reply::status(404),
        path => story(path, "").header("Set-Cookie", "seen=1; Path=/"),
    });
    let urls = [(1, "/a"), (1, "/b"), (2, "/c")].map(|(host, path)| server.url_on(host, path));
    run(Crawler::builder().settings(settings(1)).urls(urls.into_iter()));
    let cookie = |path: &str| {
        let log = server.log();
        let request = log.iter().find(|request| request.target == path).unwrap();
        request.header("cookie").map(str::to_owned)
    };
    assert_eq!(cookie("/a"), None);
    assert_eq!(cookie("/b").as_deref(), Some("seen=1"));
    assert_eq!(cookie("/c"), None);
}

#[test]
fn names_in_other_scripts() {
    let server = Server::start(|request| story(&request.target, ""));
    let mut settings = settings(0);
    settings.fetch.resolve = vec![("xn--bcher-kva.test".into(), server.address())];
    let url = "http://Bücher.test/schöne-seite?q=ä#oben";
    let (records, _) = run(Crawler::builder().settings(settings).url(url));
    assert_eq!(records[0].status, Status::Ok, "{:?}", records[0].detail);
    assert_eq!(records[0].url.as_deref(), Some(url));
    let log = server.log();
    let request = log.last().unwrap();
    assert_eq!(request.host, "xn--bcher-kva.test");
    assert_eq!(request.target, "/sch%C3%B6ne-seite?q=%C3%A4");
}

#[test]
fn metadata_addresses_are_refused_in_every_notation_also_behind_a_proxy() {
    let hosts = [
        "169.254.169.254",
        "2852039166",
        "0xa9fea9fe",
        "0251.0376.0251.0376",
        "169.254.43518",
        "[::ffff:169.254.169.254]",
        "[::ffff:a9fe:a9fe]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[64:ff9b::a9fe:a9fe]",
        "100.100.100.200",
        "0",
        "[::]",
        "①②⑦.0.0.1",
    ];
    // The proxy stands for the open web; what pages say goes through it too.
    let proxy = Server::start(move |request| {
        let number = request.target.rsplit('/').next().and_then(|n| n.parse::<usize>().ok());
        match number {
            Some(number) if request.target.contains("/refresh/") => Reply::html(format!(
                "<meta http-equiv=refresh content='0;url=http://{}/latest/meta-data/'>",
                hosts[number]
            )),
            Some(number) => Reply::redirect(format!("http://{}/latest/meta-data/", hosts[number])),
            None => Reply::status(404),
        }
    });
    let mut settings = settings(0);
    settings.fetch.allow_private = false;
    settings.fetch.proxy = Some(proxy.url(""));
    let mut crawler = Crawler::builder().settings(settings);
    for (number, host) in hosts.iter().enumerate() {
        crawler = crawler
            .url(format!("http://{host}/latest/meta-data/{number}"))
            .url(format!("http://news.example.com/{number}"))
            .url(format!("http://news.example.com/refresh/{number}"));
    }
    let (records, _) = run(crawler);
    assert_eq!(records.len(), 3 * hosts.len());
    for record in &records {
        assert_eq!(record.status, Status::BlockedAddress, "{} {:?}", record.source, record.detail);
    }
    assert!(proxy.log().iter().all(|request| !request.target.contains("meta-data")));
}

fn with_environment(folder: &Folder, url: &str, environment: &[(&str, &str)]) -> Run {
    let mut command =
        folder.command(&["fetch", url, "-f", "jsonl", "--ignore-robots", "--tries", "1"]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    Run::of(command.envs(environment.iter().copied()).output().unwrap())
}

#[test]
fn proxies_of_the_environment() {
    let (folder, proxy) = (Folder::new(), Server::start(|_| Reply::html(PAGE)));
    let address = proxy.url("");
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        let run = with_environment(&folder, "http://news.example/a", &[(name, &address)]);
        assert_eq!(json(&run.out)[0]["status"], "ok", "{name}: {}", run.err);
    }
    let targets: Vec<String> = proxy.log().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["http://news.example/a"; 3]);
    // Exceptions hold; the name itself does not exist.
    let environment = [("HTTP_PROXY", address.as_str()), ("NO_PROXY", "news.example")];
    let run = with_environment(&folder, "http://news.example/a", &environment);
    assert_eq!(json(&run.out)[0]["status"], "network_error");
    assert_eq!(proxy.log().len(), 3);
}

#[test]
fn a_socks_proxy_looks_names_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let proxy = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut greeting = [0; 2];
        stream.read_exact(&mut greeting).unwrap();
        stream.read_exact(&mut vec![0; greeting[1].into()]).unwrap();
        stream.write_all(&[5, 0]).unwrap();
        let mut request = [0; 5];
        stream.read_exact(&mut request).unwrap();
        let mut name = vec![0; request[4].into()];
        stream.read_exact(&mut name).unwrap();
        stream.read_exact(&mut [0; 2]).unwrap();
        stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).unwrap();
        let mut head = [0; 4096];
        let _ = stream.read(&mut head).unwrap();
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{PAGE}",
            PAGE.len()
        );
        stream.write_all(answer.as_bytes()).unwrap();
        (request[3], String::from_utf8(name).unwrap())
    });
    let mut settings = settings(0);
    settings.politeness.robots = false;
    settings.fetch.allow_private = false;
    settings.fetch.proxy = Some(format!("socks5h://{address}"));
    let (records, _) = run(Crawler::builder().settings(settings).url("http://news.example/a"));
    assert_eq!(records[0].status, Status::Ok, "{:?}", records[0].detail);
    // By name (kind 3), not by address.
    assert_eq!(proxy.join().unwrap(), (3, "news.example".to_owned()));
}

#[test]
fn only_what_is_new_enough() {
    let server = Server::start(|request| {
        let base = format!("http://{}", request.header("host").unwrap());
        let dated = |day: &str| format!("<meta property=article:published_time content={day}>");
        match request.target.as_str() {
            "/robots.txt" => Reply::status(404),
            "/sitemap.xml" => Reply::status(200).body(format!(
                "<urlset><url><loc>{base}/news/old-by-the-map-of-the-site</loc><lastmod>2026-01-01\
                 </lastmod></url><url><loc>{base}/news/new-by-the-map-of-the-site</loc><lastmod>\
                 2026-11-20</lastmod></url></urlset>"
            )),
            "/" => Reply::html(
                "<title>Front</title><a href=/2026/01/02/old-by-address>A</a><a \
                 href=/2026/11/21/new-by-address>B</a><a href=/news/old-by-what-it-says-itself>C</a>\
                 <a href=/news/new-by-what-it-says-itself>D</a><a href=/news/one-that-has-no-date>E</a>",
            ),
            path if path.starts_with("/news/old") => story(path, &dated("2026-01-03")),
            path if path.starts_with("/news/new") => story(path, &dated("2026-11-22")),
            path if path.contains("sitemap") => Reply::status(404),
            path => story(path, ""),
        }
    });
    let mut settings = settings(0);
    settings.scope.since = Some("2026-11-15T00:00:00Z".parse().unwrap());
    let (records, summary) = run(Crawler::builder().settings(settings).site(server.url("/")));
    let given: Vec<&str> =
        records.iter().map(|record| record.source.rsplit('/').next().unwrap()).collect();
    let expected = [
        "new-by-address",
        "new-by-the-map-of-the-site",
        "new-by-what-it-says-itself",
        "one-that-has-no-date",
    ];
    let mut given = given;
    given.sort_unstable();
    assert_eq!(given, expected);
    assert_eq!(summary.older, 1);
    assert_eq!(server.count("/2026/01/02/old-by-address"), 0);
}

#[test]
fn versions_give_way_to_the_article_itself() {
    let server = Server::start(|request| {
        let base = format!("http://{}", request.header("host").unwrap());
        match request.target.as_str() {
            "/robots.txt" => Reply::status(404),
            // The versions come first.
            "/map.xml" => Reply::status(200).body(format!(
                "<urlset><url><loc>{base}/amp/one</loc></url><url><loc>{base}/print/two</loc></url>\
                 <url><loc>{base}/three?view=print</loc></url><url><loc>{base}/one</loc></url>\
                 <url><loc>{base}/amp/lost</loc></url></urlset>"
            )),
            "/amp/one" => story("one, for phones,", "<link rel=canonical href=/one>"),
            "/print/two" => story("two", "<link rel=canonical href=/two>"),
            "/three?view=print" => story("three", "<link rel=canonical href=/three>"),
            // Its canonical page is on another site: it is all there is.
            "/amp/lost" => story("lost", "<link rel=canonical href=https://example.org/lost>"),
            path => story(&path[1..], ""),
        }
    });
    let crawler = Crawler::builder().settings(settings(5)).sitemap(server.url("/map.xml"));
    let (records, _) = run(crawler);
    let status = |path: &str| {
        let record = records.iter().find(|record| record.source == server.url(path));
        record.map(|record| record.status.name())
    };
    for path in ["/one", "/two", "/three", "/amp/lost"] {
        assert_eq!(status(path), Some("ok"), "{path}");
    }
    for path in ["/amp/one", "/print/two", "/three?view=print"] {
        assert_eq!(status(path), Some("duplicate"), "{path}");
    }
    assert_eq!(records.len(), 7);
}

#[test]
fn the_pages_of_an_article_are_joined_once_in_any_order() {
    let server = Server::start(|request| {
        let base = format!("http://{}", request.header("host").unwrap());
        let path = request.target.as_str();
        if path == "/robots.txt" {
            return Reply::status(404);
        }
        if path == "/map.xml" {
            // Later pages first; of the second article only a later page is listed.
            let urls = ["/a/2", "/a/3", "/a", "/b?page=2"];
            let urls = urls.map(|url| format!("<url><loc>{base}{url}</loc></url>"));
            return Reply::status(200).body(format!("<urlset>{}</urlset>", urls.concat()));
        }
        let (name, number) = match path.split_once(['/', '?', '=']).unwrap().1 {
            "a" | "b" => (&path[1..2], 1),
            _ => (&path[1..2], path[path.len() - 1..].parse::<u32>().unwrap()),
        };
        let at = |n: u32| match (name, n) {
            (_, 1) => format!("/{name}"),
            ("a", n) => format!("/a/{n}"),
            (_, n) => format!("/b?page={n}"),
        };
        let mut html = format!(
            "<!doctype html><title>Report {name}</title><article><h1>Report {name}</h1><p>Part {number} \
             of the report {name} says that the ferry between the two banks of the river is running \
             again after eleven weeks of repairs.</p><p>Divers found the crack in the hull in March, \
             says part {number} of {name}, and a yard downstream welded in four plates.</p></article>"
        );
        for n in 1..=3 {
            html += &format!("<a href={}>{n}</a> ", at(n));
        }
        // The first page is slow, so that the others could overtake it.
        Reply::html(html).after(Duration::from_millis(if number == 1 { 120 } else { 0 }))
    });
    let mut settings = CrawlSettings { join_pages: true, ..settings(0) };
    settings.politeness.per_host = 8;
    let (records, _) = run(Crawler::builder().settings(settings).sitemap(server.url("/map.xml")));
    let ok: Vec<&Article> = records.iter().filter(|record| record.status.is_ok()).collect();
    assert_eq!(
        ok.len(),
        2,
        "{:?}",
        records.iter().map(|r| (&r.source, r.status)).collect::<Vec<_>>()
    );
    for record in ok {
        let name = if record.source.contains("/a") { "a" } else { "b" };
        for number in 1..=3 {
            let text = format!("Part {number} of the report {name}");
            assert_eq!(record.text.matches(&text).count(), 1, "{text}: {}", record.text);
        }
    }
    let others = records.iter().filter(|record| !record.status.is_ok());
    assert!(others.clone().all(|record| record.status == Status::Duplicate));
}
