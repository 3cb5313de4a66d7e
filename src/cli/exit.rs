//! Exit codes, in one place.

use std::io::{self, ErrorKind};
use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Every input was read.
    Success,
    /// Some inputs failed, or the output could not be written.
    Failures,
    /// The command line is wrong.
    Usage,
    /// What was looked for and should not be there was found.
    Found,
    /// Stopped by Ctrl-C: 128 and the number of the signal, as shells have it.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Success => 0,
            Exit::Failures => 1,
            Exit::Usage => 2,
            Exit::Found => 3,
            Exit::Interrupted => 130,
        })
    }
}

/// Shows what the argument parser has to say: an error, or the help that was asked for.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    // A reader that went away before the end of the help has seen enough.
    let _ = error.print();
    if error.use_stderr() { Exit::Usage.into() } else { Exit::Success.into() }
}

/// Shows an error that ended a command.
pub(super) fn of_error(error: &anyhow::Error) -> ExitCode {
    if let Some(error) = error.downcast_ref::<clap::Error>() {
        return usage(error);
    }
    if is_broken_pipe(error) {
        return Exit::Success.into();
    }
    eprintln!("copydesk: {error:#}");
    Exit::Failures.into()
}

/// Whoever reads our output has seen enough (`copydesk … | head`): no failure of ours.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let mut causes = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.any(|cause| cause.kind() == ErrorKind::BrokenPipe)
}
