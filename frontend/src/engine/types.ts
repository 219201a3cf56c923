// What the sync engine speaks of. The first part is the wire and changes only together with the server.

export type Outcome = "applied" | "duplicate" | "conflict" | "held" | "needs_review" | "rejected";

export interface Operation {
  id: string;
  type: string;
  schema: number;
  /** The thing that is done something to. */
  object: string;
  /** The revision that it was made on. */
  base: number | null;
  /** Operations that must have come before. */
  after: string[];
  /** JSON text; `sha256` is of its UTF-8 bytes. */
  body: string;
  sha256: string;
  blobs: string[];
  wall: string;
  mono: number;
  boot: string;
}

export interface Answer {
  id: string;
  outcome: Outcome;
  seq: number;
  /** Plain Chinese, or empty. */
  sentence: string;
  data: Record<string, unknown>;
}

export interface Reply {
  epoch: string;
  now: string;
  backed_up_through: number;
  answers: Answer[];
}

/** In the outbox each operation is in exactly one of these. */
export type State = "waiting" | "acknowledged" | "held" | "conflict" | "needs_review" | "rejected";

export type Arrival = "waiting" | "arrived" | "refused";

export interface Item {
  /** Of this shape; see migrate.ts. */
  version: number;
  person: string;
  /** Order on this phone; the storage gives it. */
  number: number;
  operation: Operation;
  /** Bytes of the operation on the wire. */
  size: number;
  state: State;
  seq: number | null;
  sentence: string;
  data: Record<string, unknown>;
  /** The server's clock (ms) when it first answered in its present epoch; null before. */
  taken: number | null;
  /** Of each blob, by its sha256, how far it is. */
  blobs: Record<string, Arrival>;
  /** The person has read how it ended; what is not acknowledged stays until then. */
  seen: boolean;
}

/** What this phone knows of one person's sending. */
export interface Account {
  person: string;
  /** Submits for this person from this device; empty until they have signed in here once. */
  token: string;
  /** The token that the server would not have any more: the person signs in once more, nothing is lost. */
  refused: string;
  epoch: string;
  backedUpThrough: number;
  /** The newest moment that the server has told (ms). */
  serverNow: number;
}

/** What the screens show, written in the same transaction as the operation that it stands for. */
export interface LocalRecord {
  person: string;
  key: string;
  value: unknown;
}

/** One transaction: all of it is kept, durably, or nothing. */
export interface Change {
  /** New ones; the storage gives each the next `number`. One whose id is there already is left out. */
  added?: Item[];
  /** Known ones, whole, by person and operation id. */
  items?: Item[];
  removed?: Item[];
  /** Only the named parts change; what is not there yet begins as NO_ACCOUNT. */
  account?: Partial<Account> & { person: string };
  records?: LocalRecord[];
}

export const NO_ACCOUNT = { token: "", refused: "", epoch: "", backedUpThrough: 0, serverNow: 0 } as const;

export interface Storage {
  commit(change: Change): Promise<void>;
  /** Who has an account or an item here. */
  persons(): Promise<string[]>;
  account(person: string): Promise<Account | null>;
  /** By their number; as they were written, perhaps by an older release. */
  items(person: string): Promise<unknown[]>;
}

export type Posted =
  | { kind: "reply"; reply: unknown }
  /** 401 */
  | { kind: "unauthorised" }
  /** 429, 503 */
  | { kind: "busy"; seconds: number }
  /** The server looked at the request and will not have it: any other 4xx. */
  | { kind: "refused"; status: number; sentence: string }
  /** No network, or an answer that does not come, is cut off or is no JSON; `status` of any other 5xx. */
  | { kind: "failed"; status?: number };

/** `wall`, `mono`, `boot`: the clocks while it is sent; with what they said of a deed they tell when that was. */
export interface Batch {
  epoch: string;
  ops: Operation[];
  wall: string;
  mono: number;
  boot: string;
}

export interface Network {
  /** `POST /api/sync/ops` */
  post(batch: Batch, token: string): Promise<Posted>;
  /** `GET /api/sync/blobs/{sha256}` */
  asked(sha256: string, token: string): Promise<Posted>;
  /** `PUT /api/sync/blobs/{sha256}/{n}` */
  put(chunk: Chunk, token: string): Promise<Posted>;
  /** `POST /api/sync/blobs/{sha256}/done` */
  done(photo: Finished, token: string): Promise<Posted>;
}

export interface Chunk {
  sha256: string;
  n: number;
  /** Of the whole blob. */
  size: number;
  bytes: Uint8Array;
}

export interface Finished {
  sha256: string;
  size: number;
  /** When by the camera's clock, where it said so: 2026-11-20T08:05:00, perhaps with its distance to UTC. */
  taken?: string;
}

export interface BlobStorage {
  save(sha256: string, bytes: Uint8Array, taken?: string): Promise<void>;
  size(sha256: string): Promise<number | null>;
  taken(sha256: string): Promise<string | undefined>;
  read(sha256: string, from: number, to: number): Promise<Uint8Array>;
  remove(sha256: string): Promise<void>;
}

export interface Clock {
  /** With its zone, as ISO 8601. */
  wall(): string;
  /** Milliseconds since this page began; never goes back. */
  mono(): number;
  /** This page's own name. */
  boot: string;
}

export interface Chance {
  uuid(): string;
  /** From 0 up to, not including, 1. */
  number(): number;
}

/** SHA-256 as hex; of a text, of its UTF-8 bytes. */
export interface Hash {
  text(text: string): Promise<string>;
  bytes(bytes: Uint8Array): Promise<string>;
}

/** Lets one run at a time, over all tabs; answers null at once where another runs. */
export interface Lock {
  alone<T>(name: string, work: () => Promise<T>): Promise<T | null>;
}

export interface Ports {
  storage: Storage;
  blobs: BlobStorage;
  network: Network;
  clock: Clock;
  chance: Chance;
  hash: Hash;
  lock: Lock;
}
