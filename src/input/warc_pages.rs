//! The pages in a WARC file, and in the WET files that Common Crawl makes of them.
//!
//! Records that hold a page: answers of servers (`response`), pages without one (`resource`), and
//! plain text made of a page (`conversion`). Requests, descriptions, repetitions (`revisit`) and
//! redirects hold none and are passed over, as are answers that call themselves pictures, scripts
//! and the like: what a walk does with files that are no pages.

use super::record::{Content, Record, UNICODE};
use super::stream::Stream;
use super::warc::{WarcReader, WarcRecord};
use super::{InputError, Place};
use crate::source::Source;

/// Bytes of HTTP headers that a record may have beside a page of the largest size.
const HEADERS: usize = 1 << 20;

/// Reads pages one after the other.
pub(super) struct WarcPages {
    reader: WarcReader<Stream>,
    limit: usize,
    ended: bool,
}

impl WarcPages {
    /// Pages of more than `limit` bytes will be failures.
    pub fn new(stream: Stream, limit: usize) -> WarcPages {
        let reader = WarcReader::new(stream, limit.saturating_add(HEADERS));
        WarcPages { reader, limit, ended: false }
    }

    /// The next page, with what is said of its place in the file, and its URL.
    pub fn next(&mut self) -> Option<(String, Option<String>, Place)> {
        while !self.ended {
            let begun = self.reader.get_mut().position();
            self.reader.set_position(begun);
            match self.reader.next()? {
                Ok(record) => {
                    let place = self.reader.get_mut().place_of(record.start);
                    if let Some(found) = self.page(record) {
                        let url = match &found {
                            Place::Record(record) => record.source.url.clone(),
                            _ => None,
                        };
                        return Some((format!("offset={place}"), url, found));
                    }
                }
                Err(error) => {
                    // The same place twice: there is no way past it.
                    self.ended = self.reader.get_mut().position() == begun && !is_damage(&error);
                    let place = self.reader.get_mut().place_of(begun);
                    let damage = InputError::Damaged { format: "archive", reason: reason(&error) };
                    return Some((format!("offset={place}"), None, Place::Nowhere(damage)));
                }
            }
        }
        None
    }

    /// What a record gives, if it is about a page.
    fn page(&self, mut record: WarcRecord) -> Option<Place> {
        let mut source = Source {
            url: record.url().map(str::to_owned),
            seen_on: record.field("WARC-Date").and_then(|date| date.get(..10)?.parse().ok()),
            ..Source::default()
        };
        let too_large = record.cut && record.block.len() >= self.limit;
        let damage = (record.cut && !too_large)
            .then(|| "the archive's record ends early; what came before was read".to_owned());
        let remark = record
            .field("WARC-Truncated")
            .map(|why| format!("the archive kept only a part of the page ({why})"));
        let content = match record.kind() {
            "response" | "resource" => match record.http() {
                Some(http) => {
                    let content_type = http.header("Content-Type");
                    let robots =
                        source.url.as_deref().is_some_and(|url| url.ends_with("/robots.txt"));
                    if matches!(http.status, 100..200 | 204 | 205 | 300..400)
                        || !may_be_page(content_type)
                        || robots
                    {
                        return None;
                    }
                    source.content_type = content_type.map(str::to_owned);
                    Content::Http(record)
                }
                // An answer without its head: HTTP 0.9, or damage.
                None if record.kind() == "response" && !record.block.is_empty() => {
                    Content::Page(std::mem::take(&mut record.block))
                }
                None => {
                    let content_type = record.field("Content-Type").map(str::to_owned);
                    if record.kind() == "response" || !may_be_page(content_type.as_deref()) {
                        return None;
                    }
                    source.content_type = content_type;
                    Content::Page(std::mem::take(&mut record.block))
                }
            },
            "conversion" if may_be_page(record.field("Content-Type")) => {
                let content_type = record.field("Content-Type").unwrap_or("text/plain");
                source.plain = content_type.starts_with("text/plain");
                // Common Crawl's text is UTF-8; other makers say what theirs is, or nothing.
                source.content_type = Some(match content_type.contains("charset") {
                    true => content_type.to_owned(),
                    false => UNICODE.to_owned(),
                });
                Content::Page(std::mem::take(&mut record.block))
            }
            _ => return None,
        };
        if too_large {
            return Some(Place::Nowhere(InputError::TooLarge(self.limit)));
        }
        Some(Place::Record(Box::new(Record { content, source, damage, remark })))
    }
}

/// Could something of this type be a page? What says nothing may be one.
fn may_be_page(content_type: Option<&str>) -> bool {
    let essence = content_type.unwrap_or("").split(';').next().unwrap_or("").trim();
    let essence = essence.to_ascii_lowercase();
    matches!(
        essence.as_str(),
        "" | "text/html"
            | "application/xhtml+xml"
            | "text/plain"
            | "application/octet-stream"
            | "unknown/unknown"
            | "unk"
            | "no-type"
            | "html"
            | "text"
            | "*/*"
    ) || essence.contains("html")
}

