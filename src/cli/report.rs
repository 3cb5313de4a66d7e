//! What a run says on standard error: failures, progress, a summary.

use super::Exit;
use copydesk::Status;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Counts pages and tells about them.
pub(super) struct Report {
    many: bool,
    quiet: bool,
    started: Instant,
    counts: BTreeMap<Status, u64>,
    failed: bool,
    passed: u64,
    bar: ProgressBar,
}

impl Report {
    /// `many`: more than one input may come, which is worth a summary. The progress shows when
    /// standard error is a terminal.
    pub fn new(many: bool, quiet: bool) -> Report {
        let bar = if many && !quiet {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10))
        } else {
            ProgressBar::hidden()
        };
        bar.set_style(style("{spinner} {human_pos} pages  {rate}  {msg}"));
        bar.enable_steady_tick(Duration::from_millis(200));
        let (started, counts) = (Instant::now(), BTreeMap::new());
        Report { many, quiet, started, counts, failed: false, passed: 0, bar }
    }

    /// Counts what is to come in the background, for a bar with an end; only when somebody looks.
    /// Where one of them `may_hold_many`, there is no end to be known.
    pub fn expect<I>(
        &self,
        inputs: impl Iterator<Item = I> + Send + 'static,
        may_hold_many: impl Fn(&I) -> bool + Send + 'static,
    ) {
        if self.bar.is_hidden() {
            return;
        }
        let bar = self.bar.clone();
        std::thread::spawn(move || {
            let mut total = 0;
            for input in inputs {
                total += 1;
                if bar.is_finished() || may_hold_many(&input) {
                    return;
                }
            }
            bar.set_length(total);
            bar.set_style(style("{wide_bar} {human_pos}/{human_len}  {rate}  {eta}  {msg}"));
        });
    }

    /// The progress bar, for further facts.
    pub fn bar(&self) -> ProgressBar {
        self.bar.clone()
    }

    /// Tells about a page.
    pub fn page(&mut self, source: &str, status: Status, detail: Option<&str>) {
        *self.counts.entry(status).or_default() += 1;
        let why = detail.unwrap_or_else(|| status.name());
        if status.is_failure() {
            self.failure(source, why);
        } else if !self.many && !self.quiet && (status != Status::Ok || detail.is_some()) {
            let name = status.name();
            self.say(&match detail {
                Some(detail) => format!("{source}: {name}: {detail}"),
                None => format!("{source}: {name}"),
            });
        }
        self.bar.inc(1);
    }

    /// Counts a page that is told elsewhere.
    pub fn count(&mut self, status: Status) {
        *self.counts.entry(status).or_default() += 1;
        self.failed |= status.is_failure();
    }

    /// Takes note of inputs that an earlier run has done.
    pub fn passed(&mut self, count: u64) {
        self.passed = count;
    }

    /// Tells about something that failed.
    pub fn failure(&mut self, source: &str, why: &str) {
        self.failed = true;
        self.say(&format!("{source}: {why}"));
        let failures: u64 =
            self.counts.iter().filter(|(status, _)| status.is_failure()).map(|(_, n)| n).sum();
        self.bar.set_message(format!("{failures} failed"));
    }

    fn say(&self, sentence: &str) {
        self.bar.suspend(|| eprintln!("copydesk: {sentence}"));
    }

    /// Ends the run, with a summary if it came to its end.
    pub fn finish(self, interrupted: bool, complete: bool) -> Exit {
        self.bar.finish_and_clear();
        if self.many && !self.quiet && complete {
            eprintln!("copydesk: {}", self.summary(interrupted, self.started.elapsed()));
        }
        match self.failed {
            _ if interrupted => Exit::Interrupted,
            true => Exit::Failures,
            false => Exit::Success,
        }
    }

    /// `1,234 pages in 2.0 s (617/s): 1,200 ok, 34 not_article`
    fn summary(&self, interrupted: bool, time: Duration) -> String {
        let pages: u64 = self.counts.values().sum();
        let seconds = time.as_secs_f64();
        let rate = pages as f64 / seconds.max(0.001);
        let counts: Vec<String> = self
            .counts
            .iter()
            .map(|(status, count)| format!("{} {}", grouped(*count), status.name()))
            .collect();
        let stopped = if interrupted { "stopped after " } else { "" };
        let noun = if pages == 1 { "page" } else { "pages" };
        let what = if counts.is_empty() { "nothing".to_owned() } else { counts.join(", ") };
        let (pages, rate) = (grouped(pages), grouped(rate.round() as u64));
        let before = match self.passed {
            0 => String::new(),
            passed => format!("; {} were done before", grouped(passed)),
        };
        format!("{stopped}{pages} {noun} in {seconds:.1} s ({rate}/s): {what}{before}")
    }
}

fn style(template: &str) -> ProgressStyle {
    let rate = |state: &ProgressState, to: &mut dyn std::fmt::Write| {
        let _ = write!(to, "{:.1}/s", state.per_sec());
    };
    let style = ProgressStyle::with_template(template);
    style.unwrap_or_else(|_| ProgressStyle::default_bar()).with_key("rate", rate)
}

/// A number with a comma after each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries() {
        let mut report = Report::new(true, true);
        for _ in 0..1_200 {
            report.page("a", Status::Ok, None);
        }
        report.page("b", Status::TooShort, None);
        assert_eq!(
            report.summary(false, Duration::from_secs(2)),
            "1,201 pages in 2.0 s (601/s): 1,200 ok, 1 too_short"
        );
        assert_eq!(report.finish(false, true), Exit::Success);
        let empty = Report::new(true, true).summary(true, Duration::ZERO);
        assert_eq!(empty, "stopped after 0 pages in 0.0 s (0/s): nothing");
    }

    #[test]
    fn findings_are_no_failures() {
        let exit = |status| {
            let mut report = Report::new(true, true);
            report.page("deliberate", status, None);
            report.finish(false, true)
        };
        assert_eq!(exit(Status::NotArticle), Exit::Success);
        assert_eq!(exit(Status::NotHtml), Exit::Failures);
    }
}
