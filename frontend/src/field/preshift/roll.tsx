import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Chip, Icon, More } from "../parts.tsx";
import type { Held } from "./meeting.tsx";
import { ABSENCES, type Mark, present } from "./rules.ts";

const THERE: Mark = { present: true, reason: "" };

export function Roll({ sheet, set, team, roster, nameOf }: Held): JSX.Element {
  const mark = (person: number, change: Partial<Mark>): void => {
    set({ marks: { ...sheet.marks, [person]: { ...(sheet.marks[person] ?? THERE), ...change } } });
  };
  const there = present(sheet, roster).length;
  return (
    <section class="tx-sheet" id="roll" aria-labelledby="roll-h">
      <div class="tx-sheet-h">
        <h2 id="roll-h">点名</h2>
        <span class="tx-num" aria-live="polite">
          <span class="tx-strong">到 {there}</span>·未到 {roster.length - there}
        </span>
      </div>
      <div class="tx-sheet-b tx-stack">
        <div class="ps-roll">
          {team.roster.map(({ id, name }) => (
            <Person key={id} id={id} name={name} mark={sheet.marks[id] ?? THERE} onMark={(change) => mark(id, change)} />
          ))}
        </div>
        <p class="tx-sub">都算到。谁没到，点一下名字</p>
      </div>
      <More line summary={<>主持：<span class="tx-strong">{nameOf(sheet.chair)}</span> <span class="tx-sub">换人、加人</span></>}>
        <fieldset id="chair">
          <legend class="tx-label">谁主持</legend>
          <div class="tx-chips">
            {team.chairs.map(({ id, name }) => (
              <Chip key={id} type="radio" name="chair" checked={sheet.chair === id} onPick={() => set({ chair: id })}>
                {name}
              </Chip>
            ))}
          </div>
        </fieldset>
        <Guests guests={sheet.guests} onChange={(guests) => set({ guests })} />
      </More>
    </section>
  );
}

function Person({ id, name, mark, onMark }: { id: number; name: string; mark: Mark; onMark(change: Partial<Mark>): void }): JSX.Element {
  return (
    <>
      <input class="ps-tick" type="checkbox" id={`p${id}`} checked={mark.present} onChange={(event) => onMark({ present: event.currentTarget.checked })} />
      <label class="ps-who" for={`p${id}`}>
        {name}
        <em aria-hidden="true" />
      </label>
      <fieldset class="ps-why" id={`why-${id}`}>
        <legend class="tx-label">{name}没到，为什么</legend>
        <div class="tx-chips tx-chips-4">
          {ABSENCES.map(([code, title]) => (
            <Chip key={code} type="radio" name={`why-${id}`} checked={mark.reason === code} onPick={() => onMark({ reason: code })}>
              {title}
            </Chip>
          ))}
        </div>
      </fieldset>
    </>
  );
}

function Guests({ guests, onChange }: { guests: string[]; onChange(guests: string[]): void }): JSX.Element {
  const [typed, setTyped] = useState("");
  const add = (): void => {
    if (typed.trim()) onChange([...new Set([...guests, typed.trim()])]);
    setTyped("");
  };
  return (
    <div>
      <label class="tx-label" for="guest">
        借来的、来跟班的
      </label>
      <div class="ps-add">
        <input class="form-control" id="guest" placeholder="工号或全名" autoComplete="off" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
        <button class="btn tx-btn-2" type="button" onClick={add}>
          加上
        </button>
      </div>
      {guests.map((name) => (
        <div class="tx-row tx-row-apart" key={name}>
          <span>{name}，联网后按花名册对</span>
          <button class="btn tx-btn-3" type="button" onClick={() => onChange(guests.filter((one) => one !== name))}>
            <Icon name="x" />
            去掉
          </button>
        </div>
      ))}
    </div>
  );
}
