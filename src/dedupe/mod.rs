//! Which texts say the same.
//!
//! Each article carries a [`content_hash`], equal for equal texts, and a [`Fingerprint`], in which
//! texts that say nearly the same differ in few bits. [`Documents`] decides over a whole batch which
//! of them are kept, whatever the order in which they come.

mod documents;
mod fingerprint;
mod hash;
mod index;

pub use documents::{Documents, Sameness};
pub use fingerprint::{BITS, Fingerprint};
pub use hash::{ContentHash, content_hash};

/// Bits in which two texts may differ to be nearly the same: at least about two thirds of their
/// runs of eight letters are common to both.
///
/// Chosen on one half of 960 articles, with edits as republished articles have them (a paragraph
/// gone, a sentence in between, another headline, boilerplate left over, and two of these at once),
/// and confirmed on the other: 98.8 % to 100 % of the edited texts are within it, and none of 45
/// pairs of different articles of one site and of 467 pairs of any sites. The first half of a text
/// is within it of the whole in 6 of 100.
pub const NEAR: u32 = 20;
