//! Every value that a schema allows can be read into its type, and every written value satisfies the schema.

use plugin_core::Schema;
use plugin_schema::json::{read, read_fields, write};
use plugin_schema::values::{Bytes, Date, File};
use plugin_schema::{Fields, dialect};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

#[derive(Debug, PartialEq, Deserialize, Serialize, Schema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Level {
    Low,
    VeryHigh,
}

#[derive(Debug, PartialEq, Deserialize, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
struct Leaf {
    /// Some text
    some_text: String,
    /// Level
    level: Level,
    /// Note
    note: Option<String>,
}

#[derive(Debug, PartialEq, Deserialize, Serialize, Schema)]
struct Tree {
    /// Leaf
    leaf: Leaf,
    /// Branches
    branches: Vec<Tree>,
    /// Crown
    crown: Option<Box<Tree>>,
}

#[derive(Debug, PartialEq, Deserialize, Serialize, Schema)]
struct Everything {
    /// Text
    text: String,
    /// Flag
    flag: bool,
    /// Int
    int: i64,
    /// Float
    float: f64,
    /// Small
    #[field(type = "int")]
    small: Option<i32>,
    /// Date
    date: Date,
    /// Bytes
    bytes: Option<Bytes>,
    /// File
    file: Option<File>,
    /// Free
    free: Map<String, Value>,
    /// Any
    any: Option<Value>,
    /// Strings
    strings: Vec<String>,
    /// Leaves
    leaves: Option<Vec<Leaf>>,
    /// Tree
    tree: Option<Tree>,
    /// Level
    level: Option<Level>,
    /// Listed
    #[field(enum = ["a", "b c", "\"quoted\""])]
    listed: String,
    /// Numbered
    #[field(enum = [1, 2])]
    numbered: Option<u8>,
    /// Filled
    #[serde(default)]
    filled: u8,
    /// Renamed
    #[serde(rename = "re-named")]
    renamed: String,
    #[serde(skip)]
    skipped: u8,
}

/// Generates values that a schema allows. Strings of inputs are not empty; see `Violation::Blank`.
fn allowed(schema: &Value, root: &Value, depth: u32) -> BoxedStrategy<Value> {
    if let Some(Value::Array(values)) = schema.get("enum") {
        return prop::sample::select(values.clone()).boxed();
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/definitions/")) {
        return allowed(&root["definitions"][name], root, depth + 1);
    }
    match schema["type"].as_str() {
        Some("string") => "[a-zżó😀\"\\\\/ \n]{1,8}".prop_map(Value::from).boxed(),
        // Small integers, so that they fit into every integer type of the tests; `1.0` is an integer too.
        Some("integer") => {
            prop_oneof![(0..256).prop_map(|n: i32| json!(n)), (0..256).prop_map(|n: i32| json!(f64::from(n)))]
                .boxed()
        }
        Some("number") => {
            prop_oneof![any::<i32>().prop_map(|n| json!(n)), (-1e300..1e300).prop_map(|n: f64| json!(n))]
                .boxed()
        }
        Some("boolean") => any::<bool>().prop_map(Value::from).boxed(),
        Some("array") if depth > 6 => Just(json!([])).boxed(),
        Some("array") => vec(allowed(&schema["items"], root, depth + 1), 0..3).prop_map(Value::from).boxed(),
        Some("object") => object(schema, root, depth),
        other => panic!("no such type: {other:?}"),
    }
}

fn object(schema: &Value, root: &Value, depth: u32) -> BoxedStrategy<Value> {
    let free = btree_map("[x-z]{1,2}", prop_oneof![Just(json!(null)), Just(json!([1, {"a": "b"}]))], 0..3);
    let Some(properties) = schema["properties"].as_object() else {
        return free.prop_map(|map| json!(map)).boxed();
    };
    let required =
        |key: &str| schema["required"].as_array().is_some_and(|keys| keys.iter().any(|other| other == key));
    let fields: Vec<BoxedStrategy<Option<(String, Value)>>> = properties
        .iter()
        .filter(|(key, _)| required(key) || depth < 6)
        .map(|(key, property)| {
            let (name, optional) = (key.clone(), !required(key));
            let value = allowed(property, root, depth + 1);
            (value, any::<bool>())
                .prop_map(move |(value, left_out)| (!optional || !left_out).then(|| (name.clone(), value)))
                .boxed()
        })
        .collect();
    (fields, free)
        .prop_map(|(fields, free)| {
            // Unknown keys are allowed too.
            let unknown = free.into_iter().map(|(key, value)| (format!("unknown {key}"), value));
            fields.into_iter().flatten().chain(unknown).collect::<Map<_, _>>().into()
        })
        .boxed()
}

