// What is on this phone: for whom, since when, and how much has not been sent.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { unsent } from "../deeds.ts";
import { room } from "../house.ts";
import { Banner, Empty, Frame, Icon, Row, Sheet, Status } from "../parts.tsx";
import { type CaseSpec, checklists, everyCase, MEETING, type Shift, shiftNow, type Snapshot, type Team, whole } from "../shapes.ts";
import { type House, useHouse, usePerson } from "../state.tsx";
import { clockTime, dayOf, dayWords, sizeWords } from "../words.ts";
import { SendButton } from "./kept.tsx";

const LOG_IN = "/login?next=/field";
const OPENS_BEFORE = 8 * 60 * 60 * 1000;

export function Home(): JSX.Element {
  const { person, taken, sending, send, items, others } = usePerson();
  const snapshot = taken?.snapshot as Snapshot;
  const [first] = snapshot.teams;
  return (
    <Frame title="下井带着" sub={[person.name, first?.name].filter(Boolean).join("·")} back="/" banner={<Banners />}>
      {snapshot.teams.map((team) => (
        <ShiftOf key={team.id} team={team} />
      ))}
      <Openings snapshot={snapshot} />
      <Work snapshot={snapshot} />
      <Sheet title="在这台手机上办的" aside={items.length > 0 && (unsent(items) ? `${unsent(items)} 件没传` : "都传了")} id="outbox">
        <Waiting />
        <div class="fd-two-buttons">
          <SendButton sending={sending} onSend={() => void send()} />
          <a class="btn tx-btn-2" href="#/sent">
            看每一件
          </a>
        </div>
        {others.waiting > 0 && <p class="tx-sub">别人在这台手机上还有 {others.waiting} 件没传，有网络时以他们自己的名义上传。</p>}
      </Sheet>
      <Along />
    </Frame>
  );
}

function Banners(): JSX.Element {
  const { online, verdict, standing, loggedIn } = useHouse();
  return (
    <>
      {!online && (
        <Banner icon="cloud-off">
          <span>没有网络。照常办，先存在本机</span>
        </Banner>
      )}
      {online && !loggedIn && standing?.signIn && (
        <Banner tone="warn" icon="alert-triangle">
          <span>要重新登录一次才能上传，没传的都在</span>
          <a href={LOG_IN}>登录</a>
        </Banner>
      )}
      {online && verdict?.keeps === "may_lose" && (
        <Banner tone="warn" icon="alert-triangle">
          <span>{verdict.reasons[0]}</span>
        </Banner>
      )}
    </>
  );
}

function ShiftOf({ team }: { team: Team }): JSX.Element {
  const { items } = usePerson();
  const shift = shiftNow(team, Date.now());
  const meeting = team.specs.records.some(({ key }) => key === MEETING);
  const done = shift !== null && items.some(({ operation }) => operation.type === "record.hold" && operation.body.includes(`"shift":${shift.id},`));
  return (
    <Sheet first>
      {shift ? (
        <div>
          <h2 class="tx-big">
            {shift.name} <span class="tx-num">{clockTime(shift.starts_at)}</span> 上班
          </h2>
          <p class="tx-sub">
            {dayWords(shift.starts_at)}·{team.name}·花名册 {team.roster.length} 人·{team.open_points.length} 件没了结
          </p>
        </div>
      ) : (
        <div>
          <h2 class="tx-big">{team.name}</h2>
          <p class="tx-sub">近两天没有排班</p>
        </div>
      )}
      {shift && meeting && <Begin shift={shift} done={done} />}
      <div class="fd-two-buttons">
        <a class="btn tx-btn-2" href={`#/handover/${team.id}`}>
          <Icon name="arrows-exchange" />
          交代下一班
        </a>
        {checklists(team).length > 0 && (
          <a class="btn tx-btn-2" href={`#/lists/${team.id}`}>
            <Icon name="checklist" />
            检查、台账
          </a>
        )}
      </div>
    </Sheet>
  );
}

function Begin({ shift, done }: { shift: Shift; done: boolean }): JSX.Element {
  if (!done && Date.parse(shift.starts_at) - Date.now() > OPENS_BEFORE) {
    return <span class="btn tx-btn-big disabled">班前 8 小时内可以开始</span>;
  }
  const late = Date.parse(shift.ends_at) < Date.now();
  return (
    <a class={`btn tx-btn-big ${done ? "tx-btn-2" : "btn-primary"}`} href={`#/preshift/${shift.id}`}>
      {done ? "看这次班前会" : late ? "补记班前会" : "开始班前会"}
    </a>
  );
}

/** The most urgent first: what is dangerous. */
export function openings(snapshot: Snapshot): CaseSpec[] {
  const open = snapshot.specs.cases.filter((spec) => spec.units.length > 0 && whole(spec.opening));
  return open.sort((one, other) => Number(other.group === "safety") - Number(one.group === "safety") || Number(other.key === "hazard") - Number(one.key === "hazard"));
}

function Openings({ snapshot }: { snapshot: Snapshot }): JSX.Element | null {
  const [first, ...rest] = openings(snapshot);
  if (!first) return null;
  return (
    <nav class="ca-big" aria-label="提一件事">
      <a href={`#/open/${first.key}`}>
        <Icon name={first.group === "safety" ? "alert-triangle" : "message-2"} />
        {first.group === "safety" ? "报" : "提"}
        {first.title}
      </a>
      {rest.length > 0 && (
        <a href="#/open">
          <Icon name="plus" />
          提别的
        </a>
      )}
    </nav>
  );
}

