//! Ctrl-C: the first ends the run in good order, the second at once.

use signal_hook::consts::{SIGINT, SIGTERM};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Was the run asked to stop?
#[derive(Clone, Default)]
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on.
    pub fn listen() -> io::Result<Interrupt> {
        let interrupt = Interrupt::default();
        for signal in [SIGINT, SIGTERM] {
            // In this order: the flag that the first signal sets arms the shutdown by the second.
            let (flag, code) = (interrupt.0.clone(), 128 + signal);
            signal_hook::flag::register_conditional_shutdown(signal, code, flag.clone())?;
            signal_hook::flag::register(signal, flag)?;
        }
        Ok(interrupt)
    }

    /// The flag behind it, for those who look at it themselves.
    pub fn flag(&self) -> Arc<AtomicBool> {
        self.0.clone()
    }

    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
