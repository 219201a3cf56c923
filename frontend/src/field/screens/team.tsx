// What a team does beside its meeting: a word for the next shift, checklists, tasks.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useDraft } from "../drafts.ts";
import { Fields, missing, said } from "../fields.tsx";
import { Chip, Fault, Frame, Row, Sheet } from "../parts.tsx";
import { askedHere, checklists, everybody, type Given, HANDOVER, type RecordSpec, type Shift, shiftNow, type Somebody, type Team } from "../shapes.ts";
import { usePerson } from "../state.tsx";
import { Form } from "./forms.tsx";
import { Nothing } from "./kept.tsx";

function useTeam(id: number): Team | undefined {
  return usePerson().snapshot.teams.find((team) => team.id === id);
}

const TWO_HOURS = 2 * 60 * 60 * 1000;

export function Handover({ teamId }: { teamId: number }): JSX.Element {
  const team = useTeam(teamId);
  if (!team) return <Nothing>带走的东西里没有这个班组。</Nothing>;
  const spec = team.specs.records.find(({ key }) => key === HANDOVER);
  const now = shiftNow(team, Date.now());
  const ending = now && Date.parse(now.ends_at) - Date.now() < TWO_HOURS ? now : null;
  if (spec && ending && team.next_teams.length) return <Give key={teamId} team={team} spec={spec} shift={ending} />;
  return <Note key={teamId} team={team} />;
}

/** Before the end of the shift: one thing that the next one must know. */
function Note({ team }: { team: Team }): JSX.Element | null {
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const draft = useDraft(`note:${team.id}`, () => ({ text: "" }));
  if (!draft) return null;
  const { text } = draft.value;
  return (
    <Form
      title="交代下一班"
      sub={team.name}
      button="记下，存在本机"
      done="交代好了"
      draft={draft}
      check={() => (text.trim() ? {} : { text: "要交代什么，写一句" })}
      deed={() => ({ type: "handover.note", body: { team: team.id, text: text.trim() } })}
      onWrong={setWrong}
    >
      <Sheet first>
        <div class={wrong["text"] ? "tx-invalid" : ""}>
          <label class="tx-label" for="note">
            下一班要知道什么
          </label>
          <textarea class="form-control" id="note" rows={3} maxLength={200} placeholder="如 机尾 72 架处片帮，已打临时支护" value={text} onInput={(event) => draft.set({ text: event.currentTarget.value })} />
          <Fault told={wrong["text"]} />
        </div>
        <p class="tx-sub">会在下一次班前会上念出来，办完才划掉。下班前 2 小时起，这里是完整的交接班。</p>
      </Sheet>
    </Form>
  );
}

const NOTHING: Record<string, string> = { tasks_done: "任务都干完了", equipment: "设备正常", site: "现场正常", tools: "工具材料齐全" };

interface Giving {
  to: number;
  told: Record<string, boolean>;
  texts: Record<string, string>;
  left: number[];
}

function Give({ team, spec, shift }: { team: Team; spec: RecordSpec; shift: Shift }): JSX.Element | null {
  const points = team.open_points.filter(({ kind }) => kind === "open_point");
  const start = (): Giving => ({ to: team.next_teams[0]?.id ?? 0, told: {}, texts: {}, left: [] });
  const draft = useDraft<Giving>(`give:${shift.id}`, start);
  if (!draft) return null;
  const { to, told, texts, left } = draft.value;
  const valueOf = (key: string, type: string): unknown => (type === "yes" ? told[key] !== false : told[key] ? (texts[key] ?? "") : (NOTHING[key] ?? ""));
  const body = (): object => ({
    team: team.id,
    shift: shift.id,
    to_team: to,
    values: Object.fromEntries(spec.fields.map(({ key, type }) => [key, valueOf(key, type)])),
    passed_on: points.map(({ id }) => id).filter((id) => !left.includes(id)),
  });
  return (
    <Form title="交班" sub={`${shift.name}·${team.name}`} button="交出去，存在本机" done="交班写好了" draft={draft} check={() => ({})} deed={() => ({ type: "handover.note", body: body() })} onWrong={() => undefined}>
      <Sheet title="交给谁">
        <div class="tx-chips">
          {team.next_teams.map(({ id, name }) => (
            <Chip key={id} type="radio" name="to" checked={to === id} onPick={() => draft.set({ to: id })}>
              {name}
            </Chip>
          ))}
        </div>
      </Sheet>
      <Sheet title="交什么" aside="没事的不用动">
        {spec.fields.map(({ key, title, type, hint }) => (
          <div key={key} class="fd-give">
            <div class="tx-row tx-row-apart">
              <span class="tx-item-t">{title}</span>
              <Chip type="checkbox" name={key} checked={type === "yes" ? told[key] !== false : told[key] === true} onPick={(on) => draft.set({ told: { ...told, [key]: on } })}>
                {type === "yes" ? "交清了" : "有要说的"}
              </Chip>
            </div>
            {type !== "yes" && !told[key] && <span class="tx-sub">{NOTHING[key] ?? "没有"}</span>}
            {type !== "yes" && told[key] && <textarea class="form-control" rows={2} aria-label={title} placeholder={hint} value={texts[key] ?? ""} onInput={(event) => draft.set({ texts: { ...texts, [key]: event.currentTarget.value } })} />}
          </div>
        ))}
      </Sheet>
      {points.length > 0 && (
        <Sheet title="一并交过去" aside="办完的去掉">
          {points.map(({ id, text }) => (
            <label class="tx-check" key={id}>
              <input type="checkbox" checked={!left.includes(id)} onChange={(event) => draft.set({ left: event.currentTarget.checked ? left.filter((one) => one !== id) : [...left, id] })} />
              <span>{text}</span>
            </label>
          ))}
        </Sheet>
      )}
      <p class="tx-sub">接班的人要联网后在系统里签。</p>
    </Form>
  );
}

