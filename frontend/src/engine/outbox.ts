// What follows from what, without doing anything: which operations go next, and what an answer changes.
import type { Account, Answer, Change, Item, Operation, Outcome, Reply, State } from "./types.ts";

export const LIMITS = {
  /** Operations of one request. */
  batch: 50,
  /** Bytes of one request. */
  request: 1_000_000,
  /** Bytes of one operation's body. */
  body: 256 * 1024,
  /** Days that what was acknowledged stays here at least, and until a verified backup has it. */
  days: 14,
};
const DAY = 24 * 60 * 60 * 1000;

export class TooLarge extends Error {
  override name = "TooLarge";
}

const STATES: Record<Outcome, State> = {
  applied: "acknowledged",
  duplicate: "acknowledged",
  conflict: "conflict",
  held: "held",
  needs_review: "needs_review",
  rejected: "rejected",
};

/** Bytes of the text in UTF-8. */
export function bytesOf(text: string): number {
  let bytes = 0;
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

export interface Choice {
  /** Operations of one request at most. */
  limit: number;
  /** It has failed alone before: it goes alone again, after all others. */
  suspect(item: Item): boolean;
  /** Its time has not come. */
  deferred(item: Item): boolean;
}

/** Oldest first per object: behind one that must wait, its object waits; all others go on. */
export function choose(items: readonly Item[], choice: Choice): Item[] {
  const batch: Item[] = [];
  const blocked = new Set<string>();
  let alone: Item | null = null;
  let bytes = 0;
  for (const item of items) {
    const { object } = item.operation;
    if (item.state !== "waiting" || blocked.has(object)) continue;
    const deferred = choice.deferred(item);
    if (deferred || choice.suspect(item)) {
      blocked.add(object);
      if (!deferred) alone ??= item;
      continue;
    }
    if (batch.length && bytes + item.size > LIMITS.request) break;
    batch.push(item);
    bytes += item.size;
    if (batch.length >= choice.limit) break;
  }
  return batch.length || !alone ? batch : [alone];
}

/** Of each thing, the operation that goes before its others. */
export function heads(items: readonly Item[]): Item[] {
  const first = new Map<string, Item>();
  for (const item of items) {
    const { object } = item.operation;
    if (item.state === "waiting" && !first.has(object)) first.set(object, item);
  }
  return [...first.values()];
}

/** An answer that was cut off or is not one says nothing: then nothing has changed. */
export function read(reply: unknown): Reply | null {
  const found = reply as Reply | null;
  if (typeof found !== "object" || found === null) return null;
  const whole =
    typeof found.epoch === "string" &&
    found.epoch !== "" &&
    Number.isInteger(found.backed_up_through) &&
    Number.isFinite(momentOf(found)) &&
    Array.isArray(found.answers) &&
    found.answers.every(isAnswer);
  return whole ? found : null;
}

function isAnswer(answer: Partial<Answer> | null): boolean {
  return typeof answer?.id === "string" && Number.isInteger(answer.seq) && typeof answer.outcome === "string";
}

function momentOf(reply: Reply): number {
  return Date.parse(reply.now);
}

/** All that one reply changes, as one transaction. */
export function settle(items: readonly Item[], account: Account, batch: readonly Item[], reply: Reply): Change {
  const now = Math.max(account.serverNow, momentOf(reply));
  const restored = account.epoch !== "" && account.epoch !== reply.epoch;
  const sent = new Set(batch.map((item) => item.operation.id));
  const answers = new Map(reply.answers.filter(({ id }) => sent.has(id)).map((answer) => [answer.id, answer]));
  const known = {
    epoch: reply.epoch,
    backedUpThrough: reply.backed_up_through,
    serverNow: restored ? momentOf(reply) : now,
  };
  const changed = items.flatMap((item) => {
    const answer = answers.get(item.operation.id);
    const again = restored && item.state !== "waiting" ? offeredAgain(item) : item;
    if (answer && answer.outcome in STATES) return [answered(again, answer, known.serverNow)];
    return again === item ? [] : [again];
  });
  return { items: changed, account: { person: account.person, ...known } };
}

function answered(item: Item, answer: Answer, now: number): Item {
  const { seq, sentence: said, data } = answer;
  const sentence = typeof said === "string" ? said : "";
  // It did not arrive whole, and under its id nothing was taken.
  if (data?.["again"] === true) return { ...item, state: "waiting", sentence };
  return { ...item, state: stateOf(answer), seq, sentence, data: data ?? {}, taken: item.taken ?? now };
}

/** A duplicate tells how the first one stands by now: it may wait for a person, or have been refused. */
function stateOf({ outcome, data }: Answer): State {
  const first = data?.["outcome"];
  if (outcome === "duplicate" && typeof first === "string" && first in STATES) return STATES[first as Outcome];
  return STATES[outcome];
}

/** A server that was restored may have lost it, with its photos. */
function offeredAgain(item: Item): Item {
  const blobs = Object.fromEntries(Object.keys(item.blobs).map((sha256) => [sha256, "waiting" as const]));
  return { ...item, state: "waiting", seq: null, taken: null, blobs };
}

/** Whether a change got any of these further. */
export function moves(change: Change, batch: readonly Item[]): boolean {
  const sent = new Set(batch.map((item) => item.operation.id));
  return (change.items ?? []).some(({ state, operation }) => state !== "waiting" && sent.has(operation.id));
}

/** Whether after a change there is something to send that was not before. */
export function offers(change: Change): boolean {
  return (change.items ?? []).some(({ state }) => state === "waiting");
}

/** What may leave the phone: only what the server has, whole, in a verified backup, long enough. */
export function removable(item: Item, account: Account): boolean {
  const told = item.seen && (item.state === "conflict" || item.state === "rejected");
  const ended = item.state === "acknowledged" || told;
  const whole = Object.values(item.blobs).every((arrival) => arrival !== "waiting");
  const backedUp = item.seq !== null && item.seq <= account.backedUpThrough;
  return ended && whole && backedUp && item.taken !== null && account.serverNow - item.taken >= LIMITS.days * DAY;
}

export function newItem(person: string, operation: Operation, version: number): Item {
  const body = bytesOf(operation.body);
  if (body > LIMITS.body) throw new TooLarge(`这份内容太大（${Math.ceil(body / 1024)} KB），请分开填写。`);
  const size = bytesOf(JSON.stringify(operation));
  const blobs = Object.fromEntries(operation.blobs.map((sha256) => [sha256, "waiting" as const]));
  return {
    version,
    person,
    number: 0,
    operation,
    size,
    state: "waiting",
    seq: null,
    sentence: "",
    data: {},
    taken: null,
    blobs,
    seen: false,
  };
}
