//! A crawl killed again and again comes to the same end as one that is left alone.

use crate::support::server::{Reply, Request, Server};
use copydesk::input::warc::WarcReader;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::io::BufReader;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const HOSTS: u8 = 10;
const DELAY: Duration = Duration::from_millis(5);

/// Servers with faults. Those that pass (429, 503, resets) pass after the first time; how often a
/// page was asked is counted for each run, so that every run meets the same faults.
fn faulty() -> Server {
    let asked: Mutex<HashMap<(String, String), u32>> = Mutex::default();
    let bomb = {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut encoder, &vec![b' '; 12 << 20]).unwrap();
        encoder.finish().unwrap()
    };
    Server::hosts(HOSTS, move |request| {
        let path = request.target.as_str();
        let Some(number) = path.rsplit('/').next().and_then(|n| n.parse::<usize>().ok()) else {
            return match path {
                "/robots.txt" => Reply::status(200).body("User-agent: *\nDisallow: /*/13"),
                "/loop-a" => Reply::redirect("/loop-b"),
                _ => Reply::redirect("/loop-a"),
            };
        };
        let key = (request.host.clone(), path.to_owned());
        let first = {
            let mut asked = asked.lock().unwrap();
            let count = asked.entry(key).or_default();
            *count += 1;
            *count == 1
        };
        let html = format!(
            "<!doctype html><title>Report {number}</title><article><h1>Report {number}</h1><p>The \
             ferry {number} of {} is running again after eleven weeks of repairs, the harbour office \
             said on Tuesday morning.</p></article>",
            request.host
        );
        // At another page on each host, so that a kill cuts few of them.
        let host: usize = request.host.rsplit('.').next().unwrap().parse().unwrap();
        match number % 50 {
            _ if first && number == 4 * host => Reply::status(429).header("Retry-After", "1"),
            5 if first && number < 50 => Reply::status(503),
            7 => Reply::html(html).after(Duration::from_millis(40)),
            9 => Reply::html(html.clone()).truncated(html.len() / 2),
            11 if first => Reply::hang_up(),
            17 => Reply::redirect("/loop-a"),
            19 if number < 1000 => Reply::redirect(format!(
                "http://127.0.0.{}:{}/moved/{}",
                1 + number % 10,
                request.header("host").unwrap().rsplit(':').next().unwrap(),
                1000 + number
            )),
            23 if number == 23 => Reply::html(bomb.clone()).header("Content-Encoding", "gzip"),
            29 => Reply::status(404),
            _ => Reply::html(html),
        }
    })
}

fn fetch(folder: &Path, name: &str, list: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .arg("fetch")
        .arg("--urls")
        .arg(list)
        .arg("--state")
        .arg(folder.join(format!("{name}.state")))
        .arg("--warc")
        .arg(folder.join(format!("{name}.warc")))
        .arg("-o")
        .arg(folder.join(format!("{name}.jsonl")))
        .args(["--allow-private", "--quiet", "--limit-bytes", "8M", "--tries", "3", "--delay"])
        .arg(DELAY.as_secs_f64().to_string())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The records by URL, without what may differ between runs; fails on a broken or double record.
fn records(path: &Path, run: &str) -> BTreeMap<String, Value> {
    let mut records = BTreeMap::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let mut record: Value = serde_json::from_str(line).expect("a whole record");
        for field in ["fetched_at", "elapsed_ms"] {
            record.as_object_mut().unwrap().remove(field).expect("facts in every record");
        }
        // Each run has paths of its own.
        let text = record.to_string().replace(run, "RUN");
        let record: Value = serde_json::from_str(&text).unwrap();
        let url = record["url"].as_str().unwrap().to_owned();
        assert!(records.insert(url.clone(), record).is_none(), "{url} twice");
    }
    records
}

/// How often each URL's response stands in the WARC files of a folder.
fn archived(folder: &Path) -> BTreeMap<String, u32> {
    let mut urls = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = std::fs::File::open(entry.unwrap().path()).unwrap();
        let plain = flate2::bufread::MultiGzDecoder::new(BufReader::new(file));
        for record in WarcReader::new(BufReader::new(plain), 1 << 20) {
            let record = record.expect("a whole record");
            assert!(!record.cut);
            if record.kind() == "response" {
                *urls.entry(record.url().unwrap().to_owned()).or_default() += 1;
            }
        }
    }
    urls
}

/// A kill, and how late threads were woken about then.
struct Kill {
    at: Instant,
    lag: Duration,
}

impl Kill {
    /// Was a request under way when the crawl was killed? The server may have read it a little after
    /// it was sent. Its answer passes three threads and the disk before the crawl has taken note of
    /// it: what the server asked for in that time can't be known to the next run.
    fn cut(&self, request: &Request) -> bool {
        let noted = request.ended.unwrap() + Duration::from_millis(30) + 4 * self.lag;
        self.at + 4 * self.lag >= request.began && self.at <= noted
    }
}

/// Measures how late the machine wakes threads that sleep.
struct Lag {
    seen: Arc<Mutex<Vec<(Instant, Duration)>>>,
    over: Arc<AtomicBool>,
}

