//! The second half of the labelled set: other services, languages, words and markup than the first.

use super::kinds::{HEADLINES, Kind, each, kind};
use super::words::Words;
use super::words_second::{DUTCH, KOREAN};
use copydesk::Status;

/// A page as a content management system puts it together: advertisement slots, a sidebar, scripts.
pub fn document(words: &Words, title: &str, head: &str, main: &str) -> String {
    let items = each(&HEADLINES[..5], "<li class='widget__item'><a href='/p/#'>{}</a></li>");
    format!(
        "<!DOCTYPE html>\n<html lang=\"{0}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n{head}\n<script>window.dataLayer=[];</script>\n\
         </head>\n<body class=\"home-template\">\n<div class=\"site-top\"><a class=\"brand\" href=\"/\">De Molen</a>\
         <div class=\"menu\"><a href=\"/1\">Nieuws</a> <a href=\"/2\">Sport</a> <a href=\"/3\">Kultur</a> \
         <a href=\"/account\">{1}</a></div></div>\n<div class=\"ad-slot\" id=\"ad-1\"></div>\n\
         <div class=\"layout\"><div class=\"content\">{main}</div>\n<div class=\"sidebar\"><h4>Top 5</h4><ul>{items}</ul></div></div>\n\
         <div class=\"site-bottom\"><a href=\"/privacy\">Privacy</a> <a href=\"/cookies\">Cookies</a> © 2025 De Molen</div>\n\
         <script src=\"/assets/app.js\" defer></script>\n</body>\n</html>",
        words.lang, words.login
    )
}

/// What the page says of an article in it.
fn article_head(words: &Words, free: Option<bool>) -> String {
    let free = free.map_or(String::new(), |free| format!(",\"isAccessibleForFree\":\"{free}\""));
    format!(
        "<script type=\"application/ld+json\">{{\"@context\":\"http://schema.org\",\"@graph\":[{{\"@type\":\"WebSite\",\"name\":\"De Molen\"}},\
         {{\"@type\":[\"NewsArticle\"],\"headline\":\"{0}\",\"datePublished\":\"2025-04-02T07:10:00Z\",\"author\":{{\"@type\":\"Person\",\"name\":\"J. V.\"}}{free}}}]}}</script>\
         <meta property=\"og:type\" content=\"article\"><meta property=\"og:title\" content=\"{0}\">",
        words.title
    )
}

fn story(words: &Words, text: &str) -> String {
    format!(
        "<div class=\"post\"><h1 class=\"post__title\">{}</h1><div class=\"post__meta\"><span>{}</span> · <span>{}</span></div>\
         <div class=\"post__body\">{text}</div></div>",
        words.title, words.by, words.date
    )
}

fn paragraphs(words: &Words, count: usize) -> String {
    words.paragraphs.iter().take(count).map(|text| format!("<p>{text}</p>")).collect()
}

pub fn article(words: &Words, count: usize, beside: &str) -> String {
    let main = story(words, &paragraphs(words, count)) + beside;
    document(words, words.title, &article_head(words, None), &main)
}

