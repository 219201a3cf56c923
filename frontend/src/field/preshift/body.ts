// The meeting as it goes over the wire: the fields of the page, by the names that the page has for them.
import type { RecordSpec, Shift, Team } from "../shapes.ts";
import { MEETING } from "../shapes.ts";
import { settled, type Sheet, type Watch, watched } from "./rules.ts";

const OWN = new Set(["risks", "documents", "other_risk"]);

export interface Held {
  team: Team;
  shift: Shift;
  spec: RecordSpec;
  sheet: Sheet;
  /** ISO, with its zone. */
  at: string;
  documents: string[];
}

export function asked(spec: RecordSpec): RecordSpec["fields"] {
  return spec.fields.filter(({ key }) => !OWN.has(key));
}

export function bodyOf({ team, shift, spec, sheet, at, documents }: Held): Record<string, unknown> {
  const roster = team.roster.map(({ id }) => id);
  const marks = roster.map((one) => [one, sheet.marks[one] ?? { present: true, reason: "" }]);
  const watch = watched(sheet, roster).map((one) => [one, settled(sheet.watch[one] as Watch)]);
  const watchers = sheet.risks.map((risk) => [risk, sheet.watchers[risk] ?? sheet.chair]);
  const more = sheet.documents.trim();
  return {
    ...Object.fromEntries(asked(spec).map(({ key }) => [key, sheet.asked[key]]).filter(([, value]) => value)),
    team: team.id,
    shift: shift.id,
    kind: MEETING,
    held_at: at,
    chair: sheet.chair,
    marks: Object.fromEntries(marks),
    watch: Object.fromEntries(watch),
    moves: sheet.moves,
    guests: sheet.guests,
    risks: sheet.risks,
    watchers: Object.fromEntries(watchers),
    ...(sheet.risks.includes("other") && sheet.other_risk ? { other_risk: sheet.other_risk } : {}),
    documents: more ? [...documents, more] : documents,
    told: sheet.told,
    read: sheet.read,
  };
}
