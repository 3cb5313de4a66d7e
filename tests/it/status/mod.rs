//! Every page ends in the right status, and the words of a wall are never the article.
//!
//! The pages are invented: the common consent platforms, checks for robots, error pages, paywalls
//! and script shells in ten languages, and true articles that have something of each beside them.

mod kinds;
mod pages;
mod second;
mod words;
mod words_second;
mod words_third;

use copydesk::{Article, Settings, Source, Status, clean};
use pages::*;
use words::{ENGLISH, WORDS, Words};

/// A page and how it must end.
struct Case {
    name: String,
    bytes: Vec<u8>,
    expected: Status,
    /// Words that must not be in the article.
    wall: Vec<&'static str>,
}

fn read(bytes: &[u8]) -> Article {
    clean(bytes, &Source::named("page.html"), &Settings::default())
}

fn case(name: String, html: String, expected: Status, wall: &[&'static str]) -> Case {
    Case { name, bytes: html.into_bytes(), expected, wall: wall.to_vec() }
}

/// The languages in turn.
fn language(at: usize) -> &'static Words {
    &WORDS[at % WORDS.len()]
}

fn walls() -> Vec<Case> {
    let mut out = Vec::new();
    for (at, service) in CONSENT.iter().enumerate() {
        for words in [language(at), language(at + 5)] {
            let name = format!("consent wall of {} in {}", service.name, words.lang);
            let page = consent_wall(words, service);
            out.push(case(name, page, Status::ConsentWall, words.consent));
        }
    }
    for (at, (name, template)) in CHALLENGES.iter().enumerate() {
        let words = language(at);
        let name = format!("check for robots of {name} in {}", words.lang);
        let page = challenge(words, template);
        out.push(case(name, page, Status::BotChallenge, &[words.robot_text]));
    }
    for (at, words) in WORDS.iter().enumerate() {
        for manner in [at % 5, (at + 2) % 5] {
            let name = format!("error page {manner} in {}", words.lang);
            let page = missing(words, manner);
            out.push(case(name, page, Status::Soft404, &[words.not_found_text]));
        }
    }
    for (at, words) in WORDS.iter().enumerate() {
        let name = format!("script shell {} in {}", at % 7, words.lang);
        out.push(case(name, shell(words, at % 7), Status::JsShell, &[words.scripts]));
    }
    out
}

fn stubs() -> Vec<Case> {
    let stub = |at: usize, words: &'static Words| {
        let name = format!("paywall {} in {}", at % 5, words.lang);
        let wall = &[words.subscribe, words.login];
        case(name, stub(words, at % 5), Status::PaywallStub, wall)
    };
    (0..WORDS.len() + 2).map(|at| stub(at, language(at))).collect()
}

/// True articles, each with something beside it that looks like a wall.
fn articles() -> Vec<Case> {
    let mut out = Vec::new();
    for words in WORDS {
        let name = format!("article in {}", words.lang);
        out.push(case(name, article(words, 9, ""), Status::Ok, &[]));
        let name = format!("very short article in {}", words.lang);
        out.push(case(name, article(words, 1, ""), Status::Ok, &[]));
    }
    for (at, service) in CONSENT.iter().enumerate().take(6) {
        let words = language(at);
        let banner = format!(
            "<div {}><h2>{}</h2><p>{}</p><button>{}</button></div>{}",
            service.marks, service.heading, words.consent[0], words.accept, service.head
        );
        let name = format!("article under a banner of {} in {}", service.name, words.lang);
        out.push(case(name, article(words, 9, &banner), Status::Ok, words.consent));
        let name = format!("short article under a banner of {} in {}", service.name, words.lang);
        out.push(case(name, article(words, 2, &banner), Status::Ok, words.consent));
    }
    for words in [language(0), language(1), language(2), language(8)] {
        let offer = format!(
            "<aside class=subscribe><p>{}</p><p>{}</p></aside>",
            words.subscribe, words.login
        );
        let name = format!("open article with an offer below in {}", words.lang);
        out.push(case(name, article(words, 9, &offer), Status::Ok, &[words.subscribe]));
    }
    let subjects = [
        ("cookies", "Browser to stop third-party cookies, and advertisers are worried", COOKIES),
        ("robots", "Are you a robot? How captchas learned to annoy everyone", ROBOTS),
        ("an error", "Error 404: the short history of a number on a page not found", ERROR),
        ("paywalls", "Why more readers subscribe to local newspapers again", PAYWALLS),
        ("scripts", "JavaScript turns thirty, and the web still asks to enable it", SCRIPTS),
    ];
    for (subject, title, paragraphs) in subjects {
        let words = Words { title, paragraphs, ..*ENGLISH };
        let page = article(&words, 9, "");
        out.push(case(format!("article about {subject}"), page, Status::Ok, &[]));
    }
    for words in [language(0), language(1), language(3)] {
        let updates: String = words
            .paragraphs
            .iter()
            .enumerate()
            .map(|(at, text)| {
                format!("<section class=update><h3>1{at}:30</h3><p>{text}</p></section>")
            })
            .collect();
        let main = format!("<h1>{}</h1><p class=byline>{}</p>{updates}", words.title, words.by);
        let head = article_head(words).replace("NewsArticle", "LiveBlogPosting");
        let body = framed(words, &main);
        let page = document(words, &Parts { title: words.title, head: &head, body: &body });
        out.push(case(format!("live blog in {}", words.lang), page, Status::Ok, &[]));
    }
    out
}

