//! Floors under the quality: figures that must not get worse.

use super::EvalError;
use super::figures::{Better, Figure, Table};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// How far a bound is set from the figure that was measured.
const MARGIN: f64 = 0.001;
/// Steps of bounds: they are rounded to four decimals, away from the figure.
const STEPS: f64 = 10_000.0;
/// Rounding errors that are forgiven.
const ROUNDING: f64 = 1e-9;

/// Bounds of figures on a corpus, kept in a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// [Fingerprint](super::Corpus::fingerprint) of the corpus they were measured on.
    pub corpus: String,
    /// Figures of which more is better, with their lowest values.
    pub floors: BTreeMap<String, f64>,
    /// Figures of which less is better, with their highest values.
    pub ceilings: BTreeMap<String, f64>,
}

/// How a figure stands to its bound.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// The figure.
    pub name: String,
    /// Its value, unless it was not measured.
    pub value: Option<f64>,
    /// The bound.
    pub bound: f64,
    /// Is the bound a floor or a ceiling?
    pub floor: bool,
    /// Is the bound kept? A figure that was not measured does not keep it.
    pub passed: bool,
}

impl Gate {
    /// Reads a file of bounds; `None` if there is none.
    ///
    /// # Errors
    /// When the file cannot be read or is not such a file.
    pub fn read(path: &Path) -> Result<Option<Gate>, EvalError> {
        let text = match fs::read_to_string(path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            text => text.map_err(|e| EvalError::read(path, e))?,
        };
        serde_json::from_str(&text).map(Some).map_err(|e| EvalError::row(path, e.line(), e))
    }

    /// Writes the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), EvalError> {
        let text = serde_json::to_string_pretty(self).map_err(|e| EvalError::row(path, 0, e))?;
        fs::write(path, text + "\n").map_err(|e| EvalError::read(path, e))
    }

    /// Compares figures with their bounds.
    pub fn check(&self, figures: &[Figure]) -> Vec<Check> {
        let bounds = self.floors.iter().map(|bound| (bound, true));
        let bounds = bounds.chain(self.ceilings.iter().map(|bound| (bound, false)));
        let check = |((name, bound), floor): ((&String, &f64), bool)| {
            let value = figures.iter().find(|f| f.name == *name).map(|figure| figure.value);
            let passed = value.is_some_and(|value| {
                if floor { value >= bound - ROUNDING } else { value <= bound + ROUNDING }
            });
            Check { name: name.clone(), value, bound: *bound, floor, passed }
        };
        bounds.map(check).collect()
    }

    /// Tightens every bound to the figure measured and a small margin, and adds bounds for the
    /// scores, the ends and the totals of leaks. Bounds for other figures are kept up to date once
    /// they were put into the file by hand.
    ///
    /// # Errors
    /// The checks that fail, and nothing is changed, unless `allow_regression` is given, which
    /// loosens their bounds instead.
    pub fn tighten(
        &mut self,
        figures: &[Figure],
        allow_regression: bool,
    ) -> Result<(), Vec<Check>> {
        let failed: Vec<Check> = self.check(figures).into_iter().filter(|c| !c.passed).collect();
        if !failed.is_empty() && !allow_regression {
            return Err(failed);
        }
        for check in failed {
            if check.floor {
                self.floors.remove(&check.name)
            } else {
                self.ceilings.remove(&check.name)
            };
            // Bounds put in by hand would not come back by themselves.
            if let Some(figure) = figures.iter().find(|figure| figure.name == check.name) {
                self.bound(figure);
            }
        }
        for figure in figures {
            let known =
                self.floors.contains_key(&figure.name) || self.ceilings.contains_key(&figure.name);
            if known || is_headline(figure) {
                self.bound(figure);
            }
        }
        Ok(())
    }

    fn bound(&mut self, figure: &Figure) {
        let name = figure.name.clone();
        match figure.better {
            Better::Higher => {
                let floor = ((figure.value - MARGIN + ROUNDING) * STEPS).floor().max(0.0) / STEPS;
                let bound = self.floors.entry(name).or_insert(floor);
                *bound = bound.max(floor);
            }
            Better::Lower => {
                let ceiling =
                    ((figure.value + MARGIN - ROUNDING) * STEPS).ceil().min(STEPS) / STEPS;
                let bound = self.ceilings.entry(name).or_insert(ceiling);
                *bound = bound.min(ceiling);
            }
        }
    }
}

/// Figures of single kinds of leaks go up and down with a page or two; the totals do not.
fn is_headline(figure: &Figure) -> bool {
    figure.table != Table::Leaks
        || ["leaked.words", "leaked.pages"].iter().any(|name| figure.name.ends_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(name: &str, value: f64) -> Figure {
        let leak = name.contains("leak");
        let better = if leak { Better::Lower } else { Better::Higher };
        let table = if leak { Table::Leaks } else { Table::Scores };
        Figure { name: name.into(), value, better, table }
    }

    fn gate() -> Gate {
        let mut gate = Gate { corpus: "c".into(), ..Gate::default() };
        let figures =
            [figure("news", 0.95678), figure("leaked.words", 0.0312), figure("leaked.date", 0.1)];
        gate.tighten(&figures, false).unwrap();
        gate
    }

    #[test]
    fn bounds_keep_a_margin_and_leave_single_kinds_alone() {
        assert_eq!(gate().floors, BTreeMap::from([("news".into(), 0.9557)]));
        assert_eq!(gate().ceilings, BTreeMap::from([("leaked.words".into(), 0.0322)]));
    }

    #[test]
    fn checks_fail_on_the_wrong_side_and_on_what_is_missing() {
        let passed = |news, leaked| {
            let checks = gate().check(&[figure("news", news), figure("leaked.words", leaked)]);
            checks.iter().map(|check| check.passed).collect::<Vec<_>>()
        };
        assert_eq!(passed(0.9557, 0.0322), [true, true]);
        assert_eq!(passed(0.9556, 0.0), [false, true]);
        assert_eq!(passed(1.0, 0.0323), [true, false]);
        assert!(gate().check(&[]).iter().all(|check| !check.passed && check.value.is_none()));
    }

    #[test]
    fn tightening_never_loosens_unless_told_to() {
        let mut gate = gate();
        gate.tighten(&[figure("news", 0.956), figure("leaked.words", 0.02)], false).unwrap();
        assert_eq!((gate.floors["news"], gate.ceilings["leaked.words"]), (0.9557, 0.021));

        let worse = [figure("news", 0.9), figure("leaked.words", 0.02)];
        let before = gate.clone();
        let failed = gate.tighten(&worse, false).unwrap_err();
        assert_eq!((failed.len(), failed[0].name.as_str()), (1, "news"));
        assert_eq!(gate, before);

        gate.tighten(&worse, true).unwrap();
        assert_eq!((gate.floors["news"], gate.ceilings["leaked.words"]), (0.899, 0.021));
    }

    #[test]
    fn bounds_put_in_by_hand_are_kept_up_to_date() {
        let mut gate = gate();
        gate.ceilings.insert("leaked.date".into(), 0.5);
        let figures = |date| {
            [figure("news", 0.96), figure("leaked.words", 0.03), figure("leaked.date", date)]
        };
        gate.tighten(&figures(0.1), false).unwrap();
        assert_eq!(gate.ceilings["leaked.date"], 0.101);
        gate.tighten(&figures(0.2), true).unwrap();
        assert_eq!(gate.ceilings["leaked.date"], 0.201);
    }
}
