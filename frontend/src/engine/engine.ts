// The sync engine: takes deeds, keeps them, sends them. Everything outside it is handed in.
import { uploadAll } from "./blobs.ts";
import { type Steps, STEPS, upgrade, VERSION } from "./migrate.ts";
import { choose, heads, LIMITS, moves, newItem, offers, read, removable, settle } from "./outbox.ts";
import { Patience } from "./patience.ts";
import { type Account, type Item, type LocalRecord, NO_ACCOUNT, type Operation, type Ports, type Posted, type State } from "./types.ts";

/** What somebody did, as a screen hands it over. */
export interface Deed {
  person: string;
  type: string;
  object: string;
  /** JSON. */
  body: unknown;
  schema?: number;
  base?: number | null;
  after?: string[];
  blobs?: string[];
  /** Given where the same press of a button may come twice. */
  id?: string;
  /** What the screens show from now on; written in the same transaction. */
  record?: LocalRecord;
}

export interface Standing {
  person: string;
  /** How many operations are in each state. */
  counts: Record<State, number>;
  photos: { arrived: number; all: number };
  /** They must sign in here once more before anything can be sent, or what became of it be asked. */
  signIn: boolean;
  /** Kept, but not to be read by this release. */
  unreadable: number;
}

export interface Synced {
  /** Milliseconds until it is worth to sync again; null where nothing waits. */
  again: number | null;
}

/** How this release keeps items; another one only where releases are tried out. */
export interface Shape {
  version: number;
  steps: Steps;
}

type Failure = Extract<Posted, { kind: "refused" | "failed" }>;
const CUT_OFF: Failure = { kind: "failed" };
/** What is sent cannot be taken; smaller, or without one of them, it may be. */
const UNFIT = new Set([400, 413, 422]);
/** It answered, but said nothing of what was sent. */
const MUTE: Failure = { kind: "failed", status: 200 };

const SOON = 1_000;
const ASK_AGAIN = 60 * 60_000;

export class Engine {
  private readonly ports: Ports;
  private readonly shape: Shape;
  private readonly patience: Patience;
  private readonly asked = new Map<string, number>();
  private limit = LIMITS.batch;

  constructor(ports: Ports, shape: Shape = { version: VERSION, steps: STEPS }) {
    this.ports = ports;
    this.shape = shape;
    this.patience = new Patience(ports.clock, ports.chance);
  }

  /** When this has answered, the deed is on the phone for good: only then may a screen say so. */
  async enqueue(deed: Deed): Promise<Item> {
    const { storage } = this.ports;
    const item = newItem(deed.person, await this.operation(deed), this.shape.version);
    await storage.commit({ added: [item], ...(deed.record ? { records: [deed.record] } : {}) });
    return item;
  }

  private async operation(deed: Deed): Promise<Operation> {
    const { chance, clock, hash } = this.ports;
    const body = JSON.stringify(deed.body);
    return {
      id: deed.id ?? chance.uuid(),
      type: deed.type,
      schema: deed.schema ?? 1,
      object: deed.object,
      base: deed.base ?? null,
      after: deed.after ?? [],
      body,
      sha256: await hash.text(body),
      blobs: deed.blobs ?? [],
      wall: clock.wall(),
      mono: clock.mono(),
      boot: clock.boot,
    };
  }

  /** Keeps a photo's bytes, and when it was taken; the answer names it in `Deed.blobs`. */
  async keepBlob(bytes: Uint8Array, taken?: string): Promise<string> {
    const sha256 = await this.ports.hash.bytes(bytes);
    await this.ports.blobs.save(sha256, bytes, taken);
    return sha256;
  }

  /** After a sign-in: what waited goes out with this token. */
  async signIn(person: string, token: string): Promise<void> {
    await this.ports.storage.commit({ account: { person, token, refused: "" } });
    this.patience.clear(person);
    this.asked.clear();
  }

  /** In the order in which it was done. */
  async outbox(person: string): Promise<Item[]> {
    return (await this.stored(person)).filter((item) => item !== null);
  }

