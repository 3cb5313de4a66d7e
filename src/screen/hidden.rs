//! Which elements are kept from readers, and how: by their own attributes, by rules in `<style>`,
//! by scripts that name their id.

use super::style::{Way, hiding, unescape};
use crate::segment::{AttributeName, ElementId, Hiding, MarkKind, Page, Styled, Tag};
use memchr::memmem;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Longest script or style sheet that is read; longer ones are libraries.
const MAX_SOURCE: usize = 256 * 1024;

/// The hiding of each element of a page.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    /// The way in which an element, or the nearest one above it, hides, and the element that does.
    ways: Vec<Option<(Way, ElementId)>>,
    /// Text inside inline elements that hide it themselves, in order; only the outermost.
    pub inline: Vec<Styled>,
}

impl Hidden {
    /// Reads attributes, and rules and scripts as well when there is reason to.
    pub fn of(page: &Page, deep: bool) -> Hidden {
        let sources = if deep { Sources::of(page) } else { Sources::default() };
        let mut ways: Vec<Option<(Way, ElementId)>> = Vec::with_capacity(page.elements.len());
        for (id, element) in page.elements.iter().enumerate() {
            let id = id as ElementId;
            let own = own_way(page, id, &sources).map(|way| (way, id));
            let above = if id == 0 { None } else { ways[element.parent as usize] };
            // The innermost says most: containers are hidden for many reasons.
            ways.push(own.filter(|(way, _)| way.strength() > 0).or(above).or(own));
        }
        let mut inline: Vec<Styled> = page
            .marks
            .iter()
            .filter(|mark| mark.start < mark.end && !matches!(mark.kind, MarkKind::Link(_)))
            .map(|mark| Styled { start: mark.start, end: mark.end, element: mark.element })
            .chain(page.styled.iter().cloned())
            .filter(|range| {
                ways[range.element as usize]
                    .is_some_and(|(way, by)| by == range.element && way.strength() > 0)
            })
            .collect();
        inline.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut covered = 0;
        inline.retain(|range| {
            let outermost = range.start >= covered;
            covered = covered.max(range.end);
            outermost
        });
        Hidden { ways, inline }
    }

    /// Is any absolute link hidden, by more than a rule, or could one be by a script?
    pub fn hides_links(&self, page: &Page) -> bool {
        page.marks.iter().any(|mark| match &mark.kind {
            MarkKind::Link(href) => {
                let hidden = || self.way(mark.element).is_some_and(|(way, _)| way.strength() > 0);
                let random =
                    || page.ancestors(mark.element).take(3).any(|e| has_random_id(page, e));
                memmem::find(page.value(href).as_bytes(), b"//").is_some() && (hidden() || random())
            }
            _ => false,
        })
    }

    /// How an element is hidden, and by which element.
    pub fn way(&self, element: ElementId) -> Option<(Way, ElementId)> {
        self.ways.get(element as usize).copied().flatten()
    }
}

fn own_way(page: &Page, id: ElementId, sources: &Sources) -> Option<Way> {
    let element = &page.elements[id as usize];
    let mut way = match element.hiding {
        Hiding::None => None,
        Hiding::Attribute => Some(Way::Attribute),
        Hiding::Aria => Some(Way::Aria),
        Hiding::Style => Some(Way::NotDisplayed),
    };
    if element.tag == Tag::Marquee {
        way = way.max(Some(Way::Marquee));
    }
    let read = !sources.is_empty();
    for (name, value) in page.element_attributes(id) {
        way = way.max(match name {
            AttributeName::Style => hiding(value),
            AttributeName::Id if read => {
                let id = value.trim();
                let ruled = sources.ids.contains(id).then_some(Way::Rule);
                ruled.max(sources.scripted.contains(id).then_some(Way::Script))
            }
            AttributeName::Class if read => value
                .split_ascii_whitespace()
                .any(|class| sources.classes.contains(class))
                .then_some(Way::Rule),
            _ => None,
        });
    }
    way
}

/// Does the element carry a name that pages give to text for screen readers?
pub(super) fn is_for_screen_readers(page: &Page, id: ElementId) -> bool {
    page.attribute(id, AttributeName::Class).is_some_and(|class| {
        let class = class.to_ascii_lowercase();
        ["sr-only", "visually", "screen-reader", "skip", "offscreen", "a11y", "hidden-text"]
            .iter()
            .any(|name| class.contains(name))
    })
}

/// Has any element an id that no person wrote?
pub(super) fn has_random_ids(page: &Page) -> bool {
    (0..page.elements.len() as ElementId).any(|id| has_random_id(page, id))
}

/// Letters of both cases and digits in turn, as in `M6bMm64Iek`: names that kits make up.
fn has_random_id(page: &Page, element: ElementId) -> bool {
    page.attribute(element, AttributeName::Id).is_some_and(|id| {
        let id = id.trim();
        let kinds = [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit];
        id.len() >= 8
            && id.bytes().all(|b| b.is_ascii_alphanumeric())
            && kinds.iter().all(|kind| id.bytes().any(|b| kind(&b)))
    })
}

/// What style sheets and scripts hide.
#[derive(Debug, Default)]
struct Sources {
    ids: BTreeSet<String>,
    classes: BTreeSet<String>,
    /// Ids that a script hides or makes a rule for.
    scripted: BTreeSet<String>,
}

