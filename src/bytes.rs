//! Bytes counted many at a time.

/// Most bytes whose count fits into one.
const STRETCH: usize = 255;

/// How many bytes are so. The test should have no branches: sixteen bytes and more are then looked at
/// together, and counted in a byte each.
pub(crate) fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    let count = |part: &[u8]| part.iter().map(|&byte| u8::from(is(byte))).sum::<u8>();
    bytes.chunks(STRETCH).map(|part| usize::from(count(part))).sum()
}

#[cfg(test)]
mod tests {
    #[test]
    fn long_stretches_are_counted_too() {
        for length in [0, 1, 255, 256, 1000] {
            assert_eq!(super::count(&vec![7; length], |byte| byte == 7), length);
        }
        assert_eq!(super::count(b"a b c", |byte| byte == b' '), 2);
    }
}
