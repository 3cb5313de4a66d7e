//! Texts compared by what they say: letters and digits only, lower case.

/// A text reduced to its letters and digits in lower case, so that quotes, dashes, spaces and the
/// casing of different sources do not matter.
pub(super) fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How alike two folded texts are, 0 to 1: Dice's coefficient of their character pairs; 1 when one
/// begins with the other and neither is short.
pub(super) fn similarity(a: &str, b: &str) -> f32 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    if a == b {
        return 1.0;
    }
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if short.len() >= 20 && long.starts_with(short) {
        return 1.0;
    }
    let pairs = |text: &str| {
        let mut pairs: Vec<(char, char)> =
            text.chars().zip(text.chars().skip(1)).take(400).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, b) = (pairs(a), pairs(b));
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                (i, j, common) = (i + 1, j + 1, common + 1);
            }
        }
    }
    if a.len() + b.len() == 0 { 0.0 } else { 2.0 * common as f32 / (a.len() + b.len()) as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_forgets_typography() {
        assert_eq!(fold("„Wero“ – im Test"), fold("\"WERO\" - im test"));
    }

    #[test]
    fn likeness() {
        assert_eq!(similarity(&fold("Dam opens"), &fold("Dam opens!")), 1.0);
        assert!(
            similarity(&fold("City council votes on the dam"), &fold("Council votes on dam")) > 0.7
        );
        assert!(similarity(&fold("City council votes"), &fold("Rain in the north")) < 0.4);
    }
}
