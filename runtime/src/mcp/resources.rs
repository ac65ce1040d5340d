//! Resources: what a host can read without calling a tool.

mod documents;
mod listed;

use serde_json::Value;

pub(super) use self::{
    documents::{PAGE, pages_of_commands},
    listed::Listed,
};
use super::McpServer;
use crate::{CallError, call::not_found, context::Origin};

impl McpServer {
    /// The resources as they are listed: those of functions, then the documents.
    pub(crate) fn resources(&self) -> &[Value] {
        self.listed().resources(&self.seen())
    }

    /// The templates of resources as they are listed: those of functions, then that of the pages of commands.
    pub(crate) fn resource_templates(&self) -> &[Value] {
        self.listed().templates(&self.seen())
    }

    /// The contents of a resource, as a JSON array.
    ///
    /// Interceptors stand before the functions of the application, and not before the documents, which say nothing that
    /// the list of tools does not say.
    ///
    /// # Errors
    ///
    /// Fails with the code of invalid parameters when there is no such resource, and as the function behind it fails.
    pub(crate) async fn read_resource(&self, uri: &str, origin: &Origin) -> Result<Value, CallError> {
        if let Some(contents) = documents::read(self.dispatcher(), &origin.caller, uri) {
            return Ok(contents);
        }
        if let Some(outcome) = self.dispatcher().try_read_resource(uri, origin).await {
            return outcome;
        }
        let pages = documents::pages_near(self.dispatcher(), &origin.caller, uri);
        let seen = self.seen();
        let own = seen.resources.iter().map(|it| it.uri.clone());
        let known: Vec<String> = own.chain(documents::uris().map(str::to_owned)).chain(pages).collect();
        Err(not_found("resource", uri, known.iter().map(String::as_str)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{
        Dispatcher, Origin, Registry, command,
        mcp::{McpOptions, McpServer},
        prompt, resource,
    };

    /// Adds two numbers.
    #[command(group = "arithmetic", read_only)]
    fn add(
        /// First summand.
        a: i64,
        /// Second summand.
        b: i64,
    ) -> i64 {
        a + b
    }

    /// One note.
    ///
    /// It is kept for a year.
    #[resource("notes://{id}", mime_type = "text/markdown")]
    fn note(
        /// Number of the note.
        id: u32,
    ) -> String {
        format!("# Note {id}")
    }

    /// All notes.
    #[resource("notes://all", title = "Every note")]
    fn notes() -> Vec<u32> {
        vec![1, 2]
    }

    /// Asks for a summary of a note.
    #[prompt]
    fn summarize(
        /// Number of the note.
        id: u32,
        /// Whether it is to be short.
        short: Option<bool>,
    ) -> String {
        format!("Summarize note {id}: {short:?}")
    }

    fn server() -> McpServer {
        let registry = Registry::new()
            .with::<add>()
            .with_built_in()
            .with_resource::<note>()
            .with_resource::<notes>()
            .with_prompt::<summarize>();
        McpServer::new(Dispatcher::builder(registry).build().unwrap(), &McpOptions::default())
    }

    async fn read(uri: &str) -> Value {
        server().read_resource(uri, &Origin::default()).await.unwrap()
    }

    #[test]
    fn functions_and_documents_are_listed() {
        let server = server();
        assert_eq!(
            server.resources()[0],
            json!({"uri": "notes://all", "name": "notes", "title": "Every note", "description": "All notes.",
                "mimeType": "application/json"})
        );
        let uris: Vec<&str> = server.resources().iter().map(|it| it["uri"].as_str().unwrap()).collect();
        if cfg!(feature = "documents") {
            assert_eq!(uris, ["notes://all", "commandry://openapi.json", "commandry://catalog.txt"]);
        } else {
            assert_eq!(uris, ["notes://all"]);
        }
        assert_eq!(
            server.resource_templates()[0],
            json!({"uriTemplate": "notes://{id}", "name": "note", "title": "One note",
                "description": "One note.\n\nIt is kept for a year.", "mimeType": "text/markdown"})
        );
        assert_eq!(server.resource_templates()[1]["uriTemplate"], "commandry://commands/{name}");
        assert_eq!(
            server.prompts(),
            [json!({"name": "summarize", "title": "Asks for a summary of a note",
            "description": "Asks for a summary of a note.", "arguments": [
                {"name": "id", "description": "Number of the note.", "required": true},
                {"name": "short", "description": "Whether it is to be short.", "required": false},
            ]})]
        );
    }

    #[tokio::test]
    async fn functions_documents_and_pages_are_read() {
        assert_eq!(
            read("notes://7").await,
            json!([{"uri": "notes://7", "mimeType": "text/markdown", "text": "# Note 7"}])
        );
        let page = read("commandry://commands/add").await;
        let text: Value = serde_json::from_str(page[0]["text"].as_str().unwrap()).unwrap();
        let help =
            server().dispatcher().call_by_name("help", &json!(["add"]), &Origin::default()).await.unwrap();
        assert_eq!(text, help);
        assert_eq!(page[0]["mimeType"], "application/json");
        if cfg!(feature = "documents") {
            let openapi = read("commandry://openapi.json").await;
            let document: Value = serde_json::from_str(openapi[0]["text"].as_str().unwrap()).unwrap();
            assert_eq!(document["openapi"], "3.1.0");
            let text = read("commandry://catalog.txt").await;
            assert!(text[0]["text"].as_str().unwrap().contains("add("), "{text}");
        }
    }

    #[tokio::test]
    async fn an_address_that_leads_nowhere_names_the_nearest() {
        for (uri, nearest) in [
            ("notes://al", "notes://all"),
            ("commandry://commands/ad", "commandry://commands/add"),
            ("commandry://command/add", "commandry://commands/add"),
        ] {
            // `notes://al` has the form of the template, and a value that does not fit.
            let error = server().read_resource(uri, &Origin::default()).await.unwrap_err();
            assert_eq!(error.code(), -32602, "{uri}");
            if uri.starts_with("commandry") {
                assert_eq!(error.data()["did_you_mean"][0], nearest, "{error}");
            }
        }
        let error = server().read_resource("notes:/all", &Origin::default()).await.unwrap_err();
        assert_eq!(error.data()["did_you_mean"][0], "notes://all", "{error}");
    }

    #[tokio::test]
    async fn arguments_are_completed() {
        let server = server();
        let page = json!({"type": "ref/resource", "uri": "commandry://commands/{name}"});
        assert_eq!(server.complete(&page, "name", "he", &Origin::default()).await, ["health", "help"]);
        assert_eq!(server.complete(&page, "name", "A", &Origin::default()).await, ["add"]);
        assert_eq!(server.complete(&page, "other", "a", &Origin::default()).await, [""; 0]);
        let prompt = json!({"type": "ref/prompt", "name": "summarize"});
        assert_eq!(server.complete(&prompt, "short", "t", &Origin::default()).await, ["true"]);
        for unknown in
            [json!({}), json!(null), json!({"type": "ref/prompt", "name": 3}), json!({"type": "ref/tool"})]
        {
            assert_eq!(server.complete(&unknown, "id", "", &Origin::default()).await, [""; 0]);
        }
        let arguments = json!({"id": "7", "short": "true"});
        let answer =
            server.get_prompt("summarize", arguments.as_object().unwrap(), &Origin::default()).await.unwrap();
        assert_eq!(answer["messages"][0]["content"]["text"], "Summarize note 7: Some(true)");
    }
}
