//! Names of people out of the strings in which they are given.
//!
//! A byline is read by its structure: separators and the words for "and" cut it into parts, words
//! for "by" before a part are taken off, and a part is a name, a role, an address or a date by its
//! shape. The word lists in `byline_words.txt` help; no list of names is needed.

use super::entities;
use std::collections::HashSet;
use std::sync::OnceLock;

/// Longest name, in characters.
const MAX_CHARS: usize = 60;

/// Most names of one article: large investigations have dozens of authors.
const MOST: usize = 60;

static WORDS: OnceLock<Words> = OnceLock::new();

struct Words {
    by: HashSet<&'static str>,
    and: HashSet<&'static str>,
    after: HashSet<&'static str>,
    editor: HashSet<&'static str>,
    day: HashSet<&'static str>,
    role: HashSet<&'static str>,
    suffix: HashSet<&'static str>,
    nobody: HashSet<&'static str>,
    agency: HashSet<&'static str>,
}

fn words() -> &'static Words {
    WORDS.get_or_init(|| {
        let mut sections: [HashSet<&'static str>; 9] = Default::default();
        let names = ["by", "and", "after", "editor", "day", "role", "suffix", "nobody", "agency"];
        let mut at = 0;
        for line in include_str!("byline_words.txt").lines().filter(|line| !line.starts_with('#')) {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(name) => at = names.iter().position(|n| *n == name).unwrap_or(0),
                None => {
                    sections[at].extend(line.split(',').map(str::trim).filter(|w| !w.is_empty()))
                }
            }
        }
        let [by, and, after, editor, day, role, suffix, nobody, agency] = sections;
        Words { by, and, after, editor, day, role, suffix, nobody, agency }
    })
}

/// How strictly a part must have the shape of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// The string was given as an author's name: nearly anything may be one.
    Given,
    /// The line is known to be a byline: a single word may be a name.
    Byline,
    /// Nothing but the line's place speaks for it: only a full name counts.
    Guess,
}

/// The names in a string.
pub(super) fn names(text: &str, trust: Trust) -> Vec<String> {
    let text = without_brackets(&without_addresses(&entities::plain(text)));
    let mut out: Vec<String> = Vec::new();
    for part in parts(&text) {
        let part = without_by(part.trim());
        // Behind a name a part with a role in it is that person's: "Jane Doe, Head of Data".
        if trust != Trust::Given && !out.is_empty() && is_role(part) {
            continue;
        }
        if trust != Trust::Given && is_other_credit(part) {
            continue;
        }
        let Some(name) = name(part, trust) else { continue };
        if out.len() < MOST && !out.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            out.push(name);
        }
    }
    out
}

/// The text behind a word for "by" at the start of a line; `None` when there is no such word.
pub(super) fn after_by(text: &str) -> Option<&str> {
    let rest = without_by(text);
    (rest.len() < text.trim_start().len()).then_some(rest)
}

/// The author in a line of labelled facts: "Source: … Author: Jane Doe Editor: …", where each label is
/// one word with a colon behind it. What stands before the line's first label is not looked at.
pub(super) fn labelled_author(text: &str) -> Option<&str> {
    let mut from = None;
    for word in text.split_whitespace() {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let Some((label, rest)) = word.split_once([':', '：']) else { continue };
        if let Some(from) = from {
            return Some(text[from..start].trim()).filter(|value: &&str| !value.is_empty());
        }
        let label = label.trim_matches(|c: char| !c.is_alphanumeric());
        if is_by(label) && !words().editor.contains(label) {
            from = Some(start + word.len() - rest.len());
        }
    }
    from.map(|from| text[from..].trim()).filter(|value| !value.is_empty())
}

/// Does a line begin with a word for who edited it?
pub(super) fn is_edited_by(text: &str) -> bool {
    let label = text.trim_start().split([':', '：', ' ', '\u{a0}']).next().unwrap_or("");
    words().editor.contains(label.trim_start_matches(['（', '(', '[', '【']))
}