  /** One that this release cannot read stays where it is, is counted, and blocks nothing. */
  private async stored(person: string): Promise<(Item | null)[]> {
    return (await this.ports.storage.items(person)).map((stored) => {
      try {
        return upgrade(stored, this.shape.steps, this.shape.version);
      } catch {
        return null;
      }
    });
  }

  async standing(person: string): Promise<Standing> {
    const stored = await this.stored(person);
    const items = stored.filter((item) => item !== null);
    const counts = { waiting: 0, acknowledged: 0, held: 0, conflict: 0, needs_review: 0, rejected: 0 };
    for (const item of items) counts[item.state]++;
    const photos = items.flatMap((item) => Object.values(item.blobs));
    const arrived = photos.filter((arrival) => arrival !== "waiting").length;
    const open = counts.waiting + counts.held + counts.needs_review + photos.length - arrived;
    const signIn = !usable(await this.account(person)) && open > 0;
    const unreadable = stored.length - items.length;
    return { person, counts, photos: { arrived, all: photos.length }, signIn, unreadable };
  }

  /** The person has read how it ended. False: something is being sent just now, ask again. */
  async dismiss(person: string, id: string): Promise<boolean> {
    const done = await this.alone(async () => {
      const found = (await this.outbox(person)).find((item) => item.operation.id === id);
      if (found) await this.ports.storage.commit({ items: [{ ...found, seen: true }] });
      return true;
    });
    return done ?? false;
  }

  /** What dies with its shift leaves the body. The server has let go of it, too, and knows what is left as the
   * same. False: something is being sent just now, ask again. */
  async rewrite(person: string, id: string, body: unknown): Promise<boolean> {
    const done = await this.alone(async () => {
      const found = (await this.outbox(person)).find((item) => item.operation.id === id);
      if (found) await this.ports.storage.commit({ items: [await this.withBody(found, JSON.stringify(body))] });
      return true;
    });
    return done ?? false;
  }

  private async withBody(item: Item, body: string): Promise<Item> {
    return { ...item, operation: { ...item.operation, body, sha256: await this.ports.hash.text(body) } };
  }

  /** Sends what waits, for everybody on this phone. `now`: somebody pressed 立即上传, or the network came back. */
  async sync({ now = false } = {}): Promise<Synced> {
    if (now) {
      this.patience.hurry();
      this.asked.clear();
    }
    const left = await this.alone(async () => {
      const waits: number[] = [];
      for (const person of await this.ports.storage.persons()) waits.push(...(await this.syncPerson(person)));
      return waits;
    });
    if (left === null) return { again: SOON };
    return { again: left.length ? Math.max(SOON, Math.min(...left)) : null };
  }

  private async alone<T>(work: () => Promise<T>): Promise<T | null> {
    return this.ports.lock.alone("tongxin-outbox", work);
  }

  /** How long what is left wants to wait. */
  private async syncPerson(person: string): Promise<number[]> {
    await this.sendAll(person);
    if (!usable(await this.account(person))) return [];
    const photosLeft = await uploadAll(person, {
      ports: this.ports,
      patience: this.patience,
      account: () => this.account(person),
      outbox: () => this.outbox(person),
      before: () => this.sendAll(person),
    });
    await this.forget(person);
    if (!usable(await this.account(person))) return [];
    const waits = heads(await this.outbox(person)).map((item) => Math.max(this.patience.left(person), this.patience.left(item.operation.id)));
    return photosLeft === null ? waits : [...waits, photosLeft];
  }

  private async sendAll(person: string): Promise<void> {
    while (await this.sendBatch(person));
  }