export function Lists({ teamId }: { teamId: number }): JSX.Element {
  const team = useTeam(teamId);
  if (!team) return <Nothing>带走的东西里没有这个班组。</Nothing>;
  return (
    <Frame title="检查、台账" sub={team.name} back="#/">
      <Sheet bare>
        <ul class="tx-list">
          {checklists(team).map(({ key, title }) => (
            <Row key={key} href={`#/list/${teamId}/${key}`} title={title} />
          ))}
        </ul>
      </Sheet>
    </Frame>
  );
}

interface Answered {
  given: Given;
  away: number[];
}

export function Checklist({ teamId, kind }: { teamId: number; kind: string }): JSX.Element {
  const team = useTeam(teamId);
  const spec = team && checklists(team).find(({ key }) => key === kind);
  return team && spec ? <ListForm key={`${teamId} ${kind}`} team={team} spec={spec} /> : <Nothing>这一种要联网写，手机里没有。</Nothing>;
}

function ListForm({ team, spec }: { team: Team; spec: RecordSpec }): JSX.Element | null {
  const { snapshot } = usePerson();
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const draft = useDraft<Answered>(`list:${team.id}:${spec.key}`, () => ({ given: {}, away: team.roster.filter(({ away }) => away).map(({ id }) => id) }));
  if (!draft) return null;
  const { given, away } = draft.value;
  const fields = askedHere(spec.fields);
  const rolled = spec.steps.includes("roll_call") && spec.expected === "everybody";
  const marks = Object.fromEntries(team.roster.map(({ id }) => [id, { present: !away.includes(id), reason: "" }]));
  const body = { kind: spec.key, unit: team.id, fields: said(fields, given), ...(rolled ? { marks } : {}) };
  const now = shiftNow(team, Date.now());
  const shift = spec.per_shift && now ? { shift: now.id } : {};
  return (
    <Form
      title={spec.title}
      sub={team.name}
      button="写好了，存在本机"
      done={`${spec.title}写好了`}
      draft={draft}
      check={() => missing(fields, given)}
      deed={() => ({ type: "checklist.answer", body: { ...body, ...shift } })}
      onWrong={setWrong}
    >
      {rolled && <Present people={team.roster} away={away} onAway={(changed) => draft.set({ away: changed })} />}
      <Sheet first>
        <Fields fields={fields} given={given} wrong={wrong} people={everybody(snapshot)} onGive={(change) => draft.set({ given: { ...given, ...change } })} />
        {!fields.length && <p class="tx-sub">没有要填的。</p>}
      </Sheet>
    </Form>
  );
}

function Present({ people, away, onAway }: { people: Somebody[]; away: number[]; onAway(away: number[]): void }): JSX.Element {
  return (
    <Sheet title="点名" aside={`到 ${people.length - away.length}·未到 ${away.length}`}>
      <div class="ps-roll">
        {people.map(({ id, name }) => (
          <div class="fd-whole" key={id}>
            <input class="ps-tick" type="checkbox" id={`p${id}`} checked={!away.includes(id)} onChange={(event) => onAway(event.currentTarget.checked ? away.filter((one) => one !== id) : [...away, id])} />
            <label class="ps-who" for={`p${id}`}>
              {name}
              <em aria-hidden="true" />
            </label>
          </div>
        ))}
      </div>
    </Sheet>
  );
}

export function TaskDone({ id }: { id: number }): JSX.Element | null {
  const { snapshot } = usePerson();
  const task = snapshot.teams.flatMap(({ tasks }) => tasks).find((one) => one.id === id);
  const draft = useDraft(`task:${id}`, () => ({ note: "" }));
  if (!task) return <Nothing>带走的东西里没有这件事。</Nothing>;
  if (!draft) return null;
  const { note } = draft.value;
  return (
    <Form title="办完一件事" button="办完了，存在本机" done="办完了" draft={draft} check={() => ({})} deed={() => ({ type: "task.done", body: { task: id, note: note.trim() } })} onWrong={() => undefined}>
      <Sheet first>
        <p class="tx-strong">{task.text}</p>
        {task.due && <p class="tx-sub">{task.due.slice(5)} 前</p>}
        <div>
          <label class="tx-label" for="done-note">
            办成什么样<span class="tx-opt">可不填</span>
          </label>
          <textarea class="form-control" id="done-note" rows={2} maxLength={200} value={note} onInput={(event) => draft.set({ note: event.currentTarget.value })} />
        </div>
      </Sheet>
    </Form>
  );
}
