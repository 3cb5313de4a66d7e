//! Pages that come from a web archive's replay: its insertions out, its addresses back to what
//! they were.
//!
//! Replay (the Wayback Machine, pywb) puts scripts into the head, a toolbar into the body and a
//! comment at the end, and rewrites every link to lead into the archive. All of them are marked:
//! <https://archive.org/help/wayback_api.php> describes the addresses, and `id_` among them, which
//! gives the page as it was.

use crate::source::Source;
use memchr::memmem::{self, Finder};
use std::ops::Range;
use std::sync::LazyLock;

/// Marks around insertions.
const INSERTIONS: &[(&[u8], &[u8])] = &[
    (b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->"),
    (b"<!-- WB Insert -->", b"<!-- End WB Insert -->"),
    (b"<!-- BEGIN WB Insert -->", b"<!-- END WB Insert -->"),
];
/// The end of what is put at the start of the head.
const HEAD_END: &[u8] = b"<!-- End Wayback Rewrite JS Include -->";
/// In the comment at the end of the page.
const ARCHIVED_ON: &[u8] = b"FILE ARCHIVED ON ";

/// Marks at the start of a page that tell replay from a page that links to it.
static MARKS: LazyLock<[Finder<'static>; 3]> = LazyLock::new(|| {
    ["WAYBACK TOOLBAR INSERT", "End Wayback Rewrite JS Include", "WB Insert -->"].map(Finder::new)
});

/// Bytes at the start and at the end of a page that are searched for marks: every page is.
const START: usize = 32 << 10;
const END: usize = 8 << 10;

/// The address that an address in an archive stands for: that of
/// `https://web.archive.org/web/20200102030405id_/https://news.example/a` is
/// `https://news.example/a`, archived on the given day.
pub fn archived(url: &str) -> Option<(&str, Option<jiff::civil::Date>)> {
    let path = url.split_once("://")?.1;
    let at = path.find('/')?;
    let (digits, original) = replayed(&path.as_bytes()[at..])?;
    let day = std::str::from_utf8(digits).ok().and_then(date);
    let original = std::str::from_utf8(original).ok()?;
    Some((original, day))
}

/// The digits and the original address of `/…/20200102030405im_/https://…`.
fn replayed(path: &[u8]) -> Option<(&[u8], &[u8])> {
    // A collection's name may stand before the time: /web/, /my-coll/, /12345/.
    let mut rest = path.strip_prefix(b"/")?;
    for _ in 0..3 {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut after = &rest[digits..];
        if after.len() > 3 && after[2] == b'_' && after[..2].iter().all(u8::is_ascii_lowercase) {
            after = &after[3..];
        }
        if (4..=14).contains(&digits)
            && let Some(original) = after.strip_prefix(b"/")
            && (original.starts_with(b"http://") || original.starts_with(b"https://"))
        {
            return Some((&rest[..digits], original));
        }
        let next = rest.iter().take(64).position(|byte| !is_path(*byte))?;
        rest = rest[next..].strip_prefix(b"/")?;
    }
    None
}

fn is_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// `20200102…` as a day.
fn date(digits: &str) -> Option<jiff::civil::Date> {
    let number = |range: Range<usize>| digits.get(range)?.parse::<i16>().ok();
    let (month, day) = (number(4..6)? as i8, number(6..8)? as i8);
    jiff::civil::Date::new(number(0..4)?, month, day).ok()
}

/// Takes the archive out of a page that was saved from its replay, and out of the page's address.
pub(super) fn restore(bytes: &mut Vec<u8>, source: &mut Source) {
    if let Some((original, day)) = source.url.as_deref().and_then(archived) {
        source.seen_on = source.seen_on.or(day);
        source.url = Some(original.to_owned());
    }
    let (head, tail) =
        (&bytes[..bytes.len().min(START)], &bytes[bytes.len().saturating_sub(END)..]);
    let marked = MARKS.iter().any(|mark| mark.find(head).is_some())
        || memmem::find(tail, ARCHIVED_ON).is_some();
    if !marked {
        return;
    }
    if source.url.is_none() {
        source.url = original(bytes);
    }
    let mut cuts = insertions(bytes);
    cuts.sort_by_key(|cut| cut.start);
    let mut page = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for cut in cuts {
        if cut.start >= at {
            rewrite(&bytes[at..cut.start], &mut page);
            at = cut.end;
        }
    }
    rewrite(&bytes[at..], &mut page);
    *bytes = page;
}

/// What the archive says to its own scripts of the page's address.
fn original(bytes: &[u8]) -> Option<String> {
    for mark in [&b"__wm.wombat(\""[..], b"wbinfo.url = \"", b"id=\"wmtbURL\" value=\""] {
        let Some(at) = memmem::find(bytes, mark) else { continue };
        let rest = &bytes[at + mark.len()..];
        let Some(end) = memchr::memchr(b'"', &rest[..rest.len().min(4096)]) else { continue };
        let url = String::from_utf8_lossy(&rest[..end]).replace("\\/", "/");
        if url.starts_with("http") {
            // The port that goes without saying is written out there.
            return Some(url.replacen(":80/", "/", 1));
        }
    }
    None
}

