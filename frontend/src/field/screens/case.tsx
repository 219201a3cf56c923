// A case opened, or taken a step further, with the fields that its kind has on the server's pages.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Photos } from "../album.tsx";
import { useDraft } from "../drafts.ts";
import { Fields, missing, said } from "../fields.tsx";
import { Chip, Frame, Row, Sheet, Status } from "../parts.tsx";
import { askedHere, type Case, type CaseSpec, caseSpec, everybody, everyCase, type Given, type Move, type Photo, whole } from "../shapes.ts";
import { usePerson } from "../state.tsx";
import { dayOf } from "../words.ts";
import { Form } from "./forms.tsx";
import { openings } from "./home.tsx";
import { Nothing } from "./kept.tsx";

interface Opening {
  unit: number;
  given: Given;
  nameless: boolean;
  photos: Photo[];
}

export function Choose(): JSX.Element {
  const { snapshot } = usePerson();
  return (
    <Frame title="提一件事" back="#/">
      <Sheet bare>
        <ul class="tx-list">
          {openings(snapshot).map(({ key, title, opening_hint }) => (
            <Row key={key} href={`#/open/${key}`} title={title} sub={opening_hint} />
          ))}
        </ul>
      </Sheet>
      <p class="tx-sub">要保密的（困难、投诉、直报）不放在手机里，请联网后在“办事”里提。</p>
    </Frame>
  );
}

export function Open({ kind }: { kind: string }): JSX.Element {
  const { snapshot } = usePerson();
  const spec = openings(snapshot).find(({ key }) => key === kind);
  return spec ? <OpenForm key={kind} spec={spec} /> : <Nothing>这一种要联网提，手机里没有。</Nothing>;
}

function OpenForm({ spec }: { spec: CaseSpec }): JSX.Element | null {
  const { snapshot } = usePerson();
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const draft = useDraft<Opening>(`open:${spec.key}`, () => ({ unit: spec.units[0]?.[0] ?? 0, given: {}, nameless: false, photos: [] }));
  if (!draft) return null;
  const { unit, given, nameless, photos } = draft.value;
  const fields = askedHere(spec.opening);
  const files = photos.map(({ sha256 }) => sha256);
  const deed = (): object => ({ kind: spec.key, unit, given: said(fields, given), anonymous: nameless, files });
  return (
    <Form
      title={spec.title}
      sub={spec.units.find(([id]) => id === unit)?.[1]}
      button="交上去"
      done={`${spec.title}写好了`}
      again={{ href: "#/open", word: "再提一件" }}
      draft={draft}
      check={() => missing(fields, given)}
      deed={() => ({ type: "case.open", body: deed(), blobs: files })}
      onWrong={setWrong}
    >
      <Sheet first>
        {spec.opening_hint && <p class="tx-sub">{spec.opening_hint}</p>}
        <Units spec={spec} unit={unit} onUnit={(chosen) => draft.set({ unit: chosen })} />
        <Fields fields={fields} given={given} wrong={wrong} people={everybody(snapshot)} closed={spec.closed} onGive={(change) => draft.set({ given: { ...given, ...change } })} />
        {spec.opening_files && <Photos photos={photos} onChange={(changed) => draft.set({ photos: changed })} />}
      </Sheet>
      {spec.anonymous && <Names nameless={nameless} onName={(changed) => draft.set({ nameless: changed })} />}
    </Form>
  );
}

