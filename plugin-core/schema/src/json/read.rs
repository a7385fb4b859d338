//! Wraps the deserializer of serde_json to report the path of an error and no values.

use super::error::DecodeError;
use super::raw_object::RawObject;
use serde::de::value::StrDeserializer;
use serde::de::{
    self, Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer,
    MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::{self, Write};
use zeroize::Zeroizing;

/// Parses `text` as a `T`. A field that is null counts as absent.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    read_strictly(text).or_else(|error| match without_nulls(text) {
        Some(shorter) if error.null && error.path.len() == 1 => read_strictly(&shorter),
        _ => Err(error),
    })
}

fn read_strictly<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, DecodeError> {
    let mut source = serde_json::Deserializer::from_str(text);
    let slot = RefCell::new(None);
    let value = T::deserialize(Reader { source: &mut source, slot: &slot });
    match value {
        Ok(value) => source.end().map(|()| value).map_err(syntax),
        Err(error) => Err(error),
    }
}

/// Removes the keys of an object whose value is null. `None` if `text` is not an object.
fn without_nulls(text: &str) -> Option<Zeroizing<String>> {
    let RawObject(entries) = RawObject::read(text)?;
    // The result is never longer than `text`, so the buffer does not grow and leaves no copy behind.
    let mut shorter = Zeroizing::new(String::with_capacity(text.len()));
    for (key, value) in entries.iter().filter(|(_, value)| value.get() != "null") {
        let start = if shorter.is_empty() { "{" } else { "," };
        let key = serde_json::Value::from(&**key);
        write!(shorter, "{start}{key}:{value}").ok()?;
    }
    let end = if shorter.is_empty() { "{}" } else { "}" };
    shorter.push_str(end);
    Some(shorter)
}

/// Converts an error of serde_json and explains the one for a lone surrogate.
fn syntax(error: impl fmt::Display) -> DecodeError {
    let messages = ["lone leading surrogate in hex escape", "unexpected end of hex escape"];
    let explain = |text: String, message| text.replace(message, r"a \u escape contains a lone surrogate");
    de::Error::custom(messages.into_iter().fold(error.to_string(), explain))
}

/// Holds an error while serde_json returns an error of its own type.
type ErrorSlot = RefCell<Option<DecodeError>>;

/// The deserializer. It passes a [`Checked`] visitor to the deserializer `D` of serde_json.
struct Reader<'a, D> {
    source: D,
    slot: &'a ErrorSlot,
}

impl<'de, D: Deserializer<'de>> Reader<'_, D> {
    /// The stashed error if there is one, otherwise the error of serde_json.
    fn outcome<T>(slot: &ErrorSlot, result: Result<T, D::Error>) -> Result<T, DecodeError> {
        result.map_err(|error| slot.take().unwrap_or_else(|| syntax(error)))
    }
}

// With `deserialize_any` the visitor reports a mismatch. With the other methods serde_json reports it, and its message contains
// the value.
macro_rules! any {
    ($expects:ident: $($method:ident($($argument:ident: $type:ty),*);)+) => {$(
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, DecodeError> {
            $(let _ = $argument;)*
            let Reader { source, slot } = self;
            Self::outcome(slot, source.deserialize_any(Checked { visitor, slot, expects: Expects::$expects }))
        }
    )+};
}

