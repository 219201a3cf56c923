// How long to wait after what went wrong: kept in memory only, so a page that opens anew tries at once.
import type { Chance, Clock } from "./types.ts";

const FIRST = 2_000;
const LONGEST = 10 * 60_000;
const LONGEST_BUSY = 60 * 60_000;

/** Grows with each failure; the jitter keeps a shift's phones from coming all at once. */
export function delay(failures: number, chance: Chance): number {
  const full = Math.min(LONGEST, FIRST * 2 ** Math.min(failures - 1, 20));
  return Math.round(full * (0.5 + chance.number() / 2));
}

interface Trouble {
  failures: number;
  until: number;
}

/** Troubles by name: one of the whole sending, one of each operation or photo that failed alone. */
export class Patience {
  private readonly troubles = new Map<string, Trouble>();
  private readonly clock: Clock;
  private readonly chance: Chance;

  constructor(clock: Clock, chance: Chance) {
    this.clock = clock;
    this.chance = chance;
  }

  fail(name: string): void {
    const failures = (this.troubles.get(name)?.failures ?? 0) + 1;
    this.troubles.set(name, { failures, until: this.clock.mono() + delay(failures, this.chance) });
  }

  /** The server named the time itself. */
  busy(name: string, seconds: number): void {
    const asked = Math.min(LONGEST_BUSY, Math.max(0, seconds) * 1000);
    this.troubles.set(name, { failures: 1, until: this.clock.mono() + asked + delay(1, this.chance) });
  }

  clear(name: string): void {
    this.troubles.delete(name);
  }

  /** A person asks for it now: what has failed is still known, but tried at once. */
  hurry(): void {
    for (const trouble of this.troubles.values()) trouble.until = 0;
  }

  known(name: string): boolean {
    return this.troubles.has(name);
  }

  left(name: string): number {
    return Math.max(0, (this.troubles.get(name)?.until ?? 0) - this.clock.mono());
  }
}
