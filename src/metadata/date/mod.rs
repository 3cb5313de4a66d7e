//! When it was published, and when it was last changed.
//!
//! Claims come from JSON-LD, meta elements, microdata, `<time>`, the dateline readers see, and the
//! URL. Claims of the same day support each other; the day with the most weight wins, and of its
//! claims the most precise. What cannot be a date of publication is left out first: days before
//! the web, days that have not come yet, the day in the page's masthead, years in the footer.

mod calendar;
mod stamp;
mod text;

use super::Evidence;
use super::byline::class_words;
use super::meta_tags;
use super::title::Title;
use crate::segment::{AttributeName, Tag};
use jiff::civil::Date;
pub(super) use stamp::Stamp;
pub(super) use text::{Reading, find};

/// Nothing on the web is older; 1990 leaves room for what archives put online with its own date.
const FIRST_YEAR: i16 = 1990;

/// Days by which a page may be ahead of the clock it is read with: time zones, embargoes.
const AHEAD: i32 = 2;

/// Blocks around the title in which a dateline can stand.
const BEFORE_TITLE: usize = 5;
/// Weight of a date that stands alone behind the title.
const DATELINE: f32 = 3.0;
/// Longest block that is searched for a dateline, in characters.
const MAX_CHARS: u32 = 240;

