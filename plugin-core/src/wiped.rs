//! A buffer for what may hold secrets.

use std::io;
use std::ops::Deref;
use zeroize::Zeroizing;

/// Bytes that are wiped when they are dropped, and where growing has moved them away from.
#[derive(Default)]
pub(crate) struct Wiped(Zeroizing<Vec<u8>>);

impl Wiped {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self(Zeroizing::new(Vec::with_capacity(capacity)))
    }

    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        let length = self.0.len() + bytes.len();
        if length > self.0.capacity() {
            self.grow(length.max(2 * self.0.capacity()));
        }
        self.0.extend_from_slice(bytes);
    }

    #[cfg_attr(not(feature = "http"), allow(dead_code))]
    pub(crate) fn capacity(&self) -> usize {
        self.0.capacity()
    }

    /// Moves what is there to a larger place. Not `reserve`, which would free the old place as it is.
    pub(crate) fn grow(&mut self, capacity: usize) {
        let mut larger = Self::with_capacity(capacity);
        larger.0.extend_from_slice(&self.0);
        *self = larger;
    }
}

impl Deref for Wiped {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl io::Write for Wiped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Wiped;

    #[test]
    fn growing_keeps_what_is_there() {
        let mut bytes = Wiped::with_capacity(1);
        for piece in ["", "ab", "c", "", "defghij"] {
            bytes.extend(piece.as_bytes());
        }
        assert_eq!(&*bytes, b"abcdefghij");
    }
}
