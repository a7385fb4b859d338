//! Parses the body of a method that maps the response: a closure.

use super::semicolon;
use crate::errors::Errors;
use crate::func::Func;
use syn::{Block, Expr, ExprClosure, Pat, Stmt, Type};

/// `{ |user: User| user.id }`
pub struct Mapping {
    pub closure: ExprClosure,
    /// The type that the response is read as.
    pub from: Type,
}

impl Mapping {
    /// The mapping, if the method has one. Any other body is reported.
    pub fn parse(func: &Func, errors: &mut Errors) -> Option<Self> {
        if func.body.to_string() == ";" {
            return None;
        }
        if func.body.is_empty() {
            errors.at(&func.sig.ident, semicolon::message(&func.sig.ident));
            return None;
        }
        let block: Option<Block> = syn::parse2(func.body.clone()).ok();
        let closure = block.and_then(|block| match <[Stmt; 1]>::try_from(block.stmts) {
            Ok([Stmt::Expr(Expr::Closure(closure), None)]) => Some(closure),
            _ => None,
        });
        let Some(closure) = closure else {
            errors.at(
                &func.body,
                "`#[api_call]` writes the body of the method\nhelp: write `;` instead, or a closure that maps the response: `{ |user: User| user.id }`",
            );
            return None;
        };
        let typed = match closure.inputs.first() {
            Some(Pat::Type(typed)) if closure.inputs.len() == 1 => Some((*typed.ty).clone()),
            _ => None,
        };
        if typed.is_none() {
            errors.at(&closure, "the closure needs the type of its argument\nhelp: write `|user: User| ..`");
        }
        Some(Self { from: typed?, closure })
    }
}