/// The two dates and where they come from.
#[derive(Debug, Default)]
pub(super) struct Dates {
    pub published: Option<(Stamp, &'static str)>,
    pub modified: Option<(Stamp, &'static str)>,
}

/// One source's word.
#[derive(Debug, Clone, Copy)]
struct Claim {
    stamp: Stamp,
    other: Option<Date>,
    source: &'static str,
    weight: f32,
}

/// The published claim: the best supported, unless the page prints an earlier day.
///
/// Content systems date a page anew when they move or rebuild it; what readers are shown as its day
/// is then the older one. (A later day is that of a change.)
fn published(claims: &[Claim]) -> Option<Claim> {
    let best = best(claims)?;
    let shown = |claim: &Claim| {
        matches!(claim.source, "visible_text" | "time_element" | "url")
            && claim.stamp.days_after(&best.stamp).abs() <= 1
    };
    if claims.iter().any(shown) {
        return Some(best);
    }
    let earlier = |c: &&Claim| c.weight == DATELINE && c.stamp.days_after(&best.stamp) < -1;
    let printed = claims.iter().find(earlier);
    // Unless it is the other reading of the same day.
    let printed = printed.filter(|c| c.other.is_none_or(|other| other != best.stamp.date));
    Some(printed.copied().unwrap_or(best))
}

/// Finds the dates; days after `newest` are not believed.
pub(super) fn dates(evidence: &Evidence, title: &Title, newest: Option<Date>) -> Dates {
    let mut claims = Claims { published: Vec::new(), modified: Vec::new(), newest };
    json_ld(evidence, &mut claims);
    metas(evidence, &mut claims);
    elements(evidence, title, &mut claims);
    dateline(evidence, title, &mut claims);
    if let Some(date) = evidence.url.and_then(of_url) {
        claims.publish(Stamp::day(date), "url", 2.0);
    }
    if claims.published.is_empty() {
        labelled(evidence, title, &mut claims);
    }
    let modified = best(&claims.modified);
    let published = published(&claims.published);
    Dates {
        // A change cannot come before what it changes.
        modified: modified
            .filter(|m| published.is_none_or(|p| m.stamp.days_after(&p.stamp) >= 0))
            .map(|claim| (claim.stamp, claim.source)),
        published: published.map(|claim| (claim.stamp, claim.source)),
    }
}

struct Claims {
    published: Vec<Claim>,
    modified: Vec<Claim>,
    newest: Option<Date>,
}

impl Claims {
    fn publish(&mut self, stamp: Stamp, source: &'static str, weight: f32) {
        if self.plausible(&stamp) {
            self.published.push(Claim { stamp, other: None, source, weight });
        }
    }

    fn modify(&mut self, stamp: Stamp, source: &'static str, weight: f32) {
        if self.plausible(&stamp) {
            self.modified.push(Claim { stamp, other: None, source, weight });
        }
    }

    fn plausible(&self, stamp: &Stamp) -> bool {
        stamp.date.year() >= FIRST_YEAR
            && self.newest.is_none_or(|newest| stamp.days_after(&Stamp::day(newest)) <= AHEAD)
    }
}

/// The claim with the most support: those of its own day count in full, those of the day before
/// and after (another time zone) by half.
fn best(claims: &[Claim]) -> Option<Claim> {
    let support = |claim: &Claim| -> f32 {
        let near = claims.iter().filter_map(|c| {
            let exact = c.stamp.date == claim.stamp.date || c.other == Some(claim.stamp.date);
            match c.stamp.days_after(&claim.stamp) {
                _ if exact => Some(c.weight),
                -1 | 1 => Some(c.weight / 2.0),
                _ => None,
            }
        });
        near.sum()
    };
    let mut best: Option<(f32, Claim)> = None;
    for claim in claims {
        let support = support(claim);
        // Of claims of one day the better source, unless another is more precise.
        let value = support + claim.weight / 100.0 + f32::from(claim.stamp.precision()) / 10.0;
        if best.is_none_or(|(top, _)| value > top) {
            best = Some((value, *claim));
        }
    }
    best.map(|(_, claim)| claim)
}

fn json_ld(evidence: &Evidence, claims: &mut Claims) {
    let ld = &evidence.json_ld;
    let stamp = |key: &str| ld.article_text(key).and_then(|text| Stamp::parse(&text));
    for (key, weight) in [("datePublished", 5.0), ("dateCreated", 2.0), ("uploadDate", 1.0)] {
        if let Some(stamp) = stamp(key) {
            claims.publish(stamp, "json_ld", weight);
        }
    }
    if let Some(stamp) = ld.page_text("datePublished").and_then(|text| Stamp::parse(&text)) {
        claims.publish(stamp, "json_ld", 3.0);
    }
    let modified = stamp("dateModified");
    let of_page = || ld.page_text("dateModified").and_then(|text| Stamp::parse(&text));
    if let Some(stamp) = modified.or_else(of_page) {
        claims.modify(stamp, "json_ld", 5.0);
    }
}

fn metas(evidence: &Evidence, claims: &mut Claims) {
    let mut seen = 0;
    for (text, source) in evidence.metas.all(meta_tags::PUBLISHED) {
        let Some(stamp) = Stamp::parse(&text) else { continue };
        // Names come best first; many that repeat one value are one word.
        let weight = match (seen, source) {
            (0, "open_graph") => 4.5,
            (0, _) => 3.0,
            _ => 0.5,
        };
        seen += 1;
        claims.publish(stamp, source, weight);
    }
    for (text, source) in evidence.metas.all(meta_tags::MODIFIED) {
        if let Some(stamp) = Stamp::parse(&text) {
            claims.modify(stamp, source, 4.0);
        }
    }
}

/// Microdata, RDFa and `<time>` elements.
fn elements(evidence: &Evidence, title: &Title, claims: &mut Claims) {
    use AttributeName::{Datetime, Itemprop, Property};
    /// Most elements that are read; index pages have one per teaser.
    const MOST: usize = 24;
    let page = evidence.page;
    let at = title.printed.as_ref().map_or(0, |heading| heading.element);
    let mut seen = 0;
    let mut times_behind = 0;
    for id in page.elements_with(&[Itemprop, Property, Datetime]) {
        let mut property = "";
        let mut value = None;
        let mut is_time = false;
        for (name, text) in page.element_attributes(id) {
            match name {
                Itemprop | Property => property = text,
                Datetime => (value, is_time) = (Some(text), true),
                AttributeName::Content if value.is_none() => value = Some(text),
                _ => {}
            }
        }
        let property = property.rsplit(':').next().unwrap_or("").trim();
        let is = |names: &[&str]| names.iter().any(|name| property.eq_ignore_ascii_case(name));
        let published = is(&["datePublished", "published", "dateCreated", "issued", "pubdate"]);
        let modified = is(&["dateModified", "modified"]);
        if !(is_time || published || modified) {
            continue;
        }
        let Some(stamp) = value.and_then(Stamp::parse) else { continue };
        seen += 1;
        if seen > MOST {
            break;
        }
        let source = if published || modified { "microdata" } else { "time_element" };
        let updated = || {
            let classes = page.attribute(id, AttributeName::Class);
            classes.is_some_and(|classes| class_words(classes).any(is_update_word))
        };
        if modified || (!published && updated()) {
            claims.modify(stamp, source, 2.5);
        } else if published {
            claims.publish(stamp, source, 3.5);
        } else if id > at || title.printed.is_none() {
            // The first behind the title is the article's; later ones are teasers' or comments'.
            let weight = match times_behind {
                0 => 2.5,
                1 => 0.4,
                _ => 0.0,
            };
            times_behind += 1;
            claims.publish(stamp, source, weight);
        } else if at - id < 40 {
            claims.publish(stamp, source, 1.5);
        }
    }
}

/// The dates readers see around the title and behind the text.
fn dateline(evidence: &Evidence, title: &Title, claims: &mut Claims) {
    let page = evidence.page;
    let (head, tail) = evidence.layout.byline_zones(title.printed.as_ref(), BEFORE_TITLE);
    let start = title.printed.as_ref().map_or(head.start, |heading| heading.blocks.start);
    let mut seen = 0;
    let mut headed = false;
    for block in head.clone().chain(tail) {
        let facts = &page.blocks[block];
        if facts.chars > MAX_CHARS || evidence.layout.is_hidden(facts.element) {
            continue;
        }
        let words = page.block_text(block);
        let mut end = 0;
        for found in find(words, evidence.language()) {
            let before = &words[end..found.span.start];
            end = found.span.end;
            if !claims.plausible(&found.stamp) {
                continue;
            }
            // The label may be a block of its own.
            let label = if block > 0 { page.block_text(block - 1) } else { "" };
            if says(UPDATED, before) || (before.trim().is_empty() && says(UPDATED, label)) {
                claims.modify(found.stamp, "visible_text", 2.0);
                continue;
            }
            // Dates inside a sentence are its subject, not the article's day.
            let rest = words.len() - found.span.len();
            let alone = rest <= 40;
            let behind_title = block >= start;
            let weight = match (seen, alone, behind_title) {
                _ if !behind_title && in_masthead(evidence, block, title) => 0.1,
                // Behind the text, once there was a date around the title: imprints have dates too.
                (0, true, _) if headed && block >= head.end => 0.5,
                (0, true, true) if block < head.end => DATELINE,
                (0, true, _) => 1.5,
                (0, false, _) if facts.chars < 100 => 1.0,
                (_, true, _) => 0.5,
                _ => 0.1,
            };
            seen += usize::from(alone && behind_title);
            headed |= weight >= 1.5 && block < head.end;
            claims.published.push(Claim {
                stamp: found.stamp,
                other: found.other,
                source: "visible_text",
                weight,
            });
        }
    }
}

/// Does a block stand in a `<header>` that is not the article's, as the title is not in it? The date
/// there is the day on which the page was made.
fn in_masthead(evidence: &Evidence, block: usize, title: &Title) -> bool {
    let page = evidence.page;
    let Some(heading) = &title.printed else { return false };
    let header = page
        .ancestors(page.blocks[block].element)
        .find(|&id| page.elements[id as usize].tag == Tag::Header);
    header.is_some_and(|header| !page.ancestors(heading.element).any(|id| id == header))
}

/// A date with a word for publication before it, anywhere behind the title: many sites print it
/// under the text or in a box. Only where nothing else is known.
fn labelled(evidence: &Evidence, title: &Title, claims: &mut Claims) {
    let page = evidence.page;
    let from = title.printed.as_ref().map_or(0, |heading| heading.blocks.end);
    for block in from..page.blocks.len() {
        let facts = &page.blocks[block];
        if facts.chars > LABEL as u32 || evidence.layout.is_hidden(facts.element) {
            continue;
        }
        let words = page.block_text(block);
        let Some(found) = find(words, evidence.language()).into_iter().next() else { continue };
        let before = words[..found.span.start].trim();
        let label =
            if before.is_empty() && block > 0 { page.block_text(block - 1) } else { before };
        if says(PUBLISHED, label) && !says(UPDATED, label) && claims.plausible(&found.stamp) {
            claims.publish(found.stamp, "visible_text", 1.0);
            return;
        }
    }
}

/// Words for publication, lower case, each the beginning of a word.
const PUBLISHED: &[&str] = &[
    "published",
    "posted",
    "veröffentlicht",
    "erschienen",
    "publié",
    "publicado",
    "publicada",
    "pubblicato",
    "gepubliceerd",
    "udgivet",
    "publisert",
    "publicerad",
    "julkaistu",
    "opublikowan",
    "publikováno",
    "objavljeno",
    "közzétéve",
    "publicat",
    "опубликован",
    "опубліковано",
    "публикуван",
    "yayın",
    "diterbitkan",
    "terbit",
    "đăng",
    "نشر",
    "منتشر",
    "פורסם",
    "प्रकाशित",
    "প্রকাশ",
    "เผยแพร่",
    "发布",
    "發布",
    "发表",
    "公開",
    "掲載",
    "입력",
    "게시",
    "등록",
    "δημοσιεύ",
];

/// Words for an update; `stand` only as a whole.
const UPDATED: &[&str] = &[
    "updated",
    "modified",
    "last update",
    "aktualisiert",
    "stand",
    "mis à jour",
    "modifié",
    "actualizado",
    "actualización",
    "atualizado",
    "modificado",
    "aggiornato",
    "bijgewerkt",
    "opdateret",
    "oppdatert",
    "uppdaterad",
    "päivitetty",
    "aktualiz",
    "обновлен",
    "оновлено",
    "güncelle",
    "diperbarui",
    "cập nhật",
    "تحديث",
    "به‌روز",
    "עודכן",
    "अपडेट",
    "更新",
    "수정",
    "อัปเดต",
    "ενημερώθηκε",
    "frissítve",
    "actualizat",
    "posodobljeno",
    "ažurirano",
];

/// Longest text in which such a word is looked for, in bytes.
const LABEL: usize = 80;

/// Does a label have one of these words?
fn says(list: &[&str], label: &str) -> bool {
    if label.len() > LABEL || label.trim().is_empty() {
        return false;
    }
    let lower = label.to_lowercase();
    // Looking whether is much cheaper than looking where.
    list.iter().filter(|word| lower.contains(**word)).any(|word| {
        lower.match_indices(word).any(|(at, _)| {
            let before = lower[..at].chars().next_back();
            let after = lower[at + word.len()..].chars().next();
            // Scripts without case are often written without spaces as well.
            let cased = word.chars().any(char::is_lowercase);
            let starts = !cased || !before.is_some_and(char::is_alphabetic);
            starts && (*word != "stand" || !after.is_some_and(char::is_alphabetic))
        })
    })
}

fn is_update_word(word: &str) -> bool {
    ["updated", "modified", "update", "lastmod"].iter().any(|w| word.eq_ignore_ascii_case(w))
}

/// The day in a URL: `/2025/04/01/`, `/2025-04-01-`, `/20250401/`, `/2025/0401/`.
fn of_url(url: &str) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let bytes = path.as_bytes();
    let mut at = 0;
    while at + 8 <= bytes.len() {
        let start = at == 0 || !bytes[at - 1].is_ascii_digit();
        if start
            && bytes[at..at + 4].iter().all(u8::is_ascii_digit)
            && let Some(date) = date_in_path(&path[at..])
        {
            return Some(date);
        }
        at += 1;
    }
    None
}

fn date_in_path(text: &str) -> Option<Date> {
    let digits = |range: std::ops::Range<usize>| {
        let part = text.get(range)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<i16>().ok())?
    };
    let mark = |at: usize| text.as_bytes().get(at).filter(|b| matches!(b, b'/' | b'-' | b'_'));
    let (month, day, end) = match (mark(4), mark(7)) {
        (Some(a), Some(b)) if a == b => (digits(5..7)?, digits(8..10)?, 10),
        (Some(_), _) => (digits(5..7)?, digits(7..9)?, 9),
        _ => (digits(4..6)?, digits(6..8)?, 8),
    };
    let year = digits(0..4)?;
    let whole = !text.as_bytes().get(end).is_some_and(u8::is_ascii_digit);
    let known = (FIRST_YEAR..2100).contains(&year);
    (whole && known).then(|| Date::new(year, month as i8, day as i8).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_urls() {
        let cases = [
            ("https://news.example/2025/04/01/dam", Some((2025, 4, 1))),
            ("https://news.example/n1/2024/0424/c1001-40223222.html", Some((2024, 4, 24))),
            ("https://news.example/a/20240424-dam.html", Some((2024, 4, 24))),
            ("https://news.example/2025-04-01-dam", Some((2025, 4, 1))),
            ("https://news.example/2025/04/dam", None),
            ("https://news.example/1998765432/9", None),
            ("https://news.example/2025/13/01/", None),
        ];
        for (url, expected) in cases {
            let expected = expected.map(|(y, m, d)| Date::constant(y, m, d));
            assert_eq!(of_url(url), expected, "{url}");
        }
    }

    #[test]
    fn claims_of_one_day_support_each_other() {
        let claim = |text: &str, weight| Claim {
            stamp: Stamp::parse(text).unwrap(),
            other: None,
            source: "meta",
            weight,
        };
        let claims = [
            claim("2024-05-01T10:00:00Z", 3.0),
            claim("2012-03-02", 2.5),
            claim("2012-03-02T08:00:00Z", 1.5),
        ];
        assert_eq!(best(&claims).unwrap().stamp.to_string(), "2012-03-02T08:00:00Z");
    }
}
