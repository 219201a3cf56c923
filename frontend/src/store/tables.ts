// The phone's tables. What is looked for lies open: ids, names of drafts, sizes. All else is sealed.
import { Dexie, type Table } from "dexie";
import type { Item } from "../engine/index.ts";
import { seal, sealJson, type Sealed } from "./seal.ts";

/** `shut`: it is sealed. The first release left its rows open; they are read, and sealed when they are met. */
export interface Shut {
  shut?: 1;
  sealed?: Sealed;
}

export type ItemRow = Shut & { number?: number; person: string; id: string };
export type RecordRow = Shut & { person: string; key: string; value?: unknown };
export type MarkRow = Shut & { key: string; value?: unknown };
export type BlobRow = Shut & { sha256: string; size?: number; told?: Sealed; bytes?: Uint8Array; taken?: string };
export type Secret = Sealed | string;
export interface AccountRow {
  person: string;
  token: Secret;
  refused: Secret;
  epoch: string;
  backedUpThrough: number;
  serverNow: number;
}

/** `id` tells it from one that was made since in its place. */
export interface Key {
  name: string;
  id: string;
  key: CryptoKey;
}

export class Database extends Dexie {
  declare items: Table<ItemRow, number>;
  declare accounts: Table<AccountRow, string>;
  declare records: Table<RecordRow, [string, string]>;
  declare blobs: Table<BlobRow, string>;
  declare marks: Table<MarkRow, string>;
  declare keys: Table<Key, string>;

  constructor(name: string) {
    super(name, { chromeTransactionDurability: "strict" });
    // A later version only adds: what an older release has kept is read by engine/migrate.ts.
    this.version(1).stores({
      items: "++number, &[person+id]",
      accounts: "person",
      records: "[person+key], person",
      blobs: "sha256",
      marks: "key",
    });
    this.version(2).stores({
      items: "++number, &[person+id], shut",
      records: "[person+key], person, shut",
      blobs: "sha256, shut",
      marks: "key, shut",
      keys: "name",
    });
  }
}

/** A new one has no number yet: the table gives it the next. */
export async function itemRow(item: Item, key: CryptoKey): Promise<ItemRow> {
  const { number, person, operation } = item;
  return { ...(number ? { number } : {}), person, id: operation.id, shut: 1, sealed: await sealJson(item, key) };
}

export async function recordRow({ person, key: name, value }: RecordRow, key: CryptoKey): Promise<RecordRow> {
  return { person, key: name, shut: 1, sealed: await sealJson(value, key) };
}

export async function markRow({ key: name, value }: MarkRow, key: CryptoKey): Promise<MarkRow> {
  return { key: name, shut: 1, sealed: await sealJson(value, key) };
}

export async function blobRow({ sha256, bytes = new Uint8Array(), taken }: BlobRow, key: CryptoKey): Promise<BlobRow> {
  const [sealed, told] = await Promise.all([seal(bytes, key), sealJson(taken, key)]);
  return { sha256, size: bytes.length, shut: 1, sealed, told };
}
