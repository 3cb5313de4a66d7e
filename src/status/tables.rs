//! The word tables of this stage: `vendors.txt` and `phrases.txt`.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::sync::OnceLock;

/// Section of a data file: `[name]`, then its entries.
fn section(file: &'static str, name: &str) -> Vec<&'static str> {
    let mut inside = false;
    let mut out = Vec::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(header) => inside = header == name,
            None if inside => out.push(line),
            None => {}
        }
    }
    out
}

/// Services, and the signs they leave in the markup.
pub(super) struct Signs {
    any: Finder,
    services: Vec<&'static str>,
}

impl Signs {
    fn of(name: &str) -> Signs {
        let lines = section(include_str!("vendors.txt"), name);
        let (signs, services): (Vec<&str>, Vec<&str>) =
            lines.into_iter().filter_map(|line| line.split_once(" = ")).unzip();
        Signs { any: Finder::of(signs), services }
    }

    /// The first service in the list of which a lower-case text has a sign.
    pub fn service_in(&self, text: &str) -> Option<&'static str> {
        let found =
            self.any.get().find_overlapping_iter(text).map(|sign| sign.pattern().as_usize());
        found.min().map(|sign| self.services[sign])
    }
}

/// Phrases that say the same.
pub(super) struct Phrases {
    any: Finder,
    /// For each, whether it begins with a letter of a script that sets words apart.
    spaced: Vec<bool>,
}

impl Phrases {
    fn of(name: &str) -> Phrases {
        let lines = section(include_str!("phrases.txt"), name);
        let phrases = lines.into_iter().flat_map(|line| line.split(',')).map(str::trim);
        Phrases::new(phrases.filter(|phrase| !phrase.is_empty()).collect())
    }

    fn new(phrases: Vec<&'static str>) -> Phrases {
        let is_spaced = |c: char| c.is_alphanumeric() && c < '\u{e00}';
        let spaced = phrases.iter().map(|phrase| phrase.starts_with(is_spaced)).collect();
        Phrases { any: Finder::of(phrases), spaced }
    }

    /// Has a lower-case text one of them, at the beginning of a word where words are set apart?
    pub fn are_in(&self, text: &str) -> bool {
        self.any.get().find_overlapping_iter(text).any(|found| {
            !self.spaced[found.pattern().as_usize()]
                || !text[..found.start()].ends_with(char::is_alphanumeric)
        })
    }
}

/// Finds any of some words in one pass over a text. Few are ever asked for, so each is built when it is.
struct Finder {
    words: Vec<&'static str>,
    built: OnceLock<AhoCorasick>,
}

impl Finder {
    fn of(words: Vec<&'static str>) -> Finder {
        Finder { words, built: OnceLock::new() }
    }

    fn get(&self) -> &AhoCorasick {
        self.built.get_or_init(|| {
            AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .build(&self.words)
                .expect("a few hundred words fit")
        })
    }
}

/// Parts of the ids and classes of boxes that ask for consent, whichever service they are of.
const CONSENT_BOXES: &[&str] = &["cookie", "consent", "gdpr", "cmp", "privacy"];

/// All tables, read once.
pub(super) struct Tables {
    /// Services that serve such checks only, and those that ordinary forms use as well.
    pub challenge_signs: Signs,
    pub captcha_signs: Signs,
    pub consent_signs: Signs,
    pub paywall_signs: Signs,
    /// Parts of the ids and classes of boxes that ask for consent, the signs of the services among them;
    /// in whatever case.
    pub consent_boxes: AhoCorasick,
    pub challenge_title: Phrases,
    pub refusal: Phrases,
    pub challenge_text: Phrases,
    pub not_found: Phrases,
    /// Cookies, consent, partners, privacy: what a consent wall speaks of.
    pub consent_topics: [Phrases; 4],
    pub subscribe: Phrases,
    pub login: Phrases,
    pub script: Phrases,
}

/// The tables.
pub(super) fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let consent_signs = Signs::of("consent");
        let boxes = consent_signs.any.words.iter().chain(CONSENT_BOXES);
        let consent_boxes = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .ascii_case_insensitive(true)
            .build(boxes)
            .expect("a few dozen words fit");
        Tables {
            consent_signs,
            consent_boxes,
            challenge_signs: Signs::of("challenge"),
            captcha_signs: Signs::of("captcha"),
            paywall_signs: Signs::of("paywall"),
            challenge_title: Phrases::of("challenge-title"),
            refusal: Phrases::of("refusal"),
            challenge_text: Phrases::of("challenge-text"),
            not_found: Phrases::of("not-found"),
            consent_topics: ["cookie", "consent", "partners", "privacy"].map(Phrases::of),
            subscribe: Phrases::of("subscribe"),
            login: Phrases::of("login"),
            script: Phrases::of("script"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_table_is_empty_and_every_entry_is_lower_case() {
        for file in [include_str!("vendors.txt"), include_str!("phrases.txt")] {
            let entries = file.lines().filter(|line| !line.starts_with('#'));
            for line in entries {
                let name = line.split_once(" = ").map_or("", |(_, name)| name);
                let words = line.strip_suffix(name).unwrap_or(line);
                assert_eq!(words, words.to_lowercase());
            }
        }
        let tables = tables();
        let signs = [
            &tables.challenge_signs,
            &tables.captcha_signs,
            &tables.consent_signs,
            &tables.paywall_signs,
        ];
        assert!(signs.iter().all(|list| list.services.len() >= 10));
        let lists = [
            &tables.challenge_title,
            &tables.challenge_text,
            &tables.refusal,
            &tables.not_found,
            &tables.subscribe,
            &tables.login,
            &tables.script,
        ];
        assert!(lists.into_iter().chain(&tables.consent_topics).all(|list| list.spaced.len() > 4));
    }

    #[test]
    fn phrases_begin_words() {
        assert!(Phrases::new(vec!["not found"]).are_in("error: page not found!"));
        assert!(!Phrases::new(vec!["not found", "annot"]).are_in("the cannot-foundry"));
        assert!(Phrases::new(vec!["页面不存在"]).are_in("对不起，页面不存在"));
    }
}
