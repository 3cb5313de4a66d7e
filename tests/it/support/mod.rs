//! What several modules of tests need.

pub mod server;
pub mod tls;
