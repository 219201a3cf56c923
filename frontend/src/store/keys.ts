// The one key of this browser: made when it is first needed, and kept beside what it seals.
import type { Table } from "dexie";
import type { Database, Key } from "./tables.ts";
import { makeKey } from "./seal.ts";

const NAME = "phone";

/** Somebody has emptied the database, and another tab has made a key for it since. */
class OtherKey extends Error {}

export class Keys {
  private readonly database: Database;
  private found: Promise<Key> | null = null;

  constructor(database: Database) {
    this.database = database;
  }

  async key(): Promise<Key> {
    this.found ??= this.bring();
    try {
      return await this.found;
    } catch (error) {
      this.found = null;
      throw error;
    }
  }

  /** Seals, then writes in one transaction: waiting for the sealing would end one that is open. */
  async write<T>(tables: Table[], sealed: (key: CryptoKey) => Promise<T>, put: (rows: T) => Promise<void>): Promise<void> {
    const key = await this.key();
    const rows = await sealed(key.key);
    try {
      await this.database.transaction("rw", [...tables, this.database.keys], async () => {
        await this.check(key);
        await put(rows);
      });
    } catch (error) {
      if (!(error instanceof OtherKey)) throw error;
      this.found = null;
      await this.write(tables, sealed, put);
    }
  }

  /** Nothing is sealed with a key that does not lie beside it. */
  private async check(key: Key): Promise<void> {
    const there = await this.database.keys.get(NAME);
    if (!there) await this.database.keys.put(key);
    else if (there.id !== key.id) throw new OtherKey();
  }

  private async bring(): Promise<Key> {
    const { keys } = this.database;
    const found = await keys.get(NAME);
    if (found) return found;
    const id = crypto.getRandomValues(new Uint32Array(4)).join("-");
    const made = { name: NAME, id, key: await makeKey() };
    return this.database.transaction("rw", keys, async () => {
      const first = await keys.get(NAME);
      if (!first) await keys.put(made);
      return first ?? made;
    });
  }
}
