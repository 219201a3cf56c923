// When a photo was taken, by its camera's clock: all that is read of what lies beside the picture. Where, never.

/** The beginning of a file that is enough: what cameras write lies before the picture, in at most 64 KB each. */
export const ENOUGH = 256 * 1024;

const EXIF = 0x8769;
const TAKEN = 0x9003;
const ZONE = 0x9011;

/** 2026-11-20T08:05:00, with its distance to UTC where the camera knows it; nothing of what is not whole or no JPEG. */
export function takenAt(bytes: Uint8Array): string | undefined {
  try {
    const notes = notesOf(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return notes && momentOf(notes);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // cut off, or it points outside
    throw error;
  }
}

/** The part of a JPEG in which cameras write. */
function notesOf(file: DataView): DataView | undefined {
  if (file.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; file.getUint8(at) === 0xff; at += 2 + file.getUint16(at + 2)) {
    const kind = file.getUint8(at + 1);
    if (kind === 0xda) return undefined; // the picture begins
    const length = file.getUint16(at + 2);
    if (kind === 0xe1 && textOf(file, at + 4, 6) === "Exif\0\0") return new DataView(file.buffer, file.byteOffset + at + 10, length - 8);
  }
  return undefined;
}

function momentOf(notes: DataView): string | undefined {
  const little = notes.getUint16(0) === 0x4949;
  const inner = entry(notes, notes.getUint32(4, little), EXIF, little);
  if (inner === undefined) return undefined;
  const from = notes.getUint32(inner + 8, little);
  const taken = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(text(notes, from, TAKEN, little));
  if (!taken) return undefined;
  const [, year, month, day, time] = taken;
  const zone = /^[+-]\d\d:\d\d/.exec(text(notes, from, ZONE, little))?.[0] ?? "";
  return `${year}-${month}-${day}T${time}${zone}`;
}

/** Where in a list of entries the one of this name begins. */
function entry(notes: DataView, list: number, name: number, little: boolean): number | undefined {
  const count = notes.getUint16(list, little);
  for (let number = 0; number < count; number++) {
    const at = list + 2 + 12 * number;
    if (notes.getUint16(at, little) === name) return at;
  }
  return undefined;
}

function text(notes: DataView, list: number, name: number, little: boolean): string {
  const at = entry(notes, list, name, little);
  if (at === undefined) return "";
  const length = notes.getUint32(at + 4, little);
  return textOf(notes, length > 4 ? notes.getUint32(at + 8, little) : at + 8, Math.min(length, 32));
}

function textOf(view: DataView, at: number, length: number): string {
  let found = "";
  for (let number = 0; number < length; number++) found += String.fromCharCode(view.getUint8(at + number));
  return found;
}
