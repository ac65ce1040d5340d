// Client of the commands of warehouse 2.1.0. Generated; changes are lost.

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

/**
 * Kinds of errors that every server of commands has, whatever its commands declare. A newer server or a gateway may
 * have further ones.
 */
export type StandardKind =
  | "parse_error"
  | "invalid_request"
  | "invalid_params"
  | "method_not_found"
  | "method_not_allowed"
  | "path_not_found"
  | "unsupported_media_type"
  | "too_long"
  | "too_deep"
  | "incomplete_body"
  | "slow_body"
  | "unauthenticated"
  | "forbidden"
  | "timed_out"
  | "cancelled"
  | "overloaded"
  | "shutting_down"
  | "internal_error"
  | "failed";

/** What a command takes. */
export type ParamsOf<Name extends CommandName> = Commands[Name]["params"];

/** What a command gives. */
export type ResultOf<Name extends CommandName> = Commands[Name]["result"];

type DeclaredError<Errors> = Errors extends { kind: infer Kind extends string; details: infer Details }
  ? CommandError<Kind, Details>
  : Errors extends { kind: infer Kind extends string }
    ? CommandError<Kind, undefined>
    : never;

/** The errors that a server answers to a command: `kind` tells them apart and decides on the type of `details`. */
export type ErrorOf<Name extends CommandName> =
  | DeclaredError<Commands[Name]["errors"]>
  | CommandError<StandardKind, unknown>;

/** How a call ended. */
export type Outcome<Name extends CommandName> =
  | { readonly ok: true; readonly result: ResultOf<Name> }
  | { readonly ok: false; readonly error: ErrorOf<Name> | TransportError };

/** The server answered that a command failed or that the call was refused. */
export class CommandError<Kind extends string = string, Details = unknown> extends Error {
  /** Stable name of the failure. */
  readonly kind: Kind;
  /** JSON-RPC error code. */
  readonly code: number;
  /** What the command tells about the failure. */
  readonly details: Details;
  /** Everything that came with the error, such as the list of all `errors` of refused parameters. */
  readonly data: { readonly [name: string]: unknown };

  constructor(kind: Kind, code: number, message: string, details: Details, data: { readonly [name: string]: unknown }) {
    super(message);
    this.name = "CommandError";
    this.kind = kind;
    this.code = code;
    this.details = details;
    this.data = data;
  }
}

/**
 * There is no answer of a command: nobody knows whether it ran.
 *
 * - `unreachable`: no connection, or it broke.
 * - `timeout`: no answer in time.
 * - `bad_answer`: something else answered, such as the HTML page of a proxy, or the answer cannot be understood.
 */
export class TransportError extends Error {
  /** The same for all of these, so that `kind` tells them from the errors of commands. */
  readonly kind = "transport";
  readonly reason: "unreachable" | "timeout" | "bad_answer";
  /** The HTTP status, when there was an answer. */
  readonly status: number | undefined;

  constructor(reason: TransportError["reason"], message: string, status?: number, cause?: unknown) {
    super(message, { cause });
    this.name = "TransportError";
    this.reason = reason;
    this.status = status;
    this.cause = cause;
  }
}

/** Whether something that was thrown is the server's answer to a call of a command. */
export function isErrorOf<Name extends CommandName>(_name: Name, thrown: unknown): thrown is ErrorOf<Name> {
  return thrown instanceof CommandError;
}

/** One call of a batch; `request` makes it. */
export interface BatchRequest<Name extends CommandName> {
  readonly name: Name;
  readonly params: ParamsOf<Name> | undefined;
}

type ParamsArgument<Name extends CommandName> = {} extends ParamsOf<Name>
  ? [params?: ParamsOf<Name>]
  : [params: ParamsOf<Name>];

type CallArguments<Name extends CommandName> = {} extends ParamsOf<Name>
  ? [params?: ParamsOf<Name>, options?: CallOptions]
  : [params: ParamsOf<Name>, options?: CallOptions];

