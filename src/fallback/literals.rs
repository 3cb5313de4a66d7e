//! String literals in scripts, well-formed JSON or any other JavaScript.

/// Bytes from which a literal may hold text of an article.
const LONG: usize = 40;

/// Bytes of all long string literals of a script that may be running text: what it can hold of an
/// article at most.
pub(super) fn long_bytes(script: &str) -> usize {
    let literals = spans(script).map(|(start, end)| &script[start..end]);
    literals.filter(|raw| raw.len() >= LONG && may_be_text(raw)).map(str::len).sum()
}

/// Addresses, identifiers and pictures in base 64 have no blanks and no letters beyond ASCII, escaped or
/// not.
fn may_be_text(raw: &str) -> bool {
    let blanks = memchr::memchr_iter(b' ', raw.as_bytes()).count();
    blanks * 40 >= raw.len() || !raw.is_ascii() || raw.contains("\\u")
}

/// The decoded literals of a script of at least `least` bytes.
pub(super) fn literals(script: &str, least: usize) -> impl Iterator<Item = String> + '_ {
    spans(script)
        .filter(move |(start, end)| end - start >= least)
        .map(|(start, end)| decode(&script[start..end]))
}

/// Where literals begin and end, without their quotes. Quotes in comments and regular expressions
/// can lead it astray for a stretch; it finds back at the next quote of the other kind.
fn spans(script: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let bytes = script.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let open = at + memchr::memchr3(b'"', b'\'', b'`', bytes.get(at..)?)?;
        let quote = bytes[open];
        let mut end = open + 1;
        loop {
            match memchr::memchr3(quote, b'\\', b'\n', bytes.get(end..)?) {
                None => {
                    // Never closed: no literal.
                    at = bytes.len();
                    return None;
                }
                Some(step) => end += step,
            }
            match bytes[end] {
                b'\\' => end += 2,
                b'\n' if quote != b'`' => {
                    // An apostrophe in a comment, most likely.
                    at = end + 1;
                    return Some((open, open));
                }
                b'\n' => end += 1,
                _ => break,
            }
        }
        at = end + 1;
        Some((open + 1, end))
    })
}

/// Undoes the escapes of a literal (ECMA-262, 12.9.4; those of JSON are among them).
fn decode(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    let mut high = None;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        let mut chars = rest[at + 1..].chars();
        match chars.next() {
            Some('n' | 'r') => text.push('\n'),
            Some('t' | 'b' | 'f' | 'v') => text.push(' '),
            Some('x') => {
                text.push(hex(&mut chars, 2).and_then(char::from_u32).unwrap_or('\u{fffd}'))
            }
            Some('u') => match (hex(&mut chars, 4), high.take()) {
                (Some(code @ 0xd800..0xdc00), _) => high = Some(code),
                (Some(low @ 0xdc00..0xe000), Some(first)) => {
                    let code = 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00);
                    text.push(char::from_u32(code).unwrap_or('\u{fffd}'));
                }
                (code, _) => text.push(code.and_then(char::from_u32).unwrap_or('\u{fffd}')),
            },
            Some('\n') | None => {}
            Some(other) => text.push(other),
        }
        rest = chars.as_str();
    }
    text.push_str(rest);
    text
}

fn hex(chars: &mut std::str::Chars<'_>, digits: usize) -> Option<u32> {
    let rest = chars.as_str().get(..digits)?;
    let code = u32::from_str_radix(rest, 16).ok()?;
    *chars = chars.as_str()[digits..].chars();
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_of_any_quote_with_their_escapes_undone() {
        let script = r#"var a = "He said \"no\"\u003C/p>"; b = 'it\x27s \ud83d\ude00'; c = `two
lines`"#;
        let found: Vec<String> = literals(script, 1).collect();
        assert_eq!(found, ["He said \"no\"</p>", "it's 😀", "two\nlines"]);
    }

    #[test]
    fn odd_quotes_end_nothing_and_hang_nothing() {
        assert_eq!(literals("// don't\nx = \"fine\"", 1).collect::<Vec<_>>(), ["fine"]);
        for odd in ["\"", "\"\\", "'\\u12", "`\\", "\"é\\u12é\"", "\"\\xé\""] {
            let _ = literals(odd, 0).count();
        }
        let long = format!("'{}' '{}' '{}'", "to be ".repeat(10), "y ".repeat(10), "z".repeat(90));
        assert_eq!(long_bytes(&long), 60);
    }
}
