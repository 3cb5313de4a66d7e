//! The vocabulary of spam, and where it occurs in a text.
//!
//! The terms are data (`lexicon/*.txt`): sections `[family language]`, then lines of a weight and
//! terms separated by commas. Words of scripts that write spaces must stand alone; Han, kana,
//! Hangul, Thai, Lao and Khmer match anywhere. A word alone never condemns anything: news use all
//! of them.

use super::dictionary::Dictionary;
use super::fold::Folded;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

pub(super) const BUILT_IN: &[&str] = &[
    include_str!("lexicon/gambling.txt"),
    include_str!("lexicon/adult.txt"),
    include_str!("lexicon/pharma.txt"),
    include_str!("lexicon/money.txt"),
    include_str!("lexicon/goods.txt"),
    include_str!("lexicon/services.txt"),
    include_str!("lexicon/hosts.txt"),
];

/// All of them folded and in order, so that a program that cleans one page need not do it; a test
/// keeps it in step with the others, and with `UPDATE_SNAPSHOTS=1` writes it.
const COMPILED: &str = include_str!("lexicon/compiled.txt");

/// The family whose terms are sought in host names and paths.
const HOST: &str = "host";

/// Why a lexicon could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// The file could not be read.
    #[error("cannot be read: {error}")]
    Read {
        /// What went wrong.
        error: std::io::Error,
    },
    /// A line is neither a section, a comment nor a weight with terms.
    #[error("line {line}: {message}")]
    Syntax {
        /// Its number, from 1.
        line: usize,
        /// What is wrong with it.
        message: &'static str,
    },
}

/// Terms by family and language, ready for matching.
#[derive(Debug, Clone)]
pub struct Lexicon {
    words: Dictionary,
    terms: Vec<Term>,
    hosts: Dictionary,
    families: Vec<String>,
    languages: Vec<String>,
}

#[derive(Debug, Clone)]
struct Term {
    weight: u8,
    family: u8,
    language: u8,
    /// Its end may be followed by more letters.
    open: bool,
    /// It is written in a script with spaces.
    bounded: bool,
}

/// An occurrence of a term.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hit {
    /// First byte and one past the last, in the text as written.
    pub start: u32,
    pub end: u32,
    pub weight: u8,
    pub family: u8,
    pub language: u8,
}

