//! Finding commands by what a person or a model says of them.
//!
//! The ranking is BM25 over the name, the aliases, the summary and the parameters of each command. What ranking alone
//! cannot do is done by a table of verbs that mean the same (`erase` finds `delete_…`), by another of words for the same
//! thing, and by letting unknown words stand for the known ones they resemble. There is no model and no network; the
//! same question always gives the same answer.

mod spelling;
mod terms;
mod thesaurus;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use self::terms::stem;
use crate::catalog::{Catalog, Command};
use crate::verbs;

/// How soon further mentions of a term stop to count.
const SATURATION: f64 = 1.2;
/// How much long texts are discounted, from 0 to 1. All texts of commands are short, so their length says little.
const LENGTH_DISCOUNT: f64 = 0.2;

/// What a mention counts, by where it stands.
const NAME: f64 = 3.0;
const ALIAS: f64 = 2.0;
const SUMMARY: f64 = 2.0;
const PARAMETER: f64 = 1.0;

/// What another verb of the same meaning counts, against the verb itself.
const SAME_MEANING: f64 = 0.8;
/// What another word for the same thing counts, against the word itself.
const SAME_THING: f64 = 0.9;
/// What a command is worth that answers to next to nothing of a question, against one that answers to all of it.
const LEAST_COVERAGE: f64 = 0.3;
/// What a word that was probably meant counts, against the word itself.
const PROBABLY_MEANT: f64 = 0.8;
/// How many known words an unknown one may stand for.
const MOST_MEANT: usize = 4;
/// How many names are offered when nothing was found.
const MOST_NEAREST: usize = 5;

/// Added to the score of the command whose name is the question; no ranking comes near it.
const EXACT_NAME: f64 = 2_000.0;
/// Added to the score of the command one of whose aliases is the question.
const EXACT_ALIAS: f64 = 1_000.0;

/// Commands, prepared for being searched.
///
/// ```
/// use commandry_schema::{Catalog, search::{Index, SearchOptions}};
///
/// let catalog: Catalog = serde_json::from_str(r#"{
///     "service": {"title": "shop", "version": "1.0.0"},
///     "commands": [
///         {"name": "delete_order", "summary": "Deletes an order that was not sent."},
///         {"name": "list_orders", "summary": "Lists the orders, the latest first."}
///     ]
/// }"#)?;
/// let found = Index::new(&catalog).search("get rid of an ordr", &SearchOptions::default());
/// assert_eq!(found.hits[0].command, "delete_order");
/// assert_eq!(found.total, 2);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Index {
    /// The commands, sorted by name.
    documents: Vec<Document>,
    /// Which commands mention a word, and how strongly.
    words: BTreeMap<String, Vec<Mention>>,
    /// Which commands do what verbs of a meaning say, and how strongly.
    meanings: BTreeMap<usize, Vec<Mention>>,
    /// The known words of each root.
    roots: BTreeMap<String, Vec<String>>,
    average_length: f64,
}

/// A command, as far as searching needs it.
#[derive(Clone, Debug)]
struct Document {
    name: String,
    aliases: Vec<String>,
    group: Option<String>,
    /// The terms of all its texts, weighted like their mentions.
    length: f64,
}

#[derive(Clone, Copy, Debug)]
struct Mention {
    document: usize,
    weight: f64,
}

/// Which hits to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchOptions<'a> {
    /// Only commands of this group; all when `None`.
    pub group: Option<&'a str>,
    /// How many hits to give at most; 8 unless chosen otherwise.
    pub limit: usize,
}

impl Default for SearchOptions<'_> {
    fn default() -> Self {
        Self { group: None, limit: 8 }
    }
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchResults {
    /// The best hits, best first; hits of the same score by name.
    pub hits: Vec<Hit>,
    /// How many commands were found, also beyond the limit.
    pub total: usize,
    /// When nothing was found, the names that resemble the question most.
    pub nearest: Vec<String>,
}

/// One command that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Name of the command.
    pub command: String,
    /// How well it fits; larger is better, and only scores of one search can be compared.
    pub score: f64,
}

impl Index {
    /// Prepares the commands of a catalog.
    #[must_use]
    pub fn new(catalog: &Catalog) -> Self {
        let mut commands: Vec<&Command> = catalog.commands.iter().collect();
        commands.sort_by(|one, other| one.name.cmp(&other.name));
        let mut index = Self {
            documents: Vec::with_capacity(commands.len()),
            words: BTreeMap::new(),
            meanings: BTreeMap::new(),
            roots: BTreeMap::new(),
            average_length: 0.0,
        };
        for command in commands {
            index.add(command);
        }
        for word in index.words.keys() {
            index.roots.entry(terms::root(word).to_owned()).or_default().push(word.clone());
        }
        let total: f64 = index.documents.iter().map(|document| document.length).sum();
        index.average_length = (total / as_number(index.documents.len().max(1))).max(1.0);
        index
    }

