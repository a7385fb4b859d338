//! Writes connection parameters in a canonical form, so that equal parameters have equal bytes.

use plugin_schema::json::RawObject;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

/// Sorts the keys of the parameters, removes white space and writes all strings alike. Numbers stay as they are, since two
/// different numbers may have the same value once they are parsed. `None` if a key occurs twice.
pub(super) fn canonical(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    // The canonical form is never longer than `text`, so the buffer does not grow and leaves no copy behind.
    let mut canonical = Zeroizing::new(Vec::with_capacity(text.len()));
    push(serde_json::from_str(text).ok()?, &mut canonical)?;
    Some(canonical)
}

fn push(value: &RawValue, out: &mut Vec<u8>) -> Option<()> {
    let text = value.get();
    match text.as_bytes().first()? {
        b'{' => {
            let RawObject(mut entries) = RawObject::read(text)?;
            entries.sort_by(|(one, _), (other, _)| one.cmp(other));
            if entries.windows(2).any(|pair| pair[0].0 == pair[1].0) {
                return None;
            }
            out.push(b'{');
            for (index, (key, value)) in entries.into_iter().enumerate() {
                out.extend_from_slice(if index > 0 { b"," } else { b"" });
                serde_json::to_writer(&mut *out, &key).ok()?;
                out.push(b':');
                push(value, out)?;
            }
            out.push(b'}');
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            out.push(b'[');
            for (index, value) in items.into_iter().enumerate() {
                out.extend_from_slice(if index > 0 { b"," } else { b"" });
                push(value, out)?;
            }
            out.push(b']');
        }
        // A string without such escapes has one form and is copied: decoding would leave a copy that is not wiped.
        b'"' if text.contains("\\u") || text.contains("\\/") => {
            let string = Zeroizing::new(serde_json::from_str::<String>(text).ok()?);
            serde_json::to_writer(out, &*string).ok()?;
        }
        _ => out.extend_from_slice(text.as_bytes()),
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::canonical as canonical_bytes;

    fn canonical(text: &str) -> Option<String> {
        let bytes = canonical_bytes(text)?;
        assert!(bytes.capacity() <= text.len(), "{text}");
        Some(String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[test]
    fn equal_parameters_have_one_canonical_form() {
        let written = r#"{ "b" : [1, {"y":null,"x":"\u0061\/"}], "a":1e2 }"#;
        assert_eq!(canonical(written).unwrap(), r#"{"a":1e2,"b":[1,{"x":"a/","y":null}]}"#);
        for (one, other) in
            [(r#""\u000a\u0022\u005c""#, r#""\n\"\\""#), (r#""\u001f\u007f""#, "\"\\u001F\u{7f}\"")]
        {
            assert_eq!(canonical(one), canonical(other));
        }
    }

    #[test]
    fn different_parameters_have_different_forms() {
        assert_ne!(canonical("[12345678901234567890123]"), canonical("[12345678901234567890124]"));
        assert_eq!(canonical(r#"{"a":1,"a":2}"#), None);
    }
}