/// Consent walls: name, head, and the markup with `{h}`, `{t}` and `{a}` for heading, text, button.
pub const CONSENT: &[(&str, &str, &str)] = &[
    (
        "Axeptio",
        "<script src=//static.axept.io/sdk.js></script>",
        "<div id=axeptio_overlay><h1>{h}</h1>{t}<button>{a}</button><button>✕</button></div>",
    ),
    (
        "CookieYes",
        "<script src=https://cdn-cookieyes.com/client_data/x/script.js></script>",
        "<div class=cky-consent-container><p class=cky-title>{h}</p>{t}<button class='cky-btn cky-btn-accept'>{a}</button></div>",
    ),
    (
        "Complianz",
        "",
        "<div id=cmplz-cookiebanner-container><div class=cmplz-message>{t}</div><button class=cmplz-accept>{a}</button></div>",
    ),
    (
        "Klaro",
        "<script src=/klaro.js></script>",
        "<div class=klaro><div class=cm-body><h1>{h}</h1>{t}</div><button class=cm-btn>{a}</button></div>",
    ),
    (
        "Google",
        "<script>window.googlefc={};</script>",
        "<div class=fc-consent-root><div class=fc-dialog><h1>{h}</h1>{t}<button class=fc-cta-consent><p class=fc-button-label>{a}</p></button></div></div>",
    ),
    (
        "a portal",
        "",
        "<form class=consent-form action=https://guce.example.com/consent method=post><h2>{h}</h2>{t}<button name=agree value=agree>{a}</button><button name=reject>–</button></form>",
    ),
    (
        "Termly",
        "<script src=https://app.termly.io/embed.min.js></script>",
        "<div class=termly-styles-root><h2>{h}</h2>{t}<button>{a}</button></div>",
    ),
    (
        "pay or consent",
        "",
        "<main class=pur><h1>{h}</h1><section><h2>{a}</h2>{t}<button>{a}</button></section><section><h2>Pur € 3,99</h2><a href=/pur>Pur</a></section></main>",
    ),
    (
        "a page of its own",
        "<meta name=robots content=noindex>",
        "<main><h1>{h}</h1>{t}<form method=post action=/set-consent><input type=hidden name=back value=/a><button>{a}</button></form></main>",
    ),
];

pub fn consent_wall(words: &Words, (_, head, body): &(&str, &str, &str)) -> String {
    let text: String = words.consent.iter().map(|text| format!("<p>{text}</p>")).collect();
    let body = body.replace("{h}", "Cookies & privacy").replace("{t}", &text);
    let body = body.replace("{a}", words.accept);
    format!(
        "<!doctype html><html lang={}><head><title>De Molen</title>{head}</head><body>{body}\
         <a href=/privacy>Privacy</a></body></html>",
        words.lang
    )
}

