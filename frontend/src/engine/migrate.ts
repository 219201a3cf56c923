// Items live longer than releases: each release reads what all former ones wrote.
import type { Item } from "./types.ts";

type Stored = Record<string, unknown>;
export type Steps = Record<number, (old: Stored) => Stored>;

/** The shape that this release writes. */
export const VERSION = 1;

/** From the shape of that number to the next one. The operation inside is never touched: it was hashed. */
export const STEPS: Steps = {};

/** What a newer release wrote is left as it is: a phone that went back a release still sends it. */
export function upgrade(stored: unknown, steps: Steps = STEPS, version = VERSION): Item {
  let item = stored as Stored;
  for (let from = Number(item["version"] ?? 0); from < version; from++) {
    const step = steps[from];
    if (!step) throw new Error(`an item of shape ${from} cannot be read`);
    item = { ...step(item), version: from + 1 };
  }
  return item as unknown as Item;
}
