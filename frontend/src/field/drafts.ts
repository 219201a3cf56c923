// What is being written is kept at every change, so that a phone that dies in between loses nothing.
import { useEffect, useRef, useState } from "preact/hooks";
import { chance } from "../net/browser.ts";
import { phone } from "./house.ts";
import { usePerson } from "./state.tsx";

const { engine, storage } = phone;
const PAUSE = 250;

export interface Draft<T> {
  value: T;
  /** Names of the deed and of its thing: the same however often the button is pressed. */
  id: string;
  object: string;
  set(change: Partial<T>): void;
  /** Writes the last change, and answers what to write in the same transaction as the deed. */
  end(): Promise<{ person: string; key: string; value: unknown }>;
}

interface Kept<T> {
  id: string;
  object: string;
  value: T;
  sent?: boolean;
}

/** `undefined` while it is being read. `ends`: with what shift it dies. */
export function useDraft<T extends object>(name: string, blank: () => T, ends?: string): Draft<T> | undefined {
  const { person } = usePerson();
  const key = `draft:${name}`;
  const owner = String(person.id);
  const [kept, setKept] = useState<Kept<T>>();
  const latest = useRef<Kept<T> | undefined>(undefined);
  const timer = useRef(0);

  const write = async (): Promise<void> => {
    window.clearTimeout(timer.current);
    timer.current = 0;
    const { current } = latest;
    if (current) await storage.commit({ records: [{ person: owner, key, value: shaped(current, ends) }] });
  };

  useEffect(() => {
    let gone = false;
    void open<T>(owner, key, blank).then((found) => {
      if (gone) return;
      latest.current = found;
      setKept(found);
    });
    const flush = (): void => void (timer.current && write());
    document.addEventListener("visibilitychange", flush);
    window.addEventListener("pagehide", flush);
    return () => {
      gone = true;
      flush();
      document.removeEventListener("visibilitychange", flush);
      window.removeEventListener("pagehide", flush);
    };
  }, [key, owner]);

  if (!kept) return undefined;
  return {
    ...kept,
    set(change) {
      const before = latest.current ?? kept;
      latest.current = { ...before, value: { ...before.value, ...change } };
      setKept(latest.current);
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => void write(), PAUSE);
    },
    async end() {
      window.clearTimeout(timer.current);
      timer.current = 0;
      latest.current = undefined;
      return { person: owner, key, value: { sent: true, id: kept.id, ends: ends ? Date.parse(ends) : undefined } };
    },
  };
}

/** `watch` lies apart so that it can be dropped alone when the shift is over: see house.ts. */
function shaped<T extends object>({ id, object, value }: Kept<T>, ends?: string): object {
  const { watch, ...rest } = value as { watch?: unknown };
  return { id, object, value: rest, watch, ends: ends ? Date.parse(ends) : undefined };
}

async function open<T extends object>(owner: string, key: string, blank: () => T): Promise<Kept<T>> {
  const found = await storage.record<Kept<T> & { watch?: unknown }>(owner, key);
  const fresh = { id: chance.uuid(), object: chance.uuid(), value: blank() };
  if (!found || found.sent || !found.value) return fresh;
  const outbox = await engine.outbox(owner);
  if (outbox.some(({ operation }) => operation.id === found.id)) return fresh;
  const watch = found.watch === undefined ? {} : { watch: found.watch };
  return { id: found.id, object: found.object, value: { ...fresh.value, ...found.value, ...watch } };
}
