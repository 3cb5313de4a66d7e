//! What a list of CSS declarations does to hide its element.
//!
//! Comments, escapes (`d\69splay`), `!important` and repeated properties are read as CSS Syntax
//! Level 3 has them, since they are used to get past plain searches. Distances count from 900 px:
//! real menus sit at -500 px, injected blocks at -999 px and beyond.

/// A way to keep text from readers while leaving it to crawlers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// `aria-hidden`: readers see it, so it proves little.
    Aria,
    /// A rule of a style sheet, in any of the other ways: mostly menus and widgets.
    Rule,
    /// Fades and image replacement hide so too.
    Transparent,
    /// `visibility: hidden`.
    Invisible,
    /// `display: none`.
    NotDisplayed,
    /// The `hidden` attribute.
    Attribute,
    /// `<marquee>`.
    Marquee,
    /// A box of at most two pixels, cut off.
    NoBox,
    /// Clipped to nothing.
    Clipped,
    /// `z-index` below the page.
    Behind,
    /// Text in the colour of its background, or without colour.
    SameColor,
    /// Text of at most two pixels.
    TinyText,
    /// Out of the window.
    OffScreen,
    /// A script hides it.
    Script,
}

impl Way {
    /// How much it says about intent: 2 where pages have little other use for it.
    pub fn strength(self) -> u8 {
        match self {
            Way::Aria => 0,
            Way::Rule
            | Way::Transparent
            | Way::Invisible
            | Way::NotDisplayed
            | Way::Attribute
            | Way::Marquee
            | Way::NoBox
            | Way::Clipped
            | Way::Behind => 1,
            Way::SameColor | Way::TinyText | Way::OffScreen | Way::Script => 2,
        }
    }

    /// Its name in findings.
    pub fn name(self) -> &'static str {
        match self {
            Way::Aria => "aria-hidden",
            Way::Rule => "hidden by a style rule",
            Way::Transparent => "transparent",
            Way::Invisible => "visibility: hidden",
            Way::NotDisplayed => "display: none",
            Way::Attribute => "hidden attribute",
            Way::Marquee => "marquee",
            Way::NoBox => "box of no size",
            Way::Clipped => "clipped",
            Way::Behind => "behind the page",
            Way::SameColor => "color of the background",
            Way::TinyText => "tiny text",
            Way::OffScreen => "off screen",
            Way::Script => "hidden by script",
        }
    }
}

/// Pixels from which an element counts as out of the window.
const OFF_SCREEN: f32 = 900.0;

/// The strongest way in which declarations hide their element.
pub(super) fn hiding(style: &str) -> Option<Way> {
    let plain = unescape(style);
    let declarations = declarations(&plain);
    let get = |name: &str| declarations.iter().rev().find(|d| d.name == name).map(|d| d.value);
    let mut ways: Vec<Way> = Vec::new();
    for &Declaration { name, value, .. } in &declarations {
        match name {
            "left"
            | "right"
            | "top"
            | "bottom"
            | "inset"
            | "margin"
            | "margin-left"
            | "margin-right"
            | "margin-top"
            | "margin-bottom"
            | "text-indent"
            | "transform"
            | "translate"
            | "margin-inline-start"
            | "inset-inline-start"
                if lengths(value).any(|length| length <= -OFF_SCREEN)
                    || matches!(name, "left" | "top")
                        && lengths(value).any(|length| length >= 3.0 * OFF_SCREEN) =>
            {
                ways.push(Way::OffScreen);
            }
            "left" | "top" if value.contains("expression") => ways.push(Way::OffScreen),
            "display" if value == "none" => ways.push(Way::NotDisplayed),
            "content-visibility" if value == "hidden" => ways.push(Way::NotDisplayed),
            "visibility" if value == "hidden" || value == "collapse" => ways.push(Way::Invisible),
            "opacity" if first_length(value).is_some_and(|o| o <= 0.05) => {
                ways.push(Way::Transparent);
            }
            "filter" | "-ms-filter"
                if value.replace(' ', "").contains("opacity(0)")
                    || value.replace(' ', "").contains("opacity=0)") =>
            {
                ways.push(Way::Transparent);
            }
            "transform" | "scale" | "zoom" if is_zero_scale(name, value) => ways.push(Way::NoBox),
            "font-size" if first_length(value).is_some_and(|size| size <= 2.0) => {
                ways.push(Way::TinyText);
            }
            "line-height" if value.starts_with('0') && first_length(value) == Some(0.0) => {
                ways.push(Way::TinyText);
            }
            "font"
                if value.split([' ', '/']).any(|w| {
                    w.ends_with("px") && first_length(w).is_some_and(|size| size <= 2.0)
                }) =>
            {
                ways.push(Way::TinyText);
            }
            "clip" | "clip-path" if is_nothing(value) => ways.push(Way::Clipped),
            "z-index" if first_length(value).is_some_and(|z| z < 0.0) => ways.push(Way::Behind),
            "color" if matches!(value, "transparent" | "rgba(0,0,0,0)" | "rgba(0, 0, 0, 0)") => {
                ways.push(Way::SameColor);
            }
            _ => {}
        }
    }
    let small =
        |name: &str| get(name).and_then(first_length).is_some_and(|l| (0.0..=2.0).contains(&l));
    let cut = ["overflow", "overflow-x", "overflow-y"].iter().any(|name| {
        get(name)
            .is_some_and(|v| v.contains("hidden") || v.contains("clip") || v.contains("scroll"))
    });
    if cut && ["height", "width", "max-height", "max-width", "line-height"].iter().any(|n| small(n))
        || small("height") && small("width")
    {
        ways.push(Way::NoBox);
    }
    if let Some(color) = get("color").and_then(Color::of) {
        let background = get("background-color").or(get("background")).and_then(Color::of);
        if background.is_some_and(|b| b.is_near(&color)) {
            ways.push(Way::SameColor);
        }
    }
    ways.into_iter().max()
}

