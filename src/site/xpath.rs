//! The part of XPath 1.0 that site rules use → CSS selectors (Selectors Level 4).
//!
//! Translates what means the same: steps, `*`, attributes, `contains`, `starts-with`, class tests,
//! `not`, `and`, `or`, positions among siblings of one name, elements inside, following siblings,
//! and unions. Anything else is told with its reason and not guessed at.

/// Translates a path; the reason where it has no equal in CSS.
///
/// A last step to an attribute or a text is left out: the value is read off the element.
pub(super) fn to_css(path: &str) -> Result<String, String> {
    let parts = split(path, &["|"])?;
    let parts: Vec<String> = parts.into_iter().map(union_member).collect::<Result<_, _>>()?;
    Ok(parts.join(", "))
}

/// Attributes that rules are read from.
const READ: [&str; 2] = ["content", "datetime"];

fn union_member(path: &str) -> Result<String, String> {
    let path = path.trim();
    let path = path.strip_prefix("/html/").map_or(path.to_owned(), |rest| format!("//html/{rest}"));
    if !path.starts_with("//") && !path.starts_with(".//") {
        return match path.strip_prefix("id(").and_then(|rest| rest.split_once(')')) {
            Some((id, rest)) => Ok(attribute("id", "=", literal(id)?) + &steps(rest)?),
            None if path == "/html" => Ok("html".to_owned()),
            None => Err("it does not begin with //".to_owned()),
        };
    }
    let css = steps(path.trim_start_matches('.'))?;
    // A path begins below the document, which no combinator says.
    Ok(css.trim_start().to_owned())
}

/// Steps, each after `/` or `//`.
fn steps(mut rest: &str) -> Result<String, String> {
    let mut css = String::new();
    while !rest.is_empty() {
        let combinator = if let Some(after) = rest.strip_prefix("//") {
            rest = after;
            " "
        } else if let Some(after) = rest.strip_prefix('/') {
            rest = after;
            " > "
        } else {
            return Err(format!("{rest:?} is no step"));
        };
        let step = first_step(rest)?;
        rest = &rest[step.len()..];
        let last = rest.is_empty();
        if last && !css.is_empty() {
            if step == "text()" {
                break;
            }
            if let Some(name) = step.strip_prefix('@') {
                match READ.contains(&name) {
                    true => break,
                    false => {
                        return Err(format!(
                            "the value of {name} is not read, only {}",
                            READ.join(" and ")
                        ));
                    }
                }
            }
        }
        let (combinator, step) = match step.split_once("::") {
            Some(("following-sibling", step)) if combinator == " > " => (" ~ ", step),
            Some(("child", step)) => (combinator, step),
            Some(("descendant", step)) => (" ", step),
            Some((axis, _)) if axis.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') => {
                return Err(format!("CSS has no axis {axis}"));
            }
            _ => (combinator, step),
        };
        css.push_str(combinator);
        css.push_str(&compound(step)?);
    }
    Ok(css)
}

/// The text up to the next `/` outside of brackets and quotes.
fn first_step(path: &str) -> Result<&str, String> {
    let parts = split(path, &["/"])?;
    Ok(parts.first().copied().unwrap_or(path))
}

/// A name and its predicates.
fn compound(step: &str) -> Result<String, String> {
    let step = step.trim();
    let (name, mut rest) = step.split_at(step.find('[').unwrap_or(step.len()));
    let name = name.trim();
    if !(name == "*" || is_name(name)) {
        return Err(format!("{name:?} is no element"));
    }
    let mut css = name.to_owned();
    while let Some(inner) = rest.trim_start().strip_prefix('[') {
        let end = closing(inner, ']').ok_or("a bracket is not closed")?;
        css.push_str(&predicate(inner[..end].trim(), name)?);
        rest = &inner[end + 1..];
    }
    if !rest.trim().is_empty() {
        return Err(format!("{rest:?} behind a predicate"));
    }
    // `*[…]` is `[…]`.
    Ok(if css.len() > 1 { css.strip_prefix('*').map(str::to_owned).unwrap_or(css) } else { css })
}

