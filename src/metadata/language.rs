//! The language of the text: as the page declares it, checked against the text itself.
//!
//! Declarations are right on most pages and more precise than a detector can be (`en-GB`,
//! `zh-Hant`), but templates leave `en` on pages in any language. So the declaration stands unless
//! the detector is sure of another language that is not a close relative. Detection by whatlang.

use super::function_words;
use super::layout::Layout;
use super::meta_tags::{self, MetaTags};
use whatlang::{Detector, Info, Lang, Script};

/// Bytes of text that are looked at; trigrams settle within a few hundred letters.
const SAMPLE: usize = 700;

/// Letters from which the detector is believed against a declaration.
const ENOUGH: usize = 150;

/// Letters from which the detector is believed where nothing is declared.
const SOME: usize = 24;

/// Languages of most pages, those that have no near relative among the others: a text that the
/// detector takes for the declared language rather than for one of them is in that language.
const COMMON: &[Lang] = &[
    Lang::Eng,
    Lang::Spa,
    Lang::Fra,
    Lang::Deu,
    Lang::Ita,
    Lang::Nld,
    Lang::Pol,
    Lang::Tur,
    Lang::Swe,
    Lang::Ind,
    Lang::Rus,
    Lang::Ukr,
    Lang::Ara,
    Lang::Pes,
];

/// Languages by ISO 639-1 code that the detector takes for each other.
const RELATIVES: &[&[&str]] = &[
    &["no", "nb", "nn", "da", "sv"],
    &["cs", "sk"],
    &["hr", "sr", "bs", "sl", "mk", "bg", "sh"],
    &["pt", "gl", "es", "ca", "oc", "ast", "an", "it"],
    &["id", "ms", "jv", "su"],
    &["nl", "af", "li", "fy", "lb", "de", "nds"],
    &["ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg", "tt", "ba", "cv"],
    &["hi", "mr", "ne", "sa", "bho", "mai", "kok"],
    &["ar", "fa", "ur", "ps", "ckb", "ku", "sd", "ug"],
    &["tr", "az", "tk", "uz", "kk", "tt"],
    &["bn", "as"],
    &["am", "ti"],
    &["he", "yi"],
    &["zu", "xh", "ss", "nr", "nd", "st", "tn", "sn"],
    &["zh", "yue", "wuu", "nan"],
];

/// The language and who says so.
#[derive(Debug, Default)]
pub(super) struct Language {
    /// BCP 47 tag and source, where known.
    pub chosen: Option<(String, &'static str)>,
    /// What the page declares.
    pub declared: Option<String>,
    /// ISO 639 code of what the detector found, sure or not, where it was asked.
    pub detected: Option<&'static str>,
}

impl Language {
    /// The chosen tag; empty when unknown.
    pub fn tag(&self) -> &str {
        self.chosen.as_ref().map_or("", |(tag, _)| tag)
    }
}

/// Finds the language: as declared, unless the text is surely in another.
pub(super) fn language(layout: &Layout, metas: &MetaTags, json_ld: Option<String>) -> Language {
    let declared = declared(layout, metas, json_ld);
    let tag = declared.as_ref().map(|(tag, _)| tag.clone());
    let sample = layout.body_sample(SAMPLE);
    // Most texts are in the language that is declared.
    if tag.as_ref().is_some_and(|tag| function_words::are_of(primary(tag), &sample)) {
        return Language { chosen: declared, declared: tag, detected: None };
    }
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let needed = if declared.is_some() { ENOUGH } else { SOME };
    let found = detect(&sample, tag.as_deref()).filter(|_| letters >= needed || is_dense(&sample));
    let Some(found) = found else {
        return Language { chosen: declared, declared: tag, detected: None };
    };
    let code = short_code(found.lang());
    let chosen = match declared {
        None => (found.confidence() > 0.5).then(|| (code.to_owned(), "visible_text")),
        Some((tag, source)) => {
            let primary = primary(&tag);
            let unknown = found.script() == Script::Latin && !is_known(primary);
            let sure = found.is_reliable() && !unknown;
            if sure && primary != code && !related(primary, code) {
                Some((code.to_owned(), "visible_text"))
            } else {
                Some((tag, source))
            }
        }
    };
    Language { chosen, declared: tag, detected: Some(code) }
}

/// The ISO 639 code of a text's language, if the detector is sure of it and the text is long enough.
pub(crate) fn of_text(text: &str) -> Option<&'static str> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let found = (letters >= ENOUGH).then(|| whatlang::detect(text)).flatten()?;
    found.is_reliable().then(|| short_code(found.lang()))
}

/// The language of a text. Most texts are in the language that is declared: when it is surely that one
/// among the common ones, the others need not be tried, which would take three times as long.
fn detect(text: &str, declared: Option<&str>) -> Option<Info> {
    let declared = declared.map(primary);
    let said = Lang::all().iter().find(|&&lang| Some(short_code(lang)) == declared);
    let quick = said.and_then(|&said| {
        let few = COMMON.iter().copied().chain([said]).collect();
        let found = Detector::with_allowlist(few).detect(text)?;
        (found.lang() == said && found.is_reliable()).then_some(found)
    });
    quick.or_else(|| whatlang::detect(text))
}

/// Scripts in which few letters say much.
fn is_dense(sample: &str) -> bool {
    sample.chars().filter(|c| *c >= '\u{e00}' && c.is_alphabetic()).count() >= SOME
}

