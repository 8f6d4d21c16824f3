//! Schemas of `docs/schema` as validators; they may refer to the brief's.

use serde_json::Value;
use std::path::Path;

/// A schema by its file name.
fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).expect("a schema")).expect("JSON")
}

/// Refuses what does not follow the schema of this file.
pub fn validator(name: &str) -> jsonschema::Validator {
    let registry = jsonschema::Registry::new()
        .add("https://suzerain.invalid/schema/brief-1.json", schema("brief-1.json"))
        .expect("a schema that is one")
        .prepare()
        .expect("references that lead somewhere");
    jsonschema::options().with_registry(&registry).build(&schema(name)).expect("a schema that is one")
}
