// Calls that must not compile. The comment above each names the error of the compiler, by number and words.
import { Client, request } from "./client.js";

export async function wrong(client: Client): Promise<void> {
  // TS2345: Argument of type '"list_product"' is not assignable to parameter of type 'keyof Commands'
  await client.call("list_product");
  // TS2554: Expected 2-3 arguments, but got 1
  await client.call("stock_level");
  // TS2345: Property 'sku' is missing
  await client.call("stock_level", {});
  // TS2353: 'warehouse' does not exist in type
  await client.call("stock_level", { sku: "TEA-GREEN-100", warehouse: "north" });
  // TS2322: Type 'string' is not assignable to type 'number'
  await client.call("get_order", { order: "one" });
  // TS2322: Type '"wine"' is not assignable to type
  await client.call("list_products", { category: "wine" });
  // TS2741: Property 'quantity' is missing
  await client.call("place_order", { customer: 1, lines: [{ sku: "TEA-GREEN-100" }], delivery: { method: "pickup" } });
  // TS2322: Type 'number' is not assignable to type 'string'
  await client.call("pay_order", { order: 1, amount: 12.5, method: { type: "cash" } });
  // TS2353: 'loud' does not exist in type
  await client.call("stock_level", { sku: "TEA-GREEN-100" }, { loud: true });
  // TS2322: is not assignable to type 'string'
  const order: string = await client.call("get_order", { order: 1 });
  // TS2339: Property 'customer_name' does not exist on type 'Order'
  const name = (await client.call("get_order", { order: 1 })).customer_name;
  // TS2554: Expected 2 arguments, but got 1
  request("get_order");
  // TS2353: 'number' does not exist in type
  request("get_order", { order: 1, number: 1 });
  const [level] = await client.batch([request("stock_level", { sku: "MUG-STONE" })]);
  // TS2339: Property 'result' does not exist on type
  const units = level.result;
  if (level.ok) {
    // TS2322: Type 'number' is not assignable to type 'string'
    const available: string = level.result.available;
    console.log(available);
  } else if (level.error.kind === "unknown_product") {
    // TS2339: Property 'order' does not exist on type
    console.log(level.error.details.order);
  // TS2367: This comparison appears to be unintentional
  } else if (level.error.kind === "unknown_order") {
    console.log("no error of this command");
  }
  // TS2345: Property 'sku' is missing
  await client.notify("reserve_stock", { quantity: 1 });
  console.log(order, name, units);
}
