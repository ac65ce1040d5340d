//! The route of a command: `rest = "POST /stock/{sku}/reservations"`.

use syn::LitStr;

use crate::names::listed;

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// A method and a path whose `{…}` are parameters of the command.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    /// The names in braces, in their order.
    pub(crate) parameters: Vec<String>,
    pub(crate) text: LitStr,
}

impl Route {
    /// Reads a route, or says what is wrong with it.
    pub(crate) fn read(text: LitStr) -> syn::Result<Self> {
        let fault = |message: String| syn::Error::new(text.span(), message);
        let value = text.value();
        let Some((method, path)) = value.split_once(' ') else {
            return Err(fault("a route is a method and a path: `rest = \"POST /stock/{sku}\"`".to_owned()));
        };
        let Some(method) = METHODS.into_iter().find(|known| *known == method) else {
            return Err(fault(format!(
                "`{method}` is no method of a route, expected one of: {}",
                listed(METHODS)
            )));
        };
        let parameters = path_parameters(path).map_err(fault)?;
        Ok(Self { method, path: path.to_owned(), parameters, text })
    }
}

fn path_parameters(path: &str) -> Result<Vec<String>, String> {
    let Some(segments) = path.strip_prefix('/') else {
        return Err(format!("the path `{path}` must start with `/`"));
    };
    let mut parameters: Vec<String> = Vec::new();
    if segments.is_empty() {
        return Ok(parameters);
    }
    for segment in segments.split('/') {
        if segment.is_empty() {
            return Err(format!("the path `{path}` must not have an empty segment"));
        }
        if let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            if parameters.iter().any(|known| known == name) {
                return Err(format!("the path `{path}` has `{{{name}}}` twice"));
            }
            parameters.push(name.to_owned());
        } else if let Some(character) = segment.chars().find(|it| !is_path_character(*it)) {
            let hint = if "{}".contains(character) { "; a `{parameter}` is a whole segment" } else { "" };
            return Err(format!("the path `{path}` must not contain `{character}`{hint}"));
        }
    }
    Ok(parameters)
}

/// Characters that need no escape in a URL.
fn is_path_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~".contains(character)
}

#[cfg(test)]
mod tests {
    use super::path_parameters;

    #[test]
    fn parameters_are_whole_segments() {
        assert_eq!(path_parameters("/"), Ok(Vec::new()));
        assert_eq!(
            path_parameters("/stock/{sku}/at/{place}"),
            Ok(vec!["sku".to_owned(), "place".to_owned()])
        );
        for (path, message) in [
            ("stock", "start with `/`"),
            ("//", "empty segment"),
            ("/stock/", "empty segment"),
            ("/{a}/{a}", "twice"),
            ("/v{a}", "whole segment"),
            ("/a b", "must not contain ` `"),
            ("/a?b", "must not contain `?`"),
        ] {
            let error = path_parameters(path).expect_err(path);
            assert!(error.contains(message), "{path}: {error}");
        }
    }
}
