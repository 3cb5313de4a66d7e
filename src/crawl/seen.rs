//! Pages that were had already, under another URL or with the same content.

use super::state::{State, StateError};
use rusqlite::OptionalExtension;

impl State {
    /// Gives a page to the URL whose article it belongs to, whoever had it before.
    pub(super) fn claim_mark(&mut self, mark: i64, url: i64) -> Result<(), StateError> {
        self.begin()?;
        self.db
            .prepare_cached("INSERT OR REPLACE INTO seen VALUES (?1, ?2)")?
            .execute([mark, url])?;
        Ok(())
    }

    /// Notes a canonical URL or content; gives the URL that came with it before, if it was another.
    pub(super) fn mark(&mut self, mark: i64, url: i64) -> Result<Option<String>, StateError> {
        self.begin()?;
        self.db
            .prepare_cached("INSERT INTO seen VALUES (?1, ?2) ON CONFLICT (mark) DO NOTHING")?
            .execute([mark, url])?;
        let mut query = self.db.prepare_cached(
            "SELECT urls.url FROM seen JOIN urls ON urls.id = seen.url
             WHERE mark = ?1 AND seen.url <> ?2",
        )?;
        Ok(query.query_row([mark, url], |row| row.get(0)).optional()?)
    }
}
