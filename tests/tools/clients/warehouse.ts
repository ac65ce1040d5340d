// Calls of the catalog in schema-gen/tests/golden: what must compile, and what must not.
import { call } from "./call";

export async function accepted(): Promise<void> {
  const stock: { [sku: string]: number } = await call("count_stock", { skus: ["A-1"], state: "free" });
  await call("count_stock", {});
  const order = await call("place_order", {
    customer: { name: "Ada", level: "gold" },
    lines: [{ sku: "A-1", quantity: stock["A-1"] ?? 1 }],
    delivery: { by: "collection", desk: 4 },
  });
  const id: string = order.id;
  const before: string | undefined = order.history.before?.text;
  if (order.delivery.by === "parcel") {
    const street: string = order.delivery.street;
    console.log(street, before);
  }
  const nothing: null = await call("cancel_order", { order_id: id, note: null });
  const pong: "pong" = await call("ping", {});
  await call("import_prices", { prices: { "7": 990 }, valid: ["2026-01-01", "2026-12-31"], api_key: "abcdefgh" });
  const enabled: boolean = (await call("show_settings", {})).commands.enabled;
  console.log(nothing, pong, enabled);
}

export async function refused(): Promise<void> {
  // @ts-expect-error there is no such command
  await call("count_stocks", {});
  // @ts-expect-error a parameter is missing
  await call("cancel_order", {});
  // @ts-expect-error there is no such parameter
  await call("cancel_order", { order_id: "1", remark: "late" });
  // @ts-expect-error a command without parameters takes none
  await call("ping", { loud: true });
  // @ts-expect-error the parameter has another type
  await call("cancel_order", { order_id: 1 });
  // @ts-expect-error the enum has no such value
  await call("count_stock", { state: "lost" });
  // @ts-expect-error the variant needs a desk
  await call("place_order", { customer: { name: "Ada" }, lines: [], delivery: { by: "collection" } });
  // @ts-expect-error the pair needs two days
  await call("import_prices", { prices: {}, valid: ["2026-01-01"], api_key: "abcdefgh" });
  // @ts-expect-error the result is no number
  const pong: number = await call("ping", {});
  // @ts-expect-error the result has no such member
  const total = (await call("count_stock", {})).total.cents;
  // @ts-expect-error the note may be null
  const note: string = (await call("place_order", { customer: { name: "Ada" }, lines: [] })).note;
  console.log(pong, total, note);
}