/// A text without the day of the week at its end: "Jane Doe | Monday" before the date.
pub(super) fn without_day(text: &str) -> &str {
    let text = text.trim_end_matches(is_joint);
    let last = text.rsplit(is_joint).next().unwrap_or("");
    match words().day.contains(last.to_lowercase().as_str()) {
        true => text[..text.len() - last.len()].trim_end_matches(is_joint),
        false => text,
    }
}

/// What stands between the parts of a line.
fn is_joint(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '،' | '|' | '–' | '—' | '·' | '•')
}

/// Is a part of a byline another credit, with a word for "by" in it: "Edited by Jane Doe"?
fn is_other_credit(part: &str) -> bool {
    part.split_whitespace().skip(1).any(|word| matches!(word, "by" | "von" | "par" | "por"))
}

/// Is a text nothing but a word for "by"?
pub(super) fn is_by(text: &str) -> bool {
    /// More bytes than the longest of these words has.
    const MOST: usize = 100;
    let word = text.trim_matches(|c: char| !c.is_alphanumeric());
    if word.len() > MOST {
        return false;
    }
    let word = word.to_lowercase();
    let short = word.is_ascii() && word.len() <= 2 && word != "by";
    !short && words().by.contains(word.as_str())
}

/// Is a part of a byline a role and no name?
pub(super) fn is_role(text: &str) -> bool {
    let role = &words().role;
    text.split(|c: char| c.is_whitespace() || c == '-' || c == '/').any(|word| {
        role.contains(word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str())
    })
}

/// Is a string an account or a placeholder, as content systems leave them?
pub(super) fn is_nobody(name: &str) -> bool {
    let lower = name.to_lowercase();
    words().nobody.contains(lower.as_str()) || super::meta_tags::is_placeholder(name)
}

/// Is a name that of a news agency, or of several: `dpa/AFP`?
pub(super) fn is_agency(name: &str) -> bool {
    let mut parts = name.split(['/', '+', '&']).map(|part| part.trim().to_lowercase()).peekable();
    parts.peek().is_some() && parts.all(|part| words().agency.contains(part.as_str()))
}

/// Does a text have the shape of a full name: `Ana de la Cruz`, `王小明`, `أحمد علي`?
pub(super) fn is_full_name(text: &str) -> bool {
    name(text, Trust::Guess).is_some_and(|name| name.len() == text.trim().len())
}

/// Cuts at separators and at words for "and".
fn parts(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let dash = |at: usize, c: char| {
        matches!(c, '-' | '–' | '—' | '−')
            && text[..at].ends_with(' ')
            && text[at + c.len_utf8()..].starts_with(' ')
    };
    for (at, c) in text.char_indices() {
        if matches!(
            c,
            ',' | ';'
                | '|'
                | '/'
                | '·'
                | '•'
                | '、'
                | '，'
                | '；'
                | '&'
                | '+'
                | '｜'
                | '／'
                | '،'
                | '\n'
                | '●'
                | '»'
                | '>'
        ) || dash(at, c)
        {
            out.push(&text[start..at]);
            start = at + c.len_utf8();
        }
    }
    out.push(&text[start..]);
    let mut split = Vec::new();
    for part in out {
        split_at_and(part, &mut split);
    }
    split
}

/// `Ana Silva e Rui Costa` is two names, `Ortega y Gasset` one: a word of one or two letters
/// joins two names only between full ones.
fn split_at_and<'a>(mut part: &'a str, out: &mut Vec<&'a str>) {
    let mut from = 0;
    while let Some(space) = part[from..].find(' ').map(|i| from + i) {
        let word_end = part[space + 1..].find(' ').map_or(part.len(), |i| space + 1 + i);
        let word = &part[space + 1..word_end];
        from = space + 1;
        if !words().and.contains(word.to_lowercase().as_str()) {
            continue;
        }
        let (left, right) = (part[..space].trim(), part[word_end..].trim());
        let full = |side: &str| side.split(' ').count() >= 2;
        if word.chars().count() > 2 && !right.is_empty() || (full(without_by(left)) && full(right))
        {
            out.push(left);
            part = right;
            from = 0;
        }
    }
    out.push(part);
}

