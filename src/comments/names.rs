//! What the names of elements say of their part in a discussion.
//!
//! Class names and ids are written in a common jargon, English and a little of the author's own
//! language, whatever the language of the page. They are evidence for where comments may stand and
//! for which line is which; that something is a comment is told by its structure.

use crate::segment::{AttributeName, ElementId, Page};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Parts that the elements of a discussion play, as a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Parts(u8);

impl Parts {
    pub const NONE: Parts = Parts(0);
    /// A comment, or what holds them.
    pub const COMMENT: Parts = Parts(1);
    pub const AUTHOR: Parts = Parts(2);
    pub const DATE: Parts = Parts(4);
    pub const TEXT: Parts = Parts(8);
    /// Something to press: reply, like, report.
    pub const ACTION: Parts = Parts(16);
    /// A comment that answers another, or what holds such.
    pub const ANSWER: Parts = Parts(32);
    /// Marked as one comment by schema.org's vocabulary.
    pub const MARKED: Parts = Parts(64);

    pub fn has(self, part: Parts) -> bool {
        self.0 & part.0 != 0
    }

    pub fn and(self, other: Parts) -> Parts {
        Parts(self.0 | other.0)
    }
}

/// Beginnings of words that name comments or what holds them, to find out in one pass over a page
/// whether it has any.
const STEMS: &str = "binhluan cmt coment comment discuss diskus disqus guestbook hozzaszolas \
                     koment komment liuyan opini pinglun reacti repl respon talkback tanggapan \
                     thread webmention yorum";

/// Words that name comments, whatever they go on with: `commentlist`, `kommentare`.
const COMMENT_PREFIXES: [&str; 4] = ["comment", "komment", "coment", "koment"];

/// Words and the part that they name.
const VOCABULARY: [(Parts, &str); 6] = [
    (
        Parts::COMMENT,
        "cmt cmts cmtlist reply replies replys respond responses reacties reactions webmention \
         webmentions talkback talkbacks pinglun liuyan yorum yorumlar opinie opinioni \
         discussion discussions diskuse diskusia diskussion hozzaszolas hozzaszolasok tanggapan \
         binhluan threads guestbook commentthread disqus",
    ),
    (
        Parts::AUTHOR,
        "author user username uname nick nickname name fn vcard by byline poster writer member \
         commenter who autor auteur avtor imya person profile handle login",
    ),
    (
        Parts::DATE,
        "date time datetime timestamp when ago timeago posted published pubdate datecreated \
         datepublished created fecha datum data vremya shijian permalink",
    ),
    (Parts::TEXT, "content text body message msg txt copy description texto texte inhalt neirong"),
    (
        Parts::ACTION,
        "reply replies like likes vote votes voting upvote downvote share report flag actions \
         action tools toolbar controls btn button buttons rating rate score menu links link \
         count counter badge level rank edit quote respond karma says avatar",
    ),
    (
        Parts::ANSWER,
        "reply replies children child nested sub answer answers subcomment subcomments response",
    ),
];

static WORDS: LazyLock<HashMap<&str, Parts>> = LazyLock::new(|| {
    let mut words: HashMap<&str, Parts> = HashMap::new();
    for (part, names) in VOCABULARY {
        for name in names.split_whitespace() {
            let parts = words.entry(name).or_insert(Parts::NONE);
            *parts = parts.and(part);
        }
    }
    words
});

/// In the ways in which names are written, rather than without regard to case: so the search may
/// use vector instructions, which makes it several times as fast.
static STEM_FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let capital = |stem: &str| stem[..1].to_ascii_uppercase() + &stem[1..];
    let lower = STEMS.split_whitespace().map(str::to_owned);
    let stems = lower.chain(STEMS.split_whitespace().map(capital)).chain(["COMMENT".to_owned()]);
    AhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostFirst)
        .build(stems)
        .expect("a handful of words")
});

