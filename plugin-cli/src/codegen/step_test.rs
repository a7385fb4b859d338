//! The tests of a generated crate: one for each step, and the harness that they share.

use super::literal::string;
use super::sample;
use crate::spec::{Spec, StepKind, StepSpec};

/// The text of `testing.rs`.
pub fn harness(spec: &Spec) -> String {
    let (import, settings, call) = match spec.connection.is_empty() {
        true => ("", String::new(), ""),
        false => (
            "use serde_json::json;\n",
            format!("let connection = {};\n", sample::tokens(&sample::connection(spec), 4)),
            ".connection(connection)",
        ),
    };
    format!(
        "//! The parts that all tests share.\n\nuse plugin_core::testing::{{Harness, Stub}};\n{import}\n\
         /// The whole plugin, with a stub in place of the network.\npub fn harness(stub: &Stub) -> Harness {{\n\
         {settings}Harness::new(crate::plugin()){call}.stub(stub)\n}}\n"
    )
}

/// The test of a step that is not implemented: its sample input is valid, and it returns its error.
pub fn write(step: &StepSpec, spec: &Spec) -> String {
    let kind = step.kind.name();
    let name = string(&step.name);
    let input = sample::tokens(&sample::object(&step.input, spec), 8);
    let (state, call) = match step.kind {
        StepKind::Action => (String::new(), format!("action({name}, input)")),
        StepKind::Trigger => (String::new(), format!("trigger({name}, input).wait()")),
        StepKind::Task => {
            let state = sample::tokens(&sample::object(&step.state, spec), 8);
            (format!("let state = {state};\n"), format!("task({name}, input, state)"))
        }
    };
    format!(
        "\n#[cfg(test)]\nmod tests {{\nuse crate::testing::harness;\nuse plugin_core::testing::Stub;\nuse serde_json::json;\n\n\
         #[tokio::test]\nasync fn a_valid_input_is_accepted() {{\nlet input = {input};\n{state}\
         let reply = harness(&Stub::new()).{call}.await;\nlet error = reply.error();\n\
         // The {kind} runs. Replace this line when it is implemented.\n\
         assert!(error.contains(\"is not implemented yet\"), \"{{error}}\");\n}}\n}}\n"
    )
}