/// Checks for robots and refusals, with `{h}` and `{t}` for heading and text in a language.
pub const CHALLENGES: &[(&str, &str)] = &[
    (
        "Vercel",
        "<title>Vercel Security Checkpoint</title><body><div id=root><p id=header-text>We're verifying your browser</p><a href=https://vercel.link/security-checkpoint>Website owner? Click here to fix</a></div><noscript>Enable JavaScript to continue</noscript><script src=/.well-known/vercel/security/static/challenge.v2.js></script>",
    ),
    (
        "Fastly",
        "<title>Client Challenge</title><body><noscript>JavaScript is disabled in your browser. Please enable JavaScript to proceed.</noscript><div>A required part of this site couldn’t load. This may be due to a browser extension, network issues, or browser settings. Please check your connection, disable any ad blockers, or try using a different browser.</div><script src=/_fs-ch-1T1wmsGaOgGaSxcX/script.js></script>",
    ),
    (
        "Google",
        "<title>https://news.example/</title><body><form id=captcha-form action=index method=post><div id=recaptcha class=g-recaptcha></div></form><hr><b>About this page</b><p>Our systems have detected unusual traffic from your computer network. This page checks to see if it's really you sending the requests, and not a robot.</p>IP address: 192.0.2.7<br>Time: 2025-04-02T07:10:00Z",
    ),
    (
        "Sucuri",
        "<title>Sucuri WebSite Firewall - Access Denied</title><body><h1>Access Denied - Sucuri Website Firewall</h1><p>If you are the site owner (or you manage this site), please whitelist your IP or if you think this block is an error please open a support ticket.</p><table><tr><td>Your IP:<td>192.0.2.7<tr><td>Block ID:<td>BAD01</table>",
    ),
    (
        "F5",
        "<title>Request Rejected</title><body>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 1234567890123456789<br><br><a href='javascript:history.back();'>[Go Back]</a>",
    ),
    (
        "Wordfence",
        "<title>403 Forbidden</title><body><h1>403 Forbidden</h1><p>A potentially unsafe operation has been detected in your request to this site.</p><p>Generated by Wordfence at Wed, 2 Apr 2025 7:10:00 GMT. Your computer's time: .</p>",
    ),
    (
        "nginx",
        "<html><head><title>429 Too Many Requests</title></head><body><center><h1>429 Too Many Requests</h1></center><hr><center>nginx</center></body></html>",
    ),
    (
        "CloudFront",
        "<title>ERROR: The request could not be satisfied</title><body><h1>403 ERROR</h1><h2>The request could not be satisfied.</h2><hr>Request blocked. We can't connect to the server for this app or website at this time. There might be too much traffic or a configuration error.<pre>Generated by cloudfront (CloudFront)\nRequest ID: abc==</pre>",
    ),
    (
        "SmartCaptcha",
        "<title>{h}</title><body><div class=CheckboxCaptcha><h1>{h}</h1><p>{t}</p></div><form action=/checkcaptcha?key=x method=POST></form><script src=https://smartcaptcha.example/captcha.js></script>",
    ),
    (
        "Friendly Captcha",
        "<title>{h}</title><body><h1>{h}</h1><p>{t}</p><div class=frc-captcha data-sitekey=x></div><script src=https://cdn.example.com/friendly-challenge/widget.js></script>",
    ),
    ("a slider", "<title>{h}</title><body><div class=nc-container id=nocaptcha></div><p>{t}</p>"),
    (
        "Turnstile",
        "<title>De Molen</title><script src=https://challenges.cloudflare.com/turnstile/v0/api.js></script><body><h2>{h}</h2><p>{t}</p><div class=cf-turnstile></div>",
    ),
    (
        "Kasada",
        "<html><head></head><body><script>window.KPSDK={};KPSDK.now=function(){};</script><script src=/149e9513-01fa/ips.js></script></body></html>",
    ),
    (
        "bunny.net",
        "<title>Establishing a secure connection ...</title><body><h1>Establishing a secure connection ...</h1><p>We're checking your connection to make sure you're not an automated bot. This should only take a moment.</p><p>Powered by bunny.net Shield</p>",
    ),
    (
        "a region",
        "<title>Not available in your region | De Molen</title><body><h1>This content is not available in your region</h1><p>We recognise you are attempting to access this website from a country where we cannot offer it at this time.</p>",
    ),
    (
        "a region, with the law",
        "<title>451: Unavailable due to legal reasons</title><body><h1>451: Unavailable due to legal reasons</h1><p>We recognize you are attempting to access this website from a country belonging to the European Economic Area (EEA) including the EU which enforces the General Data Protection Regulation (GDPR) and therefore access cannot be granted at this time. For any issues, contact news@example.com.</p>",
    ),
];

pub fn challenge(words: &Words, template: &str) -> String {
    template.replace("{h}", words.robot).replace("{t}", words.robot_text)
}

/// Error pages in four manners.
pub fn missing(words: &Words, manner: usize) -> String {
    let (phrase, text) = (words.not_found, words.not_found_text);
    let (title, main) = match manner {
        0 => (
            format!("{phrase} | De Molen"),
            format!(
                "<div class=error-page><h2>{phrase}</h2><p>{text}</p><a href=/>De Molen</a></div>"
            ),
        ),
        1 => (
            "Error 404 - De Molen".into(),
            format!(
                "<section class=not-found><span class=code>404</span><h1>{phrase}</h1><p>{text}</p><input type=search></section>"
            ),
        ),
        2 => (
            "De Molen".into(),
            format!(
                "<h1>{phrase}</h1><p>{text}</p><h3>Top</h3><ul>{}</ul>",
                each(&HEADLINES[..6], "<li><a href=/#>{}</a></li>")
            ),
        ),
        _ => (phrase.to_owned(), format!("<p><strong>{phrase}</strong></p><p>{text}</p>")),
    };
    document(words, &title, "", &main)
}

