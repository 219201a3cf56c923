// What all screens know, and how it changes.
import { createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Deed, Item, Standing, Verdict } from "../engine/index.ts";
import { askDoor, type Door, isStale, logOut, moveIn, moveOut, phone, resident, selfTest, type Taken, takeAlong, taken, tidy } from "./house.ts";
import type { Snapshot, Somebody } from "./shapes.ts";

const FRESH = 15 * 60 * 1000;
const SWEPT = 10 * 60 * 1000;
const { engine, storage } = phone;

export interface Others {
  /** How many operations of other people wait here; whose and what is not told. */
  waiting: number;
}

export interface State {
  ready: boolean;
  person: Somebody | null;
  /** The server knows who is logged in here. */
  online: boolean;
  loggedIn: boolean;
  taken: Taken | null;
  verdict: Verdict | null;
  items: Item[];
  standing: Standing | null;
  others: Others;
  sending: boolean;
  taking: boolean;
}

export interface House extends State {
  /** Keeps a deed for good, then sends it when it can. */
  keep(deed: Omit<Deed, "person">): Promise<Item>;
  send(): Promise<void>;
  takeAgain(): Promise<void>;
  leave(): Promise<void>;
  read(id: string): Promise<void>;
}

const START: State = {
  ready: false,
  person: null,
  online: false,
  loggedIn: false,
  taken: null,
  verdict: null,
  items: [],
  standing: null,
  others: { waiting: 0 },
  sending: false,
  taking: false,
};

const Context = createContext<House | null>(null);
export const Provider = Context.Provider;

export function useHouse(): House {
  const house = useContext(Context);
  if (!house) throw new Error("no house");
  return house;
}

/** Of a person who has taken something along. */
export function usePerson(): { person: Somebody; snapshot: Snapshot } & House {
  const house = useHouse();
  if (!house.person || !house.taken) throw new Error("nothing was taken along");
  return { ...house, person: house.person, snapshot: house.taken.snapshot };
}

export function useHouseState(): House {
  const [state, setState] = useState<State>(START);
  const now = useRef(state);
  const timer = useRef(0);
  const change = (more: Partial<State>): void => {
    now.current = { ...now.current, ...more };
    setState(now.current);
  };

  const look = async (): Promise<void> => {
    const { person } = now.current;
    const others = await countOthers(person);
    if (!person) return change({ items: [], standing: null, others });
    const key = String(person.id);
    change({ items: (await engine.outbox(key)).reverse(), standing: await engine.standing(key), others });
  };

  const send = async (hurry = false): Promise<void> => {
    if (now.current.sending) return;
    change({ sending: true });
    try {
      const { again } = await engine.sync({ now: hurry });
      window.clearTimeout(timer.current);
      if (again !== null) timer.current = window.setTimeout(() => void send(), again);
    } finally {
      change({ sending: false });
      await look();
    }
  };

  const bring = async (door: Door): Promise<void> => {
    if (now.current.verdict?.keeps === "cannot") return;
    change({ taking: true });
    try {
      const brought = await takeAlong(door, Date.now());
      if (brought && now.current.person?.id === brought.snapshot.me.id) change({ taken: brought });
    } catch {
      change({ online: false });
    } finally {
      change({ taking: false });
    }
  };

  const enter = async (force = false): Promise<void> => {
    const door = await askDoor();
    const stale = door.person !== null && (await isStale(door.person));
    const left = stale && (await logOut(door));
    change({ online: door.kind === "asked" && left === stale, loggedIn: door.person !== null && !stale });
    if (!door.person || stale) return;
    if (door.person.id !== now.current.person?.id) {
      await moveIn(door.person);
      change({ person: door.person, taken: await taken(door.person) });
    } else await moveIn(door.person);
    const age = Date.now() - (now.current.taken?.at ?? 0);
    if (force || age > FRESH || age < 0) await bring(door);
  };

  useEffect(() => {
    void begin();
    async function begin(): Promise<void> {
      const verdict = await selfTest(Date.now());
      change({ verdict });
      if (verdict.keeps === "cannot") return change({ ready: true });
      const person = await resident();
      change({ person, taken: person ? await taken(person) : null });
      await tidy(Date.now());
      await look();
      if (person) change({ ready: true });
      await enter();
      await look();
      change({ ready: true });
      await send();
    }
    const back = (): void => void enter().then(() => send(true));
    const seen = (): void => void (document.visibilityState === "visible" && now.current.ready && send());
    const sweep = window.setInterval(() => void tidy(Date.now()), SWEPT);
    window.addEventListener("online", back);
    document.addEventListener("visibilitychange", seen);
    return () => {
      window.clearInterval(sweep);
      window.removeEventListener("online", back);
      document.removeEventListener("visibilitychange", seen);
    };
  }, []);

  return {
    ...state,
    async keep(deed) {
      const { person } = now.current;
      if (!person) throw new Error("nobody is here");
      const item = await engine.enqueue({ ...deed, person: String(person.id) });
      await look();
      void send();
      return item;
    },
    send: () => send(true),
    takeAgain: () => enter(true).then(() => send(true)),
    async leave() {
      const { person } = now.current;
      if (person) await moveOut(person);
      change({ person: null, taken: null, items: [], standing: null });
      await enter();
      await look();
    },
    async read(id) {
      const { person } = now.current;
      if (person) await engine.dismiss(String(person.id), id);
      await look();
    },
  };
}

async function countOthers(person: Somebody | null): Promise<Others> {
  let waiting = 0;
  for (const other of await storage.persons()) {
    if (other !== String(person?.id)) waiting += (await engine.standing(other)).counts.waiting;
  }
  return { waiting };
}