fn schema() -> Value {
    dialect::object(Everything::table())
}

proptest! {
    #[test]
    fn every_allowed_value_is_read_and_written(value in allowed(&schema(), &schema(), 0)) {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        prop_assert!(validator.is_valid(&value), "the test itself is wrong: {value}");
        let read: Everything = read_fields(&value.to_string(), true).map_err(|error| TestCaseError::fail(format!("{error}: {value}")))?;
        let mut text = Vec::new();
        write(&read, &mut text).unwrap();
        let written: Value = serde_json::from_slice(&text).unwrap();
        if let Err(error) = validator.validate(&written) {
            return Err(TestCaseError::fail(format!("{error}: {written}")));
        }
        let again: Everything = read_fields(&written.to_string(), true).unwrap();
        prop_assert_eq!(read, again);
        // The walk over a rejected object agrees with the reader about everything else.
        let mut invalid = value;
        invalid["flag"] = json!("yes");
        let error = read_fields::<Everything>(&invalid.to_string(), true).unwrap_err();
        prop_assert_eq!(error, "/flag: expected a boolean, found a string");
    }

    #[test]
    fn the_reader_never_panics(text in ".*") {
        let _ = read::<Everything>(&text);
    }
}

/// A valid value with another value of `key`.
fn with(key: &str, value: Value) -> String {
    let mut input = json!({
        "text": "a", "flag": true, "int": 1, "float": 1, "date": "d", "free": {}, "strings": [], "listed": "a", "re-named": "r",
    });
    input[key] = value;
    input.to_string()
}

#[test]
fn errors_contain_the_path_and_not_the_value() {
    let leaf = json!({"someText": "s", "level": "LOW"});
    for (key, value, message) in [
        ("text", json!(5), "/text: expected a string, found a whole number"),
        ("text", json!(null), "the required field \"text\" is missing"),
        (
            "text",
            json!(""),
            "/text: is required but empty; if the value comes from another step, check the output of that step",
        ),
        ("int", json!("s3cr3t"), "/int: expected a whole number, found a string"),
        ("int", json!(1.5), "/int: expected a whole number, found a number"),
        ("int", json!(true), "/int: expected a whole number, found a boolean"),
        ("int", json!(1e300), "/int: expected a whole number, found a number"),
        ("small", json!(3_000_000_000_u32), "/small: must be at most 2147483647"),
        ("flag", json!("true"), "/flag: expected a boolean, found a string"),
        ("level", json!("MEDIUM"), "/level: expected one of \"LOW\", \"VERY_HIGH\""),
        ("listed", json!("c"), r#"/listed: expected one of "a", "b c", "\"quoted\"""#),
        ("numbered", json!(3), "/numbered: expected one of 1, 2"),
        ("any", json!("text"), "/any: expected an object, found a string"),
        ("free", json!([]), "/free: expected an object, found an array"),
        ("strings", json!(["a", 1]), "/strings/1: expected a string, found a whole number"),
        (
            "leaves",
            json!([leaf, {"someText": "s", "level": 1}]),
            "/leaves/1/level: expected a string, found a whole number",
        ),
        ("leaves", json!([["s", "LOW"]]), "/leaves/0: expected an object, found an array"),
        ("tree", json!({"leaf": leaf}), "/tree: the required field \"branches\" is missing"),
    ] {
        let error = read_fields::<Everything>(&with(key, value), true).unwrap_err();
        assert_eq!(error, message);
    }
}

#[test]
fn raw_json_is_not_changed() {
    #[derive(Deserialize)]
    struct Raw {
        some: Option<Box<RawValue>>,
        many: Vec<Box<RawValue>>,
    }
    let raw: Raw = read(r#"{"some": {"a" : 1.50}, "many": [12345678901234567890123, "\u0061"]}"#).unwrap();
    assert_eq!(raw.some.unwrap().get(), r#"{"a" : 1.50}"#);
    assert_eq!(
        raw.many.iter().map(|raw| raw.get()).collect::<Vec<_>>(),
        ["12345678901234567890123", r#""\u0061""#]
    );
}

#[test]
fn null_counts_as_absent() {
    for key in ["small", "bytes", "any", "tree", "filled"] {
        assert!(read_fields::<Everything>(&with(key, json!(null)), true).is_ok(), "{key}");
    }
}

#[test]
fn integers_may_have_a_decimal_point_and_many_digits() {
    assert_eq!(read::<Vec<i64>>("[1.0, -2e3]"), Ok(vec![1, -2000]));
    assert_eq!(read::<i128>("123456789012345678901234567890"), Ok(123_456_789_012_345_678_901_234_567_890));
    assert_eq!(read::<i128>("1.0"), Ok(1));
    assert!(read::<u8>("256").is_err());
}
