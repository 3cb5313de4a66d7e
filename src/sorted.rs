//! Sorted lists side by side.

use std::cmp::Ordering;

/// Number of common items of two sorted lists; one that stands twice in both counts twice.
pub(crate) fn common<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            Ordering::Less => i += 1,
            Ordering::Greater => j += 1,
            Ordering::Equal => (i, j, count) = (i + 1, j + 1, count + 1),
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::common;

    #[test]
    fn items_count_as_often_as_both_have_them() {
        assert_eq!(common(&[1, 2, 2, 5], &[2, 2, 2, 3, 5]), 3);
        assert_eq!(common(&[], &[1]), 0);
    }
}
