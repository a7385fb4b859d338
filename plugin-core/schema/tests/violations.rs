//! An error about an object lists all its violations.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails
#![allow(deprecated)] // the fields need no descriptions

use plugin_core::Schema;
use plugin_schema::json::read_fields;
use plugin_schema::values::{AsymmetricKey, File, Password, SecretKey, Token, UsernamePassword};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize, Schema)]
#[serde(rename_all = "UPPERCASE")]
enum Level {
    Low,
    High,
}

#[derive(Deserialize, Schema)]
#[allow(dead_code)]
struct User {
    name: String,
    email: Option<String>,
    level: Level,
}

#[derive(Deserialize, Schema)]
#[allow(dead_code)]
struct Input {
    number: u32,
    text: String,
    port: Option<u16>,
    small: Option<i8>,
    large: Option<i64>,
    huge: Option<u128>,
    ratio: Option<f64>,
    user: Option<User>,
    users: Option<Vec<Option<User>>>,
    headers: Option<Map<String, Value>>,
    #[field(enum = ["a", "b"])]
    mode: Option<String>,
    file: Option<File>,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Deserialize, Schema)]
#[allow(dead_code)]
struct Parameters {
    url: String,
    key: SecretKey,
    login: Option<UsernamePassword>,
    token: Option<Token>,
    certificate: Option<AsymmetricKey>,
    password: Option<Password>,
}

fn error_of(input: Value) -> String {
    read_fields::<Input>(&input.to_string(), true).err().unwrap()
}

fn error_of_parameters(parameters: Value) -> String {
    read_fields::<Parameters>(&parameters.to_string(), false).err().unwrap()
}

#[test]
fn all_violations_are_listed_in_the_order_of_the_fields() {
    let input = json!({
        "number": "7", "text": "", "port": 70000, "user": {"name": 1, "level": "low"},
        "users": [{"name": "n", "level": "LOW"}, null, {"email": [], "level": 1}, 5],
        "headers": "none", "mode": "c", "tags": ["a", {}], "more": 1,
    });
    assert_eq!(
        error_of(input),
        "/number: expected a whole number, found a string; \
         /text: is required but empty; \
         /port: must be at most 65535; \
         /user/name: expected a string, found a whole number; \
         /user/level: expected one of \"LOW\", \"HIGH\"; \
         /users/2/email: expected a string, found an array; \
         /users/2/level: expected a string, found a whole number; \
         /users/2: the required field \"name\" is missing; \
         /users/3: expected an object, found a whole number; \
         /headers: expected an object, found a string; \
         and 2 more; \
         if the value comes from another step, check the output of that step"
    );
}

#[test]
fn missing_fields_are_listed_together() {
    assert_eq!(error_of(json!({})), "the required fields \"number\" and \"text\" are missing");
    assert_eq!(error_of(json!({"text": "t", "number": null})), "the required field \"number\" is missing");
    let error = error_of(json!({"number": 1, "text": "t", "user": {"email": null}}));
    assert_eq!(error, "/user: the required fields \"name\" and \"level\" are missing");
    let error = error_of(json!({"number": 1, "text": "t", "user": {"name": null, "level": "LOW"}}));
    assert_eq!(error, "/user/name: expected a string, found null");
}