/// Articles cut short in five manners: fading out, one paragraph, a meter, a teaser in the head, a
/// registration.
pub fn stub(words: &Words, manner: usize) -> String {
    let offer = |class: &str| {
        format!(
            "<div class=\"{class}\"><div class=offer__title>{}</div><button>1 €</button><div class=offer__login>{}</div></div>",
            words.subscribe, words.login
        )
    };
    let cut: String = words.paragraphs[1].chars().take(48).collect();
    let first = words.paragraphs[0];
    let (text, free) = match manner {
        0 => (
            format!("<p>{first}</p><p class=fade>{cut}...</p>{}", offer("article-paywall")),
            Some(false),
        ),
        1 => (format!("<p>{first}</p>{}", offer("premium-wall")), Some(false)),
        2 => (
            format!("<p>{first}</p><p>{cut}…</p>{}", offer("metered-content meter-exceeded")),
            None,
        ),
        3 => (format!("<p>{cut}…</p>{}", offer("c-paygate")), Some(false)),
        _ => (format!("<p>{first}</p><p>{cut}…</p>{}", offer("regwall")), Some(false)),
    };
    document(words, words.title, &article_head(words, free), &story(words, &text))
}

/// Script shells.
pub const SHELLS: &[(&str, &str)] = &[
    (
        "Angular",
        "<app-root ng-version=17></app-root><script src=runtime.js type=module></script><script src=main.js type=module></script>",
    ),
    (
        "Vue",
        "<noscript><strong>{s}</strong></noscript><div id=app></div><script defer src=/js/chunk-vendors.3b2.js></script><script defer src=/js/app.91a.js></script>",
    ),
    (
        "SvelteKit",
        "<div style='display: contents' id=svelte></div><script>{__sveltekit_x={base:''};Promise.all([import('/_app/start.js')])}</script><script src=/_app/immutable/entry/start.js></script>",
    ),
    (
        "Next without data",
        "<div id=__next><div class=loader></div></div><script src=/_next/static/chunks/main.js></script><script id=__NEXT_DATA__ type=application/json>{\"props\":{\"pageProps\":{}},\"page\":\"/[slug]\"}</script>",
    ),
    (
        "Flutter",
        "<flutter-view></flutter-view><script src=flutter_bootstrap.js async></script><noscript>{s}</noscript>",
    ),
    (
        "Blazor",
        "<div id=app>Loading...</div><div id=blazor-error-ui style='display:none'>An unhandled error has occurred. <a href=''>Reload</a></div><script src=_framework/blazor.webassembly.js></script>",
    ),
    (
        "skeleton",
        "<div id=root><div class='skeleton skeleton-title'></div><div class='skeleton skeleton-text'></div></div><script src=/assets/index-4f2.js type=module></script>",
    ),
];

pub fn shell(words: &Words, body: &str) -> String {
    format!(
        "<!doctype html><html lang={}><head><meta charset=utf-8><title>{}</title></head><body>{}</body></html>",
        words.lang,
        words.title,
        body.replace("{s}", words.scripts)
    )
}

/// The same shells are articles where the page's data holds the text.
pub fn shell_with_state(words: &Words) -> String {
    let text = words.paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect::<String>();
    let state = format!(
        "{{\"props\":{{\"pageProps\":{{\"article\":{{\"@type\":\"NewsArticle\",\"headline\":\"{}\",\"publishedAt\":\"2025-04-02T07:10:00Z\",\"body\":\"{}\"}}}}}},\"page\":\"/[slug]\"}}",
        words.title,
        text.replace('<', "\\u003c")
    );
    let body = format!(
        "<div id=__next></div><script id=__NEXT_DATA__ type=application/json>{state}</script><script src=/_next/static/chunks/main.js></script>"
    );
    format!(
        "<!doctype html><html lang={}><head><meta charset=utf-8><title>{}</title>{}</head><body>{body}</body></html>",
        words.lang,
        words.title,
        article_head(words, None)
    )
}

