//! The address of a resource: `orders://{id}`, a URI or a template of the first level of RFC 6570.

use syn::LitStr;

/// The longest address; hosts show and store them.
const LONGEST: usize = 512;

/// An address whose `{…}` are parameters of the resource.
pub(crate) struct UriTemplate {
    pub(crate) text: LitStr,
    /// The names in braces, in their order.
    pub(crate) placeholders: Vec<String>,
}

impl UriTemplate {
    /// Reads an address, or says what is wrong with it.
    pub(crate) fn read(text: LitStr) -> syn::Result<Self> {
        let placeholders =
            placeholders(&text.value()).map_err(|fault| syn::Error::new(text.span(), fault))?;
        Ok(Self { text, placeholders })
    }
}

fn placeholders(uri: &str) -> Result<Vec<String>, String> {
    let scheme = uri.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| is_scheme(scheme));
    let Some(scheme) = scheme else {
        return Err(format!("the address `{uri}` must begin with a scheme, as `orders://{{id}}` does"));
    };
    if scheme.eq_ignore_ascii_case("commandry") {
        return Err("the scheme `commandry` is kept for the documents of the service".to_owned());
    }
    if uri.len() > LONGEST {
        return Err(format!(
            "the address must not be longer than {LONGEST} characters, and has {}",
            uri.len()
        ));
    }
    let mut rest = &uri[scheme.len() + 1..];
    if rest.trim_start_matches('/').is_empty() {
        return Err(format!("the address `{uri}` must have more than a scheme"));
    }
    let mut placeholders: Vec<String> = Vec::new();
    let mut follows_placeholder = false;
    while let Some(character) = rest.chars().next() {
        if character != '{' {
            if !is_uri_character(character) {
                let escaped = "; write it escaped, with `%` and two hexadecimal digits for each byte";
                let hint = if "{}".contains(character) { "" } else { escaped };
                return Err(format!("the address `{uri}` must not contain `{character}`{hint}"));
            }
            follows_placeholder = false;
            rest = &rest[character.len_utf8()..];
            continue;
        }
        let Some((name, after)) = rest[1..].split_once('}') else {
            return Err(format!("the address `{uri}` has a `{{` without a `}}`"));
        };
        if name.is_empty() || !name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_') {
            return Err(format!(
                "`{{{name}}}` is no placeholder; write the name of one parameter, such as `{{id}}`"
            ));
        }
        if placeholders.iter().any(|known| known == name) {
            return Err(format!("the address `{uri}` has `{{{name}}}` twice"));
        }
        if follows_placeholder {
            return Err(format!(
                "the address `{uri}` must have something before `{{{name}}}` that tells it from the last"
            ));
        }
        placeholders.push(name.to_owned());
        follows_placeholder = true;
        rest = after;
    }
    Ok(placeholders)
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_alphabetic())
        && text.chars().all(|it| it.is_ascii_alphanumeric() || "+-.".contains(it))
}

/// Characters that a URI may have; `%` begins an escape.
fn is_uri_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(character)
}

#[cfg(test)]
mod tests {
    use super::placeholders;

    #[test]
    fn placeholders_are_names_in_braces() {
        assert_eq!(placeholders("shop:terms"), Ok(Vec::new()));
        assert_eq!(placeholders("https://example.com/a?b=c#d"), Ok(Vec::new()));
        assert_eq!(
            placeholders("orders://{id}/parts/{part}.json"),
            Ok(vec!["id".to_owned(), "part".to_owned()])
        );
        for (uri, message) in [
            ("orders", "begin with a scheme"),
            ("{scheme}://orders", "begin with a scheme"),
            ("1a://b", "begin with a scheme"),
            ("orders://", "more than a scheme"),
            ("Commandry://x", "kept for the documents"),
            ("a://{x", "without a `}`"),
            ("a://x}", "must not contain `}`"),
            ("a://b c", "must not contain ` `"),
            ("a://ü", "must not contain `ü`"),
            ("a://{}", "no placeholder"),
            ("a://{+x}", "no placeholder"),
            ("a://{x*}", "no placeholder"),
            ("a://{x,y}", "no placeholder"),
            ("a://{x}/{x}", "twice"),
            ("a://{x}{y}", "something before `{y}`"),
            (&format!("a://{}", "b".repeat(600)), "longer than 512"),
        ] {
            let error = placeholders(uri).expect_err(uri);
            assert!(error.contains(message), "{uri}: {error}");
        }
    }
}