/// A text without URLs and e-mail addresses.
fn without_addresses(text: &str) -> std::borrow::Cow<'_, str> {
    let is_address = |word: &str| {
        word.contains("://")
            || word.starts_with("www.")
            || word.trim_start_matches('@').contains('@')
    };
    if !text.split(' ').any(is_address) {
        return text.into();
    }
    let kept: Vec<&str> = text.split(' ').filter(|word| !is_address(word)).collect();
    kept.join(" ").into()
}

/// A text without what stands in brackets: initials, agencies, addresses.
fn without_brackets(text: &str) -> String {
    if !text.contains(['(', '[', '（']) {
        return text.to_owned();
    }
    let mut depth = 0usize;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '[' | '（' => depth += 1,
            ')' | ']' | '）' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    // Brackets around everything, or one that never closes.
    if out.trim().is_empty() || depth > 0 {
        return text.replace(['(', ')', '[', ']', '（', '）'], " ").trim().to_owned();
    }
    out
}

/// A text without the words for "by" at its start.
fn without_by(text: &str) -> &str {
    let by = &words().by;
    let mut text = text.trim_start().trim_start_matches(['(', '（', '[']);
    'again: loop {
        // "ByJane Doe": the word and the name are elements of their own without a space between.
        for word in ["By", "Von", "Par", "Por", "BY"] {
            if let Some(rest) = text.strip_prefix(word)
                && rest.starts_with(char::is_uppercase)
                && rest.contains(char::is_lowercase)
                && rest.contains(' ')
                && (word != "BY" || rest.chars().nth(1).is_some_and(char::is_lowercase))
            {
                text = rest;
            }
        }
        // Phrases of up to four words, the longest first.
        let ends: Vec<usize> = text
            .char_indices()
            .filter(|(_, c)| c.is_whitespace() || matches!(c, ':' | '：' | '/' | '／' | '|'))
            .map(|(at, _)| at)
            .take(4)
            .collect();
        for &end in ends.iter().rev() {
            let phrase = text[..end].trim_end_matches(['.', ' ']).to_lowercase();
            let rest = text[end..].trim_start_matches([' ', ':', '：', '/', '／', '|', '\u{a0}']);
            let colon = text[end..].trim_start().starts_with([':', '：', '/', '／']);
            // "De Luca" is a name: such a short word needs a colon or a full name behind it.
            let short = phrase.chars().count() <= 2 && phrase != "by" && phrase.is_ascii();
            let sure = !short || colon || rest.split_whitespace().count() >= 2;
            if !rest.is_empty() && sure && by.contains(phrase.as_str()) {
                text = rest;
                continue 'again;
            }
        }
        // Languages that write without spaces: 记者张三, 文／王小明.
        if !text.starts_with(is_wide) {
            return text;
        }
        let wide = by.iter().filter(|word| !word.is_ascii() && word.chars().all(is_wide));
        let stripped = wide
            .filter_map(|word| Some((word, text.strip_prefix(word)?)))
            // 文 is the beginning of many words: it needs a mark behind it.
            .filter(|(word, rest)| {
                let joined = rest.starts_with(|c| c != '・' && is_wide(c));
                word.chars().nth(1).is_some() || !joined
            })
            .map(|(_, rest)| rest)
            .min_by_key(|rest| rest.len())
            .map(|rest| rest.trim_start_matches([' ', ':', '：', '/', '／', '|', '・', '\u{3000}']))
            .filter(|rest| !rest.is_empty());
        match stripped {
            Some(rest) => text = rest,
            None => return text,
        }
    }
}

