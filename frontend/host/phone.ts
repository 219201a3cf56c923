// One phone as a process of its own, that keeps on the disk and sends over HTTP, until it is killed:
// node build/host/phone.js '{"journal": path, "base": address, "person": …, "token": …, "team": …, "seed": n, "finish": bool}'
//
// Says `kept ID AMOUNT` once a deed is kept for good. With `finish` it does nothing new, and ends when all is sent.
import { Engine, type Deed } from "../src/engine/index.ts";
import { HttpNetwork } from "../src/net/http.ts";
import { Journal } from "./journal.ts";
import { MemoryBlobs } from "./memory.ts";
import { HandClock, nodeHash, OneAtATime, Seeded } from "./ports.ts";

interface Setting {
  journal: string;
  base: string;
  person: string;
  token: string;
  team: number;
  seed: number;
  finish: boolean;
}

const LONGEST_PAUSE = 8;
const MOST_WAITING = 20; // so that what is left in the end is sent in a moment
const setting = JSON.parse(process.argv[2] ?? "") as Setting;
const { person } = setting;
const chance = new Seeded(setting.seed);
const clock = new HandClock(chance.uuid(), Date.now());
const begun = performance.now();
clock.mono = () => Math.round(performance.now() - begun);
const storage = new Journal(setting.journal);
const network = new HttpNetwork(fetch, setting.base);
const ports = { storage, blobs: new MemoryBlobs(), network, clock, chance, hash: nodeHash, lock: new OneAtATime() };
const engine = new Engine(ports);

async function act(): Promise<void> {
  const amount = Math.floor(chance.number() * 100);
  const id = chance.uuid();
  const deed: Deed = {
    id,
    person,
    type: "handover.note",
    object: chance.uuid(),
    body: { team: setting.team, text: `${id}，${amount}` },
  };
  await engine.enqueue(deed);
  process.stdout.write(`kept ${id} ${amount}\n`);
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, chance.number() * LONGEST_PAUSE));
}

async function sync(): Promise<void> {
  await engine.sync({ now: true });
}

async function work(): Promise<void> {
  for (;;) {
    if ((await engine.standing(person)).counts.waiting < MOST_WAITING) await act();
    await pause();
  }
}

async function send(): Promise<void> {
  for (;;) {
    await sync();
    await pause();
  }
}

async function finish(): Promise<void> {
  while ((await engine.standing(person)).counts.waiting > 0) {
    await sync();
    await pause();
  }
  for (const { operation, state } of await engine.outbox(person)) {
    process.stdout.write(`${state} ${operation.id} ${(JSON.parse(operation.body) as { text: string }).text.split("，")[1]}\n`);
  }
}

await engine.signIn(person, setting.token);
if (setting.finish) await finish();
else await Promise.all([work(), send()]);
