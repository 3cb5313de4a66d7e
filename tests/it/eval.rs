//! `copydesk eval` measures a corpus, gives the same figures for articles written to a file, and
//! guards floors.

use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const PARAGRAPHS: [&str; 4] = [
    "The new dam above Example Town was opened on Monday by the minister of water, who praised the \
     engineers for their patience during eleven years of work in a narrow valley.",
    "It will hold back the floods of spring and give power to some forty thousand homes, said the \
     head of the works, who had come with her family to see the first gate lifted.",
    "Farmers below the wall were less happy. They fear that the river will bring them less silt, \
     and asked for a say in when the gates are opened during the months of summer.",
    "The council wants to answer them by the end of the year. Until then the gates stay as they \
     are, and a group of three villages watches over the height of the water.",
];
const JAPANESE: [&str; 2] = [
    "例示町の上流に建設されていた新しいダムが月曜日に開通し、式典には大臣や技術者、地元の住民らおよそ三百人が\
     出席した。工事は十一年に及び、狭い谷での作業は困難を極めたという。",
    "ダムは春の洪水を防ぎ、およそ四万世帯に電力を供給する見通しだ。一方、下流の農家からは川が運ぶ土が減るのでは\
     ないかと心配する声も上がっており、町は年末までに回答するとしている。",
];

/// A corpus of two news pages, one page of another kind and pages with marked pieces only.
struct Fixture(TempDir);

