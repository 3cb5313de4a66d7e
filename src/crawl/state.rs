//! The file that holds a crawl: opening, locking, transactions, settings of its own.

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension};
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Marks our files: "copd" in ASCII.
const APPLICATION_ID: i32 = 0x636f_7064;
const VERSION: i32 = 2;
/// Memory for SQLite's pages while URLs are queued by the million, in KiB.
const FILLING_KIB: i32 = 32 << 10;
/// The same while the crawl runs, so that memory does not grow with what is done.
const RUNNING_KIB: i32 = 512;

/// Why the state of a crawl can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// SQLite failed.
    #[error("the state file failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The file belongs to something else, or to another version.
    #[error("{0} is not the state of a crawl that this version knows")]
    Foreign(PathBuf),
    /// Another process uses it.
    #[error("{0} is in use by another crawl")]
    InUse(PathBuf),
    /// There is none.
    #[error("{0}: {1}")]
    Io(PathBuf, std::io::Error),
}

/// The state of a crawl: one SQLite file, or a private temporary one.
pub struct State {
    pub(super) db: Connection,
    /// Ids of hosts by name, so that adding URLs asks the file once a host.
    pub(super) hosts: HashMap<String, i64>,
    /// Hosts whose pace or queue has changed; see [`State::settle`].
    pub(super) unsettled: BTreeSet<i64>,
    open: bool,
    _lock: Option<File>,
}

impl State {
    /// Opens the state at `path`, new if there is no file; without a path, a temporary one that
    /// lives on disk as long as it is open, so that memory stays bounded without a file too.
    ///
    /// # Errors
    /// If the file can't be opened, is foreign, or in use.
    pub fn open(path: Option<&Path>) -> Result<State, StateError> {
        let lock = path.map(lock).transpose()?;
        // An empty name is SQLite's word for a temporary file.
        let db = Connection::open(path.unwrap_or(Path::new("")))?;
        if let (Some(path), false) = (path, is_ours(&db)?) {
            return Err(StateError::Foreign(path.to_owned()));
        }
        // WAL with NORMAL: a transaction outlives the process at once and the machine from the
        // next checkpoint on; nothing is ever torn.
        db.execute_batch(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -{FILLING_KIB};
             PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = FILE;"
        ))?;
        let version: i32 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version == 0 {
            db.execute_batch(&format!(
                "BEGIN; {} PRAGMA application_id = {APPLICATION_ID};
                 PRAGMA user_version = {VERSION}; COMMIT;",
                include_str!("schema.sql")
            ))?;
        }
        // Plans don't depend on the values bound; without this SQLite, built to estimate by them,
        // plans most statements anew at every call.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        db.set_prepared_statement_cache_capacity(64);
        Ok(State {
            db,
            hosts: HashMap::new(),
            unsettled: BTreeSet::new(),
            open: false,
            _lock: lock,
        })
    }

    /// Opens an existing state to look at it, also while a crawl is using it.
    ///
    /// # Errors
    /// If there is no such file or it is foreign.
    pub fn inspect(path: &Path) -> Result<State, StateError> {
        if let Err(error) = std::fs::metadata(path) {
            return Err(StateError::Io(path.to_owned(), error));
        }
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let db = Connection::open_with_flags(path, flags)?;
        let known = is_ours(&db).unwrap_or(false)
            && db.pragma_query_value(None, "user_version", |row| row.get(0)).ok() == Some(VERSION);
        if !known {
            return Err(StateError::Foreign(path.to_owned()));
        }
        Ok(State {
            db,
            hosts: HashMap::new(),
            unsettled: BTreeSet::new(),
            open: false,
            _lock: None,
        })
    }

    /// Gives the memory back that filling the frontier took.
    pub(super) fn filled(&mut self) -> Result<(), StateError> {
        self.commit()?;
        let pragmas = format!("PRAGMA cache_size = -{RUNNING_KIB}; PRAGMA shrink_memory;");
        Ok(self.db.execute_batch(&pragmas)?)
    }

    /// Begins a transaction unless one is open.
    pub(super) fn begin(&mut self) -> Result<(), StateError> {
        if !self.open {
            self.db.execute_batch("BEGIN IMMEDIATE")?;
            self.open = true;
        }
        Ok(())
    }

    /// Commits the open transaction, if any: from here on nothing in it can be lost.
    pub(super) fn commit(&mut self) -> Result<(), StateError> {
        if self.open {
            self.settle()?;
            self.db.execute_batch("COMMIT")?;
            self.open = false;
        }
        Ok(())
    }

    pub(super) fn meta(&self, name: &str) -> Result<Option<String>, StateError> {
        let mut query = self.db.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
        Ok(query.query_row([name], |row| row.get(0)).optional()?)
    }

    pub(super) fn set_meta(&mut self, name: &str, value: &str) -> Result<(), StateError> {
        self.begin()?;
        self.db
            .prepare_cached("INSERT OR REPLACE INTO meta VALUES (?1, ?2)")?
            .execute([name, value])?;
        Ok(())
    }
}

/// A new file, or one with our mark and our version?
fn is_ours(db: &Connection) -> Result<bool, StateError> {
    let number = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let (id, version) = match (number("application_id"), number("user_version")) {
        (Ok(id), Ok(version)) => (id, version),
        _ => return Ok(false),
    };
    let tables: i32 = db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    Ok(tables == 0 && version == 0 || id == APPLICATION_ID && version == VERSION)
}

/// Keeps a second crawl off. The lock is a file beside the state, as closing the state file itself
/// would drop SQLite's own locks; the system releases it when the process ends in any way.
fn lock(path: &Path) -> Result<File, StateError> {
    let mut name = path.as_os_str().to_owned();
    name.push("-lock");
    let file = File::create(&name).map_err(|error| StateError::Io(path.to_owned(), error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StateError::InUse(path.to_owned())),
        Err(std::fs::TryLockError::Error(error)) => Err(StateError::Io(path.to_owned(), error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_has_one_user_and_foreign_files_are_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("crawl.state");
        let mut state = State::open(Some(&path)).unwrap();
        assert!(matches!(State::open(Some(&path)), Err(StateError::InUse(_))));
        state.set_meta("a", "b").unwrap();
        state.commit().unwrap();
        assert_eq!(State::inspect(&path).unwrap().meta("a").unwrap().as_deref(), Some("b"));
        drop(state);
        assert_eq!(State::open(Some(&path)).unwrap().meta("a").unwrap().as_deref(), Some("b"));

        let text = dir.path().join("notes.txt");
        std::fs::write(&text, "not a database, but long enough to have a header. ".repeat(40))
            .unwrap();
        assert!(State::open(Some(&text)).is_err());
        assert!(std::fs::read_to_string(&text).unwrap().starts_with("not a database"));
        let other = dir.path().join("other.db");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
        assert!(matches!(State::open(Some(&other)), Err(StateError::Foreign(_))));
        assert!(State::inspect(&dir.path().join("none")).is_err());
    }
}
