//! `main.rs`, to which a module and a step are added.

use crate::write;

/// The text of `main.rs` with this module.
pub fn with_module(main: &str, module: &str) -> String {
    let line = format!("mod {module};");
    if main.lines().any(|known| known.trim() == line) {
        return main.to_owned();
    }
    match main.find("mod ") {
        Some(at) => format!("{}{line}\n{}", &main[..at], &main[at..]),
        None => format!("{line}\n{main}"),
    }
}

/// The text of `main.rs` with one more step in the list of that kind; `None` if there is no place for it.
pub fn with_entry(main: &str, kind: &str, entry: &str) -> Option<String> {
    let plugin = main.find("plugin! {")?;
    let head = format!("{kind}: [");
    let Some(start) = main[plugin..].find(&head).map(|at| plugin + at) else {
        // Behind the line of the title, which each plugin has.
        let title = plugin + main[plugin..].find("title")?;
        let after = title + main[title..].find('\n')? + 1;
        return Some(format!("{}    {kind}: [{entry}],\n{}", &main[..after], &main[after..]));
    };
    let end = start + main[start..].find(']')?;
    let known = &main[start + head.len()..end];
    if known.contains("//") {
        // A list with comments is left as it is.
        let first = start + head.len();
        return Some(format!("{}\n        {entry},{}", &main[..first], &main[first..]));
    }
    let known = known.split(',').map(|step| step.trim().to_owned());
    let mut steps: Vec<String> = known.filter(|step| !step.is_empty()).collect();
    steps.push(entry.to_owned());
    let list = write::list_entry(kind, &steps);
    Some(format!("{}{}{}", &main[..start], list.trim().trim_end_matches(','), &main[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_entered_in_its_list() {
        let main = |lists: &str| {
            format!("plugin_core::plugin! {{\n    title: \"Users\", vendor: \"acme\",\n{lists}}}\n")
        };
        for (before, after) in [
            ("", "    actions: [a::b],\n"),
            ("    connection: Connection,\n", "    actions: [a::b],\n    connection: Connection,\n"),
            ("    actions: [],\n", "    actions: [a::b],\n"),
            ("    actions: [one, two,],\n", "    actions: [one, two, a::b],\n"),
            ("    actions: [\n        one,\n    ],\n", "    actions: [one, a::b],\n"),
            (
                "    actions: [\n        one, // the first\n    ],\n",
                "    actions: [\n        a::b,\n        one, // the first\n    ],\n",
            ),
        ] {
            assert_eq!(with_entry(&main(before), "actions", "a::b"), Some(main(after)));
        }
        let long: Vec<String> = (0..12).map(|number| format!("step_{number}")).collect();
        let text = with_entry(&main(&format!("    actions: [{}],\n", long.join(", "))), "actions", "a::b");
        assert!(text.is_some_and(|text| text.contains("        step_11,\n        a::b,\n    ],\n")));
        assert_eq!(with_entry("fn main() {}\n", "actions", "a::b"), None);
    }

    #[test]
    fn a_module_is_named_once() {
        assert_eq!(
            with_module("//! Users\n\nmod actions;\n", "types"),
            "//! Users\n\nmod types;\nmod actions;\n"
        );
        assert_eq!(with_module("mod types;\n", "types"), "mod types;\n");
    }
}
