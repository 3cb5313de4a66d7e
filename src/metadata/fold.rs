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
    if same(a, b) { 1.0 } else { Pairs::of(a).alike(&Pairs::of(b)) }
}

/// Are two folded texts one, but for an end that one of them lacks?
pub(super) fn same(a: &str, b: &str) -> bool {
    /// From this length on, in bytes, a beginning tells a text.
    const TELLING: usize = 20;
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    !short.is_empty() && (a == b || (short.len() >= TELLING && long.starts_with(short)))
}

/// The character pairs of a folded text, sorted: counted once, compared with many.
pub(super) struct Pairs(Vec<u64>);

impl Pairs {
    /// Of the beginning of a text, which tells enough.
    pub fn of(folded: &str) -> Pairs {
        const MOST: usize = 400;
        let next = folded.chars().skip(1);
        let pairs = folded.chars().zip(next).map(|(a, b)| u64::from(a) << 32 | u64::from(b));
        let mut pairs: Vec<u64> = pairs.take(MOST).collect();
        pairs.sort_unstable();
        Pairs(pairs)
    }

    /// The most that [`Pairs::alike`] can give, by length alone.
    pub fn most(&self, other: &Pairs) -> f32 {
        dice(self.0.len().min(other.0.len()), self, other)
    }

    /// Dice's coefficient, 0 to 1.
    pub fn alike(&self, other: &Pairs) -> f32 {
        let (a, b) = (&self.0, &other.0);
        let (mut i, mut j, mut common) = (0, 0, 0);
        while i < a.len() && j < b.len() {
            match a[i].cmp(&b[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
            }
        }
        dice(common, self, other)
    }
}

fn dice(common: usize, a: &Pairs, b: &Pairs) -> f32 {
    let all = a.0.len() + b.0.len();
    if all == 0 { 0.0 } else { 2.0 * common as f32 / all as f32 }
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
