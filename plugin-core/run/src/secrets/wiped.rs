//! Provides a buffer for bytes that may contain secrets.

use std::io;
use std::ops::Deref;
use zeroize::Zeroize;

/// A growable buffer that wipes its memory on drop, and its old memory when it grows.
#[derive(Default)]
pub struct WipedBuffer(Vec<u8>);

impl WipedBuffer {
    /// Creates an empty buffer with this capacity.
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// Appends `bytes`.
    pub fn extend(&mut self, bytes: &[u8]) {
        let length = self.0.len() + bytes.len();
        if length > self.0.capacity() {
            self.grow(length.max(2 * self.0.capacity()));
        }
        self.0.extend_from_slice(bytes);
    }

    /// The capacity in bytes.
    pub fn capacity(&self) -> usize {
        self.0.capacity()
    }

    /// Moves the bytes to new memory. `Vec::reserve` would free the old memory without wiping it.
    pub fn grow(&mut self, capacity: usize) {
        let mut larger = Self::with_capacity(capacity);
        larger.0.extend_from_slice(&self.0);
        *self = larger;
    }
}

impl Drop for WipedBuffer {
    fn drop(&mut self) {
        // The length never shrinks, so the memory after it has held nothing. A slice is wiped at once, a `Vec` byte by byte.
        self.0.as_mut_slice().zeroize();
    }
}

impl Deref for WipedBuffer {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl io::Write for WipedBuffer {
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
    use super::WipedBuffer;

    #[test]
    fn growing_keeps_the_bytes() {
        let mut bytes = WipedBuffer::with_capacity(1);
        for piece in ["", "ab", "c", "", "defghij"] {
            bytes.extend(piece.as_bytes());
        }
        assert_eq!(&*bytes, b"abcdefghij");
    }
}