impl Lexicon {
    /// The built-in terms.
    pub fn built_in() -> &'static Lexicon {
        static BUILT: LazyLock<Lexicon> =
            LazyLock::new(|| Lexicon::compiled(COMPILED).expect("the built-in lexicon is tested"));
        &BUILT
    }

    /// The built-in terms together with those of a file in the same form.
    ///
    /// # Errors
    /// When the file cannot be read, or a line of it cannot be understood.
    pub fn with_file(path: &Path) -> Result<Lexicon, LexiconError> {
        let text = std::fs::read_to_string(path).map_err(|error| LexiconError::Read { error })?;
        Lexicon::with_terms(&text)
    }

    /// The built-in terms together with more in the same form.
    ///
    /// # Errors
    /// When a line cannot be understood.
    ///
    /// ```
    /// use copydesk::screen::Lexicon;
    ///
    /// assert!(Lexicon::with_terms("[timeshare en]\n5 timeshare exit, sell my timeshare").is_ok());
    /// ```
    pub fn with_terms(text: &str) -> Result<Lexicon, LexiconError> {
        // The file alone first, so that line numbers in errors are its own.
        Lexicon::parse(&[text])?;
        let texts: Vec<&str> = BUILT_IN.iter().copied().chain([text]).collect();
        Lexicon::parse(&texts)
    }

    fn parse(texts: &[&str]) -> Result<Lexicon, LexiconError> {
        let (mut families, mut languages) = (Vec::new(), Vec::new());
        let mut terms: BTreeMap<String, Term> = BTreeMap::new();
        let mut hosts: BTreeSet<String> = BTreeSet::new();
        for text in texts {
            let mut section = None;
            for (number, line) in text.lines().enumerate() {
                let fail = |message| LexiconError::Syntax { line: number + 1, message };
                let line = line.trim();
                if line.is_empty() || line.starts_with('#') {
                    continue;
                }
                if let Some(inner) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                    let (family, language) =
                        inner.trim().split_once(' ').ok_or(fail("expected [family language]"))?;
                    section = Some((
                        family == HOST,
                        index(&mut families, family),
                        index(&mut languages, language.trim()),
                    ));
                    continue;
                }
                let (is_host, family, language) =
                    section.ok_or(fail("a term before any section"))?;
                let (weight, list) =
                    line.split_once(' ').ok_or(fail("expected a weight, then terms"))?;
                let weight: u8 = weight.parse().map_err(|_| fail("the weight is no number"))?;
                for term in list.split(',').map(str::trim).filter(|term| !term.is_empty()) {
                    let open = term.ends_with('*');
                    let folded = Folded::new(term.trim_end_matches('*')).text;
                    if is_host {
                        hosts.insert(folded);
                        continue;
                    }
                    if weight >= 5 {
                        let solid: String = folded.chars().filter(|c| *c != ' ').collect();
                        if solid.is_ascii() && solid.len() >= 8 {
                            hosts.insert(folded.replace(' ', "-"));
                            hosts.insert(solid);
                        }
                    }
                    let bounded = !folded.chars().any(is_unspaced);
                    let term = Term { weight, family, language, open, bounded };
                    match terms.get_mut(&folded) {
                        // English and the page's own language claim a shared word before others.
                        Some(known) if known.weight >= weight => {}
                        _ => drop(terms.insert(folded, term)),
                    }
                }
            }
        }
        Ok(Lexicon {
            words: Dictionary::of_sorted(terms.keys().map(String::as_str)),
            hosts: Dictionary::of_sorted(hosts.iter().map(String::as_str)),
            terms: terms.into_values().collect(),
            families,
            languages,
        })
    }

    /// Reads what [`Lexicon::compile`] wrote: a line of families, one of languages, the words with
    /// what is known of each, an empty line, the words of hosts.
    fn compiled(text: &str) -> Option<Lexicon> {
        let (words, hosts) = text.split_once("\n\n")?;
        let mut lines = words.lines();
        let mut names = || Some(lines.next()?.split(' ').map(str::to_owned).collect());
        let (families, languages) = (names()?, names()?);
        let mut terms = Vec::new();
        let mut words = Vec::new();
        for line in lines {
            let mut parts = line.splitn(5, ' ');
            let mut number = || parts.next()?.parse().ok();
            let (weight, family, language, shape): (_, _, _, u8) =
                (number()?, number()?, number()?, number()?);
            terms.push(Term {
                weight,
                family,
                language,
                open: shape & 1 != 0,
                bounded: shape & 2 != 0,
            });
            words.push(parts.next()?);
        }
        Some(Lexicon {
            words: Dictionary::of_sorted(words),
            hosts: Dictionary::of_sorted(hosts.lines()),
            terms,
            families,
            languages,
        })
    }

    /// Writes what [`Lexicon::compiled`] reads.
    #[cfg(test)]
    fn compile(&self) -> String {
        use std::fmt::Write;
        let mut text = format!("{}\n{}\n", self.families.join(" "), self.languages.join(" "));
        for (number, term) in self.terms.iter().enumerate() {
            let Term { weight, family, language, open, bounded } = term;
            let shape = u8::from(*open) | u8::from(*bounded) << 1;
            let word = self.words.string(number);
            let _ = writeln!(text, "{weight} {family} {language} {shape} {word}");
        }
        text.push('\n');
        for number in 0..self.hosts.len() {
            text.push_str(self.hosts.string(number));
            text.push('\n');
        }
        text
    }

    /// The name of a family.
    pub(super) fn family(&self, family: u8) -> &str {
        &self.families[usize::from(family)]
    }

    /// The tag of a language.
    pub(super) fn language(&self, language: u8) -> &str {
        &self.languages[usize::from(language)]
    }

    /// Occurrences of terms, in order and without overlaps; where several begin at one place, the
    /// longest.
    /// Words end at the given places too.
    pub(super) fn find(&self, text: &str, breaks: &[u32]) -> Vec<Hit> {
        self.find_in(text, std::slice::from_ref(&(0..text.len() as u32)), breaks)
    }

    /// Occurrences in some ranges of a text, which are given in order.
    pub(super) fn find_in(&self, text: &str, ranges: &[Range<u32>], breaks: &[u32]) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut next = 0;
        for range in ranges {
            next += breaks[next..].partition_point(|&b| b <= range.start);
            let count = breaks[next..].partition_point(|&b| b < range.end);
            let inside: Vec<u32> =
                breaks[next..next + count].iter().map(|b| b - range.start).collect();
            next += count;
            let part = &text[range.start as usize..range.end as usize];
            self.find_part(part, &inside, range.start, &mut hits);
        }
        hits
    }

    fn find_part(&self, text: &str, breaks: &[u32], base: u32, hits: &mut Vec<Hit>) {
        let folded = Folded::with_breaks(text, breaks);
        let bytes = folded.text.as_bytes();
        let mut found: Vec<(usize, usize, &Term)> = Vec::new();
        let mut joined = false;
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            let (length, spaced, article) = letter(&folded.text, start);
            at += length;
            let inside = joined && spaced;
            // Within a word only the Arabic article is followed by another.
            joined = spaced && !article;
            if spaced && length == 1 && !folded.has_loose() {
                // To the end of the word, or to where another alphabet goes on with it.
                let rest = bytes[at..].iter().position(|b| !b.is_ascii_alphanumeric());
                at = rest.map_or(bytes.len(), |rest| at + rest);
            }
            if inside && !folded.is_loose(start) {
                continue;
            }
            let longest = self.words.beginning(&bytes[start..]).find_map(|number| {
                let term = &self.terms[number];
                let end = start + self.words.string(number).len();
                let loose = || end - start >= 5 && folded.is_loose(start) && folded.is_loose(end);
                let alone =
                    !term.bounded || is_word(&folded.text, start, end, term.open) || loose();
                alone.then_some((start, end, term))
            });
            found.extend(longest);
        }
        let mut covered = 0;
        for (start, end, term) in found {
            if end <= covered {
                continue;
            }
            // A term that goes on where another ends adds its words, not its weight.
            let (from, weight) =
                if start < covered { (covered, 1.min(term.weight)) } else { (start, term.weight) };
            covered = end;
            hits.push(Hit {
                start: base + floor(text, folded.original(from)) as u32,
                end: base + ceil(text, folded.original(end)) as u32,
                weight,
                family: term.family,
                language: term.language,
            });
        }
    }

    /// How many different words of spam a host name carries, overlapping ones counted once.
    pub(super) fn words_in_host(&self, host: &str) -> usize {
        let folded = Folded::new(host).text;
        let mut words = BTreeSet::new();
        let mut at = 0;
        while at < folded.len() {
            match self.hosts.beginning(&folded.as_bytes()[at..]).next() {
                Some(word) => {
                    at += self.hosts.string(word).len();
                    words.insert(word);
                }
                None => at += 1,
            }
        }
        words.len()
    }

    /// Does a host name or a path carry words of spam, run together or not?
    pub(super) fn in_address(&self, address: &str) -> bool {
        let folded = Folded::new(address).text;
        (0..folded.len()).any(|at| self.hosts.beginning(&folded.as_bytes()[at..]).next().is_some())
    }
}

