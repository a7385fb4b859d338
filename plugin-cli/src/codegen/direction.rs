//! The direction in which a struct crosses the wire, and the derives that follow from it.

/// The direction in which a struct crosses the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The plugin deserializes it.
    Input,
    /// The plugin serializes it.
    Output,
    /// The plugin does both, as with a custom type or the state of a task.
    Both,
}

impl Direction {
    /// The derives of the struct. One with a secret never derives `Serialize`.
    pub fn derives(self, has_secret: bool) -> &'static [&'static str] {
        match self {
            Self::Input => &["Deserialize", "Schema"],
            Self::Output => &["Serialize", "Schema"],
            Self::Both if has_secret => &["Clone", "Debug", "Deserialize", "Schema"],
            Self::Both => &["Clone", "Debug", "Serialize", "Deserialize", "Schema"],
        }
    }
}