/// Pages that are no articles.
pub fn kinds() -> Vec<Kind> {
    let mut out = vec![
        kind(
            "product",
            "nl",
            "Tarwebloem van de molen, 1 kg - Molenwinkel",
            r#"<script type="application/ld+json">{"@context":"https://schema.org/","@graph":[{"@type":"BreadcrumbList"},{"@type":["Product"],"name":"Tarwebloem","offers":{"@type":"AggregateOffer","lowPrice":"2.95"}}]}</script>"#,
            "<div class=pdp><h1>Tarwebloem van de molen, 1 kg</h1><div class=pdp__price>€ 2,95</div><div>Op voorraad, morgen in huis</div><button>In winkelwagen</button><div class=tabs><p>Fijn gemalen bloem van tarwe uit de streek, geschikt voor brood en gebak. Koel en droog bewaren.</p><p>Voedingswaarde per 100 g: energie 1450 kJ, vet 1,2 g, koolhydraten 70 g, eiwitten 11 g.</p></div><h3>Anderen kochten ook</h3><a href=/p/2>Roggemeel € 2,50</a> <a href=/p/3>Gist € 0,80</a></div>".into(),
        ),
        kind(
            "product without data",
            "ko",
            "참나무 지팡이 92cm : 예시몰",
            "<meta property=og:type content=product>",
            "<h1>참나무 지팡이 92cm</h1><strong>34,000원</strong><button>장바구니</button><button>바로 구매</button><h2>상품 설명</h2><p>국산 참나무를 쪄서 손으로 구부린 뒤 일 년 동안 말린 지팡이입니다.</p><ul><li>무게: 410g<li>배송비: 3,000원<li>재고: 12개</ul><h2>상품평 (2)</h2><p>★★★★★ 튼튼하고 가벼워요.</p><p>★★★★ 배송이 빨랐습니다.</p>".into(),
        ),
        kind(
            "vacancy",
            "sv",
            "Lediga jobb: Mjölnare, 50 % | Exempelkommun",
            "",
            "<h1>Mjölnare, 50 %</h1><dl><dt>Ort<dd>Exempelstad<dt>Anställningsform<dd>Tillsvidare<dt>Sista ansökningsdag<dd>28 april</dl><h2>Arbetsuppgifter</h2><ul><li>Mala spannmål<li>Sköta kvarnens maskiner<li>Visa besökare runt</ul><h2>Kvalifikationer</h2><ul><li>Händig<li>Höjdvan<li>B-körkort</ul><a href=/ansok>Ansök här</a><p>Vi ser fram emot din ansökan!</p>".into(),
        ),
        kind(
            "gallery",
            "cs",
            "FOTOGALERIE: Starý mlýn zase mele",
            r#"<script type="application/ld+json">{"@type":"ImageGallery","name":"Starý mlýn"}</script>"#,
            format!(
                "<h1>FOTOGALERIE: Starý mlýn zase mele</h1>{}",
                each(
                    &["První pytel mouky", "Mlynář u kola", "Diváci na hrázi", "Nová střecha", "Stará stodola", "Děti s koláči", "Starosta zdraví hosty", "Kolo v detailu"],
                    "<figure><img src=/f/#.jpg alt=''><figcaption>{} (foto #/8: Jana Příkladová)</figcaption></figure>"
                ),
            ),
        ),
        kind(
            "radio episode",
            "nl",
            "Luister: De molenaar spreekt | Radio Voorbeeld",
            r#"<script type="application/ld+json">{"@type":"RadioEpisode","name":"De molenaar spreekt"}</script>"#,
            "<h1>De molenaar spreekt</h1><div class=player><button>Afspelen</button> 28:14</div><p>Gast: Piet Voorbeeld, molenaar.</p><h3>Meer afleveringen</h3><ul><li><a href=/a/2>De bakker spreekt</a><li><a href=/a/3>De boer spreekt</a><li><a href=/a/4>De visser spreekt</a></ul>".into(),
        ),
        kind(
            "video list",
            "pt",
            "Vídeos | Diário Exemplo",
            "",
            format!("<h1>Vídeos</h1>{}", each(&["Moinho volta a moer", "Cheias vistas do ar", "Primeiros cordeiros", "Corrida de padeiros", "A noite do mercado", "Banda procura tuba"], "<a class=video-card href=/v/#><img src=/v/#.jpg alt=''><span>0#:12</span><strong>{}</strong></a>")),
        ),
        kind(
            "calendar",
            "nl",
            "Agenda april - Gemeente Voorbeeld",
            "",
            format!("<h1>Agenda</h1><table><thead><tr><th>Datum<th>Wat<th>Waar</thead><tbody>{}</tbody></table>", each(&["Molendag", "Raadsvergadering", "Vlooienmarkt", "Lezing over uilen", "Koffieochtend", "Filmavond", "Schaakclub"], "<tr><td>#2 apr<td><a href=/e/#>{}</a><td>Dorpshuis")),
        ),
        kind(
            "author page",
            "tr",
            "Ayşe Örnek - Tüm yazıları",
            r#"<meta property="og:type" content="profile"><script type="application/ld+json">{"@type":"ProfilePage","mainEntity":{"@type":"Person","name":"Ayşe Örnek"}}</script>"#,
            format!("<h1>Ayşe Örnek</h1><p>2011'den beri gazetemizin bölge muhabiri.</p>{}", each(&["Değirmen yeniden dönüyor", "Köprü için ikinci inceleme", "Kütüphane cezaları kalkıyor", "Fırıncı emekli oluyor", "14 numaralı hat geri döndü", "Don uyarısı yapıldı"], "<div class=yazi><a href=/y/#>{}</a><span>0#.04.2025</span></div>")),
        ),
        kind(
            "search results",
            "zh-TW",
            "「磨坊」的搜尋結果 - 範例日報",
            "",
            format!("<h1>「磨坊」的搜尋結果</h1><p>共 128 筆</p>{}<a href=?page=2>下一頁</a>", each(&["老磨坊再度磨麵粉", "磨坊主人談風", "鄉公所評估整修穀倉", "志工修好屋頂", "第一袋麵粉義賣", "磨坊旁的市集", "小學生參觀磨坊"], "<div class=item><a href=/n/#>{}</a><p>……村裡的老風車磨坊星期六早上再度轉動……</p><time>2025-04-0#</time></div>")),
        ),
        kind(
            "section",
            "he",
            "חדשות מקומיות | היומון",
            "<meta property=og:type content=website>",
            format!("<h1>חדשות מקומיות</h1>{}", each(&["הטחנה שבה לטחון", "הגשר ייבדק שוב", "קנסות הספרייה יבוטלו", "האופה פורש", "קו 14 חוזר", "אזהרת קרה", "שוק האביב נפתח", "הקפלה תקבל גג"], "<div class=card><a href=/n/#><img src=/#.jpg alt=''><h3>{}</h3></a><p>ההחלטה תתקבל ביום שישי.</p><span>לפני # שעות</span></div>")),
        ),
        kind(
            "terms",
            "en",
            "Newsletter sign-up | De Molen",
            "",
            "<h1>Get the mill in your inbox</h1><p>One letter every Saturday.</p><form><input type=email placeholder=E-mail><button>Sign me up</button></form><p>By signing up you agree to our terms.</p>".into(),
        ),
    ];
    let posts = [
        "Hallo allemaal, mijn brooddeeg van molenmeel rijst niet goed. Iemand een idee?",
        "Meer water en langer laten rijzen, volkorenmeel neemt veel vocht op.",
        "En controleer je gist, bij mij was die over de datum.",
        "Dank! Met 20 gram meer water is het gelukt.",
    ];
    out.push(kind(
        "forum thread",
        "nl",
        "Deeg rijst niet - Bakforum",
        r#"<script type="application/ld+json">{"@context":"https://schema.org","@type":"DiscussionForumPosting","headline":"Deeg rijst niet","author":{"@type":"Person","name":"bakker1"},"datePublished":"2025-03-30"}</script>"#,
        format!("<h1>Deeg rijst niet</h1>{}<a href=/reageer>Reageer</a>", each(&posts, "<article class=message><aside><h4><a href=/leden/#>bakker#</a></h4><span>Lid sinds 202#</span><span>Berichten: #0</span></aside><div class=message-body>{}</div><footer><a>Leuk</a> <a>Citeer</a> ##</footer></article>")),
    ));
    out
}

