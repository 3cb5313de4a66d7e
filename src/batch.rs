//! Many pages on many threads, in order.
//!
//! [`clean_all`] is what `copydesk clean` runs on: it reads and cleans inputs on all cores and
//! hands out the articles in the order of the inputs, the same for any number of threads. Memory
//! stays bounded however many inputs there are: results that wait for a slower one before them are
//! held up to a number and a size, and no further input is begun before there is room.
//!
//! ```no_run
//! use copydesk::batch::{self, Options};
//! use copydesk::{Settings, input::Inputs};
//! use std::ops::ControlFlow;
//!
//! let inputs = Inputs::new(["pages/", "more.html.gz"]);
//! let _ = batch::clean_all(inputs, &Settings::default(), &Options::default(), |article| {
//!     println!("{}\t{}", article.source, article.status.name());
//!     ControlFlow::<()>::Continue(())
//! });
//! ```
//!
//! [`ordered`] is the part below it, for work of another kind on the same terms.

use crate::article::{Article, Status};
use crate::input::{self, Download, Input, Place, wayback};
use crate::pipeline::clean;
use crate::settings::Settings;
use crate::source::{self, Source};
use std::any::Any;
use std::collections::VecDeque;
use std::iter::Fuse;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Stack of a worker, in bytes. No stage recurses over the depth of a page; this is for the
/// libraries below.
const STACK: usize = 8 << 20;

/// How to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Threads; 0 for one on each core.
    pub jobs: usize,
    /// Most inputs between the one to hand out next and the newest that was begun. One slow page
    /// holds the others up only when as many wait behind it: minutes of work, usually, while a page
    /// has less time than that.
    pub window: usize,
    /// Most bytes of results that may wait to be handed out, beyond those in work.
    pub held_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { jobs: 0, window: 16_384, held_bytes: 64 << 20 }
    }
}

impl Options {
    fn threads(&self) -> usize {
        match self.jobs {
            0 => thread::available_parallelism().map_or(1, usize::from),
            jobs => jobs.min(self.window.max(1)),
        }
    }
}

/// Reads and cleans inputs; hands the articles to `sink` in the order of the inputs.
///
/// Each input gives one article, whatever happens: what cannot be read, and a page on which
/// Copydesk itself fails, become articles with the status that says so. `sink` ends the run early
/// by breaking. Addresses among the inputs need [`clean_input`] with something that fetches.
pub fn clean_all<B>(
    inputs: impl Iterator<Item = Input> + Send,
    settings: &Settings,
    options: &Options,
    sink: impl FnMut(Article) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let work = |input| clean_input(input, settings, None, None);
    ordered(inputs, options, work, article_bytes, sink)
}

/// Reads and cleans one input.
///
/// `url` is the page's address, where the user knows it; `download` fetches inputs that are
/// addresses.
pub fn clean_input(
    input: Input,
    settings: &Settings,
    url: Option<&str>,
    download: Option<&dyn Download>,
) -> Article {
    clean_input_by(input, settings, url, download, |bytes, source| clean(bytes, source, settings))
}

/// The same for another way to make an article of a page.
pub(crate) fn clean_input_by(
    input: Input,
    settings: &Settings,
    url: Option<&str>,
    download: Option<&dyn Download>,
    clean: impl FnOnce(&[u8], &Source) -> Article,
) -> Article {
    let name = input.name.clone();
    let kept_url = match &input.place {
        Place::Record(record) => record.url().map(str::to_owned),
        _ => None,
    };
    let work = || match (&input.place, download) {
        (Place::Url, Some(download)) => match download.download(&name, &settings.limits) {
            Err(record) => *record,
            Ok(mut page) => {
                input::unwrap(&mut page.bytes, &mut page.source);
                let mut article = clean(&page.bytes, &page.source);
                article.url = Some(name.clone());
                article.fetch = Some(page.facts);
                article.remark(page.damage);
                article
            }
        },
        _ => match input::read(input, settings.limits.bytes) {
            Err(error) => {
                let failed = Article::failed(name.as_str(), error.status(), error.to_string());
                Article { url: url.map(str::to_owned).or(kept_url), ..failed }
            }
            Ok(mut read) => {
                if let Some(url) = url {
                    let original = wayback::archived(url).map_or(url, |(original, _)| original);
                    read.source.url = Some(original.to_owned());
                }
                read.source.seen_on.get_or_insert_with(|| source::day(jiff::Timestamp::now()));
                let mut article = clean(&read.bytes, &read.source);
                article.remark(read.remark);
                if let Some(damage) = read.damage {
                    article.status = Status::DecodeError;
                    article.detail = Some(damage);
                }
                article
            }
        },
    };
    guarded(work).unwrap_or_else(|why| Article::failed(name.as_str(), Status::InternalError, why))
}

/// Runs work that must not end the batch, whatever it meets.
fn guarded(work: impl FnOnce() -> Article) -> Result<Article, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload: Box<dyn Any + Send>| {
        let said = payload.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| payload.downcast_ref::<&str>().copied());
        format!("a fault in Copydesk itself, please report it: {}", said.unwrap_or("no message"))
    })
}

