//! The arguments of `#[command(…)]`, and those that `#[resource(…)]` and `#[prompt(…)]` share with it.

use proc_macro2::{Span, TokenStream};
use syn::{Ident, LitStr, Path, Token, parse::ParseStream};

use crate::{
    arguments::{self, Allowed},
    errors::Errors,
    json_literal::JsonLiteral,
    names,
    rest::Route,
    service::{self, Job},
};

/// The arguments of `#[command(…)]`.
pub(crate) const COMMAND: Allowed = Allowed {
    attribute: "`#[command]`",
    once: &[
        "name",
        "group",
        "rest",
        "timeout",
        "read_only",
        "destructive",
        "idempotent",
        "pinned",
        "raw_schema",
        "roles",
        "public",
        "cache",
        "job",
        "aliases",
        "deprecated",
        "stability",
        "blocking",
        "crate",
    ],
    repeated: &["allow", "example"],
};

/// The arguments of `#[resource("…", …)]` behind the address.
pub(crate) const RESOURCE: Allowed = Allowed {
    attribute: "`#[resource]`",
    once: &["mime_type", "name", "title", "group", "roles", "public", "timeout", "blocking", "crate"],
    repeated: &[],
};

/// The arguments of `#[prompt(…)]`.
pub(crate) const PROMPT: Allowed = Allowed {
    attribute: "`#[prompt]`",
    once: &["name", "title", "group", "roles", "public", "timeout", "blocking", "crate"],
    repeated: &[],
};

/// What was written between the parentheses; nothing is set that was not written.
#[derive(Default)]
pub(crate) struct CommandArguments {
    pub(crate) name: Option<LitStr>,
    pub(crate) title: Option<LitStr>,
    pub(crate) mime_type: Option<LitStr>,
    pub(crate) group: Option<LitStr>,
    pub(crate) rest: Option<Route>,
    pub(crate) timeout_milliseconds: Option<u64>,
    pub(crate) read_only: Option<bool>,
    pub(crate) destructive: Option<bool>,
    pub(crate) destructive_span: Option<Span>,
    pub(crate) idempotent: Option<bool>,
    pub(crate) pinned: bool,
    pub(crate) raw_schema: bool,
    pub(crate) roles: Vec<LitStr>,
    pub(crate) public: Option<Span>,
    pub(crate) cache_milliseconds: Option<u64>,
    pub(crate) cache_span: Option<Span>,
    pub(crate) job: Option<Job>,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) deprecated: Option<Deprecation>,
    pub(crate) stability: Option<Stability>,
    pub(crate) blocking: Option<Span>,
    pub(crate) allowed_lints: Vec<(LitStr, LitStr)>,
    pub(crate) examples: Vec<Example>,
    pub(crate) crate_path: Option<Path>,
}

/// Why and until when a deprecated command stays.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deprecation {
    pub(crate) since: Option<String>,
    pub(crate) replacement: Option<String>,
    pub(crate) sunset: Option<String>,
}

/// How much callers may rely on a command.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stability {
    Draft,
    Alpha,
    Beta,
    Stable,
}

/// `example(summary = "…", params = {…}, result = …)`.
pub(crate) struct Example {
    pub(crate) summary: String,
    pub(crate) params: String,
    pub(crate) result: Option<String>,
}

impl CommandArguments {
    /// Reads the arguments; mistakes go to the sink.
    pub(crate) fn read(tokens: TokenStream, allowed: Allowed, errors: &mut Errors) -> Self {
        let mut this = Self::default();
        arguments::over(tokens, errors, |input, errors| this.read_named(input, allowed, errors));
        this
    }

    /// Reads the arguments that follow others which have no name.
    pub(crate) fn read_named(&mut self, input: ParseStream, allowed: Allowed, errors: &mut Errors) {
        arguments::read(input, allowed, errors, |name, input, errors| self.take(name, input, errors));
    }

