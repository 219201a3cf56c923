// What the server gives along (api/schemas/sync.py), and what the screens keep of it.

export interface Choice {
  key: string;
  title: string;
  text?: string;
}

export type FieldType = "text" | "long_text" | "number" | "date" | "yes" | "choice" | "choices" | "people" | "steps";

/** As in the packs; what is left out has its usual value. */
export interface Field {
  key: string;
  title: string;
  type: FieldType;
  choices?: Choice[];
  required?: boolean;
  hint?: string;
  longest?: number;
  most?: number;
  level?: "C0" | "C1" | "C2" | "C3";
  never?: string;
}

export interface Somebody {
  id: number;
  name: string;
}

export interface OnRoster extends Somebody {
  party: boolean;
  away: string;
}

export interface Shift {
  id: number;
  name: string;
  starts_at: string;
  ends_at: string;
  /** Who deserves a word at this shift; not in what was taken along by an older release. */
  reminders?: { person_id: number; text: string }[];
}

export interface Task {
  id: number;
  kind: string;
  text: string;
  owner_id: number | null;
  owner: string;
  due: string | null;
}

export interface Case {
  id: number;
  kind: string;
  title: string;
  state: string;
  state_title: string;
  revision: number;
  unit: number;
  moves: string[];
}

export interface RecordSpec {
  key: string;
  title: string;
  per_shift: boolean;
  expected: string;
  steps: string[];
  fields: Field[];
  signatures: string;
}

export interface Move {
  key: string;
  title: string;
  fields?: Field[];
  files?: boolean;
  dated?: boolean;
  hint?: string;
  tone?: string;
}

export interface CaseSpec {
  key: string;
  title: string;
  group: string;
  anonymous?: boolean;
  opening?: Field[];
  opening_files?: boolean;
  opening_hint?: string;
  titled_by?: string;
  moves: Move[];
  units: [number, string][];
  /** Answers by which it would be confidential: they are given online only. */
  closed?: { field: string; one_of: string[] };
}

export interface Team {
  id: number;
  name: string;
  shift: Shift | null;
  shifts: Shift[];
  roster: OnRoster[];
  chairs: Somebody[];
  next_teams: Somebody[];
  specs: { records: RecordSpec[] };
  open_points: Task[];
  hazards: Case[];
  texts: string[];
  tasks: Task[];
  places: Record<string, string>;
}

export interface Snapshot {
  epoch: string;
  at: string;
  me: Somebody;
  teams: Team[];
  cases: Case[];
  specs: { cases: CaseSpec[] };
}

/** What of each field was filled in. */
export type Given = Record<string, unknown>;

export interface Photo {
  sha256: string;
  /** A small picture of it, to look at. */
  thumb: string;
}

export const MEETING = "pre_shift_meeting";
export const HANDOVER = "shift_handover";

const OPEN = new Set(["C0", "C1", undefined]);

/** Only what may lie on a phone is asked there. */
export function askedHere(fields: Field[] | undefined): Field[] {
  return (fields ?? []).filter(({ level }) => OPEN.has(level));
}

/** Whether all that must be said can be said without a network. */
export function whole(fields: Field[] | undefined): boolean {
  return (fields ?? []).every(({ required, level }) => !required || OPEN.has(level));
}

/** The one that is on or comes next; else the last one, to be written up. */
export function shiftNow({ shifts }: Team, now: number): Shift | null {
  const byTime = [...shifts].sort((one, other) => Date.parse(one.starts_at) - Date.parse(other.starts_at));
  return byTime.find(({ ends_at }) => Date.parse(ends_at) > now) ?? byTime[byTime.length - 1] ?? null;
}

export function checklists(team: Team): RecordSpec[] {
  return team.specs.records.filter(({ key }) => key !== MEETING && key !== HANDOVER);
}

export function caseSpec(snapshot: Snapshot, kind: string): CaseSpec | undefined {
  return snapshot.specs.cases.find(({ key }) => key === kind);
}

export function everyCase(snapshot: Snapshot): Case[] {
  const all = [...snapshot.cases, ...snapshot.teams.flatMap(({ hazards }) => hazards)];
  return [...new Map(all.map((one) => [one.id, one])).values()];
}

export function everybody(snapshot: Snapshot): Somebody[] {
  const all = [...snapshot.teams.flatMap(({ roster, chairs }) => [...roster, ...chairs]), snapshot.me];
  return [...new Map(all.map(({ id, name }) => [id, { id, name }])).values()];
}
