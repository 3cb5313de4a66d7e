//! TLS and HTTP/2: verified always, by the system's roots and by those the user adds.

use crate::program::{Folder, SENTENCE, records as json};
use crate::support::server::{Reply, Server};
use crate::support::tls::{Authority, TlsServer};
use copydesk::crawl::Crawler;
use copydesk::fetch::{Client, FetchError, FetchSettings};
use copydesk::{Article, Status};

fn settings(server: &TlsServer, roots: &[&Authority]) -> FetchSettings {
    FetchSettings {
        allow_private: true,
        resolve: vec![("news.test".into(), server.address)],
        root_certificates: roots.iter().map(|root| root.pem.clone().into_bytes()).collect(),
        ..FetchSettings::default()
    }
}

fn get(settings: &FetchSettings, url: &str) -> Result<Vec<u8>, FetchError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = Client::new(settings)?;
    let page = runtime.block_on(client.fetch(url)).map_err(|failure| failure.error)?;
    Ok(page.bytes)
}

#[test]
fn both_versions_are_spoken_and_the_server_chooses() {
    let authority = Authority::new();
    for (http2, name) in [(true, "h2"), (false, "http/1.1")] {
        let server = authority.server("news.test", http2, false);
        let settings = settings(&server, &[&authority]);
        let page = get(&settings, "https://news.test/a").unwrap();
        assert!(String::from_utf8(page).unwrap().contains("(/a)"));
        let expected = (name, "news.test".to_owned(), "/a".to_owned());
        assert_eq!(server.log(), [expected]);
    }
}

#[test]
fn what_cannot_be_verified_is_not_asked() {
    let (authority, other) = (Authority::new(), Authority::new());
    let good = authority.server("news.test", true, false);
    let expired = authority.server("news.test", true, true);
    let other_name = authority.server("elsewhere.test", true, false);
    for (server, roots) in [
        (&good, &[][..]),
        (&good, &[&other]),
        (&expired, &[&authority]),
        (&other_name, &[&authority]),
    ] {
        let error = get(&settings(server, roots), "https://news.test/a").unwrap_err();
        assert_eq!(error.status(), Status::NetworkError, "{error}");
        assert!(error.to_string().to_lowercase().contains("certificate"), "{error}");
        assert_eq!(server.log(), []);
    }
    let broken =
        FetchSettings { root_certificates: vec![b"no PEM".to_vec()], ..settings(&good, &[]) };
    assert!(matches!(Client::new(&broken), Err(FetchError::Setup(_))));
}

#[test]
fn a_crawl_over_http2() {
    let authority = Authority::new();
    let server = authority.server("news.test", true, false);
    let mut crawler = Crawler::builder();
    let mut crawl = copydesk::crawl::CrawlSettings {
        fetch: settings(&server, &[]),
        ..copydesk::crawl::CrawlSettings::default()
    };
    crawl.politeness.delay = std::time::Duration::from_millis(10);
    crawler = crawler.settings(crawl).root_certificate(authority.pem.clone());
    for n in 0..5 {
        crawler = crawler.url(format!("https://news.test/{n}"));
    }
    let mut records: Vec<Article> = Vec::new();
    crawler
        .run(&mut |record: Article| {
            records.push(record);
            Ok(())
        })
        .unwrap();
    assert_eq!(records.len(), 5);
    for record in &records {
        assert_eq!(record.status, Status::Ok, "{:?}", record.detail);
        assert!(record.text.contains(SENTENCE));
    }
    let log = server.log();
    assert_eq!(log.len(), 6);
    assert!(log.iter().all(|(version, host, _)| (*version, host.as_str()) == ("h2", "news.test")));
}

#[test]
fn redirects_cross_from_one_scheme_to_the_other() {
    let authority = Authority::new();
    let secure = authority.server("news.test", true, false);
    let plain = Server::start(|request| match request.target.as_str() {
        "/up" => Reply::redirect("https://news.test/a"),
        _ => Reply::html(crate::program::PAGE),
    });
    let settings = settings(&secure, &[&authority]);
    let page = get(&settings, &plain.url("/up")).unwrap();
    assert!(String::from_utf8(page).unwrap().contains("(/a)"));
    assert_eq!(secure.log().len(), 1);
}

#[test]
fn roots_on_the_command_line() {
    let authority = Authority::new();
    let server = authority.server("news.test", true, false);
    let folder = Folder::new();
    folder.file("ca.pem", &authority.pem);
    let resolve = format!("news.test={}", server.address);
    let url = "https://news.test/a";
    let base =
        ["fetch", url, "-f", "jsonl", "--allow-private", "--tries", "1", "--resolve", &resolve];
    let run = folder.run(&[&base[..], &["--ca-file", "ca.pem"]].concat());
    assert_eq!(json(&run.out)[0]["status"], "ok", "{}", run.err);
    let run = folder.run(&base);
    assert_eq!(json(&run.out)[0]["status"], "network_error");
    let run = folder.run(&[&base[..], &["--ca-file", "none.pem"]].concat());
    assert_eq!(run.code, Some(2), "{}", run.err);
}

#[test]
#[cfg(target_os = "linux")]
fn a_machine_without_certificates_can_fetch_all_the_same() {
    let server = Server::start(|_| Reply::html(crate::program::PAGE));
    let folder = Folder::new();
    let url = server.url("/a");
    let run = folder
        .command(&["fetch", &url, "-f", "jsonl", "--allow-private", "--ignore-robots"])
        .env("SSL_CERT_FILE", "/nonexistent")
        .env("SSL_CERT_DIR", "/nonexistent")
        .output()
        .unwrap();
    let run = crate::program::Run::of(run);
    assert_eq!(json(&run.out)[0]["status"], "ok", "{}", run.err);
}
