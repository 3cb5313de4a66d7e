//! Site patterns of Full-Text RSS (`ftr-site-config`, one text file a host, lines of
//! `directive: value`) → rules.

use super::rules::Field;
use super::xpath::to_css;
use std::fmt::Write;
use std::path::Path;

/// A site pattern as a rule, and what of it did not translate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Converted {
    /// The rule in TOML.
    pub toml: String,
    /// Lines that did not translate, each with its reason.
    pub left: Vec<String>,
}

/// Directives that ask for what is done anyway or that say nothing about a page's elements.
const IDLE: [&str; 9] = [
    "tidy",
    "prune",
    "autodetect_on_failure",
    "test_url",
    "test_contains",
    "parser",
    "strip_image_src",
    "convert_double_br_tags",
    "strip_attr",
];

/// Converts the site pattern in a file's text; the file's name is the host, with a dot in front for
/// its subdomains.
pub fn convert(name: &Path, text: &str) -> Converted {
    let host = name.file_stem().map(|stem| stem.to_string_lossy().to_lowercase());
    let host = host.unwrap_or_default();
    let host = match host.strip_prefix('.') {
        Some(domain) => format!("*.{domain}"),
        None => host,
    };
    let mut found: Vec<(Field, String)> = Vec::new();
    let mut converted = Converted::default();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match directive(line) {
            Ok(None) => {}
            Ok(Some(selector)) => found.push(selector),
            Err(why) => converted.left.push(format!("line {}: {line}: {why}", number + 1)),
        }
    }
    converted.toml = toml(&host, &mut found, &converted.left);
    converted
}

fn directive(line: &str) -> Result<Option<(Field, String)>, String> {
    let (name, value) = line.split_once(':').ok_or("no directive")?;
    let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
    let field = match name.as_str() {
        "body" => Field::Body,
        "strip" => Field::Drop,
        "title" => Field::Title,
        "author" => Field::Author,
        "date" => Field::Date,
        "strip_id_or_class" => {
            let part = value.trim_matches(['"', '\'']).replace('\\', "\\\\").replace('"', "\\\"");
            return match part.is_empty() {
                true => Err("no value".to_owned()),
                false => Ok(Some((Field::Drop, format!("[id*=\"{part}\"], [class*=\"{part}\"]")))),
            };
        }
        _ if IDLE.contains(&name.as_str()) => return Ok(None),
        _ => return Err("there is nothing like it in rules".to_owned()),
    };
    let css = to_css(value)?;
    match scraper::Selector::parse(&css) {
        Ok(_) => Ok(Some((field, css))),
        Err(error) => Err(format!("as CSS {css:?} it is no selector: {error}")),
    }
}

fn toml(host: &str, found: &mut [(Field, String)], left: &[String]) -> String {
    // In the order of the fields, those of one field as they stood.
    found.sort_by_key(|(field, _)| *field);
    let mut toml = String::from("[[site]]\n");
    let _ = writeln!(toml, "host = {}", quoted(host));
    for list in found.chunk_by(|a, b| a.0 == b.0) {
        let name = list[0].0.name();
        match list {
            [(_, css)] => _ = writeln!(toml, "{name} = {}", quoted(css)),
            list => {
                let _ = writeln!(toml, "{name} = [");
                for (_, css) in list {
                    let _ = writeln!(toml, "    {},", quoted(css));
                }
                toml.push_str("]\n");
            }
        }
    }
    for line in left {
        let _ = writeln!(toml, "# not translated: {}", line.replace(char::is_control, " "));
    }
    toml
}

/// A TOML string: literal where that can be, since selectors are full of quotes.
fn quoted(text: &str) -> String {
    if !text.contains('\'') && !text.contains(char::is_control) {
        return format!("'{text}'");
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => _ = write!(out, "\\u{:04X}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::super::rules::Rules;
    use super::*;

    #[test]
    fn a_site_pattern_becomes_a_rule() {
        let text = "# Example\ntitle: //h1[@class='head']\nbody: //div[@id='story']\n\
                    strip_id_or_class: teaser\nstrip: //div[@class=\"it's\"]\n\
                    author: //meta[@name='author']/@content\ndate: //time\n\
                    strip: //p[contains(text(), 'Read more')]\ntidy: no\n\
                    single_page_link: //a[@id='all']\ntest_url: https://news.example/1\n";
        let converted = convert(Path::new("patterns/.News.example.txt"), text);
        let rules = Rules::parse(&converted.toml).unwrap();
        let rule = &rules.rules[0];
        assert_eq!(rule.hosts, ["*.news.example"]);
        let selectors: Vec<_> =
            rule.selectors.iter().map(|s| (s.field.name(), s.css.as_str())).collect();
        let expected = [
            ("body", "div[id=\"story\"]"),
            ("drop", "[id*=\"teaser\"], [class*=\"teaser\"]"),
            ("drop", "div[class=\"it's\"]"),
            ("title", "h1[class=\"head\"]"),
            ("author", "meta[name=\"author\"]"),
            ("date", "time"),
        ];
        assert_eq!(selectors, expected);
        assert_eq!(converted.left.len(), 2, "{:?}", converted.left);
        assert!(converted.left[0].starts_with("line 8: strip: //p[contains(text()"));
        assert!(converted.toml.contains("# not translated: line 10: single_page_link"));
    }
}
