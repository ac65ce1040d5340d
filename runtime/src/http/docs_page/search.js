// Finding commands as somebody types: every word must be found somewhere, names count most, and a word with a typing
// mistake still finds what is near to it.

/** Words that say the same of a command. */
const SAME = [
  ["get", "show", "read", "fetch", "find", "describe", "view", "load", "lookup"],
  ["list", "search", "find", "all", "query", "browse"],
  ["create", "add", "new", "make", "place", "insert", "register", "open"],
  ["delete", "remove", "cancel", "drop", "erase", "destroy", "clear", "forget"],
  ["update", "change", "set", "edit", "modify", "rename", "adjust", "put"],
  ["count", "number", "total", "how"],
  ["import", "upload", "load"],
  ["export", "download", "dump"],
];
const FILLERS = new Set(["a", "an", "the", "of", "to", "in", "for", "with", "and", "is", "do", "i", "how"]);

/** What a word is worth by where it is found: as a whole word, as the beginning of one, anywhere inside. */
const WORTH = {
  name: [60, 42, 18],
  alias: [45, 30, 12],
  group: [20, 14, 0],
  parameter: [16, 11, 0],
  summary: [15, 10, 4],
  description: [5, 3, 0],
};

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function words(text) {
  return plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

/** Prepares commands for {@link search}. */
export function searchIndex(commands) {
  return commands.map((command) => ({
    command,
    name: plain(command.name),
    aliases: (command.aliases ?? []).map(plain),
    fields: [
      [WORTH.name, words(command.name)],
      [WORTH.alias, (command.aliases ?? []).flatMap(words)],
      [WORTH.group, words(command.group ?? "")],
      [WORTH.parameter, command.parameters.flatMap((parameter) => [plain(parameter.name), ...words(parameter.name)])],
      [WORTH.summary, words(command.summary ?? "")],
      // Long texts are split when they are first searched.
      [WORTH.description, undefined],
    ],
  }));
}

/** The commands that fit a query, best first. */
export function search(index, query) {
  const typed = plain(query).trim();
  let terms = words(query);
  if (terms.some((term) => !FILLERS.has(term))) terms = terms.filter((term) => !FILLERS.has(term));
  if (terms.length === 0) return index.map((entry) => entry.command);
  let found = ranked(index, typed, terms, false);
  if (found.length === 0) found = ranked(index, typed, terms.map((term) => nearest(index, term)), false);
  if (found.length === 0) found = ranked(index, typed, terms, true);
  return found.map(([, entry]) => entry.command);
}

function ranked(index, typed, terms, anyTerm) {
  const joined = typed.replace(/[\s-]+/g, "_");
  const found = [];
  for (const entry of index) {
    let score = 0;
    let missing = 0;
    for (const term of terms) {
      const worth = Math.max(termWorth(entry, term), ...synonyms(term).map((same) => 0.5 * nameWorth(entry, same)));
      if (worth === 0) missing += 1;
      score += worth;
    }
    if (anyTerm ? missing === terms.length : missing > 0) continue;
    if (entry.name === joined) score += 500;
    else if (entry.aliases.includes(joined)) score += 300;
    else if (entry.name.startsWith(joined)) score += 200;
    if (entry.command.deprecated) score *= 0.7;
    found.push([score, entry]);
  }
  // Among equals the shorter name is the more general command.
  return found.sort(([a, left], [b, right]) => b - a || left.name.length - right.name.length || (left.name < right.name ? -1 : 1));
}

function termWorth(entry, term) {
  let best = 0;
  for (const field of entry.fields) {
    field[1] ??= longWords(entry.command);
    best = Math.max(best, fieldWorth(field, term));
  }
  return best;
}

function longWords({ description, parameters }) {
  return words([description ?? "", ...parameters.map((parameter) => parameter.description ?? "")].join(" "));
}

function nameWorth(entry, term) {
  return entry.fields[0][1].includes(term) ? WORTH.name[0] : 0;
}

function fieldWorth([[whole, beginning, inside], found], term) {
  let best = 0;
  for (const word of found) {
    if (word === term) return whole;
    if (best < beginning && word.startsWith(term)) best = beginning;
    else if (best < inside && term.length > 1 && word.includes(term)) best = inside;
  }
  return best;
}

function synonyms(term) {
  return SAME.filter((group) => group.includes(term)).flat().filter((word) => word !== term);
}

/** The word of any command that is nearest to a word with a typing mistake; the word itself when none is near. */
function nearest(index, term) {
  const allowed = term.length < 4 ? 0 : term.length < 8 ? 1 : 2;
  if (allowed === 0) return term;
  let best = [allowed + 1, term];
  const seen = new Set();
  for (const entry of index) {
    for (const [, found] of entry.fields.slice(0, 5)) {
      for (const word of found) {
        if (seen.has(word) || Math.abs(word.length - term.length) > allowed) continue;
        seen.add(word);
        if (word.includes(term)) return term;
        const steps = distance(term, word);
        if (steps < best[0]) best = [steps, word];
      }
    }
  }
  return best[1];
}

/** How many letters must be typed differently, left out, added or swapped with their neighbour. */
function distance(from, to) {
  let before = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1] ? 0 : 1;
      let least = Math.min(last[column] + 1, current[column - 1] + 1, last[column - 1] + same);
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) least = Math.min(least, before[column - 2] + 1);
      current.push(least);
    }
    before = last;
    last = current;
  }
  return last[to.length];
}