    fn take(&mut self, name: &Ident, input: ParseStream, errors: &mut Errors) -> syn::Result<()> {
        match name.to_string().as_str() {
            "name" => {
                let text = arguments::text(name, input)?;
                names::check("the name", &text, names::command_name_fault(&text.value()), errors);
                self.name = Some(text);
            }
            "title" => self.title = Some(arguments::text(name, input)?),
            "mime_type" => self.mime_type = Some(mime_type(name, input)?),
            "group" => self.group = Some(group(name, input, errors)?),
            "rest" => self.rest = Some(Route::read(arguments::text(name, input)?)?),
            "timeout" => {
                self.timeout_milliseconds = Some(milliseconds(&arguments::text(name, input)?, "time limit")?);
            }
            "read_only" => self.read_only = Some(arguments::flag(name, input)?),
            "destructive" => {
                self.destructive = Some(arguments::flag(name, input)?);
                self.destructive_span = Some(name.span());
            }
            "idempotent" => self.idempotent = Some(arguments::flag(name, input)?),
            "pinned" => self.pinned = arguments::flag(name, input)?,
            "raw_schema" => self.raw_schema = arguments::flag(name, input)?,
            "roles" => self.roles = service::roles(name, input, errors)?,
            "public" => self.public = arguments::flag(name, input)?.then(|| name.span()),
            "cache" => {
                self.cache_milliseconds = Some(milliseconds(&arguments::text(name, input)?, "time")?);
                self.cache_span = Some(name.span());
            }
            "job" => self.job = Some(service::job(name, input, errors)?),
            "aliases" => self.aliases = aliases(name, input, errors)?,
            "deprecated" => self.deprecated = Some(deprecation(name, input, errors)?),
            "stability" => self.stability = Some(stability(name, input)?),
            "blocking" => {
                arguments::bare(name, input)?;
                self.blocking = Some(name.span());
            }
            "crate" => self.crate_path = Some(crate_path(name, input)?),
            "allow" => self.allowed_lints.push(allowed_lint(name, input)?),
            _ => self.examples.push(example(name, input, errors)?),
        }
        Ok(())
    }
}

/// Reads `group = "…"`.
pub(crate) fn group(name: &Ident, input: ParseStream, errors: &mut Errors) -> syn::Result<LitStr> {
    let text = arguments::text(name, input)?;
    names::check("the group", &text, names::snake_case_fault(&text.value()), errors);
    Ok(text)
}

/// Reads `crate = "path"`.
pub(crate) fn crate_path(name: &Ident, input: ParseStream) -> syn::Result<Path> {
    let text = arguments::text(name, input)?;
    text.parse_with(Path::parse_mod_style).map_err(|_| {
        syn::Error::new(text.span(), "expected the path of the crate, such as `crate = \"::commandry\"`")
    })
}

fn mime_type(name: &Ident, input: ParseStream) -> syn::Result<LitStr> {
    let text = arguments::text(name, input)?;
    let value = text.value();
    // Parameters such as `; charset=utf-8` may follow.
    let essence = value.split(';').next().unwrap_or_default().trim_end();
    let is_token = |part: &str| {
        !part.is_empty() && part.chars().all(|it| it.is_ascii_alphanumeric() || "!#$&^_.+-".contains(it))
    };
    if essence.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype)) {
        return Ok(text);
    }
    let message = format!("`{value}` is no media type, such as `application/json` or `image/png`");
    Err(syn::Error::new(text.span(), message))
}

/// Reads a time with its unit; `what` is what a mistake calls it.
pub(crate) fn milliseconds(text: &LitStr, what: &str) -> syn::Result<u64> {
    let value = text.value();
    let digits = value.trim_end_matches(|it: char| it.is_ascii_alphabetic());
    let factor = match &value[digits.len()..] {
        "ms" => Some(1),
        "s" => Some(1000),
        "m" => Some(60_000),
        "h" => Some(3_600_000),
        _ => None,
    };
    let amount = digits.parse::<u64>().ok().filter(|amount| *amount > 0);
    amount.zip(factor).and_then(|(amount, factor)| amount.checked_mul(factor)).ok_or_else(|| {
        syn::Error::new(
            text.span(),
            format!(
                "`{value}` is no {what}; write a whole number above 0 with `ms`, `s`, `m` or `h`, such as \"30s\""
            ),
        )
    })
}

fn aliases(name: &Ident, input: ParseStream, errors: &mut Errors) -> syn::Result<Vec<LitStr>> {
    let content = arguments::list(name, input, "\"other_name\"")?;
    let mut aliases: Vec<LitStr> = Vec::new();
    while !content.is_empty() {
        let alias = arguments::quoted(&content, "an alias is a text in double quotes")?;
        names::check("the alias", &alias, names::alias_fault(&alias.value()), errors);
        if aliases.iter().any(|known| known.value() == alias.value()) {
            errors.report(&alias, &format!("the alias `{}` is given twice", alias.value()));
        }
        aliases.push(alias);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(aliases)
}

fn deprecation(name: &Ident, input: ParseStream, errors: &mut Errors) -> syn::Result<Deprecation> {
    const ALLOWED: Allowed =
        Allowed { attribute: "`deprecated`", once: &["since", "replacement", "sunset"], repeated: &[] };
    let mut deprecation = Deprecation::default();
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(deprecation);
    }
    let content = arguments::list(name, input, "since = \"1.2\"")?;
    arguments::read(&content, ALLOWED, errors, |name, input, _| {
        let text = arguments::text(name, input)?;
        if name == "sunset" && !is_date(&text.value()) {
            return Err(syn::Error::new(text.span(), "`sunset` is a day, such as \"2030-12-31\""));
        }
        let value = Some(text.value());
        match name.to_string().as_str() {
            "since" => deprecation.since = value,
            "replacement" => deprecation.replacement = value,
            _ => deprecation.sunset = value,
        }
        Ok(())
    });
    Ok(deprecation)
}