struct Declaration<'a> {
    name: &'a str,
    value: &'a str,
    important: bool,
}

/// Declarations of a style without escapes, in order of rank: a later or important one comes after those it beats.
fn declarations(plain: &str) -> Vec<Declaration<'_>> {
    let mut list: Vec<Declaration> = Vec::new();
    for part in plain.split(';') {
        let Some((name, value)) = part.split_once(':') else { continue };
        let value = value.trim();
        let (value, important) = match value.split_once('!') {
            Some((value, _)) => (value.trim(), true),
            None => (value, false),
        };
        let name = name.trim();
        if let Some(known) = list.iter().position(|d| d.name == name) {
            if list[known].important && !important {
                continue;
            }
            list.remove(known);
        }
        list.push(Declaration { name, value, important });
        // Real attributes have a dozen; the search above must not become quadratic.
        if list.len() >= 64 {
            break;
        }
    }
    list
}

/// Lower case without comments and escapes.
pub(super) fn unescape(style: &str) -> String {
    let mut plain = String::with_capacity(style.len());
    let mut rest = style;
    while let Some(at) = memchr::memchr2(b'/', b'\\', rest.as_bytes()) {
        plain.push_str(&rest[..at].to_lowercase());
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
        } else if let Some(escape) = rest.strip_prefix('\\') {
            let digits = escape.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
            if digits > 0 {
                let code = u32::from_str_radix(&escape[..digits], 16).unwrap_or(0);
                plain.extend(char::from_u32(code).into_iter().flat_map(char::to_lowercase));
                rest =
                    escape[digits..].strip_prefix([' ', '\n', '\t']).unwrap_or(&escape[digits..]);
            } else {
                rest = escape;
            }
        } else {
            plain.push('/');
            rest = &rest[1..];
        }
    }
    plain.push_str(&rest.to_lowercase());
    plain
}

/// Lengths in a value, in pixels; font units count 16 px and a hundredth of the window 10 px.
fn lengths(value: &str) -> impl Iterator<Item = f32> {
    let bytes = value.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            let digit = bytes[at].is_ascii_digit() || bytes[at] == b'.';
            at += 1;
            let word = start > 0 && bytes[start - 1].is_ascii_alphanumeric();
            if !digit || word || bytes[start..].len() == 1 && bytes[start] == b'.' {
                continue;
            }
            while at < bytes.len() && (bytes[at].is_ascii_digit() || bytes[at] == b'.') {
                at += 1;
            }
            let Ok(number) = value[start..at].parse::<f32>() else { continue };
            let unit_end = bytes[at..]
                .iter()
                .position(|b| !b.is_ascii_alphabetic() && *b != b'%')
                .map_or(bytes.len(), |n| at + n);
            let scale = match &value[at..unit_end] {
                "em" | "rem" | "ex" | "ch" => 16.0,
                "%" | "vw" | "vh" | "vmax" | "vmin" => 10.0,
                "pt" => 1.33,
                "in" => 96.0,
                "cm" => 37.8,
                "mm" => 3.8,
                _ => 1.0,
            };
            let negative = start > 0 && bytes[start - 1] == b'-';
            at = unit_end;
            return Some(if negative { -number * scale } else { number * scale });
        }
        None
    })
}

