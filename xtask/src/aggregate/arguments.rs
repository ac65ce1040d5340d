//! The words behind `cargo xtask aggregate`.

use commandry_schema::{aggregate::Options, openapi::Level};

/// What was asked for.
#[derive(Debug)]
pub(super) struct Arguments {
    /// Prefix, and file or address of the document.
    pub(super) sources: Vec<(String, String)>,
    pub(super) format: Format,
    pub(super) level: Level,
    pub(super) options: Options,
    pub(super) out: Option<String>,
    pub(super) check: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    OpenApi,
    OpenRpc,
    TypeScript,
    Text,
    Catalog,
}

impl Arguments {
    pub(super) fn parse(words: &[String]) -> Result<Self, String> {
        let mut arguments = Self {
            sources: Vec::new(),
            format: Format::OpenApi,
            level: Level::default(),
            options: Options::default(),
            out: None,
            check: false,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("`{word}` needs a value"));
            match word.as_str() {
                "--format" => arguments.format = format(value()?)?,
                "--level" => arguments.level = value()?.parse()?,
                "--title" => arguments.options.title.clone_from(value()?),
                "--version" => arguments.options.version.clone_from(value()?),
                "--out" => arguments.out = Some(value()?.clone()),
                "--check" => arguments.check = true,
                flag if flag.starts_with('-') => return Err(format!("there is no flag `{flag}`")),
                source => {
                    let Some((prefix, place)) = source.split_once('=') else {
                        return Err(format!("`{source}` is no PREFIX=FILE or PREFIX=URL"));
                    };
                    arguments.sources.push((prefix.to_owned(), place.to_owned()));
                }
            }
        }
        if arguments.sources.is_empty() {
            return Err("which documents? write PREFIX=FILE or PREFIX=URL for each".into());
        }
        if arguments.check && arguments.out.is_none() {
            return Err("`--check` needs `--out FILE`, the file to check".into());
        }
        Ok(arguments)
    }
}

fn format(word: &str) -> Result<Format, String> {
    Ok(match word {
        "openapi" => Format::OpenApi,
        "openrpc" => Format::OpenRpc,
        "typescript" => Format::TypeScript,
        "text" => Format::Text,
        "catalog" => Format::Catalog,
        other => {
            return Err(format!(
                "there is no format `{other}`; write openapi, openrpc, typescript, text or catalog"
            ));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Arguments, Format};

    fn parse(words: &str) -> Result<Arguments, String> {
        Arguments::parse(&words.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn words_are_understood_in_any_order() {
        let arguments = parse("--format text users=a.json --out x --check data=http://h/a?b=c").unwrap();
        assert_eq!(arguments.format, Format::Text);
        assert!(arguments.check);
        assert_eq!(arguments.sources[1], ("data".to_owned(), "http://h/a?b=c".to_owned()));
    }

    #[test]
    fn mistakes_are_told() {
        for (words, reason) in [
            ("", "which documents"),
            ("a.json", "is no PREFIX=FILE"),
            ("a=b --check", "needs `--out FILE`"),
            ("a=b --level", "needs a value"),
            ("a=b --level big", "unknown level"),
            ("a=b --format xml", "no format `xml`"),
            ("a=b --loud", "no flag `--loud`"),
        ] {
            let error = parse(words).expect_err(words);
            assert!(error.contains(reason), "{error}");
        }
    }
}
