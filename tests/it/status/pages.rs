//! Builders of invented pages: walls of the common services, error pages, shells, articles.

use super::words::Words;

/// What a page is made of.
#[derive(Default)]
pub struct Parts<'a> {
    pub title: &'a str,
    pub head: &'a str,
    pub body: &'a str,
}

/// A whole document.
pub fn document(words: &Words, parts: &Parts) -> String {
    format!(
        "<!doctype html><html lang={}><head><meta charset=utf-8><title>{}</title>{}</head><body>{}</body></html>",
        words.lang, parts.title, parts.head, parts.body
    )
}

/// Menu and footer as most sites have them.
pub fn framed(words: &Words, main: &str) -> String {
    format!(
        "<header><nav><ul><li><a href=/>Example News</a><li><a href=/a>A</a><li><a href=/b>B</a>\
         <li><a href=/login>{}</a></ul></nav></header><main>{main}</main>\
         <footer><p>© 2024 Example News</p><a href=/privacy>Privacy</a></footer>",
        words.login
    )
}

/// Head of an article as news sites write it.
pub fn article_head(words: &Words) -> String {
    format!(
        "<meta property=og:type content=article><meta property=og:title content=\"{0}\">\
         <script type=application/ld+json>{{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\
         \"headline\":\"{0}\",\"datePublished\":\"2024-03-11T08:00:00+01:00\"}}</script>",
        words.title
    )
}

/// Headline, byline and some of the paragraphs.
pub fn story(words: &Words, paragraphs: usize) -> String {
    let text: String =
        words.paragraphs.iter().take(paragraphs).map(|text| format!("<p>{text}</p>")).collect();
    format!(
        "<article><h1>{}</h1><p class=byline>{}</p><p class=date><time datetime=2024-03-11>{}</time></p>{text}</article>",
        words.title, words.by, words.date
    )
}

/// A true article in its frame.
pub fn article(words: &Words, paragraphs: usize, beside: &str) -> String {
    let body = framed(words, &(story(words, paragraphs) + beside));
    document(words, &Parts { title: words.title, head: &article_head(words), body: &body })
}

/// A consent wall: the marks of a service around the text in a language.
pub fn consent_wall(words: &Words, service: &Service) -> String {
    let text: String = words.consent.iter().map(|text| format!("<p>{text}</p>")).collect();
    let body = format!(
        "<div {}><h2>{}</h2>{text}<div><button type=button>{}</button><button type=button>…</button></div></div>{}",
        service.marks, service.heading, words.accept, service.after
    );
    document(words, &Parts { title: service.heading, head: service.head, body: &body })
}

/// How a service shows itself.
pub struct Service {
    pub name: &'static str,
    pub heading: &'static str,
    pub head: &'static str,
    pub marks: &'static str,
    pub after: &'static str,
}

const fn service(
    name: &'static str,
    heading: &'static str,
    head: &'static str,
    marks: &'static str,
) -> Service {
    Service { name, heading, head, marks, after: "" }
}

pub const CONSENT: &[Service] = &[
    service(
        "OneTrust",
        "Privacy",
        "<script src=https://cdn.cookielaw.org/scripttemplates/otSDKStub.js></script>",
        "id=onetrust-consent-sdk",
    ),
    service(
        "Cookiebot",
        "Cookies",
        "<script id=Cookiebot src=https://consent.cookiebot.com/uc.js></script>",
        "id=CybotCookiebotDialog",
    ),
    service(
        "Didomi",
        "Example News",
        "<script src=https://sdk.privacy-center.org/loader.js></script>",
        "id=didomi-host class=didomi-popup",
    ),
    service(
        "Sourcepoint",
        "Example News",
        "<script>window._sp_={}</script>",
        "id=sp_message_container_1",
    ),
    service(
        "Quantcast",
        "Privacy",
        "<script>window.__tcfapi=function(){}</script>",
        "class=qc-cmp2-container",
    ),
    service(
        "Usercentrics",
        "Cookies",
        "<script src=https://app.usercentrics.eu/latest/main.js></script>",
        "id=usercentrics-root-text",
    ),
    service(
        "TrustArc",
        "Cookie",
        "<script src=https://consent.trustarc.com/notice></script>",
        "class=trustarc-banner",
    ),
    service("consentmanager", "Example News", "", "id=cmpbox class=cmpbox"),
    service(
        "iubenda",
        "Cookies",
        "<script src=https://cdn.iubenda.com/cs/iubenda_cs.js></script>",
        "id=iubenda-cs-banner",
    ),
    service("a page of its own", "Before you continue", "", "class=consent-page"),
    service("contentpass", "Example News", "", "class=contentpass-wall"),
    service("no known service", "Cookies", "", "class=overlay role=dialog"),
];

