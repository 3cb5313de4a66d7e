//! Finding the articles of a site: nearly all of them, and hardly anything else.

use crate::support::server::{Reply, Request, Server};
use copydesk::crawl::{CrawlSettings, Crawler, Summary};
use copydesk::fetch::{FetchSettings, Politeness};
use copydesk::{Article, Status};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// An invented site: five sections with their own kind of address, each a listing of many pages,
/// and what else sites have.
const SECTIONS: [&str; 5] = ["politics", "business", "world", "culture", "sport"];
const PER_SECTION: usize = 64;
const PER_PAGE: usize = 8;
const WORDS: [&str; 12] = [
    "harbour",
    "council",
    "ferry",
    "bridge",
    "museum",
    "orchard",
    "tram",
    "school",
    "reservoir",
    "library",
    "market",
    "lighthouse",
];

/// The address of an article.
fn path(section: usize, n: usize) -> String {
    let (a, b) = (WORDS[n % 12], WORDS[(n / 5 + 3) % 12]);
    match section {
        0 => format!("/politics/2026/11/{:02}/{a}-and-{b}-{n}", 1 + n % 28),
        1 => format!("/business/{a}-and-{b}-share-the-costs-{}.html", 480_000 + n),
        2 => format!("/world/{}", 71_200_000 + n),
        3 => format!("/view.php?section=culture&id={}", 9_000 + n),
        // Short names, which sections could have as well.
        _ => format!("/sport/{a}-{}{n}", &b[..2]),
    }
}

fn article(section: usize, n: usize) -> String {
    let (a, b) = (WORDS[n % 12], WORDS[(n / 5 + 3) % 12]);
    let name = SECTIONS[section];
    format!(
        "<!doctype html><html lang=en><head><title>The {a} and the {b}, {name} {n}</title><meta \
         property=og:type content=article><meta property=article:published_time content=\
         '2026-11-{:02}T08:00:00Z'></head><body>{}<article><h1>The {a} and the {b}, {name} {n}</h1><p>The \
         {a} will get a new {b} by the end of the year, the office for {name} said in its report \
         number {n} on Tuesday morning, after eleven weeks of talks with all who live there.</p><p>In \
         all {n} households of the quarter had asked for it, and the {b} was the one thing that every \
         one of them wanted to keep, said the report {n}.</p><p>The next meeting on the {a} is in the \
         old school on the eastern bank; entry is free and the hall is heated.</p></article><a \
         href='/print{}'>Print</a><footer><a href=/about>About</a></footer>",
        1 + n % 28,
        menu(),
        path(section, n)
    )
}

fn menu() -> String {
    let mut menu = String::from("<nav><a href=/>Home</a>");
    for section in SECTIONS {
        let _ = write!(menu, "<a href=/{section}/>{section}</a>");
    }
    menu + "<a href=/about>About</a><a href='/search?q='>Search</a><a href=/calendar/2026/11>Dates</a></nav>"
}

fn listing(title: &str, links: impl Iterator<Item = String>) -> Reply {
    let mut html = format!("<!doctype html><title>{title}</title>{}<main><ul>", menu());
    for link in links {
        let _ = write!(html, "<li><a href='{link}'>{link}</a></li>");
    }
    Reply::html(html + "</ul></main>")
}

/// The number of an article by its path.
fn number(path: &str) -> Option<(usize, usize)> {
    (0..SECTIONS.len())
        .flat_map(|section| (0..PER_SECTION).map(move |n| (section, n)))
        .find(|&(section, n)| self::path(section, n) == path)
}

