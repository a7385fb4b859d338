//! Wraps the serializer of serde_json to omit fields that are `None` and to reject NaN and infinity.

use serde::ser::{
    Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use std::io;

/// Appends `value` as JSON to `text`. `()` becomes an empty object: the output of a step without output.
///
/// # Errors
/// The error of the value's `Serialize`, or an error for NaN and infinity.
pub fn write<T: Serialize + ?Sized>(value: &T, text: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    let start = text.len();
    value.serialize(Writer(&mut serde_json::Serializer::new(Text(&mut *text))))?;
    if text.get(start..) == Some(b"null") {
        text.truncate(start);
        text.extend_from_slice(b"{}");
    }
    Ok(())
}

/// Appends to a text.
struct Text<'a>(&'a mut Vec<u8>);

impl io::Write for Text<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    // serde_json writes quotes, colons and commas one by one, and each `extend_from_slice` is a call and a copy.
    #[inline(always)]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match bytes {
            [byte] => self.0.push(*byte),
            _ => self.0.extend_from_slice(bytes),
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Serializes with `S`, except for fields that are `None`, NaN and infinity.
struct Writer<S>(S);

/// Serializes a value through a [`Writer`].
struct Inner<'a, T: ?Sized>(&'a T);

impl<T: Serialize + ?Sized> Serialize for Inner<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Writer(serializer))
    }
}

macro_rules! forward {
    ($($method:ident($($argument:ident: $type:ty),*);)+) => {$(
        fn $method(self, $($argument: $type),*) -> Result<S::Ok, S::Error> {
            self.0.$method($($argument),*)
        }
    )+};
}

macro_rules! open {
    ($($method:ident($($argument:ident: $type:ty),*) -> $compound:ident;)+) => {$(
        fn $method(self, $($argument: $type),*) -> Result<Self::$compound, S::Error> {
            self.0.$method($($argument),*).map(Compound)
        }
    )+};
}

impl<S: Serializer> Serializer for Writer<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Compound<S::SerializeSeq>;
    type SerializeTuple = Compound<S::SerializeTuple>;
    type SerializeTupleStruct = Compound<S::SerializeTupleStruct>;
    type SerializeTupleVariant = Compound<S::SerializeTupleVariant>;
    type SerializeMap = Compound<S::SerializeMap>;
    type SerializeStruct = Compound<S::SerializeStruct>;
    type SerializeStructVariant = Compound<S::SerializeStructVariant>;

    forward! {
        serialize_bool(v: bool); serialize_i8(v: i8); serialize_i16(v: i16); serialize_i32(v: i32);
        serialize_i64(v: i64); serialize_i128(v: i128); serialize_u8(v: u8); serialize_u16(v: u16);
        serialize_u32(v: u32); serialize_u64(v: u64); serialize_u128(v: u128); serialize_char(v: char);
        serialize_str(v: &str); serialize_bytes(v: &[u8]); serialize_none(); serialize_unit();
        serialize_unit_struct(name: &'static str);
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str);
    }

    open! {
        serialize_seq(len: Option<usize>) -> SerializeSeq;
        serialize_tuple(len: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, len: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, len: usize) -> SerializeTupleVariant;
        serialize_map(len: Option<usize>) -> SerializeMap;
        serialize_struct(name: &'static str, len: usize) -> SerializeStruct;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, len: usize) -> SerializeStructVariant;
    }

    fn serialize_f32(self, v: f32) -> Result<S::Ok, S::Error> {
        finite(v.is_finite())?;
        self.0.serialize_f32(v)
    }

    fn serialize_f64(self, v: f64) -> Result<S::Ok, S::Error> {
        finite(v.is_finite())?;
        self.0.serialize_f64(v)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&Inner(value))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_struct(name, &Inner(value))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_variant(name, index, variant, &Inner(value))
    }

    fn collect_str<T: std::fmt::Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.collect_str(value)
    }
}

fn finite<E: Error>(is_finite: bool) -> Result<(), E> {
    if is_finite {
        Ok(())
    } else {
        Err(E::custom("a number that is NaN or infinite cannot be written as JSON"))
    }
}

/// Writes the elements of an array, an object or a struct.
struct Compound<C>(C);

macro_rules! elements {
    ($($trait:ident::$method:ident;)+) => {$(
        impl<C: $trait> $trait for Compound<C> {
            type Ok = C::Ok;
            type Error = C::Error;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
                self.0.$method(&Inner(value))
            }
            fn end(self) -> Result<C::Ok, C::Error> {
                self.0.end()
            }
        }
    )+};
}

elements! {
    SerializeSeq::serialize_element;
    SerializeTuple::serialize_element;
    SerializeTupleStruct::serialize_field;
    SerializeTupleVariant::serialize_field;
}

