// Runs phones over the real engine for whoever speaks JSON lines with it: node build/host/main.js
//
// In:   {"do": "phone", "phone": "a", "seed": 1, "now": ms, "journal"?: path, "shape"?: 2}   opens it, or opens its page anew
//       {"do": "sign_in" | "enqueue" | "blob" | "sync" | "pass" | "skew" | "outbox" | "standing" | "forget" | "answer", ...}
// Out:  {"did": …} for each line, {"request": n, …} for each request of a phone, {"synced": …} when a sync ends,
//       and {"idle": true} when nothing more happens until the next line. Answers come by {"do": "answer", "request": n, "posted": …}.
import { createInterface } from "node:readline";
import { type Deed, Engine, type Network, type Posted } from "../src/engine/index.ts";
import { Journal } from "./journal.ts";
import { Memory, MemoryBlobs } from "./memory.ts";
import { HandClock, nodeHash, OneAtATime, Seeded } from "./ports.ts";
import { shapeOf } from "./shapes.ts";

interface Phone {
  engine: Engine;
  storage: Memory;
  blobs: MemoryBlobs;
  chance: Seeded;
  clock: HandClock;
  /** Grows each time its page opens anew: what an earlier page still waits for is nobody's any more. */
  page: number;
}

type Line = Record<string, unknown> & { do: string; phone: string; person: string };

const phones = new Map<string, Phone>();
const waiting = new Map<number, (posted: Posted) => void>();
let requests = 0;

function say(event: unknown): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function network(phone: string): Network {
  const ask = (call: string, payload: unknown, token: string): Promise<Posted> =>
    new Promise((resolve) => {
      const request = ++requests;
      waiting.set(request, resolve);
      say({ request, phone, call, payload, token });
    });
  return {
    post: (payload, token) => ask("post", payload, token),
    asked: (sha256, token) => ask("asked", { sha256 }, token),
    put: ({ bytes, ...chunk }, token) => ask("put", { ...chunk, bytes: Buffer.from(bytes).toString("base64") }, token),
    done: (photo, token) => ask("done", photo, token),
  };
}

function open(line: Line): void {
  const name = line.phone;
  const old = phones.get(name);
  const chance = old?.chance ?? new Seeded(line["seed"] as number);
  const journal = line["journal"] as string | undefined;
  const storage = journal ? new Journal(journal) : (old?.storage ?? new Memory());
  const blobs = old?.blobs ?? new MemoryBlobs();
  const clock = new HandClock(chance.uuid(), line["now"] as number);
  clock.skew = old?.clock.skew ?? 0;
  const ports = { storage, blobs, network: network(name), clock, chance, hash: nodeHash, lock: new OneAtATime() };
  const engine = new Engine(ports, shapeOf(line["shape"] as number | undefined));
  phones.set(name, { engine, storage, blobs, chance, clock, page: (old?.page ?? 0) + 1 });
}

const DOES: Record<string, (line: Line, phone: Phone) => unknown> = {
  sign_in: ({ person, token }, { engine }) => engine.signIn(person, token as string),
  enqueue: ({ deed }, { engine }) => engine.enqueue(deed as Deed),
  blob: ({ bytes }, { engine }) => engine.keepBlob(Buffer.from(bytes as string, "base64")),
  pass: ({ milliseconds }, { clock }) => clock.pass(milliseconds as number),
  skew: ({ milliseconds }, { clock }) => void (clock.skew = milliseconds as number),
  outbox: ({ person }, { engine }) => engine.outbox(person),
  standing: ({ person }, { engine }) => engine.standing(person),
  dismiss: ({ person, id }, { engine }) => engine.dismiss(person, id as string),
};

function sync(line: Line, phone: Phone): void {
  const { page } = phone;
  const told = (event: object): void => {
    if (phones.get(line.phone)?.page === page) say({ ...event, phone: line.phone });
  };
  phone.engine.sync({ now: line["now"] === true }).then(
    (synced) => told({ synced }),
    (error: unknown) => told({ failed: String(error) }),
  );
}

async function follow(line: Line): Promise<void> {
  if (line.do === "forget") return phones.clear();
  if (line.do === "phone") return open(line);
  if (line.do === "answer") return answer(line["request"] as number, line["posted"] as Posted);
  const phone = phones.get(line.phone);
  if (!phone) throw new Error(`no phone ${line.phone}`);
  if (line.do === "sync") return sync(line, phone);
  const does = DOES[line.do];
  if (!does) throw new Error(`cannot ${line.do}`);
  say({ did: line.do, answer: (await does(line, phone)) ?? null });
}

function answer(request: number, posted: Posted): void {
  waiting.get(request)?.(posted);
  waiting.delete(request);
}

/** Storage and hash answer at once here, so after two rounds of the loop only the parent can go on. */
async function settled(): Promise<void> {
  for (let round = 0; round < 2; round++) await new Promise((resolve) => setImmediate(resolve));
}

for await (const text of createInterface({ input: process.stdin })) {
  await follow(JSON.parse(text) as Line);
  await settled();
  say({ idle: true });
}