/// Checks for robots as the services serve them; `{title}` and `{text}` stand for the words.
pub const CHALLENGES: &[(&str, &str)] = &[
    (
        "Cloudflare",
        "<html><head><title>Just a moment...</title><meta http-equiv=refresh content=390></head><body><div class=main-wrapper><h1>news.example</h1><h2 id=challenge-running>Checking if the site connection is secure</h2><noscript><div id=challenge-error-text>Enable JavaScript and cookies to continue</div></noscript><div>news.example needs to review the security of your connection before proceeding.</div></div><script>(function(){window._cf_chl_opt={cvId:'2'}})();</script><div>Ray ID: <code>0123456789abcdef</code></div></body></html>",
    ),
    (
        "Cloudflare in another language",
        "<html><head><title>{title}</title></head><body><h1>news.example</h1><p>{text}</p><form id=challenge-form action=/a?__cf_chl_f_tk=x method=post></form></body></html>",
    ),
    (
        "Cloudflare block",
        "<html><head><title>Attention Required! | Cloudflare</title></head><body><div id=cf-wrapper><div id=cf-error-details><h1>Sorry, you have been blocked</h1><h2>You are unable to access news.example</h2><p>This website is using a security service to protect itself from online attacks. The action you just performed triggered the security solution.</p><p>Cloudflare Ray ID: 0123456789abcdef</p></div></div></body></html>",
    ),
    (
        "DataDome",
        "<html><head><title>news.example</title></head><body><script>var dd={'rt':'c','host':'geo.captcha-delivery.com'}</script><script src=https://ct.captcha-delivery.com/c.js></script></body></html>",
    ),
    (
        "DataDome frame",
        "<html><head><title>news.example</title></head><body><p>Please enable JS and disable any ad blocker</p><iframe src=https://geo.captcha-delivery.com/captcha/?initialCid=x></iframe></body></html>",
    ),
    (
        "HUMAN",
        "<html><head><title>Access to this page has been denied</title></head><body><h1>Press &amp; Hold to confirm you are a human (and not a bot).</h1><div id=px-captcha></div><p>Reference ID 0123-4567</p><script>window._pxAppId='PX0'</script></body></html>",
    ),
    (
        "Imperva",
        "<html><head><meta name=robots content='noindex,nofollow'><script src=/_Incapsula_Resource?SWJIYLWA=x></script></head><body><iframe src='/_Incapsula_Resource?CWUDNSAI=9'>Request unsuccessful. Incapsula incident ID: 0-0</iframe></body></html>",
    ),
    (
        "Imperva text",
        "<html><head><title>Pardon Our Interruption</title></head><body><h1>Pardon Our Interruption...</h1><p>As you were browsing something about your browser made us think you were a bot. There are a few reasons this might happen: you are moving through this website with super-human speed, or you have disabled cookies in your web browser.</p><form id=distil_r_captcha></form></body></html>",
    ),
    (
        "Akamai",
        "<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1>You don't have permission to access \"http://news.example/a\" on this server.<p>Reference #18.0a1b2c3d.1700000000.1a2b3c</p></body></html>",
    ),
    (
        "Akamai check",
        "<html><head><title></title></head><body><div id=sec-if-cpt-container><p>Powered and protected by</p></div><script src=/_sec/cp_challenge/ak.js></script></body></html>",
    ),
    (
        "AWS WAF",
        "<html><head><title>Human Verification</title><script>window.awsWafCookieDomainList=[];window.gokuProps={}</script><script src=https://x.token.awswaf.com/x/challenge.js></script></head><body><div id=challenge-container></div><noscript><h1>JavaScript is disabled</h1>In order to continue, we need to verify that you're not a robot. This requires JavaScript.</noscript></body></html>",
    ),
    (
        "DDoS-Guard",
        "<html><head><title>DDoS-Guard</title><script src=/.well-known/ddos-guard/js-challenge/index.js></script></head><body><h1 id=title>Checking your browser before accessing news.example</h1><p>Please wait a few seconds. Once this check is complete, the website will open automatically.</p></body></html>",
    ),
    (
        "Queue-it",
        "<html><head><title>Waiting room</title><script src=https://static.queue-it.net/script/queueclient.min.js></script></head><body><h1>You are now in line</h1><p>Please wait, it will be your turn soon.</p></body></html>",
    ),
    (
        "hCaptcha",
        "<html lang={lang}><head><title>{title}</title><script src=https://js.hcaptcha.com/1/api.js></script></head><body><h1>{title}</h1><p>{text}</p><div class=h-captcha></div></body></html>",
    ),
    (
        "reCAPTCHA",
        "<html lang={lang}><head><title>{title}</title></head><body><p>{text}</p><form method=post><div class=g-recaptcha></div></form></body></html>",
    ),
    (
        "Anubis",
        "<html><head><title>Making sure you're not a bot!</title><script id=anubis_challenge type=application/json>{}</script></head><body><h1>Making sure you're not a bot!</h1><p>You are seeing this because the administrator of this website has set up a check against aggressive crawlers.</p><noscript><p>Sadly, you must enable JavaScript to get past this challenge.</p></noscript></body></html>",
    ),
    (
        "a rate limit",
        "<html><head><title>Too many requests</title></head><body><h1>Too many requests</h1><p>You have sent too many requests in a short time. Please try again later.</p></body></html>",
    ),
    (
        "a plain 403",
        "<html>\n<head><title>403 Forbidden</title></head>\n<body>\n<center><h1>403 Forbidden</h1></center>\n<hr><center>nginx/1.24.0</center>\n</body>\n</html>",
    ),
    (
        "a region",
        "<html lang=en><head><title>Example News</title></head><body><h1>Sorry, this content is not available in your country</h1><p>Owing to rights restrictions this page cannot be shown where you are.</p></body></html>",
    ),
    (
        "a region in German",
        "<html lang=de><head><title>Nicht verfügbar</title></head><body><h1>Dieser Inhalt ist in Ihrem Land nicht verfügbar</h1><p>Aus rechtlichen Gründen können wir diese Seite an Ihrem Standort leider nicht anzeigen.</p></body></html>",
    ),
    (
        "a captcha of the site",
        "<html lang={lang}><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p><form><img src=/captcha.png><input name=code></form><div id=captcha></div></body></html>",
    ),
];

