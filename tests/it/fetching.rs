//! `copydesk fetch`, `copydesk status` and addresses given to `copydesk clean`.

use crate::program::{Folder, PAGE, SENTENCE, records as json};
use crate::support::server::{Reply, Server};
use serde_json::Value;

fn server() -> Server {
    Server::hosts(2, |request| match request.target.as_str() {
        "/robots.txt" | "/404" => Reply::status(404),
        "/feed" => {
            let base = format!("http://{}", request.header("host").unwrap());
            Reply::status(200).body(format!(
                "<rss version='2.0'><channel><title>N</title><item><link>{base}/story</link></item>\
                 </channel></rss>"
            ))
        }
        _ => Reply::html(PAGE),
    })
}

#[test]
fn one_address_gives_one_page() {
    let (folder, server) = (Folder::new(), server());
    let run = folder.run(&["fetch", &server.url("/a"), "--allow-private", "-f", "text"]);
    assert_eq!((run.code.unwrap(), run.err.as_str()), (0, ""));
    assert!(run.out.contains(SENTENCE), "{}", run.out);
    let run = folder.run(&["fetch", &server.url("/404"), "--allow-private", "-f", "jsonl"]);
    assert_eq!(run.code.unwrap(), 1);
    assert_eq!(json(&run.out)[0]["http_status"], 404);
    assert!(run.err.contains("404 Not Found"), "{}", run.err);
    let run = folder.run(&["fetch", &server.url("/a"), "-f", "jsonl"]);
    assert_eq!(run.code.unwrap(), 1);
    assert_eq!(json(&run.out)[0]["status"], "blocked_address");
}

#[test]
fn clean_takes_addresses_too() {
    let (folder, server) = (Folder::new(), server());
    let url = server.url("/a");
    let run = folder.run(&["clean", &url, "--allow-private", "-f", "jsonl"]);
    assert_eq!(run.code.unwrap(), 0, "{}", run.err);
    let record = &json(&run.out)[0];
    assert_eq!(
        (record["url"].as_str(), record["status"].as_str()),
        (Some(url.as_str()), Some("ok"))
    );
    let run = folder.run(&["clean", &url]);
    assert_eq!(run.code.unwrap(), 1);
    assert!(run.err.contains("127.0.0.1"), "{}", run.err);
}

#[test]
fn a_list_with_state_status_and_a_second_run() {
    let (folder, server) = (Folder::new(), server());
    let list: Vec<String> = (0..5)
        .flat_map(|n| [server.url_on(1, &format!("/{n}")), server.url_on(2, &format!("/{n}"))])
        .collect();
    folder.file("list.txt", format!("# pages\n\n{}\r\n{}", list.join("\n"), server.url("/404")));
    let arguments = [
        "fetch",
        "--urls",
        "list.txt",
        "--state",
        "s.crawl",
        "-o",
        "out/a.jsonl",
        "--allow-private",
        "--delay",
        "0.01",
    ];
    let run = folder.run(&arguments);
    assert_eq!(run.code.unwrap(), 1, "{}", run.err);
    assert!(run.err.contains("10 ok") && run.err.contains("127.0.0.2"), "{}", run.err);
    assert_eq!(json(&folder.read("out/a.jsonl")).len(), 11);
    let requests = server.log().len();
    let run = folder.run(&arguments);
    assert_eq!((run.code.unwrap(), server.log().len()), (0, requests), "{}", run.err);
    assert_eq!(json(&folder.read("out/a.jsonl")).len(), 11);

    let run = folder.run(&["status", "s.crawl"]);
    assert_eq!(run.code.unwrap(), 0);
    assert!(run.out.starts_with("complete: 11 done, 0 queued, 2 hosts"), "{}", run.out);
    let run = folder.run(&["status", "s.crawl", "--json"]);
    let status: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&status["statuses"]["ok"], &status["queued"]), (&10.into(), &0.into()));
    assert_ne!(folder.run(&["status", "list.txt"]).code, Some(0));
    assert_ne!(folder.run(&["status", "none"]).code, Some(0));
    // What failed is asked again when that is wanted.
    let run = folder.run(&[&arguments[..], &["--retry-failed"]].concat());
    assert_eq!((run.code.unwrap(), server.count("/404")), (1, 2));
}

#[test]
fn a_feed_to_every_kind_of_output() {
    let (folder, server) = (Folder::new(), server());
    let feed = server.url("/feed");
    let base = ["fetch", "--feed", &feed, &server.url("/b"), "--allow-private", "--delay", "0"];
    let with = |more: &[&str]| folder.run(&[&base[..], more].concat());
    assert_eq!(with(&["-o", "a.json"]).code, Some(0));
    let array: Value = serde_json::from_str(&folder.read("a.json")).unwrap();
    assert_eq!(array.as_array().unwrap().len(), 2);
    // With a state an array grows over the runs, and is whole after each.
    for (n, more) in ["/c", "/d"].iter().enumerate() {
        let url = server.url(more);
        let run = with(&["--state", "s", "-o", "b.json", &url]);
        assert_eq!(run.code.unwrap(), 0, "{}", run.err);
        let array: Value = serde_json::from_str(&folder.read("b.json")).unwrap();
        assert_eq!(array.as_array().unwrap().len(), 3 + n);
    }
    assert_eq!(with(&["-o", "pages/", "-f", "html"]).code, Some(0));
    assert_eq!(folder.files("pages").len(), 2);
    assert_eq!(with(&["-o", "a.html"]).code, Some(2));
    let run = with(&["--log-format", "json"]);
    let events = json(&run.err);
    assert_eq!(json(&run.out).len(), 2);
    assert_eq!((events.len(), &events[2]["event"]), (3, &"summary".into()));
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_in_good_order_and_the_next_run_goes_on() {
    let folder = Folder::new();
    let server = Server::start(|request| match request.target.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::html(PAGE).after(std::time::Duration::from_millis(20)),
    });
    let list: Vec<String> = (0..60).map(|n| server.url(&format!("/{n}"))).collect();
    folder.file("list.txt", list.join("\n"));
    let arguments = [
        "fetch",
        "--urls",
        "list.txt",
        "--state",
        "s",
        "-o",
        "a.jsonl",
        "--allow-private",
        "--delay",
        "0.01",
    ];
    let child = folder.start(&arguments);
    while server.log().len() < 10 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let pid = child.id().to_string();
    std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap();
    let run = crate::program::Run::of(child.wait_with_output().unwrap());
    assert_eq!(run.code, Some(130), "{}", run.err);
    assert!(run.err.contains("goes on with s"), "{}", run.err);
    let first = json(&folder.read("a.jsonl")).len();
    assert!((5..50).contains(&first), "{first}");
    folder.run(&arguments).success();
    assert_eq!(json(&folder.read("a.jsonl")).len(), 60);
    // Only requests cut off by the stop come again.
    assert!(server.log().len() <= 60 + 2 + 2, "{}", server.log().len());
}

#[test]
fn wrong_usage() {
    let folder = Folder::new();
    for arguments in [
        &["fetch"][..],
        &["fetch", "--urls", "a", "--delay", "-1"],
        &["fetch", "example.com", "--refresh", "1d"],
        &["fetch", "example.com", "--include", "("],
        &["fetch", "example.com", "--since", "yesterday"],
        &["fetch", "example.com", "--concurrency", "0"],
        &["status"],
    ] {
        assert_eq!(folder.run(arguments).code, Some(2), "{arguments:?}");
    }
}
