//! The screen's promises, on invented pages: an infected page ends as the clean one, and what only
//! looks like spam stays.

use super::*;
use crate::parse::parse;
use crate::segment::{AttributeName, segment, segment_text};
use crate::settings::Limits;
use proptest::prelude::*;

/// A page with the parts that news pages have; `{…}` are places for injections.
const CLEAN: &str = r##"{doctype}<!DOCTYPE html>
<html lang="en"><head><title>Harbour bridge reopens after two years of repairs</title>
<meta charset="utf-8"><link rel="canonical" href="https://www.harbour-news.example/2024/bridge">{head}</head>
<body class="article-page">{body_start}<header><nav><ul><li><a href="/">Home</a></li><li><a href="/city">City</a></li>
<li><a href="/sport">Sport</a></li></ul></nav></header>
<div class="layout"><div class="column"><article><h1>Harbour bridge reopens after two years of repairs</h1>
<p class="byline">By Ada Moreno</p>
<p>The harbour bridge was opened to traffic on Monday morning, two years after inspectors found cracks in four of its piers.</p>
<p>Engineers replaced the bearings and <a href="https://www.bridge-institute.example/reports/2023/piers">published their findings</a> in the spring, the council said.{inline}</p>{mid}
<p>“We are glad that the ferries can rest,” said <b>Tomas Okafor</b>, who leads the works. About 14,000 cars cross it each day.</p>
<p>Buses of lines 4 and 11 will use the bridge from next week. The night bus follows in June.{inline_end}</p>{end}</article>{after}
<section class="comments"><h3>Comments</h3><ol><li><p>Finally! My way to work took an hour longer.</p></li>{comment}</ol></section></div>
<aside class="side"><h3>Most read</h3><ul><li><a href="/2024/market">Market hall gets a new roof</a></li>
<li><a href="/2024/pool">Pool closes for the winter</a></li></ul>{sidebar}</aside></div>
<footer><p>© 2024 Harbour News. <a href="/imprint">Imprint</a></p>{footer}</footer>{body_end}</body>{after_body}</html>{after_html}"##;

const PLACES: &[&str] = &[
    "doctype",
    "head",
    "body_start",
    "mid",
    "end",
    "after",
    "comment",
    "sidebar",
    "footer",
    "body_end",
    "after_body",
    "after_html",
];

fn page_with(place: &str, injection: &str) -> String {
    let mut page = CLEAN.to_owned();
    for name in PLACES.iter().chain(&["inline", "inline_end"]) {
        page = page.replace(&format!("{{{name}}}"), if *name == place { injection } else { "" });
    }
    page
}

fn screened(html: &str) -> (Page, Findings) {
    let mut page = segment(&parse(html, &Limits::default()));
    let findings = screen(&mut page, &Source::named("page"), Lexicon::built_in());
    (page, findings)
}

/// Everything later stages can see of a page: texts, marks, counts, the elements above.
fn view(page: &Page) -> Vec<String> {
    let element = |id| {
        let e = &page.elements[id as usize];
        format!(
            "{}.{}.{:?}",
            e.tag.name(),
            page.attribute(id, AttributeName::Class).unwrap_or(""),
            e.hiding
        )
    };
    page.blocks
        .iter()
        .enumerate()
        .map(|(i, b)| {
            let above: Vec<String> = page.ancestors(b.element).map(element).collect();
            let marks: Vec<String> = page
                .block_marks(i)
                .iter()
                .map(|m| {
                    format!(
                        "{}-{}{:?}",
                        m.start - b.span.start,
                        m.end - b.span.start,
                        std::mem::discriminant(&m.kind)
                    )
                })
                .collect();
            format!(
                "{} [{} {} {} {} {} {}] {} {}",
                page.block_text(i),
                b.chars,
                b.link_chars,
                b.bold_chars,
                b.links,
                b.breaks,
                b.images_before,
                above.join("<"),
                marks.join(" ")
            )
        })
        .collect()
}

