//! Kinds of lines by what they say.
//!
//! A phrase is compared word by word in lower case, wide characters counting as words. `^` at its
//! start ties it to the start of the line, `*` at its end leaves the last word open, and `=` looks
//! for the characters as they are. The rules are asked in order; the first that fits decides.

use super::LeakKind::{self, *};
use crate::eval::words::{is_wide, tokens};
use std::sync::LazyLock;

/// Phrases that mark a kind in lines of at most so many words.
struct Rule {
    kind: LeakKind,
    longest: usize,
    phrases: &'static [&'static str],
}

const fn rule(kind: LeakKind, longest: usize, phrases: &'static [&'static str]) -> Rule {
    Rule { kind, longest, phrases }
}

/// Longest line with an author's name that counts as byline or note on the author.
const LONGEST_BYLINE: usize = 60;
/// Longest line that is a date or reading time.
const LONGEST_DATE: usize = 12;

#[rustfmt::skip]
const RULES: &[Rule] = &[
    rule(Legal, 3, &["privacy policy", "privacy", "datenschutz*", "impressum", "imprint", "cookie policy"]),
    rule(Advert, 12, &[
        "^advertisement", "^advertising", "^sponsored", "^anzeige", "^werbung", "^publicité", "^publicidad",
        "^publicidade", "^pubblicità", "^advertentie", "^annonse", "^annonce", "^annons", "^mainos", "^reklam*",
        "^реклама", "^広告", "^광고", "^广告", "^廣告", "^إعلان", "^โฆษณา", "^विज्ञापन",
    ]),
    rule(Consent, 50, &[
        "cookie*", "consent", "einwilligung*", "externer inhalt", "externe inhalte", "externen inhalt*",
        "datenschutz*", "privacy policy", "to view this content", "contenu externe", "confidentialité",
        "contenido externo", "política de privacidad", "informativa sulla privacy", "samtykke*",
        "personvern*", "samtycke*", "personuppgifter", "çerez*", "kvkk", "plików cookie", "конфиденциальност*",
        "プライバシー", "개인정보", "隐私", "隱私", "الخصوصية", "ملفات تعريف الارتباط", "คุกกี้", "गोपनीयता",
    ]),
    rule(Comment, 40, &[
        "leave a reply", "leave a comment", "post a comment", "add a comment", "join the conversation",
        "will not be published", "to comment", "comments are closed", "first to comment", "required fields",
        "kommentar schreiben", "kommentarfunktion", "pflichtfelder", "laisser un commentaire",
        "deja un comentario", "deixe um comentário", "lascia un commento", "plaats een reactie",
        "schrijf een reactie", "yorum yap*", "dodaj komentarz", "оставить комментарий", "コメントを書く",
        "댓글 쓰기", "发表评论", "發表評論", "發表留言", "أضف تعليق*", "แสดงความคิดเห็น",
    ]),
    rule(Comment, 8, &[
        "^comment*", "view comments", "show comments", "^kommentar*", "^commentaire*", "réagir", "^comentario*",
        "^comentário*", "^commenti", "^reacties", "kommentera", "^yorum*", "^komentarz*", "^комментари*",
        "^コメント", "^댓글", "^评论", "^評論", "^留言", "^التعليق*", "^تعليق*", "^ความคิดเห็น",
    ]),
    rule(Newsletter, 60, &[
        "newsletter*", "sign up", "your inbox", "news alerts", "postfach", "infolettre", "lettre d information",
        "boletín*", "boletim", "nyhetsbrev*", "nyhedsbrev*", "uutiskirje*", "nieuwsbrief", "bülten*", "biuletyn*",
        "рассылк*", "メルマガ", "メールマガジン", "ニュースレター", "뉴스레터", "电子报", "電子報", "النشرة", "จดหมายข่าว",
    ]),
    rule(Paywall, 40, &[
        "subscriber*", "subscribe now", "subscribe to", "subscription*", "continue reading", "already have an account",
        "create an account", "free account", "free trial", "log in", "login", "sign in", "abonnent*", "abonnieren",
        "jetzt weiterlesen", "weiterlesen mit", "registrieren", "einloggen", "anmelden", "probeabo*", "abonnez vous",
        "abonnés", "abonné", "abonnement*", "se connecter", "suscríbete", "suscriptor*", "inicia sesión", "abbonati",
        "abbonamento", "assinante*", "assine", "abonner", "abonnenter", "logg inn", "prenumer*", "logga in",
        "tilaajille", "inloggen", "zaloguj*", "abone ol*", "подписк*", "подпишитесь", "войти", "有料会員", "会員限定",
        "ログイン", "로그인", "구독", "登录", "登入", "订阅", "訂閱", "تسجيل الدخول", "اشترك*",
    ]),
    rule(Tags, 50, &[
        "^tags", "^tag", "^topics", "^filed under", "^keywords", "^themen", "^thema", "^mehr themen", "^schlagw*",
        "^stichw*", "^mots clés", "^sujets", "^thématiques", "^etiquetas", "^temas", "^argomenti", "^assuntos",
        "^emner", "^emneord", "^ämnen", "^avainsanat", "^onderwerpen", "^trefwoorden", "^tagi", "^konular",
        "^etiket*", "^теги", "^темы", "^キーワード", "^タグ", "^태그", "^标签", "^標籤", "^關鍵字", "^关键词",
        "^关键字", "^الوسوم", "^كلمات", "^แท็ก",
    ]),
    rule(Related, 50, &[
        "read more", "also read", "read also", "^read", "^related", "^see also", "^more from", "^more on", "^more stories",
        "^recommended", "^most read", "^most popular", "^trending", "^watch", "^listen", "^up next", "^don t miss",
        "^click here", "^you might", "^you may", "lesen sie auch", "lesen sie hier", "^lesen", "^auch interessant",
        "^mehr zum thema", "^mehr zu", "^mehr über", "^mehr dazu", "^weitere", "^passend dazu", "^lesetipp*", "^zum thema",
        "^das könnte", "^meistgelesen", "^hier geht es", "^hier finden", "^lire", "^à lire", "^voir aussi", "^sur le même",
        "^notre dossier", "^lea también", "^lee también", "^leer más", "puede interesar", "^más información", "^relacionad*",
        "^noticias relacionadas", "^leia", "^veja", "^saiba mais", "^leggi", "potrebbe interessar*", "^approfond*", "^lees",
        "^bekijk", "les også", "^les mer", "^saken fortsetter", "^flere saker", "læs også", "^læs mere", "läs också", "läs även",
        "^läs mer", "^lue myös", "^lestu", "^sjá einnig", "^czytaj", "^zobacz", "^przeczytaj", "^ilgili", "^čtěte", "^перейти",
        "^читайте", "^читать", "^по теме", "^смотрите", "^читайте також", "^διαβάστε", "関連記事", "^関連", "^あわせて", "続きを読む",
        "관련기사", "^관련", "^相关", "^相關", "延伸閱讀", "延伸阅读", "推荐阅读", "推薦閱讀", "^更多", "^اقرأ", "^إقرأ", "^المزيد",
        "^شاهد", "^קראו", "^עוד", "ข่าวที่เกี่ยวข้อง", "^อ่าน", "^xem thêm", "^baca juga", "यह भी पढ़ें", "ये भी पढ़ें", "^संबंधित",
    ]),
    rule(Share, 16, &[
        "share", "^shares", "teilen", "partager", "partagez", "compartir", "comparte", "compartilh*", "condividi", "delen",
        "del saken", "dela", "jaa", "paylaş*", "udostępnij", "поделиться", "シェア", "공유", "分享", "مشاركة", "शेयर",
        "facebook", "whatsapp", "twitter", "linkedin", "pinterest", "reddit", "flipboard", "telegram", "copy link", "link kopieren",
        "copier le lien", "kopier lenke", "print", "drucken", "imprimer", "imprimir", "skriv ut", "bookmark*", "merkliste",
        "follow us", "follow", "folgen sie*", "suivez*", "síguenos", "siga", "seguici", "google news", "preferred source",
        "vorlesen", "anhören", "play audio",
    ]),
    rule(Caption, 60, &[
        "=photo:", "=photo by", "=photograph:", "=foto:", "=fotos:", "=bild:", "=image:", "=picture:", "=imagen:", "=credit:",
        "=©", "=(c)", "=写真", "=画像", "=사진", "=图片", "=圖片", "=图源", "=（圖", "=фото:", "=صورة", "=fotoğraf:", "^photo", "^photos",
        "^file photo", "^foto", "^fotos", "^bild", "^symbolbild", "^symbolfoto", "^archivbild", "^archivfoto", "^illustration",
        "^imagen", "^valokuva", "^kuva", "getty images", "file photo", "ap photo", "photo courtesy", "picture alliance",
        "shutterstock", "imago", "scanpix", "via ap", "afp via", "pool via", "^credit", "^credits",
    ]),
    rule(Legal, 70, &[
        "copyright", "rights reserved", "rechte vorbehalten", "droits réservés", "derechos reservados",
        "direitos reservados", "diritti riservati", "rettigheter", "rättigheter", "prawa zastrzeżone", "все права",
        "our standards", "trust principles", "terms of", "impressum", "republish*", "originally published",
        "first published", "^correction*", "^korrektur*", "disclaimer", "editorial standards", "presseethi*",
        "vær varsom", "ansvarlig redaktør", "ansvarig utgivare", "無断転載", "無断複製", "著作権", "저작권", "무단",
        "版权", "版權", "转载", "轉載", "الحقوق محفوظة",
    ]),
    rule(Byline, 14, &[
        "^by", "^von", "^par", "^por", "^di", "^door", "^av", "^af", "^text", "^tekst", "^texto", "^testo", "^written",
        "^reported", "^reporting", "^editing", "^additional reporting", "^autor*", "^author*", "^auteur*", "^reporter*",
        "^journalist*", "^korrespondent*", "^redaktion*", "^redaktør*", "^interview", "^protokoll", "^автор*", "^yazar*",
        "記者", "기자", "记者", "文／", "撰文", "بقلم", "^كتب*", "^लेखक",
    ]),
    rule(Byline, LONGEST_BYLINE, &[
        "about the author", "über den autor", "über die autorin", "zur person", "contributed to this report",
        "is a reporter", "is a journalist", "is a correspondent", "reporting by", "editing by",
    ]),
];

