// The pre-shift meeting on one screen, as web/templates/preshift/meeting.html has it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { clock } from "../../net/browser.ts";
import { type Draft, useDraft } from "../drafts.ts";
import { Banner, Frame, Icon } from "../parts.tsx";
import type { RecordSpec, Shift, Somebody, Team } from "../shapes.ts";
import { MEETING } from "../shapes.ts";
import { usePerson } from "../state.tsx";
import { clockTime, dayOf, dayWords } from "../words.ts";
import { Kept, Nothing } from "../screens/kept.tsx";
import { bodyOf } from "./body.ts";
import { Fitness } from "./fitness.tsx";
import { Roll } from "./roll.tsx";
import { fit, gaps, plan as planned, type Plan, present, type Sheet, watched } from "./rules.ts";
import { Asked, Documents, Points, Risks, Tasks } from "./steps.tsx";

export interface Held {
  team: Team;
  shift: Shift;
  spec: RecordSpec;
  sheet: Sheet;
  roster: number[];
  /** Those who may go on shift. */
  ready: number[];
  places: Record<number, string>;
  plan: Plan;
  today: string;
  nameOf(person: number): string;
  set(change: Partial<Sheet>): void;
}

export function Meeting({ shiftId }: { shiftId: number }): JSX.Element {
  const { snapshot, items } = usePerson();
  const team = snapshot.teams.find(({ shifts }) => shifts.some(({ id }) => id === shiftId));
  const shift = team?.shifts.find(({ id }) => id === shiftId);
  const spec = team?.specs.records.find(({ key }) => key === MEETING);
  const held = items.find(({ operation }) => operation.type === "record.hold" && bodyShift(operation.body) === shiftId);
  if (held) return <Kept item={held} title="班前会记好了" />;
  if (!team || !shift || !spec) return <Nothing>带走的东西里没有这一班。有网络时再带一次。</Nothing>;
  return <Running team={team} shift={shift} spec={spec} />;
}

function bodyShift(body: string): unknown {
  try {
    return (JSON.parse(body) as { shift?: unknown }).shift;
  } catch {
    return null;
  }
}

function blank(team: Team, me: Somebody): Sheet {
  const marks = team.roster.map(({ id, away }) => [id, { present: !away, reason: away }] as const);
  const chairs = team.chairs.map(({ id }) => id);
  return {
    chair: chairs.includes(me.id) ? me.id : (chairs[0] ?? me.id),
    marks: Object.fromEntries(marks),
    watch: {},
    moves: {},
    more_places: [],
    risks: [],
    watchers: {},
    other_risk: "",
    documents: "",
    told: false,
    read: false,
    guests: [],
    asked: {},
  };
}

function Running({ team, shift, spec }: { team: Team; shift: Shift; spec: RecordSpec }): JSX.Element | null {
  const { person } = usePerson();
  const draft = useDraft<Sheet>(`preshift:${shift.id}`, () => blank(team, person), shift.ends_at);
  if (!draft) return null;
  return <Page draft={draft} held={heldOf(draft, { team, shift, spec, me: person })} />;
}

function heldOf(draft: Draft<Sheet>, { team, shift, spec, me }: { team: Team; shift: Shift; spec: RecordSpec; me: Somebody }): Held {
  const sheet = draft.value;
  const roster = team.roster.map(({ id }) => id);
  const names = new Map([...team.chairs, ...team.roster, me].map(({ id, name }) => [id, name]));
  const places = Object.fromEntries(roster.map((one) => [one, sheet.moves[one] ?? team.places[one] ?? ""]));
  const ready = fit(sheet, roster);
  const plan = planned(roster.map((one) => [one, places[one] ?? ""]), ready);
  const nameOf = (one: number): string => names.get(one) ?? "";
  return { team, shift, spec, sheet, roster, ready, places, plan, today: dayOf(shift.starts_at), nameOf, set: draft.set };
}

function Page({ draft, held }: { draft: Draft<Sheet>; held: Held }): JSX.Element {
  const { keep } = usePerson();
  const [asked, setAsked] = useState(false);
  const [wrong, setWrong] = useState("");
  const { sheet, shift, team, roster } = held;
  const open = gaps(sheet, roster, held.nameOf);
  const late = Date.parse(shift.ends_at) < Date.now();
  const finish = async (): Promise<void> => {
    setAsked(true);
    if (open.length) return window.scrollTo({ top: 0 });
    try {
      const body = bodyOf({ team, shift, spec: held.spec, sheet, at: clock.wall(), documents: team.texts });
      await keep({ type: "record.hold", object: draft.object, id: draft.id, body, record: await draft.end() });
    } catch (error) {
      setWrong(`没有存上：${(error as Error).message}。填的都还在，请再点一次`);
    }
  };
  const banner = (
    <>
      {late && (
        <Banner icon="history">
          <span>补记 {dayWords(shift.starts_at)}{shift.name}。记录上会写明是后来补的</span>
        </Banner>
      )}
      {wrong && (
        <Banner tone="bad" icon="alert-octagon">
          <span>{wrong}</span>
        </Banner>
      )}
    </>
  );
  return (
    <Frame title="班前会" sub={`${shift.name}·${team.name}`} back="#/" when={`${clockTime(shift.starts_at)} 上班`} banner={banner} foot={<Foot held={held} late={late} onFinish={() => void finish()} />}>
      {asked && open.length > 0 && (
        <div class="tx-ban tx-ban-bad tx-ban-in" role="alert">
          <Icon name="alert-octagon" />
          <span>还差 {open.length} 项，前面填的都在：{open.map(({ text }) => text).join("；")}</span>
        </div>
      )}
      <div class="tx-stack ps-form">
        <Roll {...held} />
        {!late && <Fitness {...held} />}
        <Points {...held} />
        <Documents {...held} />
        <Tasks {...held} />
        <Risks {...held} />
        <Asked {...held} />
      </div>
    </Frame>
  );
}

function Foot({ held, late, onFinish }: { held: Held; late: boolean; onFinish(): void }): JSX.Element {
  const { sheet, roster } = held;
  const there = present(sheet, roster).length;
  const open = gaps(sheet, roster, held.nameOf);
  return (
    <>
      <div class="tx-sub tx-num" id="counts" aria-live="polite">
        到 {there}·未到 {roster.length - there}
        {!late && `·需关注 ${watched(sheet, roster).length}`}·风险 {sheet.risks.length}
        {open[0] && (
          <>
            <br />
            还差 {open.length} 项：{open[0].text}
          </>
        )}
      </div>
      <button type="button" class="btn btn-primary tx-btn-big" onClick={onFinish}>
        {late ? "补记好了，存在本机" : "开完了，存在本机"}
      </button>
    </>
  );
}
