// A form whose deed is kept on the phone: opening a case, a step of one, a checklist, a task, a handover.
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Deed, Item } from "../../engine/index.ts";
import type { Draft } from "../drafts.ts";
import { Banner, Frame } from "../parts.tsx";
import { usePerson } from "../state.tsx";
import { Kept } from "./kept.tsx";

interface Formed {
  title: string;
  sub?: string | undefined;
  button: string;
  /** How the page is called when it is done. */
  done: string;
  again?: { href: string; word: string };
  draft: Draft<never> | Draft<object>;
  /** A sentence for each fault; nothing is kept while there is one. */
  check(): Record<string, string>;
  deed(): Omit<Deed, "person" | "id" | "object">;
  onWrong(wrong: Record<string, string>): void;
  children: ComponentChildren;
}

export function Form({ title, sub, button, done, again, draft, check, deed, onWrong, children }: Formed): JSX.Element {
  const { keep, items } = usePerson();
  const [kept, setKept] = useState<Item | null>(null);
  const [told, setTold] = useState("");
  const press = async (): Promise<void> => {
    const wrong = check();
    onWrong(wrong);
    const count = Object.keys(wrong).length;
    if (count) return show(`还差 ${count} 处，写的都在`);
    try {
      setKept(await keep({ ...deed(), id: draft.id, object: draft.object, record: await draft.end() }));
    } catch (error) {
      show(`没有存上：${(error as Error).message}。写的都还在，请再点一次`);
    }
  };
  const show = (words: string): void => {
    setTold(words);
    window.scrollTo({ top: 0 });
  };
  if (kept) {
    const now = items.find(({ operation }) => operation.id === kept.operation.id) ?? kept;
    return <Kept item={now} title={done} {...(again ? { again } : {})} />;
  }
  const banner = told && (
    <Banner tone="bad" icon="alert-octagon">
      <span>{told}</span>
    </Banner>
  );
  const foot = (
    <button type="button" class="btn btn-primary tx-btn-big" onClick={() => void press()}>
      {button}
    </button>
  );
  return (
    <Frame title={title} sub={sub} back="#/" banner={banner} foot={foot}>
      {children}
    </Frame>
  );
}
