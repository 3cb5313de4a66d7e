//! Many pages of one site: what they have in common is none of their articles.

use crate::program::{Folder, field};
use serde_json::Value;

/// Invented sentences that do not repeat, from a linear congruential generator (Knuth).
struct Writer(u64);

impl Writer {
    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        words[(self.0 >> 33) as usize % words.len()]
    }

    fn sentence(&mut self) -> String {
        let who = ["The council", "A spokeswoman", "The harbour office", "His sister", "The club"];
        let did = ["rejected", "welcomed", "postponed", "paid for", "questioned", "repaired"];
        let what =
            ["the plan for the tram", "a second bridge", "the old mill", "the spring market"];
        let why =
            ["after a long debate", "in spite of the storm", "for want of money", "by accident"];
        let when = ["on Monday", "in early March", "last winter", "before the holidays"];
        let number = 100 + self.0 % 800;
        format!(
            "{} {} {} {}, {} and with {number} people watching. ",
            self.pick(&who),
            self.pick(&did),
            self.pick(&what),
            self.pick(&why),
            self.pick(&when)
        )
    }

    fn paragraph(&mut self) -> String {
        (0..3).map(|_| self.sentence()).collect()
    }
}

/// Furniture that reads like an article and stands in its paragraphs.
const FURNITURE: [&str; 3] = [
    "The Courier has been written by the people of the coast since 1921 and belongs to its readers, \
     who meet once a year in the hall behind the fish market and vote on its course.",
    "Our reporters drive more than nine thousand kilometres a month between the islands, and every \
     one of these kilometres was paid for by people like you who think that somebody should.",
    "Whoever saw something that this newspaper should know about can call the desk by day and by \
     night, and nobody will ever learn the name of the caller without having been told so.",
];

struct Site {
    folder: Folder,
    articles: Vec<Vec<String>>,
}

/// A site whose pages carry the furniture between the paragraphs of different articles.
fn site(pages: usize) -> Site {
    let folder = Folder::new();
    let mut writer = Writer(7);
    let articles: Vec<Vec<String>> =
        (0..pages).map(|_| (0..6).map(|_| writer.paragraph()).collect()).collect();
    for (number, paragraphs) in articles.iter().enumerate() {
        folder.file(&format!("in/{number:02}.html"), page(number, paragraphs));
    }
    Site { folder, articles }
}

fn page(number: usize, paragraphs: &[String]) -> String {
    let mut body = String::new();
    for (at, paragraph) in paragraphs.iter().enumerate() {
        body += &format!("<p>{paragraph}</p>\n");
        if at % 2 == 1 {
            body += &format!("<p>{}</p>\n", FURNITURE[at / 2]);
        }
    }
    format!(
        "<!doctype html><html lang=en><title>Story number {number} of this week</title>
         <link rel=canonical href='https://www.courier.example/story/{number}'>
         <body><nav><a href=/>Home</a></nav><article class=story><h1>Story number {number} of this \
         week</h1>{body}</article><footer>Courier</footer>"
    )
}

impl Site {
    fn clean(&self, options: &[&str]) -> Vec<Value> {
        self.folder.run(&[&["clean", "in"], options].concat()).success().records()
    }
}

/// Pieces of furniture in the articles, and paragraphs missing from them.
fn faults(records: &[Value], articles: &[Vec<String>]) -> (usize, usize) {
    let (mut leaked, mut missing) = (0, 0);
    for (text, paragraphs) in field(records, "text").into_iter().zip(articles) {
        leaked += FURNITURE.iter().filter(|piece| text.contains(**piece)).count();
        missing += paragraphs.iter().filter(|p| !text.contains(p.trim())).count();
    }
    (leaked, missing)
}

#[test]
fn furniture_between_paragraphs_goes_and_the_paragraphs_stay() {
    let site = site(10);
    let (leaked_alone, missing_alone) = faults(&site.clean(&["--site-aware=off"]), &site.articles);
    assert!(leaked_alone >= 10, "the test needs furniture that a page alone cannot tell");
    let (leaked, missing) = faults(&site.clean(&[]), &site.articles);
    assert_eq!((leaked, missing), (0, missing_alone), "{leaked_alone} leaked before");
}

