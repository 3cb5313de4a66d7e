//! `copydesk scan` tells site owners about injected spam.

use crate::program::Folder;

const SPAM: &str = "<html lang=en><body><p>The dam was opened on Monday.</p>\
    <div style=\"position:absolute;left:-9999px\"><a href=\"https://a.spam.example/\">slot gacor</a> \
    <a href=\"https://b.junk.example/\">situs slot</a></div></body></html>";

#[test]
fn findings_are_told_and_set_the_exit_code() {
    let folder = Folder::new();
    folder.file("site/a.html", "<p>The dam was opened on Monday.</p>");
    folder.file("site/b.html", SPAM);
    let run = folder.run(&["scan", "site"]);
    assert_eq!(run.code, Some(3));
    for part in ["b.html", "off screen", "junk.example spam.example", "slot gacor"] {
        assert!(run.out.contains(part), "{part} is not in {}", run.out);
    }
    assert!(!run.out.contains("a.html"));
    let run = folder.run(&["scan", "--json", "site/b.html"]);
    let page: serde_json::Value = serde_json::from_str(&run.out).expect("one line of JSON");
    assert_eq!(page["injected_spam"][0]["hiding"], "off screen");
    assert_eq!(folder.run(&["scan", "site/a.html"]).code, Some(0));
    assert_eq!(folder.run(&["scan", "none.html"]).code, Some(1));
}

#[test]
fn words_can_be_added() {
    let folder = Folder::new();
    folder.file("words.txt", "[timeshare en]\n5 timeshare exit, sell my timeshare\n");
    let page =
        SPAM.replace("slot gacor", "timeshare exit").replace("situs slot", "sell my timeshare");
    folder.file("page.html", &page);
    let run = folder.run(&["scan", "page.html", "--lexicon", "words.txt"]);
    assert_eq!(run.code, Some(3), "{}", run.out);
    folder.file("wrong.txt", "timeshare");
    let run = folder.run(&["clean", "page.html", "--lexicon", "wrong.txt"]);
    assert!(run.code == Some(1) && run.err.contains("line 1"), "{}", run.err);
}

#[test]
fn the_record_tells_what_was_found_and_left_out() {
    let folder = Folder::new();
    folder.file("page.html", SPAM);
    let record = |arguments: &[&str]| {
        let run = folder.run(&[&["clean", "page.html", "-f", "json"], arguments].concat());
        serde_json::from_str::<serde_json::Value>(&run.out).expect("a record")
    };
    let plain = record(&[]);
    assert_eq!((&plain["injected_spam"], &plain["removed"]["spam"]), (&true.into(), &1.into()));
    let found = &plain["spam_found"][0];
    assert_eq!(
        (&found["hiding"], &found["domains"][0]),
        (&"off screen".into(), &"junk.example".into())
    );
    assert!(!plain.to_string().contains("slot gacor"), "{plain}");
    let full = record(&["--show-removed"]);
    assert_eq!(full["text"], plain["text"]);
    assert_eq!(full["spam_found"][0]["text"], "slot gacor situs slot");
    for block in full["removed_blocks"].as_array().into_iter().flatten() {
        let told = ["label", "text", "place", "reason"];
        assert!(told.iter().all(|key| block[key].is_string()), "{block}");
    }
}

#[test]
fn lines_of_a_text_are_told_by_their_number() {
    let folder = Folder::new();
    let spam =
        "主站蜘蛛池模板: 国产精品在线观看| 亚洲综合久久| 无码专区| 91精品福利| 午夜福利视频|";
    folder.file("page.txt", format!("The dam was opened on Monday.\n\n\nIt rained.\n\n{spam}\n"));
    let run = folder.run(&["scan", "page.txt"]);
    assert!(run.code == Some(3) && run.out.contains("at line 6"), "{}", run.out);
}

#[test]
fn what_is_no_page_is_not_called_clean() {
    let folder = Folder::new();
    folder.file("site/a.html", "<p>The dam was opened on Monday.</p>");
    folder.file("site/b.html", "%PDF-1.7 and so on");
    let run = folder.run(&["scan", "site"]);
    assert!(run.code == Some(1) && run.err.contains("a PDF document"), "{}", run.err);
}
