//! Pages whose article does not stand in their elements.

use copydesk::{Article, Settings, Source, clean};
use serde_json::json;

const STORY: [&str; 4] = [
    "The ferry between the two banks of the river is running again after eleven weeks of repairs, \
     the harbour office said on Tuesday morning.",
    "Divers found the crack in the hull during a routine inspection in March. A yard downstream \
     welded in four new plates, and the last of them was tested over the weekend.",
    "For the schools on the eastern bank the news means an end to the bus ride of fifty minutes that \
     some two hundred children had to put up with since the beginning of the spring term.",
    "The captain, who has been in service for thirty years, said that she had never been so glad to \
     hear the horn. She expects the first passengers at six in the morning.",
];

fn read(body: &str) -> Article {
    let html = format!(
        "<!doctype html><html lang=en><title>Ferry back in service | Example News</title>{body}"
    );
    clean(html.as_bytes(), &Source::named("page"), &Settings::default())
}

fn paragraphs(article: &Article) -> Vec<&str> {
    article.blocks.iter().map(|block| block.text.as_str()).collect()
}

#[track_caller]
fn is_the_story(article: &Article) {
    assert_eq!(paragraphs(article), STORY, "{article:?}");
    let detail = article.detail.as_deref().unwrap_or_default();
    assert!(detail.contains("data of the page"), "{detail}");
}

#[test]
fn shells_that_scripts_would_fill() {
    let html: String = STORY.iter().map(|p| format!("<p>{p}</p>")).collect();
    let items: Vec<_> = STORY.iter().map(|p| json!({"kind": "para", "words": p})).collect();
    let other = json!({"title": "Another story", "body": html.replace("ferry", "tram").repeat(2)});
    let state = |body| json!({"page": {"others": [other], "story": {"title": "Ferry back in service", "x": body}}});
    let shell = "<body><div id=root></div><noscript>Please enable JavaScript.</noscript>";
    for body in [json!(html), json!({"rendered": html}), json!(items), json!(STORY.join("\n\n"))] {
        let state = state(body);
        for script in [
            format!(
                "<script type=application/json>{}</script>",
                state.to_string().replace('<', "\\u003c")
            ),
            format!(
                "<script>window.STATE = {};</script>",
                state.to_string().replace('<', "\\u003c")
            ),
            format!(
                "<script>init(JSON.parse({}))</script>",
                json!(state.to_string()).to_string().replace('<', "\\u003c")
            ),
        ] {
            is_the_story(&read(&format!("{shell}{script}")));
        }
    }
}

#[test]
fn articles_cut_short_for_a_button() {
    let ld = json!({"@type": "NewsArticle", "headline": "Ferry back in service",
        "articleBody": STORY.join("\n")});
    let page = format!(
        "<script type=application/ld+json>{ld}</script><body><article><h1>Ferry back in service</h1>\
         <p>{}</p><p>{}</p><button>Read more</button></article>",
        STORY[0], STORY[1]
    );
    is_the_story(&read(&page));
}

#[test]
fn a_whole_article_stays_as_it_stands() {
    let ld = json!({"@type": "NewsArticle", "articleBody": STORY.join(" ")});
    let body: String = STORY.iter().map(|p| format!("<p>{p}</p>")).collect();
    let with =
        format!("<script type=application/ld+json>{ld}</script><body><article>{body}</article>");
    let article = read(&with);
    assert_eq!(paragraphs(&article), STORY);
    assert_eq!(article.detail, None);
}

#[test]
fn data_about_something_else_is_no_article() {
    let other = json!({"title": "Terms of use", "text": STORY[2..].join("\n\n").repeat(3)});
    let body = format!(
        "<script>S={other}</script><article><p>{}</p><p>{}</p></article>",
        STORY[0], STORY[1]
    );
    assert_eq!(paragraphs(&read(&body)), STORY[..2]);
}

#[test]
fn running_text_never_comes_out_empty() {
    let noise = "<ul><li><a href=/a>A link</a><li><a href=/b>Another</a></ul>";
    let text = "<div class=footer><form><label>Plain words in an odd place, which nobody would call \
                an article but which are all that this page has to say to those who come here.</label>\
                </form></div>";
    let asides: String =
        STORY.iter().map(|p| format!("<footer class=comment>{p}</footer>")).collect();
    for body in [format!("{noise}{asides}"), format!("<aside class=legal>{}</aside>", STORY[1])] {
        let article = read(&body);
        assert!(article.text.contains("Divers found"), "{article:?}");
    }
    let _ = read(text);
}
