import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Chip, Empty, Icon, More, Row, Sheet as Block, Status } from "../parts.tsx";
import type { Field, Task } from "../shapes.ts";
import { dayOf, daysBetween, ordinal } from "../words.ts";
import { asked } from "./body.ts";
import type { Held } from "./meeting.tsx";

const SHOWN = 12;

export function Points({ team, sheet, set, today }: Held): JSX.Element {
  const points = team.open_points.slice(0, SHOWN);
  const more = team.open_points.length - points.length;
  return (
    <Block title="上一班交来" bare>
      {points.length ? (
        <>
          <ul class="tx-list">
            {points.map((point) => (
              <Row key={point.id} title={point.text} status={<Due due={point.due} today={today} />} sub={point.owner && `${point.owner}管`} />
            ))}
          </ul>
          <div class="tx-sheet-b tx-chips">
            <Chip type="checkbox" name="told" checked={sheet.told} onPick={(told) => set({ told })}>
              {points.length === 1 ? "这一件讲了" : `${points.length} 件都讲了`}
            </Chip>
          </div>
          {more > 0 && <p class="tx-sheet-b tx-sub">还有 {more} 件，联网后在“事项”里看</p>}
        </>
      ) : (
        <Empty strong="没有交下来的事">带走的时候没有没办完的事项。</Empty>
      )}
    </Block>
  );
}

export function Due({ due, today }: { due: Task["due"]; today: string }): JSX.Element {
  const over = due ? daysBetween(due, today) : 0;
  if (over > 0) return <Status tone="bad" word={`超期 ${over} 天`} />;
  if (due === today) return <Status tone="warn" word="今天到期" />;
  return <Status tone="due" word={due ? `${due.slice(5)} 前` : "接着干"} />;
}

export function Documents({ team, sheet, set }: Held): JSX.Element {
  const lines = team.texts;
  return (
    <Block title="传达" aside={lines.length > 0 && `${lines.length} 条，念一遍就行`} bare>
      {lines.length > 0 && (
        <>
          <ul class="tx-list">
            {lines.map((line) => (
              <Row key={line} title={line} />
            ))}
          </ul>
          <div class="tx-sheet-b tx-chips">
            <Chip type="checkbox" name="read" checked={sheet.read} onPick={(read) => set({ read })}>
              都念了
            </Chip>
          </div>
        </>
      )}
      <More line={lines.length > 0} summary={lines.length ? "还有别的要传达" : "今天没有带入要传达的，要加点这里"}>
        <label class="tx-label" for="more-documents">
          文件或通报，一条一行
        </label>
        <textarea class="form-control" id="more-documents" rows={2} value={sheet.documents} onInput={(event) => set({ documents: event.currentTarget.value })} />
      </More>
    </Block>
  );
}

export function Tasks({ sheet, set, plan, places, ready, nameOf }: Held): JSX.Element {
  const [typed, setTyped] = useState("");
  const names = [...new Set([...Object.values(places), ...sheet.more_places])].filter(Boolean);
  const today = new Map(plan.lines.flatMap(({ place, people }) => people.map((one) => [one, place] as const)));
  const told = plan.handed.map(({ place, away, to }) => (to === null ? `${place}没有人了：${nameOf(away)}不在` : `${nameOf(away)}的活转给${nameOf(to)}`));
  const note = plan.lines.length ? `${plan.lines.length} 处，${told.length ? told.join("，") : "照上次带入"}` : "还没分过，点开分一次";
  const add = (): void => {
    if (typed.trim()) set({ more_places: [...new Set([...sheet.more_places, typed.trim().slice(0, 20)])] });
    setTyped("");
  };
  return (
    <Block bare>
      <More summary={<><h2 class="tx-h">任务</h2><span class="tx-sub">{note}</span></>}>
        <dl class="tx-kv">
          {plan.lines.map(({ place, people }) => (
            <div class="fd-kv" key={place}>
              <dt>{place}</dt>
              <dd>{people.map(nameOf).join("、")}</dd>
            </div>
          ))}
        </dl>
        <details class="ps-edit">
          <summary class="btn tx-btn-2">改一处</summary>
          <div class="tx-stack ps-hands">
            {ready.map((one) => (
              <label class="ps-hand" key={one}>
                <span>{nameOf(one)}</span>
                <select class="form-select" value={today.get(one) ?? ""} onChange={(event) => set({ moves: { ...sheet.moves, [one]: event.currentTarget.value } })}>
                  <option value="">不安排</option>
                  {names.map((place) => (
                    <option key={place}>{place}</option>
                  ))}
                </select>
              </label>
            ))}
            <div>
              <label class="tx-label" for="new-place">
                加一处
              </label>
              <div class="ps-add">
                <input class="form-control" id="new-place" placeholder="比如 回柱" maxLength={20} autoComplete="off" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
                <button class="btn tx-btn-2" type="button" onClick={add}>
                  加上
                </button>
              </div>
            </div>
          </div>
        </details>
      </More>
    </Block>
  );
}

