//! Raw pages of a crawl, kept as WARC files that can be cleaned again later.

use super::address::number;
use super::sink::AppendFile;
use crate::fetch::{Answer, FetchSettings, fetched_at};
use crate::input::warc::{NewRecord, RecordId, write_record};
use jiff::Timestamp;
use std::io;
use std::path::{Path, PathBuf};
use url::Position;

/// Size after which a new file is begun: the usual gigabyte.
const ROTATE: u64 = 1 << 30;

/// The WARC files of a crawl: `copydesk-START-NUMBER.warc.gz` in a folder.
pub(super) struct WarcOut {
    dir: PathBuf,
    start: String,
    number: u32,
    file: AppendFile,
    agent: String,
    changed: bool,
    rotate: u64,
}

impl WarcOut {
    /// Opens the file that `saved` tells of and cuts it back to there, or begins a new one.
    pub(super) fn open(
        dir: &Path,
        saved: Option<&str>,
        settings: &FetchSettings,
    ) -> io::Result<WarcOut> {
        std::fs::create_dir_all(dir)?;
        let found = saved.and_then(|saved| {
            let path = Path::new(saved.splitn(3, ' ').nth(2)?);
            let name = path.file_name()?.to_str()?.strip_suffix(".warc.gz")?;
            let (start, number) = name.strip_prefix("copydesk-")?.split_once('-')?;
            Some((start.to_owned(), number.parse().ok()?))
        });
        let (start, number) =
            found.unwrap_or_else(|| (Timestamp::now().strftime("%Y%m%d%H%M%S").to_string(), 0));
        let path = file_name(dir, &start, number);
        let file = AppendFile::open(&path, saved)?;
        let agent = settings.user_agent.clone();
        let dir = dir.to_owned();
        let mut warc = WarcOut { dir, start, number, file, agent, changed: true, rotate: ROTATE };
        warc.introduce()?;
        Ok(warc)
    }

    /// Appends the records of an exchange.
    pub(super) fn append(&mut self, records: &[u8]) -> io::Result<()> {
        if self.file.len() > self.rotate {
            self.file.position()?;
            self.number += 1;
            let path = file_name(&self.dir, &self.start, self.number);
            // A file of this name was begun and never saved: its pages will come again.
            std::fs::File::create(&path)?;
            self.file = AppendFile::open(&path, None)?;
            self.introduce()?;
        }
        self.changed = true;
        self.file.append(records)
    }

    /// Hands everything to the system and says where the file stands, if there is news.
    pub(super) fn save(&mut self) -> io::Result<Option<String>> {
        if !std::mem::take(&mut self.changed) {
            return Ok(None);
        }
        self.file.position().map(Some)
    }

    /// Every file says first what it is.
    fn introduce(&mut self) -> io::Result<()> {
        if !self.file.is_empty() {
            return Ok(());
        }
        let name = file_name(Path::new(""), &self.start, self.number).display().to_string();
        let block = format!(
            "software: copydesk/{}\r\nformat: WARC File Format 1.1\r\nconformsTo: \
             http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n\
             http-header-user-agent: {}\r\n",
            env!("CARGO_PKG_VERSION"),
            self.agent
        );
        let now = Timestamp::now();
        let record = NewRecord {
            kind: "warcinfo",
            id: RecordId::new(now.as_nanosecond() as u64, number(&name)),
            date: &fetched_at(now),
            content_type: "application/warc-fields",
            fields: vec![("WARC-Filename", name)],
            block: block.as_bytes(),
        };
        let mut bytes = Vec::new();
        write_record(&mut bytes, &record)?;
        self.file.append(&bytes)
    }
}

fn file_name(dir: &Path, start: &str, number: u32) -> PathBuf {
    dir.join(format!("copydesk-{start}-{number:05}.warc.gz"))
}

