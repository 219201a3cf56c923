// The phone's database. A change is one transaction, and on the disk before it is said to be kept.
import { Dexie, type Table } from "dexie";
import { type Account, type BlobStorage, type Change, type Item, type LocalRecord, NO_ACCOUNT, type Storage } from "../engine/index.ts";

type Row = Omit<Item, "number"> & { number?: number; id: string };

class Database extends Dexie {
  declare items: Table<Row, number>;
  declare accounts: Table<Account, string>;
  declare records: Table<LocalRecord, [string, string]>;
  declare blobs: Table<{ sha256: string; bytes: Uint8Array; taken?: string | undefined }, string>;
  declare marks: Table<{ key: string; value: unknown }, string>;

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
  }
}

export class PhoneStorage implements Storage, BlobStorage {
  readonly database: Database;

  constructor(name = "tongxin") {
    this.database = new Database(name);
  }

  async commit(change: Change): Promise<void> {
    const { items, accounts, records } = this.database;
    await this.database.transaction("rw", [items, accounts, records], async () => {
      for (const item of change.added ?? []) await this.add(item);
      await items.bulkPut((change.items ?? []).map(row));
      await items.bulkDelete((change.removed ?? []).map(({ number }) => number));
      await records.bulkPut(change.records ?? []);
      if (change.account) await this.mend(change.account);
    });
  }

  private async add(item: Item): Promise<void> {
    const { number: _, ...rest } = row(item);
    if (!(await this.known(item.person, rest.id))) await this.database.items.add(rest);
  }

  private async known(person: string, id: string): Promise<boolean> {
    return (await this.database.items.where("[person+id]").equals([person, id]).count()) > 0;
  }

  private async mend(account: NonNullable<Change["account"]>): Promise<void> {
    const before = await this.database.accounts.get(account.person);
    await this.database.accounts.put({ ...NO_ACCOUNT, ...before, ...account });
  }

  async persons(): Promise<string[]> {
    const found = await this.database.items.orderBy("[person+id]").keys();
    const known = await this.database.accounts.toCollection().primaryKeys();
    return [...new Set([...known, ...(found as unknown as [string, string][]).map(([person]) => person)])];
  }

  async account(person: string): Promise<Account | null> {
    return (await this.database.accounts.get(person)) ?? null;
  }

  async items(person: string): Promise<unknown[]> {
    const whole = [person, Dexie.minKey];
    return this.database.items.where("[person+id]").between(whole, [person, Dexie.maxKey]).sortBy("number");
  }

  /** What the screens keep for themselves: drafts, what was pulled, what was done here. */
  async record<T>(person: string, key: string): Promise<T | null> {
    return ((await this.database.records.get([person, key]))?.value as T | undefined) ?? null;
  }

  async records(person: string): Promise<LocalRecord[]> {
    return this.database.records.where("person").equals(person).toArray();
  }

  async save(sha256: string, bytes: Uint8Array, taken?: string): Promise<void> {
    await this.database.blobs.put({ sha256, bytes, taken });
  }

  async size(sha256: string): Promise<number | null> {
    return (await this.database.blobs.get(sha256))?.bytes.length ?? null;
  }

  async taken(sha256: string): Promise<string | undefined> {
    return (await this.database.blobs.get(sha256))?.taken;
  }

  async read(sha256: string, from: number, to: number): Promise<Uint8Array> {
    return (await this.database.blobs.get(sha256))?.bytes.slice(from, to) ?? new Uint8Array();
  }

  async remove(sha256: string): Promise<void> {
    await this.database.blobs.delete(sha256);
  }
}

function row(item: Item): Row {
  return { ...item, id: item.operation.id };
}