/// Words of lines that say when something was published, or how long it takes to read.
#[rustfmt::skip]
const DATE_WORDS: &[&str] = &[
    "published", "updated", "posted", "modified", "ago", "min", "mins", "minute read", "minutes read", "veröffentlicht",
    "aktualisiert", "erschienen", "stand", "uhr", "lesezeit", "minuten", "publié*", "mis à jour", "modifié*", "lecture",
    "publicad*", "actualizad*", "atualizad*", "lectura", "leitura", "pubblicat*", "aggiornat*", "lettura", "gepubliceerd",
    "bijgewerkt", "leestijd", "publisert", "oppdatert", "lesetid", "publicera*", "uppdatera*", "udgivet", "opdateret",
    "julkaistu", "päivitetty", "opublikowan*", "aktualizacja", "yayın*", "güncelle*", "опубликовано", "обновлено", "公開",
    "更新", "配信", "入力", "입력", "수정", "승인", "发布", "發布", "نشر", "تحديث", "آخر تحديث", "เผยแพร่", "प्रकाशित",
];

struct Compiled {
    kind: LeakKind,
    longest: usize,
    phrases: Vec<Phrase>,
}

static COMPILED: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    let compile = |rule: &Rule| Compiled {
        kind: rule.kind,
        longest: rule.longest,
        phrases: rule.phrases.iter().copied().map(Phrase::new).collect(),
    };
    RULES.iter().map(compile).collect()
});
static COMPILED_DATE_WORDS: LazyLock<Vec<Phrase>> =
    LazyLock::new(|| DATE_WORDS.iter().copied().map(Phrase::new).collect());