/** A call to be sent in a batch. */
export function request<Name extends CommandName>(name: Name, ...rest: ParamsArgument<Name>): BatchRequest<Name> {
  return { name, params: rest[0] };
}

export interface ClientOptions {
  /** Sent with every request, such as `authorization`; a function is asked before each. */
  headers?: { [name: string]: string } | (() => { [name: string]: string } | Promise<{ [name: string]: string }>);
  /** Sends requests in place of the global `fetch`. */
  fetch?: typeof globalThis.fetch;
  /** Longest time for an answer in milliseconds; 30,000 otherwise; 0 or `Infinity` waits without end. */
  timeout?: number;
}

export interface CallOptions {
  /** Gives the call up; its promise is then rejected with the reason of the signal. The command may run on. */
  signal?: AbortSignal | undefined;
  /** Longest time for the answer in milliseconds, in place of the client's. */
  timeout?: number;
}

/**
 * Calls commands.
 *
 *     const client = new Client("https://shop.example/cmd", { headers: { authorization: "Bearer …" } });
 *     const result = await client.call("name_of_command", { name_of_parameter: 1 });
 *
 * Works in browsers and in Node 18 and later. Nothing is sent twice: whether to repeat a call is for its caller to say.
 */
export class Client {
  readonly #url: string;
  readonly #options: ClientOptions;
  #lastId = 0;

  /** Calls the commands that are served at a URL, such as `https://shop.example/cmd`. */
  constructor(url: string | URL, options: ClientOptions = {}) {
    this.#url = String(url);
    this.#options = options;
  }

  /**
   * Calls a command and gives its result.
   *
   * Fails with a `CommandError` when the command fails or the call is refused, and with a `TransportError` when there
   * is no answer; `attempt` gives the same errors with their types.
   */
  async call<Name extends CommandName>(name: Name, ...rest: CallArguments<Name>): Promise<ResultOf<Name>> {
    const outcome = await this.#attempt<Name>(name, rest);
    if (outcome.ok) {
      return outcome.result;
    }
    throw outcome.error;
  }

  /** Calls a command and tells how that ended; throws nothing but the reason of an aborted signal. */
  async attempt<Name extends CommandName>(name: Name, ...rest: CallArguments<Name>): Promise<Outcome<Name>> {
    return this.#attempt<Name>(name, rest);
  }

  /** Calls a command without waiting for its result: the server takes the call and says nothing more of it. */
  async notify<Name extends CommandName>(name: Name, ...rest: CallArguments<Name>): Promise<void> {
    const [params, options]: readonly [params?: unknown, options?: CallOptions] = rest;
    const { status, ok, text } = await this.#send({ jsonrpc: "2.0", method: name, params }, options);
    if (!ok || text.trim() !== "") {
      throw errorOf(refusalOf(parsed(status, text)), status);
    }
  }

  /**
   * Sends several calls at once and tells how each of them ended, in the order of the requests.
   *
   *     const [first, second] = await client.batch([request("one", { … }), request("other")]);
   *     if (first.ok) { first.result }
   *
   * Fails as a whole when the server refuses the batch or nothing answers.
   */
  async batch<const Requests extends readonly BatchRequest<CommandName>[]>(
    requests: Requests,
    options?: CallOptions,
  ): Promise<{ -readonly [Index in keyof Requests]: Outcome<Requests[Index]["name"]> }> {
    const first = this.#lastId + 1;
    this.#lastId += requests.length;
    const body = requests.map(({ name, params }, index) => ({ jsonrpc: "2.0", id: first + index, method: name, params }));
    // A batch without requests is refused by every server.
    const answers = body.length > 0 ? await this.#answer(body, options) : [];
    if (!Array.isArray(answers)) {
      throw errorOf(refusalOf(answers));
    }
    const byId = new Map(answers.map((answer): [unknown, unknown] => [isObject(answer) && answer["id"], answer]));
    const outcomes = body.map(({ id }) => outcomeOf(id, byId.get(id)));
    return outcomes as { -readonly [Index in keyof Requests]: Outcome<Requests[Index]["name"]> };
  }

