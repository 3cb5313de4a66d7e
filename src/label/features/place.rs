//! Where a block stands: in the order of the page, around the title, among running text.

use super::words::{HashedMap, mix};
use super::{Analysis, Row};
use crate::segment::{Page, Tag};

pub(super) struct Place {
    /// Weighted characters before each block.
    before: Vec<f32>,
    prose_before: Vec<f32>,
    /// Blocks to the nearest running text.
    since_prose: Vec<u8>,
    until_prose: Vec<u8>,
    title: Option<usize>,
    /// Same text elsewhere: how often, and whether before.
    copies: Vec<(u8, bool)>,
    headings: Vec<u8>,
    since_heading: Vec<u8>,
    heading: Vec<Option<u32>>,
    h1s: Vec<u8>,
    article: Vec<(i8, f32)>,
    articles: usize,
    time_stamps: Vec<u32>,
}

impl Place {
    pub fn of(analysis: &Analysis<'_>) -> Place {
        let page = analysis.page;
        let count = analysis.len();
        let (mut before, mut prose_before) = (vec![0.0], vec![0.0]);
        for i in 0..count {
            let length = analysis.shapes[i].length as f32;
            before.push(before[i] + length);
            prose_before.push(prose_before[i] + if analysis.prose[i] { length } else { 0.0 });
        }
        let since_prose = distance_since(&analysis.prose);
        let mut reversed = analysis.prose.clone();
        reversed.reverse();
        let mut until_prose = distance_since(&reversed);
        until_prose.reverse();

        // By all of their words in order; how often each text was met, and which were met before.
        let mut texts: HashedMap<u32> = HashedMap::default();
        let mut met: Vec<u8> = Vec::new();
        let same: Vec<(u32, bool)> = (0..count)
            .map(|i| {
                let words = analysis.words.block(i);
                let hash = words.iter().fold(words.len() as u64, |hash, word| {
                    (hash.rotate_left(5) ^ word.hash).wrapping_mul(ODD)
                });
                let new = met.len() as u32;
                let text = *texts.entry(mix(0, hash)).or_insert(new);
                if text == new {
                    met.push(0);
                }
                let met = &mut met[text as usize];
                *met = met.saturating_add(1);
                (text, text != new)
            })
            .collect();
        let copies =
            same.iter().map(|&(text, before)| (met[text as usize].min(9), before)).collect();

        let is_heading: Vec<bool> = (0..count)
            .map(|i| {
                page.ancestors(page.blocks[i].container)
                    .take(2)
                    .any(|e| page.elements[e as usize].tag.heading_level().is_some())
            })
            .collect();
        let looks_like_heading: Vec<bool> = (0..count)
            .map(|i| {
                is_heading[i]
                    || (page.blocks[i].bold_share() > 0.8
                        && analysis.words.counts[i] <= 12
                        && analysis.shapes[i].length <= 120)
            })
            .collect();
        let mut headings = Vec::with_capacity(count);
        let mut heading = Vec::with_capacity(count);
        let mut h1s = Vec::with_capacity(count);
        let (mut number, mut h1, mut last) = (0u8, 0u8, None);
        for i in 0..count {
            heading.push(last);
            h1s.push(h1.min(5));
            if is_heading[i] {
                number = number.saturating_add(1);
                let container = page.blocks[i].container as usize;
                h1 = h1.saturating_add(u8::from(page.elements[container].tag == Tag::H1));
            }
            headings.push(number.min(20));
            if looks_like_heading[i] {
                last = Some(i as u32);
            }
        }
        let since_heading = heading
            .iter()
            .enumerate()
            .map(|(i, last)| last.map_or(50, |last| (i as u32 - last).min(40) as u8))
            .collect();

        // Ordinal of the nearest <article> and its share of the page's running text.
        let mut nearest = vec![u32::MAX; page.elements.len()];
        let mut articles = 0;
        for (id, element) in page.elements.iter().enumerate().skip(1) {
            nearest[id] = if element.tag == Tag::Article {
                articles += 1;
                id as u32
            } else {
                nearest[element.parent as usize]
            };
        }
        let prose = analysis.totals.prose[0].max(1) as f32;
        let mut ordinals: Vec<u32> = Vec::new();
        let article = page
            .blocks
            .iter()
            .map(|block| {
                let id = nearest[block.container as usize];
                if id == u32::MAX {
                    return (-1, -1.0);
                }
                // The list stays as short as the page has articles with text; only the first ten
                // are told apart.
                let ordinal = ordinals.iter().position(|&o| o == id).unwrap_or_else(|| {
                    if ordinals.len() < 10 {
                        ordinals.push(id);
                    }
                    ordinals.len() - 1
                });
                (ordinal as i8, analysis.totals.prose[id as usize] as f32 / prose)
            })
            .collect();

        let mut time_stamps = vec![0];
        for i in 0..count {
            let stamp = analysis.shapes[i].is_time_stamp(analysis.words.block(i));
            time_stamps.push(time_stamps[i] + u32::from(stamp));
        }

        Place {
            before,
            prose_before,
            since_prose,
            until_prose,
            title: analysis.titles.printed,
            copies,
            headings,
            since_heading,
            heading,
            h1s,
            article,
            articles,
            time_stamps,
        }
    }

