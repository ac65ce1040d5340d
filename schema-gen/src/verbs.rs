//! What verbs mean: which ones people use for the same thing, and which words are verbs at all.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::search::stem;

/// Verbs of one meaning, the most usual one first. A verb may have several meanings.
const MEANINGS: &[&[&str]] = &[
    &[
        "create",
        "add",
        "make",
        "new",
        "insert",
        "register",
        "introduce",
        "establish",
        "enter",
        "place",
        "submit",
        "compose",
        "draft",
        "enroll",
        "open",
        "initialize",
        "define",
        "record",
    ],
    &[
        "delete",
        "remove",
        "erase",
        "drop",
        "destroy",
        "discard",
        "purge",
        "wipe",
        "forget",
        "clear",
        "trash",
        "eliminate",
        "dispose",
        "uninstall",
    ],
    &[
        "get", "show", "read", "view", "fetch", "retrieve", "display", "see", "describe", "inspect", "tell",
        "load", "obtain", "lookup", "return", "present", "explain",
    ],
    &["list", "enumerate", "browse", "show", "overview", "display"],
    &["search", "find", "query", "locate", "seek", "lookup", "filter", "match", "discover"],
    &[
        "update",
        "change",
        "modify",
        "edit",
        "alter",
        "adjust",
        "correct",
        "amend",
        "revise",
        "set",
        "patch",
        "fix",
        "replace",
        "configure",
        "mark",
        "rewrite",
    ],
    &["replace", "overwrite", "swap", "exchange", "substitute"],
    &["rename", "relabel", "retitle"],
    &["copy", "duplicate", "clone", "replicate", "fork"],
    &["move", "transfer", "relocate", "shift", "migrate"],
    &["archive", "retire", "shelve", "stash"],
    &["restore", "recover", "undelete", "revert", "undo", "rollback", "reinstate", "unarchive"],
    &["cancel", "abort", "revoke", "void", "annul", "withdraw", "terminate", "rescind"],
    &["start", "begin", "launch", "run", "execute", "trigger", "initiate", "boot", "invoke", "activate"],
    &["stop", "halt", "end", "kill", "quit", "terminate", "shutdown"],
    &["pause", "suspend", "hold", "freeze", "postpone"],
    &["resume", "continue", "unpause", "unfreeze"],
    &["enable", "activate", "allow", "unlock", "permit", "unblock"],
    &["disable", "deactivate", "block", "lock", "forbid", "ban"],
    &["send", "deliver", "dispatch", "ship", "mail", "forward", "transmit", "notify", "email"],
    &["receive", "accept", "take", "collect"],
    &["approve", "accept", "confirm", "authorize", "authorise", "sign", "acknowledge"],
    &["reject", "refuse", "decline", "deny", "dismiss"],
    &["assign", "allocate", "attach", "link", "associate", "connect", "bind", "delegate"],
    &["unassign", "detach", "unlink", "disconnect", "release", "free", "unbind"],
    &["reserve", "book", "claim", "hold"],
    &["pay", "charge", "bill", "settle"],
    &["refund", "reimburse", "repay"],
    &["validate", "check", "verify", "test", "confirm", "ensure", "examine", "audit", "lint"],
    &["count", "tally"],
    &["compare", "diff", "contrast"],
    &["calculate", "compute", "sum", "evaluate", "estimate", "quote", "measure"],
    &["generate", "produce", "build", "render", "make"],
    &["export", "download", "dump", "extract", "save"],
    &["import", "upload", "load", "ingest"],
    &["publish", "release", "deploy", "post", "announce"],
    &["merge", "combine", "join", "consolidate"],
    &["split", "divide", "separate", "partition"],
    &["sync", "synchronize", "synchronise", "refresh", "reload"],
    &["schedule", "plan", "reschedule", "defer"],
    &["comment", "annotate", "remark"],
    &["report", "summarize", "summarise", "analyze", "analyse"],
    &["subscribe", "follow", "watch", "monitor", "track", "observe"],
    &["unsubscribe", "unfollow", "unwatch"],
    &["grant", "permit", "allow"],
    &["close", "resolve", "complete", "finish", "conclude"],
    &["convert", "transform", "translate", "transcode"],
    &["install", "setup", "provision"],
    &["reset", "reinitialize", "clear"],
    &["retry", "redo", "repeat", "rerun"],
    &["sort", "order", "rank", "arrange"],
    &["append", "push", "extend", "add"],
    &["hide", "mask", "conceal"],
    &["greet", "welcome"],
    &["preview", "simulate"],
];