impl Fixture {
    fn new() -> Fixture {
        let fixture = Fixture(tempfile::tempdir().unwrap());
        let article = |paragraphs: &[&str]| {
            let body: String = paragraphs.iter().map(|p| format!("<p>{p}</p>")).collect();
            format!(
                "<!doctype html><title>Dam opens</title><nav><a href=/a>Start</a> <a href=/b>News</a>\
                 </nav><main><article><h1>Dam opens</h1>{body}</article></main>\
                 <footer><a href=/c>Imprint</a></footer>"
            )
        };
        let mut gold = Vec::new();
        for (id, lang, paragraphs) in
            [("dam", "en", &PARAGRAPHS[..]), ("damu", "ja", &JAPANESE[..])]
        {
            fixture.page(&format!("news/{id}.html.gz"), &article(paragraphs));
            fixture.page(&format!("text/news__{id}.txt.gz"), &paragraphs.join("\n\n"));
            gold.push(json!({
                "id": id, "set": "news", "kind": "article", "lang": lang, "body": paragraphs,
                "title": "Dam opens", "authors": ["Ana Lind"], "date": "2024-03-04 10:00:00+00:00",
            }));
        }
        fixture.page("segments/a.html.gz", &article(&PARAGRAPHS));
        gold.push(json!({
            "id": "a", "set": "segments", "kind": "article",
            "with": ["opened on Monday", "narrow valley"], "without": ["Imprint"],
        }));
        fixture.page("web/shop.html.gz", &article(&PARAGRAPHS[..1]));
        gold.push(json!({
            "id": "shop", "set": "web", "kind": "product", "body": [PARAGRAPHS[0]],
            "with": ["opened on monday"], "without": ["imprint", "nothing of this"],
        }));
        let rows: String = gold.iter().map(|row| format!("{row}\n")).collect();
        fs::write(fixture.path("gold.jsonl"), rows).unwrap();
        fixture
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn page(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut file = GzEncoder::new(fs::File::create(path).unwrap(), Compression::fast());
        file.write_all(text.as_bytes()).unwrap();
        file.finish().unwrap();
    }

    fn eval(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        command.arg("eval").arg(self.0.path()).args(args).current_dir(self.0.path());
        command.output().unwrap()
    }

    fn json(&self, args: &[&str]) -> Value {
        let output = self.eval(&[args, &["--json"]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

fn figures(report: &Value) -> &Value {
    &report["report"]["rows"][0]["figures"]
}

fn bounds(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn pages_and_their_records_give_the_same_figures() {
    let corpus = Fixture::new();
    for options in [&["--kind", "all"][..], &["--by", "lang"], &["--text"], &["--with-urls"]] {
        let cleaned = corpus.json(&[options, &["--save", "records.jsonl", "--jobs", "3"]].concat());
        let scored = corpus.json(&[options, &["--predictions", "records.jsonl"]].concat());
        assert_eq!(cleaned, scored);
    }
}

#[test]
fn outputs_are_measured_by_hand_checked_figures() {
    let corpus = Fixture::new();
    let outputs = [
        json!({"set": "news", "id": "dam", "text": PARAGRAPHS.join("\n"), "title": "Dam  opens",
               "authors": "ana lind", "date_published": "2024-03-04T10:00:00Z"}),
        json!({"source": "x/segments/a.html.gz", "text": "opened on\nMonday Imprint"}),
        json!({"source": "x/web/shop.html.gz", "text": "Imprint"}),
    ];
    let rows: String = outputs.iter().map(|row| format!("{row}\n")).collect();
    fs::write(corpus.path("rows.jsonl"), rows).unwrap();
    let report = corpus.json(&["--predictions", "rows.jsonl", "--kind", "all", "--by", "script"]);
    let figures = figures(&report);
    for (name, value) in [
        // One of the two pages is whole, the other has no output.
        ("news", 0.5),
        ("news.P", 0.5),
        ("news.R", 0.5),
        ("news.exact", 0.5),
        ("title", 0.5),
        ("news.empty", 0.5),
        ("news.lost", 0.5),
        ("ends", 0.5),
        ("leaked.pages", 0.0),
        // The precision of shingles is over pages with output only: F1 of 1 and .5.
        ("news.shingle", 2.0 / 3.0),
        // One of two wanted pieces, one of one unwanted.
        ("segments", 0.5),
        ("web.miss", 1.0),
        ("web.leak", 0.5),
        ("web.P", 0.0),
        ("date", 0.5),
        ("authors", 0.5),
    ] {
        let measured = figures[name].as_f64().unwrap();
        assert!((measured - value).abs() < 1e-9, "{name}: {measured}");
    }
    let rows = report["report"]["rows"].as_array().unwrap();
    assert_eq!(
        rows.iter().map(|row| row["name"].as_str().unwrap()).collect::<Vec<_>>(),
        ["all", "Jpan", "Latn"]
    );
    assert_eq!(
        (&rows[1]["figures"]["news"], &rows[2]["figures"]["news"]),
        (&json!(0.0), &json!(1.0))
    );
}

#[test]
fn leaked_lines_are_named() {
    let corpus = Fixture::new();
    let text = format!("{}\nRead more: Gates to open in May\n4 min read", PARAGRAPHS.join("\n"));
    let row = json!({"set": "news", "id": "dam", "text": text});
    fs::write(corpus.path("rows.jsonl"), format!("{row}\n")).unwrap();
    let report = corpus.json(&["--predictions", "rows.jsonl", "--leaks", "--worst", "5"]);
    assert_eq!(
        report["report"]["leaked"],
        json!([
            {"kind": "related", "page": "news/dam", "text": "Read more: Gates to open in May"},
            {"kind": "date", "page": "news/dam", "text": "4 min read"},
        ])
    );
    assert_eq!(figures(&report)["leaked.related"], json!(0.5));
    assert_eq!(report["report"]["worst"][0]["page"], "news/damu");
}

#[test]
fn floors_hold_or_fail_and_rise_only() {
    let corpus = Fixture::new();
    let floors = corpus.path("floors.json");
    let gate = |more: &[&str]| {
        let output = corpus.eval(&[&["--gate", floors.to_str().unwrap()], more].concat());
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    assert_ne!(gate(&[]).0, 0, "there are no floors yet");
    assert_eq!(gate(&["--update-gate"]).0, 0);
    assert!(bounds(&floors)["floors"]["text.news"].is_number());
    assert_eq!(gate(&[]).0, 0);

    let set = |value: f64| {
        let mut changed = bounds(&floors);
        changed["floors"]["news"] = json!(value);
        fs::write(&floors, changed.to_string()).unwrap();
    };
    set(0.01);
    assert_eq!(gate(&["--update-gate"]).0, 0);
    assert!(bounds(&floors)["floors"]["news"].as_f64().unwrap() > 0.5, "the floor rises");
    set(1.01);
    let (code, stdout) = gate(&["--update-gate"]);
    assert_eq!(code, 1);
    assert!(stdout.lines().any(|line| line.starts_with("FAIL news ")), "{stdout}");
    assert_eq!(bounds(&floors)["floors"]["news"], json!(1.01), "the floor does not sink");
    assert_eq!(gate(&["--update-gate", "--allow-regression"]).0, 0);
    assert_eq!(gate(&[]).0, 0);
}

#[test]
fn floors_of_another_corpus_are_refused() {
    let corpus = Fixture::new();
    assert_eq!(corpus.eval(&["--gate", "floors.json", "--update-gate"]).status.code(), Some(0));
    corpus.page("segments/a.html.gz", "<p>Changed.</p>");
    for more in [&[][..], &["--update-gate"]] {
        let output = corpus.eval(&[&["--gate", "floors.json"], more].concat());
        assert_eq!(output.status.code(), Some(2));
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains("belong to the corpus fnv1a-"), "{message}");
    }
    let anew = ["--gate", "floors.json", "--update-gate", "--allow-regression"];
    assert_eq!(corpus.eval(&anew).status.code(), Some(0));
    assert_eq!(corpus.eval(&["--gate", "floors.json"]).status.code(), Some(0));
}

#[test]
fn changes_against_an_earlier_run_are_listed() {
    let corpus = Fixture::new();
    let row = json!({"set": "news", "id": "dam", "text": PARAGRAPHS.join("\n")});
    fs::write(corpus.path("before.jsonl"), format!("{row}\n")).unwrap();
    let row = json!({"set": "news", "id": "damu", "text": JAPANESE.join("\n")});
    fs::write(corpus.path("after.jsonl"), format!("{row}\n")).unwrap();
    let output = corpus.eval(&["--predictions", "after.jsonl", "--against", "before.jsonl"]);
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(
        stdout
            .ends_with("-1.0000  1.0000 → 0.0000  news/dam\n+1.0000  0.0000 → 1.0000  news/damu\n")
    );
}

#[test]
fn only_the_pages_named_are_scored() {
    let corpus = Fixture::new();
    fs::write(corpus.path("held_out"), "news/damu\nnews/other\n").unwrap();
    let report = corpus.json(&["--only", "held_out"]);
    assert_eq!(report["report"]["rows"][0]["pages"], 1);
    fs::write(corpus.path("held_out"), "news/other\n").unwrap();
    assert!(!corpus.eval(&["--only", "held_out"]).status.success());
}

#[test]
fn a_missing_page_or_corpus_is_an_error() {
    let corpus = Fixture::new();
    fs::remove_file(corpus.path("news/dam.html.gz")).unwrap();
    let output = corpus.eval(&[]);
    assert!(!output.status.success());
    assert!(String::from_utf8(output.stderr).unwrap().contains("dam.html.gz"));
    assert!(!corpus.eval(&["--kind", "poem"]).status.success());
    fs::remove_file(corpus.path("gold.jsonl")).unwrap();
    assert!(!corpus.eval(&[]).status.success());
}
