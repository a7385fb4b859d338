//! Defines the bounds of the integer types.

/// The least and the greatest value of an integer type. The greatest `u128` counts as the greatest `i128`.
#[derive(Debug)]
pub struct Bounds {
    min: i128,
    max: i128,
}

macro_rules! bounds_of {
    ($name:ident: $($t:ident)+) => {
        match $name {
            $(stringify!($t) => Some(Self::new($t::MIN as i128, $t::MAX as u128)),)+
            _ => None,
        }
    };
}

impl Bounds {
    pub(crate) const fn new(min: i128, max: u128) -> Self {
        Self { min, max: if max > i128::MAX as u128 { i128::MAX } else { max as i128 } }
    }

    /// The bounds of the type with this name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        bounds_of!(name: i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize)
    }

    /// Whether the number in this text, which has only digits and a sign, is within the bounds.
    pub(crate) const fn contains(&self, text: &str) -> bool {
        let (digits, is_negative) = match text.as_bytes() {
            [b'-', digits @ ..] => (digits, true),
            digits => (digits, false),
        };
        let (mut number, mut at) = (0i128, 0);
        while at < digits.len() {
            let digit = (digits[at] - b'0') as i128;
            number = number.saturating_mul(10).saturating_add(if is_negative { -digit } else { digit });
            at += 1;
        }
        self.min <= number && number <= self.max
    }

    /// Why `number` is not within the bounds, if it is not.
    pub(crate) fn violation(&self, number: i128) -> Option<String> {
        match number {
            _ if number < self.min => Some(format!("must be at least {}", self.min)),
            _ if number > self.max => Some(format!("must be at most {}", self.max)),
            _ => None,
        }
    }
}
