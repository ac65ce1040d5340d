//! Holds the OpenRPC document against the schema that the authors of OpenRPC publish.

use commandry_schema::{Catalog, openrpc::openrpc};
use serde_json::{Value, json};

fn document() -> Value {
    let catalog: Catalog =
        serde_json::from_str(include_str!("golden/catalog.json")).expect("catalog.json is a catalog");
    openrpc(&catalog)
}

/// The published schema. What a schema of JSON Schema looks like is left open in it; a test below looks at that.
fn meta_schema() -> jsonschema::Validator {
    let mut meta: Value =
        serde_json::from_str(include_str!("data/openrpc-meta-schema.json")).expect("the meta schema is JSON");
    meta.as_object_mut().expect("the meta schema is an object").remove("$schema");
    meta["definitions"]["JSONSchema"] = json!({"type": ["object", "boolean"]});
    meta["definitions"]["referenceObject"]["properties"]["$ref"] = json!({"type": "string"});
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft7)
        .build(&meta)
        .expect("the meta schema is a schema")
}

#[test]
fn the_document_follows_the_specification() {
    let document = document();
    let faults: Vec<String> = meta_schema()
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_faulty_document_is_noticed() {
    let mut document = document();
    document["methods"][0]["params"][0]["schema"] = Value::Null;
    assert!(!meta_schema().is_valid(&document));
}

#[test]
fn every_schema_is_one_of_json_schema() {
    let document = document();
    let components = document["components"]["schemas"].as_object().expect("there are components");
    let parameters = document["methods"].as_array().expect("methods are a list").iter();
    let parameters = parameters.flat_map(|method| method["params"].as_array().expect("params are a list"));
    let mut count = 0;
    for schema in components.values().chain(parameters.map(|parameter| &parameter["schema"])) {
        assert!(jsonschema::meta::is_valid(schema), "{schema}");
        count += 1;
    }
    assert!(count > 20, "only {count} schemas were looked at");
}
