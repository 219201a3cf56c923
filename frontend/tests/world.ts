// One phone, and a server that keeps inboxes as the real one does.
import { createHash } from "node:crypto";
import { HandClock, nodeHash, OneAtATime, Seeded } from "../host/ports.ts";
import { Memory, MemoryBlobs } from "../host/memory.ts";
import { CHUNK } from "../src/engine/blobs.ts";
import { type Answer, type Batch, type Chunk, type Deed, Engine, type Finished, type Network, type Operation, type Posted } from "../src/engine/index.ts";

export const DAY = 24 * 60 * 60 * 1000;
const START = Date.UTC(2026, 10, 20);

/** What one request meets on its way; "reply lost": the server has it, the phone does not know. */
export type Weather = "fine" | "down" | "reply lost" | "cut off" | "maintenance" | "error";

export class Server implements Network {
  epoch = "epoch-1";
  now = START;
  backedUpThrough = 0;
  weather: Weather = "fine";
  tokens = new Map([["token-a", "a"], ["token-b", "b"]]);
  /** Of what is judged otherwise than "applied". */
  outcomes = new Map<string, Answer["outcome"]>();
  /** With one of these in it, a request breaks the server. */
  poison = new Set<string>();
  /** These do not arrive whole. */
  torn = new Set<string>();
  readonly inbox = new Map<string, { operation: Operation; person: string; seq: number }>();
  readonly requests: Operation[][] = [];
  readonly chunks = new Map<string, Map<number, Uint8Array>>();
  readonly files = new Set<string>();
  readonly times = new Map<string, string>();
  sentBytes = 0;
  /** Cuts the connection when so many more bytes of photos have been sent. */
  cutAfter = Infinity;
  private seq = 0;

  async post(request: Batch, token: string): Promise<Posted> {
    this.requests.push(request.ops);
    const person = this.tokens.get(token);
    if (this.weather === "down") return { kind: "failed" };
    if (this.weather === "maintenance") return { kind: "busy", seconds: 30 };
    if (this.weather === "error" || request.ops.some(({ id }) => this.poison.has(id))) return { kind: "failed", status: 500 };
    if (!person) return { kind: "unauthorised" };
    const answers = request.ops.map((operation) => this.take(operation, person));
    const reply = { epoch: this.epoch, now: new Date(this.now).toISOString(), backed_up_through: this.backedUpThrough, answers };
    if (this.weather === "reply lost") return { kind: "failed" };
    return { kind: "reply", reply: this.weather === "cut off" ? { epoch: this.epoch, answers } : reply };
  }

  private take(operation: Operation, person: string): Answer {
    const { id } = operation;
    const before = this.inbox.get(id);
    const first = this.outcomes.get(id) ?? "applied";
    if (this.torn.has(id)) return { id, outcome: "rejected", seq: 0, sentence: "请再传一次", data: { again: true } };
    if (before) return { id, outcome: "duplicate", seq: before.seq, sentence: "", data: { outcome: first } };
    this.inbox.set(id, { operation, person, seq: ++this.seq });
    return { id, outcome: first, seq: this.seq, sentence: "", data: {} };
  }

  /** Only what came up to `through` is still there. */
  restore(through: number): void {
    for (const [id, { seq }] of this.inbox) if (seq > through) this.inbox.delete(id);
    this.seq = through;
    this.epoch = `${this.epoch}'`;
  }

  async asked(sha256: string): Promise<Posted> {
    if (this.weather === "down") return { kind: "failed" };
    const there = this.chunks.get(sha256);
    const size = there ? this.sizes.get(sha256) : 0;
    const all = Array.from({ length: Math.ceil((size ?? 0) / CHUNK) }, (_, n) => n);
    return { kind: "reply", reply: { done: this.files.has(sha256), size, missing: all.filter((n) => !there?.has(n)) } };
  }

  private readonly sizes = new Map<string, number>();

  async put({ sha256, n, size, bytes }: Chunk): Promise<Posted> {
    if (this.weather === "down") return { kind: "failed" };
    const gone = Math.min(bytes.length, this.cutAfter);
    this.sentBytes += gone;
    this.cutAfter -= gone;
    if (gone < bytes.length) return { kind: "failed" };
    this.sizes.set(sha256, size);
    const there = this.chunks.get(sha256) ?? new Map<number, Uint8Array>();
    this.chunks.set(sha256, there.set(n, bytes));
    return { kind: "reply", reply: {} };
  }

  async done({ sha256, taken }: Finished): Promise<Posted> {
    const parts = [...(this.chunks.get(sha256) ?? [])].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
    if (createHash("sha256").update(Buffer.concat(parts)).digest("hex") !== sha256) return { kind: "refused", status: 409, sentence: "" };
    this.files.add(sha256);
    if (taken) this.times.set(sha256, taken);
    return { kind: "reply", reply: { done: true } };
  }
}

export class Phone {
  readonly server: Server;
  readonly storage = new Memory();
  readonly blobs = new MemoryBlobs();
  readonly chance = new Seeded(7);
  readonly clock = new HandClock("boot-1", START);
  engine: Engine;

  constructor(server: Server) {
    this.server = server;
    this.engine = this.open();
  }

  /** Closes the page and opens it anew; only what was kept is still there. */
  open(network: Network = this.server): Engine {
    const { storage, blobs, clock, chance } = this;
    this.engine = new Engine({ storage, blobs, network, clock, chance, hash: nodeHash, lock: new OneAtATime() });
    return this.engine;
  }

  async do(object = "thing", more: Partial<Deed> = {}): Promise<string> {
    const deed = { person: "a", type: "handover.note", object, body: { text: "三号皮带机" }, ...more };
    return (await this.engine.enqueue(deed)).operation.id;
  }

  async states(person = "a"): Promise<string[]> {
    return (await this.engine.outbox(person)).map(({ state }) => state);
  }
}

export async function signedIn(): Promise<Phone> {
  const phone = new Phone(new Server());
  await phone.engine.signIn("a", "token-a");
  return phone;
}