fn index(names: &mut Vec<String>, name: &str) -> u8 {
    let at = names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    });
    // Past 255 families or languages the last ones share a number: it only loosens one kind of
    // evidence.
    at.min(255) as u8
}

/// Is it a letter of a script that writes no spaces between words, or (Korean) puts endings
/// directly on them?
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}')
}

/// Is it a letter or digit of a script that writes spaces between words?
fn is_spaced(c: char) -> bool {
    !is_unspaced(c) && c.is_alphanumeric()
}

/// The character at a place of a text: its length, whether a script with spaces writes words with it,
/// and whether it ends the Arabic article.
#[inline]
fn letter(text: &str, at: usize) -> (usize, bool, bool) {
    let byte = text.as_bytes()[at];
    if byte.is_ascii() {
        return (1, byte.is_ascii_alphanumeric(), false);
    }
    let c = text[at..].chars().next().unwrap_or_default();
    (c.len_utf8(), is_spaced(c), c == 'ل')
}

/// Do no letters of spaced scripts stand directly before and after?
fn is_word(text: &str, start: usize, end: usize, open: bool) -> bool {
    let before = text[..start].chars().next_back().is_some_and(is_spaced);
    let after = !open && text[end..].chars().next().is_some_and(is_spaced);
    // The Arabic article and the prepositions written with it are part of the word.
    let article = before
        && ["ال", "وال", "بال", "لل", "كال"].iter().any(|prefix| {
            text[..start]
                .strip_suffix(prefix)
                .is_some_and(|rest| !rest.chars().next_back().is_some_and(char::is_alphanumeric))
        });
    (!before || article) && !after
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    while at < text.len() && !text.is_char_boundary(at) {
        at += 1;
    }
    at.min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let lexicon = Lexicon::built_in();
        lexicon
            .find(text, &[])
            .iter()
            .map(|hit| &text[hit.start as usize..hit.end as usize])
            .collect()
    }

    #[test]
    fn the_compiled_lexicon_is_in_step() {
        let compiled = Lexicon::parse(BUILT_IN).expect("well formed").compile();
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/screen/lexicon/compiled.txt");
            std::fs::write(path, &compiled).expect("written");
        }
        assert!(compiled == COMPILED, "UPDATE_SNAPSHOTS=1 cargo test compiled_lexicon, twice");
    }

    #[test]
    fn words_stand_alone_in_spaced_scripts() {
        assert!(words("el oficialismo socialista, Essex, especialistas").is_empty());
        assert_eq!(words("Buy CIALIS online!"), ["Buy CIALIS online"]);
        assert_eq!(words("online   casino"), ["online", "casino"]);
        assert_eq!(words("у букмекеров"), ["букмекер"]);
    }

    #[test]
    fn unspaced_scripts_match_anywhere() {
        assert_eq!(words("看澳门百家乐网"), ["澳门百家乐"]);
        assert_eq!(words("카지노사이트를"), ["카지노사이트"]);
        assert_eq!(words("เล่นสล็อตเว็บตรงที่นี่"), ["สล็อตเว็บตรง"]);
    }

    #[test]
    fn terms_can_be_added() {
        let lexicon = Lexicon::with_terms("# mine\n[timeshare en]\n5 timeshare exit\n").unwrap();
        assert_eq!(lexicon.find("a timeshare exit now", &[]).len(), 1);
        assert!(!lexicon.find("casino", &[]).is_empty());
        let error = Lexicon::with_terms("[timeshare en]\nfive words").unwrap_err();
        assert!(error.to_string().starts_with("line 2"), "{error}");
    }

    #[test]
    fn addresses_are_searched_for_words_run_together() {
        let lexicon = Lexicon::built_in();
        assert!(lexicon.in_address("best-slotgacor88.example"));
        assert!(!lexicon.in_address("news.example/politics"));
    }
}