/// What the site answers; `sitemap` says how many of each section's articles stand in its sitemap.
fn site(request: &Request, sitemap: usize, visits: &AtomicUsize) -> Reply {
    let base = format!("http://{}", request.header("host").unwrap());
    let visit = visits.fetch_add(1, Ordering::Relaxed);
    let full = request.target.as_str();
    // Numbers of visits on every link of one section.
    let target = full.split(";jsessionid").next().unwrap();
    if let Some((section, n)) = number(target) {
        return Reply::html(article(section, n));
    }
    if let Some(printed) = target.strip_prefix("/print")
        && let Some((section, n)) = number(printed)
    {
        let head = format!("<head><link rel=canonical href='{printed}'>");
        return Reply::html(article(section, n).replace("<head>", &head));
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    match path {
        "/robots.txt" => Reply::status(200).body("User-agent: *\nDisallow: /search"),
        "/sitemap.xml" if sitemap > 0 => {
            let all = (0..SECTIONS.len()).flat_map(|s| (0..sitemap).map(move |n| (s, n)));
            let urls = all.map(|(s, n)| {
                format!("<url><loc>{base}{}</loc></url>", self::path(s, n).replace('&', "&amp;"))
            });
            let pages = "<url><loc>/about</loc></url><url><loc>/imprint</loc></url>";
            Reply::status(200).body(format!("<urlset>{pages}{}</urlset>", urls.collect::<String>()))
        }
        "/rss" => {
            let items = (0..SECTIONS.len()).map(|section| {
                let path = self::path(section, 0).replace('&', "&amp;");
                format!("<item><link>{path}</link></item>")
            });
            Reply::status(200).body(format!(
                "<rss version='2.0'><channel><title>N</title>{}</channel></rss>",
                items.collect::<String>()
            ))
        }
        "/" => {
            let links = (0..SECTIONS.len()).flat_map(|s| (0..3).map(move |n| self::path(s, n)));
            let page = listing("Front page", links);
            let head = "<link rel=alternate type=application/rss+xml href=/rss>";
            page.body_with(|html| html.replace("<title>", &format!("{head}<title>")))
        }
        "/about" | "/imprint" | "/contact" => Reply::html(format!(
            "<!doctype html><title>{path}</title>{}<main><p>We are a newspaper.</p></main>",
            menu()
        )),
        // Dates without end, and tags.
        _ if path.starts_with("/calendar/") => {
            let mut parts = path.split('/').skip(2).filter_map(|part| part.parse::<u32>().ok());
            let (year, month) = (parts.next().unwrap_or(2026), parts.next().unwrap_or(1));
            let links =
                (0..40).map(|n| format!("/calendar/{}/{:02}", year + n / 12, month + n % 12));
            listing("Dates", links)
        }
        _ if path.starts_with("/tag/") => listing("Tag", (0..20).map(|n| format!("{path}{n}x/"))),
        _ => {
            let name = path.trim_matches('/');
            let Some(section) = SECTIONS.iter().position(|section| *section == name) else {
                return Reply::status(404);
            };
            let page: usize =
                query.strip_prefix("page=").and_then(|n| n.parse().ok()).unwrap_or(1).max(1);
            let first = (page - 1) * PER_PAGE;
            let articles = (first..(first + PER_PAGE).min(PER_SECTION)).map(move |n| {
                let session =
                    if section == 1 { format!(";jsessionid={visit:X}") } else { String::new() };
                self::path(section, n) + &session
            });
            let last = PER_SECTION.div_ceil(PER_PAGE);
            let pages =
                [page + 1, last].into_iter().filter(move |&next| page < last && next <= last);
            let pages = pages.map(|next| format!("/{name}/?page={next}"));
            let tags = (0..3).map(|n| format!("/tag/{}/", WORDS[(page + n) % 12]));
            listing(name, articles.chain(pages).chain(tags))
        }
    }
}

fn crawl(sitemap: usize) -> (Vec<Article>, Summary, Server) {
    let visits = AtomicUsize::new(0);
    let server = Server::start(move |request| site(request, sitemap, &visits));
    let settings = CrawlSettings {
        fetch: FetchSettings { allow_private: true, ..FetchSettings::default() },
        politeness: Politeness { delay: Duration::ZERO, per_host: 8, ..Politeness::default() },
        ..CrawlSettings::default()
    };
    let mut records = Vec::new();
    let summary = Crawler::builder()
        .settings(settings)
        .site(server.url("/"))
        .run(&mut |record: Article| {
            records.push(record);
            Ok(())
        })
        .unwrap();
    (records, summary, server)
}

fn check(sitemap: usize) {
    let (records, summary, server) = crawl(sitemap);
    let given: Vec<&Article> = records.iter().filter(|record| record.status.is_ok()).collect();
    let found: BTreeSet<&str> = given
        .iter()
        .filter_map(|r| r.metadata.title.as_deref())
        .filter(|t| t.starts_with("The "))
        .collect();
    let all = SECTIONS.len() * PER_SECTION;
    let others = records
        .iter()
        .filter(|record| {
            let path = record.source.strip_prefix(&server.url("")).unwrap_or("");
            number(path).is_none() && record.status != Status::Duplicate
        })
        .count();
    println!(
        "sitemap with {sitemap} of {PER_SECTION}: {} of {all} articles, {others} others, {} requests",
        found.len(),
        summary.requests
    );
    assert!(found.len() * 100 >= all * 95, "{} of {all}", found.len());
    assert!(others * 100 <= records.len() * 5, "{others} of {}", records.len());
    // Each article once, whatever its addresses.
    assert_eq!(given.len(), found.len());
    // Dates, tags and searches have no end; the crawl has.
    assert!(summary.requests < 4 * all as u64, "{}", summary.requests);
    assert!(!server.log().iter().any(|request| request.target.starts_with("/search")));
}

#[test]
fn without_a_sitemap() {
    check(0);
}

#[test]
fn with_a_part_of_a_sitemap() {
    check(PER_SECTION / 4);
}

#[test]
fn no_more_pages_than_wanted_also_over_several_runs() {
    let dir = tempfile::tempdir().unwrap();
    let visits = AtomicUsize::new(0);
    let server = Server::start(move |request| site(request, PER_SECTION, &visits));
    let run = |stop_at: u64| {
        let mut settings = CrawlSettings {
            fetch: FetchSettings { allow_private: true, ..FetchSettings::default() },
            state: Some(dir.path().join("state")),
            ..CrawlSettings::default()
        };
        settings.politeness.delay = Duration::from_millis(2);
        settings.scope.max_pages = Some(40);
        let crawler = Crawler::builder().settings(settings).site(server.url("/"));
        let stop = crawler.stop_handle();
        let mut count = 0;
        let mut sink = |_: Article| {
            count += 1;
            if count >= stop_at {
                stop.stop();
            }
            Ok(())
        };
        crawler.run(&mut sink).unwrap()
    };
    let first = run(10);
    let second = run(u64::MAX);
    assert!(first.stopped && !second.stopped);
    assert_eq!(first.found + second.found, 40);
    assert!(first.records + second.records <= 40);
}