#[track_caller]
fn assert_clean(place: &str, injection: &str) {
    let (clean, none) = screened(&page_with("", ""));
    assert_eq!(none, Findings::default(), "the clean page");
    let (page, findings) = screened(&page_with(place, injection));
    assert!(!findings.removed.is_empty(), "nothing found at {place}: {injection}");
    similar(&view(&page), &view(&clean), place, injection);
}

#[track_caller]
fn similar(page: &[String], clean: &[String], place: &str, injection: &str) {
    let extra: Vec<_> = page.iter().filter(|line| !clean.contains(line)).collect();
    let missing: Vec<_> = clean.iter().filter(|line| !page.contains(line)).collect();
    assert!(page == clean, "at {place}: {injection}\nextra {extra:#?}\nmissing {missing:#?}");
}

#[track_caller]
fn assert_untouched(place: &str, block: &str) {
    let html = page_with(place, block);
    let before = view(&segment(&parse(&html, &Limits::default())));
    let (page, findings) = screened(&html);
    assert_eq!(findings.removed, [], "{block}");
    assert_eq!(view(&page), before);
}

const WORDS: &[&[&str]] = &[
    &[
        "online casino",
        "best online slots",
        "no deposit bonus",
        "live blackjack",
        "sports betting sites",
    ],
    &["slot gacor", "situs slot", "togel online", "judi bola", "slot88", "bandar togel"],
    &["deneme bonusu veren siteler", "kaçak bahis", "bahis siteleri", "canlı casino"],
    &["澳门百家乐", "真人娱乐城", "北京赛车开奖", "六合彩资料", "皇冠体育投注", "博彩平台"],
    &["国产精品在线观看", "亚洲综合久久", "无码专区", "91精品福利", "午夜福利视频"],
    &["카지노사이트", "바카라사이트", "토토사이트", "먹튀검증"],
    &["สล็อตเว็บตรง", "บาคาร่าออนไลน์", "แทงบอลออนไลน์", "หวยออนไลน์"],
    &["nhà cái uy tín", "tài xỉu online", "cá cược bóng đá", "nổ hũ đổi thưởng"],
    &["казино онлайн", "ставки на спорт", "игровые автоматы", "рабочее зеркало"],
    &["كازينو اون لاين", "مواقع المراهنات", "مراهنات رياضية"],
    &["buy viagra online", "generic cialis", "canadian pharmacy", "order kamagra"],
    &["payday loans online", "instant cash advance", "bad credit loans"],
    &["write my essay", "buy essay online", "dissertation help", "term papers for sale"],
    &["replica watches", "fake rolex", "replica handbags", "cheap nfl jerseys"],
    &["スーパーコピー時計", "ブランドコピー", "ロレックス コピー", "激安通販"],
    &["bitcoin mixer", "crypto presale", "usdt flash software"],
    &["ankara escort", "escort bayan", "istanbul escort"],
    &["iptv subscription", "best iptv", "free movies online", "mod apk download"],
    &["buy backlinks", "cheap seo services", "guest posting service"],
    &["chwilówki online", "pożyczki bez bik", "kasyno online"],
    &["casino en ligne", "voyance gratuite", "rachat de crédit"],
    &["online casino ohne lizenz", "kredit ohne schufa", "potenzmittel kaufen"],
];

const HIDINGS: &[&str] = &[
    "",
    "",
    "",
    "style=\"display:none\"",
    "style='position:absolute;left:-9999px'",
    "style=\"position:fixed;top:-8888px\"",
    "hidden",
    "style=\"visibility:hidden\"",
    "style=\"font-size:0;line-height:0\"",
    "style=\"opacity:0\"",
    "style=\"height:1px;overflow:hidden\"",
    "style=\"width:0;height:0;overflow:hidden\"",
    "aria-hidden=\"true\"",
    "style=\"text-indent:-9999em\"",
    "style=\"color:#fff;background:#fff\"",
    "style=\"d\\69splay:no\\6e e\"",
    "style=\"dis/**/play:none;display:none!important\"",
    "style=\"clip-path:inset(100%)\"",
    "style=\"margin-left:-9999px\"",
    "style=\"max-height:0;overflow:hidden\"",
    "style=\"transform:translateX(-9999px)\"",
    "style=\"color:transparent\"",
    "style=\"position:absolute;z-index:-10\"",
    "style=\"content-visibility:hidden\"",
    "class=\"zq81\"",
];

