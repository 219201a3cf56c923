// What was done here, in words: its name, and what became of it.
import type { Item } from "../engine/index.ts";
import type { Tone } from "./parts.tsx";
import { caseSpec, everyCase, type Given, type Snapshot } from "./shapes.ts";

export interface Told {
  tone: Tone;
  word: string;
}

const STATES: Record<Item["state"], Told> = {
  waiting: { tone: "due", word: "没传" },
  acknowledged: { tone: "ok", word: "收到了" },
  held: { tone: "due", word: "等前一条" },
  conflict: { tone: "warn", word: "和别人的对不上" },
  needs_review: { tone: "warn", word: "等人看" },
  rejected: { tone: "bad", word: "没收" },
};

export function stateOf({ state }: Item): Told {
  return STATES[state];
}

export function read(item: Item): Given {
  try {
    return JSON.parse(item.operation.body) as Given;
  } catch {
    return {};
  }
}

export function titleOf(item: Item, snapshot: Snapshot): string {
  const body = read(item);
  const given = (body["given"] ?? {}) as Given;
  switch (item.operation.type) {
    case "record.hold":
      return "班前会";
    case "case.open": {
      const spec = caseSpec(snapshot, String(body["kind"]));
      const named = given[spec?.titled_by ?? ""] ?? "";
      return [spec?.title ?? "提的一件事", named].filter(Boolean).join("：");
    }
    case "case.move": {
      const found = everyCase(snapshot).find(({ id }) => id === body["case"]);
      const spec = found && caseSpec(snapshot, found.kind);
      const move = spec?.moves.find(({ key }) => key === body["move"]);
      return [move?.title ?? "办了一步", found?.title ?? ""].filter(Boolean).join("：");
    }
    case "task.done":
      return `办完了：${taskText(Number(body["task"]), snapshot)}`;
    case "handover.note":
      return body["shift"] ? "交班" : `交代下一班：${String(body["text"] ?? "")}`;
    default:
      return recordTitle(String(body["kind"]), snapshot);
  }
}

function taskText(id: number, snapshot: Snapshot): string {
  const all = snapshot.teams.flatMap(({ open_points, tasks }) => [...open_points, ...tasks]);
  return all.find((one) => one.id === id)?.text ?? "一件事";
}

function recordTitle(key: string, snapshot: Snapshot): string {
  const all = snapshot.teams.flatMap(({ specs }) => specs.records);
  return all.find((one) => one.key === key)?.title ?? "检查表";
}

/** 照片 2/5 */
export function photosOf({ blobs }: Item): { arrived: number; all: number; refused: number } {
  const each = Object.values(blobs);
  const refused = each.filter((one) => one === "refused").length;
  return { arrived: each.filter((one) => one === "arrived").length, all: each.length, refused };
}

export function unsent(items: Item[]): number {
  return items.filter(({ state }) => state === "waiting").length;
}