    /// Depth of the title below the innermost element that also holds the block, at most 20; -1
    /// where no title is printed.
    fn depth_to_title(&self, page: &Page, i: usize) -> f32 {
        let Some(title) = self.title else { return -1.0 };
        let start = page.blocks[title].element;
        let mut above = start;
        while !page.contains(above, page.blocks[i].container) {
            above = page.elements[above as usize].parent;
        }
        let depth = |e: u32| i32::from(page.elements[e as usize].depth);
        (depth(start) - depth(above)).clamp(0, 20) as f32
    }

    pub fn write(&self, analysis: &Analysis<'_>, i: usize, row: &mut Row) {
        let count = analysis.len();
        let all = self.before[count].max(1.0);
        let prose = self.prose_before[count].max(1.0);
        row.put("position", i as f32 / count as f32);
        row.put("position_text", self.before[i] / all);
        match self.title {
            Some(title) => {
                let distance = i as f32 - title as f32;
                row.put("from_title_blocks", distance.clamp(-60.0, 200.0));
                let text = self.before[i] - self.before[title];
                row.put("from_title_text", (1.0 + text.abs()).ln().copysign(distance));
            }
            None => {
                row.put("from_title_blocks", -70.0);
                row.put("from_title_text", 0.0);
            }
        }
        row.put("from_title_depth", self.depth_to_title(analysis.page, i));
        let (inside, covered) = analysis.titles.shares(i);
        row.put("title_inside", inside);
        row.put("title_covered", covered);
        row.put("copies", f32::from(self.copies[i].0));
        row.flag("copied_before", self.copies[i].1);
        row.flag("prose_copy", self.copies[i].0 > 1 && analysis.shapes[i].length >= 60);
        row.flag("prose", analysis.prose[i]);
        row.put("since_prose", f32::from(self.since_prose[i]));
        row.put("until_prose", f32::from(self.until_prose[i]));
        row.put("prose_before", self.prose_before[i] / prose);
        row.put("prose_after", (prose - self.prose_before[i + 1]) / prose);
        row.put("page_length", all.ln());
        row.put("page_prose", prose.ln());
        row.put("page_blocks", (1.0 + count as f32).ln());
        row.put("page_prose_share", prose / all);
        row.put("headings_before", f32::from(self.headings[i]));
        row.put("since_heading", f32::from(self.since_heading[i]));
        let heading = self.heading[i].map(|h| h as usize);
        row.put("heading_text", heading.map_or(0.0, |h| analysis.text[h].sum));
        row.put("heading_structure", heading.map_or(0.0, |h| analysis.structure[h].sum));
        let blocks = &analysis.page.blocks;
        let parent = |b: usize| analysis.page.elements[blocks[b].container as usize].parent;
        row.put("heading_sibling", heading.map_or(-1.0, |h| f32::from(parent(h) == parent(i))));
        row.put("h1_before", f32::from(self.h1s[i]));
        row.put("article_ordinal", f32::from(self.article[i].0));
        row.put("article_share", self.article[i].1);
        row.put("articles", (1.0 + self.articles as f32).ln());
        let (low, high) = (i.saturating_sub(3), (i + 11).min(count));
        row.flag("stamp_before", self.time_stamps[i] > self.time_stamps[low]);
        let low = i.saturating_sub(10);
        row.put(
            "stamps_near",
            (self.time_stamps[high] - self.time_stamps[low]) as f32 / (high - low) as f32,
        );
        for (name, window) in [("4", 4), ("10", 10)] {
            let (low, high) = (i.saturating_sub(window), (i + window + 1).min(count));
            row.put_in(
                "prose_back",
                name,
                (1.0 + self.prose_before[i] - self.prose_before[low]).ln(),
            );
            row.put_in(
                "prose_ahead",
                name,
                (1.0 + self.prose_before[high] - self.prose_before[i + 1]).ln(),
            );
        }
    }
}

/// An odd number without a pattern: 2^64 by the golden ratio.
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Blocks since the last `true`, itself not counted: 1 for a direct neighbour; 40 when there is
/// none, at most 30 else.
fn distance_since(marked: &[bool]) -> Vec<u8> {
    let mut distance = 40u8;
    marked
        .iter()
        .map(|&here| {
            let result = distance;
            distance = if here {
                1
            } else if distance == 40 {
                40
            } else {
                (distance + 1).min(30)
            };
            result
        })
        .collect()
}
