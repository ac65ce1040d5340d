-- The tables of the service. Money is kept in whole cents, times as RFC 3339 text in UTC, compound values as JSON.

CREATE TABLE customers (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT NOT NULL,
    email         TEXT NOT NULL UNIQUE COLLATE NOCASE,
    level         TEXT NOT NULL,
    address       TEXT NOT NULL,
    registered_on TEXT NOT NULL
) STRICT;

CREATE TABLE products (
    sku             TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    description     TEXT,
    category        TEXT NOT NULL,
    price_cents     INTEGER NOT NULL CHECK (price_cents >= 0),
    tags            TEXT NOT NULL,
    listed_on       TEXT NOT NULL,
    discontinued_on TEXT
) STRICT, WITHOUT ROWID;

-- The checks are the last defence against overselling; the commands refuse earlier and say why.
CREATE TABLE stock (
    sku     TEXT PRIMARY KEY REFERENCES products (sku),
    on_hand INTEGER NOT NULL CHECK (on_hand >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE reservations (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    sku        TEXT NOT NULL REFERENCES products (sku),
    quantity   INTEGER NOT NULL CHECK (quantity > 0),
    expires_at TEXT NOT NULL
) STRICT;

CREATE INDEX reservations_by_product ON reservations (sku, expires_at);

CREATE TABLE stock_movements (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    sku           TEXT NOT NULL REFERENCES products (sku),
    reason        TEXT NOT NULL,
    change        INTEGER NOT NULL,
    on_hand_after INTEGER NOT NULL,
    note          TEXT,
    moved_at      TEXT NOT NULL
) STRICT;

CREATE INDEX stock_movements_by_product ON stock_movements (sku, id);

CREATE TABLE orders (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    customer       INTEGER NOT NULL REFERENCES customers (id),
    reference      TEXT,
    status         TEXT NOT NULL,
    delivery       TEXT NOT NULL,
    goods_cents    INTEGER NOT NULL,
    discount_cents INTEGER NOT NULL,
    delivery_cents INTEGER NOT NULL,
    total_cents    INTEGER NOT NULL,
    discount_rate  TEXT NOT NULL,
    placed_at      TEXT NOT NULL,
    shipped_on     TEXT,
    UNIQUE (customer, reference)
) STRICT;

CREATE TABLE order_lines (
    order_id         INTEGER NOT NULL REFERENCES orders (id),
    position         INTEGER NOT NULL,
    sku              TEXT NOT NULL REFERENCES products (sku),
    name             TEXT NOT NULL,
    quantity         INTEGER NOT NULL CHECK (quantity > 0),
    unit_price_cents INTEGER NOT NULL,
    PRIMARY KEY (order_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE payments (
    order_id     INTEGER PRIMARY KEY REFERENCES orders (id),
    method       TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    confirmation TEXT,
    paid_at      TEXT NOT NULL
) STRICT;