/// About what an article holds in memory.
fn article_bytes(article: &Article) -> usize {
    let comments: usize = article.comments.iter().map(|comment| comment.text.len() + 100).sum();
    1_000 + 2 * article.text.len() + 200 * article.blocks.len() + comments
}

/// Maps `items` through `work` on several threads and hands the results to `sink` in the order of
/// the items, on the calling thread.
///
/// Items are taken one at a time, when a thread is free and fewer than [`Options::window`] items
/// and [`Options::held_bytes`] (counted by `weigh`) are between the next result to hand out and the
/// newest item taken. When `sink` breaks, no more items are taken and its value is returned.
///
/// ```
/// use copydesk::batch::{Options, ordered};
/// use std::ops::ControlFlow;
///
/// let mut squares = Vec::new();
/// let _ = ordered(1..=4u32, &Options::default(), |n| n * n, |_| 4, |square| {
///     squares.push(square);
///     ControlFlow::<()>::Continue(())
/// });
/// assert_eq!(squares, [1, 4, 9, 16]);
/// ```
///
/// # Panics
///
/// If `work` or the iterator panics, after the results before that item were handed out; or if not
/// one thread can be started.
pub fn ordered<T, R: Send, B>(
    items: impl Iterator<Item = T> + Send,
    options: &Options,
    work: impl Fn(T) -> R + Sync,
    weigh: impl Fn(&R) -> usize + Sync,
    mut sink: impl FnMut(R) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let threads = options.threads();
    let feed = Mutex::new(Feed { items: items.fuse(), taken: 0 });
    let shelf = Shelf::new(options);
    thread::scope(|scope| {
        for number in 1..=threads {
            let worker = || {
                let _leave = shelf.enter();
                while let Some((index, item)) = next_item(&feed, &shelf) {
                    let result = work(item);
                    let bytes = weigh(&result);
                    shelf.put(index, result, bytes);
                }
            };
            let name = format!("worker {number}");
            let started = thread::Builder::new().name(name).stack_size(STACK);
            match started.spawn_scoped(scope, worker) {
                Ok(_) => shelf.expect_one(),
                Err(error) if number == 1 => panic!("no thread can be started: {error}"),
                Err(_) => break,
            }
        }
        // Even if `sink` panics, the workers must not wait for room for ever.
        let _stop = StopOnDrop(&shelf);
        while let Some(result) = shelf.take() {
            sink(result)?;
        }
        ControlFlow::Continue(())
    })
}

/// Where workers take items from.
struct Feed<I> {
    items: Fuse<I>,
    taken: usize,
}

fn next_item<I: Iterator, R>(feed: &Mutex<Feed<I>>, shelf: &Shelf<R>) -> Option<(usize, I::Item)> {
    let mut feed = lock(feed);
    let index = feed.taken;
    if !shelf.wait_for_room(index) {
        return None;
    }
    let item = feed.items.next()?;
    feed.taken += 1;
    Some((index, item))
}

/// Where results wait for those before them.
struct Shelf<R> {
    state: Mutex<State<R>>,
    changed: Condvar,
    window: usize,
    held_bytes: usize,
}

struct State<R> {
    /// Results from number `first` on, with their bytes; `None` where one is still in work.
    results: VecDeque<Option<(R, usize)>>,
    first: usize,
    bytes: usize,
    started: usize,
    ended: usize,
    stopped: bool,
}

impl<R> Shelf<R> {
    fn new(options: &Options) -> Self {
        let state = State {
            results: VecDeque::new(),
            first: 0,
            bytes: 0,
            started: 0,
            ended: 0,
            stopped: false,
        };
        Shelf {
            state: Mutex::new(state),
            changed: Condvar::new(),
            window: options.window.max(1),
            held_bytes: options.held_bytes,
        }
    }

    /// Takes note of a worker that was started.
    fn expect_one(&self) {
        lock(&self.state).started += 1;
    }

    /// Takes note that a worker ends, when the result is dropped; by a panic as well.
    fn enter(&self) -> Leave<'_, R> {
        Leave(self)
    }

    /// Waits until the item with this number may be begun; false if none may be any more.
    fn wait_for_room(&self, index: usize) -> bool {
        let mut state = lock(&self.state);
        loop {
            if state.stopped {
                return false;
            }
            let near = index < state.first + self.window;
            if near && (state.bytes == 0 || state.bytes < self.held_bytes) {
                return true;
            }
            state = self.wait(state);
        }
    }

    fn put(&self, index: usize, result: R, bytes: usize) {
        let mut state = lock(&self.state);
        let place = index - state.first;
        if state.results.len() <= place {
            state.results.resize_with(place + 1, || None);
        }
        state.results[place] = Some((result, bytes));
        state.bytes += bytes;
        self.changed.notify_all();
    }

    /// The next result in order; `None` when there will be no more.
    fn take(&self) -> Option<R> {
        let mut state = lock(&self.state);
        loop {
            if let Some(Some(_)) = state.results.front() {
                let (result, bytes) = state.results.pop_front().flatten()?;
                state.first += 1;
                state.bytes -= bytes;
                self.changed.notify_all();
                return Some(result);
            }
            if state.ended == state.started {
                return None;
            }
            state = self.wait(state);
        }
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State<R>>) -> MutexGuard<'a, State<R>> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts a worker out.
struct Leave<'a, R>(&'a Shelf<R>);

