//! Every mistake in the arguments of `#[command]` is reported, also when there are many.

use commandry::command;

#[command(nmae = "first", rolls("admin"), 3, group = "a", group = "b")]
fn unknown_and_repeated() {}

#[command(name, group = 3, rest = "", timeout = 30)]
fn wrong_kind_of_value() {}

#[command(name = "Reserve-Stock", group = "Stock", aliases("1st", "rpc.discover", "plus", "plus", 3))]
fn wrong_names() {}

#[command(name = "rpc_discover")]
fn reserved_name() {}

#[command(aliases("own_alias"))]
fn own_alias() {}

#[command]
fn CamelCase() {}

#[command]
fn this_name_has_more_characters_than_any_host_takes() {}

#[command(read_only = 1, idempotent = "yes", destructive(true), blocking = true)]
fn wrong_flags() {}

#[command(read_only, destructive)]
fn contradiction() {}

#[command(timeout = "30")]
fn time_without_unit() {}

#[command(timeout = "0s")]
fn no_time() {}

#[command(deprecated(since = "1.0", until = "2.0", sunset = "next year"))]
fn wrong_deprecation() {}

#[command(deprecated = "1.0")]
fn wrong_deprecation_form() {}

#[command(allow("parameter-undocumented"), allow(unquoted, reason = "…"), allow("No_Lint", reason = "…"))]
fn wrong_allow() {}

#[command(allow("a-lint", because = "…"), allow("a-lint", reason = ""), allow("a-lint", reason = "…" more))]
fn wrong_reason() {}

#[command(allow("a-lint", reason = "one"), allow("a-lint", reason = "two"), allow)]
fn allowed_twice() {}

#[command(example(params = 3), example(parms = {}), example, aliases = "x")]
fn wrong_examples() {}

#[command(example(params = {"a": None, "b": 1}, result = [1 2]), example(result = 1e999), example(params = {a: 1}))]
fn wrong_json() {}

#[command(example(params = {"a": 1, "a": 2}), example(result = 3u8), example(result = ))]
fn more_wrong_json() {}

#[command(crate = "3")]
fn wrong_crate() {}

#[command(read_only idempotent)]
fn comma_missing() {}

#[command(stability = "stabel")]
fn unknown_stability() {}

#[command(stability(beta), stability = "beta", stability = "beta")]
fn wrong_stability() {}

#[command(pinned = 1, raw_schema("as it is"), pinned)]
fn wrong_marks_for_models() {}

fn main() {}