fn declared(
    layout: &Layout,
    metas: &MetaTags,
    json_ld: Option<String>,
) -> Option<(String, &'static str)> {
    let html = layout.page.head.lang.clone().map(|lang| (lang, "meta"));
    let json_ld = json_ld.map(|lang| (lang, "json_ld"));
    html.into_iter()
        .chain(metas.all(meta_tags::LANGUAGE))
        .chain(json_ld)
        .find_map(|(tag, source)| Some((normal(&tag)?, source)))
}

/// A BCP 47 tag in its usual writing: `pt-BR`, `zh-Hant`; nothing for what is no tag.
pub(super) fn normal(tag: &str) -> Option<String> {
    let tag = tag.split([',', ';']).next()?.trim();
    let mut out = String::new();
    for (at, part) in tag.split(['-', '_']).enumerate() {
        if !part.bytes().all(|b| b.is_ascii_alphanumeric()) || part.len() > 8 || part.is_empty() {
            return None;
        }
        match (at, part.len()) {
            (0, 3) if part.eq_ignore_ascii_case("und") => return None,
            (0, 2 | 3) => out.push_str(&part.to_ascii_lowercase()),
            (0, _) => return None,
            (_, 4) => {
                out.push('-');
                out.push_str(&part[..1].to_ascii_uppercase());
                out.push_str(&part[1..].to_ascii_lowercase());
            }
            (_, 2) => {
                out.push('-');
                out.push_str(&part.to_ascii_uppercase());
            }
            _ => {
                out.push('-');
                out.push_str(&part.to_ascii_lowercase());
            }
        }
    }
    Some(out)
}

/// The language without script and region.
pub(super) fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

fn related(a: &str, b: &str) -> bool {
    RELATIVES.iter().any(|group| group.contains(&a) && group.contains(&b))
}

/// Does the detector know the language?
fn is_known(primary: &str) -> bool {
    matches!(primary, "nb" | "nn" | "fil")
        || Lang::all().iter().any(|&lang| short_code(lang) == primary)
}

/// ISO 639-1 code of a language of the detector; 639-2 where there is none.
fn short_code(lang: Lang) -> &'static str {
    use Lang::*;
    match lang {
        Epo => "eo",
        Eng => "en",
        Rus => "ru",
        Cmn => "zh",
        Spa => "es",
        Por => "pt",
        Ita => "it",
        Ben => "bn",
        Fra => "fr",
        Deu => "de",
        Ukr => "uk",
        Kat => "ka",
        Ara => "ar",
        Hin => "hi",
        Jpn => "ja",
        Heb => "he",
        Yid => "yi",
        Pol => "pl",
        Amh => "am",
        Jav => "jv",
        Kor => "ko",
        Nob => "no",
        Dan => "da",
        Swe => "sv",
        Fin => "fi",
        Tur => "tr",
        Nld => "nl",
        Hun => "hu",
        Ces => "cs",
        Ell => "el",
        Bul => "bg",
        Bel => "be",
        Mar => "mr",
        Kan => "kn",
        Ron => "ro",
        Slv => "sl",
        Hrv => "hr",
        Srp => "sr",
        Mkd => "mk",
        Lit => "lt",
        Lav => "lv",
        Est => "et",
        Tam => "ta",
        Vie => "vi",
        Urd => "ur",
        Tha => "th",
        Guj => "gu",
        Uzb => "uz",
        Pan => "pa",
        Aze => "az",
        Ind => "id",
        Tel => "te",
        Pes => "fa",
        Mal => "ml",
        Ori => "or",
        Mya => "my",
        Nep => "ne",
        Sin => "si",
        Khm => "km",
        Tuk => "tk",
        Aka => "ak",
        Zul => "zu",
        Sna => "sn",
        Afr => "af",
        Lat => "la",
        Slk => "sk",
        Cat => "ca",
        Tgl => "tl",
        Hye => "hy",
        Cym => "cy",
    }
}

/// The writing direction: as declared, else by the language.
pub(super) fn direction(declared: Option<&str>, language: Option<&str>) -> Option<&'static str> {
    const RIGHT_TO_LEFT: &[&str] =
        &["ar", "he", "iw", "fa", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "arc", "ks", "prs"];
    match declared.map(str::to_ascii_lowercase).as_deref() {
        Some("rtl") => Some("rtl"),
        Some("ltr") => Some("ltr"),
        _ => {
            let primary = primary(language?);
            Some(if RIGHT_TO_LEFT.contains(&primary) { "rtl" } else { "ltr" })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_written_the_usual_way() {
        assert_eq!(normal("en_us").as_deref(), Some("en-US"));
        assert_eq!(normal("zh-hant-tw").as_deref(), Some("zh-Hant-TW"));
        assert_eq!(normal("DE, en").as_deref(), Some("de"));
        assert_eq!(normal("english"), None);
        assert_eq!(normal("{{lang}}"), None);
    }

    #[test]
    fn direction_follows_declaration_then_language() {
        assert_eq!(direction(Some("RTL"), Some("en")), Some("rtl"));
        assert_eq!(direction(None, Some("ar-EG")), Some("rtl"));
        assert_eq!(direction(None, Some("ja")), Some("ltr"));
        assert_eq!(direction(None, None), None);
    }
}