/// The phrases of each section of the lexicon.
fn phrases() -> Vec<Vec<&'static str>> {
    let mut sections: Vec<Vec<&str>> = Vec::new();
    for line in lexicon::BUILT_IN.iter().flat_map(|text| text.lines()) {
        if line.starts_with('[') {
            sections.push(Vec::new());
        } else if let (Some(section), Some(terms)) = (sections.last_mut(), line.strip_prefix("5 "))
        {
            section.extend(terms.split(',').map(|term| term.trim().trim_end_matches('*')));
        }
    }
    sections.retain(|section| !section.is_empty());
    sections
}

/// Place, whether there is more to it than one open link, and markup.
fn injection() -> impl Strategy<Value = (usize, bool, String)> {
    let separators =
        prop::sample::select(vec![" ", "|", " | ", ", ", "、", "<br>", "\n", " - ", " · "]);
    let wrappers = prop::sample::select(vec![
        "div",
        "p",
        "ul",
        "section",
        "span",
        "b",
        "font",
        "marquee",
        "table",
        "noscript",
        "bare",
        "h2",
        "blockquote",
        "em",
        "aside",
        "center",
    ]);
    (
        1usize..=60,
        prop_oneof![
            prop::sample::select(WORDS.iter().map(|words| words.to_vec()).collect::<Vec<_>>()),
            prop::sample::select(phrases()),
        ],
        0..64usize,
        separators,
        wrappers,
        prop::sample::select(HIDINGS.to_vec()),
        0..PLACES.len(),
        any::<bool>(),
    )
        .prop_map(|(count, words, first, separator, wrapper, hiding, place, follow)| {
            let rel = if follow { " rel=\"dofollow\"" } else { "" };
            let links: Vec<String> = (0..count)
                .map(|i| {
                    format!(
                        "<a href=\"https://site{i}.spam{}.example/\"{rel}>{}</a>",
                        i % 7,
                        words[(first + i) % words.len()]
                    )
                })
                .collect();
            let html = match wrapper {
                "ul" => format!("<ul {hiding}><li>{}</li></ul>", links.join("</li><li>")),
                "table" => {
                    format!("<table {hiding}><tr><td>{}</td></tr></table>", links.join("</td><td>"))
                }
                "bare" => links.join(separator),
                tag => format!("<{tag} {hiding}>{}</{tag}>", links.join(separator)),
            };
            let rule = if hiding.starts_with("class") {
                "<style>.zq81{position:absolute;left:-7000px}</style>"
            } else {
                ""
            };
            let hidden = !hiding.is_empty() && wrapper != "bare";
            let sure = count > 1 || follow || hidden;
            (place, sure, format!("{rule}{html}"))
        })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        // The same pages every time: a new one may show a gap, but not to who changes something else.
        rng_seed: proptest::test_runner::RngSeed::Fixed(20),
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_infected_page_gives_the_clean_article((place, sure, spam) in injection()) {
        let infected = page_with(PLACES[place], &spam);
        let (clean, _) = screened(&page_with("", ""));
        let (page, findings) = screened(&infected);
        // One open link with nothing but its words against it may stand: an author may have set it.
        prop_assume!(sure || !findings.removed.is_empty());
        prop_assert!(!findings.removed.is_empty(), "nothing found at {}: {}", PLACES[place], spam);
        similar(&view(&page), &view(&clean), PLACES[place], &spam);
        let settings = Settings::default();
        let source = Source::named("page");
        let article = crate::clean(infected.as_bytes(), &source, &settings);
        prop_assert!(article.injected_spam);
        prop_assert_eq!(article.text, crate::clean(page_with("", "").as_bytes(), &source, &settings).text);
    }
}