macro_rules! fields {
    ($($trait:ident)+) => {$(
        impl<C: $trait> $trait for Compound<C> {
            type Ok = C::Ok;
            type Error = C::Error;
            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), C::Error> {
                match is_none(value) {
                    true => self.0.skip_field(key),
                    false => self.0.serialize_field(key, &Inner(value)),
                }
            }
            fn skip_field(&mut self, key: &'static str) -> Result<(), C::Error> {
                self.0.skip_field(key)
            }
            fn end(self) -> Result<C::Ok, C::Error> {
                self.0.end()
            }
        }
    )+};
}

fields!(SerializeStruct SerializeStructVariant);

impl<C: SerializeMap> SerializeMap for Compound<C> {
    type Ok = C::Ok;
    type Error = C::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), C::Error> {
        self.0.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
        self.0.serialize_value(&Inner(value))
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.0.end()
    }
}

/// Whether `value` serializes as `None`. The probe stops at the first call.
fn is_none<T: Serialize + ?Sized>(value: &T) -> bool {
    matches!(value.serialize(NoneProbe), Err(ProbeResult { none: true }))
}

struct NoneProbe;

/// The result of the probe. It is an error, so that serialization stops.
#[derive(Debug)]
struct ProbeResult {
    none: bool,
}

impl std::fmt::Display for ProbeResult {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("probe")
    }
}

impl std::error::Error for ProbeResult {}

impl Error for ProbeResult {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        ProbeResult { none: false }
    }
}

type NoCompound = Impossible<(), ProbeResult>;

macro_rules! some {
    ($($method:ident($($type:ty),*) -> $ok:ty;)+) => {$(
        fn $method(self, $(_: $type),*) -> Result<$ok, ProbeResult> {
            Err(ProbeResult { none: false })
        }
    )+};
}

impl Serializer for NoneProbe {
    type Ok = ();
    type Error = ProbeResult;
    type SerializeSeq = NoCompound;
    type SerializeTuple = NoCompound;
    type SerializeTupleStruct = NoCompound;
    type SerializeTupleVariant = NoCompound;
    type SerializeMap = NoCompound;
    type SerializeStruct = NoCompound;
    type SerializeStructVariant = NoCompound;

    some! {
        serialize_bool(bool) -> (); serialize_i8(i8) -> (); serialize_i16(i16) -> (); serialize_i32(i32) -> ();
        serialize_i64(i64) -> (); serialize_i128(i128) -> (); serialize_u8(u8) -> (); serialize_u16(u16) -> ();
        serialize_u32(u32) -> (); serialize_u64(u64) -> (); serialize_u128(u128) -> (); serialize_f32(f32) -> ();
        serialize_f64(f64) -> (); serialize_char(char) -> (); serialize_str(&str) -> (); serialize_bytes(&[u8]) -> ();
        serialize_unit() -> (); serialize_unit_struct(&'static str) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_seq(Option<usize>) -> NoCompound; serialize_tuple(usize) -> NoCompound;
        serialize_tuple_struct(&'static str, usize) -> NoCompound;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> NoCompound;
        serialize_map(Option<usize>) -> NoCompound; serialize_struct(&'static str, usize) -> NoCompound;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> NoCompound;
    }

    fn serialize_none(self) -> Result<(), ProbeResult> {
        Err(ProbeResult { none: true })
    }

    // `Some(None)` counts as `None`.
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), ProbeResult> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), ProbeResult> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), ProbeResult> {
        Err(ProbeResult { none: false })
    }

    fn collect_str<T: std::fmt::Display + ?Sized>(self, _: &T) -> Result<(), ProbeResult> {
        Err(ProbeResult { none: false })
    }
}

#[cfg(test)]
mod tests {
    use super::write;
    use serde::Serialize;
    use serde_json::{json, value::RawValue};

    fn text<T: Serialize>(value: &T) -> String {
        let mut text = Vec::new();
        write(value, &mut text).unwrap();
        String::from_utf8(text).unwrap()
    }

    #[derive(Serialize)]
    struct Inside {
        a: Option<u8>,
        b: Vec<Option<u8>>,
    }

    #[derive(Serialize)]
    struct Outside {
        one: Option<Inside>,
        many: Vec<Inside>,
        free: serde_json::Value,
        raw: Box<RawValue>,
    }

    #[test]
    fn fields_that_are_none_are_omitted() {
        let inside = || Inside { a: None, b: vec![None, Some(1)] };
        let raw = RawValue::from_string(r#"{"x": 123456789012345678901234567890}"#.into()).unwrap();
        let value = Outside { one: Some(inside()), many: vec![inside()], free: json!({"n": null}), raw };
        assert_eq!(
            text(&value),
            r#"{"one":{"b":[null,1]},"many":[{"b":[null,1]}],"free":{"n":null},"raw":{"x": 123456789012345678901234567890}}"#
        );
        assert_eq!(text(&Outside { one: None, ..value }).find("one"), None);
    }

    #[test]
    fn unit_is_an_empty_object() {
        assert_eq!(text(&()), "{}");
    }

    #[test]
    fn nan_and_infinity_are_errors() {
        assert!(write(&[f64::NAN], &mut Vec::new()).is_err());
        assert!(write(&f32::INFINITY, &mut Vec::new()).is_err());
    }
}