enum Phrase {
    Start(String),
    Anywhere(String),
    Literal(&'static str),
}

impl Phrase {
    fn new(phrase: &'static str) -> Phrase {
        if let Some(literal) = phrase.strip_prefix('=') {
            return Phrase::Literal(literal);
        }
        let mut words = spaced(phrase);
        if phrase.ends_with('*') {
            words.pop();
        }
        if phrase.starts_with('^') { Phrase::Start(words) } else { Phrase::Anywhere(words) }
    }

    fn fits(&self, lower: &str, spaced: &str) -> bool {
        match self {
            Phrase::Start(words) => spaced.starts_with(words),
            Phrase::Anywhere(words) => spaced.contains(words.as_str()),
            Phrase::Literal(text) => lower.contains(text),
        }
    }
}

/// The words of a lower-case text, each between two spaces.
fn spaced(lower: &str) -> String {
    let mut out = String::from(" ");
    for word in tokens(lower) {
        out.push_str(word);
        out.push(' ');
    }
    out
}

/// What a line says it is; `authors` are lower-case names.
pub(super) fn kind(line: &str, authors: &[String]) -> Option<LeakKind> {
    let lower = line.to_lowercase();
    let spaced = spaced(&lower);
    // Two wide characters make about a word.
    let (wide, narrow): (Vec<&str>, _) = tokens(&lower).partition(|word| word.starts_with(is_wide));
    let length = narrow.len() + wide.len().div_ceil(2);
    if line.starts_with('#') && !line.starts_with("# ") {
        return Some(Tags);
    }
    let fits = |phrases: &[Phrase]| phrases.iter().any(|phrase| phrase.fits(&lower, &spaced));
    let rule = COMPILED.iter().find(|rule| length <= rule.longest && fits(&rule.phrases));
    if let Some(rule) = rule {
        return Some(rule.kind);
    }
    let names = authors.iter().map(|name| self::spaced(name)).filter(|name| name.len() > 4);
    if length <= LONGEST_BYLINE && names.into_iter().any(|name| spaced.contains(&name)) {
        return Some(Byline);
    }
    let dated = lower.contains(|c: char| c.is_numeric())
        && (fits(&COMPILED_DATE_WORDS) || has_year_or_time(&lower));
    (length <= LONGEST_DATE && dated).then_some(Date)
}

/// A year from 1900 to 2099, or a time of day.
fn has_year_or_time(lower: &str) -> bool {
    let year = |word: &str| word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
    let number = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    tokens(lower).any(|word| number(word) && year(word))
        || lower
            .as_bytes()
            .windows(3)
            .any(|w| w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_in_many_languages() {
        let kind = |line| kind(line, &["ana lind".into()]);
        for (line, expected) in [
            ("Lesen Sie auch: Der Damm hält", Some(Related)),
            ("LES OGSÅ: Demningen holder", Some(Related)),
            ("関連記事：ダムが開通", Some(Related)),
            ("اقرأ أيضا: افتتاح السد", Some(Related)),
            ("Sign up for our morning briefing", Some(Newsletter)),
            ("Abonnez-vous pour lire la suite", Some(Paywall)),
            ("Your email address will not be published.", Some(Comment)),
            (
                "An dieser Stelle finden Sie einen externen Inhalt, der den Artikel ergänzt.",
                Some(Consent),
            ),
            ("Share on Facebook", Some(Share)),
            ("Der Damm am Montag. Foto: Bo Ek/dpa", Some(Caption)),
            ("写真はダムの開通式（5日）", Some(Caption)),
            ("#dams", Some(Tags)),
            ("Tags: dams, rivers, energy", Some(Tags)),
            ("All rights reserved.", Some(Legal)),
            ("By Bo Ek, Example Post", Some(Byline)),
            ("Ana Lind covers energy and the environment.", Some(Byline)),
            ("Aktualisiert am 5. März 2024, 10:15 Uhr", Some(Date)),
            ("4 min read", Some(Date)),
            ("2024年3月5日 10時15分", Some(Date)),
            ("The minister praised the engineers for their patience.", None),
            ("Der Bau kostete 40 Millionen Euro.", None),
        ] {
            assert_eq!(kind(line), expected, "{line}");
        }
    }

    #[test]
    fn a_long_paragraph_is_not_told_by_a_phrase() {
        let paragraph = "The bakery next door gave every visitor a cookie. ".repeat(8);
        assert_eq!(kind(&paragraph, &[]), None);
    }

    #[test]
    fn every_phrase_has_words_and_is_lower_case() {
        for phrase in RULES.iter().flat_map(|rule| rule.phrases).chain(DATE_WORDS) {
            assert_eq!(*phrase, phrase.to_lowercase());
            if let Phrase::Start(words) | Phrase::Anywhere(words) = Phrase::new(phrase) {
                assert!(words.len() > 1, "{phrase}");
            }
        }
    }
}
