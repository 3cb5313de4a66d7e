//! A folder with one file for each input.

use super::Rendered;
use super::names::Names;
use super::replacement::Replacement;
use std::fs;
use std::io::Write;
use std::path::Path;

#[derive(Default)]
pub struct Folder {
    /// `None` when the pages come with their places, and by default.
    names: Option<Names>,
}

impl Folder {
    pub fn new(names: Names) -> Folder {
        Folder { names: Some(names) }
    }

    /// Leaves naming to whoever sees the pages first.
    pub fn take_names(&mut self) -> Option<Names> {
        self.names.take()
    }

    /// Writes the file of a page; what goes wrong is told in words, with the name of the file.
    pub fn write(&mut self, page: &Rendered<'_>) -> Result<(), String> {
        let path = match (page.place, &mut self.names) {
            (Some(place), _) => place.to_owned(),
            (None, Some(names)) => names.place(page.stem),
            (None, None) => return Err("a page without a place".to_owned()),
        };
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
        write().map_err(|error: std::io::Error| told(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.txt");
        fs::write(&file, "input").unwrap();
        let mut folder = Folder::new(Names::new(dir.path(), false, "txt"));
        let page =
            Rendered { text: "output", stem: Path::new("a"), place: None, file: Some(&file) };
        assert!(folder.write(&page).unwrap_err().contains("its own input"));
        assert_eq!(fs::read_to_string(&file).unwrap(), "input");
    }
}