macro_rules! same_method {
    ($($method:ident($($argument:ident: $type:ty),*);)+) => {$(
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, DecodeError> {
            let Reader { source, slot } = self;
            Self::outcome(slot, source.$method($($argument,)* Checked { visitor, slot, expects: Expects::Anything }))
        }
    )+};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Reader<'_, D> {
    type Error = DecodeError;

    any! { Anything:
        deserialize_any(); deserialize_bool(); deserialize_f32(); deserialize_f64(); deserialize_char();
        deserialize_str(); deserialize_string(); deserialize_unit(); deserialize_unit_struct(name: &'static str);
        deserialize_seq(); deserialize_tuple(len: usize);
        deserialize_tuple_struct(name: &'static str, len: usize); deserialize_map(); deserialize_identifier();
    }

    any! { Whole:
        deserialize_i8(); deserialize_i16(); deserialize_i32(); deserialize_i64();
        deserialize_u8(); deserialize_u16(); deserialize_u32(); deserialize_u64();
    }

    any! { Struct:
        deserialize_struct(name: &'static str, fields: &'static [&'static str]);
    }

    same_method! {
        deserialize_bytes(); deserialize_byte_buf(); deserialize_option(); deserialize_ignored_any();
        deserialize_newtype_struct(name: &'static str);
    }

    // The 128-bit parser of serde_json rejects `1.0`.
    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let text = Self::outcome(self.slot, <&RawValue>::deserialize(self.source))?.get();
        match text.parse() {
            Ok(number) => visitor.visit_i128(number),
            Err(_) => read_number(text, visitor),
        }
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let text = Self::outcome(self.slot, <&RawValue>::deserialize(self.source))?.get();
        match text.parse() {
            Ok(number) => visitor.visit_u128(number),
            Err(_) => read_number(text, visitor),
        }
    }

    // An enum of unit variants is a string.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_str(Name(visitor))
    }
}

fn read_number<'de, V: Visitor<'de>>(text: &'de str, visitor: V) -> Result<V::Value, DecodeError> {
    let slot = RefCell::new(None);
    Reader { source: &mut serde_json::Deserializer::from_str(text), slot: &slot }.deserialize_i64(visitor)
}

/// Passes a string to the visitor of an enum.
struct Name<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Name<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<V::Value, E> {
        let name: StrDeserializer<'_, E> = name.into_deserializer();
        self.0.visit_enum(name)
    }
}

/// Calls the visitor of the type with [`DecodeError`], and stashes an error in `slot`.
struct Checked<'a, V> {
    visitor: V,
    slot: &'a ErrorSlot,
    expects: Expects,
}

/// What the type expects, where it matters.
#[derive(Clone, Copy, PartialEq)]
enum Expects {
    Anything,
    /// An integer. A float without a fraction is accepted too.
    Whole,
    /// A struct. An array is rejected, although serde accepts it.
    Struct,
}

/// Whether a float is an integer and represents it exactly, as up to 2^53.
pub(super) fn is_exact(number: f64) -> bool {
    number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0
}

fn stash<T, E: de::Error>(slot: &ErrorSlot, result: Result<T, DecodeError>) -> Result<T, E> {
    result.map_err(|error| {
        slot.replace(Some(error));
        E::custom("")
    })
}

macro_rules! visit {
    ($($method:ident($type:ty);)+) => {$(
        fn $method<E: de::Error>(self, value: $type) -> Result<V::Value, E> {
            stash(self.slot, self.visitor.$method::<DecodeError>(value))
        }
    )+};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Checked<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    visit! {
        visit_bool(bool); visit_i64(i64); visit_u64(u64); visit_i128(i128); visit_u128(u128);
        visit_str(&str); visit_borrowed_str(&'de str); visit_string(String);
        visit_bytes(&[u8]); visit_borrowed_bytes(&'de [u8]); visit_byte_buf(Vec<u8>);
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<V::Value, E> {
        let whole = self.expects == Expects::Whole && is_exact(value);
        let result = match whole {
            true => self.visitor.visit_i64::<DecodeError>(value as i64),
            false => self.visitor.visit_f64(value),
        };
        stash(self.slot, result)
    }

    fn visit_unit<E: de::Error>(self) -> Result<V::Value, E> {
        stash(self.slot, self.visitor.visit_unit())
    }

    fn visit_none<E: de::Error>(self) -> Result<V::Value, E> {
        stash(self.slot, self.visitor.visit_none())
    }

    fn visit_some<D: Deserializer<'de>>(self, source: D) -> Result<V::Value, D::Error> {
        stash(self.slot, self.visitor.visit_some(Reader { source, slot: self.slot }))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, source: D) -> Result<V::Value, D::Error> {
        stash(self.slot, self.visitor.visit_newtype_struct(Reader { source, slot: self.slot }))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, source: A) -> Result<V::Value, A::Error> {
        let result = match self.expects {
            Expects::Struct => Err(de::Error::invalid_type(Unexpected::Seq, &self.visitor)),
            _ => self.visitor.visit_seq(Items { source, slot: self.slot, index: 0 }),
        };
        stash(self.slot, result)
    }

    fn visit_map<A: MapAccess<'de>>(self, source: A) -> Result<V::Value, A::Error> {
        stash(self.slot, self.visitor.visit_map(Entries { source, slot: self.slot, key: Cow::Borrowed("") }))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, source: A) -> Result<V::Value, A::Error> {
        let (name, variant) = source.variant::<Cow<'de, str>>()?;
        variant.unit_variant()?;
        stash(self.slot, self.visitor.visit_enum(IntoDeserializer::<DecodeError>::into_deserializer(&*name)))
    }
}

/// Deserializes the value of a seed through a [`Reader`].
struct PathSeed<'a, S> {
    seed: S,
    slot: &'a ErrorSlot,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for PathSeed<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<S::Value, D::Error> {
        stash(self.slot, self.seed.deserialize(Reader { source, slot: self.slot }))
    }
}

struct Items<'a, A> {
    source: A,
    slot: &'a ErrorSlot,
    index: usize,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Items<'_, A> {
    type Error = DecodeError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, DecodeError> {
        let item = self.source.next_element_seed(PathSeed { seed, slot: self.slot });
        let item = item.map_err(|error| self.slot.take().unwrap_or_else(|| syntax(error)).at(self.index));
        self.index += 1;
        item
    }

    fn size_hint(&self) -> Option<usize> {
        self.source.size_hint()
    }
}

struct Entries<'a, 'de, A> {
    source: A,
    slot: &'a ErrorSlot,
    key: Cow<'de, str>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Entries<'_, 'de, A> {
    type Error = DecodeError;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, DecodeError> {
        let key = self.source.next_key::<Key<'de>>();
        match key.map_err(|error| self.slot.take().unwrap_or_else(|| syntax(error)))? {
            None => Ok(None),
            Some(Key(key)) => {
                self.key = key;
                let key: StrDeserializer<'_, DecodeError> = (&*self.key).into_deserializer();
                seed.deserialize(key).map(Some)
            }
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, DecodeError> {
        let value = self.source.next_value_seed(PathSeed { seed, slot: self.slot });
        value.map_err(|error| self.slot.take().unwrap_or_else(|| syntax(error)).at(&self.key))
    }

    fn size_hint(&self) -> Option<usize> {
        self.source.size_hint()
    }
}

/// A key. It borrows from the text if it has no escapes.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }
            fn visit_str<E>(self, key: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}
