use serde_json::json;

use super::{Index, SearchOptions, SearchResults};
use crate::Catalog;

fn index() -> Index {
    let command = |name: &str, group: &str, summary: &str, aliases: &[&str]| json!({"name": name, "group": group, "summary": summary, "aliases": aliases});
    let catalog = json!({
        "service": {"title": "shop", "version": "1.0.0"},
        "commands": [
            command("remove_customer", "customers", "Forgets a customer who has never ordered.", &[]),
            command("list_customers", "customers", "Lists the customers, a page at a time.", &["all_clients"]),
            command("place_order", "orders", "Places an order and takes its units off the shelf.", &["buy"]),
            command("list_orders", "orders", "Lists the orders, the latest first.", &[]),
            command("ship_order", "orders", "Marks a paid order as sent.", &[]),
        ]
    });
    let catalog: Catalog = serde_json::from_value(catalog).expect("this is a catalog");
    Index::new(&catalog)
}

fn names(results: &SearchResults) -> Vec<&str> {
    results.hits.iter().map(|hit| hit.command.as_str()).collect()
}

fn search(question: &str) -> SearchResults {
    index().search(question, &SearchOptions::default())
}

#[test]
fn other_verbs_and_misspelt_words_find_the_command() {
    for (question, name) in [
        ("erase a customer", "remove_customer"),
        ("get rid of a custmer", "remove_customer"),
        ("deliver the order", "ship_order"),
        ("browse orders", "list_orders"),
        ("submit an order", "place_order"),
        ("clients", "list_customers"),
    ] {
        assert_eq!(names(&search(question)).first(), Some(&name), "{question}");
    }
}

#[test]
fn a_name_or_alias_comes_first_however_it_is_written() {
    assert_eq!(names(&search("list_orders"))[0], "list_orders");
    assert_eq!(names(&search("List-Orders "))[0], "list_orders");
    assert_eq!(names(&search("all clients"))[0], "list_customers");
    assert_eq!(names(&search("buy"))[0], "place_order");
}

#[test]
fn a_group_narrows_and_the_number_counts_beyond_the_limit() {
    let orders = SearchOptions { group: Some("orders"), limit: 1 };
    let found = index().search("list", &orders);
    assert_eq!(names(&found), ["list_orders"]);
    let found = index().search("order", &orders);
    assert_eq!((found.hits.len(), found.total), (1, 3));
}

#[test]
fn an_empty_question_lists_everything_by_name() {
    let orders = SearchOptions { group: Some("orders"), limit: 8 };
    assert_eq!(names(&index().search(" ", &orders)), ["list_orders", "place_order", "ship_order"]);
}

#[test]
fn without_a_hit_the_nearest_names_are_given() {
    let found = search("zzlist_custzz");
    assert_eq!((found.hits.len(), found.total), (0, 0));
    assert_eq!(found.nearest.first().map(String::as_str), Some("list_customers"));
    assert_eq!(
        Index::new(&Catalog::default()).search("x", &SearchOptions::default()),
        SearchResults::default()
    );
}

#[test]
fn what_is_not_permitted_appears_nowhere() {
    let found = index().search_among("order", &SearchOptions::default(), |name| name != "ship_order");
    assert_eq!(found.total, search("order").total - 1);
    assert!(!names(&found).contains(&"ship_order"));
    let found =
        index().search_among("zzlist_custzz", &SearchOptions::default(), |name| name != "list_customers");
    assert!(!found.nearest.iter().any(|name| name == "list_customers"));
}

#[test]
fn ties_are_in_the_order_of_names() {
    let catalog = json!({
        "service": {"title": "t", "version": "1"},
        "commands": [{"name": "b_thing", "summary": ""}, {"name": "a_thing", "summary": ""}]
    });
    let catalog: Catalog = serde_json::from_value(catalog).expect("this is a catalog");
    let found = Index::new(&catalog).search("thing", &SearchOptions::default());
    assert_eq!(names(&found), ["a_thing", "b_thing"]);
}