/// Where the archive's insertions stand.
fn insertions(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    for (start, end) in INSERTIONS {
        let mut from = 0;
        while let Some(at) = memmem::find(&bytes[from..], start).map(|at| from + at) {
            let Some(length) = memmem::find(&bytes[at..], end) else { break };
            from = at + length + end.len();
            cuts.push(at..from);
        }
    }
    if let Some(end) = memmem::find(bytes, HEAD_END) {
        // The insertion begins right behind the tag of the head.
        let head = bytes[..end].windows(5).position(|five| five.eq_ignore_ascii_case(b"<head"));
        let start = head.and_then(|head| Some(head + memchr::memchr(b'>', &bytes[head..end])? + 1));
        cuts.extend(start.map(|start| start..end + HEAD_END.len()));
    }
    if let Some(at) = memmem::rfind(bytes, ARCHIVED_ON) {
        let start = memmem::rfind(&bytes[..at], b"<!--");
        let end = memmem::find(&bytes[at..], b"-->").map(|end| at + end + 3);
        if let (Some(start), Some(end)) = (start, end) {
            cuts.push(start..end);
        }
    }
    cuts
}

/// Copies a part of a page, addresses as they were.
fn rewrite(part: &[u8], out: &mut Vec<u8>) {
    static MODIFIED: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("/http"));
    let mut at = 0;
    for slash in MODIFIED.find_iter(part) {
        if slash < at {
            continue;
        }
        let after = &part[slash + 1..];
        if !after.starts_with(b"http://") && !after.starts_with(b"https://") {
            continue;
        }
        // Back to where the address began: the quote or the like before it.
        let reach = slash.saturating_sub(100).max(at);
        let start = part[reach..slash]
            .iter()
            .rposition(|byte| {
                matches!(byte, b'"' | b'\'' | b'(' | b'=' | b' ' | b',' | b'>' | b'\n')
            })
            .map_or(reach, |quote| reach + quote + 1);
        let address = &part[start..];
        let path = match memmem::find(&address[..slash - start], b"//") {
            Some(host) => match memchr::memchr(b'/', &address[host + 2..]) {
                Some(path) => &address[host + 2 + path..],
                None => continue,
            },
            None => address,
        };
        if let Some((_, original)) = replayed(path)
            && original.len() == after.len()
        {
            out.extend_from_slice(&part[at..start]);
            at = slash + 1;
        }
    }
    out.extend_from_slice(&part[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let day = jiff::civil::date(2020, 1, 2);
        for url in [
            "https://web.archive.org/web/20200102030405/https://news.example/a",
            "http://web.archive.org/web/20200102030405id_/https://news.example/a",
            "https://archive.example/web-coll/20200102/https://news.example/a",
        ] {
            assert_eq!(archived(url), Some(("https://news.example/a", Some(day))), "{url}");
        }
        for url in
            ["https://news.example/web/2020/a", "https://news.example/go/https://x.test/", "x"]
        {
            assert_eq!(archived(url), None, "{url}");
        }
    }

    #[test]
    fn the_archive_goes_and_the_page_stays() {
        let saved = "<html><head><script src=\"//archive.example/athena.js\"></script>\n<script>\
            __wm.wombat(\"http://news.example:80/a\",\"20200102030405\",\"https://web.archive.org/\",\
            \"web\");</script>\n<!-- End Wayback Rewrite JS Include -->\n\
            <link rel=canonical href=\"https://web.archive.org/web/20200102030405/https://news.example/a\">\
            </head><body><!-- BEGIN WAYBACK TOOLBAR INSERT --><div id=wm>41 captures</div>\
            <!-- END WAYBACK TOOLBAR INSERT -->\n<p>One <a href=/web/20200102030405/http://other.test/b>two</a>\
            <img src='https://web.archive.org/web/20200102030405im_/https://news.example/i.jpg'>\
            <a href=\"https://news.example/go?to=/http://third.test/\">three</a>\n\
            <!--\n     FILE ARCHIVED ON 03:04:05 Jan 02, 2020 AND RETRIEVED FROM THE\n     ARCHIVE ON -->";
        let mut bytes = saved.as_bytes().to_vec();
        let mut source = Source::named("x");
        restore(&mut bytes, &mut source);
        let expected = "<html><head>\n<link rel=canonical href=\"https://news.example/a\"></head><body>\
            \n<p>One <a href=http://other.test/b>two</a><img src='https://news.example/i.jpg'>\
            <a href=\"https://news.example/go?to=/http://third.test/\">three</a>\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
        assert_eq!(source.url.as_deref(), Some("http://news.example/a"));
    }

    #[test]
    fn a_page_that_links_to_an_archive_is_left_alone() {
        let page =
            "<p>See <a href=\"https://web.archive.org/web/2020/https://x.test/\">the copy</a>.";
        let mut bytes = page.as_bytes().to_vec();
        restore(&mut bytes, &mut Source::named("x"));
        assert_eq!(bytes, page.as_bytes());
    }
}
