//! The JSON value of a scalar: a string, a number, a boolean or null.

use granit_parser::ScalarStyle;
use serde_json::{Number, Value};

/// The value of a scalar. A quoted scalar is a string.
pub fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return text.into();
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => true.into(),
        "false" | "False" | "FALSE" => false.into(),
        _ => number(text).map_or_else(|| text.into(), Value::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    let is_whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('+').unwrap_or(text);
    match is_whole {
        // A longer number stays a string, which keeps all digits.
        true => text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from)).ok(),
        false => {
            let is_float = digits.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
            let float = text.parse::<f64>().ok().filter(|_| is_float && digits != ".");
            float.and_then(Number::from_f64)
        }
    }
}