    fn add(&mut self, command: &Command) {
        let document = self.documents.len();
        let mut words: BTreeMap<String, f64> = BTreeMap::new();
        let mut meanings: BTreeMap<usize, f64> = BTreeMap::new();
        let mut length = 0.0;
        let names = [(&command.name, NAME)].into_iter().chain(command.aliases.iter().map(|it| (it, ALIAS)));
        for (name, weight) in names {
            for term in terms::terms(name) {
                add_meanings(&mut meanings, &term, weight);
                *words.entry(term).or_default() += weight;
                length += weight;
            }
        }
        let summary = terms::terms(&command.summary);
        // Further inside, a word that could be a verb mostly is none.
        if let Some(verb) = summary.first() {
            add_meanings(&mut meanings, verb, SUMMARY);
        }
        let group = command.group.as_deref().unwrap_or_default();
        let parameters = command.parameters.iter().flat_map(|it| [&*it.name, &*it.description]);
        let further = parameters.chain([group]).flat_map(terms::terms);
        for (term, weight) in
            summary.into_iter().map(|term| (term, SUMMARY)).chain(further.map(|term| (term, PARAMETER)))
        {
            *words.entry(term).or_default() += weight;
            length += weight;
        }
        for (word, weight) in words {
            self.words.entry(word).or_default().push(Mention { document, weight });
        }
        for (meaning, weight) in meanings {
            self.meanings.entry(meaning).or_default().push(Mention { document, weight });
        }
        self.documents.push(Document {
            name: command.name.clone(),
            aliases: command.aliases.clone(),
            group: command.group.clone(),
            length,
        });
    }

    /// Finds commands by words that describe them, or by their name.
    ///
    /// An empty question finds every command, sorted by name.
    #[must_use]
    pub fn search(&self, question: &str, options: &SearchOptions<'_>) -> SearchResults {
        self.search_among(question, options, |_| true)
    }

    /// Finds commands among those whose name is permitted, such as those that a caller may use.
    ///
    /// What is not permitted appears nowhere: neither among the hits, nor in their number, nor among nearest names.
    #[must_use]
    pub fn search_among(
        &self,
        question: &str,
        options: &SearchOptions<'_>,
        permitted: impl Fn(&str) -> bool,
    ) -> SearchResults {
        let is_candidate = |document: &Document| {
            options.group.is_none_or(|group| document.group.as_deref() == Some(group))
                && permitted(&document.name)
        };
        let everything = question.trim().is_empty();
        let mut scores = self.scores(question);
        self.add_exact_names(question, &mut scores);
        let mut found: Vec<(usize, f64)> = scores
            .into_iter()
            .enumerate()
            .filter(|(document, score)| {
                (everything || *score > 0.0) && is_candidate(&self.documents[*document])
            })
            .collect();
        // The documents are sorted by name, and the sort is stable.
        found.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let nearest = if found.is_empty() { self.nearest(question, is_candidate) } else { Vec::new() };
        let hits = found.iter().take(options.limit);
        SearchResults {
            hits: hits
                .map(|&(document, score)| Hit { command: self.documents[document].name.clone(), score })
                .collect(),
            total: found.len(),
            nearest,
        }
    }

    /// How many commands fit a question better than the command of this name, its name and aliases taken as words.
    pub(crate) fn place(&self, question: &str, name: &str) -> usize {
        let scores = self.scores(question);
        let own = self.documents.binary_search_by(|document| document.name.as_str().cmp(name));
        let Ok(own) = own else { return 0 };
        if scores[own] <= 0.0 {
            return self.documents.len();
        }
        scores.iter().enumerate().filter(|(other, score)| *other != own && **score > scores[own]).count()
    }

    /// The command that fits a question best, names and aliases taken as words, and whether none fits as well.
    pub(crate) fn best(&self, question: &str) -> Option<&str> {
        let scores = self.scores(question);
        let (best, score) =
            scores.iter().enumerate().rev().max_by(|(_, one), (_, other)| one.total_cmp(other))?;
        (*score > 0.0).then(|| &*self.documents[best].name)
    }

