//! The arguments of an attribute that concern running a service: who may call, what is kept, what runs as a job.

use proc_macro2::Span;
use syn::{Ident, LitInt, LitStr, Token, parse::ParseStream};

use crate::{
    arguments::{self, Allowed},
    errors::Errors,
};

/// `job` or `job(queue = "…", attempts = 3, …)`: the command is run in the background.
#[derive(Debug, Default)]
pub(crate) struct Job {
    pub(crate) queue: Option<String>,
    pub(crate) attempts: Option<u32>,
    pub(crate) priority: Option<i32>,
    pub(crate) schedule: Option<String>,
    pub(crate) unique: bool,
    pub(crate) keep_milliseconds: Option<u64>,
}

/// Reads `roles("admin", "clerk")`, each a role that lets its holder call; `"*"` is everybody who proves who they are.
pub(crate) fn roles(name: &Ident, input: ParseStream, errors: &mut Errors) -> syn::Result<Vec<LitStr>> {
    let content = arguments::list(name, input, "\"admin\"")?;
    let mut roles: Vec<LitStr> = Vec::new();
    while !content.is_empty() {
        let role = arguments::quoted(&content, "a role is a text in double quotes")?;
        if roles.iter().any(|known| known.value() == role.value()) {
            errors.report(&role, &format!("the role `{}` is given twice", role.value()));
        }
        if role.value() != "*" && role.value().contains(|it: char| it.is_whitespace() || it == '*') {
            errors.report(
                &role,
                "a role is one word without `*`, or `\"*\"` for everybody who proves who they are",
            );
        }
        roles.push(role);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    if roles.is_empty() {
        return Err(syn::Error::new(name.span(), "name at least one role: `roles(\"admin\")`"));
    }
    Ok(roles)
}

/// Reads `job` or `job(…)`.
pub(crate) fn job(name: &Ident, input: ParseStream, errors: &mut Errors) -> syn::Result<Job> {
    const ALLOWED: Allowed = Allowed {
        attribute: "`job`",
        once: &["queue", "attempts", "priority", "schedule", "unique", "keep"],
        repeated: &[],
    };
    let mut job = Job::default();
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(job);
    }
    let content = arguments::list(name, input, "attempts = 3")?;
    arguments::read(&content, ALLOWED, errors, |name, input, errors| {
        match name.to_string().as_str() {
            "queue" => {
                let text = arguments::text(name, input)?;
                crate::names::check(
                    "the queue",
                    &text,
                    crate::names::snake_case_fault(&text.value()),
                    errors,
                );
                job.queue = Some(text.value());
            }
            "attempts" => job.attempts = Some(number(name, input, 1, 100)?),
            "priority" => job.priority = Some(number(name, input, -100, 100)?),
            "schedule" => job.schedule = Some(schedule(&arguments::text(name, input)?)?),
            "unique" => job.unique = arguments::flag(name, input)?,
            _ => job.keep_milliseconds = Some(duration(&arguments::text(name, input)?)?),
        }
        Ok(())
    });
    Ok(job)
}

/// Reads `= 3`, a whole number within bounds.
fn number<T>(name: &Ident, input: ParseStream, least: T, most: T) -> syn::Result<T>
where
    T: std::str::FromStr + PartialOrd + std::fmt::Display,
    T::Err: std::fmt::Display,
{
    let message =
        format!("the argument `{name}` needs a whole number from {least} to {most}: `{name} = {most}`");
    let span = input.span();
    if input.parse::<Option<Token![=]>>()?.is_none() {
        return Err(syn::Error::new(name.span(), message));
    }
    let sign = if input.parse::<Option<Token![-]>>()?.is_some() { "-" } else { "" };
    let literal: LitInt = arguments::parsed(input, &message)?;
    let value = format!("{sign}{}", literal.base10_digits()).parse::<T>().ok();
    value.filter(|it| *it >= least && *it <= most).ok_or_else(|| syn::Error::new(span, message))
}

/// Checks the shape of a cron expression; what its fields may hold is checked when the program starts.
fn schedule(text: &LitStr) -> syn::Result<String> {
    let value = text.value();
    let allowed = |it: char| it.is_ascii_alphanumeric() || "*/,-?LW# ".contains(it);
    if value.split_ascii_whitespace().count() == 5 && value.chars().all(allowed) {
        return Ok(value);
    }
    let message = "a schedule has five fields: minute, hour, day of the month, month, day of the week, such as \
                   \"0 3 * * *\" for three o'clock every night in UTC";
    Err(syn::Error::new(text.span(), message))
}

/// Reads a time with its unit in milliseconds; days too.
fn duration(text: &LitStr) -> syn::Result<u64> {
    let value = text.value();
    let days = value.strip_suffix('d').and_then(|days| days.parse::<u64>().ok()).filter(|days| *days > 0);
    match days.and_then(|days| days.checked_mul(86_400_000)) {
        Some(milliseconds) => Ok(milliseconds),
        None => crate::attribute::milliseconds(text, "time"),
    }
}

/// Rules that need more than one of these arguments.
pub(crate) fn check(
    public: Option<Span>,
    roles: &[LitStr],
    cache: Option<Span>,
    read_only: Option<bool>,
    errors: &mut Errors,
) {
    if let (Some(public), false) = (public, roles.is_empty()) {
        errors.rule_at(public, "must not be `public` and have `roles`: whoever may call needs none");
    }
    if let (Some(cache), true) = (cache, read_only != Some(true)) {
        errors.rule_at(cache, "must be `read_only` to be answered from a cache");
    }
}