/// The records of an exchange: response and request. Body and headers are as after decompression.
pub(super) fn exchange(answer: &Answer, agent: &str) -> io::Result<Vec<u8>> {
    let url = &answer.url;
    let path = &url[Position::BeforePath..Position::AfterQuery];
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {agent}\r\n\r\n");
    let mut response = format!("HTTP/1.1 {} {}\r\n", answer.status, answer.reason()).into_bytes();
    for (name, value) in &answer.headers {
        if matches!(name.as_str(), "transfer-encoding" | "content-encoding" | "content-length") {
            continue;
        }
        response.extend_from_slice(name.as_str().as_bytes());
        response.extend_from_slice(b": ");
        response.extend_from_slice(value.as_bytes());
        response.extend_from_slice(b"\r\n");
    }
    response
        .extend_from_slice(format!("content-length: {}\r\n\r\n", answer.bytes.len()).as_bytes());
    response.extend_from_slice(&answer.bytes);

    let date = fetched_at(answer.sent);
    let time = answer.sent.as_nanosecond() as u64;
    let id = RecordId::new(time, number(url.as_str()));
    let about = vec![("WARC-Target-URI", url.to_string())];
    let mut fields = about.clone();
    if let Some(address) = answer.address {
        fields.push(("WARC-IP-Address", address.to_string()));
    }
    if answer.cut.is_some() {
        fields.push(("WARC-Truncated", "disconnect".to_owned()));
    }
    let mut bytes = Vec::with_capacity(response.len() / 3);
    let content_type = "application/http; msgtype=response";
    let record =
        NewRecord { kind: "response", id, date: &date, content_type, fields, block: &response };
    write_record(&mut bytes, &record)?;
    let mut fields = about;
    fields.push(("WARC-Concurrent-To", id.to_string()));
    let record = NewRecord {
        kind: "request",
        id: RecordId::new(time, !number(url.as_str())),
        date: &date,
        content_type: "application/http; msgtype=request",
        fields,
        block: request.as_bytes(),
    };
    write_record(&mut bytes, &record)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::warc::WarcReader;
    use flate2::bufread::MultiGzDecoder;
    use std::io::BufReader;

    fn record(number: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        let record = NewRecord {
            kind: "response",
            id: RecordId::new(1, number),
            date: "2026-11-24T08:00:00Z",
            content_type: "application/http; msgtype=response",
            fields: vec![("WARC-Target-URI", format!("https://example.com/{number}"))],
            block: b"HTTP/1.1 200 OK\r\n\r\n<p>A page",
        };
        write_record(&mut bytes, &record).unwrap();
        bytes
    }

    #[test]
    fn a_full_file_is_followed_by_another_and_a_killed_run_goes_on_in_the_last() {
        let dir = tempfile::tempdir().unwrap();
        let settings = FetchSettings::default();
        let mut warc = WarcOut::open(dir.path(), None, &settings).unwrap();
        warc.rotate = 1000;
        for number in 0..10 {
            warc.append(&record(number)).unwrap();
        }
        let saved = warc.save().unwrap().unwrap();
        // Written, and not saved when the process dies.
        warc.append(&record(99)).unwrap();
        drop(warc);
        let mut warc = WarcOut::open(dir.path(), Some(&saved), &settings).unwrap();
        warc.append(&record(10)).unwrap();
        warc.save().unwrap();
        let mut names: Vec<_> =
            std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        assert!(names.len() > 2, "{names:?}");
        let mut urls = Vec::new();
        for path in names {
            let file = BufReader::new(std::fs::File::open(path).unwrap());
            let records = WarcReader::new(BufReader::new(MultiGzDecoder::new(file)), 1 << 20);
            let records: Vec<_> = records.map(Result::unwrap).collect();
            assert_eq!(records[0].kind(), "warcinfo");
            urls.extend(records.iter().filter_map(|record| record.url().map(str::to_owned)));
        }
        let expected: Vec<_> = (0..=10).map(|n| format!("https://example.com/{n}")).collect();
        assert_eq!(urls, expected);
    }
}
