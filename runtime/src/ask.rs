//! Questions of a running command to its caller.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{CallError, codes};

/// Lets a command ask whoever called it: a form for a person, an answer of the caller's model, the caller's folders.
///
/// Over MCP these are elicitation, sampling and roots. On the command line a form is asked at the terminal. Where
/// nobody can answer, asking fails with the kind `cannot_ask`, which the command may pass on or work around.
///
/// Every question has a key, unique within the command. Over the newest revision of MCP, which keeps no connection, a
/// command that asks is stopped, and is started anew with the answers when these come: it asks the same questions
/// again and is answered at once. **So let nothing happen before a question that may not happen twice.**
///
/// # Examples
///
/// ```
/// use commandry::{Ask, Answer, prelude::*};
/// use serde_json::json;
///
/// /// Closes the account of the caller.
/// ///
/// /// # Returns
/// /// Whether it was closed.
/// #[command(group = "accounts", destructive)]
/// async fn close_account(#[inject] ask: Ask) -> Result<bool, CallError> {
///     let sure = json!({"type": "object", "properties": {"sure": {"type": "boolean"}}, "required": ["sure"]});
///     match ask.form("sure", "Really close your account?", &sure).await? {
///         Answer::Accepted(form) => Ok(form["sure"] == true),
///         Answer::Declined | Answer::Dismissed => Ok(false),
///     }
/// }
/// ```
#[derive(Clone, Default)]
pub struct Ask {
    answerer: Option<Arc<dyn Answerer>>,
    abilities: Abilities,
}

/// What a caller can be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Abilities {
    /// A person fills in forms.
    pub forms: bool,
    /// A model answers.
    pub samples: bool,
    /// The folders that the caller works with are told.
    pub roots: bool,
}

impl Abilities {
    /// Whether the caller can be asked this.
    #[cfg(feature = "mcp")]
    pub(crate) fn allow(self, asked: &Asked) -> bool {
        match asked {
            Asked::Form { .. } => self.forms,
            Asked::Sample(_) => self.samples,
            Asked::Roots => self.roots,
        }
    }
}

/// What a person did with a form.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The form was filled in; the object fits the schema.
    Accepted(Value),
    /// The person said no.
    Declined,
    /// The person closed the form without a choice.
    Dismissed,
}

/// One question of a command.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Name of the question, unique within the command.
    pub key: String,
    /// What is asked.
    pub asked: Asked,
}

/// What a question asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// A form for a person.
    Form {
        /// What the person reads.
        message: String,
        /// JSON Schema of the form: an object whose members are strings, numbers, booleans or choices.
        schema: Value,
    },
    /// An answer of the caller's model.
    Sample(SampleRequest),
    /// The folders that the caller works with.
    Roots,
}

/// What the caller's model is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleRequest {
    /// The text that the model answers.
    pub prompt: String,
    /// What the model is told beforehand.
    pub system_prompt: Option<String>,
    /// Most tokens of the answer.
    pub max_tokens: u32,
}

/// A folder that the caller works with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// Address of the folder, such as `file:///home/ann/project`.
    pub uri: String,
    /// What the caller calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// The answer to a question while it is awaited: JSON in the form of the MCP result of the same question.
pub type AnswerFuture = Pin<Box<dyn Future<Output = Result<Value, CallError>> + Send>>;

/// Brings questions to the caller.
trait Answerer: Send + Sync {
    fn answer(&self, question: Question) -> AnswerFuture;
}

impl<F: Fn(Question) -> AnswerFuture + Send + Sync> Answerer for F {
    fn answer(&self, question: Question) -> AnswerFuture {
        self(question)
    }
}

impl Ask {
    /// Asks by calling a function with each question.
    ///
    /// The answer is JSON in the form of MCP: `{"action": "accept", "content": {…}}` for a form,
    /// `{"content": {"type": "text", "text": …}, …}` for a sample, and `{"roots": [{"uri": …}]}`.
    pub fn by(answerer: impl Fn(Question) -> AnswerFuture + Send + Sync + 'static) -> Self {
        let abilities = Abilities { forms: true, samples: true, roots: true };
        Self { answerer: Some(Arc::new(answerer)), abilities }
    }

    /// Says what the caller can be asked; everything unless this is called.
    #[must_use]
    pub fn with_abilities(mut self, abilities: Abilities) -> Self {
        self.abilities = abilities;
        self
    }

    /// What the caller can be asked, for a command that has another way where it cannot ask; nothing where there is
    /// nobody to ask.
    pub fn abilities(&self) -> Abilities {
        self.abilities
    }

    /// Whether there is anybody to ask.
    pub fn is_possible(&self) -> bool {
        self.answerer.is_some()
    }

    /// Asks a person to fill in a form.
    ///
    /// The schema is an object whose members are strings, numbers, booleans or choices.
    ///
    /// # Errors
    ///
    /// Fails with the kind `cannot_ask` where nobody can be asked.
    pub async fn form(&self, key: &str, message: &str, schema: &Value) -> Result<Answer, CallError> {
        let asked = Asked::Form { message: message.to_owned(), schema: schema.clone() };
        let answer: FormAnswer = self.ask(key, asked).await?;
        Ok(match answer.action {
            Action::Accept => Answer::Accepted(answer.content),
            Action::Decline => Answer::Declined,
            Action::Cancel => Answer::Dismissed,
        })
    }

