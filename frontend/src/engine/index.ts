export { Engine } from "./engine.ts";
export type { Deed, Standing } from "./engine.ts";
export { TooLarge } from "./outbox.ts";
export { check, judge } from "./selftest.ts";
export type { Disk, Verdict } from "./selftest.ts";
export { upgrade } from "./migrate.ts";
export * from "./types.ts";