const COOKIES: &[&str] = &[
    "The maker of a widely used browser said on Monday that it would stop supporting third-party cookies by the end of the year, and advertisers are worried about what comes after.",
    "Cookies are small files that a site stores on a device. Partners of a site use them to measure advertising and to build profiles, which privacy groups have criticised for years.",
    "Under the GDPR a site has to ask for consent before it may process personal data in this way, and most people press the button to accept all without reading.",
    "A court in the capital will hear the first case about the new rules in May. Its decision is expected to set a standard for smaller publishers, many of whom live on such advertising.",
];
const ROBOTS: &[&str] = &[
    "The small puzzle that asks whether you are a robot is older than most of its users. It was invented at a university to keep automated programs from opening accounts.",
    "Today machines solve the puzzles faster than people do, and the services that sell them watch how a mouse moves instead. Unusual traffic from a network is enough to be asked.",
    "People with poor eyesight have complained for a decade. A group of them has now taken the issue to the regulator, which has promised an answer before the summer.",
];
const ERROR: &[&str] = &[
    "It is the most seen number on the web. A server sends it when there is no such page, and since the first years of the web designers have tried to make the message friendlier.",
    "The story that it was named after a room in a laboratory is not true, one of the inventors said in an interview. The numbers were simply given out in order.",
    "Museums have begun to collect the pages. The oldest in a new exhibition is from a town library and says, in blue letters, that the librarian has gone to lunch.",
];
const PAYWALLS: &[&str] = &[
    "For the first time in twelve years more people in the region subscribe to a local newspaper than the year before, according to figures of the publishers' association.",
    "The papers had cut prices for the first month and dropped the demand to register before reading. One in four of the new subscribers is younger than thirty.",
    "An editor in the north says the reason is simpler: there was a flood, and people wanted to know whether the bridge was open. Those who came for the bridge stayed for the council.",
];
const SCRIPTS: &[&str] = &[
    "The language was written in ten days in the spring of 1995, and for a while nobody thought it would last. Today hardly a page works without it.",
    "That is a problem for people who read with old devices or behind slow lines: they see an empty page and a line that asks them to enable JavaScript.",
    "A group of developers now wants to go back to pages that work as they arrive. Their first project is the timetable of a ferry, which loads in a tenth of a second.",
];