export function Risks({ spec, sheet, set, team }: Held): JSX.Element | null {
  const field = spec.fields.find(({ key }) => key === "risks");
  if (!field?.choices?.length) return null;
  const pick = (key: string, on: boolean): void => {
    const others = sheet.risks.filter((one) => one !== key);
    set({ risks: on ? [...others, key] : others });
  };
  return (
    <Block title="今天的风险" aside="点选，可多选">
      <div class="ps-risks">
        {field.choices.map(({ key, title, text }) => (
          <div class="fd-whole" key={key}>
            <input class="ps-tick" type="checkbox" id={`r-${key}`} checked={sheet.risks.includes(key)} onChange={(event) => pick(key, event.currentTarget.checked)} />
            <label class="ps-chip" for={`r-${key}`}>
              <Icon name="check" />
              {title}
            </label>
            <div class="tx-measure ps-measure">
              {text ? (
                <span>
                  <span class="tx-strong">{title}</span>：{text}。
                </span>
              ) : (
                <label class="ps-other">
                  <span class="tx-strong">{title}</span>
                  <input class="form-control" placeholder="说一句就行" maxLength={120} autoComplete="off" value={sheet.other_risk} onInput={(event) => set({ other_risk: event.currentTarget.value })} />
                </label>
              )}
              <label class="ps-eyes">
                <select class="form-select" aria-label={`${title}谁盯`} value={String(sheet.watchers[key] ?? sheet.chair)} onChange={(event) => set({ watchers: { ...sheet.watchers, [key]: Number(event.currentTarget.value) } })}>
                  {team.roster.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </select>
                盯
              </label>
            </div>
          </div>
        ))}
      </div>
    </Block>
  );
}

export function Asked({ spec, shift, sheet, set }: Held): JSX.Element | null {
  const fields = asked(spec);
  if (!fields.length) return null;
  const give = (key: string, value: unknown): void => set({ asked: { ...sheet.asked, [key]: value } });
  const ticks = fields.filter(({ type }) => type === "yes");
  const texts = fields.filter(({ type }) => ["steps", "text", "long_text"].includes(type));
  return (
    <Block title="最后">
      {fields.filter(({ choices }) => choices?.length).map((field) => (
        <Question key={field.key} field={field} on={shift.starts_at} value={sheet.asked[field.key]} onGive={(value) => give(field.key, value)} />
      ))}
      <div class="tx-chips">
        {ticks.map(({ key, title }) => (
          <Chip key={key} type="checkbox" name={key} checked={sheet.asked[key] === true} onPick={(on) => give(key, on)}>
            {title}
          </Chip>
        ))}
      </div>
      {texts.map(({ key, title }) => (
        <details class="ps-edit" key={key}>
          <summary class="tx-link">
            {title}
            {!sheet.asked[key] && "（没有就不点）"}
          </summary>
          <textarea class="form-control" rows={2} aria-label={title} value={String(sheet.asked[key] ?? "")} onInput={(event) => give(key, event.currentTarget.value)} />
        </details>
      ))}
    </Block>
  );
}

/** Of a choice that is asked (每日一题) one answer a day, in turn. */
function Question({ field, on, value, onGive }: { field: Field; on: string; value: unknown; onGive(value: string[]): void }): JSX.Element | null {
  const choices = field.choices ?? [];
  const one = choices[ordinal(dayOf(on)) % choices.length];
  if (!one) return null;
  const done = Array.isArray(value) && value.includes(one.key);
  return (
    <div class="tx-stack">
      <span>
        <span class="tx-strong">{field.title}</span>：{one.title}
      </span>
      {one.text && (
        <details class="ps-edit">
          <summary class="tx-link">看答案</summary>
          {one.text}
        </details>
      )}
      <div class="tx-chips">
        <Chip type="checkbox" name={field.key} checked={done} onPick={(checked) => onGive(checked ? [one.key] : [])}>
          问过了
        </Chip>
      </div>
    </div>
  );
}
