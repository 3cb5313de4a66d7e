//! Texts compared by what they say: letters and digits only, lower case.

/// A text reduced to its letters and digits in lower case, so that quotes, dashes, spaces and the
/// casing of different sources do not matter.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !c.is_ascii() && c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// How alike two folded texts are, 0 to 1: Dice's coefficient of their character pairs; 1 when one
/// begins with the other and neither is short.
pub(super) fn similarity(a: &str, b: &str) -> f32 {
    Pairs::of(a).similarity(&Pairs::of(b))
}

/// A folded text and its character pairs, to be compared with many.
#[derive(Debug)]
pub(super) struct Pairs<'a> {
    pub key: &'a str,
    /// Sorted; each pair is one number, the first character in its upper half.
    pairs: Vec<u64>,
}

impl<'a> Pairs<'a> {
    /// Most pairs that are compared; headlines have a hundred.
    const MOST: usize = 400;

    pub fn of(key: &'a str) -> Pairs<'a> {
        let pairs = key.chars().zip(key.chars().skip(1)).take(Pairs::MOST);
        let mut pairs: Vec<u64> =
            pairs.map(|(a, b)| u64::from(u32::from(a)) << 32 | u64::from(u32::from(b))).collect();
        pairs.sort_unstable();
        Pairs { key, pairs }
    }

    /// See [`similarity`].
    pub fn similarity(&self, other: &Pairs) -> f32 {
        if self.key.is_empty() || other.key.is_empty() {
            return 0.0;
        }
        if self.key == other.key {
            return 1.0;
        }
        let (short, long) = match self.key.len() < other.key.len() {
            true => (self.key, other.key),
            false => (other.key, self.key),
        };
        if short.len() >= 20 && long.starts_with(short) {
            return 1.0;
        }
        let (a, b) = (&self.pairs, &other.pairs);
        let common = crate::sorted::common(a, b);
        if a.len() + b.len() == 0 { 0.0 } else { 2.0 * common as f32 / (a.len() + b.len()) as f32 }
    }
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