/// Letters of scripts that are written without spaces and without case.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// The name in a part, if there is one.
fn name(part: &str, trust: Trust) -> Option<String> {
    let part = part.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '“'
                    | '”'
                    | '*'
                    | ':'
                    | '：'
                    | '-'
                    | '–'
                    | '—'
                    | '_'
                    | '\u{200b}'
                    | '\''
                    | '’'
                    | '@'
                    | '\\'
                    | '#'
                    | '•'
                    | ')'
                    | '）'
                    | ']'
            )
    });
    let part = part
        .strip_suffix('.')
        .filter(|rest| rest.len() > 3 && !rest.ends_with(|c: char| c.is_uppercase()))
        .unwrap_or(part);
    let count = part.chars().count();
    if count < 2 || part.contains("://") || part.contains('@') || part.starts_with("www.") {
        return None;
    }
    if !part.chars().any(char::is_alphabetic) || is_suffix(part) {
        return None;
    }
    if part.chars().any(is_wide) {
        return wide_name(part, trust);
    }
    let mut kept = Vec::new();
    for word in part.split_whitespace() {
        let lower = word.trim_end_matches([',', '.', ':']).to_lowercase();
        let ends = trust != Trust::Given
            && !kept.is_empty()
            && (words().after.contains(lower.as_str())
                || word.starts_with(|c: char| c.is_ascii_digit()));
        let role = trust != Trust::Given
            && kept.len() >= 2
            && kept[0] != "The"
            && words().role.contains(lower.as_str());
        if ends || role || word.contains('@') {
            break;
        }
        kept.push(word);
    }
    let text = kept.join(" ");
    if text.is_empty() || text.chars().count() > MAX_CHARS {
        return None;
    }
    let cased = text.chars().any(|c| c.is_lowercase() || c.is_uppercase());
    let capitalized = kept.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    let digits = text.chars().any(char::is_numeric);
    let fits = match trust {
        Trust::Given => kept.len() <= 8,
        Trust::Byline => {
            !digits && kept.len() <= 6 && (!cased || capitalized * 2 >= kept.len().max(1))
        }
        Trust::Guess => {
            !digits
                && (2..=5).contains(&kept.len())
                && !is_role(&text)
                && kept.iter().all(|word| is_name_word(word))
                && (!cased
                    || capitalized >= 2
                        && kept.last().is_some_and(|w| w.starts_with(char::is_uppercase)))
                && !text.ends_with(['!', '?', ':'])
        }
    };
    fits.then_some(text)
}

/// A word of a name: letters, an initial, a hyphen or apostrophe inside; capitalised, or one of the
/// small words inside names (de, van, bin).
fn is_name_word(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let others = word.chars().filter(|&c| {
        !c.is_alphabetic() && !is_mark(c) && !matches!(c, '-' | '\'' | '’' | '.' | '‐' | 'ʼ' | '`')
    });
    let cased = word.chars().any(|c| c.is_lowercase() || c.is_uppercase());
    let first = word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    letters > 0 && others.count() == 0 && (!cased || first || letters <= 4)
}

/// Combining marks and vowel signs, by the blocks of scripts that write with them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}'
        | '\u{eb1}'..='\u{ece}' | '\u{102b}'..='\u{103e}' | '\u{17b4}'..='\u{17d3}'
        | '\u{200c}' | '\u{200d}')
}