/// Verbs without another for the same thing.
const FURTHER: &[&str] = &[
    "adopt",
    "advance",
    "answer",
    "apply",
    "ask",
    "authenticate",
    "backup",
    "benchmark",
    "bump",
    "buy",
    "cache",
    "call",
    "capture",
    "categorize",
    "checkout",
    "classify",
    "commit",
    "compile",
    "compress",
    "crawl",
    "debug",
    "decode",
    "decompress",
    "decrypt",
    "discontinue",
    "drain",
    "encode",
    "encrypt",
    "escalate",
    "expire",
    "explore",
    "feed",
    "flag",
    "flush",
    "format",
    "grow",
    "handle",
    "hash",
    "help",
    "highlight",
    "import",
    "increase",
    "decrease",
    "index",
    "infer",
    "invite",
    "kick",
    "label",
    "log",
    "login",
    "logout",
    "manage",
    "map",
    "migrate",
    "navigate",
    "open",
    "optimize",
    "paginate",
    "parse",
    "ping",
    "pin",
    "poll",
    "pop",
    "predict",
    "prepare",
    "print",
    "process",
    "profile",
    "promote",
    "demote",
    "protect",
    "prune",
    "pull",
    "rate",
    "rebuild",
    "reboot",
    "reindex",
    "redeem",
    "reopen",
    "reply",
    "request",
    "resize",
    "resolve",
    "respond",
    "restart",
    "review",
    "revise",
    "roll",
    "rotate",
    "route",
    "sample",
    "scale",
    "scan",
    "score",
    "sell",
    "serve",
    "share",
    "sleep",
    "snapshot",
    "stage",
    "star",
    "store",
    "stream",
    "suggest",
    "swap",
    "tag",
    "train",
    "trim",
    "unpin",
    "unpublish",
    "unstar",
    "untag",
    "upgrade",
    "downgrade",
    "use",
    "vote",
    "wait",
    "wake",
    "warm",
    "work",
    "write",
];

/// Meanings by the stem of each verb.
static BY_STEM: LazyLock<BTreeMap<String, Vec<usize>>> = LazyLock::new(|| {
    let mut by_stem: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (meaning, verbs) in MEANINGS.iter().enumerate() {
        for verb in *verbs {
            by_stem.entry(stem(verb)).or_default().push(meaning);
        }
    }
    by_stem
});

/// Whether a word is a verb that commands are named by, in its base form.
pub(crate) fn is_verb(word: &str) -> bool {
    FURTHER.contains(&word) || MEANINGS.iter().any(|verbs| verbs.contains(&word))
}

/// Whether a word is such a verb with the ending `ing`.
pub(crate) fn is_gerund(word: &str) -> bool {
    let verbs = || MEANINGS.iter().copied().flatten().chain(FURTHER);
    word.ends_with("ing") && !is_verb(word) && verbs().any(|verb| stem(verb) == stem(word))
}

/// The meanings of the verb of this stem, as numbers; none for other words.
pub(crate) fn meanings(stem: &str) -> &'static [usize] {
    BY_STEM.get(stem).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::{is_gerund, is_verb, meanings};
    use crate::search::stem;

    #[test]
    fn verbs_share_meanings_in_every_form() {
        let shares = |one: &str, other: &str| {
            meanings(&stem(one)).iter().any(|meaning| meanings(&stem(other)).contains(meaning))
        };
        assert!(shares("erasing", "deletes"));
        assert!(shares("lookup", "find") && shares("lookup", "get"));
        assert!(!shares("enable", "disable"));
        assert!(is_verb("print") && meanings(&stem("print")).is_empty());
        assert!(!is_verb("invoice") && !is_verb("units"));
        assert!(is_gerund("deleting") && is_gerund("printing") && !is_gerund("ping") && !is_gerund("thing"));
    }
}
