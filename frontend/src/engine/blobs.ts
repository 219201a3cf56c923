// Photos, in chunks named by their content: what has arrived is never sent again.
import type { Patience } from "./patience.ts";
import type { Account, Arrival, Item, Ports, Posted } from "./types.ts";

export const CHUNK = 1024 * 1024;

export interface Uploading {
  ports: Ports;
  patience: Patience;
  account(): Promise<Account>;
  outbox(): Promise<Item[]>;
  /** Deeds go first: done before each chunk. */
  before(): Promise<void>;
}

type Step = "go on" | "stop" | Arrival;

/** Sends the photos of all that the server knows; answers how long what is left wants to wait. */
export async function uploadAll(person: string, work: Uploading): Promise<number | null> {
  for (const sha256 of waiting(await work.outbox())) {
    if (work.patience.left(sha256) || work.patience.left(person)) continue;
    if ((await upload(sha256, work)) === "stop") break;
  }
  const left = waiting(await work.outbox()).map((sha256) =>
    Math.max(work.patience.left(sha256), work.patience.left(person)),
  );
  return left.length ? Math.min(...left) : null;
}

function waiting(items: Item[]): string[] {
  const known = items.filter(({ state }) => state !== "waiting" && state !== "rejected");
  const left = known.flatMap(({ blobs }) => Object.keys(blobs).filter((sha256) => blobs[sha256] === "waiting"));
  return [...new Set(left)];
}

async function upload(sha256: string, work: Uploading): Promise<Step> {
  const size = await work.ports.blobs.size(sha256);
  if (size === null) return mark(sha256, "refused", work); // the phone itself has lost it
  const account = await work.account();
  const asked = await took(await work.ports.network.asked(sha256, account.token), sha256, account, work);
  if (!asked) return "stop";
  if (asked.done) return mark(sha256, "arrived", work);
  for (const n of missing(asked, size)) {
    const sent = await sendChunk(sha256, n, size, work);
    if (sent !== "go on") return sent;
  }
  return finish(sha256, size, work);
}

interface Progress {
  done: boolean;
  size?: number | null;
  missing?: number[];
}

/** Chunks that the server lacks; all of them where it knows nothing of this photo yet. */
export function missing(asked: Progress, size: number): number[] {
  const all = Array.from({ length: Math.max(1, Math.ceil(size / CHUNK)) }, (_, n) => n);
  if (asked.size !== size || !Array.isArray(asked.missing)) return all;
  const lacking = new Set(asked.missing);
  return all.filter((n) => lacking.has(n));
}

async function sendChunk(sha256: string, n: number, size: number, work: Uploading): Promise<Step> {
  await work.before();
  const account = await work.account();
  const bytes = await work.ports.blobs.read(sha256, n * CHUNK, Math.min(size, (n + 1) * CHUNK));
  const posted = await work.ports.network.put({ sha256, n, size, bytes }, account.token);
  if (posted.kind === "refused") return refuse(sha256, posted.status, work);
  return (await took(posted, sha256, account, work)) ? "go on" : "stop";
}

async function finish(sha256: string, size: number, work: Uploading): Promise<Step> {
  const account = await work.account();
  const taken = await work.ports.blobs.taken(sha256);
  const posted = await work.ports.network.done({ sha256, size, ...(taken ? { taken } : {}) }, account.token);
  if (posted.kind === "refused") return refuse(sha256, posted.status, work);
  if (!(await took(posted, sha256, account, work))) return "stop";
  work.patience.clear(sha256);
  return mark(sha256, "arrived", work);
}

/** 409 and 404: chunks are not there after all, so it is asked again later. Else the photo is not accepted. */
async function refuse(sha256: string, status: number, work: Uploading): Promise<Step> {
  if (status !== 409 && status !== 404) return mark(sha256, "refused", work);
  work.patience.fail(sha256);
  return "waiting";
}

/** What the server said, or null where this photo, or all sending, must wait. */
async function took(posted: Posted, sha256: string, account: Account, work: Uploading): Promise<Progress | null> {
  const { person, token } = account;
  if (posted.kind === "reply") return { done: false, ...(posted.reply as Partial<Progress> | null) };
  if (posted.kind === "unauthorised") await work.ports.storage.commit({ account: { person, refused: token } });
  else if (posted.kind === "busy") work.patience.busy(person, posted.seconds);
  else if (posted.kind === "refused") work.patience.fail(sha256);
  else work.patience.fail(person);
  return null;
}

async function mark(sha256: string, arrival: Arrival, work: Uploading): Promise<Step> {
  const items = (await work.outbox()).filter(({ blobs }) => sha256 in blobs);
  await work.ports.storage.commit({
    items: items.map((item) => ({ ...item, blobs: { ...item.blobs, [sha256]: arrival } })),
  });
  return arrival;
}