fn predicate(test: &str, name: &str) -> Result<String, String> {
    let of = |words: &[&str]| split(test, words);
    let either = of(&[" or "])?;
    if either.len() > 1 {
        let tests: Vec<String> =
            either.into_iter().map(|t| predicate(t.trim(), name)).collect::<Result<_, _>>()?;
        return Ok(format!(":is({})", tests.join(", ")));
    }
    let both = of(&[" and "])?;
    if both.len() > 1 {
        return both.into_iter().map(|t| predicate(t.trim(), name)).collect();
    }
    if let Ok(place) = test.parse::<u32>() {
        let of = if name == "*" { "child" } else { "of-type" };
        return Ok(format!(":nth-{of}({place})"));
    }
    if test == "last()" {
        return Ok(if name == "*" { ":last-child" } else { ":last-of-type" }.to_owned());
    }
    if let Some(inner) = call(test, "not") {
        return Ok(format!(":not({})", predicate(inner.trim(), name)?));
    }
    if let Some(inner) = test.strip_prefix('(').and_then(|t| t.strip_suffix(')'))
        && closing(&test[1..], ')') == Some(inner.len())
    {
        return predicate(inner.trim(), name);
    }
    for (function, operator) in [("contains", "*="), ("starts-with", "^=")] {
        if let Some(inner) = call(test, function) {
            let arguments = split(inner, &[","])?;
            let [of, value] = arguments[..] else { return Err(format!("{test:?}")) };
            return contains(of.trim(), operator, literal(value)?);
        }
    }
    if let Some((left, right)) = split_once(test, "!=") {
        return Ok(format!("{attribute}:not({})", equal(left, right)?, attribute = has(left)?));
    }
    if let Some((left, right)) = split_once(test, "=") {
        return equal(left, right);
    }
    if test.starts_with('@') {
        return has(test);
    }
    // A path in brackets: an element that has such an element inside.
    let inner = match test.strip_prefix(".//").or_else(|| test.strip_prefix("descendant::")) {
        Some(below) => steps(&format!("//{below}"))?.trim_start().to_owned(),
        None => steps(&format!("/{test}"))?.trim_start().to_owned(),
    };
    Ok(format!(":has({inner})"))
}

/// `contains(@x, 'v')` and the test for one of several classes.
fn contains(of: &str, operator: &str, value: &str) -> Result<String, String> {
    let squeezed: String = of.chars().filter(|c| !c.is_whitespace() || *c == ' ').collect();
    let squeezed = squeezed.replace(", ", ",").replace('"', "'");
    let one_word = matches!(
        squeezed.as_str(),
        "concat(' ',normalize-space(@class),' ')" | "concat(' ',@class,' ')"
    );
    if one_word && operator == "*=" {
        let word = value.trim();
        let whole = value.starts_with(' ') && value.ends_with(' ') && !word.contains(' ');
        return match whole {
            true => Ok(attribute("class", "~=", word)),
            false => Ok(attribute("class", "*=", word)),
        };
    }
    Ok(attribute(name_of(of)?, operator, value))
}

fn equal(left: &str, right: &str) -> Result<String, String> {
    if left.trim() == "position()" {
        return Err("a position that is computed".to_owned());
    }
    Ok(attribute(name_of(left)?, "=", literal(right)?))
}

fn has(attribute: &str) -> Result<String, String> {
    Ok(format!("[{}]", name_of(attribute)?))
}

/// The name in `@name` or `normalize-space(@name)`.
fn name_of(test: &str) -> Result<&str, String> {
    let test = test.trim();
    let inner = call(test, "normalize-space").unwrap_or(test);
    let name = inner.trim().strip_prefix('@').filter(|name| is_name(name));
    name.ok_or_else(|| format!("{test} is no attribute, and CSS looks at nothing else"))
}

fn attribute(name: &str, operator: &str, value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"");
    format!("[{name}{operator}\"{value}\"]")
}

/// What stands between the parentheses of a call that is the whole text.
fn call<'a>(text: &'a str, function: &str) -> Option<&'a str> {
    let inner = text.strip_prefix(function)?.trim_start().strip_prefix('(')?;
    let end = closing(inner, ')')?;
    inner[end + 1..].trim().is_empty().then(|| &inner[..end])
}

