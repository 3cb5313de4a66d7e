//! The page as a whole: is it an article, and how well was its body found?
//!
//! Two small forests answer from numbers about the scores of all blocks, about what the page says
//! of itself (schema.org types, Open Graph), and about its address.

use super::features::words::{HashedMap, hash_str};
use super::features::{Analysis, Row};
use crate::segment::{Page, Tag};

/// schema.org types that pages declare; the first group is articles, the others are not.
const TYPES: [(&str, &[&str]); 7] = [
    (
        "article",
        &[
            "Article",
            "NewsArticle",
            "ReportageNewsArticle",
            "AnalysisNewsArticle",
            "OpinionNewsArticle",
            "BlogPosting",
            "TechArticle",
            "ScholarlyArticle",
            "LiveBlogPosting",
            "SocialMediaPosting",
            "Report",
            "Recipe",
            "Review",
            "HowTo",
        ],
    ),
    (
        "list",
        &[
            "ItemList",
            "CollectionPage",
            "SearchResultsPage",
            "Blog",
            "CategoryCodeSet",
            "ProfilePage",
            "OfferCatalog",
            "DataCatalog",
        ],
    ),
    (
        "product",
        &[
            "Product",
            "Offer",
            "AggregateOffer",
            "ProductGroup",
            "SoftwareApplication",
            "MobileApplication",
            "Book",
            "Course",
            "Event",
            "JobPosting",
        ],
    ),
    ("forum", &["DiscussionForumPosting", "QAPage", "Question", "Answer"]),
    ("faq", &["FAQPage"]),
    ("video", &["VideoObject", "ImageGallery", "MediaGallery"]),
    (
        "business",
        &[
            "LocalBusiness",
            "Organization",
            "Service",
            "Restaurant",
            "Hotel",
            "Store",
            "Corporation",
            "ProfessionalService",
        ],
    ),
];

/// Writes the numbers about a page.
pub(super) fn write(analysis: &Analysis<'_>, scores: &[f32], kept: &[bool], row: &mut Row) {
    write_scores(analysis, scores, kept, row);
    write_text(analysis, kept, row);
    write_templates(analysis, kept, row);
    write_page(analysis, row);
    write_declared(analysis.page, row);
    write_address(analysis.page, row);
}

fn write_scores(analysis: &Analysis<'_>, scores: &[f32], kept: &[bool], row: &mut Row) {
    let words = &analysis.words.counts;
    let weight = |i: usize| words[i] as f32 + 1.0;
    let count = analysis.len();
    let total: f32 = (0..count).map(weight).sum::<f32>().max(1.0);
    let expected: f32 = (0..count).map(|i| scores[i] * weight(i)).sum();
    let of_kept =
        |f: &dyn Fn(usize) -> f32| -> f32 { (0..count).filter(|&i| kept[i]).map(f).sum() };
    let kept_words = of_kept(&|i| weight(i)).max(1.0);
    let kept_score = of_kept(&|i| scores[i] * weight(i));
    let unsure: f32 = (0..count).map(|i| scores[i].min(1.0 - scores[i]) * weight(i)).sum();
    row.put("kept_words", kept_words.ln());
    row.put("kept_blocks", (1.0 + kept.iter().filter(|&&k| k).count() as f32).ln());
    row.put("expected_words", (1.0 + expected).ln());
    row.put("expected_precision", kept_score / kept_words);
    row.put("expected_recall", kept_score / expected.max(1.0));
    row.put("expected_f1", 2.0 * kept_score / (kept_words + expected));
    row.put("unsure", unsure / kept_words);
    row.put("kept_share", kept_words / total);
    let doubtful = of_kept(&|i| if scores[i] < 0.8 { weight(i) } else { 0.0 });
    row.put("doubtful", doubtful / kept_words);
    let missed: f32 = (0..count).filter(|&i| !kept[i] && scores[i] > 0.25).map(weight).sum();
    row.put("nearly_kept", missed / kept_words);
    // Holes: words left out between the first and the last kept block.
    let first = kept.iter().position(|&k| k).unwrap_or(0);
    let last = kept.iter().rposition(|&k| k).unwrap_or(0);
    let holes: f32 = (first..=last.min(count.saturating_sub(1)))
        .filter(|&i| i < count && !kept[i])
        .map(weight)
        .sum();
    row.put("holes", holes / kept_words);
    row.put("first", first as f32 / count.max(1) as f32);
    row.put("last", last as f32 / count.max(1) as f32);
}

fn write_text(analysis: &Analysis<'_>, kept: &[bool], row: &mut Row) {
    let page = analysis.page;
    let mut by_tag = [0.0f32; 6];
    let (mut all, mut linked, mut longest, mut sentences, mut prose) =
        (0.0f32, 0.0, 0u32, 0u32, 0.0);
    let (mut paragraphs, mut short, mut stamps) = (0u32, 0u32, 0u32);
    for i in (0..analysis.len()).filter(|&i| kept[i]) {
        let shape = &analysis.shapes[i];
        let length = shape.length as f32;
        let block = &page.blocks[i];
        all += length;
        linked += length * block.link_density();
        longest = longest.max(shape.length);
        sentences += shape.sentences;
        prose += if analysis.prose[i] { length } else { 0.0 };
        paragraphs += u32::from(analysis.prose[i]);
        short += u32::from(shape.length < 40);
        stamps += u32::from(shape.is_time_stamp(analysis.words.block(i)));
        let kind = page
            .ancestors(block.container)
            .take(3)
            .find_map(|e| match page.elements[e as usize].tag {
                Tag::P => Some(0),
                Tag::Li | Tag::Dd | Tag::Dt => Some(1),
                Tag::Td | Tag::Th => Some(2),
                Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => Some(3),
                Tag::Pre => Some(4),
                _ => None,
            })
            .unwrap_or(5);
        by_tag[kind] += length;
    }
    let all = all.max(1.0);
    row.put("kept.links", linked / all);
    row.put("kept.longest", (1.0 + longest as f32).ln());
    row.put("kept.sentences", (1.0 + sentences as f32).ln());
    row.put("kept.prose", prose / all);
    row.put("kept.paragraphs", (1.0 + paragraphs as f32).ln());
    row.put("kept.short", (1.0 + short as f32).ln());
    row.put("kept.stamps", (1.0 + stamps as f32).ln());
    for (name, length) in ["p", "li", "td", "heading", "pre", "other"].iter().zip(by_tag) {
        row.put_in("kept", name, length / all);
    }
}

