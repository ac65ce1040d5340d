//! REST routes.

use std::collections::BTreeMap;

use super::{Check, Context, Faults, Lint, Severity, Subject};
use crate::catalog::RestRoute;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "rest-path-parameter-unknown",
        severity: Severity::Error,
        explanation: "Every name in braces in a route must be a parameter of the command that is always there. \
            Correct the route, or add the parameter, or make it required.",
        check: Check::Command(rest_path_parameter_unknown),
    },
    Lint {
        id: "rest-route-collision",
        severity: Severity::Error,
        explanation: "No two commands may have the same method and path, and paths may not differ only in the names \
            of their parameters: `/stock/{sku}` and `/stock/{id}` are the same path. Change one of them.",
        check: Check::Catalog(rest_route_collision),
    },
    Lint {
        id: "rest-get-writes",
        severity: Severity::Strict,
        explanation: "A command that changes something has no route with `GET`: any page can have a browser send one, \
            together with the cookies and certificates of its user, and caches, crawlers and previews of links send them \
            unasked. Give it `POST`, `PUT`, `PATCH` or `DELETE`, or allow this lint with the reason, such as the address \
            to which another service sends browsers back.",
        check: Check::Command(rest_get_writes),
    },
];

fn rest_path_parameter_unknown(subject: &Subject<'_>, faults: &mut Faults) {
    let Some(route) = &subject.command.rest else { return };
    for name in route.path_parameters() {
        match subject.command.parameters.iter().find(|parameter| parameter.name == name) {
            None => faults.add(format!(
                "the route `{}` has a parameter `{name}` that the command does not have; correct the route",
                route.path
            )),
            Some(parameter) if !parameter.required => faults.add(format!(
                "the route `{}` needs `{name}`, which is optional; make it required or take it out of the path",
                route.path
            )),
            Some(_) => {}
        }
    }
}

fn rest_route_collision(context: &Context<'_>, faults: &mut Faults) {
    let catalog = context.catalog;
    let mut routes: BTreeMap<String, Vec<(&RestRoute, &str)>> = BTreeMap::new();
    for (index, command) in catalog.commands.iter().enumerate() {
        let Some(route) = &command.rest else { continue };
        let others = routes.entry(shape(&route.path)).or_default();
        if let Some((other, owner)) = others.iter().find(|(other, _)| other.method == route.method) {
            faults.add_to(
                index,
                format!(
                    "the route `{} {}` is that of `{owner}` (`{} {}`); change one of them",
                    route.method, route.path, other.method, other.path
                ),
            );
        } else if let Some((other, owner)) = others.iter().find(|(other, _)| other.path != route.path) {
            faults.add_to(
                index,
                format!(
                    "the path `{}` is the path `{}` of `{owner}` with other names in it; use the same names",
                    route.path, other.path
                ),
            );
        }
        others.push((route, &command.name));
    }
}

fn rest_get_writes(subject: &Subject<'_>, faults: &mut Faults) {
    let Some(route) = &subject.command.rest else { return };
    // A command that does not say whether it writes is found by `annotations-missing`.
    if route.method == "GET" && subject.command.behaviour.read_only == Some(false) {
        faults.add(format!(
            "the command writes, and any page can have a browser send `GET {}`; take `POST`, `PUT`, `PATCH` or `DELETE`",
            route.path
        ));
    }
}

/// The path without the names of its parameters.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        shape.push_str(before);
        shape.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    shape + rest
}
