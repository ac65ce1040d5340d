// The typed call that every client makes out of `Commands`: the name decides on the parameters and the result.
import type { Commands } from "./commands_of_document";

export declare function call<Name extends keyof Commands>(
  name: Name,
  params: Commands[Name]["params"],
): Promise<Commands[Name]["result"]>;