impl Sources {
    fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.classes.is_empty() && self.scripted.is_empty()
    }

    fn of(page: &Page) -> Sources {
        let mut sources = Sources::default();
        for sheet in page.head.styles.iter().filter(|sheet| sheet.len() < MAX_SOURCE) {
            sources.rules(sheet);
        }
        for script in page.head.scripts.iter().filter(|script| script.len() < MAX_SOURCE) {
            sources.script(script);
        }
        sources
    }

    /// Reads rules with a plain selector: `.class`, `#id`, `tag.class`. Longer selectors hide parts
    /// of menus.
    fn rules(&mut self, sheet: &str) {
        let mut rest = sheet;
        while let Some(open) = rest.find('{') {
            let selector = &rest[..open];
            let Some(length) = rest[open + 1..].find(['}', '{']) else { break };
            let body = &rest[open + 1..open + 1 + length];
            if rest.as_bytes()[open + 1 + length] == b'{' {
                rest = &rest[open + 1..]; // a media query; its rules follow
                continue;
            }
            rest = &rest[open + 2 + length..];
            if hiding(body).is_none() {
                continue;
            }
            let plain = unescape_selector(selector);
            for single in plain.split(',') {
                let single = single.trim();
                let Some(at) = single.find(['.', '#']) else { continue };
                let name = &single[at + 1..];
                if name.is_empty() || name.contains(|c: char| " .#>:+~[*".contains(c)) {
                    continue;
                }
                let names =
                    if single[at..].starts_with('#') { &mut self.ids } else { &mut self.classes };
                names.insert(name.to_owned());
            }
        }
    }

    /// Finds the ids a script hides. Strings that were split (`'no'+'ne'`) are joined first.
    fn script(&mut self, script: &str) {
        const SIGNS: [&str; 7] =
            ["display", "visibility", "offscreen", ".hide(", "left:-", "top:-", "opacity"];
        let joined = join_strings(script);
        if !SIGNS.iter().any(|sign| joined.contains(sign)) {
            return;
        }
        let hides =
            ["none", "hidden", ".hide(", ":-", "opacity:0"].iter().any(|h| joined.contains(h));
        if !hides {
            return;
        }
        let starts = joined
            .match_indices("getElementById(")
            .map(|(at, call)| at + call.len() + 1)
            .chain(joined.match_indices('#').map(|(at, _)| at + 1));
        for start in starts {
            let name: String = joined
                .get(start..)
                .unwrap_or_default()
                .chars()
                .take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
                .take(80)
                .collect();
            if !name.is_empty() {
                self.scripted.insert(name);
            }
        }
    }
}

/// A selector without comments and line breaks.
fn unescape_selector(selector: &str) -> String {
    let tail = selector.rsplit(['}', ';']).next().unwrap_or(selector);
    if tail.contains("/*") || tail.contains('\\') { unescape(tail) } else { tail.to_owned() }
}

/// A script with its `'a' + 'b'` as `'ab'`, and without blanks around colons.
fn join_strings(script: &str) -> Cow<'_, str> {
    let mut joined = String::new();
    let bytes = script.as_bytes();
    let mut copied = 0;
    for plus in memchr::memchr_iter(b'+', bytes) {
        let before = script[..plus].trim_end();
        let after = script[plus + 1..].trim_start();
        let quoted = |c: Option<char>| matches!(c, Some('\'' | '"'));
        if before.len() > copied
            && quoted(before.chars().next_back())
            && quoted(after.chars().next())
        {
            joined.push_str(&script[copied..before.len() - 1]);
            copied = script.len() - after.len() + 1;
        }
    }
    let mut joined = match copied {
        0 => Cow::Borrowed(script),
        _ => Cow::Owned(joined + script.get(copied..).unwrap_or_default()),
    };
    for (apart, together) in [(": -", ":-"), (": none", ":none")] {
        if memmem::find(joined.as_bytes(), apart.as_bytes()).is_some() {
            joined = Cow::Owned(joined.replace(apart, together));
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;
    use crate::segment::segment;
    use crate::settings::Limits;

    fn way_of(html: &str) -> Option<Way> {
        let page = segment(&parse(html, &Limits::default()));
        let hidden = Hidden::of(&page, true);
        hidden.way(page.blocks[0].element).map(|(way, _)| way)
    }

    #[test]
    fn attributes_rules_and_scripts_hide() {
        assert_eq!(way_of("<div style='left:-9999px'><b>x</b></div>"), Some(Way::OffScreen));
        assert_eq!(
            way_of(
                "<style>a{} .x1{position:absolute!important;left:-7777px}</style><div class='b x1'>x"
            ),
            Some(Way::Rule)
        );
        assert_eq!(
            way_of("<style>@media print{ p.x1 { display:none } }</style><p class=x1>x"),
            Some(Way::Rule)
        );
        assert_eq!(way_of("<style>.menu .x1{display:none}</style><p class=x1>x"), None);
        let script = "<script>document.getElementById('q7').style.dis\u{70}lay='no'+'ne'</script>";
        assert_eq!(way_of(&format!("<div id=q7>x</div>{script}")), Some(Way::Script));
        let script = "<script>var c='#q7{position:fixed;top:-15'+'2413px}';document.createElement('st'+'yle')</script>";
        assert_eq!(way_of(&format!("<div id=q7>x</div>{script}")), Some(Way::Script));
        assert_eq!(way_of("<p>x"), None);
    }
}