impl Lag {
    fn watch() -> Lag {
        let lag = Lag { seen: Arc::default(), over: Arc::default() };
        let (seen, over) = (lag.seen.clone(), lag.over.clone());
        std::thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                let started = Instant::now();
                std::thread::sleep(Duration::from_millis(1));
                let late = started.elapsed() - Duration::from_millis(1);
                seen.lock().unwrap().push((Instant::now(), late));
            }
        });
        lag
    }

    /// The worst within two seconds of a moment.
    fn about(&self, moment: Instant) -> Duration {
        let near = Duration::from_secs(2);
        let seen = self.seen.lock().unwrap();
        let about = seen.iter().filter(|(at, _)| *at + near >= moment && *at <= moment + near);
        about.map(|(_, late)| *late).max().unwrap_or_default()
    }
}

impl Drop for Lag {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

/// No host above its limit, every Retry-After obeyed; of requests that a kill cut, the beginnings
/// alone count.
fn assert_polite(log: &[Request], kills: &[Kill]) {
    let least = if kills.is_empty() { HOSTS.into() } else { 3 };
    let mut hosts: BTreeMap<&str, Vec<&Request>> = BTreeMap::new();
    for request in log {
        hosts.entry(&request.host).or_default().push(request);
    }
    let mut obeyed = 0;
    for (host, requests) in hosts {
        for pair in requests.windows(2) {
            let gap = pair[1].began - pair[0].began;
            let ended = pair[0].ended.unwrap();
            if let Some(kill) = kills.iter().find(|kill| kill.cut(pair[0])) {
                // Read after the process had died, it tells nothing about when it was sent.
                let late = pair[0].began > kill.at;
                assert!(late || gap >= DELAY, "{host}: {} {gap:?} after a kill", pair[1].target);
                continue;
            }
            assert!(pair[1].began >= ended + DELAY, "{host}: {} came early", pair[1].target);
            if pair[0].status == 429 {
                let wait = pair[1].began - ended;
                assert!(wait >= Duration::from_millis(995), "{host}: {wait:?} after 429");
                obeyed += 1;
            }
        }
    }
    assert!(obeyed >= least, "{obeyed}");
}

#[test]
fn killed_at_eight_points_nothing_is_lost_and_nothing_is_twice() {
    killed_at_random_points(60, 8, 42);
}

/// The whole promise: `cargo test --profile fast --test it killed -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes"]
fn two_thousand_pages_killed_at_twenty_points() {
    for seed in [7, 1234, 987_654_321] {
        killed_at_random_points(200, 20, seed);
    }
}

/// A crawl of so many pages on each of ten hosts, with faults, killed so often.
fn killed_at_random_points(pages: usize, kill_count: u64, mut seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let server = faulty();
    let list = |run: &str| {
        let path = folder.path().join(format!("{run}.txt"));
        let urls: Vec<String> = (0..pages)
            .flat_map(|n| (1..=HOSTS).map(move |host| (host, n)))
            .map(|(host, n)| server.url_on(host, &format!("/{run}/{n}")))
            .collect();
        std::fs::write(&path, urls.join("\n")).unwrap();
        path
    };

    let (calm, killed) = (list("run-1"), list("run-2"));
    let started = Instant::now();
    let exit = fetch(folder.path(), "calm", &calm).wait().unwrap();
    let whole = started.elapsed();
    eprintln!("left alone: {whole:?}");
    assert_eq!(exit.code(), Some(1), "some pages can't be had");
    let calm_log = server.log().len();

    let lag = Lag::watch();
    let mut kills = Vec::new();
    for _ in 0..kill_count {
        let mut child = fetch(folder.path(), "killed", &killed);
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = 0.2 + 1.6 * ((seed >> 33) % 1000) as f64 / 1000.0;
        std::thread::sleep(whole.mul_f64(share / kill_count as f64));
        // SIGKILL: the process gets no chance to tidy up.
        let _ = child.kill();
        kills.push(Instant::now());
        child.wait().unwrap();
    }
    fetch(folder.path(), "killed", &killed).wait().unwrap();

    let calm = records(&folder.path().join("calm.jsonl"), "run-1");
    let killed = records(&folder.path().join("killed.jsonl"), "run-2");
    assert_eq!(calm.len(), pages * HOSTS as usize);
    for (url, record) in &calm {
        assert_eq!(killed.get(url), Some(record), "{url}");
    }
    assert_eq!(killed.len(), calm.len());
    // The archive holds every page that was had, as often as it was had (redirects may meet).
    let archived = archived(&folder.path().join("killed.warc"));
    let mut had: BTreeMap<String, u32> = BTreeMap::new();
    // Of a bomb nothing is kept.
    let is_had = |record: &&Value| record["http_status"] == 200 && record["status"] != "too_large";
    for record in killed.values().filter(is_had) {
        let url = record["final_url"].as_str().unwrap().replace("RUN", "run-2");
        *had.entry(url).or_default() += 1;
    }
    assert_eq!(archived, had);
    let log = server.log();
    assert_polite(&log[..calm_log], &[]);
    let kills: Vec<Kill> = kills.into_iter().map(|at| Kill { at, lag: lag.about(at) }).collect();
    assert_polite(&log[calm_log..], &kills);
}