#[test]
fn sentences_with_bought_links_leave_their_paragraph() {
    for sentence in [
        " Many fans also visit <a href=\"https://best-casino.example/\">online casino</a> sites.",
        " Uzmanlara göre <a href=\"https://bonus.example/\">deneme bonusu veren siteler</a> ilgi görüyor. ",
        " Tham khảo thêm <a href=\"https://a.example/\" rel=\"dofollow\">nhà cái uy tín</a>, <a href=\"https://b.example/\">kèo nhà cái</a> hôm nay. ",
        " <u style=\"display:none\"><a href=\"http://pills.example/?buy\">comprar cialis sin receta</a></u> ",
        " <strong style=\"position:fixed;left:-9000px;\">real money casino bonus code free spins no deposit</strong> ",
        " <strong style=\"position:fixed;left:-9000px;>real money casino bonus code free spins no deposit</strong> ",
        " <span style=\"font-size:0\">国产精品久久 无码专区 午夜福利</span>",
        " <a href=\"https://watches.example/\" style=\"color: black; text-decoration: none\">replica watches</a>",
    ] {
        assert_clean("inline", sentence);
        assert_clean("inline_end", sentence);
    }
}

#[test]
fn unclosed_and_torn_markup_is_mended() {
    let link = "<a href=\"https://x.example/\" rel=dofollow>slot gacor</a>";
    for spam in [
        format!("<div style=\"display:none\">{link} {link} {link}"),
        format!("<div style=\"position:absolute;left:-9999px\"><p>{link}</p><p>{link}</p>"),
        format!("<u style=\"display:none\">{link}"),
    ] {
        assert_clean("mid", &spam);
        assert_clean("after_html", &spam);
    }
}

#[test]
fn what_looks_like_spam_stays() {
    for block in [
        "<p>The regulator fined the operator of three <a href=\"https://www.regulator.example/notice\">online casino</a> brands, saying its slots lacked limits. Shares in betting sites fell.</p>",
        "<p>Sildenafil, sold as <a href=\"https://encyclopedia.example/wiki/Viagra\">Viagra</a>, was developed for angina. Regulators warn against any online pharmacy selling it.</p>",
        "<p>警方表示，该团伙经营百家乐、时时彩、六合彩、老虎机等网络赌博平台，涉案金额巨大。</p>",
        "<p>所谓“蜘蛛池”，是指用大量页面引诱爬虫的手法，被入侵的网站底部常出现“主站蜘蛛池模板”字样。</p>",
        "<div id=\"more\" style=\"display:none\"><p>The second half of the report sets out the recommendations, citing <a href=\"https://parliament.example/r1\">evidence</a>.</p></div>",
        "<p>Arsenal: Raya | White | Saliba | Gabriel | Kiwior | Odegaard | Rice | Havertz | Saka</p>",
        "<p>The Ford Escort was built in Halewood. Its successor, the Focus, came in 1998.</p>",
        "<pre>&lt;div style=\"left:-9999px\"&gt;&lt;a href=\"https://x.test/\"&gt;slot gacor&lt;/a&gt;&lt;/div&gt;</pre>",
        "<div style=\"display:none\"><a href=\"https://brand-uk.example\">United Kingdom</a><a href=\"https://brand-de.example\">Germany</a><a href=\"https://brand-cn.example\">China</a></div>",
        "<div class=\"tags\"><a href=\"/tag/economy\">economy</a> <a href=\"/tag/loans\">loans</a> <a href=\"/tag/crypto\">crypto</a> <a href=\"/tag/jobs\">jobs</a></div>",
        "<ul><li><a href=\"https://www.harbour-news.example/kredit\">Kreditvergleich</a></li><li><a href=\"/casino-vergleich\">Online Casino Vergleich</a></li><li><a href=\"/sportwetten\">Sportwetten</a></li></ul>",
    ] {
        assert_untouched("mid", block);
    }
}

#[test]
fn an_article_about_the_trade_keeps_its_words_and_links() {
    let html = page_with("mid", "<p>The casino at the harbour closes as well. Its slots and poker rooms moved online.</p><p>Betting sites and <a href=\"https://casino-lobby.example/\">online casino</a> operators welcomed it. A casino spokesman said jackpots rose.</p>")
        .replace("Harbour bridge reopens after two years of repairs", "Casino beside the harbour bridge closes");
    let (_, findings) = screened(&html);
    assert_eq!(findings.removed, []);
}

