//! Standard input, of which a little can be seen before it is read.

use std::io::{self, Cursor, Read};
use std::sync::{Mutex, PoisonError};

/// What was seen and not read yet. Standard input is one for the whole process, and so is this.
static SEEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// The first bytes of what is still to be read: `count` of them, unless it ends before.
pub(super) fn peek(count: usize) -> io::Result<Vec<u8>> {
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let missing = count.saturating_sub(seen.len()) as u64;
    io::stdin().lock().take(missing).read_to_end(&mut seen)?;
    Ok(seen.clone())
}

/// All of it from here on, to be read once.
pub(super) fn rest() -> impl Read + Send + 'static {
    let seen = std::mem::take(&mut *SEEN.lock().unwrap_or_else(PoisonError::into_inner));
    Cursor::new(seen).chain(io::stdin())
}
