//! Lines of the source, for those who show a page beside it.

use ego_tree::NodeId;

/// Where in the source the nodes of a tree stand.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines {
    /// The newest node after each token that made one, and the line of the token.
    marks: Vec<(NodeId, u32)>,
    /// What the tokenizer's count is off by.
    shift: i64,
}

impl Lines {
    /// Takes note that the tree has grown up to a node by a token on a line of the tokenizer's count.
    pub fn note(&mut self, newest: NodeId, line: u64) {
        if self.marks.last().is_none_or(|&(last, _)| last < newest) {
            let line = i64::try_from(line).unwrap_or(i64::MAX).saturating_add(self.shift);
            self.marks.push((newest, u32::try_from(line.max(1)).unwrap_or(u32::MAX)));
        }
    }

    /// Text was left out that stands before what is read now.
    pub fn skip(&mut self, text: &str) {
        self.shift = memchr::memchr_iter(b'\n', text.as_bytes()).count() as i64;
    }

    /// What is read now stands at the beginning; the tokenizer has come to this line.
    pub fn restart(&mut self, line: u64) {
        self.shift = 1 - i64::try_from(line).unwrap_or(i64::MAX);
    }

    /// The line of a node, from 1.
    pub fn of(&self, node: NodeId) -> Option<u32> {
        let at = self.marks.partition_point(|&(newest, _)| newest < node);
        self.marks.get(at).map(|&(_, line)| line)
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::parse_noting;
    use crate::settings::Limits;

    #[test]
    fn lines_are_those_of_the_source() {
        let html = "<a>x</a>\n<!doctype html>\n<body>\n\n<p>One\n<p>Two</p></body>\n";
        let parsed = parse_noting(html, &Limits::default(), true);
        let line = |text: &str| {
            let mut nodes = parsed.html.tree.nodes();
            let node = nodes.find(|n| n.value().as_text().is_some_and(|t| t.contains(text)));
            parsed.lines.of(node.expect("the text").parent().expect("an element").id())
        };
        assert_eq!([line("x"), line("One"), line("Two")], [Some(1), Some(5), Some(6)]);
    }
}
