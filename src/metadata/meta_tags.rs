//! What `<meta>` elements say, in the vocabularies publishers use.
//!
//! Open Graph (ogp.me) with its `article:` part, Twitter cards, Dublin Core (`dc.`, `dcterms.`),
//! Parsely, Sailthru, Highwire (`citation_`), microdata in `<meta itemprop>`, and the names that
//! content systems made up. Spellings differ in `:`, `.`, `-` and `_` only, so names are compared
//! without them.

use super::entities;
use crate::segment::Page;

/// Names of a value in `<meta>`, with the source to name in records; better ones first.
type Names = &'static [(&'static str, &'static str)];

pub(super) const TITLE: Names = &[
    ("ogtitle", "open_graph"),
    ("twittertitle", "meta"),
    ("headline", "microdata"),
    ("dctitle", "meta"),
    ("dctermstitle", "meta"),
    ("parselytitle", "meta"),
    ("sailthrutitle", "meta"),
    ("citationtitle", "meta"),
];

pub(super) const AUTHORS: Names = &[
    ("author", "meta"),
    ("articleauthor", "open_graph"),
    ("articleauthorname", "open_graph"),
    ("ogarticleauthor", "open_graph"),
    ("ogauthor", "open_graph"),
    ("articlebyline", "meta"),
    ("byl", "meta"),
    ("byline", "meta"),
    ("authors", "meta"),
    ("sailthruauthor", "meta"),
    ("parselyauthor", "meta"),
    ("citationauthor", "meta"),
    ("dccreator", "meta"),
    ("dctermscreator", "meta"),
];

pub(super) const PUBLISHED: Names = &[
    ("articlepublishedtime", "open_graph"),
    ("ogarticlepublishedtime", "open_graph"),
    ("articlepublished", "open_graph"),
    ("datepublished", "microdata"),
    ("parselypubdate", "meta"),
    ("sailthrudate", "meta"),
    ("dctermscreated", "meta"),
    ("dctermsissued", "meta"),
    ("dcdateissued", "meta"),
    ("dcdatecreated", "meta"),
    ("dctermsdate", "meta"),
    ("dcdate", "meta"),
    ("citationpublicationdate", "meta"),
    ("citationdate", "meta"),
    ("citationonlinedate", "meta"),
    ("pubdate", "meta"),
    ("ptime", "meta"),
    ("publishdate", "meta"),
    ("published", "meta"),
    ("publisheddate", "meta"),
    ("publicationdate", "meta"),
    ("datepublication", "meta"),
    ("publishtime", "meta"),
    ("publishedtime", "meta"),
    ("publishedat", "meta"),
    ("articledateoriginal", "meta"),
    ("articlecreateddate", "meta"),
    ("originalpublicationdate", "meta"),
    ("originalpublishdate", "meta"),
    ("cxenseparserecspublishtime", "meta"),
    ("cxenseparsepublishtime", "meta"),
    ("datecreated", "microdata"),
    ("date", "meta"),
];

pub(super) const MODIFIED: Names = &[
    ("articlemodifiedtime", "open_graph"),
    ("ogupdatedtime", "open_graph"),
    ("articlemodified", "open_graph"),
    ("datemodified", "microdata"),
    ("dctermsmodified", "meta"),
    ("dcdatemodified", "meta"),
    ("lastmodified", "meta"),
    ("revised", "meta"),
    ("moddate", "meta"),
    ("modifieddate", "meta"),
    ("updatetime", "meta"),
    ("dateupdated", "meta"),
];

pub(super) const SITE: Names = &[
    ("ogsitename", "open_graph"),
    ("applicationname", "meta"),
    ("applemobilewebapptitle", "meta"),
    ("dcpublisher", "meta"),
    ("cre", "meta"),
    ("publisher", "meta"),
    ("citationjournaltitle", "meta"),
];

pub(super) const DESCRIPTION: Names = &[
    ("ogdescription", "open_graph"),
    ("description", "meta"),
    ("twitterdescription", "meta"),
    ("dcdescription", "meta"),
    ("dctermsdescription", "meta"),
    ("sailthrudescription", "meta"),
];

pub(super) const IMAGE: Names = &[
    ("ogimagesecureurl", "open_graph"),
    ("ogimage", "open_graph"),
    ("ogimageurl", "open_graph"),
    ("twitterimage", "meta"),
    ("twitterimagesrc", "meta"),
    ("sailthruimagefull", "meta"),
    ("parselyimageurl", "meta"),
    ("image", "microdata"),
    ("thumbnailurl", "microdata"),
];

pub(super) const SECTION: Names = &[
    ("articlesection", "open_graph"),
    ("parselysection", "meta"),
    ("sailthrusection", "meta"),
    ("section", "meta"),
    ("category", "meta"),
];

pub(super) const TAGS: Names = &[
    ("articletag", "open_graph"),
    ("newskeywords", "meta"),
    ("keywords", "meta"),
    ("parselytags", "meta"),
    ("sailthrutags", "meta"),
    ("dcsubject", "meta"),
    ("dctermssubject", "meta"),
];

pub(super) const LICENSE: Names = &[
    ("dctermslicense", "meta"),
    ("dcrightslicense", "meta"),
    ("license", "microdata"),
    ("dcrights", "meta"),
    ("copyright", "meta"),
];

pub(super) const LANGUAGE: Names = &[
    ("contentlanguage", "meta"),
    ("inlanguage", "microdata"),
    ("oglocale", "open_graph"),
    ("dclanguage", "meta"),
    ("dctermslanguage", "meta"),
    ("language", "meta"),
];

/// The `<meta>` elements of a page under comparable names.
pub(super) struct MetaTags<'a> {
    /// Name without punctuation, and value; in document order.
    tags: Vec<(String, &'a str)>,
}

impl<'a> MetaTags<'a> {
    pub fn read(page: &'a Page) -> MetaTags<'a> {
        let name = |name: &str| name.replace([':', '.', '-', '_', ' '], "");
        let metas = page.head.metas.iter();
        MetaTags { tags: metas.map(|(key, value)| (name(key), value.as_str())).collect() }
    }

    /// All values under these names, in the order of the names, as a reader would see them.
    pub fn all(&self, names: Names) -> impl Iterator<Item = (String, &'static str)> {
        names.iter().flat_map(|(name, source)| {
            self.tags
                .iter()
                .filter(move |(key, _)| key == name)
                .map(|(_, value)| (entities::plain(value), *source))
                .filter(|(value, _)| !value.is_empty() && !is_placeholder(value))
        })
    }

    /// The first value under these names.
    pub fn first(&self, names: Names) -> Option<(String, &'static str)> {
        self.all(names).next()
    }

    /// The first value of one name.
    pub fn one(&self, name: &'static str) -> Option<String> {
        let value = self.tags.iter().find(|(key, _)| key == name)?;
        Some(entities::plain(value.1)).filter(|value| !value.is_empty())
    }
}

/// Is a value what a template left when it had none?
pub(super) fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    (value.starts_with("{{") && value.ends_with("}}"))
        || (value.starts_with("[[") && value.ends_with("]]"))
        || (value.starts_with('%') && value.ends_with('%') && value.len() > 1)
        || ["null", "undefined", "none", "n/a", "nan", "false", "true", "[object object]", "-", "0"]
            .iter()
            .any(|word| value.eq_ignore_ascii_case(word))
}
