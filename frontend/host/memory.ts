// Storage in memory, with the same promises as the phone's database: a change is kept whole or not at all.
import { type Account, type BlobStorage, type Change, type Item, type LocalRecord, NO_ACCOUNT, type Storage } from "../src/engine/types.ts";

export class Memory implements Storage {
  private readonly kept = new Map<string, Map<string, Item>>();
  private readonly accounts = new Map<string, Account>();
  readonly records = new Map<string, LocalRecord>();
  private last = 0;

  async commit(change: Change): Promise<void> {
    this.apply(structuredClone(change));
  }

  protected apply({ added = [], items = [], removed = [], account, records = [] }: Change): void {
    for (const item of added) {
      if (this.of(item.person).has(item.operation.id)) continue;
      this.of(item.person).set(item.operation.id, { ...item, number: ++this.last });
    }
    for (const item of items) this.of(item.person).set(item.operation.id, item);
    for (const item of removed) this.of(item.person).delete(item.operation.id);
    if (account) this.accounts.set(account.person, { ...NO_ACCOUNT, ...this.accounts.get(account.person), ...account });
    for (const record of records) this.records.set(`${record.person} ${record.key}`, record);
  }

  private of(person: string): Map<string, Item> {
    const found = this.kept.get(person) ?? new Map<string, Item>();
    this.kept.set(person, found);
    return found;
  }

  async persons(): Promise<string[]> {
    return [...new Set([...this.kept.keys(), ...this.accounts.keys()])];
  }

  async account(person: string): Promise<Account | null> {
    return structuredClone(this.accounts.get(person) ?? null);
  }

  async items(person: string): Promise<unknown[]> {
    return structuredClone([...(this.kept.get(person)?.values() ?? [])].sort((a, b) => a.number - b.number));
  }
}

export class MemoryBlobs implements BlobStorage {
  private readonly kept = new Map<string, Uint8Array>();

  private readonly times = new Map<string, string>();

  async save(sha256: string, bytes: Uint8Array, taken?: string): Promise<void> {
    this.kept.set(sha256, bytes.slice());
    if (taken) this.times.set(sha256, taken);
  }

  async size(sha256: string): Promise<number | null> {
    return this.kept.get(sha256)?.length ?? null;
  }

  async taken(sha256: string): Promise<string | undefined> {
    return this.times.get(sha256);
  }

  async read(sha256: string, from: number, to: number): Promise<Uint8Array> {
    return (this.kept.get(sha256) ?? new Uint8Array()).slice(from, to);
  }

  async remove(sha256: string): Promise<void> {
    this.kept.delete(sha256);
  }
}
