//! Names for the files in an output folder.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Component, Path, PathBuf};

/// Gives every page a name of its own. It depends on the pages before and not on what is in the
/// folder, so the same run gives the same names.
pub struct Names {
    root: PathBuf,
    keep_tree: bool,
    extension: &'static str,
    /// Hashes of the names given so far: a million names would be too much to keep.
    taken: HashSet<u64>,
}

impl Names {
    pub fn new(root: &Path, keep_tree: bool, extension: &'static str) -> Names {
        Names { root: root.to_owned(), keep_tree, extension, taken: HashSet::new() }
    }

    /// The place of the next page's file.
    pub fn place(&mut self, stem: &Path) -> PathBuf {
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
        let mut folder = Names::new(Path::new("out"), keep_tree, "md");
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
}
