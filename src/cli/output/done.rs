//! What an earlier run has written already.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The sources of records, each with how often it occurs: an input given twice has two records.
/// Hashes, since a million names would be too much to keep.
#[derive(Default)]
pub(super) struct Done {
    left: HashMap<u64, u32>,
}

impl Done {
    /// Takes note of a record.
    pub fn add(&mut self, source: &str) {
        *self.left.entry(hash(place(source))).or_default() += 1;
    }

    /// Is there a record of this input that no input was counted for so far?
    pub fn take(&mut self, name: &str) -> bool {
        match self.left.get_mut(&hash(place(name))) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }
}

/// A line of JSON says its address only when it is read, so it counts by its place alone.
fn place(source: &str) -> &str {
    let Some(at) = source.rfind("#line=") else { return source };
    let digits = at + "#line=".len();
    match source[digits..].split_once(' ') {
        Some((number, _)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            &source[..digits + number.len()]
        }
        _ => source,
    }
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::Done;

    #[test]
    fn as_often_as_it_was_written() {
        let mut done = Done::default();
        for source in ["a", "a", "b.jsonl#line=3 https://news.example/#line=x y"] {
            done.add(source);
        }
        assert!(done.take("a") && done.take("a") && !done.take("a"));
        assert!(done.take("b.jsonl#line=3 https://news.example/#line=x y"));
        done.add("b.jsonl#line=3 https://news.example/");
        assert!(done.take("b.jsonl#line=3") && !done.take("b.jsonl#line=33"));
    }
}