impl<R> Drop for Leave<'_, R> {
    fn drop(&mut self) {
        let mut state = lock(&self.0.state);
        state.ended += 1;
        // Its result will never come, so the others would wait for room for ever.
        state.stopped |= thread::panicking();
        self.0.changed.notify_all();
    }
}

struct StopOnDrop<'a, R>(&'a Shelf<R>);

impl<R> Drop for StopOnDrop<'_, R> {
    fn drop(&mut self) {
        lock(&self.0.state).stopped = true;
        self.0.changed.notify_all();
    }
}

/// A lock whose holder panicked is still good here: the panic is on its way to the caller.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use std::time::Duration;

    fn options(jobs: usize, window: usize, held_bytes: usize) -> Options {
        Options { jobs, window, held_bytes }
    }

    fn collect<T, R: Send>(
        items: impl Iterator<Item = T> + Send,
        options: &Options,
        work: impl Fn(T) -> R + Sync,
    ) -> Vec<R> {
        let mut results = Vec::new();
        let _ = ordered(
            items,
            options,
            work,
            |_| 1,
            |result| {
                results.push(result);
                ControlFlow::<()>::Continue(())
            },
        );
        results
    }

    #[test]
    fn results_come_in_the_order_of_the_items_for_any_number_of_threads() {
        for jobs in [1, 2, 7] {
            for window in [1, 3, 100] {
                let results = collect(0..200u64, &options(jobs, window, 1000), |n| {
                    if n % 13 == 0 {
                        thread::sleep(Duration::from_millis(1));
                    }
                    n
                });
                assert_eq!(results, (0..200).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn a_slow_item_holds_the_others_up_only_when_the_window_is_full() {
        let (done, seen) = (AtomicUsize::new(0), AtomicUsize::new(0));
        collect(0..100, &options(2, 20, 1000), |n| {
            if n == 0 {
                while done.load(SeqCst) < 19 {
                    thread::yield_now();
                }
                thread::sleep(Duration::from_millis(30));
                seen.store(done.load(SeqCst), SeqCst);
            }
            done.fetch_add(1, SeqCst);
        });
        assert_eq!(seen.load(SeqCst), 19, "the rest of the window, and no more");
    }

    #[test]
    fn results_that_wait_are_bounded_in_bytes() {
        let done = AtomicUsize::new(0);
        let seen = AtomicUsize::new(0);
        let work = |n: usize| {
            if n == 0 {
                thread::sleep(Duration::from_millis(50));
                seen.store(done.load(SeqCst), SeqCst);
            }
            done.fetch_add(1, SeqCst);
        };
        let _ = ordered(
            0..100,
            &options(2, 50, 5_000),
            work,
            |_| 1_000,
            |_| ControlFlow::<()>::Continue(()),
        );
        assert!((1..=6).contains(&seen.load(SeqCst)), "{seen:?}");
    }

    #[test]
    fn breaking_ends_the_run() {
        let taken = AtomicUsize::new(0);
        let items = (0..).inspect(|_| _ = taken.fetch_add(1, SeqCst));
        let end = ordered(
            items,
            &options(2, 4, 100),
            |n: u32| n,
            |_| 1,
            |n| {
                if n == 5 { ControlFlow::Break(n) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(end, ControlFlow::Break(5));
        assert!(taken.load(SeqCst) <= 5 + 1 + 4);
    }

    #[test]
    fn a_panic_in_the_work_reaches_the_caller() {
        let caught = catch_unwind(|| {
            collect(0..50, &options(2, 4, 100), |n| assert_ne!(n, 20, "deliberate"))
        });
        assert!(caught.is_err());
    }

    #[test]
    fn a_fault_becomes_a_message() {
        let why = guarded(|| panic!("deliberate, on page {}", 7)).unwrap_err();
        assert!(why.ends_with("deliberate, on page 7"));
    }

    #[test]
    fn every_input_gives_an_article() {
        let dir = tempfile::tempdir().unwrap();
        let page = dir.path().join("a.html");
        std::fs::write(&page, "<title>A</title><p>Text").unwrap();
        let missing = dir.path().join("b.html");
        let inputs = input::Inputs::new([page, missing, "https://news.example/".into()]);
        let mut seen = Vec::new();
        let _ = clean_all(inputs, &Settings::default(), &Options::default(), |article| {
            seen.push((article.status, article.detail));
            ControlFlow::<()>::Continue(())
        });
        assert_eq!(seen.len(), 3);
        assert_eq!(seen[1].0, Status::ReadError);
        assert_eq!(seen[2].0, Status::NetworkError);
    }
}