/// The elements that are named like comments or what holds them, in document order.
///
/// One pass over all attribute values tells the few elements that are worth a look.
pub(super) fn named_elements(page: &Page) -> Vec<ElementId> {
    let mut found: Vec<ElementId> = Vec::new();
    let mut last = usize::MAX;
    for hit in STEM_FINDER.find_iter(&page.values) {
        let start = hit.start() as u32;
        // Values are stored in the order of the attributes.
        let after = page.attributes.partition_point(|attribute| attribute.value.start <= start);
        let Some(at) = after.checked_sub(1).filter(|&at| at != last) else { continue };
        let attribute = &page.attributes[at];
        if start >= attribute.value.end || !names_something(attribute.name) {
            continue;
        }
        last = at;
        let element = page.elements.partition_point(|e| e.attributes.start <= at as u32) - 1;
        // An element without attributes has the same start as the one behind it.
        if !page.elements[element].attributes.contains(&(at as u32)) {
            continue;
        }
        let element = element as ElementId;
        if found.last() != Some(&element) && parts(page, element).has(Parts::COMMENT) {
            found.push(element);
        }
    }
    found
}

fn names_something(name: AttributeName) -> bool {
    use AttributeName::*;
    matches!(name, Class | Id | Itemprop | Itemtype | Data | Property)
}

/// The parts that an element's names give it.
pub(super) fn parts(page: &Page, element: ElementId) -> Parts {
    use AttributeName::*;
    let mut parts = Parts::NONE;
    for (name, value) in page.element_attributes(element) {
        match name {
            Class | Id | Data => {
                for_each_word(value, |word| parts = parts.and(parts_of(word)));
            }
            Itemprop | Property => parts = parts.and(of_property(value.trim())),
            Itemtype => {
                let kind = value.trim().rsplit(['/', '#']).next().unwrap_or_default();
                if matches!(kind, "Comment" | "UserComments") {
                    parts = parts.and(Parts::COMMENT).and(Parts::MARKED);
                }
            }
            Rel if value.trim() == "author" => parts = parts.and(Parts::AUTHOR),
            Role if value.trim() == "button" => parts = parts.and(Parts::ACTION),
            _ => {}
        }
    }
    parts
}

fn parts_of(word: &str) -> Parts {
    let parts = WORDS.get(word).copied().unwrap_or_default();
    match COMMENT_PREFIXES.iter().any(|prefix| word.starts_with(prefix)) {
        true => parts.and(Parts::COMMENT),
        false => parts,
    }
}

fn of_property(name: &str) -> Parts {
    match name.rsplit(':').next().unwrap_or(name) {
        "comment" => Parts::COMMENT.and(Parts::MARKED),
        "author" | "creator" | "name" => Parts::AUTHOR,
        "dateCreated" | "datePublished" | "commentTime" | "uploadDate" => Parts::DATE,
        "text" | "commentText" | "description" => Parts::TEXT,
        _ => Parts::NONE,
    }
}

/// Calls `each` with the words of a name, in lower case: `commentBody-2` is `comment` and `body`.
fn for_each_word(name: &str, mut each: impl FnMut(&str)) {
    /// Longer ones are made by machines.
    const LONGEST: usize = 32;
    let mut word = String::new();
    let mut lower_before = false;
    for c in name.chars().chain([' ']) {
        let begins = c.is_ascii_uppercase() && lower_before;
        if (begins || !c.is_ascii_alphabetic()) && !word.is_empty() {
            if word.len() <= LONGEST {
                each(&word);
            }
            word.clear();
        }
        if c.is_ascii_alphabetic() {
            word.push(c.to_ascii_lowercase());
        }
        lower_before = c.is_ascii_lowercase();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_by_their_words() {
        let mut words = Vec::new();
        for_each_word("commentBody-2 b-comment__time UL", |word| words.push(word.to_owned()));
        assert_eq!(words, ["comment", "body", "b", "comment", "time", "ul"]);
        assert!(parts_of("comments").has(Parts::COMMENT));
        assert!(parts_of("kommentare").has(Parts::COMMENT));
        for other in ["recommended", "correspondent", "responsive", "document"] {
            assert!(!parts_of(other).has(Parts::COMMENT), "{other}");
        }
    }
}
