//! A file that appears under its name only when it is complete.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file being written beside the place it is meant for. Dropped before [`Replacement::commit`],
/// it leaves nothing behind.
pub struct Replacement {
    file: File,
    hidden: PathBuf,
    target: PathBuf,
    committed: bool,
}

impl Replacement {
    /// Begins a file; an older one of its name stays until the new one is complete.
    pub fn new(target: &Path) -> io::Result<Replacement> {
        // A link stays a link: what it points to is replaced.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.part", std::process::id()));
        let hidden = target.with_file_name(hidden);
        let file = File::create(&hidden)?;
        Ok(Replacement { file, hidden, target, committed: false })
    }

    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Puts the file in its place.
    pub fn commit(&mut self) -> io::Result<()> {
        fs::rename(&self.hidden, &self.target)?;
        self.committed = true;
        Ok(())
    }
}

/// Removes what killed processes left below a folder, under the names that [`Replacement::new`]
/// gives.
pub(super) fn sweep(folder: &Path) -> io::Result<()> {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_part = || {
                let rest = name.strip_prefix('.')?.strip_suffix(".part")?;
                let (_, process) = rest.rsplit_once('.')?;
                process.bytes().all(|byte| byte.is_ascii_digit()).then_some(())
            };
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else if is_part().is_some() {
                fs::remove_file(entry.path())?;
            }
        }
    }
    Ok(())
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if !self.committed {
            let _ = fs::remove_file(&self.hidden);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_file_stays_until_the_new_one_is_complete() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        fs::write(&path, "old").unwrap();
        Replacement::new(&path).unwrap().write_all(b"half of the n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        let mut file = Replacement::new(&path).unwrap();
        file.write_all(b"new").unwrap();
        file.commit().unwrap();
        drop(file);
        fs::create_dir(dir.path().join("below")).unwrap();
        fs::write(dir.path().join("below/.b.txt.123.part"), "left by a killed process").unwrap();
        fs::write(dir.path().join("below/.keep.part"), "").unwrap();
        sweep(dir.path()).unwrap();
        assert_eq!(fs::read_dir(dir.path().join("below")).unwrap().count(), 1);
        fs::remove_dir_all(dir.path().join("below")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 1, "nothing is left behind");
    }
}
