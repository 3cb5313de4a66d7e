//! Walks a folder for pages, one directory at a time.
//!
//! Only the names of the directories between the root and the current file are held, so a million
//! files in a tree cost what the largest of its directories costs. Names are sorted in each
//! directory, so the order is the same on every machine.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Names of pages; each may carry one of [`PACKED`] behind it.
const PAGES: [&str; 4] = ["html", "htm", "xhtml", "txt"];

/// Names of compressed files.
const PACKED: [&str; 3] = ["gz", "br", "zst"];

/// The pages below a folder. Hidden files and folders are skipped, symbolic links are followed
/// unless they lead back to a folder they stand in.
pub(super) struct Walk {
    open: Vec<Directory>,
    /// A file or folder to pass over: where the output goes.
    avoid: Option<PathBuf>,
}

/// A directory whose names are being worked through.
struct Directory {
    path: PathBuf,
    /// Last name first.
    names: Vec<(OsString, Kind)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    File,
    Directory,
    Link,
}

impl Walk {
    /// Starts at a folder. `avoid` is a canonical path.
    pub fn new(root: &Path, avoid: Option<PathBuf>) -> io::Result<Walk> {
        let mut walk = Walk { open: Vec::new(), avoid };
        walk.enter(root.to_owned())?;
        Ok(walk)
    }

    fn enter(&mut self, path: PathBuf) -> io::Result<()> {
        if self.is_avoided(&path) {
            return Ok(());
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(&path)? {
            let entry = entry?;
            let name = entry.file_name();
            if name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let kind = entry.file_type()?;
            if kind.is_dir() {
                names.push((name, Kind::Directory));
            } else if kind.is_symlink() {
                names.push((name, Kind::Link));
            } else if kind.is_file() && is_page_name(&name) {
                names.push((name, Kind::File));
            }
        }
        names.sort_unstable_by(|a, b| b.0.cmp(&a.0));
        names.shrink_to_fit();
        self.open.push(Directory { path, names });
        Ok(())
    }

    fn is_avoided(&self, path: &Path) -> bool {
        let Some(avoid) = &self.avoid else { return false };
        path.canonicalize().is_ok_and(|real| real == *avoid)
    }

    /// Does the link lead back to a directory that is being walked, or to one above it?
    fn is_loop(&self, link: &Path) -> bool {
        let Ok(target) = link.canonicalize() else { return true };
        let mut open = self.open.iter().filter_map(|dir| dir.path.canonicalize().ok());
        open.any(|dir| dir.starts_with(&target))
    }
}

impl Iterator for Walk {
    /// A page, or a folder that could not be read.
    type Item = Result<PathBuf, (PathBuf, io::Error)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let directory = self.open.last_mut()?;
            let Some((name, mut kind)) = directory.names.pop() else {
                self.open.pop();
                continue;
            };
            let path = directory.path.join(&name);
            if kind == Kind::Link {
                kind = match fs::metadata(&path) {
                    Ok(target) if target.is_dir() && !self.is_loop(&path) => Kind::Directory,
                    Ok(target) if target.is_file() && is_page_name(&name) => Kind::File,
                    // A link to nothing is nobody's page.
                    _ => continue,
                };
            }
            if kind == Kind::File {
                // Asking the system about each file would be dear.
                let same_name = self.avoid.as_ref().is_some_and(|a| a.file_name() == Some(&name));
                if same_name && self.is_avoided(&path) {
                    continue;
                }
                return Some(Ok(path));
            }
            if let Err(error) = self.enter(path.clone()) {
                return Some(Err((path, error)));
            }
        }
    }
}

/// Does the name say that this is a page, compressed or not?
fn is_page_name(name: &OsStr) -> bool {
    page_stem(Path::new(name)).is_some()
}

/// The name without the extensions of a page: `a.html.gz` → `a`; `None` for other names.
pub(super) fn page_stem(path: &Path) -> Option<&OsStr> {
    let one_of = |path: &Path, list: &[&str]| {
        path.extension().is_some_and(|e| list.iter().any(|known| e.eq_ignore_ascii_case(known)))
    };
    let name = Path::new(path.file_name()?);
    let inner = if one_of(name, &PACKED) { Path::new(name.file_stem()?) } else { name };
    if one_of(inner, &PAGES) { inner.file_stem() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        dir
    }

    fn walked(dir: &Path) -> Vec<String> {
        Walk::new(dir, None)
            .unwrap()
            .map(|found| found.unwrap().strip_prefix(dir).unwrap().to_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn sorted_and_without_what_is_hidden_or_no_page() {
        let dir = tree(&[
            "b.HTML",
            "a/z.htm.zst",
            "a/y.txt",
            "a.html.gz",
            "c.pdf",
            "d.gz",
            ".x.html",
            ".git/a.html",
            "e.xhtml.br",
        ]);
        assert_eq!(
            walked(dir.path()),
            ["a/y.txt", "a/z.htm.zst", "a.html.gz", "b.HTML", "e.xhtml.br"]
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_but_not_in_circles() {
        let dir = tree(&["real/one.html", "other/two.html"]);
        let link = |to: &str, from: &str| {
            std::os::unix::fs::symlink(dir.path().join(to), dir.path().join(from)).unwrap();
        };
        link("", "real/up");
        link("real", "real/self");
        link("other", "real/aside");
        link("real/one.html", "real/copy.html");
        link("nowhere.html", "real/dangling.html");
        assert_eq!(walked(&dir.path().join("real")), ["aside/two.html", "copy.html", "one.html"]);
    }

    #[test]
    fn stems() {
        let stem = |name: &str| page_stem(Path::new(name)).map(|s| s.to_str().unwrap().to_owned());
        assert_eq!(stem("x/a.b.html.gz").as_deref(), Some("a.b"));
        assert_eq!(stem("a.gz"), None);
        assert_eq!(stem("html"), None);
    }
}