/// Is the data bad, and not the disk?
fn is_damage(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::*;
    matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof | Other)
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => "the data ends early".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn record(kind: &str, fields: &str, block: &str) -> String {
        let length = block.len();
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://news.example/a\r\n{fields}Content-Length: {length}\r\n\r\n{block}\r\n\r\n"
        )
    }

    fn http(head: &str, body: &str) -> String {
        record(
            "response",
            "WARC-Date: 2026-03-04T05:06:07Z\r\nContent-Type: application/http; msgtype=response\r\n",
            &format!("HTTP/1.1 {head}\r\n\r\n{body}"),
        )
    }

    fn pages(file: String) -> Vec<(String, Result<Record, String>)> {
        let mut pages = WarcPages::new(Stream::new(Cursor::new(file.into_bytes()), false), 1000);
        std::iter::from_fn(|| pages.next())
            .map(|(place, _, found)| match found {
                Place::Record(record) => (place, Ok(*record)),
                Place::Nowhere(error) => (place, Err(error.to_string())),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn only_pages_come_out() {
        let file = [
            record("warcinfo", "", "software: x"),
            http("200 OK\r\nContent-Type: text/html; charset=gbk", "<p>One"),
            record("request", "Content-Type: application/http\r\n", "GET / HTTP/1.1\r\n\r\n"),
            http("301 Moved\r\nLocation: /b\r\nContent-Type: text/html", ""),
            http("200 OK\r\nContent-Type: image/png", "png"),
            record("resource", "Content-Type: text/html\r\n", "<p>Two"),
            record("resource", "Content-Type: text/css\r\n", "p {}"),
            record("conversion", "Content-Type: text/plain\r\n", "Three <p>"),
            record("revisit", "", ""),
            record("unheard-of", "", "x"),
            http("404 Not Found\r\nContent-Type: text/html", "<p>Gone"),
        ]
        .concat();
        let start = |text: &str| {
            format!("offset={}", file[..file.find(text).unwrap()].rfind("WARC/1.0").unwrap())
        };
        let expected = [start("<p>One"), start("<p>Two"), start("Three"), start("<p>Gone")];
        let found = pages(file.clone());
        let places: Vec<_> = found.iter().map(|(place, _)| place.clone()).collect();
        assert_eq!(places, expected);
        let opened: Vec<_> = found
            .into_iter()
            .map(|(_, record)| record.unwrap().open("x", 1000).map_err(|error| error.to_string()))
            .collect();
        let one = opened[0].as_ref().unwrap();
        assert_eq!((one.bytes.as_slice(), one.source.charset()), (&b"<p>One"[..], Some("gbk")));
        assert_eq!(one.source.seen_on, Some(jiff::civil::date(2026, 3, 4)));
        assert_eq!(one.source.url.as_deref(), Some("https://news.example/a"));
        assert!(opened[2].as_ref().unwrap().source.plain);
        assert_eq!(opened[3].as_ref().unwrap_err(), "the answer in the archive has the code 404");
    }

    #[test]
    fn what_is_too_large_or_cut_is_one_record() {
        let file = [http("200 OK", &"x".repeat(2 << 20)), http("200 OK", "<p>Whole"), {
            let last = http("200 OK", "<p>Half of it is missing");
            last[..last.len() - 14].to_owned()
        }]
        .concat();
        let found = pages(file);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].1.as_ref().unwrap_err(), "larger than the limit of 1000 bytes");
        assert!(found[1].1.as_ref().unwrap().damage.is_none());
        assert!(found[2].1.as_ref().unwrap().damage.as_ref().unwrap().contains("ends early"));
    }

    #[test]
    fn encodings_of_http_are_undone() {
        use std::io::Write;
        let page = b"<p>The ferry is back.";
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), Default::default());
        zlib.write_all(page).unwrap();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        gzip.write_all(page).unwrap();
        let mut brotli = Vec::new();
        brotli::CompressorWriter::new(&mut brotli, 4096, 5, 22).write_all(page).unwrap();
        for (name, body) in [
            ("deflate", zlib.finish().unwrap()),
            ("gzip", gzip.finish().unwrap()),
            ("br", brotli),
            ("zstd", zstd::encode_all(&page[..], 1).unwrap()),
            ("gzip", page.to_vec()), // the archive undid it and left the header
        ] {
            let mut chunked = format!("{:x}\r\n", body.len()).into_bytes();
            chunked.extend(&body);
            chunked.extend(b"\r\n0\r\n\r\n");
            for (coding, body) in [("", &body), ("Transfer-Encoding: chunked\r\n", &chunked)] {
                let head = format!("HTTP/1.1 200 OK\r\n{coding}Content-Encoding: {name}\r\n\r\n");
                let record =
                    WarcRecord { block: [head.as_bytes(), body].concat(), ..WarcRecord::default() };
                let record = Record {
                    content: Content::Http(record),
                    source: Source::default(),
                    damage: None,
                    remark: None,
                };
                assert_eq!(record.open("x", 1000).unwrap().bytes, page, "{name} {coding}");
            }
        }
    }
}