  async #attempt<Name extends CommandName>(
    name: Name,
    [params, options]: readonly [params?: unknown, options?: CallOptions],
  ): Promise<Outcome<Name>> {
    const id = ++this.#lastId;
    try {
      const answer = await this.#answer({ jsonrpc: "2.0", id, method: name, params }, options);
      return outcomeOf<Name>(id, isObject(answer) && answer["id"] === id ? answer : refusalOf(answer));
    } catch (error) {
      return failed(error);
    }
  }

  async #answer(body: unknown, options: CallOptions | undefined): Promise<unknown> {
    const { status, text } = await this.#send(body, options);
    return parsed(status, text);
  }

  /** Sends a request and reads the whole answer within the time for it. */
  async #send(body: unknown, options: CallOptions = {}): Promise<{ status: number; ok: boolean; text: string }> {
    const text = JSON.stringify(body);
    const { signal, timeout = this.#options.timeout ?? 30_000 } = options;
    signal?.throwIfAborted();
    const given = this.#options.headers;
    const headers = typeof given === "function" ? await given() : given;
    const send = this.#options.fetch ?? globalThis.fetch;
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    let late = false;
    const expire = (): void => {
      late = true;
      stop.abort();
    };
    // A longer time than timers can count would be over at once.
    const timer = timeout > 0 && timeout < 2 ** 31 ? setTimeout(expire, timeout) : undefined;
    signal?.addEventListener("abort", abort);
    try {
      signal?.throwIfAborted();
      const response = await send(this.#url, {
        method: "POST",
        headers: { accept: "application/json", ...headers, "content-type": "application/json" },
        body: text,
        signal: stop.signal,
        // A redirected call would lose its body, or carry its headers to a place that nobody named.
        redirect: "error",
      });
      return { status: response.status, ok: response.ok, text: await response.text() };
    } catch (error) {
      signal?.throwIfAborted();
      if (late) {
        throw new TransportError("timeout", `no answer within ${timeout} ms`, undefined, error);
      }
      throw new TransportError("unreachable", `the server cannot be reached: ${reasonOf(error)}`, undefined, error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  }
}

function isObject(value: unknown): value is { [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The words of an error; those of `fetch` hide in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const cause = (error as { cause?: unknown }).cause;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
}

function parsed(status: number, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const start = text.replace(/\s+/g, " ").trim().slice(0, 80);
    const message = `the answer (HTTP ${status}) is not JSON${start === "" ? ", it is empty" : `: ${start}`}`;
    throw new TransportError("bad_answer", message, status, cause);
  }
}

/** An answer that belongs to no request in particular: the server refused what was sent as a whole. */
function refusalOf(answer: unknown): unknown {
  return isObject(answer) && (answer["id"] ?? null) === null && "error" in answer ? answer : undefined;
}

function outcomeOf<Name extends CommandName>(id: number, answer: unknown): Outcome<Name> {
  if (isObject(answer) && "result" in answer && !("error" in answer)) {
    return { ok: true, result: answer["result"] as ResultOf<Name> };
  }
  return { ok: false, error: errorOf(answer, undefined, id) as ErrorOf<Name> | TransportError };
}

function errorOf(answer: unknown, status?: number, id?: number): CommandError | TransportError {
  const error = isObject(answer) ? answer["error"] : undefined;
  if (!isObject(error) || typeof error["code"] !== "number" || typeof error["message"] !== "string") {
    const request = id === undefined ? "the request" : `request ${id}`;
    return new TransportError("bad_answer", `${request} got no JSON-RPC answer`, status);
  }
  const data = isObject(error["data"]) ? error["data"] : {};
  const kind = typeof data["kind"] === "string" ? data["kind"] : "failed";
  return new CommandError(kind, error["code"], error["message"], data["details"], data);
}

/** Errors of the way to the server are outcomes; everything else is thrown on. */
function failed<Name extends CommandName>(error: unknown): Outcome<Name> {
  if (error instanceof TransportError) {
    return { ok: false, error };
  }
  throw error;
}
