//! Several URLs at once, for callers without a runtime of their own.

use super::client::{Client, Fetched, parse_url};
use super::error::{FetchError, FetchFailure};
use super::settings::FetchSettings;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc};

/// Fetches URLs, at most `concurrency` at a time, and hands each result over with its index, in
/// the order of completion.
///
/// URLs of one host are fetched one after the other, with a pause of `delay` between them.
///
/// # Errors
/// [`FetchError::Setup`]; what happens to a URL is for `each`.
pub fn fetch_blocking(
    urls: &[String],
    settings: &FetchSettings,
    concurrency: usize,
    delay: Duration,
    mut each: impl FnMut(usize, Result<Fetched, FetchFailure>),
) -> Result<(), FetchError> {
    let client = Client::new(settings)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| FetchError::Setup(error.to_string()))?;
    let mut hosts: BTreeMap<String, Vec<(usize, String)>> = BTreeMap::new();
    for (index, url) in urls.iter().enumerate() {
        let host = parse_url(url).ok().and_then(|url| url.host_str().map(str::to_owned));
        hosts.entry(host.unwrap_or_default()).or_default().push((index, url.clone()));
    }
    let slots = Arc::new(Semaphore::new(concurrency.max(1)));
    // As narrow as the fetching: no more pages wait for the caller than are in flight.
    let (sender, mut results) = mpsc::channel(1);
    for queue in hosts.into_values() {
        let (client, slots, sender) = (client.clone(), slots.clone(), sender.clone());
        runtime.spawn(async move {
            for (index, url) in queue {
                {
                    let Ok(_slot) = slots.acquire().await else { return };
                    let result = client.fetch(&url).await;
                    if sender.send((index, result)).await.is_err() {
                        return;
                    }
                }
                tokio::time::sleep(delay).await;
            }
        });
    }
    drop(sender);
    while let Some((index, result)) = results.blocking_recv() {
        each(index, result);
    }
    Ok(())
}
