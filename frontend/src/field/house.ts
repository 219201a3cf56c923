// Who uses this phone now, what it has taken along for them, and whether it can be trusted to keep anything.
import { check, type Verdict } from "../engine/index.ts";
import { openPhone, type Phone } from "../phone.ts";
import { disk } from "../store/disk.ts";
import type { Snapshot, Somebody } from "./shapes.ts";

export interface Taken {
  snapshot: Snapshot;
  /** By this phone's clock (ms). */
  at: number;
}

/** "asked": the server said who is logged in. "away": it could not be asked. */
export interface Door {
  kind: "asked" | "away";
  person: Somebody | null;
  csrf: string;
}

const DAILY = 24 * 60 * 60 * 1000;
const LOG_OUT_TRIES = 3; // a page of somebody else is open until it is done
const SHORTLY = 1000;
const RENEWED = 7 * DAILY; // a token lasts thirty
// Written by the service worker when somebody logs in or out elsewhere: see sw.ts.
const DOOR = "tongxin-door";
const LOCKED = "/field/locked";
const AWAY: Door = { kind: "away", person: null, csrf: "" };

export const phone: Phone = openPhone();
const { engine, storage } = phone;

export async function askDoor(): Promise<Door> {
  try {
    const response = await fetch("/field/session", { cache: "no-store", credentials: "same-origin" });
    if (!response.ok) return AWAY;
    return { kind: "asked", ...((await response.json()) as Omit<Door, "kind">) };
  } catch {
    return AWAY;
  }
}

/** Who was here last; nobody where they have logged out since, or somebody else may have come. */
export async function resident(): Promise<Somebody | null> {
  return (await locked()) ? null : storage.mark<Somebody>("person");
}

async function locked(): Promise<boolean> {
  try {
    return (await caches.match(LOCKED)) !== undefined;
  } catch {
    return false;
  }
}

/** Somebody has logged in: from now on the screens are theirs. What others have not sent stays as it is. */
export async function moveIn(person: Somebody): Promise<void> {
  await storage.setMark("person", person);
  await storage.unmark("left");
  await caches.open(DOOR).then((door) => door.delete(LOCKED), () => false);
}

/** Leaves the screens to the next one; the outbox stays and is sent. */
export async function moveOut(person: Somebody): Promise<void> {
  await storage.setMark("left", person.id);
  await storage.unmark("person");
}

/** They have left these screens, perhaps without a network, and the server still takes them for logged in. */
export async function isStale(person: Somebody): Promise<boolean> {
  return (await storage.mark<number>("left")) === person.id && !(await locked());
}

/** False: the server did not do it; they are still logged in there. */
export async function logOut({ csrf }: Door): Promise<boolean> {
  const request = { method: "POST", credentials: "same-origin", redirect: "manual", headers: { "X-CSRFToken": csrf } } as const;
  for (let attempt = 0; attempt < LOG_OUT_TRIES; attempt++) {
    if (attempt) await new Promise((go) => setTimeout(go, SHORTLY));
    const answer = await fetch("/logout", request).catch(() => null);
    if (answer?.type === "opaqueredirect" || answer?.ok) return true;
  }
  return false;
}

/** At the first use and once a day. Asking costs a moment, so a screen is drawn before. */
export async function selfTest(now: number): Promise<Verdict> {
  const before = await storage.mark<{ at: number; verdict: Verdict }>("verdict").catch(() => null);
  const age = before ? now - before.at : Infinity;
  if (before && before.verdict.keeps !== "cannot" && age >= 0 && age < DAILY) return before.verdict;
  const verdict = await check(disk(storage));
  await storage.setMark("verdict", { at: now, verdict }).catch(() => undefined);
  return verdict;
}

export async function taken(person: Somebody): Promise<Taken | null> {
  return storage.record<Taken>(String(person.id), "snapshot");
}

/** Lets this phone hand in for whoever is logged in, and brings what they need. */
export async function takeAlong(door: Door, now: number): Promise<Taken | null> {
  if (!door.person) return null;
  await enrol(door, now);
  const response = await fetch("/api/sync/snapshot", { cache: "no-store", credentials: "same-origin" });
  if (!response.ok) return null;
  const value: Taken = { snapshot: (await response.json()) as Snapshot, at: now };
  if (value.snapshot.me.id !== door.person.id) return null; // somebody else has logged in meanwhile
  await storage.commit({ records: [{ person: String(door.person.id), key: "snapshot", value }] });
  return value;
}

async function enrol(door: Door, now: number): Promise<void> {
  const person = String(door.person?.id);
  const account = await storage.account(person);
  const since = await storage.mark<number>(`enrolled ${person}`);
  const usable = account && account.token !== "" && account.token !== account.refused;
  if (usable && since !== null && now - since < RENEWED && now >= since) return;
  const device = await storage.mark<string>("device");
  const response = await fetch("/field/enrol", {
    method: "POST",
    credentials: "same-origin",
    headers: { "X-CSRFToken": door.csrf },
    body: new URLSearchParams(device ? { device } : {}),
  });
  if (!response.ok) return;
  const made = (await response.json()) as { device: string; token: string };
  await storage.setMark("device", made.device);
  await engine.signIn(person, made.token);
  await storage.setMark(`enrolled ${person}`, now);
}

interface Ending {
  id?: string;
  ends?: number;
  watch?: unknown;
  sent?: boolean;
}

/** Who was not fit dies with the shift: in what is half written, and in what waits or was sent. */
export async function tidy(now: number): Promise<void> {
  for (const owner of await storage.persons()) await tidyOf(owner, now);
}

async function tidyOf(owner: string, now: number): Promise<void> {
  for (const { key, value } of await storage.records(owner)) {
    const draft = value as Ending | null;
    if (!key.startsWith("draft:") || !draft?.ends || draft.ends > now) continue;
    const dropped = draft.sent ? await forgetFitness(owner, draft.id ?? "") : true;
    const rest = draft.sent ? { sent: true, id: draft.id } : { ...draft, watch: undefined, ends: undefined };
    if (dropped) await storage.commit({ records: [{ person: owner, key, value: rest }] });
  }
}

async function forgetFitness(owner: string, id: string): Promise<boolean> {
  const item = (await engine.outbox(owner)).find(({ operation }) => operation.id === id);
  const body = item && (JSON.parse(item.operation.body) as Record<string, unknown>);
  if (!body || !("watch" in body)) return true;
  const { watch: _, ...rest } = body;
  return engine.rewrite(owner, id, rest);
}

export async function room(): Promise<{ used: number; free: number } | null> {
  try {
    const { usage, quota } = await navigator.storage.estimate();
    return usage === undefined || quota === undefined ? null : { used: usage, free: quota - usage };
  } catch {
    return null;
  }
}