/// Pages that are none: galleries, videos, listings, next to nothing.
fn others() -> Vec<Case> {
    let mut out = Vec::new();
    for words in [language(0), language(1), language(2)] {
        let figures: String = (0..9)
            .map(|at| {
                let text = words.paragraphs[at % words.paragraphs.len()];
                let caption: String = text.chars().take(60).collect();
                format!(
                    "<figure><img src=/{at}.jpg alt=''><figcaption>{caption}</figcaption></figure>"
                )
            })
            .collect();
        let main = format!("<h1>{}</h1><p>{}</p>{figures}", words.title, words.paragraphs[0]);
        let body = framed(words, &main);
        let page = document(words, &Parts { title: words.title, body: &body, ..Parts::default() });
        out.push(case(format!("gallery in {}", words.lang), page, Status::NotArticle, &[]));
    }
    for words in [language(0), language(3), language(9)] {
        let teasers: String = (0..24)
            .map(|at| {
                let text = words.paragraphs[at % words.paragraphs.len()];
                let short: String = text.chars().take(60).collect();
                format!(
                    "<div class=card><h3><a href=/{at}>{short}</a></h3><a href=/{at}>{at}</a></div>"
                )
            })
            .collect();
        let body = framed(words, &format!("<h1>Example News</h1>{teasers}"));
        let page =
            document(words, &Parts { title: "Example News", body: &body, ..Parts::default() });
        out.push(case(format!("front page in {}", words.lang), page, Status::NotArticle, &[]));
    }
    for (at, words) in [language(0), language(1)].into_iter().enumerate() {
        let main = format!(
            "<h1>{}</h1><video src=/a.mp4></video><p>{} 1:32</p>",
            words.title,
            ["Video", "Video"][at]
        );
        let page = document(
            words,
            &Parts { title: words.title, body: &framed(words, &main), ..Parts::default() },
        );
        out.push(case(format!("video page in {}", words.lang), page, Status::NotArticle, &[]));
    }
    out.push(case(
        "nothing visible".into(),
        "<html><body><p hidden>x</p></body></html>".into(),
        Status::Empty,
        &[],
    ));
    out.push(case(
        "no text".into(),
        "<html><body><img src=a.jpg></body></html>".into(),
        Status::Empty,
        &[],
    ));
    out
}