/// A check for robots in a language.
pub fn challenge(words: &Words, template: &str) -> String {
    let page = template.replace("{title}", words.robot).replace("{text}", words.robot_text);
    page.replace("{lang}", words.lang)
}

/// An error page in one of five manners.
pub fn missing(words: &Words, manner: usize) -> String {
    let (phrase, text) = (words.not_found, words.not_found_text);
    let search = "<form action=/search><input name=q><button>?</button></form>";
    let teasers = "<ul><li><a href=/1>Rain in the north for the third day</a><li><a href=/2>Council votes on the old bridge</a><li><a href=/3>Two fish and a summer</a></ul>";
    let (title, main) = match manner {
        0 => {
            (format!("{phrase} - Example News"), format!("<h1>{phrase}</h1><p>{text}</p>{search}"))
        }
        1 => ("Example News".to_owned(), format!("<h1>404</h1><h2>{phrase}</h2><p>{text}</p>")),
        2 => ("404".to_owned(), format!("<p>{text}</p><a href=/>Example News</a>")),
        3 => (format!("404 | {phrase}"), format!("<div class=error>{text}</div>{teasers}")),
        _ => (format!("{phrase} | Example News"), format!("<p>{text}</p>{search}{teasers}")),
    };
    document(words, &Parts { title: &title, body: &framed(words, &main), ..Parts::default() })
}

/// The first lines of an article, an offer behind them, and one of five manners to say it is closed.
pub fn stub(words: &Words, manner: usize) -> String {
    let first = words.paragraphs[0];
    let end =
        first.char_indices().nth(first.chars().count() * 3 / 4).map_or(first.len(), |(at, _)| at);
    let cut = format!("{} …", &first[..end]);
    let closed = "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"T\",\"isAccessibleForFree\":false,\"datePublished\":\"2024-03-11\"}</script>";
    let (head, class) = match manner {
        0 => (closed.replace("\"T\"", &format!("\"{}\"", words.title)), "offer"),
        1 => {
            (article_head(words) + "<meta property=article:content_tier content=locked>", "paywall")
        }
        2 => (
            closed.replace("false", "\"False\"").replace("\"T\"", &format!("\"{}\"", words.title)),
            "tp-container-inner",
        ),
        3 => (
            article_head(words) + "<script src=https://cdn.piano.io/api/tinypass.min.js></script>",
            "paywall-box",
        ),
        _ => (article_head(words), "regwall subscriber-only"),
    };
    let main = format!(
        "<article><h1>{}</h1><p class=byline>{}</p><p>{}</p><p>{cut}</p></article>\
         <div class=\"{class}\"><h2>{}</h2><a href=/subscribe>1 €</a><p>{}</p></div>",
        words.title, words.by, words.paragraphs[1], words.subscribe, words.login
    );
    document(words, &Parts { title: words.title, head: &head, body: &framed(words, &main) })
}

/// Pages that scripts would fill.
pub fn shell(words: &Words, manner: usize) -> String {
    let noscript = format!("<noscript>{}</noscript>", words.scripts);
    let state =
        format!("<script>window.__INITIAL_STATE__={{\"a\":\"{}\"}}</script>", "x".repeat(20_000));
    let load = "<script src=/static/js/main.0a1b2c.js></script>";
    let body = match manner {
        0 => format!("{noscript}<div id=root></div>{load}"),
        1 => format!("<div id=app></div>{load}"),
        2 => format!(
            "<div id=__next></div><script id=__NEXT_DATA__ type=application/json>{{}}</script>{load}"
        ),
        3 => format!("<app-root></app-root>{load}{noscript}"),
        4 => format!("<div id=__nuxt><div class=spinner></div></div>{state}"),
        5 => format!("{noscript}{state}{load}"),
        _ => format!("<div id=\"___gatsby\"></div>{noscript}{load}"),
    };
    document(words, &Parts { title: "Example News", body: &body, ..Parts::default() })
}
