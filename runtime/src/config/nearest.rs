//! The names that somebody may have meant.

use super::{
    node::path_text,
    schema::{Schemas, names},
    variables::{FLAT_NAMES, variable_name},
};

/// From this likeness on, a name of the same section is taken to be meant.
const ALIKE: f64 = 0.75;
/// What likeness counts when only the last parts of two names are compared: a little less than that of the whole.
const SAME_END: f64 = 0.97;
/// Most names that are told when several are as near.
const MOST_NAMES: usize = 3;

/// Says which settings are nearest to a path at which there is none; begins with `; `, or is empty.
pub(super) fn setting(schemas: &Schemas, path: &[String]) -> String {
    let Some((name, section)) = path.split_last() else { return String::new() };
    let siblings = names(&schemas.at(section)).into_iter();
    let alike =
        siblings.map(|sibling| (likeness(sibling, name), sibling)).filter(|(likeness, _)| *likeness >= ALIKE);
    let (_, sibling) = best(alike);
    if let [sibling, ..] = sibling[..] {
        let path: Vec<String> = section.iter().cloned().chain([sibling.to_owned()]).collect();
        return told("setting", &[format!("`{}`", path_text(&path))]);
    }
    // The right name in the wrong section, or with the section forgotten.
    let whole = path_text(path);
    let settings = schemas.settings();
    let all = settings.iter().map(|setting| {
        let likeness = likeness(&path_text(&setting.path), &whole).max(end(&setting.path, name));
        (likeness, format!("`{}`", path_text(&setting.path)))
    });
    told("setting", &best(all).1)
}

/// Says which variables are nearest to one that names no setting; begins with `; `, or is empty.
pub(super) fn variable(schemas: &Schemas, prefix: &str, rest: &str) -> String {
    // One underscore for two is the most usual mistake of all.
    let joined = |name: &str| name.replace("__", "_");
    let given = joined(rest);
    let last = rest.rsplit("__").next().unwrap_or(rest);
    let settings = schemas.settings();
    let long = settings.iter().map(|setting| {
        let name = variable_name("", &setting.path);
        (likeness(&joined(&name), &given).max(end(&setting.path, last)), name)
    });
    let short = FLAT_NAMES.iter().filter(|(_, path)| {
        let path: Vec<String> = path.iter().map(|name| (*name).to_owned()).collect();
        !schemas.at(&path).is_empty()
    });
    let short = short.map(|(name, _)| (likeness(name, &given), (*name).to_owned()));
    let (_, nearest) = best(long.chain(short));
    let nearest: Vec<String> = nearest.into_iter().map(|name| format!("{prefix}{name}")).collect();
    told("variable", &nearest)
}

fn told(what: &str, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [name] => format!("; the nearest {what} is {name}"),
        names => format!("; the nearest {what}s are {}", names[..names.len().min(MOST_NAMES)].join(", ")),
    }
}

/// All of the highest likeness, in their order.
fn best<T>(candidates: impl Iterator<Item = (f64, T)>) -> (f64, Vec<T>) {
    candidates.fold((0.0, Vec::new()), |(highest, mut best), (likeness, candidate)| {
        if likeness > highest {
            return (likeness, vec![candidate]);
        }
        if (highest - likeness).abs() < f64::EPSILON {
            best.push(candidate);
        }
        (highest, best)
    })
}

fn end(path: &[String], name: &str) -> f64 {
    path.last().map_or(0.0, |last| SAME_END * likeness(last, name))
}

fn likeness(known: &str, given: &str) -> f64 {
    strsim::jaro_winkler(&plain(known), &plain(given))
}

fn plain(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}
