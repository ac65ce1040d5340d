//! The name that somebody may have meant.

use super::{
    node::path_text,
    schema::{Schemas, names},
};

/// From this likeness on, a name of the same section is taken to be meant.
const ALIKE: f64 = 0.75;

/// The setting whose name is most like that of a path at which there is none.
pub(super) fn setting(schemas: &Schemas, path: &[String]) -> Option<Vec<String>> {
    let (name, section) = path.split_last()?;
    let siblings = names(&schemas.at(section)).into_iter();
    let sibling = best(siblings.map(|sibling| (likeness(sibling, name), sibling)));
    if let Some((likeness, sibling)) = sibling
        && likeness >= ALIKE
    {
        return Some(section.iter().cloned().chain([sibling.to_owned()]).collect());
    }
    // The right name in the wrong section, or with the section forgotten.
    let whole = path_text(path);
    let settings = schemas.settings();
    let all = settings.iter().map(|setting| {
        let last = setting.path.last().map_or(0.0, |last| likeness(last, name));
        (last.max(likeness(&path_text(&setting.path), &whole)), &setting.path)
    });
    best(all).map(|(_, path)| path.clone())
}

/// The first of the highest likeness.
fn best<T>(candidates: impl Iterator<Item = (f64, T)>) -> Option<(f64, T)> {
    candidates.reduce(|best, candidate| if candidate.0 > best.0 { candidate } else { best })
}

fn likeness(known: &str, given: &str) -> f64 {
    let plain = |text: &str| text.to_lowercase().replace('-', "_");
    strsim::jaro_winkler(&plain(known), &plain(given))
}