fn first_length(value: &str) -> Option<f32> {
    lengths(value).next()
}

fn is_zero_scale(name: &str, value: &str) -> bool {
    let value = match name {
        "transform" => match value.find("scale") {
            Some(at) => &value[at..],
            None => return false,
        },
        _ => value,
    };
    let digits = value.trim_start_matches(|c: char| c.is_alphabetic() || c == '(');
    first_length(digits).is_some_and(|scale| scale.abs() <= 0.01)
}

/// Does a `clip` or `clip-path` leave nothing of the box?
fn is_nothing(value: &str) -> bool {
    let inside =
        value.split_once('(').map_or("", |(_, inside)| inside.trim_end_matches([')', ' ']));
    let numbers: Vec<f32> = lengths(inside).collect();
    if value.starts_with("rect") {
        !numbers.is_empty() && numbers.iter().all(|n| n.abs() <= 1.0)
            || numbers.len() == 4 && numbers[0] == numbers[2] && numbers[1] == numbers[3]
    } else if value.starts_with("inset") {
        numbers.first().is_some_and(|&n| n >= 500.0)
    } else {
        value.starts_with("circle") && numbers.first().is_some_and(|&n| n <= 1.0)
            || value.starts_with("polygon") && numbers.iter().all(|&n| n == 0.0)
    }
}

/// A color as red, green, blue.
#[derive(PartialEq)]
struct Color([u8; 3]);

impl Color {
    fn of(value: &str) -> Option<Color> {
        let value = value.trim();
        if let Some(at) = value.find('#') {
            let hex: String = value[at + 1..].chars().take_while(char::is_ascii_hexdigit).collect();
            let byte = |i: usize, n: usize| {
                u8::from_str_radix(hex.get(i..i + n)?, 16)
                    .ok()
                    .map(|b| if n == 1 { b * 17 } else { b })
            };
            return match hex.len() {
                3 | 4 => Some(Color([byte(0, 1)?, byte(1, 1)?, byte(2, 1)?])),
                6 | 8 => Some(Color([byte(0, 2)?, byte(2, 2)?, byte(4, 2)?])),
                _ => None,
            };
        }
        if let Some(inside) = value.strip_prefix("rgb").and_then(|v| v.split_once('(')) {
            let mut numbers = lengths(inside.1).map(|n| n as u8);
            return Some(Color([numbers.next()?, numbers.next()?, numbers.next()?]));
        }
        value.split(' ').find_map(|word| match word {
            "white" => Some(Color([255; 3])),
            "black" => Some(Color([0; 3])),
            "snow" | "ivory" | "whitesmoke" | "ghostwhite" => Some(Color([250; 3])),
            _ => None,
        })
    }

    fn is_near(&self, other: &Color) -> bool {
        self.0.iter().zip(other.0).all(|(a, b)| a.abs_diff(b) <= 8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_hide() {
        let cases = [
            ("display:none", Some(Way::NotDisplayed)),
            ("d\\69splay:n\\6fne", Some(Way::NotDisplayed)),
            ("dis/**/play:none;display:/*x*/none !important", Some(Way::NotDisplayed)),
            ("display:none !important; display:block", Some(Way::NotDisplayed)),
            ("display:none; display:block", None),
            ("position:fixed;left:-9000px;top:-9000px", Some(Way::OffScreen)),
            ("position: absolute; LEFT: -100em", Some(Way::OffScreen)),
            ("margin-left:-506px", None),
            ("text-indent:-469em", Some(Way::OffScreen)),
            ("transform: translateX(-9999px)", Some(Way::OffScreen)),
            ("transform: translate(-50%, -50%)", None),
            ("overflow:hidden;height:1px", Some(Way::NoBox)),
            ("height:0", None),
            ("width:0px;height:0px", Some(Way::NoBox)),
            ("font-size:1px", Some(Way::TinyText)),
            ("font-size:1.2em", None),
            ("opacity:0", Some(Way::Transparent)),
            ("opacity:.5", None),
            ("clip:rect(0 0 0 0)", Some(Way::Clipped)),
            ("clip-path: inset(100%)", Some(Way::Clipped)),
            ("color:#FFF;background:#ffffff", Some(Way::SameColor)),
            ("color:#333;background:#fff", None),
            ("z-index:-1", Some(Way::Behind)),
            ("left:expression(1-900)", Some(Way::OffScreen)),
        ];
        for (style, way) in cases {
            assert_eq!(hiding(style), way, "{style}");
        }
    }
}