function Work({ snapshot }: { snapshot: Snapshot }): JSX.Element | null {
  const cases = everyCase(snapshot).filter(({ moves }) => moves.length);
  const tasks = [...new Map(snapshot.teams.flatMap((team) => team.tasks).map((one) => [one.id, one])).values()];
  if (!cases.length && !tasks.length) return null;
  return (
    <Sheet title="手上的事" aside={`${cases.length + tasks.length} 件`} bare>
      <ul class="tx-list">
        {cases.map((one) => (
          <Row key={`c${one.id}`} href={`#/case/${one.id}`} title={one.title} status={<Status tone="due" word={one.state_title} />} sub={snapshot.specs.cases.find(({ key }) => key === one.kind)?.title} />
        ))}
        {tasks.map((one) => (
          <Row key={`t${one.id}`} href={`#/task/${one.id}`} title={one.text} sub={one.due ? `${one.due.slice(5)} 前` : ""} />
        ))}
      </ul>
    </Sheet>
  );
}

function Waiting(): JSX.Element {
  const { standing, items } = useHouse();
  if (!standing || !items.length) return <p class="tx-sub">还没有在这台手机上办过什么。</p>;
  const { counts, photos } = standing;
  const open = counts.conflict + counts.needs_review + counts.rejected;
  const told = [
    counts.waiting ? `没传 ${counts.waiting} 件` : "系统都收到了",
    photos.all ? `照片 ${photos.arrived}/${photos.all}` : "",
    open ? `${open} 件要看一下` : "",
  ];
  return <p class="tx-num">{told.filter(Boolean).join("，")}</p>;
}

function Along(): JSX.Element {
  const { taken, taking, takeAgain, loggedIn, online, person, leave } = usePerson();
  const [space, setSpace] = useState("");
  useEffect(() => {
    void room().then((found) => found && setSpace(`用了 ${sizeWords(found.used)}，还能放 ${sizeWords(found.free)}`));
  }, [taken]);
  const at = taken?.at ?? 0;
  return (
    <Sheet title="带着的东西" aside={at > 0 && `${dayOf(at) === dayOf(Date.now()) ? "今天" : dayOf(at).slice(5)} ${clockTime(at)} 带的`} id="along">
      <p class="tx-sub">花名册、没了结的事、隐患、风险和要念的。只带一般的内容，困难帮扶、积分、投票都不在手机里。{space && `本机${space}。`}</p>
      <div class="fd-two-buttons">
        {loggedIn || !online ? (
          <button type="button" class="btn tx-btn-2" disabled={!online || taking} onClick={() => void takeAgain()}>
            {online && <Icon name="download" />}
            {taking ? "正在带…" : online ? "再带一次" : "联网后再带"}
          </button>
        ) : (
          <a class="btn tx-btn-2" href={LOG_IN}>
            登录后再带一次
          </a>
        )}
        <button type="button" class="btn tx-btn-2" onClick={() => void leave()}>
          <Icon name="switch-horizontal" />
          换人用
        </button>
      </div>
      <p class="tx-sub">换人用：收起{person.name}的页面，没传的留着，有网络时照样以{person.name}的名义上传。</p>
    </Sheet>
  );
}

/** Nobody's screens: nothing was taken along, or whoever did has left. */
export function Door(): JSX.Element {
  const { online, loggedIn, person, others, taking, sending, send, takeAgain } = useHouse();
  return (
    <Frame title="下井带着" back="/" banner={!online && <Offline />}>
      <Sheet first>
        <h2 class="tx-big">{person ? "还没有带走什么" : "先登录，再带走"}</h2>
        <p>把这个班要用的带到手机里：花名册、没了结的事、隐患、风险和要念的。没有网络也能开班前会、报隐患、交代下一班。</p>
        {loggedIn ? (
          <button type="button" class="btn btn-primary tx-btn-big" disabled={taking} onClick={() => void takeAgain()}>
            {taking ? "正在带…" : "下井前带走"}
          </button>
        ) : (
          <a class="btn btn-primary tx-btn-big" href={LOG_IN}>
            登录
          </a>
        )}
      </Sheet>
      {others.waiting > 0 && (
        <Sheet>
          <p>这台手机上有 {others.waiting} 件没传，都在。有网络时以办的人自己的名义上传。</p>
          <SendButton sending={sending} onSend={() => void send()} />
        </Sheet>
      )}
    </Frame>
  );
}

function Offline(): JSX.Element {
  return (
    <Banner icon="cloud-off">
      <span>没有网络。联网登录一次，才能打开自己带走的</span>
    </Banner>
  );
}

/** This device loses what it is given, so nothing is given to it. */
export function Refused({ verdict }: { verdict: NonNullable<House["verdict"]> }): JSX.Element {
  return (
    <Frame title="下井带着" back="/">
      <Sheet first>
        <div class="tx-ban tx-ban-bad tx-ban-in" role="alert">
          <Icon name="alert-octagon" />
          <span class="tx-strong">本机不能离线保存</span>
        </div>
        {verdict.reasons.map((reason) => (
          <p key={reason}>{reason}</p>
        ))}
        <p class="tx-sub">所以这里不让离线办，免得写了又丢。有网络时照常用网页，井下用班组的终端或者纸表。</p>
        <a class="btn btn-primary tx-btn-big" href="/">
          回到今日
        </a>
      </Sheet>
    </Frame>
  );
}

export function Waits(): JSX.Element {
  return (
    <Frame title="下井带着" back="/">
      <Sheet bare>
        <Empty strong="正在打开…" />
      </Sheet>
    </Frame>
  );
}

