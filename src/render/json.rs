//! JSON: the whole record, under the field names of [`Article`].

use crate::article::Article;

/// One record over many lines, for people.
pub(super) fn pretty(article: &Article) -> String {
    ended(serde_json::to_string_pretty(article))
}

/// One record on one line, for machines.
pub(super) fn line(article: &Article) -> String {
    ended(serde_json::to_string(article))
}

/// A record holds strings, numbers and maps with string keys, so writing it to memory cannot fail;
/// numbers that are no numbers become `null`.
fn ended(json: serde_json::Result<String>) -> String {
    let mut json = json.unwrap_or_else(|error| {
        debug_assert!(false, "{error}");
        "{}".to_owned()
    });
    json.push('\n');
    json
}
