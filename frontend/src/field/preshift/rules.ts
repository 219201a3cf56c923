// The rules of the pre-shift meeting that its page needs, as in records/preshift/rules.py. No database, no clock.

export const ABSENCES: [string, string][] = [["leave", "请假"], ["training", "培训"], ["on_the_way", "路上"], ["missing", "没来"]];
export const FOR_UNFIT = ["rest", "other_post"];
const MOST_PARTNERS = 8;

export interface Mark {
  present: boolean;
  reason: string;
}

/** Result and arrangement, never a reason. */
export interface Watch {
  level: "watch" | "unfit";
  arrange: string;
  partner: number | null;
}

export interface Sheet {
  chair: number;
  marks: Record<number, Mark>;
  watch: Record<number, Watch>;
  moves: Record<number, string>;
  more_places: string[];
  risks: string[];
  watchers: Record<string, number>;
  other_risk: string;
  documents: string;
  told: boolean;
  read: boolean;
  guests: string[];
  /** The pack's further fields. */
  asked: Record<string, unknown>;
}

export interface Line {
  place: string;
  people: number[];
}

export interface Plan {
  lines: Line[];
  /** Whose work goes to whom. */
  handed: { place: string; away: number; to: number | null }[];
}

export interface Gap {
  field: string;
  text: string;
}

export function present(sheet: Sheet, roster: number[]): number[] {
  return roster.filter((one) => sheet.marks[one]?.present);
}

/** Those who are there and may go on shift. */
export function fit(sheet: Sheet, roster: number[]): number[] {
  return present(sheet, roster).filter((one) => sheet.watch[one]?.level !== "unfit");
}

/** Unfit without an arrangement rests; only an arrangement with a partner has one. */
export function settled(watch: Watch): Watch {
  const arrange = watch.level === "unfit" && !FOR_UNFIT.includes(watch.arrange) ? "rest" : watch.arrange;
  return { ...watch, arrange, partner: arrange === "partner" ? watch.partner : null };
}

/** Who could go beside somebody, the likeliest first: same place, then the next on the list. */
export function partners(person: number, lines: Line[], ready: number[]): number[] {
  const beside = lines.filter(({ people }) => people.includes(person)).flatMap(({ people }) => people);
  const after = ready.filter((one) => one > person);
  const others = [...beside, ...after, ...ready].filter((one) => one !== person && ready.includes(one));
  return [...new Set(others)].slice(0, MOST_PARTNERS);
}

/** Who works where; whoever stays at a place takes the work of those away, else one comes from the fullest. */
export function plan(places: [number, string][], atWork: number[]): Plan {
  const grouped = new Map<string, number[]>();
  for (const [person, place] of places) if (place) grouped.set(place, [...(grouped.get(place) ?? []), person]);
  const working = new Map([...grouped].map(([place, people]) => [place, people.filter((one) => atWork.includes(one))]));
  const handed: Plan["handed"] = [];
  for (const [place, people] of grouped) {
    const away = people.filter((one) => !atWork.includes(one));
    if (away.length && !working.get(place)?.length) sendOne(working, place);
    const there = working.get(place) ?? [];
    away.forEach((one, index) => {
      handed.push({ place, away: one, to: there[there.length - 1 - (index % there.length)] ?? null });
    });
  }
  const lines = [...working].map(([place, people]) => ({ place, people })).filter(({ people }) => people.length);
  return { lines, handed };
}

function sendOne(working: Map<string, number[]>, place: string): void {
  let fullest: number[] = [];
  for (const people of working.values()) if (people.length > fullest.length) fullest = people;
  const sent = fullest.length > 1 ? fullest.pop() : undefined;
  if (sent !== undefined) working.get(place)?.push(sent);
}

/** What the meeting cannot be closed without, in the order of the page. */
export function gaps(sheet: Sheet, roster: number[], nameOf: (person: number) => string): Gap[] {
  const there = present(sheet, roster);
  const found = roster
    .filter((one) => !sheet.marks[one]?.present && !sheet.marks[one]?.reason)
    .map((one) => ({ field: `why-${one}`, text: `${nameOf(one)}没到，点一下为什么` }));
  if (!there.length) found.push({ field: "roll", text: "一个人也没到，就不是开了会。没开成的班前会不用记" });
  for (const one of watched(sheet, roster)) {
    const { arrange, partner } = settled(sheet.watch[one] as Watch);
    if (!arrange) found.push({ field: `watch-${one}`, text: `${nameOf(one)}怎么安排，点一下` });
    else if (arrange === "partner" && partner === null) found.push({ field: `watch-${one}`, text: `${nameOf(one)}和谁搭伴，选一个人` });
  }
  if (roster.includes(sheet.chair) && !there.includes(sheet.chair)) {
    found.push({ field: "chair", text: `主持人${nameOf(sheet.chair)}点名点的是没到，换一位主持或者改成到` });
  }
  return found;
}

/** Whoever is away cannot need attention. */
export function watched(sheet: Sheet, roster: number[]): number[] {
  return present(sheet, roster).filter((one) => sheet.watch[one]);
}
