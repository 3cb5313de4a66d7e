//! WARC 1.1 (ISO 28500:2017), in both directions: the archive format of crawlers.
//!
//! Reading takes what other crawlers write: versions 0.17 to 1.1, plain or compressed with gzip in
//! one or many members, and goes on after a broken record where the next one is found. Writing
//! gives each record a gzip member of its own, so that a file can be cut and read at any of them.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, BufRead, Read, Write};

/// Longest header of a record that is read.
const MAX_HEADER: u64 = 1 << 20;

/// A record of a WARC file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WarcRecord {
    /// Its named fields, in order, as written.
    pub fields: Vec<(String, String)>,
    /// Its block, at most as long as the reader's cap.
    pub block: Vec<u8>,
    /// Is the block shorter than announced?
    pub cut: bool,
    /// Where it begins, in bytes of the file without its compression.
    pub start: u64,
}

impl WarcRecord {
    /// A named field; names ignore case.
    pub fn field(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        field.map(|(_, value)| value.as_str())
    }

    /// Its type: `response`, `request`, `warcinfo`, `conversion` and so on.
    pub fn kind(&self) -> &str {
        self.field("WARC-Type").unwrap_or("")
    }

    /// The URL it is about, without the angle brackets that some writers put around it.
    pub fn url(&self) -> Option<&str> {
        self.field("WARC-Target-URI").map(|url| url.trim_start_matches('<').trim_end_matches('>'))
    }

    /// The HTTP message in the block of a response.
    pub fn http(&self) -> Option<HttpMessage<'_>> {
        let is_http = self.field("Content-Type").is_none_or(|t| t.starts_with("application/http"));
        if !is_http { None } else { HttpMessage::parse(&self.block) }
    }
}

/// A stored HTTP answer.
#[derive(Debug, Clone, PartialEq)]
pub struct HttpMessage<'a> {
    /// Status code.
    pub status: u16,
    /// Headers, in order.
    pub headers: Vec<(String, String)>,
    /// Body as stored: maybe chunked, maybe compressed.
    pub body: &'a [u8],
}

impl<'a> HttpMessage<'a> {
    fn parse(block: &'a [u8]) -> Option<HttpMessage<'a>> {
        let (head, body) = match memchr::memmem::find(block, b"\r\n\r\n") {
            Some(at) => (&block[..at], &block[at + 4..]),
            None => {
                let at = memchr::memmem::find(block, b"\n\n")?;
                (&block[..at], &block[at + 2..])
            }
        };
        let head = String::from_utf8_lossy(head);
        let mut lines = head.lines();
        let status =
            lines.next()?.strip_prefix("HTTP/")?.split_whitespace().nth(1)?.parse().ok()?;
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
            .collect();
        Some(HttpMessage { status, headers, body })
    }

    /// A header; names ignore case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        header.map(|(_, value)| value.as_str())
    }

    /// The body without chunks, still compressed if `Content-Encoding` says so.
    ///
    /// Many writers undo the chunks and leave the header in place: what does not parse as chunks is
    /// given as it stands.
    pub fn unchunked(&self) -> Vec<u8> {
        let chunked = self
            .header("Transfer-Encoding")
            .is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"));
        if chunked {
            unchunk(self.body).unwrap_or_else(|| self.body.to_vec())
        } else {
            self.body.to_vec()
        }
    }
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(rest.len());
    loop {
        let end = memchr::memchr(b'\n', rest)?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(whole);
        }
        // A body that breaks off keeps what came.
        let Some(chunk) = rest.get(..size) else {
            whole.extend_from_slice(rest);
            return Some(whole);
        };
        whole.extend_from_slice(chunk);
        rest = rest.get(size..)?.strip_prefix(b"\r\n").or(rest.get(size..)?.strip_prefix(b"\n"))?;
        if rest.is_empty() {
            return Some(whole);
        }
    }
}

/// The records of a WARC file, already without its compression.
pub struct WarcReader<R> {
    reader: R,
    cap: usize,
    /// Bytes read.
    at: u64,
}

impl<R: BufRead> WarcReader<R> {
    /// Reads records; of blocks longer than `cap` the rest is passed over.
    pub fn new(reader: R, cap: usize) -> WarcReader<R> {
        WarcReader { reader, cap, at: 0 }
    }

    /// Says how many bytes were read from the reader by now, for [`WarcRecord::start`]; after
    /// damage only the reader itself knows.
    pub fn set_position(&mut self, at: u64) {
        self.at = at;
    }

