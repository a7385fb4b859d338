//! A method with a body that is a closure: what becomes of the answer before it is returned.

use crate::errors::Errors;
use crate::func::Func;
use syn::{Block, Expr, ExprClosure, Pat, Stmt, Type};

/// `{ |user: User| user.id }`
pub struct Mapping {
    pub closure: ExprClosure,
    /// What the answer is read as.
    pub from: Type,
}

impl Mapping {
    /// The mapping, if the method has one. A body that is something else is told.
    pub fn of(func: &Func, errors: &mut Errors) -> Option<Self> {
        if func.body.to_string() == ";" {
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
                "the body of a call is written by `#[api_call]`\nhelp: put `;` in its place, or a closure that maps the answer: `{ |user: User| user.id }`",
            );
            return None;
        };
        let typed = match closure.inputs.first() {
            Some(Pat::Type(typed)) if closure.inputs.len() == 1 => Some((*typed.ty).clone()),
            _ => None,
        };
        if typed.is_none() {
            errors.at(
                &closure,
                "a closure that maps the answer says what that is read as\nhelp: write `|user: User| ..`",
            );
        }
        Some(Self { from: typed?, closure })
    }
}