function Units({ spec, unit, onUnit }: { spec: CaseSpec; unit: number; onUnit(unit: number): void }): JSX.Element | null {
  if (spec.units.length < 2) return null;
  return (
    <div>
      <label class="tx-label" for="unit">
        哪个单位
      </label>
      <select class="form-select" id="unit" value={String(unit)} onChange={(event) => onUnit(Number(event.currentTarget.value))}>
        {spec.units.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

function Names({ nameless, onName }: { nameless: boolean; onName(nameless: boolean): void }): JSX.Element {
  return (
    <Sheet>
      <fieldset>
        <legend class="tx-hidden">留名吗</legend>
        <div class="tx-chips tx-chips-even">
          <Chip type="radio" name="as" checked={!nameless} onPick={() => onName(false)}>
            写我的名字
          </Chip>
          <Chip type="radio" name="as" checked={nameless} onPick={() => onName(true)}>
            不写名字
          </Chip>
        </div>
      </fieldset>
      <p class="tx-sub">不写名字：系统里不存您是谁，传上去后给您一个查询码。传到以前，这台手机里看得出是您写的。</p>
    </Sheet>
  );
}

export function CaseSteps({ id }: { id: number }): JSX.Element {
  const { snapshot } = usePerson();
  const found = everyCase(snapshot).find((one) => one.id === id);
  const spec = found && caseSpec(snapshot, found.kind);
  if (!found || !spec) return <Nothing>带走的东西里没有这件事。有网络时再带一次。</Nothing>;
  const moves = movesOf(found, spec);
  return (
    <Frame title={found.title} sub={spec.title} back="#/">
      <Sheet first>
        <div class="tx-row tx-row-apart">
          <h2 class="tx-h">办到哪一步</h2>
          <Status tone="due" word={found.state_title} />
        </div>
        {moves.map(({ key, title, tone }) => (
          <a key={key} class={`btn ${tone === "main" ? "btn-primary" : "tx-btn-2"}`} href={`#/case/${id}/${key}`}>
            {title}
          </a>
        ))}
        <p class="tx-sub">是带走时的样子。能不能办到那一步，传上去以后系统再看；对不上的两份都留着，由人来定。</p>
      </Sheet>
    </Frame>
  );
}

function movesOf(one: Case, spec: CaseSpec): Move[] {
  return spec.moves.filter(({ key, fields }) => one.moves.includes(key) && whole(fields));
}

export function Step({ id, move }: { id: number; move: string }): JSX.Element {
  const { snapshot } = usePerson();
  const found = everyCase(snapshot).find((one) => one.id === id);
  const spec = found && caseSpec(snapshot, found.kind);
  const made = found && spec && movesOf(found, spec).find(({ key }) => key === move);
  return found && made ? <StepForm key={`${id} ${move}`} one={found} move={made} /> : <Nothing>这一步要联网办，或者带走以后已经变了。</Nothing>;
}

interface Made {
  given: Given;
  photos: Photo[];
  done_on: string;
}

function StepForm({ one, move }: { one: Case; move: Move }): JSX.Element | null {
  const { snapshot } = usePerson();
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const draft = useDraft<Made>(`case:${one.id}:${move.key}`, () => ({ given: {}, photos: [], done_on: dayOf(Date.now()) }));
  if (!draft) return null;
  const { given, photos, done_on } = draft.value;
  const fields = askedHere(move.fields);
  const files = photos.map(({ sha256 }) => sha256);
  const body = { case: one.id, move: move.key, given: said(fields, given), files, ...(move.dated ? { done_on } : {}) };
  return (
    <Form
      title={move.title}
      sub={one.title}
      button="办好了，存在本机"
      done={move.title}
      draft={draft}
      check={() => missing(fields, given)}
      deed={() => ({ type: "case.move", body, base: one.revision, blobs: files })}
      onWrong={setWrong}
    >
      <Sheet first>
        {move.hint && <p class="tx-sub">{move.hint}</p>}
        <Fields fields={fields} given={given} wrong={wrong} people={everybody(snapshot)} onGive={(change) => draft.set({ given: { ...given, ...change } })} />
        {move.dated && (
          <div>
            <label class="tx-label" for="done-on">
              哪天办的
            </label>
            <input class="form-control" id="done-on" type="date" value={done_on} onInput={(event) => draft.set({ done_on: event.currentTarget.value })} />
          </div>
        )}
        {move.files && <Photos photos={photos} onChange={(changed) => draft.set({ photos: changed })} />}
        {!fields.length && !move.files && <p>没有要填的，点下面就记下了。</p>}
      </Sheet>
    </Form>
  );
}