/// Listings repeat a template; articles hardly do.
fn write_templates(analysis: &Analysis<'_>, kept: &[bool], row: &mut Row) {
    let page = analysis.page;
    let mut groups: HashedMap<(f32, f32, bool)> = HashedMap::default();
    for (i, block) in page.blocks.iter().enumerate() {
        let parent = page.elements[block.container as usize].parent;
        let key = analysis.names.signature(block.container)
            ^ analysis.names.signature(parent).rotate_left(21);
        let group = groups.entry(key).or_default();
        group.0 += 1.0;
        group.1 += analysis.shapes[i].length as f32;
        group.2 |= kept[i];
    }
    // Ordered folds only: the map's order is not the page's.
    let largest = groups.values().map(|g| g.0).fold(0.0, f32::max);
    let largest_text = groups.values().map(|g| g.1).fold(0.0, f32::max);
    row.put("template.most", (1.0 + largest).ln());
    row.put("template.text", largest_text / analysis.totals.page());
    row.put("templates", (1.0 + groups.len() as f32).ln());
    row.put("templates_kept", groups.values().filter(|g| g.2).count() as f32);
}

fn write_page(analysis: &Analysis<'_>, row: &mut Row) {
    let page = analysis.page;
    let totals = &analysis.totals;
    let count = |tag: Tag| page.elements.iter().filter(|e| e.tag == tag).count() as f32;
    row.put("page.blocks", (1.0 + analysis.len() as f32).ln());
    row.put("page.length", totals.page().ln());
    row.put("page.links", totals.link_density(0));
    row.put("page.prose", totals.prose[0] as f32 / totals.page());
    for tag in [
        Tag::Article,
        Tag::H1,
        Tag::H2,
        Tag::H3,
        Tag::Button,
        Tag::Form,
        Tag::Time,
        Tag::Li,
        Tag::Figure,
        Tag::Table,
        Tag::A,
        Tag::P,
    ] {
        row.put_in("count", tag.name(), (1.0 + count(tag)).ln());
    }
    row.put("images", (1.0 + page.images.len() as f32).ln());
    row.put(
        "json_ld",
        (1.0 + page.head.json_ld.iter().map(String::len).sum::<usize>() as f32).ln(),
    );
    row.put("scripts", (1.0 + page.head.scripts.len() as f32).ln());
    let most = (0..analysis.len()).map(|i| analysis.structure[i].sum).fold(-10.0, f32::max);
    row.put("structure.best", most);
}

fn write_declared(page: &Page, row: &mut Row) {
    let mut found = [false; TYPES.len()];
    for script in &page.head.json_ld {
        for declared in super::features::declared_types(script) {
            for (found, (_, names)) in found.iter_mut().zip(TYPES) {
                *found |= names.contains(&declared.as_str());
            }
        }
    }
    for (found, (name, _)) in found.iter().zip(TYPES) {
        row.put_in("declares", name, f32::from(u8::from(*found)));
    }
    let kind = page.meta("og:type").unwrap_or_default();
    row.flag("og.article", kind.eq_ignore_ascii_case("article"));
    row.flag("og.website", kind.eq_ignore_ascii_case("website"));
    row.flag("og.other", !kind.is_empty() && !kind.contains("article") && kind != "website");
    row.flag("published", page.meta("article:published_time").is_some());
    row.flag("author", page.meta("author").is_some() || page.meta("article:author").is_some());
    let title = hash_str(page.head.title.trim());
    row.flag("og.same_title", page.meta("og:title").is_some_and(|t| hash_str(t.trim()) == title));
}

/// Addresses of articles end in a long name or a number; those of lists are short.
fn write_address(page: &Page, row: &mut Row) {
    let address = page.own_address();
    let path = address
        .and_then(|a| a.split_once("://"))
        .map(|(_, rest)| rest.split(['?', '#']).next().unwrap_or_default())
        .map(|rest| rest.split_once('/').map_or("", |(_, path)| path));
    let Some(path) = path else {
        for name in ["known", "depth", "name_length", "name_words", "name_digits", "query"] {
            row.put_in("address", name, -1.0);
        }
        return;
    };
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let longest = parts.iter().max_by_key(|part| part.len()).copied().unwrap_or_default();
    row.put("address.known", 1.0);
    row.put("address.depth", parts.len() as f32);
    row.put("address.name_length", longest.len().min(120) as f32);
    row.put("address.name_words", longest.matches(['-', '_']).count().min(30) as f32);
    row.put("address.name_digits", path.bytes().filter(u8::is_ascii_digit).count().min(20) as f32);
    row.put("address.query", f32::from(address.is_some_and(|a| a.contains('?'))));
}
