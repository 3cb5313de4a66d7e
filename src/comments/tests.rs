use super::*;
use crate::label::{Label, Reason, Verdict};
use crate::parse::parse;
use crate::segment::segment;
use crate::settings::Limits;

const STORY: &str = "The dam above the town was opened on Monday after eleven years of work, and \
     those who had built it stood on the bridge to watch the water come. Nobody spoke for a while.";

/// A page with a story and what follows it; the story alone is body.
fn page(after: &str) -> (Page, Labels) {
    let html = format!("<body><div><h1>Dam opens</h1><p>{STORY}</p><p>{STORY}</p>{after}</div>");
    let page = segment(&parse(&html, &Limits::default()));
    let verdict = |block: usize| {
        let label = if page.block_text(block) == STORY { Label::Paragraph } else { Label::Other };
        Verdict { label, score: 0.5, reason: Reason::new("model", "") }
    };
    let verdicts = (0..page.blocks.len()).map(verdict).collect();
    (page, Labels { verdicts, confidence: 1.0, article: 1.0 })
}

/// Comments as `depth author: text`.
fn comments(after: &str) -> Vec<String> {
    let (page, mut labels) = page(after);
    let discussion = Discussion::of(&page, &labels);
    discussion.mark(&page, &mut labels);
    let comments = discussion.comments(&page, &labels, Some("en"));
    comments
        .iter()
        .map(|c| format!("{} {}: {}", c.depth, c.author.as_deref().unwrap_or("?"), c.text))
        .collect()
}

/// The label of the block that begins with a text.
fn label_of(after: &str, text: &str) -> Label {
    let (page, mut labels) = page(after);
    Discussion::of(&page, &labels).mark(&page, &mut labels);
    let block = (0..page.blocks.len()).find(|&b| page.block_text(b).starts_with(text));
    labels.verdicts[block.expect("the block")].label
}

#[test]
fn answers_in_lists_of_their_own() {
    let html = "<ol class=comments><li><b>Ada</b> <time>2 May 2024</time><p>Wet.</p>\
                <ol><li><b>Bo</b> <time>3 May 2024</time><p>Quite.</p></li></ol></li>\
                <li><b>Cy</b> <time>4 May 2024</time><p>Cold.</p></li></ol>";
    assert_eq!(comments(html), ["0 Ada: Wet.", "1 Bo: Quite.", "0 Cy: Cold."]);
}

#[test]
fn answers_of_another_make() {
    let html = "<div id=comments>\
                <div class=c><i class=nick>Ada</i> <span>12:30</span><p>Wet.</p>\
                <div class=r><i class=nick>Bo</i> <span>12:31</span><p>Quite.</p></div></div>\
                <div class=c><i class=nick>Cy</i> <span>12:40</span><p>Cold.</p></div></div>";
    assert_eq!(comments(html), ["0 Ada: Wet.", "1 Bo: Quite.", "0 Cy: Cold."]);
}

#[test]
fn rows_of_a_table_beside_a_form() {
    let html = "<section><table>\
                <tr><td><b>Ada</b><br>02.05.2024 10:11</td><td>Wet, and colder than it looked.</td></tr>\
                <tr><td><b>Bo</b><br>02.05.2024 10:15</td><td>Quite.</td></tr></table>\
                <form><textarea></textarea><button>Send</button></form></section>";
    assert_eq!(comments(html), ["0 Ada: Wet, and colder than it looked.", "0 Bo: Quite."]);
}

#[test]
fn a_comment_in_one_block() {
    let html = "<div class=comments><p><b>Ada</b> on 2 May 2024:<br>Wet.</p>\
                <p><b>Bo</b> on 3 May 2024:<br>Quite.</p></div>";
    assert_eq!(comments(html), ["0 Ada: Wet.", "0 Bo: Quite."]);
}

#[test]
fn what_surrounds_the_form_belongs_to_it() {
    let html = "<div><h3>Pipe up</h3><form><textarea></textarea></form><p>140 left</p></div>\
                <p>Elsewhere</p>";
    assert_eq!(label_of(html, "Pipe up"), Label::Form);
    assert_eq!(label_of(html, "140 left"), Label::Form);
    assert_eq!(label_of(html, "Elsewhere"), Label::Other);
    assert_eq!(label_of("<p class=comments>None so far</p>", "None so far"), Label::Form);
}

#[test]
fn the_article_is_no_comment_whatever_its_element_is_called() {
    let html = format!(
        "<body class=comments-open><article class='comment opinion'><h1>Dam</h1><p>{STORY}</p>"
    );
    let page = segment(&parse(&html, &Limits::default()));
    let body = Verdict { label: Label::Paragraph, score: 1.0, reason: Reason::new("model", "") };
    let verdicts = vec![body; page.blocks.len()];
    let mut labels = Labels { verdicts, confidence: 1.0, article: 1.0 };
    Discussion::of(&page, &labels).mark(&page, &mut labels);
    assert!(labels.verdicts.iter().all(|verdict| verdict.label == Label::Paragraph));
}

#[test]
fn declared_comments_are_joined_with_the_printed_ones() {
    let html = r##"<script type="application/ld+json">{"@type": "Article", "comment": [
        {"@type": "Comment", "@id": "#1", "text": "Wet!", "author": {"name": "Ada"},
         "dateCreated": "2024-05-02", "comment": {"@type": "Comment", "text": "Not so."}},
        {"@type": "Comment", "text": "Hm.", "parentItem": {"@id": "#1"}}]}</script>
        <ul class=comments><li><time>2 May</time><p>Wet!</p></li><li><time>3 May</time><p>Dry.</p></li></ul>"##;
    assert_eq!(comments(html), ["0 Ada: Wet!", "0 ?: Dry.", "1 ?: Not so.", "1 ?: Hm."]);
}

#[test]
fn a_teaser_list_beside_a_contact_form_is_none() {
    let html = "<div><ul><li><a href=/1><b>12:30</b><p>Bridge closed</p></a></li>\
                <li><a href=/2><b>12:40</b><p>Bakery opens</p></a></li></ul>\
                <form><textarea></textarea></form></div>";
    assert_eq!(comments(html), [""; 0]);
}
