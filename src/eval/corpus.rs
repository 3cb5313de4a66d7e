//! A corpus on disk: what its pages should give, and the pages.

use super::EvalError;
use super::names::Names;
use super::words::is_word;
use crate::input::unpack;
use crate::settings::Limits;
use icu_properties::CodePointMapData;
use icu_properties::props::{NamedEnumeratedProperty, Script};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder of pages saved as plain text, named `<set>__<id>.txt.gz`.
const TWINS: &str = "text";

/// A folder with `gold.jsonl` and the pages as `<set>/<id>.html.gz`.
#[derive(Debug)]
pub struct Corpus {
    folder: PathBuf,
    /// The rows of `gold.jsonl`, in its order.
    pub gold: Vec<Gold>,
}

/// What should come out of a page. What is not known of it is empty or absent.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Gold {
    /// Name of the page in its set.
    pub id: String,
    /// The set the page belongs to; it decides what is measured on it.
    pub set: String,
    /// `article`, or what else the page is.
    pub kind: String,
    /// Where the page was published.
    pub url: Option<String>,
    /// Language, or country for lack of it.
    pub lang: Option<String>,
    /// The body, block by block.
    pub body: Vec<String>,
    /// Headings inside the article, where the body has none.
    pub headings: Vec<String>,
    /// The standfirst, where the body has none.
    pub summary: Vec<String>,
    /// Pieces of text that must be in the output.
    pub with: Vec<String>,
    /// Pieces of text that must not be in the output.
    pub without: Vec<String>,
    /// The headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Names,
    /// When it was published, starting with the day as `YYYY-MM-DD`.
    pub date: Option<String>,
}

impl Gold {
    /// The body as one text.
    pub fn text(&self) -> String {
        self.body.join("\n")
    }

    /// The page's name in reports: `set/id`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.set, self.id)
    }

    /// The script most of its text is in, as the four letters of ISO 15924; `Jpan` if there is
    /// more than a trace of kana between Han characters.
    pub fn script(&self) -> &'static str {
        let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
        for text in if self.body.is_empty() { &self.with } else { &self.body } {
            for c in text.chars().filter(|c| is_word(*c)) {
                let script = CodePointMapData::<Script>::new().get(c);
                if script != Script::Common && script != Script::Inherited {
                    *counts.entry(script.short_name()).or_default() += 1;
                }
            }
        }
        let kana = ["Hira", "Kana"].iter().filter_map(|name| counts.remove(name)).sum::<usize>();
        if kana > counts.get("Hani").map_or(0, |han| han / 10) {
            *counts.entry("Jpan").or_default() += kana + counts.remove("Hani").unwrap_or(0);
        }
        counts.into_iter().max_by_key(|(_, count)| *count).map_or("Zyyy", |(name, _)| name)
    }
}

impl Corpus {
    /// Reads `gold.jsonl` of a folder.
    ///
    /// # Errors
    /// When the file cannot be read or a line is not such a row.
    pub fn open(folder: &Path) -> Result<Corpus, EvalError> {
        let path = folder.join("gold.jsonl");
        let text = fs::read_to_string(&path).map_err(|e| EvalError::read(&path, e))?;
        let gold = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(at, line)| {
                serde_json::from_str(line).map_err(|e| EvalError::row(&path, at + 1, e))
            })
            .collect::<Result<_, _>>()?;
        Ok(Corpus { folder: folder.to_owned(), gold })
    }

    /// Where a page is.
    pub fn page_path(&self, gold: &Gold) -> PathBuf {
        self.folder.join(&gold.set).join(format!("{}.html.gz", gold.id))
    }

    /// Where a page saved as plain text is, if the corpus has it.
    pub fn twin_path(&self, gold: &Gold) -> PathBuf {
        self.folder.join(TWINS).join(format!("{}__{}.txt.gz", gold.set, gold.id))
    }

    /// Names the state of the corpus: a fingerprint of the bytes of `gold.jsonl` and the names and
    /// sizes of all pages. It tells corpora apart that figures should not be compared between; it
    /// is no protection against forgery.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn fingerprint(&self) -> Result<String, EvalError> {
        let path = self.folder.join("gold.jsonl");
        let mut hash = Fnv::default();
        hash.write(&fs::read(&path).map_err(|e| EvalError::read(&path, e))?);
        let sets: BTreeSet<&str> = self.gold.iter().map(|gold| gold.set.as_str()).collect();
        for set in sets.into_iter().chain([TWINS]) {
            let folder = self.folder.join(set);
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            let mut files = Vec::new();
            for entry in entries {
                let entry = entry.map_err(|e| EvalError::read(&folder, e))?;
                let size = entry.metadata().map_err(|e| EvalError::read(&entry.path(), e))?.len();
                files.push((entry.file_name().to_string_lossy().into_owned(), size));
            }
            files.sort();
            for (name, size) in files {
                hash.write(format!("{set}/{name} {size}\n").as_bytes());
            }
        }
        Ok(format!("fnv1a-{:016x}", hash.0))
    }
}

/// The bytes of a page, without its compression.
///
/// # Errors
/// When the file cannot be read as a whole.
pub fn read_page_file(path: &Path, limits: &Limits) -> Result<Vec<u8>, EvalError> {
    let packed = fs::read(path).map_err(|e| EvalError::read(path, e))?;
    let broken =
        |why: String| EvalError::read(path, io::Error::new(io::ErrorKind::InvalidData, why));
    let unpacked = unpack(packed, false, limits.bytes).map_err(|e| broken(e.to_string()))?;
    unpacked.damage.map_or(Ok(unpacked.bytes), |why| Err(broken(why)))
}

/// FNV-1a of 64 bits (draft-eastlake-fnv).
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(text: &str) -> &'static str {
        Gold { body: vec![text.into()], ..Gold::default() }.script()
    }

    #[test]
    fn scripts_by_most_letters() {
        assert_eq!(script("The talks in Москва went on"), "Latn");
        assert_eq!(script("Переговоры Reuters"), "Cyrl");
        assert_eq!(script("関係者によると会議は続いた"), "Jpan");
        assert_eq!(script("有關人士表示會議仍在進行"), "Hani");
        assert_eq!(script("회의는 계속되었다"), "Hang");
        assert_eq!(script("การประชุม"), "Thai");
        assert_eq!(script("123 – 456"), "Zyyy");
    }

    // Test vectors of draft-eastlake-fnv, section 6.
    #[test]
    fn fnv_vectors() {
        let hash = |text: &str| {
            let mut hash = Fnv::default();
            hash.write(text.as_bytes());
            hash.0
        };
        assert_eq!(hash(""), 0xcbf29ce484222325);
        assert_eq!(hash("a"), 0xaf63dc4c8601ec8c);
        assert_eq!(hash("foobar"), 0x85944171f73967e8);
    }
}
