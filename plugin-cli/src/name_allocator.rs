//! Unique names: the second `id` becomes `id_2`.

/// Gives out each name once.
#[derive(Clone, Debug, Default)]
pub struct NameAllocator(Vec<String>);

impl NameAllocator {
    /// An allocator that never gives out the reserved names.
    pub fn with_reserved<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Self {
        Self(reserved.into_iter().map(str::to_owned).collect())
    }

    /// Whether the name is reserved or given out.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|taken| taken == name)
    }

    /// The name if it is free, or else the name, `separator` and the first number that makes it free.
    pub fn allocate(&mut self, name: String, separator: &str) -> String {
        let numbered = (2..).map(|number| format!("{name}{separator}{number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !self.contains(name));
        let free = free.unwrap_or(name);
        self.0.push(free.clone());
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_given_out_once() {
        let mut names = NameAllocator::with_reserved(["Result"]);
        assert_eq!(names.allocate("Result".into(), ""), "Result2");
        assert_eq!(names.allocate("id".into(), "_"), "id");
        assert_eq!(names.allocate("id".into(), "_"), "id_2");
    }
}
