// The browser's clock, chance, hash and lock, as the engine wants them.
import type { Chance, Clock, Hash, Lock } from "../engine/index.ts";

export const chance: Chance = {
  uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  },
  number: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
};

export const clock: Clock = {
  boot: chance.uuid(),
  mono: () => Math.round(performance.now()),
  wall: () => withZone(new Date()),
};

/** As people here read it, with its distance to UTC: 2026-11-20T08:00:00.000+08:00. */
export function withZone(moment: Date): string {
  const minutes = -moment.getTimezoneOffset();
  const local = new Date(moment.getTime() + minutes * 60_000).toISOString().slice(0, -1);
  const distance = Math.abs(minutes);
  const two = (number: number): string => String(Math.floor(number)).padStart(2, "0");
  return `${local}${minutes < 0 ? "-" : "+"}${two(distance / 60)}:${two(distance % 60)}`;
}

export const hash: Hash = {
  text: (text) => hash.bytes(new TextEncoder().encode(text)),
  bytes: async (bytes) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>))),
};

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Over all tabs and the service worker. Where a browser has no locks, over this page: the server takes
 * what is sent twice as one. */
export const lock: Lock = {
  alone: (name, work) => (navigator.locks ? overAll(name, work) : here(name, work)),
};

async function overAll<T>(name: string, work: () => Promise<T>): Promise<T | null> {
  return navigator.locks.request(name, { ifAvailable: true }, (got) => (got ? work() : null)) as Promise<T | null>;
}

const held = new Set<string>();

async function here<T>(name: string, work: () => Promise<T>): Promise<T | null> {
  if (held.has(name)) return null;
  held.add(name);
  return work().finally(() => held.delete(name));
}
