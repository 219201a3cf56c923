// The phone's database. A change is one transaction, and on the disk before it is said to be kept.
import { Dexie, type Table } from "dexie";
import { type Account, type BlobStorage, type Change, type LocalRecord, NO_ACCOUNT, type Storage } from "../engine/index.ts";
import { Keys } from "./keys.ts";
import { sealJson, unseal, unsealJson } from "./seal.ts";
import { type AccountRow, blobRow, Database, type ItemRow, itemRow, markRow, recordRow, type Secret, type Shut } from "./tables.ts";

type Sealing<Row> = (row: Row, key: CryptoKey) => Promise<Row>;
type PartOfAccount = Partial<AccountRow> & { person: string };

export class PhoneStorage implements Storage, BlobStorage {
  readonly database: Database;
  private readonly keys: Keys;
  private turn: Promise<unknown> | null = null;

  constructor(name = "tongxin") {
    this.database = new Database(name);
    this.keys = new Keys(this.database);
  }

  async commit(change: Change): Promise<void> {
    await this.inTurn(async () => {
      const { items, accounts, records } = this.database;
      const sealed = (key: CryptoKey): Promise<Rows> => rowsOf(change, key);
      await this.keys.write([items, accounts, records], sealed, async (rows) => {
        for (const item of rows.added) await this.add(item);
        await items.bulkPut(rows.items);
        await items.bulkDelete((change.removed ?? []).map(({ number }) => number));
        await records.bulkPut(rows.records);
        if (rows.account) await this.mend(rows.account);
      });
    });
  }

  /** Sealing takes a moment; yet what is written later stays the later one, and what is read comes after it. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.turn ??= this.shutOld();
    const done = this.turn.then(work, work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async add({ number: _, ...row }: ItemRow): Promise<void> {
    if (!(await this.known(row.person, row.id))) await this.database.items.add(row);
  }

  private async known(person: string, id: string): Promise<boolean> {
    return (await this.database.items.where("[person+id]").equals([person, id]).count()) > 0;
  }

  private async mend(account: PartOfAccount): Promise<void> {
    const before = await this.database.accounts.get(account.person);
    await this.database.accounts.put({ ...NO_ACCOUNT, ...before, ...account });
  }

  async persons(): Promise<string[]> {
    return this.inTurn(async () => {
      const found = await this.database.items.orderBy("[person+id]").keys();
      const known = await this.database.accounts.toCollection().primaryKeys();
      return [...new Set([...known, ...(found as unknown as [string, string][]).map(([person]) => person)])];
    });
  }

  async account(person: string): Promise<Account | null> {
    const found = await this.inTurn(() => this.database.accounts.get(person));
    return found ? { ...found, token: await this.told(found.token), refused: await this.told(found.refused) } : null;
  }

  private async told(secret: Secret): Promise<string> {
    return typeof secret === "string" ? secret : (((await this.opened({ shut: 1, sealed: secret })) as string | null) ?? "");
  }

  async items(person: string): Promise<unknown[]> {
    const whole = this.database.items.where("[person+id]").between([person, Dexie.minKey], [person, Dexie.maxKey]);
    const rows = await this.inTurn(() => whole.sortBy("number"));
    return Promise.all(rows.map((row) => this.item(row)));
  }

  private async item(row: ItemRow): Promise<unknown> {
    const found = row.shut ? await this.opened(row) : row;
    return found && { ...found, number: row.number };
  }

  /** Null of what the key does not open. */
  private async opened({ sealed }: Shut): Promise<unknown> {
    const { key } = await this.keys.key();
    return sealed ? unsealJson(sealed, key).catch(() => null) : null;
  }

  private async value(row: (Shut & { value?: unknown }) | undefined): Promise<unknown> {
    return row?.shut ? this.opened(row) : (row?.value ?? null);
  }

  /** What the screens keep for themselves: drafts, what was pulled, what was done here. */
  async record<T>(person: string, key: string): Promise<T | null> {
    return (await this.value(await this.inTurn(() => this.database.records.get([person, key])))) as T | null;
  }

  async records(person: string): Promise<LocalRecord[]> {
    const rows = await this.inTurn(() => this.database.records.where("person").equals(person).toArray());
    return Promise.all(rows.map(async (row) => ({ person, key: row.key, value: await this.value(row) })));
  }

  /** What this phone itself knows: who is here, whether it may be trusted. */
  async mark<T>(key: string): Promise<T | null> {
    return (await this.value(await this.inTurn(() => this.database.marks.get(key)))) as T | null;
  }

