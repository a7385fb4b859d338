//! Reads descriptions from doc comments.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The first paragraph of the doc comment, with its lines joined. Further paragraphs are for readers of the code.
pub fn description(attrs: &[Attribute]) -> Option<String> {
    let lines = attrs.iter().filter_map(doc_line).collect::<Vec<_>>().join("\n");
    let lines = lines.lines().map(str::trim).skip_while(|line| line.is_empty());
    let paragraph = lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    (!paragraph.is_empty()).then_some(paragraph)
}

fn doc_line(attr: &Attribute) -> Option<String> {
    match &attr.meta {
        Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}