    /// What is read from.
    pub fn get_mut(&mut self) -> &mut R {
        &mut self.reader
    }

    fn next_record(&mut self) -> io::Result<Option<WarcRecord>> {
        // The version line; anything before it is padding, or what a broken record left.
        let start = loop {
            let start = self.at;
            match self.line()? {
                None => return Ok(None),
                Some(line) if line.starts_with("WARC/") => break start,
                Some(_) => {}
            }
        };
        let mut record = WarcRecord { start, ..WarcRecord::default() };
        let mut size = 0;
        while let Some(line) = self.line()? {
            size += line.len() as u64;
            if line.is_empty() || size > MAX_HEADER {
                break;
            }
            match line.split_once(':') {
                Some((name, value)) if !line.starts_with([' ', '\t']) => {
                    record.fields.push((name.trim().to_owned(), value.trim().to_owned()));
                }
                // A folded line goes on with the field before.
                _ => {
                    if let Some((_, value)) = record.fields.last_mut() {
                        value.push(' ');
                        value.push_str(line.trim());
                    }
                }
            }
        }
        let length = record.field("Content-Length").and_then(|text| text.parse::<u64>().ok());
        let Some(length) = length else { return Ok(Some(record)) };
        let kept = length.min(self.cap as u64);
        let read = self.reader.by_ref().take(kept).read_to_end(&mut record.block);
        self.at += record.block.len() as u64;
        let rest = match read {
            Ok(_) => io::copy(&mut self.reader.by_ref().take(length - kept), &mut io::sink()),
            Err(_) => Ok(0),
        };
        self.at += rest.as_ref().unwrap_or(&0);
        record.cut = (record.block.len() as u64) < length || rest.is_err();
        // A block that breaks off is the last, and still worth having.
        match read {
            Err(error) if record.block.is_empty() => Err(error),
            _ => Ok(Some(record)),
        }
    }

    fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        if self.reader.by_ref().take(MAX_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        self.at += line.len() as u64;
        let text = String::from_utf8_lossy(&line);
        Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
    }
}

impl<R: BufRead> Iterator for WarcReader<R> {
    type Item = io::Result<WarcRecord>;

    fn next(&mut self) -> Option<io::Result<WarcRecord>> {
        self.next_record().transpose()
    }
}

/// A record to be written.
#[derive(Debug, Clone)]
pub struct NewRecord<'a> {
    /// `warcinfo`, `request`, `response` …
    pub kind: &'a str,
    /// Its number: a UUID made of parts that differ for every record.
    pub id: RecordId,
    /// When the block was captured, RFC 3339 in UTC.
    pub date: &'a str,
    /// Content type of the block.
    pub content_type: &'a str,
    /// Further fields.
    pub fields: Vec<(&'a str, String)>,
    /// The block.
    pub block: &'a [u8],
}

/// The identity of a record, as a UUID of version 8 (RFC 9562 section 5.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordId(u128);

impl RecordId {
    /// An identity from two numbers that no other record has together.
    pub fn new(high: u64, low: u64) -> RecordId {
        let bits = u128::from(high) << 64 | u128::from(low);
        let version = 0x8 << 76;
        let variant = 0b10 << 62;
        RecordId(bits & !(0xf << 76) & !(0b11 << 62) | version | variant)
    }
}

impl std::fmt::Display for RecordId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hex = format!("{:032x}", self.0);
        let (a, b, c, d, e) = (&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]);
        write!(f, "<urn:uuid:{a}-{b}-{c}-{d}-{e}>")
    }
}

/// Writes a record as a gzip member of its own, with the digests that archives are checked and
/// deduplicated by: of its block and, for an HTTP answer, of the body.
///
/// # Errors
/// Those of the writer.
pub fn write_record(to: impl Write, record: &NewRecord<'_>) -> io::Result<()> {
    let mut gzip = GzEncoder::new(to, Compression::default());
    write!(gzip, "WARC/1.1\r\nWARC-Type: {}\r\n", record.kind)?;
    write!(gzip, "WARC-Record-ID: {}\r\nWARC-Date: {}\r\n", record.id, record.date)?;
    for (name, value) in &record.fields {
        // A line end in a value would end the field.
        let value = value.replace(['\r', '\n'], " ");
        write!(gzip, "{name}: {value}\r\n")?;
    }
    if record.kind == "response"
        && let Some(head) = memchr::memmem::find(record.block, b"\r\n\r\n")
    {
        write!(gzip, "WARC-Payload-Digest: {}\r\n", digest(&record.block[head + 4..]))?;
    }
    write!(gzip, "WARC-Block-Digest: {}\r\n", digest(record.block))?;
    write!(gzip, "Content-Type: {}\r\n", record.content_type)?;
    write!(gzip, "Content-Length: {}\r\n\r\n", record.block.len())?;
    gzip.write_all(record.block)?;
    gzip.write_all(b"\r\n\r\n")?;
    gzip.finish()?.flush()
}