    /// Asks the caller's model, and gives the text that it answers.
    ///
    /// # Errors
    ///
    /// Fails with the kind `cannot_ask` where there is no model to ask, and when it does not answer with text.
    pub async fn sample(&self, key: &str, request: SampleRequest) -> Result<String, CallError> {
        let answer: SampleAnswer = self.ask(key, Asked::Sample(request)).await?;
        let pieces = match answer.content {
            Pieces::One(piece) => vec![piece],
            Pieces::Several(pieces) => pieces,
        };
        let texts: Vec<String> = pieces.into_iter().filter_map(|piece| piece.text).collect();
        if texts.is_empty() { Err(unusable("without text")) } else { Ok(texts.join("\n")) }
    }

    /// Asks for the folders that the caller works with.
    ///
    /// # Errors
    ///
    /// Fails with the kind `cannot_ask` where there are none.
    pub async fn roots(&self, key: &str) -> Result<Vec<Root>, CallError> {
        let answer: RootsAnswer = self.ask(key, Asked::Roots).await?;
        Ok(answer.roots)
    }

    async fn ask<T: DeserializeOwned>(&self, key: &str, asked: Asked) -> Result<T, CallError> {
        let answerer = self.answerer.as_ref().ok_or_else(cannot_ask)?;
        let answer = answerer.answer(Question { key: key.to_owned(), asked }).await?;
        serde_json::from_value(answer).map_err(|error| unusable(&error.to_string()))
    }
}

impl fmt::Debug for Ask {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Ask").field("possible", &self.is_possible()).finish()
    }
}

#[derive(Deserialize)]
struct FormAnswer {
    action: Action,
    #[serde(default)]
    content: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    Accept,
    Decline,
    Cancel,
}

#[derive(Deserialize)]
struct SampleAnswer {
    content: Pieces,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Pieces {
    One(Piece),
    Several(Vec<Piece>),
}

#[derive(Deserialize)]
struct Piece {
    #[serde(default)]
    text: Option<String>,
}

#[derive(Deserialize)]
struct RootsAnswer {
    roots: Vec<Root>,
}

/// The HTTP status where a question has no answer: that is the caller's matter and no failure of the server, which would be
/// alarming, and which clients and queues of jobs try again.
const NOT_ANSWERED: u16 = 422;

/// The error of a question that nobody can answer.
pub(crate) fn cannot_ask() -> CallError {
    CallError::new(
        codes::FAILED,
        "cannot_ask",
        "The command has a question, and this caller cannot be asked; call it where it can ask back.",
    )
    .status(NOT_ANSWERED)
}

#[cold]
pub(crate) fn unusable(reason: &str) -> CallError {
    let message = format!("The caller's answer cannot be used: {reason}.");
    CallError::new(codes::FAILED, "unusable_answer", message).status(NOT_ANSWERED)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Answer, Ask, Asked, SampleRequest};

    fn answering(answer: &Value) -> Ask {
        let answer = answer.clone();
        Ask::by(move |question| {
            assert!(!question.key.is_empty());
            let answer = answer.clone();
            Box::pin(async move { Ok(answer) })
        })
    }

    #[tokio::test]
    async fn forms_are_filled_in_or_not() {
        for (answer, expected) in [
            (json!({"action": "accept", "content": {"a": 1}}), Answer::Accepted(json!({"a": 1}))),
            (json!({"action": "decline"}), Answer::Declined),
            (json!({"action": "cancel", "content": null}), Answer::Dismissed),
        ] {
            assert_eq!(answering(&answer).form("key", "Well?", &json!({})).await.unwrap(), expected);
        }
        let error = answering(&json!({"action": "later"})).form("key", "?", &json!({})).await.unwrap_err();
        assert_eq!((error.kind(), error.http_status()), ("unusable_answer", 422));
    }

    #[tokio::test]
    async fn models_answer_with_text() {
        let request = || SampleRequest { prompt: "2 + 2?".into(), system_prompt: None, max_tokens: 9 };
        let one = json!({"role": "assistant", "content": {"type": "text", "text": "4"}, "model": "m"});
        assert_eq!(answering(&one).sample("key", request()).await.unwrap(), "4");
        let several = json!({"content": [{"type": "text", "text": "4"}, {"type": "text", "text": "!"}]});
        assert_eq!(answering(&several).sample("key", request()).await.unwrap(), "4\n!");
        let picture = json!({"content": {"type": "image", "data": ""}});
        assert!(answering(&picture).sample("key", request()).await.is_err());
    }

    #[tokio::test]
    async fn questions_reach_whoever_answers_them() {
        let ask = Ask::by(|question| {
            assert_eq!(question.asked, Asked::Roots);
            Box::pin(async {
                Ok(json!({"roots": [{"uri": "file:///a", "name": "a"}, {"uri": "file:///b"}]}))
            })
        });
        assert_eq!(ask.roots("roots").await.unwrap()[1].uri, "file:///b");
        let error = Ask::default().roots("roots").await.unwrap_err();
        assert_eq!((error.kind(), error.http_status()), ("cannot_ask", 422));
    }
}
