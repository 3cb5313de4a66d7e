//! The word tables of this stage: `vendors.txt` and `phrases.txt`.

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

/// A service and the signs it leaves.
pub(super) type Signs = Vec<(&'static str, &'static str)>;

fn signs(name: &str) -> Signs {
    section(include_str!("vendors.txt"), name)
        .into_iter()
        .filter_map(|line| line.split_once(" = "))
        .collect()
}

fn phrases(name: &str) -> Vec<&'static str> {
    section(include_str!("phrases.txt"), name)
        .into_iter()
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .filter(|phrase| !phrase.is_empty())
        .collect()
}

/// All tables, read once.
pub(super) struct Tables {
    /// Services that serve such checks only, and those that ordinary forms use as well.
    pub challenge_signs: Signs,
    pub captcha_signs: Signs,
    pub consent_signs: Signs,
    pub paywall_signs: Signs,
    pub challenge_title: Vec<&'static str>,
    pub refusal: Vec<&'static str>,
    pub challenge_text: Vec<&'static str>,
    pub not_found: Vec<&'static str>,
    /// Cookies, consent, partners, privacy: what a consent wall speaks of.
    pub consent_topics: [Vec<&'static str>; 4],
    pub subscribe: Vec<&'static str>,
    pub login: Vec<&'static str>,
    pub script: Vec<&'static str>,
}

/// The tables.
pub(super) fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| Tables {
        challenge_signs: signs("challenge"),
        captcha_signs: signs("captcha"),
        consent_signs: signs("consent"),
        paywall_signs: signs("paywall"),
        challenge_title: phrases("challenge-title"),
        refusal: phrases("refusal"),
        challenge_text: phrases("challenge-text"),
        not_found: phrases("not-found"),
        consent_topics: ["cookie", "consent", "partners", "privacy"].map(phrases),
        subscribe: phrases("subscribe"),
        login: phrases("login"),
        script: phrases("script"),
    })
}

/// Does a lower-case text have one of these phrases, beginning at the beginning of a word where
/// words are set apart?
pub(super) fn says(text: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| {
        text.match_indices(phrase).any(|(at, _)| {
            let first = phrase.chars().next();
            let spaced = first.is_some_and(|c| c.is_alphanumeric() && c < '\u{e00}');
            !spaced || !text[..at].chars().next_back().is_some_and(char::is_alphanumeric)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_table_is_empty_and_every_entry_is_lower_case() {
        let tables = tables();
        let signs = [
            &tables.challenge_signs,
            &tables.captcha_signs,
            &tables.consent_signs,
            &tables.paywall_signs,
        ];
        for (sign, name) in signs.into_iter().flatten() {
            assert!(!name.is_empty() && *sign == sign.to_lowercase(), "{sign}");
        }
        assert!(signs.iter().all(|list| list.len() >= 10));
        let lists = [
            &tables.challenge_title,
            &tables.challenge_text,
            &tables.refusal,
            &tables.not_found,
            &tables.subscribe,
            &tables.login,
            &tables.script,
        ];
        for list in lists.into_iter().chain(&tables.consent_topics) {
            assert!(list.len() > 4);
            assert!(list.iter().all(|phrase| *phrase == phrase.to_lowercase()), "{list:?}");
        }
    }

    #[test]
    fn phrases_begin_words() {
        assert!(says("error: page not found!", &["not found"]));
        assert!(!says("the cannot-foundry", &["not found", "annot"]));
        assert!(says("对不起，页面不存在", &["页面不存在"]));
    }
}
