// What the browser says of its own memory, for the self-test.
import type { Disk } from "../engine/index.ts";
import { PhoneStorage } from "./database.ts";
import { canSeal } from "./seal.ts";

const MARK = "self-test";

export function disk(storage: PhoneStorage): Disk {
  return {
    opensOffline: async () => "serviceWorker" in navigator && isSecureContext,
    seals: async () => canSeal(),
    persist: async () => (await navigator.storage.persisted()) || navigator.storage.persist(),
    free: async () => {
      const { quota, usage } = await navigator.storage.estimate();
      return quota === undefined ? null : quota - (usage ?? 0);
    },
    remembers: async () => (localStorage.getItem(MARK) ? (await storage.mark(MARK)) !== null : null),
    writesBack: () => writesBack(storage),
  };
}

/** Through a connection of its own, so that it is not only remembered; and sealed, so that the key is kept, too. */
async function writesBack(storage: PhoneStorage): Promise<boolean> {
  const value = String(performance.timeOrigin + performance.now());
  await storage.setMark(MARK, value);
  const other = new PhoneStorage(storage.database.name);
  try {
    if ((await other.mark(MARK)) !== value) return false;
    localStorage.setItem(MARK, "yes");
    return true;
  } finally {
    other.database.close();
  }
}
