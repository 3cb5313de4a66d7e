//! Authors, compared as sets of names.

use super::words::collapse;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Names as data sets write them: a list, or one string with separators.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Names {
    /// One entry a name.
    List(Vec<String>),
    /// Names separated by `;`, `,` or ` and `.
    Line(String),
}

impl Default for Names {
    fn default() -> Self {
        Names::List(Vec::new())
    }
}

impl Names {
    /// Is nothing said about authors?
    pub fn is_empty(&self) -> bool {
        match self {
            Names::List(names) => names.is_empty(),
            Names::Line(line) => line.is_empty(),
        }
    }

    /// The names, lower-case and without superfluous white space.
    pub fn set(&self) -> BTreeSet<String> {
        let one = |name: &str| Some(collapse(name).to_lowercase()).filter(|name| !name.is_empty());
        match self {
            Names::List(names) => names.iter().filter_map(|name| one(name)).collect(),
            Names::Line(line) => line
                .split([';', ','])
                .flat_map(|part| part.split(" and "))
                .filter_map(one)
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_and_a_list_compare_equal() {
        let list =
            Names::List(vec![" Ana  Lind".into(), "Bo Ek".into(), "CARL ÅS".into(), "".into()]);
        let line = Names::Line("bo ek and Carl Ås; Ana Lind,".into());
        assert_eq!(list.set(), line.set());
        assert_eq!(Names::Line("Anderson, Sandy".into()).set().len(), 2);
        assert!(Names::default().is_empty() && Names::default().set().is_empty());
    }
}
