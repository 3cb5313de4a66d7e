//! What html5ever's tree builder builds: our tree, or the one of `scraper` for those who select.
//!
//! Both make the same nodes in the same order, so that a node of one is known in the other by its number.
//! `tests` holds them side by side.

use super::tree::{Data, Element, NodeId, Tree};
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, QualName, expanded_name, local_name, ns};
use scraper::HtmlTreeSink;
use std::borrow::Cow;
use std::cell::RefCell;
use typed_arena::Arena;

/// A tree in the making, of which the guard asks how large and how deep it is.
pub(super) trait Growing: TreeSink {
    /// Nodes so far.
    fn nodes(&self) -> usize;

    /// How many nodes are around the newest one.
    fn depth_of_newest(&self) -> usize;
}

impl Growing for HtmlTreeSink {
    fn nodes(&self) -> usize {
        self.0.borrow().tree.values().len()
    }

    fn depth_of_newest(&self) -> usize {
        let html = self.0.borrow();
        html.tree.nodes().next_back().map_or(0, |node| node.ancestors().count())
    }
}

impl Growing for Sink<'_> {
    fn nodes(&self) -> usize {
        self.tree.borrow().len()
    }

    fn depth_of_newest(&self) -> usize {
        let tree = self.tree.borrow();
        NodeId::newest_of(tree.len()).map_or(0, |newest| tree.depth(newest))
    }
}

/// Builds a [`Tree`].
pub(super) struct Sink<'n> {
    tree: RefCell<Tree>,
    names: &'n Arena<QualName>,
    /// The name of nodes that are no elements.
    nameless: &'n QualName,
}

/// A node and its name, for which the tree builder asks of all open elements at every other tag.
#[derive(Clone, Copy)]
pub(super) struct Handle<'n> {
    id: NodeId,
    name: &'n QualName,
}

impl<'n> Sink<'n> {
    /// A sink for a tree of about so many nodes.
    pub fn new(names: &'n Arena<QualName>, nodes: usize) -> Sink<'n> {
        let nameless = names.alloc(QualName::new(None, ns!(), local_name!("")));
        Sink { tree: RefCell::new(Tree::with_capacity(nodes)), names, nameless }
    }

    /// A node that is no element.
    fn nameless(&self, id: NodeId) -> Handle<'n> {
        Handle { id, name: self.nameless }
    }

    fn add(&self, data: Data) -> Handle<'n> {
        self.nameless(self.tree.borrow_mut().add(data))
    }
}

/// Text at the end of a text node, if that is what stands before its place; else a node of its own.
fn joined(tree: &mut Tree, before: Option<NodeId>, text: StrTendril) -> Option<NodeId> {
    if let Some(before) = before
        && let Data::Text(start) = &mut tree.node_mut(before).data
    {
        start.push_tendril(&text);
        return None;
    }
    Some(tree.add(Data::Text(text)))
}

impl<'n> TreeSink for Sink<'n> {
    type Handle = Handle<'n>;
    type Output = Tree;
    type ElemName<'a>
        = &'n QualName
    where
        Self: 'a;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle<'n> {
        self.nameless(NodeId::ROOT)
    }

    fn elem_name<'a>(&'a self, target: &'a Handle<'n>) -> &'n QualName {
        target.name
    }

    fn create_element(
        &self,
        name: QualName,
        mut attributes: Vec<Attribute>,
        _flags: ElementFlags,
    ) -> Handle<'n> {
        attributes.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        let mut tree = self.tree.borrow_mut();
        let id = tree.add(Data::Element(Element { name: name.local.clone(), attributes }));
        if name.expanded() == expanded_name!(html "template") {
            let content = tree.add(Data::Document);
            tree.append(id, content);
        }
        Handle { id, name: self.names.alloc(name) }
    }

    fn create_comment(&self, _text: StrTendril) -> Handle<'n> {
        self.add(Data::Other)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Handle<'n> {
        self.add(Data::Other)
    }

    fn append(&self, parent: &Handle<'n>, child: NodeOrText<Handle<'n>>) {
        let mut tree = self.tree.borrow_mut();
        let child = match child {
            NodeOrText::AppendNode(node) => Some(node.id),
            NodeOrText::AppendText(text) => {
                let last = tree.node(parent.id).last_child;
                joined(&mut tree, last, text)
            }
        };
        if let Some(child) = child {
            tree.append(parent.id, child);
        }
    }

    fn append_before_sibling(&self, sibling: &Handle<'n>, new: NodeOrText<Handle<'n>>) {
        let mut tree = self.tree.borrow_mut();
        let new = match new {
            NodeOrText::AppendNode(node) => {
                tree.detach(node.id);
                Some(node.id)
            }
            NodeOrText::AppendText(_) if tree.node(sibling.id).parent.is_none() => None,
            NodeOrText::AppendText(text) => {
                let previous = tree.node(sibling.id).previous;
                joined(&mut tree, previous, text)
            }
        };
        if let Some(new) = new {
            tree.insert_before(sibling.id, new);
        }
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle<'n>,
        previous: &Handle<'n>,
        child: NodeOrText<Handle<'n>>,
    ) {
        let has_parent = self.tree.borrow().node(element.id).parent.is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {
        let mut tree = self.tree.borrow_mut();
        let doctype = tree.add(Data::Other);
        tree.append(NodeId::ROOT, doctype);
    }

    fn get_template_contents(&self, target: &Handle<'n>) -> Handle<'n> {
        let content = self.tree.borrow().node(target.id).first_child;
        self.nameless(content.unwrap_or(target.id))
    }

    fn same_node(&self, a: &Handle<'n>, b: &Handle<'n>) -> bool {
        a.id == b.id
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn add_attrs_if_missing(&self, target: &Handle<'n>, attributes: Vec<Attribute>) {
        let mut tree = self.tree.borrow_mut();
        let Data::Element(element) = &mut tree.node_mut(target.id).data else { return };
        for new in attributes {
            let place = element.attributes.binary_search_by(|old| old.name.cmp(&new.name));
            if let Err(place) = place {
                element.attributes.insert(place, new);
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle<'n>) {
        self.tree.borrow_mut().detach(target.id);
    }

    fn reparent_children(&self, node: &Handle<'n>, new_parent: &Handle<'n>) {
        let mut tree = self.tree.borrow_mut();
        while let Some(child) = tree.node(node.id).first_child {
            tree.append(new_parent.id, child);
        }
    }
}
