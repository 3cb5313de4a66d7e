//! A folder with one file for each input.

use super::Rendered;
use super::replacement::Replacement;
use std::collections::HashSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Component, Path, PathBuf};

pub struct Folder {
    root: PathBuf,
    keep_tree: bool,
    extension: &'static str,
    /// Hashes of the names given so far: a million names would be too much to keep.
    taken: HashSet<u64>,
}

impl Folder {
    pub fn new(root: &Path, keep_tree: bool, extension: &'static str) -> Folder {
        Folder { root: root.to_owned(), keep_tree, extension, taken: HashSet::new() }
    }

    /// Writes the file of a page and says where it is; what goes wrong is told in words, with the
    /// name of the file.
    pub fn write(&mut self, page: &Rendered<'_>) -> Result<PathBuf, String> {
        let path = self.place(page.stem);
        let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let real = |path: &Path| path.canonicalize().ok();
        if page.file.is_some_and(|file| real(file).is_some_and(|file| Some(file) == real(&path))) {
            return Err(told(&"this output would take the place of its own input"));
        }
        let write = || {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            let mut file = Replacement::new(&path)?;
            file.write_all(page.text.as_bytes())?;
            file.commit()
        };
        write().map_err(|error: std::io::Error| told(&error))?;
        Ok(path)
    }

    /// The place of a file. It depends on the inputs before and not on what is in the folder, so
    /// the same run gives the same names.
    fn place(&mut self, stem: &Path) -> PathBuf {
        let stem = if self.keep_tree { stem } else { stem.file_name().map_or(stem, Path::new) };
        // Never out of the folder, whatever the input's name.
        let stem: PathBuf = stem
            .components()
            .filter(|component| matches!(component, Component::Normal(_)))
            .collect();
        let mut number = 1;
        loop {
            let mut name = stem.file_name().unwrap_or("page".as_ref()).to_owned();
            if number > 1 {
                name.push(format!("-{number}"));
            }
            name.push(".");
            name.push(self.extension);
            let path = stem.with_file_name(name);
            if self.taken.insert(hash(&path)) {
                return self.root.join(path);
            }
            number += 1;
        }
    }
}

/// The same for names that differ only in case: some file systems take them for one.
fn hash(path: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.to_string_lossy().to_lowercase().hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(keep_tree: bool, stems: &[&str]) -> Vec<String> {
        let mut folder = Folder::new(Path::new("out"), keep_tree, "md");
        let place = |stem: &&str| folder.place(Path::new(stem)).to_str().unwrap().to_owned();
        stems.iter().map(place).collect()
    }

    #[test]
    fn names_are_unique_and_stay_in_the_folder() {
        let stems = ["a", "x/a", "x/b", "A", "../../c", "/d", ""];
        let flat = [
            "out/a.md",
            "out/a-2.md",
            "out/b.md",
            "out/A-3.md",
            "out/c.md",
            "out/d.md",
            "out/page.md",
        ];
        assert_eq!(places(false, &stems), flat);
        let tree = [
            "out/a.md",
            "out/x/a.md",
            "out/x/b.md",
            "out/A-2.md",
            "out/c.md",
            "out/d.md",
            "out/page.md",
        ];
        assert_eq!(places(true, &stems), tree);
    }

    #[test]
    fn an_input_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.txt");
        fs::write(&file, "input").unwrap();
        let mut folder = Folder::new(dir.path(), false, "txt");
        let page = Rendered { text: "output", stem: Path::new("a"), file: Some(&file) };
        assert!(folder.write(&page).unwrap_err().contains("its own input"));
        assert_eq!(fs::read_to_string(&file).unwrap(), "input");
    }
}
