// Clock, chance, hash and lock that the one who runs the phone rules over.
import { createHash } from "node:crypto";
import type { Chance, Clock, Hash, Lock } from "../src/engine/types.ts";

/** Numbers that follow from the seed alone (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export class Seeded implements Chance {
  readonly number: () => number;

  constructor(seed: number) {
    this.number = dice(seed);
  }

  uuid(): string {
    const digits = Array.from({ length: 32 }, () => Math.floor(this.number() * 16).toString(16));
    digits[12] = "4";
    digits[16] = (8 + Math.floor(this.number() * 4)).toString(16);
    return digits.join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }
}

const ZONE = 8 * 60 * 60 * 1000;

export class HandClock implements Clock {
  boot: string;
  private now: number;
  private readonly begun: number;
  /** How wrong the phone's own clock is, in milliseconds. */
  skew = 0;

  constructor(boot: string, now: number) {
    this.boot = boot;
    this.now = this.begun = now;
  }

  pass(milliseconds: number): void {
    this.now += milliseconds;
  }

  wall(): string {
    return new Date(this.now + this.skew + ZONE).toISOString().replace("Z", "+08:00");
  }

  mono(): number {
    return this.now - this.begun;
  }
}

export const nodeHash: Hash = {
  text: async (text) => createHash("sha256").update(text, "utf8").digest("hex"),
  bytes: async (bytes) => createHash("sha256").update(bytes).digest("hex"),
};

export class OneAtATime implements Lock {
  private readonly held = new Set<string>();

  async alone<T>(name: string, work: () => Promise<T>): Promise<T | null> {
    if (this.held.has(name)) return null;
    this.held.add(name);
    try {
      return await work();
    } finally {
      this.held.delete(name);
    }
  }
}
