import assert from "node:assert/strict";
import { test } from "node:test";
import { dice } from "../host/ports.ts";
import { takenAt } from "../src/engine/exif.ts";

type Entry = [name: number, text: string];
const TAKEN = 0x9003;
const ZONE = 0x9011;
const MORNING = "2026:11:20 08:05:00\0";

/** What a camera writes: a list that leads to another, in which texts are pointed at. */
function notes(entries: Entry[], little = true): Uint8Array {
  const bytes = new Uint8Array(26 + 6 + 12 * entries.length + entries.reduce((all, [, text]) => all + text.length, 0));
  const view = new DataView(bytes.buffer);
  bytes.set(little ? [0x49, 0x49, 0x2a, 0] : [0x4d, 0x4d, 0, 0x2a]);
  view.setUint32(4, 8, little);
  view.setUint16(8, 1, little);
  entryAt(view, 10, [0x8769, 4, 1, 26], little);
  view.setUint16(26, entries.length, little);
  let free = 26 + 6 + 12 * entries.length;
  for (const [number, [name, text]] of entries.entries()) {
    entryAt(view, 28 + 12 * number, [name, 2, text.length, free], little);
    bytes.set(Buffer.from(text, "latin1"), free);
    free += text.length;
  }
  return bytes;
}

function entryAt(view: DataView, at: number, [name, kind, count, value]: [number, number, number, number], little: boolean): void {
  view.setUint16(at, name, little);
  view.setUint16(at + 2, kind, little);
  view.setUint32(at + 4, count, little);
  view.setUint32(at + 8, value, little);
}

function segment(kind: number, content: Uint8Array): Uint8Array {
  const length = content.length + 2;
  return Uint8Array.from([0xff, kind, length >> 8, length & 255, ...content]);
}

function jpeg(...segments: Uint8Array[]): Uint8Array {
  const end = segment(0xda, new Uint8Array(10));
  return Uint8Array.from([0xff, 0xd8, ...segments.flatMap((one) => [...one]), ...end, 1, 2, 3]);
}

function camera(entries: Entry[], little = true): Uint8Array {
  return segment(0xe1, Buffer.concat([Buffer.from("Exif\0\0", "latin1"), notes(entries, little)]));
}

test("the camera's time is read, in either order of bytes", () => {
  for (const little of [true, false]) {
    assert.equal(takenAt(jpeg(camera([[TAKEN, MORNING]], little))), "2026-11-20T08:05:00");
  }
});

test("with its distance to UTC where the camera knows it", () => {
  assert.equal(takenAt(jpeg(camera([[ZONE, "+08:00\0"], [TAKEN, MORNING]]))), "2026-11-20T08:05:00+08:00");
  assert.equal(takenAt(jpeg(camera([[TAKEN, MORNING], [ZONE, "   :  \0"]]))), "2026-11-20T08:05:00");
});

test("behind other parts of the file, and from the middle of a buffer", () => {
  const other = segment(0xe1, Buffer.from("http://ns.adobe.com/xap/1.0/\0<x/>", "latin1"));
  const file = jpeg(segment(0xe0, new Uint8Array(14)), other, camera([[TAKEN, MORNING]]));
  const within = new Uint8Array([9, 9, 9, ...file]).subarray(3);
  assert.equal(takenAt(within), "2026-11-20T08:05:00");
});

test("nothing is said of what has no time", () => {
  const without = [
    new Uint8Array(),
    Buffer.from("\x89PNG\r\n\x1a\n0000000000000", "latin1"),
    jpeg(),
    jpeg(segment(0xe0, new Uint8Array(14))),
    jpeg(camera([])),
    jpeg(camera([[ZONE, "+08:00\0"]])),
    jpeg(camera([[TAKEN, "0000-00-00\0"]])),
    jpeg(camera([[TAKEN, "    :  :     :  :  \0"]])),
    jpeg(segment(0xe1, Buffer.from("Exif\0\0MM\0*\0\0\0\x08\0\0", "latin1"))),
  ];
  assert.deepEqual(without.map(takenAt), without.map(() => undefined));
});

test("nothing that is cut off or spoilt breaks it", () => {
  const whole = jpeg(camera([[TAKEN, MORNING], [ZONE, "+08:00\0"]]));
  const chance = dice(11);
  for (let length = 0; length < whole.length; length++) assert.ok(isTime(takenAt(whole.subarray(0, length))));
  for (let round = 0; round < 5000; round++) {
    const spoilt = whole.map((byte) => (chance() < 0.03 ? Math.floor(chance() * 256) : byte));
    assert.ok(isTime(takenAt(spoilt)));
  }
});

function isTime(found: string | undefined): boolean {
  return found === undefined || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d)?$/.test(found);
}
