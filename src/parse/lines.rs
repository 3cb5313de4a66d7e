//! Lines of the source, for those who show a page beside it.

use super::tree::NodeId;

/// Where in the source the nodes of a tree stand.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines {
    /// The newest node after each token that made one, and where the token begins: in bytes while the
    /// page is read, in lines after that.
    marks: Vec<(NodeId, u32)>,
    /// Where the token at hand begins, and where it ends.
    token: (u64, u64),
}

impl Lines {
    /// A token was read up to a place.
    pub fn token(&mut self, end: u64) {
        self.token = (self.token.1, end);
    }

    /// The tree has grown up to a node by that token.
    pub fn note(&mut self, newest: NodeId) {
        if self.marks.last().is_none_or(|&(last, _)| last < newest) {
            self.marks.push((newest, u32::try_from(self.token.0).unwrap_or(u32::MAX)));
        }
    }

    /// Makes lines of the places in a text, which up to `document_end` stands behind `stray` in the
    /// source, and goes on at its beginning.
    pub fn count(&mut self, text: &str, document_end: usize, stray: &str) {
        let feeds = |text: &[u8]| memchr::memchr_iter(b'\n', text).count() as u32;
        let bytes = text.as_bytes();
        let (mut at, mut line) = (0, 1 + feeds(stray.as_bytes()));
        for (_, mark) in &mut self.marks {
            let place = (*mark as usize).min(bytes.len());
            if at < document_end && place >= document_end {
                (at, line) = (document_end, 1);
            }
            line += feeds(bytes.get(at..place).unwrap_or_default());
            (at, *mark) = (place, line);
        }
    }

    /// The line of a node, from 1.
    pub fn of(&self, node: NodeId) -> Option<u32> {
        let at = self.marks.partition_point(|&(newest, _)| newest < node);
        self.marks.get(at).map(|&(_, line)| line)
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::{Data, Reader, parse_for};
    use crate::settings::Limits;

    #[test]
    fn lines_are_those_of_the_source() {
        let html =
            "<a>x</a>\n<b>z</b><!doctype html>\r\n<body>\n\n<p>One\n<p\nid=a>Two</p></body>\n";
        let parsed =
            parse_for(html, &Limits::default(), Reader { lines: true, ..Reader::default() });
        let line = |text: &str| {
            let mut nodes = parsed.tree.ids().map(|id| parsed.tree.node(id));
            let node = nodes.find(|node| matches!(&node.data, Data::Text(t) if t.contains(text)));
            parsed.lines.of(node.expect("the text").parent.expect("an element"))
        };
        let lines = ["x", "z", "One", "Two"].map(line);
        assert_eq!(lines, [Some(1), Some(2), Some(5), Some(6)]);
    }
}
