//! Character references: `&eacute;`, `&#233;`, `&#xE9;`.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// Longest name of a reference in the standard, in bytes (`CounterClockwiseContourIntegral;`).
const MAX_NAME: usize = 32;

/// A text with all its references resolved; in attributes `&copy=` is none.
pub(super) fn resolved(text: &str, in_attribute: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for next in memchr::memchr_iter(b'&', text.as_bytes()) {
        if let Some((reference, length)) = read(&text[next..], in_attribute) {
            out.push_str(&text[at..next]);
            out.push_str(&reference);
            at = next + length;
        }
    }
    out.push_str(&text[at..]);
    out
}

/// What the reference at the beginning of a text stands for, and its length in bytes.
pub(super) fn read(text: &str, in_attribute: bool) -> Option<(String, usize)> {
    match text.as_bytes().get(1)? {
        b'#' => numeric(text),
        letter if letter.is_ascii_alphanumeric() => named(text, in_attribute),
        _ => None,
    }
}

/// The longest name that the text begins with ("named character reference state").
fn named(text: &str, in_attribute: bool) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let mut best = None;
    // Nearly all end in `;`, and none goes on behind it.
    let letters =
        bytes[1..].iter().take(MAX_NAME).take_while(|b| b.is_ascii_alphanumeric()).count();
    let whole = text.get(1..letters + 2).filter(|name| name.ends_with(';'));
    if let Some(&codes) = whole.and_then(|name| NAMED_ENTITIES.get(name)) {
        return Some((characters(codes), letters + 2));
    }
    // The table holds the beginnings of names too, standing for nothing.
    for end in 2..=bytes.len().min(MAX_NAME + 1) {
        match text.get(1..end).and_then(|name| NAMED_ENTITIES.get(name)) {
            None => break,
            Some((0, _)) => {}
            Some(&codes) => best = Some((codes, end)),
        }
    }
    let (codes, end) = best?;
    let goes_on = bytes.get(end).is_some_and(|&b| b == b'=' || b.is_ascii_alphanumeric());
    if in_attribute && bytes[end - 1] != b';' && goes_on {
        return None;
    }
    Some((characters(codes), end))
}

/// One character or two.
fn characters((first, second): (u32, u32)) -> String {
    [first, second].into_iter().filter(|&c| c != 0).filter_map(char::from_u32).collect()
}

fn numeric(text: &str) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let (base, start) = if matches!(bytes.get(2), Some(b'x' | b'X')) { (16, 3) } else { (10, 2) };
    let digits = bytes[start..].iter().map_while(|&b| char::from(b).to_digit(base));
    let (mut code, mut end) = (0_u32, start);
    for digit in digits {
        code = code.saturating_mul(base).saturating_add(digit);
        end += 1;
    }
    if end == start {
        return None;
    }
    let end = end + usize::from(bytes.get(end) == Some(&b';'));
    let c = match code {
        0 => None,
        0x80..=0x9F => C1_REPLACEMENTS[(code - 0x80) as usize].or(char::from_u32(code)),
        _ => char::from_u32(code),
    };
    Some((c.unwrap_or('\u{fffd}').to_string(), end))
}
