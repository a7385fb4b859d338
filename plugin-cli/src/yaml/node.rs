//! The tree of a YAML document.

use crate::diagnostics::Position;
use serde_json::{Map, Value};

/// A node of a document.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where the node starts.
    pub position: Position,
    /// The content.
    pub content: NodeContent,
}

/// The content of a node.
#[derive(Clone, Debug)]
pub enum NodeContent {
    /// A string, a number, a boolean or null.
    Scalar(Value),
    /// A list of nodes.
    List(Vec<Node>),
    /// A mapping, in the order of the text.
    Map(Vec<NodeEntry>),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct NodeEntry {
    /// The key.
    pub key: String,
    /// Where the key starts.
    pub position: Position,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The node as JSON.
    pub fn value(&self) -> Value {
        match &self.content {
            NodeContent::Scalar(value) => value.clone(),
            NodeContent::List(items) => items.iter().map(Node::value).collect(),
            NodeContent::Map(entries) => {
                let entries = entries.iter().map(|entry| (entry.key.clone(), entry.value.value()));
                Value::Object(entries.collect::<Map<_, _>>())
            }
        }
    }

    /// The depth of the tree below the node, which counts itself.
    pub fn depth(&self) -> usize {
        let inner = match &self.content {
            NodeContent::Scalar(_) => None,
            NodeContent::List(items) => items.iter().map(Node::depth).max(),
            NodeContent::Map(entries) => entries.iter().map(|entry| entry.value.depth()).max(),
        };
        1 + inner.unwrap_or(0)
    }

    /// Whether the node is null, which an empty value is too.
    pub fn is_null(&self) -> bool {
        matches!(&self.content, NodeContent::Scalar(Value::Null))
    }

    /// The type of the node in words, such as `a string`.
    pub fn kind(&self) -> &'static str {
        match &self.content {
            NodeContent::Scalar(Value::Null) => "null",
            NodeContent::Scalar(Value::Bool(_)) => "a boolean",
            NodeContent::Scalar(Value::Number(_)) => "a number",
            NodeContent::Scalar(_) => "a string",
            NodeContent::List(_) => "a list",
            NodeContent::Map(_) => "a mapping",
        }
    }
}