  async setMark(key: string, value: unknown): Promise<void> {
    const { marks } = this.database;
    const sealed = (sealing: CryptoKey): ReturnType<typeof markRow> => markRow({ key, value }, sealing);
    await this.inTurn(() => this.keys.write([marks], sealed, async (row) => void (await marks.put(row))));
  }

  async unmark(key: string): Promise<void> {
    await this.inTurn(() => this.database.marks.delete(key));
  }

  async save(sha256: string, bytes: Uint8Array, taken?: string): Promise<void> {
    const { blobs } = this.database;
    const open = { sha256, bytes, ...(taken ? { taken } : {}) };
    await this.keys.write([blobs], (key) => blobRow(open, key), async (row) => void (await blobs.put(row)));
  }

  async size(sha256: string): Promise<number | null> {
    const found = await this.database.blobs.get(sha256);
    return found?.size ?? found?.bytes?.length ?? null;
  }

  async taken(sha256: string): Promise<string | undefined> {
    const found = await this.database.blobs.get(sha256);
    const told = found?.told ? await this.opened({ sealed: found.told }) : found?.taken;
    return (told as string | null | undefined) ?? undefined;
  }

  async read(sha256: string, from: number, to: number): Promise<Uint8Array> {
    const found = await this.database.blobs.get(sha256);
    const whole = found?.sealed ? await unseal(found.sealed, (await this.keys.key()).key) : found?.bytes;
    return whole?.slice(from, to) ?? new Uint8Array();
  }

  async remove(sha256: string): Promise<void> {
    await this.database.blobs.delete(sha256);
  }

  /** Seals what the first release left open. What is not reached stays as it is, and is read all the same. */
  private async shutOld(): Promise<void> {
    try {
      const { items, records, marks, blobs } = this.database;
      await this.shutTable(items, (row, key) => itemRow(row as never, key));
      await this.shutTable(records, recordRow);
      await this.shutTable(marks, markRow);
      await this.shutAccounts();
      // Photos may be many, and nobody ever changes one: nothing waits for them.
      void this.shutTable(blobs, blobRow, ({ sha256 }) => sha256).catch(() => undefined);
    } catch {
      // No room, or no key: whoever asks next is told so.
    }
  }

  private async shutTable<Row extends Shut, Name>(table: Table<Row, Name>, sealing: Sealing<Row>, print: (row: Row) => string = JSON.stringify): Promise<void> {
    const all = await table.toCollection().primaryKeys();
    const shut = new Set((await table.orderBy("shut").primaryKeys()).map(String));
    for (const name of all.filter((one) => !shut.has(String(one)))) {
      const open = await table.get(name);
      if (!open || open.shut) continue;
      await this.keys.write([table], (key) => sealing(open, key), async (row) => {
        const now = await table.get(name);
        if (now && !now.shut && print(now) === print(open)) await table.put(row);
      });
    }
  }

  private async shutAccounts(): Promise<void> {
    const { accounts } = this.database;
    for (const { person, token, refused } of await accounts.toArray()) {
      if (typeof token !== "string" || typeof refused !== "string") continue;
      const sealed = (key: CryptoKey): Promise<PartOfAccount> => partOf({ person, token, refused }, key);
      await this.keys.write([accounts], sealed, async (row) => {
        const now = await accounts.get(person);
        if (now?.token === token && now.refused === refused) await accounts.put({ ...now, ...row });
      });
    }
  }
}

interface Rows {
  added: ItemRow[];
  items: ItemRow[];
  records: Awaited<ReturnType<typeof recordRow>>[];
  account: PartOfAccount | null;
}

async function rowsOf({ added = [], items = [], records = [], account }: Change, key: CryptoKey): Promise<Rows> {
  return {
    added: await Promise.all(added.map((item) => itemRow(item, key))),
    items: await Promise.all(items.map((item) => itemRow(item, key))),
    records: await Promise.all(records.map((record) => recordRow(record, key))),
    account: account ? await partOf(account, key) : null,
  };
}

/** Of an account, what it is let in with. */
async function partOf({ token, refused, ...rest }: NonNullable<Change["account"]>, key: CryptoKey): Promise<PartOfAccount> {
  return {
    ...rest,
    ...(token === undefined ? {} : { token: await sealJson(token, key) }),
    ...(refused === undefined ? {} : { refused: await sealJson(refused, key) }),
  };
}
