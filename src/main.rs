//! The `copydesk` program: arguments in, exit code out. Everything else is in [`cli`].

mod cli;

fn main() -> std::process::ExitCode {
    cli::run(std::env::args_os())
}
