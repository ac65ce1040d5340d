// Types of the commands of warehouse 2.1.0. Generated; changes are lost.

/** Where a parcel goes. */
export interface Address {
  city: string;
  street: string;
}

export interface CommandsValue {
  enabled: boolean;
}

export interface Customer {
  /** @format date */
  birthday?: string | null;
  /** @default "basic" */
  level?: CustomerLevel;
  /** @minLength 1 */
  name: string;
}

/**
 * What a customer may expect.
 *
 * - `gold`: Free delivery.
 * - `platinum`: Free delivery, next day.
 */
export type CustomerLevel = "basic" | "gold" | "platinum";

/** How an order travels. */
export type Delivery = {
  by: "parcel";
  city: string;
  street: string;
} | {
  by: "collection";
  /**
   * @minimum 0
   * @maximum 255
   */
  desk: number;
};

/** What happened, and before that. */
export interface History {
  before: History | null;
  text: string;
}

export interface ImportReport {
  before: unknown;
  /**
   * @minimum 0
   * @maximum 4294967295
   */
  changed: number;
}

/** An order as it was placed. */
export interface Order {
  delivery: Delivery;
  history: History;
  /** @format uuid */
  id: string;
  lines: OrderLine[];
  note: string | null;
  /** @format date-time */
  placed: string;
  /**
   * Sum in euros.
   *
   * @pattern ^-?\d+(\.\d+)?$
   */
  total: string;
}

export interface OrderLine {
  /**
   * @minimum 1
   * @maximum 1000
   */
  quantity: number;
  sku: Sku;
}

export interface OutOfStock {
  /**
   * @minimum 0
   * @maximum 4294967295
   */
  left: number;
}

export interface Page_Order_ {
  items: Order[];
  next?: string | null;
}

export interface RpcError {
  text?: string;
}

export interface ShelfRange {
  /** @format int32 */
  from: number;
  /** @format int32 */
  to: number;
}

/**
 * Stock keeping unit, as printed on the shelf.
 *
 * @pattern ^[A-Z]-\d+$
 */
export type Sku = string;

export type UnitState = "free" | "reserved" | "broken";

/** The commands by name, with the types of each. */
export interface Commands {
  /**
   * Cancels an order that has not left yet.
   *
   * @deprecated since 2.1.0, use `return_order`, may be gone from 2027-01-31
   */
  cancel_order: {
    params: {
      /**
       * Order to cancel, as `place_order` returned it.
       *
       * @format uuid
       */
      order_id: string;
      /**
       * Remark for the customer.
       *
       * @maxLength 200
       */
      note?: string | null;
    };
    result: null;
    /** Fails once the order has left. */
    errors:
      /** No order has this number. */
      | { kind: "unknown_order" }
      /**
       * The parcel is on its way;
       * ask for a return instead.
       */
      | { kind: "already_sent"; details: {
        /** @format date-time */
        sent_at: string;
      } };
  };
  /**
   * Counts units by article.
   *
   * Counting takes reservations into account.
   *
   * - one
   * - two
   */
  count_stock: {
    params: {
      /**
       * Articles to count; all when empty.
       *
       * @default []
       */
      skus?: Sku[];
      /** Only units in this state. */
      state?: UnitState | null;
      /** Only units on these shelves. */
      within?: ShelfRange | null;
      /**
       * Leaves out articles with fewer units.
       *
       * @minimum 0
       * @maximum 4294967295
       * @default 0
       */
      minimum?: number;
    };
    /** Units by article. */
    result: { [name: string]: number };
    errors: never;
  };
  /** Replaces the price list. */
  import_prices: {
    params: {
      /** Price in cents by number of article; `*\/` is no number. */
      prices: { [name: string]: number };
      /**
       * First and last day.
       *
       * @minItems 2
       * @maxItems 2
       */
      valid: [string, string];
      /** Anything that goes with it. */
      class?: unknown;
      /**
       * Key of the price service.
       *
       * @minLength 8
       * @pattern ^[a-z0-9]+$
       */
      api_key: string;
    };
    /** How many prices changed, and the list before. */
    result: ImportReport;
    errors:
      /** The list is empty. */
      | { kind: "no_prices" }
      | { kind: "price_service" };
  };
  /** Answers at once. */
  ping: {
    params: { [name: string]: never };
    /** Always `pong`. */
    result: "pong";
    errors: never;
  };
  /** Places an order and reserves its units. */
  place_order: {
    params: {
      /** Who orders. */
      customer: Customer;
      /**
       * What is ordered.
       *
       * @minItems 1
       * @maxItems 50
       */
      lines: OrderLine[];
      /** How it travels; by parcel when absent. */
      delivery?: Delivery | null;
    };
    /** The order with its number. */
    result: Order;
    /** Fails when units are missing. */
    errors:
      /** Fewer units are left than were ordered. */
      | { kind: "out_of_stock"; details: OutOfStock }
      /** The customer may not order. */
      | { kind: "customer_blocked" };
  };
  /** Shows types whose names the documents need for themselves. */
  show_settings: {
    params: { [name: string]: never };
    /** The settings. */
    result: {
      commands: CommandsValue;
      "last-error"?: RpcError | null;
      page: Page_Order_;
    };
    errors: never;
  };
  /** Gives every order as it is placed. */
  watch_orders: {
    params: {
      /**
       * Sum in euros that an order must have.
       *
       * @minimum 0
       * @maximum 4294967295
       * @default 0
       */
      least?: number;
    };
    /** The orders, in the order in which they are placed. */
    result: {
      /** Whether these are all items. */
      complete: boolean;
      items: Order[];
    };
    /** One item, where the result comes item by item. */
    item: Order;
    errors: never;
  };
}

/** The name of a command. */
export type CommandName = keyof Commands;