#[test]
fn an_unknown_key_that_resembles_a_missing_one_is_a_mistake() {
    let error = error_of(json!({"nubmer": 1, "Text": "t", "other": 2}));
    assert_eq!(
        error,
        r#"unknown key "nubmer" (did you mean "number"?); unknown key "Text" (did you mean "text"?)"#
    );
    let error = error_of(json!({"number": 1, "text": "t", "user": {"nane": "n", "level": "LOW"}}));
    assert_eq!(error, r#"/user: unknown key "nane" (did you mean "name"?)"#);
    // An unknown key alone is accepted.
    assert!(read_fields::<Input>(r#"{"number": 1, "text": "t", "prot": 80}"#, true).is_ok());
}

#[test]
fn a_number_out_of_range_has_a_bound() {
    for (key, value, reason) in [
        ("number", json!(-1), "must be at least 0"),
        ("number", json!(4_294_967_296_u64), "must be at most 4294967295"),
        ("number", json!(-1.0), "must be at least 0"),
        ("number", json!(1.5), "expected a whole number, found a number"),
        ("port", json!(65536), "must be at most 65535"),
        ("small", json!(-129), "must be at least -128"),
        ("small", json!(300), "must be at most 127"),
        ("large", json!(u64::MAX), "must be at most 9223372036854775807"),
        ("huge", json!(-1), "must be at least 0"),
        ("ratio", json!("1"), "expected a number, found a string"),
    ] {
        let mut input = json!({"number": 1, "text": "t"});
        input[key] = value.clone();
        assert_eq!(error_of(input), format!("/{key}: {reason}"), "{value}");
    }
    let input = r#"{"number": 99999999999999999999999999999999999999999999, "text": "t"}"#;
    let error = read_fields::<Input>(input, true).err().unwrap();
    assert_eq!(error, "/number: must be at most 4294967295");
}

#[test]
fn a_credential_as_plain_text_is_explained_without_the_text() {
    let error = error_of_parameters(json!({
        "url": "u", "key": "s3cr3t", "login": "s3cr3t", "token": "s3cr3t", "certificate": "s3cr3t", "password": {"value": "s3cr3t"},
    }));
    assert_eq!(
        error,
        "/key: expected {\"secretKey\": \"..\"}, found a string; \
         /login: expected {\"username\": \"..\", \"password\": \"..\"}, found a string; \
         /token: expected {\"token\": \"..\"}, found a string; \
         /certificate: expected {\"privateKey\": \"..\"}, found a string; \
         /password: expected a string, found an object"
    );
    let error = error_of_parameters(
        json!({"key": {"secretkey": "s3cr3t"}, "login": {"user": "u", "password": 12345}, "token": {}}),
    );
    assert_eq!(
        error,
        "/key: unknown key \"secretkey\" (did you mean \"secretKey\"?); \
         /login/password: expected a string, found a whole number; \
         /login: the required field \"username\" is missing; \
         /token: the required field \"token\" is missing; \
         the required field \"url\" is missing"
    );
}

#[test]
fn what_only_the_reader_finds_is_listed_first() {
    let error = read_fields::<Input>(r#"{"number": 1, "text": "t", "number": 2}"#, true).err().unwrap();
    assert_eq!(error, r#"the key "number" occurs twice"#);
    #[derive(Deserialize, Schema)]
    #[allow(dead_code)]
    struct Counts {
        counts: std::collections::HashMap<String, u8>,
        flag: bool,
    }
    let error = read_fields::<Counts>(r#"{"counts": {"a": 1, "b/c": "x"}, "flag": 1}"#, true).err().unwrap();
    assert_eq!(
        error,
        "/counts/b~1c: expected a whole number, found a string; /flag: expected a boolean, found a whole number"
    );
    assert_eq!(read_fields::<Input>("[]", true).err().unwrap(), "expected an object, found an array");
}

#[test]
fn other_names_that_serde_reads_are_no_violations() {
    #[derive(Deserialize, Schema)]
    enum Color {
        #[serde(alias = "red", alias = "rot")]
        Red,
    }
    #[derive(Deserialize, Schema)]
    #[allow(dead_code)]
    struct Aliased {
        #[serde(alias = "colour")]
        color: Color,
        flag: bool,
    }
    assert!(read_fields::<Aliased>(r#"{"colour": "rot", "flag": true}"#, true).is_ok());
    let error = read_fields::<Aliased>(r#"{"colour": "rot", "flag": 1}"#, true).err().unwrap();
    assert_eq!(error, "/flag: expected a boolean, found a whole number");
}

#[test]
fn a_long_list_of_allowed_values_is_cut() {
    #[derive(Deserialize, Schema)]
    #[allow(dead_code)]
    struct Digit {
        #[field(enum = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21])]
        digit: i32,
    }
    let error = read_fields::<Digit>(r#"{"digit": 22}"#, true).err().unwrap();
    assert_eq!(
        error,
        "/digit: expected one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 and 2 more"
    );
}
