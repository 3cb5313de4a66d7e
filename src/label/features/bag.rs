//! Hashed tokens of a whole page, for the question what kind of page it is.

use super::Analysis;
use super::declared_types;
use super::tokens::{TokenSet, bucket, role, structure_tokens};
use super::words::{HashedMap, hash_lower, mix, words_of};
use crate::segment::Page;

/// Tokens with their weights, by bucket.
pub(crate) type Bag = Vec<(u16, f32)>;

/// What the elements above the body are called: for each token the root of the share of the body's
/// words under it.
pub(crate) fn body_names(analysis: &Analysis<'_>, kept: &[bool]) -> Bag {
    let page = analysis.page;
    // Blocks with the same names above them are taken together.
    let mut groups: Vec<(u64, usize, f32)> = (0..analysis.len())
        .filter(|&block| kept[block])
        .map(|block| {
            let key = analysis.names.chain(page.blocks[block].element);
            (key, block, analysis.words.counts[block] as f32)
        })
        .collect();
    groups.sort_unstable_by_key(|&(key, block, _)| (key, block));
    let all: f32 = groups.iter().map(|group| group.2).sum();
    // Sums of floats depend on the order: it is that of the groups.
    let mut sums: HashedMap<(u16, f32)> = HashedMap::default();
    let mut seen = TokenSet::new();
    let mut tokens = Vec::new();
    for group in groups.chunk_by(|a, b| a.0 == b.0) {
        tokens.clear();
        structure_tokens(page, &analysis.names, page.blocks[group[0].1].element, &mut tokens);
        let words: f32 = group.iter().map(|member| member.2).sum();
        for &token in &tokens {
            if seen.insert(token) {
                sums.entry(mix(1, u64::from(token))).or_insert((token, 0.0)).1 += words;
            }
        }
        seen.remove(&tokens);
    }
    let share = |(token, words): (u16, f32)| (token, (words / all.max(1.0)).sqrt());
    let mut bag: Bag = sums.into_values().map(share).collect();
    bag.sort_unstable_by_key(|&(token, _)| token);
    bag
}

/// What the page says of itself without showing it: its address, the names of its meta elements, the
/// types it declares, the words of its title.
pub(crate) fn head(page: &Page) -> Bag {
    let mut seen = TokenSet::new();
    for (name, value) in &page.head.metas {
        seen.insert(bucket(role::META, hash_lower(name)));
        if name == "og:type" {
            seen.insert(bucket(role::TYPE, mix(1, hash_lower(value))));
        }
    }
    for script in &page.head.json_ld {
        for name in declared_types(script) {
            seen.insert(bucket(role::TYPE, hash_lower(&name)));
        }
    }
    for word in words_of(&page.head.title).iter().take(LONGEST_TITLE) {
        seen.insert(bucket(role::TITLE, word.hash));
    }
    if let Some(address) = page.own_address() {
        address_tokens(address, &mut seen);
    }
    seen.bag()
}

/// Words of a title that are looked at.
const LONGEST_TITLE: usize = 60;
/// Parts of an address that are looked at.
const MOST_PARTS: usize = 8;

fn address_tokens(address: &str, seen: &mut TokenSet) {
    let Some((_, rest)) = address.split_once("://") else { return };
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    let path = path.split('#').next().unwrap_or_default();
    let parts: Vec<&str> = path.split(['/', '?', '&', '=']).filter(|p| !p.is_empty()).collect();
    let mut put = |kind: u64, value: u64| {
        seen.insert(bucket(role::ADDRESS, mix(kind, value)));
    };
    let mut words_of_last = 0;
    for (at, part) in parts.iter().take(MOST_PARTS).enumerate() {
        let words = words_of(&part.replace('_', "-"));
        for word in &words {
            put(1, word.shape);
        }
        let whole = words.iter().fold(0, |hash, word| mix(hash, word.shape));
        put(2, whole);
        if at == 0 {
            put(3, whole);
        }
        words_of_last = words.len();
    }
    put(4, parts.len().min(6) as u64);
    put(5, words_of_last.min(8) as u64);
    put(6, u64::from(path.contains('?')));
    put(7, u64::from(path.ends_with('/')));
    let digits = |least: usize| {
        path.split(|c: char| !c.is_ascii_digit()).any(|number| number.len() >= least)
    };
    put(8, u64::from(digits(5)));
    put(9, u64::from(path.contains("/19") || path.contains("/20") || path.starts_with("20")));
}

impl TokenSet {
    /// Each token once, scaled by the number of tokens.
    pub fn bag(&self) -> Bag {
        let scale = 10.0 / (self.iter().count() as f32 + 1.0).sqrt();
        self.iter().map(|token| (token, scale)).collect()
    }
}
