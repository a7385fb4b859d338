//! An example message passes validation without changes.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails
#![allow(deprecated)] // the fields need no descriptions

use plugin_core::Schema;
use plugin_schema::json::read_fields;
use plugin_schema::values::{
    Any, AsymmetricKey, Bytes, Date, File, Password, SecretKey, Token, UsernamePassword,
};
use plugin_schema::{Fields, sample};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize, Schema)]
enum Level {
    Low,
}

#[derive(Deserialize, Schema)]
#[allow(dead_code)]
struct Nested {
    name: String,
    note: Option<String>,
}

#[derive(Deserialize, Schema)]
#[allow(dead_code)]
struct Everything {
    text: String,
    url: String,
    #[field(placeholder = "acme-17")]
    account: String,
    #[field(example = "")]
    blank: String,
    #[field(type = "python")]
    script: String,
    #[field(enum = ["a", "b"])]
    listed: String,
    int: i8,
    float: f32,
    flag: bool,
    date: Date,
    bytes: Bytes,
    file: File,
    any: Any,
    free: Map<String, Value>,
    list: Vec<Nested>,
    nested: Nested,
    level: Level,
    password: Password,
    key: SecretKey,
    login: UsernamePassword,
    token: Token,
    certificate: AsymmetricKey,
    optional: Option<String>,
    optional_key: Option<SecretKey>,
}

#[test]
fn a_sample_without_examples_passes_validation() {
    let sample = sample::object(Everything::table());
    read_fields::<Everything>(&sample.to_string(), true).unwrap();
    let expected = json!({
        "account": "acme-17", "any": {}, "blank": "example", "bytes": "ZXhhbXBsZQ==",
        "certificate": {"privateKey": "example-private-key"}, "date": "2026-01-01T00:00:00Z",
        "file": {"filename": "example.txt", "content": "ZXhhbXBsZQ=="}, "flag": false, "float": 0, "free": {}, "int": 0,
        "key": {"secretKey": "example-secret-key"}, "level": "Low", "list": [], "listed": "a",
        "login": {"username": "example-user", "password": "example-password"},
        "nested": {"name": "example", "note": ""}, "optional": "", "optional_key": {"secretKey": ""},
        "password": "example-password", "script": "example", "text": "example",
        "token": {"domain": "", "token": "example-token"}, "url": "https://example.com",
    });
    assert_eq!(sample, expected);
}

#[derive(Deserialize, Schema)]
#[allow(dead_code)]
struct Person {
    name: String,
    manager: Option<Box<Person>>,
    desk: Option<Desk>,
}

#[derive(Deserialize, Schema)]
#[allow(dead_code)]
struct Desk {
    owner: Box<Person>,
}

#[test]
fn a_sample_of_a_recursive_type_ends_at_an_optional_field() {
    let sample = sample::object(Person::table());
    read_fields::<Person>(&sample.to_string(), true).unwrap();
    let desk = json!({"owner": {"name": "example"}});
    assert_eq!(sample, json!({"desk": desk, "manager": {"name": "example"}, "name": "example"}));
    assert_eq!(sample::object(Desk::table()), desk);
}
