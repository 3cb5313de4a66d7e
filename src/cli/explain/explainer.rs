//! One input and what is known of it → an explanation.

use crate::cli::usage_error;
use anyhow::Context;
use copydesk::Settings;
use copydesk::explain::{Explanation, GoldFiles, Side, explain_input};
use copydesk::fetch::{Downloader, FetchSettings, Politeness};
use copydesk::input::{Download, Input, Inputs, Place};
use std::fs;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

/// What pages are explained with.
pub(super) struct Explainer<'a> {
    settings: Settings,
    url: Option<&'a str>,
    allow_private: bool,
    downloader: OnceLock<Option<Downloader>>,
    gold: Mutex<GoldFiles>,
}

impl<'a> Explainer<'a> {
    pub fn new(settings: Settings, url: Option<&'a str>, allow_private: bool) -> Explainer<'a> {
        let (downloader, gold) = (OnceLock::new(), Mutex::default());
        Explainer { settings, url, allow_private, downloader, gold }
    }

    /// Explains one input, and compares it with its gold where that is beside it.
    pub fn explain(&self, input: Input) -> Explanation {
        let file = if let Place::File(path) = &input.place { Some(path.clone()) } else { None };
        let is_url = matches!(input.place, Place::Url);
        let download = if is_url { self.downloader() } else { None };
        let mut explanation = explain_input(input, &self.settings, self.url, download);
        let gold = file.and_then(|file| {
            let mut files = self.gold.lock().unwrap_or_else(PoisonError::into_inner);
            files.of(&file)
        });
        if let Some(gold) = gold {
            explanation.compare(&gold);
        }
        explanation
    }

    /// Made when the first address comes.
    fn downloader(&self) -> Option<&dyn Download> {
        let made = self.downloader.get_or_init(|| {
            let fetch = FetchSettings {
                max_bytes: self.settings.limits.bytes,
                allow_private: self.allow_private,
                ..FetchSettings::default()
            };
            Downloader::new(&fetch, &Politeness::default()).ok()
        });
        made.as_ref().map(|downloader| downloader as &dyn Download)
    }

    /// A side of a comparison, an explanation that was saved or a page, called by a name.
    pub fn side(&self, path: &Path, name: &str) -> anyhow::Result<Side> {
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = fs::read_to_string(path).with_context(|| name.to_owned())?;
            return Side::read(name, &text).with_context(|| name.to_owned());
        }
        let mut inputs = Inputs::new([path.to_owned()]);
        let (Some(input), None) = (inputs.next(), inputs.next()) else {
            return Err(usage_error(format!("{name}: --diff compares two pages, not folders")));
        };
        Ok(Side::of(name, &self.explain(input))?)
    }
}
