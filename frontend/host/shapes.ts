// A release to come, so that upgrades and steps back can be tried before the first one happens.
import { type Shape } from "../src/engine/engine.ts";
import { STEPS, VERSION } from "../src/engine/migrate.ts";

const NEXT = VERSION + 1;

export function shapeOf(version = VERSION): Shape {
  if (version === VERSION) return { version, steps: STEPS };
  return { version: NEXT, steps: { ...STEPS, [VERSION]: (old) => ({ ...old, lifted: true }) } };
}