/// Live coverage of a day: an article.
pub fn live(words: &Words) -> String {
    let updates: String = words
        .paragraphs
        .iter()
        .cycle()
        .take(5)
        .enumerate()
        .map(|(at, text)| {
            format!(
                "<li class=live-entry><time>1{at}.05</time><h2>Update {at}</h2><p>{text}</p></li>"
            )
        })
        .collect();
    let head = article_head(words, None).replace("\"NewsArticle\"", "\"LiveBlogPosting\"");
    document(words, words.title, &head, &story(words, &format!("<ol class=live>{updates}</ol>")))
}

/// Articles whose subject is what walls speak of.
pub fn subjects() -> Vec<(&'static str, Words)> {
    let english = |title, paragraphs| Words {
        lang: "en",
        title,
        paragraphs,
        by: "By Tom Sample",
        date: "2 April 2025",
        ..*DUTCH
    };
    vec![
        (
            "consent",
            english(
                "Regulator fines publisher over ‘accept all’ buttons",
                &[
                    "The data protection authority has fined a publisher 400,000 euros because its consent banner made it harder to reject cookies than to accept them.",
                    "Readers had to click through three pages of partners before they could refuse, the authority said on Wednesday. The publisher has changed the banner and will appeal.",
                    "It is the fourth such fine this year. Privacy groups had filed more than a hundred complaints about similar banners last spring.",
                ],
            ),
        ),
        (
            "blocking",
            english(
                "Access denied: how a firewall rule locked half a town out",
                &[
                    "For six hours on Tuesday residents who tried to book a bin collection were told that they were robots. A new firewall had taken the town's only provider for an attack.",
                    "‘You have been blocked’, the page said, and gave a number to quote. The number of the help desk was on the page behind it.",
                    "The council has apologised and extended the deadline by a week. The rule has been removed, a spokesman said.",
                ],
            ),
        ),
        (
            "missing pages",
            english(
                "Page not found: libraries race to save the dying web",
                &[
                    "A quarter of all pages that were online ten years ago no longer exist, a study has found. Those who follow an old link see an error, if they see anything.",
                    "Libraries in eleven countries have now begun to share their archives. The oldest page in the collection is from 1993 and has two links, both of them dead.",
                    "‘We are not collecting pages, we are collecting what people knew’, the head of the project said.",
                ],
            ),
        ),
        (
            "subscriptions",
            english(
                "Newspaper drops its paywall on flood days, and gains subscribers",
                &[
                    "When the river rose in January the editors made every story free for three days. In the week after, 1,900 readers took out a subscription, more than in the whole autumn.",
                    "‘We did not ask anybody to subscribe’, the editor said. ‘They read until they were dry again and then they paid.’",
                    "Other papers of the group will follow. How long stories stay free is for each newsroom to decide.",
                ],
            ),
        ),
        ("ferry, in Korean", Words { ..*KOREAN }),
    ]
}

/// What is no page at all.
pub fn others() -> Vec<(&'static str, Vec<u8>, Status)> {
    vec![
        (
            "a ZIP archive",
            b"PK\x03\x04\x14\0\0\0\x08\0mimetypeapplication/epub+zip".to_vec(),
            Status::NotHtml,
        ),
        (
            "a GIF",
            b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04".to_vec(),
            Status::NotHtml,
        ),
        ("an MP4", b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41".to_vec(), Status::NotHtml),
        ("blank lines", b"\r\n\r\n   \n".to_vec(), Status::Empty),
        (
            "an empty body",
            b"<!doctype html><html><head><title></title></head><body></body></html>".to_vec(),
            Status::Empty,
        ),
    ]
}
