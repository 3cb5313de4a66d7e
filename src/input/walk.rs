//! Walks a folder for pages, one directory at a time.
//!
//! Only the names of the directories between the root and the current file are held, so a million
//! files in a tree cost what the largest of its directories costs. Names are sorted in each
//! directory, so the order is the same on every machine.

use super::container::Kind as Container;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Names of pages; each may carry one of [`PACKED`] behind it.
const PAGES: [&str; 6] = ["html", "htm", "xhtml", "txt", "mhtml", "mht"];

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
        leave_resources(&mut names);
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

/// A page that a browser saved "complete" has its resources in a folder beside it, frames of
/// advertisements among them: no pages of their own.
fn leave_resources(names: &mut Vec<(OsString, Kind)>) {
    let folder = |name: &OsStr| {
        let name = name.to_str()?;
        let stem = ["_files", ".files", "-Dateien", "_archivos", "_fichiers"]
            .iter()
            .find_map(|ending| name.strip_suffix(ending))?;
        Some(stem.to_owned())
    };
    let found: Vec<(String, OsString)> = names
        .iter()
        .filter(|(_, kind)| *kind == Kind::Directory)
        .filter_map(|(name, _)| Some((folder(name)?, name.clone())))
        .collect();
    if found.is_empty() {
        return;
    }
    let pages: std::collections::HashSet<&OsStr> = names
        .iter()
        .filter(|(_, kind)| *kind == Kind::File)
        .filter_map(|(name, _)| page_stem(Path::new(name)))
        .collect();
    let resources: std::collections::HashSet<OsString> = found
        .into_iter()
        .filter(|(stem, _)| pages.contains(OsStr::new(stem)))
        .map(|(_, name)| name)
        .collect();
    names.retain(|(name, _)| !resources.contains(name));
}

/// Does the name say that this is a page or holds pages, compressed or not?
fn is_page_name(name: &OsStr) -> bool {
    page_stem(Path::new(name)).is_some()
}

/// The name without the extensions of a page or container: `a.html.gz` → `a`; `None` for others.
pub(super) fn page_stem(path: &Path) -> Option<&OsStr> {
    let (inner, extension) = inner(path)?;
    let known = PAGES.iter().any(|page| extension.eq_ignore_ascii_case(page))
        || Container::of_extension(extension).is_some();
    if known { inner.file_stem() } else { None }
}

/// Does the name say that the file holds many pages?
pub(super) fn container_name(path: &Path) -> Option<Container> {
    Container::of_extension(inner(path)?.1)
}

/// The name without an extension for a compression, and the extension that is left.
fn inner(path: &Path) -> Option<(&Path, &str)> {
    let name = Path::new(path.file_name()?);
    let extension = |path: &'_ Path| path.extension().and_then(OsStr::to_str).map(str::to_owned);
    let packed =
        extension(name).is_some_and(|e| PACKED.iter().any(|known| e.eq_ignore_ascii_case(known)));
    let inner = if packed { Path::new(name.file_stem()?) } else { name };
    Some((inner, inner.extension()?.to_str()?))
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
            "f.warc.gz",
            "g.warc.wet.gz",
            "h.jsonl",
            "i.json",
        ]);
        assert_eq!(
            walked(dir.path()),
            [
                "a/y.txt",
                "a/z.htm.zst",
                "a.html.gz",
                "b.HTML",
                "e.xhtml.br",
                "f.warc.gz",
                "g.warc.wet.gz",
                "h.jsonl"
            ]
        );
    }

    #[test]
    fn resources_of_a_saved_page_are_no_pages() {
        let dir = tree(&["Ferry.html", "Ferry_files/frame.html", "other_files/page.html"]);
        assert_eq!(walked(dir.path()), ["Ferry.html", "other_files/page.html"]);
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
