//! Why an article is what it is: every block of the page with its label, score and reason.
//!
//! [`explain`] goes the way of [`crate::clean`] and writes down what happens; the article is the
//! same. From an [`Explanation`] come a report for people ([`report`]), data for programs (it
//! serializes), what changed between two of them ([`Diff`]) and an overview of many ([`index`]).
//!
//! # The data
//!
//! `schema` is 1; fields may be added under that number, none is renamed or removed.
//!
//! | field | |
//! |---|---|
//! | `schema` | 1 |
//! | `article` | the record that `copydesk clean` gives |
//! | `article_probability` | that the page is an article and no listing, product or forum |
//! | `base` | log-odds of a block before its features are looked at |
//! | `counts` | blocks by label |
//! | `gold` | `precision`, `recall`, `f1` of the words, where the right body is known |
//! | `blocks[]` | in page order: |
//! | `  text` | the block's text as it stands on the page |
//! | `  label`, `kept` | what it is; whether it is in the article's text |
//! | `  score` | probability that it belongs to the body; absent for injected spam |
//! | `  stage`, `evidence` | who decided, and by what |
//! | `  signals[]` | what is seen of it, in a few words each |
//! | `  contributions[]` | `about`, `weight` (log-odds, above 0 for the body), `features[]` |
//! | `  element`, `within` | its element; the nearest `nav`, `header`, `footer`, `form` and the like |
//! | `  path`, `line` | CSS path; source line on which its element begins |
//! | `  article_block` | index into `article.blocks` |
//! | `  gold` | `extra` or `missing`, where the right body says so |

mod collect;
mod diff;
mod gold;
mod index;
mod report;
mod spam;
mod words;

pub use collect::{Explained, Explanation, explain, explain_input};
pub use diff::{Change, Diff, DiffError, Side};
pub use gold::{Gold, GoldFiles, Mark, Score};
pub use index::{Entry, index};
pub use report::{diff_report, report};
pub use words::{Contribution, FeatureValue};