fn literal(text: &str) -> Result<&str, String> {
    let text = text.trim();
    let inside = |quote| text.strip_prefix(quote).and_then(|t: &str| t.strip_suffix(quote));
    inside('"').or_else(|| inside('\'')).ok_or_else(|| format!("{text} is no quoted text"))
}

fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(char::is_alphabetic)
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

/// Where a bracket that was opened before the text is closed.
fn closing(text: &str, close: char) -> Option<usize> {
    let mut depth = 0;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, _) if c == close && depth == 0 => return Some(at),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Splits at separators outside of brackets and quotes.
fn split<'a>(text: &'a str, separators: &[&str]) -> Result<Vec<&'a str>, String> {
    let mut parts = Vec::new();
    let (mut depth, mut quote, mut start, mut skip) = (0i32, None, 0, 0);
    for (at, c) in text.char_indices() {
        if at < skip {
            continue;
        }
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth -= 1,
            _ => {
                let found = separators.iter().find(|s| depth == 0 && text[at..].starts_with(**s));
                if let Some(separator) = found {
                    parts.push(&text[start..at]);
                    start = at + separator.len();
                    skip = start;
                }
            }
        }
    }
    if depth != 0 || quote.is_some() {
        return Err("a bracket or quote is not closed".to_owned());
    }
    parts.push(&text[start..]);
    Ok(parts)
}

fn split_once<'a>(text: &'a str, separator: &str) -> Option<(&'a str, &'a str)> {
    let parts = split(text, &[separator]).ok()?;
    match parts[..] {
        [left, right] => Some((left, right)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::to_css;

    #[test]
    fn what_translates() {
        for (path, css) in [
            ("//h1", "h1"),
            ("//div[@class='text']", "div[class=\"text\"]"),
            ("//*[@id=\"story\"]/p", "[id=\"story\"] > p"),
            ("//div[contains(@class, 'body')]//p", "div[class*=\"body\"] p"),
            (
                "//div[contains(concat(' ', normalize-space(@class), ' '), ' lead ')]",
                "div[class~=\"lead\"]",
            ),
            ("//a[starts-with(@href, '/tag/') and @rel]", "a[href^=\"/tag/\"][rel]"),
            ("//p[@class='a' or @class='b']", "p:is([class=\"a\"], [class=\"b\"])"),
            ("//div[not(@class)]", "div:not([class])"),
            ("//ul[1]/li[last()]", "ul:nth-of-type(1) > li:last-of-type"),
            ("//p[a] | //div[.//img]", "p:has(> a), div:has(img)"),
            ("//h2/following-sibling::p", "h2 ~ p"),
            ("//meta[@property='article:author']/@content", "meta[property=\"article:author\"]"),
            ("//h1[@class='t']/text()", "h1[class=\"t\"]"),
            ("/html/body/div", "html > body > div"),
            ("id('story')//p", "[id=\"story\"] p"),
            ("//a[@href!='#']", "a[href]:not([href=\"#\"])"),
            ("//div[@title='a | b [c] / d']", "div[title=\"a | b [c] / d\"]"),
        ] {
            assert_eq!(to_css(path).as_deref(), Ok(css), "{path}");
            assert!(scraper::Selector::parse(css).is_ok(), "{css}");
        }
    }

    #[test]
    fn what_does_not_translate_says_why() {
        for (path, why) in [
            ("//p[contains(text(), 'Read')]", "text() is no attribute"),
            ("//p/ancestor::div", "no axis ancestor"),
            ("(//p)[1]", "does not begin with //"),
            ("//a/@href", "the value of href is not read"),
            ("//div[@class='x'", "not closed"),
            ("//p[position() = 2]", "computed"),
            ("//p[position() < 3]", ""),
            ("//div[string-length(.) > 3]", ""),
            ("", "does not begin"),
        ] {
            let error = to_css(path).unwrap_err();
            assert!(error.contains(why), "{path}: {error}");
        }
    }
}