fn stability(name: &Ident, input: ParseStream) -> syn::Result<Stability> {
    let text = arguments::text(name, input)?;
    match text.value().as_str() {
        "draft" => Ok(Stability::Draft),
        "alpha" => Ok(Stability::Alpha),
        "beta" => Ok(Stability::Beta),
        "stable" => Ok(Stability::Stable),
        other => {
            let levels = ["draft", "alpha", "beta", "stable"];
            let hint = names::did_you_mean(other, levels);
            let message = format!(
                "`{other}` is no level of stability, expected one of: {}{hint}",
                names::listed(levels)
            );
            Err(syn::Error::new(text.span(), message))
        }
    }
}

/// Whether a text is a day of the calendar, `2030-12-31`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |part: &str, length: usize| {
        (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u16>().ok())
            .flatten()
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn allowed_lint(name: &Ident, input: ParseStream) -> syn::Result<(LitStr, LitStr)> {
    const EXAMPLE: &str = "\"lint-id\", reason = \"…\"";
    let content = arguments::list(name, input, EXAMPLE)?;
    let wanted = format!("a lint is switched off by its name and a reason: `allow({EXAMPLE})`");
    let lint = arguments::quoted(&content, &wanted)?;
    if !names::is_kebab_case(&lint.value()) {
        let message = format!("`{}` is no name of a lint, such as `parameter-undocumented`", lint.value());
        return Err(syn::Error::new(lint.span(), message));
    }
    if content.is_empty() {
        return Err(syn::Error::new(lint.span(), wanted));
    }
    content.parse::<Token![,]>()?;
    let key: Ident = arguments::parsed(&content, &wanted)?;
    if key != "reason" {
        return Err(syn::Error::new(key.span(), wanted));
    }
    let reason = arguments::text(&key, &content)?;
    content.parse::<Option<Token![,]>>()?;
    if content.is_empty() { Ok((lint, reason)) } else { Err(syn::Error::new(content.span(), wanted)) }
}

fn example(name: &Ident, input: ParseStream, errors: &mut Errors) -> syn::Result<Example> {
    const ALLOWED: Allowed =
        Allowed { attribute: "`example`", once: &["summary", "params", "result"], repeated: &[] };
    let content = arguments::list(name, input, "params = {\"key\": 1}")?;
    let mut summary = None;
    let mut params = None;
    let mut result = None;
    arguments::read(&content, ALLOWED, errors, |name, input, _| {
        match name.to_string().as_str() {
            "summary" => summary = Some(arguments::text(name, input)?.value()),
            "params" => {
                input.parse::<Token![=]>()?;
                let value: JsonLiteral = input.parse()?;
                if !value.text.starts_with('{') {
                    return Err(syn::Error::new(
                        value.span,
                        "`params` is an object: `params = {\"key\": 1}`",
                    ));
                }
                params = Some(value.text);
            }
            _ => {
                input.parse::<Token![=]>()?;
                result = Some(input.parse::<JsonLiteral>()?.text);
            }
        }
        Ok(())
    });
    Ok(Example {
        summary: summary.unwrap_or_default(),
        params: params.unwrap_or_else(|| "{}".to_owned()),
        result,
    })
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;
    use syn::LitStr;

    use super::{is_date, milliseconds};

    #[test]
    fn time_limits_have_a_unit() {
        let read = |text: &str| milliseconds(&LitStr::new(text, Span::call_site()), "time limit").ok();
        assert_eq!(read("500ms"), Some(500));
        assert_eq!(read("30s"), Some(30_000));
        assert_eq!(read("5m"), Some(300_000));
        assert_eq!(read("1h"), Some(3_600_000));
        for wrong in [
            "",
            "30",
            "s",
            "0s",
            "-1s",
            "1.5s",
            "1d",
            "30 s",
            "99999999999999999999h",
            "18446744073709551615h",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_sunset_is_a_day_of_the_calendar() {
        assert!(is_date("2028-02-29"));
        for wrong in [
            "2027-02-29",
            "2027-13-01",
            "2027-1-1",
            "27-01-01",
            "2027-04-31",
            "2027-01-00",
            "tomorrow",
            "+027-01-01",
        ] {
            assert!(!is_date(wrong), "{wrong}");
        }
    }
}
