import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Chip, Icon } from "../parts.tsx";
import type { Shift } from "../shapes.ts";
import type { Held } from "./meeting.tsx";
import { partners, present, settled, type Watch, watched } from "./rules.ts";

const NEW: Watch = { level: "watch", arrange: "", partner: null };

export function Fitness(held: Held): JSX.Element {
  const { sheet, set, roster, nameOf } = held;
  const [open, setOpen] = useState(false);
  const there = present(sheet, roster);
  const chosen = watched(sheet, roster);
  const change = (person: number, watch: Watch | null): void => {
    const { [person]: _, ...others } = sheet.watch;
    set({ watch: watch ? { ...others, [person]: settled(watch) } : others });
  };
  const first = (person: number): Watch => ({ ...NEW, partner: partners(person, held.plan.lines, held.ready)[0] ?? null });
  const normal = there.length - chosen.length;
  return (
    <section class="tx-sheet" aria-labelledby="fitness">
      <div class="tx-sheet-h">
        <h2 id="fitness">上岗状态</h2>
        <span class="tx-num tx-strong">{chosen.length ? `其余 ${normal} 人正常` : `${normal} 人都正常`}</span>
      </div>
      <div class="tx-sheet-b tx-stack">
        {remembered(held).map(({ person_id, text }) => (
          <div class="tx-remind" key={person_id}>
            <span>
              提醒：{nameOf(person_id)}
              {text}
            </span>
            <button type="button" class="btn tx-btn-2" onClick={() => change(person_id, first(person_id))}>
              安排一下
            </button>
          </div>
        ))}
        <div class="ps-watch">
          <button type="button" class="btn tx-btn-2 ps-more" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name="plus" />
            还有人需要关注
          </button>
          {there
            .filter((one) => open || chosen.includes(one))
            .map((one) => (
              <Card key={one} person={one} watch={sheet.watch[one]} held={held} open={open} onWatch={(watch) => change(one, watch)} onAdd={() => change(one, first(one))} nameOf={nameOf} />
            ))}
        </div>
        <p class="tx-sub">只记结果和安排，不写原因。下班后自动清除。</p>
      </div>
    </section>
  );
}

/** Only of those who are there and have no arrangement yet. */
function remembered({ shift, sheet, roster }: Held): NonNullable<Shift["reminders"]> {
  const there = present(sheet, roster);
  return (shift.reminders ?? []).filter(({ person_id }) => there.includes(person_id) && !sheet.watch[person_id]);
}

interface Carded {
  person: number;
  watch: Watch | undefined;
  held: Held;
  open: boolean;
  nameOf(person: number): string;
  onWatch(watch: Watch | null): void;
  onAdd(): void;
}

function Card({ person, watch, held, open, nameOf, onWatch, onAdd }: Carded): JSX.Element {
  const name = nameOf(person);
  return (
    <>
      {open && (
        <button type="button" class={`btn tx-btn-2 fd-name ${watch ? "fd-on" : ""}`} aria-pressed={watch !== undefined} onClick={() => (watch ? onWatch(null) : onAdd())}>
          {name}
        </button>
      )}
      {watch && (
        <fieldset class="tx-exc fd-card" id={`watch-${person}`}>
          <legend class="tx-hidden">{name}的上岗状态</legend>
          <div class="tx-row tx-row-apart">
            <span class="tx-strong">{name}</span>
            <button type="button" class="btn tx-btn-3" onClick={() => onWatch(null)}>
              <Icon name="x" />
              去掉
            </button>
          </div>
          <Levels person={person} watch={watch} onWatch={onWatch} />
          <Arrangement person={person} watch={watch} held={held} nameOf={nameOf} onWatch={onWatch} />
        </fieldset>
      )}
    </>
  );
}

type Changed = Pick<Carded, "person" | "onWatch"> & { watch: Watch };

function Levels({ person, watch, onWatch }: Changed): JSX.Element {
  return (
    <div class="tx-chips tx-chips-even">
      <Chip type="radio" name={`level-${person}`} extra="tx-chip-warn" checked={watch.level === "watch"} onPick={() => onWatch({ ...watch, level: "watch" })}>
        需关注
      </Chip>
      <Chip type="radio" name={`level-${person}`} extra="tx-chip-bad" checked={watch.level === "unfit"} onPick={() => onWatch({ ...watch, level: "unfit" })}>
        不宜上岗
      </Chip>
    </div>
  );
}

function Arrangement({ person, watch, held, nameOf, onWatch }: Changed & Pick<Carded, "held" | "nameOf">): JSX.Element {
  const beside = partners(person, held.plan.lines, held.ready);
  const partner = watch.partner ?? beside[0] ?? null;
  const isFit = watch.level === "watch";
  const arrange = (key: string, title: JSX.Element | string): JSX.Element => (
    <Chip type="radio" name={`arrange-${person}`} checked={watch.arrange === key} onPick={() => onWatch({ ...watch, arrange: key, partner: key === "partner" ? partner : null })}>
      {title}
    </Chip>
  );
  return (
    <>
      <div class="tx-chips tx-chips-even">
        {isFit && partner !== null && arrange("partner", `和${nameOf(partner)}搭伴`)}
        {arrange("other_post", "换岗")}
        {arrange("rest", "休息或就医")}
        {isFit && arrange("ask_again", "班中再问")}
      </div>
      {isFit && watch.arrange === "partner" && (
        <label class="ps-pick">
          换个人搭伴
          <select class="form-select" value={String(partner)} onChange={(event) => onWatch({ ...watch, partner: Number(event.currentTarget.value) })}>
            {beside.map((one) => (
              <option key={one} value={one}>
                {nameOf(one)}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  );
}
