//! Implements `Schema` for the types of std and serde_json.

use crate::bounds::Bounds;
use crate::{Schema, Type, Violation};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

macro_rules! scalar {
    ($($t:ty => $ty:expr),+) => {$(
        impl Schema for $t {
            const TYPE: Type = $ty;
            fn listed(&self) -> Option<String> {
                Some(self.to_string())
            }
        }
    )+};
}

macro_rules! integer {
    ($($t:ident)+) => {
        scalar!($($t => Type::Bounded(&Bounds::new($t::MIN as i128, $t::MAX as u128))),+);
    };
}

scalar!(bool => Type::Boolean, f32 => Type::Float, f64 => Type::Float);
integer!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

impl Schema for String {
    const TYPE: Type = Type::String;

    fn violation(&self) -> Option<Violation> {
        self.is_empty().then_some(Violation::Blank)
    }

    fn listed(&self) -> Option<String> {
        Some(Value::from(self.as_str()).to_string())
    }
}

impl Schema for Value {
    const TYPE: Type = Type::Object;

    fn violation(&self) -> Option<Violation> {
        match self {
            Value::Object(_) => None,
            Value::Null => Some(Violation::Null),
            _ => Some(Violation::NotAnObject),
        }
    }
}

/// Unparsed JSON text. It preserves numbers of any length, the formatting and the order of keys.
impl Schema for Box<RawValue> {
    const TYPE: Type = Type::Object;

    fn violation(&self) -> Option<Violation> {
        match self.get().as_bytes().first() {
            Some(b'{') => None,
            Some(b'n') => Some(Violation::Null),
            _ => Some(Violation::NotAnObject),
        }
    }
}

impl Schema for Map<String, Value> {
    const TYPE: Type = Type::Object;
}

impl<T, S> Schema for HashMap<String, T, S> {
    const TYPE: Type = Type::Object;
}

impl<T> Schema for BTreeMap<String, T> {
    const TYPE: Type = Type::Object;
}

impl<T: Schema> Schema for Option<T> {
    const TYPE: Type = T::TYPE;
    const REQUIRED: bool = false;

    /// A blank value is valid in an optional field.
    fn violation(&self) -> Option<Violation> {
        self.as_ref()?.violation().filter(|violation| *violation != Violation::Blank)
    }

    fn listed(&self) -> Option<String> {
        self.as_ref()?.listed()
    }
}

impl<T: Schema> Schema for Vec<T> {
    const TYPE: Type = Type::Array(&T::TYPE);

    fn violation(&self) -> Option<Violation> {
        self.iter().find_map(|item| item.violation().filter(|violation| *violation != Violation::Blank))
    }
}

impl<T: Schema> Schema for Box<T> {
    const TYPE: Type = T::TYPE;
    const REQUIRED: bool = T::REQUIRED;

    fn violation(&self) -> Option<Violation> {
        (**self).violation()
    }

    fn listed(&self) -> Option<String> {
        (**self).listed()
    }
}
