//! The tree of a page, as small as the segmenter needs it.
//!
//! Nodes stand in one list, in the order in which they were made, and know their neighbours by number.
//! That is half the size of a node of `scraper`, whose trees are made for selectors.

use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName};
use std::num::NonZeroU32;

/// A node of a [`Tree`]: younger ones have higher numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(NonZeroU32);

impl NodeId {
    /// The document.
    pub(crate) const ROOT: NodeId = NodeId(NonZeroU32::MIN);

    /// The newest of so many nodes. No page within limits has more than can be told apart.
    pub(crate) fn newest_of(nodes: usize) -> Option<NodeId> {
        NonZeroU32::new(u32::try_from(nodes).unwrap_or(u32::MAX)).map(NodeId)
    }

    fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// A tree of nodes; the first one is the document.
#[derive(Debug)]
pub struct Tree {
    nodes: Vec<Node>,
}

/// A node and its neighbours.
#[derive(Debug)]
pub(crate) struct Node {
    pub parent: Option<NodeId>,
    pub previous: Option<NodeId>,
    pub next: Option<NodeId>,
    pub first_child: Option<NodeId>,
    pub last_child: Option<NodeId>,
    pub data: Data,
}

/// What a node is.
#[derive(Debug)]
pub(crate) enum Data {
    /// The document, or the content of a `<template>`.
    Document,
    Text(StrTendril),
    Element(Element),
    /// Comments, processing instructions, the doctype: they keep texts apart, no more.
    Other,
}

/// A name and attributes, in the order of their names.
#[derive(Debug)]
pub(crate) struct Element {
    pub name: LocalName,
    pub attributes: Vec<Attribute>,
}

impl Tree {
    /// A document without anything in it, and room for so many nodes.
    pub(crate) fn with_capacity(nodes: usize) -> Tree {
        let mut tree = Tree { nodes: Vec::with_capacity(nodes) };
        tree.add(Data::Document);
        tree
    }

    /// Nodes in it.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    pub(crate) fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.index()]
    }

    /// The children of a node, in order.
    pub(crate) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.node(id).first_child, |&child| self.node(child).next)
    }

    /// How many nodes are around a node.
    pub(crate) fn depth(&self, id: NodeId) -> usize {
        std::iter::successors(self.node(id).parent, |&above| self.node(above).parent).count()
    }

    /// All nodes, the oldest first.
    #[cfg(test)]
    pub(crate) fn ids(&self) -> impl Iterator<Item = NodeId> {
        (1..=self.nodes.len()).filter_map(NodeId::newest_of)
    }

    /// Adds a node that stands nowhere yet.
    pub(crate) fn add(&mut self, data: Data) -> NodeId {
        let (parent, previous, next, first_child, last_child) = (None, None, None, None, None);
        self.nodes.push(Node { parent, previous, next, first_child, last_child, data });
        NodeId::newest_of(self.nodes.len()).unwrap_or(NodeId::ROOT)
    }

    /// Takes a node, with all below it, from its place.
    pub(crate) fn detach(&mut self, id: NodeId) {
        let node = self.node_mut(id);
        let (parent, previous, next) = (node.parent.take(), node.previous.take(), node.next.take());
        let Some(parent) = parent else { return };
        match previous {
            Some(previous) => self.node_mut(previous).next = next,
            None => self.node_mut(parent).first_child = next,
        }
        match next {
            Some(next) => self.node_mut(next).previous = previous,
            None => self.node_mut(parent).last_child = previous,
        }
    }

    /// Puts a node behind the last child of another.
    pub(crate) fn append(&mut self, parent: NodeId, id: NodeId) {
        self.detach(id);
        let last = self.node_mut(parent).last_child.replace(id);
        match last {
            Some(last) => self.node_mut(last).next = Some(id),
            None => self.node_mut(parent).first_child = Some(id),
        }
        let node = self.node_mut(id);
        (node.parent, node.previous) = (Some(parent), last);
    }

    /// Puts a node in front of another that has a parent.
    pub(crate) fn insert_before(&mut self, sibling: NodeId, id: NodeId) {
        self.detach(id);
        let Some(parent) = self.node(sibling).parent else { return };
        let previous = self.node_mut(sibling).previous.replace(id);
        match previous {
            Some(previous) => self.node_mut(previous).next = Some(id),
            None => self.node_mut(parent).first_child = Some(id),
        }
        let node = self.node_mut(id);
        (node.parent, node.previous, node.next) = (Some(parent), previous, Some(sibling));
    }
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes().find(|&(key, _)| key == name).map(|(_, value)| value)
    }

    /// Names and values of the attributes.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|attribute| (&*attribute.name.local, &*attribute.value))
    }
}