    /// How well each command fits a question by its words.
    fn scores(&self, question: &str) -> Vec<f64> {
        let mut scores = vec![0.0; self.documents.len()];
        // How much of the question each command answers to, and how much there is.
        let mut covered = vec![0.0; self.documents.len()];
        let mut whole = 0.0;
        let mut seen = BTreeSet::new();
        let mut seen_meanings = BTreeSet::new();
        for term in terms::terms(question) {
            if !seen.insert(term.clone()) {
                continue;
            }
            let mut best: BTreeMap<usize, f64> = BTreeMap::new();
            self.score(self.words.get(&term).map_or(&[], Vec::as_slice), 1.0, &mut best);
            // Two verbs of one meaning, as in "make a new", say it once.
            let meanings: Vec<usize> = verbs::meanings(&term)
                .iter()
                .copied()
                .filter(|meaning| seen_meanings.insert(*meaning))
                .collect();
            for mentions in meanings.iter().filter_map(|meaning| self.meanings.get(meaning)) {
                self.score(mentions, SAME_MEANING, &mut best);
            }
            self.score(&self.mentions_of_the_same(&term), SAME_THING, &mut best);
            if best.is_empty() && verbs::meanings(&term).is_empty() {
                for (word, weight) in self.meant(&term) {
                    self.score(&self.words[word], weight, &mut best);
                }
            }
            let most = best.values().copied().fold(0.0, f64::max);
            whole += most;
            for (document, score) in best {
                scores[document] += score;
                covered[document] += score.min(most);
            }
        }
        if whole > 0.0 {
            for (score, covered) in scores.iter_mut().zip(covered) {
                *score *= LEAST_COVERAGE + (1.0 - LEAST_COVERAGE) * covered / whole;
            }
        }
        scores
    }

    /// Where other words for the same thing are mentioned, each command once.
    ///
    /// They are counted as one word: that one of them is rare in a service does not make it say more.
    fn mentions_of_the_same(&self, term: &str) -> Vec<Mention> {
        let mut mentions: BTreeMap<usize, f64> = BTreeMap::new();
        let of_root = self.roots.get(terms::root(term)).map_or(&[][..], Vec::as_slice);
        let others = thesaurus::others(term).iter().chain(of_root);
        for mention in others.filter_map(|other| self.words.get(other)).flatten() {
            let weight = mentions.entry(mention.document).or_default();
            *weight = weight.max(mention.weight);
        }
        mentions.into_iter().map(|(document, weight)| Mention { document, weight }).collect()
    }

    /// Notes what the mentions of one term are worth, by BM25, where they are worth more than what was noted before.
    fn score(&self, mentions: &[Mention], weight: f64, best: &mut BTreeMap<usize, f64>) {
        let (all, with_term) = (as_number(self.documents.len()), as_number(mentions.len()));
        let rarity = (1.0 + (all - with_term + 0.5) / (with_term + 0.5)).ln();
        for mention in mentions {
            let length = self.documents[mention.document].length / self.average_length;
            let discount = SATURATION * (1.0 - LENGTH_DISCOUNT + LENGTH_DISCOUNT * length);
            let frequency = mention.weight * (SATURATION + 1.0) / (mention.weight + discount);
            let score = best.entry(mention.document).or_default();
            *score = score.max(weight * rarity * frequency);
        }
    }

    /// The known words that an unknown one probably stands for, with what each counts.
    fn meant(&self, term: &str) -> Vec<(&str, f64)> {
        let mut meant: Vec<(&str, f64)> = self
            .words
            .keys()
            .filter_map(|word| Some((word.as_str(), spelling::meant(term, word)? * PROBABLY_MEANT)))
            .collect();
        meant.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        meant.truncate(MOST_MEANT);
        meant
    }

    /// Puts the command first whose name or alias is the question.
    fn add_exact_names(&self, question: &str, scores: &mut [f64]) {
        let name = question.trim().to_lowercase().replace(['-', ' '], "_");
        for (document, score) in self.documents.iter().zip(scores) {
            if document.name == name {
                *score += EXACT_NAME;
            } else if document.aliases.contains(&name) {
                *score += EXACT_ALIAS;
            }
        }
    }

    /// The names that resemble a question most.
    fn nearest(&self, question: &str, is_candidate: impl Fn(&Document) -> bool) -> Vec<String> {
        let question = terms::words(question).join("_");
        let likeness = |document: &Document| {
            let names = std::iter::once(&document.name).chain(&document.aliases);
            names.map(|name| spelling::likeness(&question, name)).fold(0.0, f64::max)
        };
        let mut names: Vec<(&str, f64)> = self
            .documents
            .iter()
            .filter(|document| is_candidate(document))
            .map(|document| (&*document.name, likeness(document)))
            .filter(|(_, likeness)| *likeness > 0.1)
            .collect();
        names.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        names.into_iter().take(MOST_NEAREST).map(|(name, _)| name.to_owned()).collect()
    }
}

fn add_meanings(meanings: &mut BTreeMap<usize, f64>, term: &str, weight: f64) {
    for meaning in verbs::meanings(term) {
        *meanings.entry(*meaning).or_default() += weight;
    }
}

#[allow(clippy::cast_precision_loss, reason = "there are far fewer than 2^53 commands")]
fn as_number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests;