#[test]
fn plain_text_is_screened_too() {
    let article = "The harbour bridge was opened to traffic on Monday.\n\nFerries can rest, the council said.\n";
    let spam =
        "主站蜘蛛池模板: 国产精品在线观看| 亚洲综合久久| 无码专区| 91精品福利| 午夜福利视频|";
    let screened = |text: &str| {
        let mut page = segment_text(text);
        let findings = screen(&mut page, &Source::named("page.txt"), Lexicon::built_in());
        (page.text, findings.removed.len())
    };
    let (clean, none) = screened(article);
    assert_eq!(screened(&format!("{article}{spam}")), (clean, none + 1));
}

/// Processor time of this thread, where the system tells.
fn worked() -> Option<std::time::Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(std::time::Duration::from_nanos)
}

#[test]
fn hostile_sizes_stay_linear() {
    let time = |input: String| {
        let limits = Limits { time: None, ..Limits::default() };
        let markup = input.contains('<');
        let mut page = if markup { segment(&parse(&input, &limits)) } else { segment_text(&input) };
        let (started, before) = (std::time::Instant::now(), worked());
        screen(&mut page, &Source::named("page"), Lexicon::built_in());
        // A large run waits for other threads more often than a small one.
        worked().zip(before).map_or_else(|| started.elapsed(), |(after, before)| after - before)
    };
    const PROSE: &str = "The council said that the bridge, shut for two years, opens in spring; \
        the ferries that carried the people over go on until June. ";
    let inputs: [fn(usize) -> String; 14] = [
        |n| "<a href=https://x.example/>slot gacor</a> ".repeat(n),
        |n| format!("<p>{}</p>", "online casino and more words ".repeat(n)),
        |n| "|".repeat(n * 20) + &"slot gacor|".repeat(n),
        |n| {
            "<div style=display:none><a href=https://x.example/>slot gacor</a>Some words. </div>"
                .repeat(n)
        },
        |n| {
            format!(
                "<p>{}</p>",
                "Go to <a href=https://x.example/>online casino</a> now. ".repeat(n)
            )
        },
        // Runs that stand apart in one paragraph.
        |n| {
            let link = |i| format!("{PROSE}<a href=//a.spam{i}.example/>best online casino</a>. ");
            format!("<p>{}", (0..n).map(link).collect::<String>())
        },
        |n| {
            let link =
                |i| format!("{PROSE}<br>See <a href=//spam{i}.example/>casino bonus</a><br>");
            format!("<p>{}", (0..n).map(link).collect::<String>())
        },
        |n| {
            let link = |i| format!("{PROSE}<a href=//casino-slots{i}.example/>More here</a>. ");
            format!("<p>{}", (0..n).map(link).collect::<String>())
        },
        |n| {
            let link =
                |i| format!("<p>{PROSE}</p><p hidden><a href=//film{i}.example/>Film</a></p>");
            format!("<div>{}", (0..n).map(link).collect::<String>())
        },
        |n| "无码视频 百家乐 ".repeat(n),
        |n| "s l o t ".repeat(n),
        |n| {
            format!(
                "<p>{}",
                "<u style=display:none><a href=//x.example/>slot gacor</a></u>, ".repeat(n)
            )
        },
        |n| format!("<p style='{}'>slot gacor</p>", "left:-9px;".repeat(n)).repeat(3),
        |n| {
            format!(
                "<div id={}>{}</div>",
                "x".repeat(n),
                "<p><a href=//x.example>slot gacor</a></p><p>No.</p>".repeat(n)
            )
        },
    ];
    for (i, input) in inputs.iter().enumerate() {
        time(input(500));
        let (small, large) = (time(input(1_000)), time(input(8_000)));
        // Eight times the input; quadratic cost would be sixty-four times.
        assert!(
            large < small * 30 + std::time::Duration::from_millis(50),
            "input {i}: {small:?} {large:?}"
        );
    }
}