/// SHA-1 in base 32 (RFC 4648), as other crawlers write it and every reader knows it.
fn digest(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let hash = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
    let mut text = String::from("sha1:");
    for five in hash.as_ref().chunks(5) {
        let bits = five.iter().fold(0_u64, |bits, &byte| bits << 8 | u64::from(byte));
        let letters = (0..8).rev().map(|at| ALPHABET[(bits >> (5 * at)) as usize & 31] as char);
        text.extend(letters);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::bufread::MultiGzDecoder;
    use std::io::BufReader;

    fn read(bytes: &[u8], cap: usize) -> Vec<WarcRecord> {
        WarcReader::new(bytes, cap).map(Result::unwrap).collect()
    }

    #[test]
    fn digests_as_other_crawlers_write_them() {
        // Of no bytes: the digest in many a revisit record.
        assert_eq!(digest(b""), "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ");
    }

    #[test]
    fn what_is_written_is_read() {
        let block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>WARC/1.0\r\n\r\nHello";
        let mut file = Vec::new();
        for n in 0..3 {
            let record = NewRecord {
                kind: "response",
                id: RecordId::new(1, n),
                date: "2026-11-24T08:00:00Z",
                content_type: "application/http; msgtype=response",
                fields: vec![("WARC-Target-URI", format!("https://example.com/{n}\n"))],
                block,
            };
            write_record(&mut file, &record).unwrap();
        }
        let plain = BufReader::new(MultiGzDecoder::new(file.as_slice()));
        let records: Vec<_> = WarcReader::new(plain, 1000).map(Result::unwrap).collect();
        assert_eq!(records.len(), 3);
        assert_eq!(records[2].url(), Some("https://example.com/2"));
        assert_eq!(
            records[0].field("warc-record-id"),
            Some("<urn:uuid:00000000-0000-8001-8000-000000000000>")
        );
        let http = records[1].http().unwrap();
        assert_eq!((http.status, http.header("content-type")), (200, Some("text/html")));
        assert_eq!(http.body, b"<p>WARC/1.0\r\n\r\nHello");
    }

    #[test]
    fn other_writers_and_broken_files() {
        let file =
            b"padding\r\nWARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <http://a.test/>\r\n\
            X-Long: one\r\n two\r\nContent-Length: 12\r\n\r\n0123456789ab\r\n\r\n\
            WARC/1.0\nWARC-Type: conversion\nContent-Length: 3\n\nabc\n\n\
            WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\nWARC/1.0\r\nContent-Length: 99\r\n\r\ncut off";
        let records = read(file, 10);
        assert_eq!(records.len(), 4);
        assert_eq!(
            (records[0].url(), records[0].field("x-long")),
            (Some("http://a.test/"), Some("one two"))
        );
        assert_eq!((records[0].block.as_slice(), records[0].cut), (&b"0123456789"[..], true));
        assert_eq!((records[1].kind(), records[1].block.as_slice()), ("conversion", &b"abc"[..]));
        assert_eq!((records[3].block.as_slice(), records[3].cut), (&b"cut off"[..], true));
        for junk in [&b""[..], b"WARC/", b"\xff\xfe\0\0", b"WARC/1.0\r\nContent-Length: -1\r\n\r\n"]
        {
            let _ = read(junk, 10);
        }
    }

    #[test]
    fn chunks_are_joined_where_there_are_any() {
        let body = |body: &[u8]| {
            let block = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", body].concat();
            HttpMessage::parse(&block).unwrap().unchunked()
        };
        assert_eq!(body(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"), b"abcde");
        assert_eq!(body(b"5\r\nabc"), b"abc");
        assert_eq!(body(b"<html>not chunked\n"), b"<html>not chunked\n");
    }
}