/// The half on which the rules were tuned.
fn first_half() -> Vec<Case> {
    let mut out: Vec<Case> =
        [walls(), stubs(), articles(), others()].into_iter().flatten().collect();
    for kind in kinds::kinds() {
        let words = WORDS.iter().find(|words| words.lang == kind.lang).unwrap_or(ENGLISH);
        let body = framed(words, &kind.main);
        let page = document(words, &Parts { title: kind.title, head: kind.head, body: &body });
        out.push(case(format!("{} in {}", kind.name, kind.lang), page, kind.status, &[]));
    }
    for (name, bytes, expected) in [
        ("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n".to_vec(), Status::NotHtml),
        ("a PNG", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0".to_vec(), Status::NotHtml),
        ("nothing", Vec::new(), Status::Empty),
    ] {
        out.push(Case { name: name.to_owned(), bytes, expected, wall: Vec::new() });
    }
    out
}

/// The half that was written after it, in other words, languages and markup. Before the rules were
/// widened for good (by words and services of all languages, and by facts of layout), 116 of its 137
/// pages were right.
fn second_half() -> Vec<Case> {
    let mut out = in_languages(words_second::SECOND);
    for (subject, words) in second::subjects() {
        let page = second::article(&words, 9, "");
        out.push(case(format!("article about {subject}"), page, Status::Ok, &[]));
    }
    for kind in second::kinds() {
        let words = words_second::SECOND.iter().find(|words| words.lang == kind.lang);
        let words = words.unwrap_or(words_second::DUTCH);
        let page = second::document(words, kind.title, kind.head, &kind.main);
        out.push(case(format!("{} in {}", kind.name, kind.lang), page, kind.status, &[]));
    }
    for (name, bytes, expected) in second::others() {
        out.push(Case { name: name.to_owned(), bytes, expected, wall: Vec::new() });
    }
    out
}

/// Walls, errors, stubs, shells and articles of the second half in some languages.
fn in_languages(languages: &'static [Words]) -> Vec<Case> {
    let word = |at: usize| &languages[at % languages.len()];
    let named = |what: &str, name: &str, words: &Words| format!("{what} {name} in {}", words.lang);
    let mut out = Vec::new();
    for (at, service) in second::CONSENT.iter().enumerate() {
        for words in [word(at), word(at + 4)] {
            let page = second::consent_wall(words, service);
            let name = named("consent wall of", service.0, words);
            out.push(case(name, page, Status::ConsentWall, words.consent));
        }
    }
    for (at, (service, template)) in second::CHALLENGES.iter().enumerate() {
        let page = second::challenge(word(at), template);
        let name = named("check for robots of", service, word(at));
        out.push(case(name, page, Status::BotChallenge, &[word(at).robot_text]));
    }
    for (at, words) in languages.iter().enumerate() {
        let name = |what: &str| named(what, "", words);
        for manner in [at % 4, (at + 1) % 4] {
            let page = second::missing(words, manner);
            let name = format!("error page {manner} in {}", words.lang);
            out.push(case(name, page, Status::Soft404, &[words.not_found_text]));
        }
        let wall = &[words.subscribe, words.login];
        for manner in [at % 5, (at + 2) % 5] {
            let name = format!("paywall {manner} in {}", words.lang);
            out.push(case(name, second::stub(words, manner), Status::PaywallStub, wall));
        }
        let (framework, body) = second::SHELLS[at % second::SHELLS.len()];
        let shell = second::shell(words, body);
        let scripts = &[words.scripts];
        out.push(case(named("shell of", framework, words), shell, Status::JsShell, scripts));
        out.push(case(name("article"), second::article(words, 9, ""), Status::Ok, &[]));
        out.push(case(name("flash"), second::article(words, 1, ""), Status::Ok, &[]));
        let dialog = format!(
            "<div class=\"cmp-dialog\" role=\"dialog\"><h2>Cookies</h2><p>{}</p><p>{}</p><button>{}</button></div>",
            words.consent[0], words.consent[1], words.accept
        );
        let page = second::article(words, 9, &dialog);
        out.push(case(name("article under a dialog"), page, Status::Ok, words.consent));
        if at % 3 == 0 {
            let page = second::shell_with_state(words);
            out.push(case(name("shell with the text as data"), page, Status::Ok, &[]));
            out.push(case(name("live blog"), second::live(words), Status::Ok, &[]));
            let offer = format!("<div class=\"promo\"><p>{}</p></div>", words.subscribe);
            let page = second::article(words, 9, &offer);
            out.push(case(name("open article with an offer"), page, Status::Ok, &[]));
        }
    }
    out
}

/// At most one page in twenty ends in another status than it should.
fn check(half: &str, cases: &[Case]) {
    let mut wrong = Vec::new();
    for case in cases {
        let article = read(&case.bytes);
        // A page with next to nothing on it may be called by either name.
        let same = article.status == case.expected
            || (case.expected == Status::NotArticle && article.status == Status::TooShort);
        if !same {
            let detail = article.detail.unwrap_or_default();
            let expected = case.expected.name();
            let status = article.status.name();
            wrong.push(format!("{}: {status}, not {expected} ({detail})", case.name));
        }
    }
    println!("{half}: {} of {} wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!(wrong.len() * 20 <= cases.len());
}

#[test]
fn pages_end_in_the_right_status() {
    let pages = first_half();
    assert!(pages.len() >= 120);
    check("first half", &pages);
}

/// Written when the rules stood: nothing was changed for these.
#[test]
fn pages_in_further_languages_end_in_the_right_status() {
    check("further languages", &in_languages(words_third::THIRD));
}

#[test]
fn pages_of_the_second_half_end_in_the_right_status() {
    check("second half", &second_half());
}

#[test]
fn the_words_of_a_wall_are_never_the_article() {
    for case in first_half().into_iter().chain(second_half()) {
        let article = read(&case.bytes);
        for words in case.wall {
            assert!(!article.text.contains(words), "{}: {}", case.name, article.text);
            let in_blocks = article.blocks.iter().any(|block| block.text.contains(words));
            assert!(!in_blocks, "{}", case.name);
        }
    }
}

#[test]
fn a_wall_is_told_in_one_sentence_and_takes_no_facts_along() {
    let article = read(challenge(ENGLISH, CHALLENGES[0].1).as_bytes());
    let detail = article.detail.expect("a sentence");
    assert!(detail.contains("Cloudflare") && !detail.contains('\n'), "{detail}");
    assert_eq!(article.metadata.title, None);
    assert!(article.blocks.is_empty() && article.metadata.authors.is_empty());
    assert_eq!(article.metadata.language.as_deref(), Some("en"));
}

#[test]
fn a_stub_keeps_the_lines_of_the_article() {
    let article = read(stub(ENGLISH, 0).as_bytes());
    assert_eq!(article.status, Status::PaywallStub);
    assert!(article.text.contains(ENGLISH.paragraphs[1]));
    assert_eq!(article.metadata.title.as_deref(), Some(ENGLISH.title));
    assert_eq!(article.metadata.access, Some("locked"));
}
