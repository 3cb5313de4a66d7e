//! Records → columns of values with their levels.

use parquet::basic::{ConvertedType, Repetition, Type as Physical};
use parquet::data_type::ByteArray;
use parquet::schema::types::{Type, TypePtr};
use serde_json::Value;

/// A node of the schema with what taking apart needs to know.
pub(super) enum Node {
    /// Values, kept in the column of this number.
    Leaf { column: usize, required: bool },
    /// Fields side by side.
    Group { required: bool, fields: Vec<(String, Node)> },
    /// Any number of elements; `level` is their repetition level.
    List { level: i16, element: Box<Node> },
    /// Keys with values, kept as a list of pairs.
    Map { level: i16, pair: Box<Node> },
}

/// The values of a column, and for each of them or what is missing its levels.
#[derive(Default)]
pub(super) struct Column {
    pub definition: Vec<i16>,
    pub repetition: Vec<i16>,
    pub values: Values,
}

pub(super) enum Values {
    Texts(Vec<ByteArray>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Float(Vec<f32>),
    Bool(Vec<bool>),
}

impl Default for Values {
    fn default() -> Self {
        Values::Texts(Vec::new())
    }
}

impl Values {
    /// Puts a value in; what is not of the column's type becomes its zero.
    fn push(&mut self, value: Option<&Value>) -> usize {
        let number = || value.and_then(Value::as_i64).unwrap_or(0);
        match self {
            Values::Texts(values) => {
                let text = value.and_then(Value::as_str).unwrap_or("");
                values.push(ByteArray::from(text.as_bytes().to_vec()));
                return text.len() + 4;
            }
            Values::Int32(values) => values.push(number().try_into().unwrap_or(i32::MAX)),
            Values::Int64(values) => values.push(number()),
            Values::Float(values) => {
                values.push(value.and_then(Value::as_f64).unwrap_or(0.0) as f32);
            }
            Values::Bool(values) => values.push(value.and_then(Value::as_bool).unwrap_or(false)),
        }
        8
    }
}

/// Columns being filled.
pub(super) struct Columns {
    root: Vec<(String, Node)>,
    pub columns: Vec<Column>,
    /// About what the values hold.
    pub bytes: usize,
}

impl Columns {
    /// Empty columns for a schema.
    pub fn new(schema: &TypePtr) -> Columns {
        let mut columns = Vec::new();
        let root = fields(schema, 0, &mut columns);
        Columns { root, columns, bytes: 0 }
    }

    /// Takes a record apart.
    pub fn push(&mut self, record: &Value) {
        let Columns { root, columns, bytes } = self;
        for (name, node) in root.iter() {
            *bytes += put(node, record.get(name), Levels::default(), columns);
        }
    }
}

fn fields(group: &Type, level: i16, columns: &mut Vec<Column>) -> Vec<(String, Node)> {
    let field = |field: &TypePtr| (field.name().to_owned(), node(field, level, columns));
    group.get_fields().iter().map(field).collect()
}

/// `level`: the repetition level at which the node stands.
fn node(schema: &Type, level: i16, columns: &mut Vec<Column>) -> Node {
    let required = schema.get_basic_info().repetition() == Repetition::REQUIRED;
    if schema.is_primitive() {
        columns.push(Column {
            values: match schema.get_physical_type() {
                Physical::INT32 => Values::Int32(Vec::new()),
                Physical::INT64 => Values::Int64(Vec::new()),
                Physical::FLOAT => Values::Float(Vec::new()),
                Physical::BOOLEAN => Values::Bool(Vec::new()),
                _ => Values::Texts(Vec::new()),
            },
            ..Column::default()
        });
        return Node::Leaf { column: columns.len() - 1, required };
    }
    let repeated = schema.get_fields().first();
    match (schema.get_basic_info().converted_type(), repeated) {
        (ConvertedType::LIST, Some(list)) if list.get_fields().len() == 1 => {
            let element = node(&list.get_fields()[0], level + 1, columns);
            Node::List { level: level + 1, element: Box::new(element) }
        }
        (ConvertedType::MAP, Some(pairs)) => {
            let pair = Node::Group { required: true, fields: fields(pairs, level + 1, columns) };
            Node::Map { level: level + 1, pair: Box::new(pair) }
        }
        _ => Node::Group { required, fields: fields(schema, level, columns) },
    }
}

/// Where the taking apart stands.
#[derive(Clone, Copy, Default)]
struct Levels {
    definition: i16,
    repetition: i16,
}

impl Levels {
    fn defined(self) -> Levels {
        Levels { definition: self.definition + 1, ..self }
    }
}

/// Puts a value, or what is missing, into the columns below a node; gives the bytes it takes.
fn put(node: &Node, value: Option<&Value>, at: Levels, columns: &mut [Column]) -> usize {
    let value = value.filter(|value| !value.is_null());
    match node {
        Node::Leaf { column, required } => {
            let column = &mut columns[*column];
            column.repetition.push(at.repetition);
            if value.is_none() && !required {
                column.definition.push(at.definition);
                return 4;
            }
            column.definition.push(if *required { at.definition } else { at.definition + 1 });
            column.values.push(value)
        }
        Node::Group { required, fields } => match (value, required) {
            (None, false) => missing(node, at, columns),
            _ => {
                let at = if *required { at } else { at.defined() };
                let mut bytes = 0;
                for (name, field) in fields {
                    bytes += put(field, value.and_then(|value| value.get(name)), at, columns);
                }
                bytes
            }
        },
        Node::List { level, element } => match value.and_then(Value::as_array) {
            Some(items) if !items.is_empty() => {
                let mut bytes = 0;
                for (number, item) in items.iter().enumerate() {
                    let repetition = if number == 0 { at.repetition } else { *level };
                    bytes +=
                        put(element, Some(item), Levels { repetition, ..at }.defined(), columns);
                }
                bytes
            }
            _ => missing(element, at, columns),
        },
        Node::Map { level, pair } => match value.and_then(Value::as_object) {
            Some(pairs) if !pairs.is_empty() => {
                let mut bytes = 0;
                for (number, (key, value)) in pairs.iter().enumerate() {
                    let repetition = if number == 0 { at.repetition } else { *level };
                    let item = serde_json::json!({ "key": key, "value": value });
                    bytes += put(pair, Some(&item), Levels { repetition, ..at }.defined(), columns);
                }
                bytes
            }
            _ => missing(pair, at, columns),
        },
    }
}

/// Nothing, in all columns below a node.
fn missing(node: &Node, at: Levels, columns: &mut [Column]) -> usize {
    match node {
        Node::Leaf { column, .. } => {
            columns[*column].definition.push(at.definition);
            columns[*column].repetition.push(at.repetition);
            4
        }
        Node::Group { fields, .. } => {
            fields.iter().map(|(_, field)| missing(field, at, columns)).sum()
        }
        Node::List { element, .. } => missing(element, at, columns),
        Node::Map { pair, .. } => missing(pair, at, columns),
    }
}
