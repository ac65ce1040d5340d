// Calls of the example `orders`: what must compile, and what must not.
import { call } from "./call";

export async function accepted(): Promise<void> {
  const products = await call("list_products", { category: "tea", text: "jasmine" });
  await call("list_products", {});
  const sku: string = products.items[0]?.sku ?? "TEA-GREEN-100";
  const next: string | null | undefined = products.next_cursor;
  await call("list_products", { limit: 5, cursor: next ?? null });

  const level = await call("stock_level", { sku });
  const available: number = level.available;
  const reservation = await call("reserve_stock", { sku, quantity: 1 });

  const order = await call("place_order", {
    customer: 1,
    lines: [
      { sku, quantity: Math.min(available, 2), reservation: reservation.id },
      { sku, quantity: 1 },
    ],
    delivery: { method: "courier", address: { street: "Kai 3", postcode: "20457", city: "Hamburg", country: "DE" } },
  });
  await call("place_order", { customer: 1, lines: [], delivery: { method: "pickup" }, reference: "web-1" });
  if (order.delivery.method === "locker") {
    const locker: string = order.delivery.locker;
    console.log(locker);
  }
  const total: string = order.amounts.total;
  const paid = await call("pay_order", { order: order.id, amount: total, method: { type: "card", last_digits: "0042" } });
  const status: "placed" | "paid" | "shipped" | "cancelled" = paid.status;

  await call("import_products", { source: { format: "csv", text: "sku,name\n" }, existing: "overwrite" });
  const report = await call("sales_report", { from: "2026-02-01", until: "2026-02-28" });
  const revenue: string = report.revenue;
  console.log(status, revenue);
}

export async function refused(): Promise<void> {
  // @ts-expect-error there is no such command
  await call("list_product", {});
  // @ts-expect-error a parameter is missing
  await call("stock_level", {});
  // @ts-expect-error there is no such parameter
  await call("stock_level", { sku: "TEA-GREEN-100", warehouse: "north" });
  // @ts-expect-error the parameter has another type
  await call("get_order", { order: "one" });
  // @ts-expect-error the enum has no such value
  await call("list_products", { category: "wine" });
  // @ts-expect-error a line needs a quantity
  await call("place_order", { customer: 1, lines: [{ sku: "TEA-GREEN-100" }], delivery: { method: "pickup" } });
  // @ts-expect-error a locker needs its number
  await call("place_order", { customer: 1, lines: [], delivery: { method: "locker" } });
  // @ts-expect-error money is text, never a number
  await call("pay_order", { order: 1, amount: 12.5, method: { type: "cash" } });
  // @ts-expect-error the result is an object
  const order: string = await call("get_order", { order: 1 });
  // @ts-expect-error the result has no such member
  const name = (await call("get_order", { order: 1 })).customer_name;
  // @ts-expect-error the cursor is absent on the last page
  const cursor: string = (await call("list_orders", {})).next_cursor;
  console.log(order, name, cursor);
}
