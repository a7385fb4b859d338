//! `main.rs`, to which a module and a step are added.

use crate::codegen;

/// The text of `main.rs` with this module.
pub fn with_module(main: &str, module: &str) -> String {
    let line = format!("mod {module};");
    if main.lines().any(|known| known.trim() == line) {
        return main.to_owned();
    }
    let at = beginnings(main).find(|(_, line)| line.starts_with("mod ") || line.starts_with("pub mod "));
    let at = at.map_or_else(|| head(main), |(at, _)| at);
    format!("{}{line}\n{}", &main[..at], &main[at..])
}

/// Where the first item of a file begins: behind what is said of the file as a whole.
pub fn head(text: &str) -> usize {
    let is_head = |line: &str| {
        let is_comment = line.starts_with("//") && !line.starts_with("///");
        line.trim().is_empty() || is_comment || line.starts_with("#![")
    };
    beginnings(text).find(|(_, line)| !is_head(line)).map_or(text.len(), |(at, _)| at)
}

/// All words of the `use` lines of a file, which may go over several lines.
pub fn uses(text: &str) -> impl Iterator<Item = &str> {
    let uses = beginnings(text).filter(|(_, line)| line.starts_with("use "));
    uses.flat_map(|(at, _)| {
        let end = text[at..].find(';').map_or(text.len(), |end| at + end);
        text[at..end].split(|letter: char| !letter.is_alphanumeric() && letter != '_')
    })
}

/// The lines of a text, and where each begins.
fn beginnings(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        *at += line.len();
        Some((*at - line.len(), line))
    })
}

/// The text of `main.rs` with one more step in the list of that kind; `None` if there is no place for it.
pub fn with_entry(main: &str, kind: &str, entry: &str) -> Option<String> {
    let plugin = main.find("plugin! {")?;
    let head = format!("{kind}: [");
    let Some(start) = main[plugin..].find(&head).map(|at| plugin + at) else {
        // Behind the line of the title, which each plugin has.
        let title = plugin + main[plugin..].find("title")?;
        let after = title + main[title..].find('\n')? + 1;
        if main[title..after].contains('}') {
            let first = plugin + "plugin! {".len();
            return Some(format!("{} {kind}: [{entry}],{}", &main[..first], &main[first..]));
        }
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
    let list = codegen::steps_entry(kind, &steps);
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
        assert_eq!(
            with_entry("plugin! { title: \"Users\" }\n", "actions", "a::b").as_deref(),
            Some("plugin! { actions: [a::b], title: \"Users\" }\n")
        );
        assert_eq!(with_entry("fn main() {}\n", "actions", "a::b"), None);
    }

    #[test]
    fn a_module_is_named_once() {
        for (before, after) in [
            ("//! A mod of it\n\nmod actions;\n", "//! A mod of it\n\nmod types;\nmod actions;\n"),
            (
                "// License\n\n//! Users\n\n/// Ours\nfn main() {}\n",
                "// License\n\n//! Users\n\nmod types;\n/// Ours\nfn main() {}\n",
            ),
            ("mod types;\n", "mod types;\n"),
            ("//! Users\n", "//! Users\nmod types;\n"),
        ] {
            assert_eq!(with_module(before, "types"), after);
        }
    }

    #[test]
    fn what_is_used_may_go_over_several_lines() {
        let text = "//! use This\n\nuse a::{\n    B,\n    C_1,\n};\nuse d::E;\n\nstruct F;\n";
        let words: Vec<&str> = uses(text).filter(|word| !word.is_empty()).collect();
        assert_eq!(words, ["use", "a", "B", "C_1", "use", "d", "E"]);
    }
}
