//! Tree or plain text → [`Page`]: flat blocks in document order, and the elements
//! above them.
//!
//! In: the parsed tree (or the lines of a text file). Out: the smallest runs of inline content
//! between block boundaries. Nothing is left out but code, media and form values; hidden text,
//! navigation and spam are blocks like any other, since later stages label them.
//! After this stage nothing touches the tree.

mod attributes;
mod blanks;
mod head;
mod html;
mod page;
mod tag;
mod text;

pub(crate) use attributes::ATTRIBUTES;
pub(crate) use blanks::shown;
pub use html::segment;
pub(crate) use html::segment_watched;
pub(crate) use page::Styled;
pub use page::{
    Ancestors, AttributeName, Block, Element, ElementId, Field, FieldKind, Head, HeadLink, Hiding,
    Image, Mark, MarkKind, Origin, Page, Resource, ResourceKind,
};
pub use tag::Tag;
pub use text::segment_text;
