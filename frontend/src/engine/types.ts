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

export interface Item {
  /** Of this shape; see migrate.ts. */
  version: number;
  person: string;
  /** Order on this phone, per person. */
  number: number;
  operation: Operation;
  /** Bytes of the operation on the wire. */
  size: number;
  state: State;
  seq: number | null;
  sentence: string;
  data: Record<string, unknown>;
  /** The server's clock when it first took this in its present epoch; empty before. */
  taken: string;
  /** Of the blobs, those that the server has whole. */
  arrived: string[];
}

/** What this phone knows of one person's sending. */
export interface Account {
  person: string;
  /** Empty: the person must sign in once more; nothing is lost meanwhile. */
  token: string;
  epoch: string;
  backedUpThrough: number;
  /** The newest moment that the server has told. */
  serverNow: string;
  lastNumber: number;
}

/** What the screens show, written in the same transaction as the operation that it stands for. */
export interface LocalRecord {
  person: string;
  key: string;
  value: unknown;
}

/** One transaction: all of it is kept, durably, or nothing. */
export interface Change {
  items?: Item[];
  removed?: Item[];
  account?: Account;
  records?: LocalRecord[];
}

export interface Storage {
  commit(change: Change): Promise<void>;
  persons(): Promise<string[]>;
  account(person: string): Promise<Account | null>;
  /** As they were written, perhaps by an older release. */
  items(person: string): Promise<unknown[]>;
  item(person: string, id: string): Promise<unknown>;
}

export type Posted =
  | { kind: "reply"; reply: unknown }
  | { kind: "unauthorised" }
  | { kind: "busy"; seconds: number }
  /** The server looked at the request and will not have it: 400, 413, 422. */
  | { kind: "refused"; status: number }
  /** No network, an answer that does not come, 5xx. */
  | { kind: "failed" };

export interface Network {
  post(request: { epoch: string; ops: Operation[] }, token: string): Promise<Posted>;
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

export interface Hash {
  text(text: string): Promise<string>;
}

/** Lets one run at a time, over all tabs; answers null at once where another runs. */
export interface Lock {
  alone<T>(name: string, work: () => Promise<T>): Promise<T | null>;
}