/// A name in Chinese, Japanese or Korean.
fn wide_name(part: &str, trust: Trust) -> Option<String> {
    let mut text = part;
    // 홍길동 기자, 王小明 記者: the role stands behind.
    for role in words().role.iter().filter(|role| role.chars().all(is_wide)) {
        if let Some(rest) = text.strip_suffix(role) {
            let rest = rest.trim_end();
            if rest.chars().count() >= 2 {
                text = rest;
            }
        }
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let fits = match trust {
        Trust::Given => letters <= 30,
        Trust::Byline => letters <= 12 && !text.chars().any(char::is_numeric),
        Trust::Guess => (2..=4).contains(&letters) && text.chars().all(|c| is_wide(c) || c == ' '),
    };
    (fits && letters >= 2).then(|| text.to_owned())
}

/// `Jr.`, `PhD`, `M.D.`
fn is_suffix(part: &str) -> bool {
    let lower = part.trim_end_matches('.').to_lowercase();
    words().suffix.contains(lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_names_in_many_languages() {
        let cases: [(&str, &[&str]); 14] = [
            ("By Jane Doe and John Roe", &["Jane Doe", "John Roe"]),
            ("Von Eva Muster und Jo Beispiel, dpa", &["Eva Muster", "Jo Beispiel", "dpa"]),
            ("Par Luc Exemple et Zoé Modèle", &["Luc Exemple", "Zoé Modèle"]),
            ("Por Ana de la Cruz y Rui Costa", &["Ana de la Cruz", "Rui Costa"]),
            ("José Muestra y Modelo", &["José Muestra y Modelo"]),
            ("文／王小明、李大华", &["王小明", "李大华"]),
            ("记者张三", &["张三"]),
            ("홍길동 기자", &["홍길동"]),
            ("بقلم: أحمد علي", &["أحمد علي"]),
            ("Jane Doe (jdo); John Roe", &["Jane Doe", "John Roe"]),
            ("Jane Doe, PhD", &["Jane Doe"]),
            ("Jane Doe <jane@news.example>", &["Jane Doe"]),
            ("jane@news.example", &[]),
            ("De Luca", &["De Luca"]),
        ];
        for (text, expected) in cases {
            assert_eq!(names(text, Trust::Given), expected, "{text}");
        }
    }

    #[test]
    fn a_byline_ends_where_the_name_ends() {
        assert_eq!(names("By Jane Doe Senior Reporter", Trust::Byline), ["Jane Doe"]);
        assert_eq!(names("By Jane Doe for The Example", Trust::Byline), ["Jane Doe"]);
        assert_eq!(names("Von Eva Muster | 12.03.2024", Trust::Byline), ["Eva Muster"]);
    }

    #[test]
    fn lines_of_labels_name_the_author_anywhere() {
        let line = "来源：临河晚报 作者：周明远 编辑：刘静";
        assert_eq!(labelled_author(line), Some("周明远"));
        assert_eq!(labelled_author("Source: Desk Author: Jane Doe Photos: Jo"), Some("Jane Doe"));
        assert_eq!(labelled_author("来源：临河晚报 责任编辑：刘静"), None);
        assert_eq!(labelled_author("Written in the hills at 10:30"), None);
        assert!(is_edited_by("（责任编辑：刘静）") && !is_edited_by("作者：刘静"));
    }

    #[test]
    fn days_of_the_week_are_no_names() {
        assert_eq!(without_day("كتبت: هالة المنشاوي الجمعة"), "كتبت: هالة المنشاوي");
        assert_eq!(without_day("Por Ana Silva | Lunes"), "Por Ana Silva");
        assert_eq!(without_day("By Jane Munday"), "By Jane Munday");
        assert_eq!(without_day("Montag, "), "");
    }

    #[test]
    fn titles_of_the_job_go_before_the_name() {
        assert_eq!(names("編集委員・小田切真理子", Trust::Byline), ["小田切真理子"]);
        assert_eq!(names("기자명 이서준 기자", Trust::Byline), ["이서준"]);
    }

    #[test]
    fn full_names_have_a_shape() {
        for name in ["Jane Doe", "Ana de la Cruz", "王小明", "أحمد علي", "J. R. Roe"] {
            assert!(is_full_name(name), "{name}");
        }
        for text in ["Read more", "Local News!", "Senior Reporter", "Share", "jane doe", "3 March"]
        {
            assert!(!is_full_name(text), "{text}");
        }
    }
}