  /** Whether it is worth to go on at once. */
  private async sendBatch(person: string): Promise<boolean> {
    const account = await this.account(person);
    if (!usable(account) || this.patience.left(person)) return false;
    const items = await this.outbox(person);
    const batch = this.next(items);
    if (!batch.length && !this.wonders(person, items)) return false;
    const ops = batch.map((item) => item.operation);
    const { clock, network } = this.ports;
    const sent = { wall: clock.wall(), mono: clock.mono(), boot: clock.boot };
    const posted = await network.post({ epoch: account.epoch, ops, ...sent }, account.token);
    switch (posted.kind) {
      case "reply":
        return this.take(account, batch, posted.reply);
      case "unauthorised":
        await this.ports.storage.commit({ account: { person, refused: account.token } });
        return false;
      case "busy":
        this.patience.busy(person, posted.seconds);
        return false;
      default:
        return this.fail(person, batch, posted);
    }
  }

  private next(items: Item[]): Item[] {
    const batch = choose(items, {
      limit: this.limit,
      suspect: ({ operation }) => this.patience.known(operation.id),
      deferred: ({ operation }) => this.patience.left(operation.id) > 0,
    });
    return batch.length ? batch : this.unsettled(items);
  }

  /** What the server still thinks about is asked for again, now and then, by offering it once more. */
  private unsettled(items: Item[]): Item[] {
    const { clock } = this.ports;
    const due = items.filter(({ state, operation }) => {
      const asked = this.asked.get(operation.id) ?? -Infinity;
      return (state === "held" || state === "needs_review") && clock.mono() - asked >= ASK_AGAIN;
    });
    const batch = due.slice(0, LIMITS.batch);
    for (const { operation } of batch) this.asked.set(operation.id, clock.mono());
    return batch;
  }

  /** With nothing to send, whether the server still has all that it took is asked with an empty request: one that
   * was restored says so in its answer, and is offered it again. */
  private wonders(person: string, items: Item[]): boolean {
    const asked = this.asked.get(person) ?? -Infinity;
    return items.some(({ state }) => state !== "waiting") && this.ports.clock.mono() - asked >= ASK_AGAIN;
  }

  private async take(account: Account, batch: Item[], reply: unknown): Promise<boolean> {
    const whole = read(reply);
    if (!whole) return this.fail(account.person, batch, CUT_OFF);
    const change = settle(await this.outbox(account.person), account, batch, whole);
    await this.ports.storage.commit(change);
    for (const name of [account.person, ...batch.map(({ operation }) => operation.id)]) {
      this.asked.set(name, this.ports.clock.mono());
    }
    if (!batch.length) return offers(change);
    if (!moves(change, batch)) return this.fail(account.person, batch, MUTE);
    for (const { operation } of batch) this.patience.clear(operation.id);
    this.patience.clear(account.person);
    this.limit = Math.min(LIMITS.batch, this.limit * 2);
    return true;
  }

  /** Where the network fails, all wait. Where the server does, the batch is halved until the one that it
   * cannot take is alone: that one waits, and all others go on. */
  private fail(person: string, batch: Item[], failure: Failure): boolean {
    const refused = failure.kind === "refused" && UNFIT.has(failure.status);
    if (!refused) this.patience.fail(person);
    if (!refused && (failure.kind === "refused" || failure.status === undefined)) return false;
    const [first] = batch;
    if (first && batch.length === 1) this.patience.fail(first.operation.id);
    this.limit = Math.ceil(batch.length / 2);
    return refused;
  }

  private async forget(person: string): Promise<void> {
    const account = await this.account(person);
    const items = await this.outbox(person);
    const removed = items.filter((item) => removable(item, account));
    if (!removed.length) return;
    await this.ports.storage.commit({ removed });
    const needed = new Set(items.filter((item) => !removed.includes(item)).flatMap((item) => item.operation.blobs));
    for (const { operation } of removed) {
      for (const sha256 of operation.blobs) if (!needed.has(sha256)) await this.ports.blobs.remove(sha256);
    }
  }

  private async account(person: string): Promise<Account> {
    return (await this.ports.storage.account(person)) ?? { person, ...NO_ACCOUNT };
  }
}

export function usable({ token, refused }: Account): boolean {
  return token !== "" && token !== refused;
}