#[test]
fn a_few_pages_teach_nothing_unless_asked() {
    let site = site(5);
    assert_eq!(site.clean(&[]), site.clean(&["--site-aware=off"]));
    let (leaked, _) = faults(&site.clean(&["--site-aware"]), &site.articles);
    assert_eq!(leaked, 0);
}

#[test]
fn an_article_that_was_saved_several_times_is_no_furniture() {
    let mut site = site(10);
    for copy in 0..6 {
        let again = page(3, &site.articles[3]);
        site.folder.file(&format!("in/{}.html", 20 + copy), &again);
        // Under another address, as an edition for printing has it.
        let printed = again.replace("/story/3'", &format!("/print/{copy}'"));
        site.folder.file(&format!("in/{}.html", 30 + copy), printed);
    }
    site.articles.extend(vec![site.articles[3].clone(); 12]);
    let (_, missing_alone) = faults(&site.clean(&["--site-aware=off"]), &site.articles);
    assert_eq!(faults(&site.clean(&[]), &site.articles), (0, missing_alone));
}

#[test]
fn the_output_is_the_same_for_any_number_of_jobs() {
    let site = site(24);
    let run = |jobs| site.folder.run(&["clean", "in", "--jobs", jobs]).success().out;
    let one = run("1");
    assert!(["2", "5"].into_iter().all(|jobs| run(jobs) == one));
}

#[test]
fn rules_of_the_user() {
    let site = site(2);
    site.folder.file(
        "rules.toml",
        "[[site]]\nhost = 'courier.example'\nbody = 'article.story > p:nth-of-type(-n+2)'\n\
         drop = 'p:nth-of-type(2)'\ntitle = 'footer'\ndate = 'time'\n",
    );
    let records = site.clean(&["--rules", "rules.toml"]);
    let paragraphs: Vec<&str> = site.articles.iter().map(|article| article[0].trim()).collect();
    assert_eq!(field(&records, "text"), paragraphs);
    assert_eq!(field(&records, "title"), ["Courier"; 2]);
    assert_eq!(field(&records, "title_source"), ["rule"; 2]);
}

#[test]
fn a_rule_whose_body_is_gone_changes_nothing_and_says_so() {
    let site = site(1);
    let rules = "[[site]]\nhost = '*.courier.example'\nbody = '.old-body'\n";
    site.folder.file("rules.toml", rules).file("bad.toml", "[[site]]\nhost = 'a'\nbody = '>>'\n");
    let (plain, ruled) = (site.clean(&[]), site.clean(&["--rules", "rules.toml"]));
    assert_eq!(plain[0]["text"], ruled[0]["text"]);
    let detail = ruled[0]["detail"].as_str().expect("a remark");
    assert!(detail.contains("the rule for courier.example names a body"), "{detail}");
    let run = site.folder.run(&["clean", "in", "--rules", "bad.toml"]);
    assert!(run.code == Some(1) && run.err.contains("body = \">>\" is no selector"), "{run:?}");
}

#[test]
fn rules_are_checked() {
    let site = site(3);
    site.folder.file(
        "rules.toml",
        "[[site]]\nhost = 'courier.example'\nbody = 'article.story'\ndrop = '.teaser'\n\
         [[site]]\nhost = 'other.example'\nbody = 'div'\n",
    );
    let run = site.folder.run(&["rules", "check", "rules.toml", "in"]);
    let expected = "courier.example: 3 pages\n  body   article.story: 3 elements on 3 pages\n  \
                    drop   .teaser: matches nothing\nother.example: 0 pages\n";
    assert_eq!((run.code, run.out.as_str()), (Some(1), expected));
}

#[test]
fn site_patterns_are_converted() {
    let folder = Folder::new();
    let pattern = "title: //h1\nbody: //div[@class='text']\nstrip: //p[contains(., 'More')]\n";
    folder.file("news.example.txt", pattern);
    let run = folder.run(&["rules", "convert", "news.example.txt"]);
    assert_eq!(run.code, Some(1), "a line did not translate");
    let expected = "[[site]]\nhost = 'news.example'\nbody = 'div[class=\"text\"]'\ntitle = 'h1'\n\
                    # not translated: line 3: strip: //p[contains(., 'More')]: ";
    assert!(run.out.starts_with(expected), "{}", run.out);
    assert!(run.err.contains("news.example.txt: line 3"), "{}", run.err);
}
