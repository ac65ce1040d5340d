//! What the four tools are called with.

use std::borrow::Cow;

use commandry_schema::search_mode::{HelpFormat, MOST_NAMES, Tool};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The arguments of `search`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchArguments<'a> {
    #[serde(borrow)]
    pub(super) query: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) group: Option<Cow<'a, str>>,
    pub(super) limit: Option<usize>,
}

/// The arguments of `help`.
pub(super) struct HelpArguments {
    pub(super) names: Vec<String>,
    pub(super) format: HelpFormat,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenHelpArguments {
    names: Vec<String>,
    #[serde(default)]
    format: WrittenFormat,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenFormat {
    #[default]
    Text,
    Schema,
}

/// The arguments of `run_readonly` and `run`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RunArguments<'a> {
    #[serde(borrow)]
    pub(super) command: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) params: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) steps: Option<Vec<Step<'a>>>,
    #[serde(default)]
    pub(super) select: Vec<String>,
}

/// One call among several.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step<'a> {
    #[serde(borrow, rename = "as")]
    pub(super) name: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) command: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) params: Option<&'a RawValue>,
}

/// Reads the arguments of a tool.
///
/// # Errors
///
/// Fails with what is wrong and how the tool is called.
pub(super) fn read<'a, T: Deserialize<'a>>(tool: Tool, text: &'a str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| {
        let reason = error.to_string();
        // The position would count from the start of the arguments, which the model never sees as one text.
        let end = reason.rfind(" at line ").unwrap_or(reason.len());
        let shown: String = reason[..end].chars().take(200).collect();
        misfit(tool, &shown)
    })
}

/// Reads the arguments of `help`.
///
/// # Errors
///
/// Fails like [`read`], and when there are no names or too many.
pub(super) fn read_help(text: &str) -> Result<HelpArguments, String> {
    let WrittenHelpArguments { names, format } = read(Tool::Help, text)?;
    if names.is_empty() || names.len() > MOST_NAMES {
        return Err(misfit(
            Tool::Help,
            &format!("`names` must have 1 to {MOST_NAMES} names, not {}", names.len()),
        ));
    }
    let format = match format {
        WrittenFormat::Text => HelpFormat::Text,
        WrittenFormat::Schema => HelpFormat::Schema,
    };
    Ok(HelpArguments { names, format })
}

/// A fault in the arguments of a tool, with the signature of the tool.
pub(super) fn misfit(tool: Tool, fault: &str) -> String {
    format!("Invalid parameters: {fault}.\nSignature: {}", tool.signature())
}
