// The engine of this phone, put together: the only place that knows all its parts.
import { Engine } from "./engine/index.ts";
import { chance, clock, hash, lock } from "./net/browser.ts";
import { HttpNetwork } from "./net/http.ts";
import { PhoneStorage } from "./store/database.ts";

export interface Phone {
  engine: Engine;
  storage: PhoneStorage;
}

export function openPhone(): Phone {
  const storage = new PhoneStorage();
  const network = new HttpNetwork((address, init) => fetch(address, init));
  return { storage, engine: new Engine({ storage, blobs: storage, network, clock, chance, hash, lock }) };
}
