//! [`Page`] → a [`Verdict`] for each of its blocks.

mod features;
mod kind;
mod model;

pub(crate) use features::words;
pub(crate) use features::{Analysis, Matrix, structure_tokens, text_tokens};
pub(crate) use model::Tables;

pub use kind::{Label, Reason, Verdict};

use crate::segment::Page;

/// Decides what each block of the page is.
pub fn label(page: &Page) -> Vec<Verdict> {
    page.blocks
        .iter()
        .map(|block| {
            let body = block.chars > 80 && block.link_density() < 0.3;
            Verdict {
                label: if body { Label::Paragraph } else { Label::Other },
                score: if body { 0.9 } else { 0.1 },
                reason: Reason::new("baseline", "length and link density"),
            }
        })
        .collect()
}
