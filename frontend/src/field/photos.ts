// Photos are made small on the phone before they are named by their content.
import { ENOUGH, takenAt } from "../engine/exif.ts";
import { phone } from "./house.ts";
import type { Photo } from "./shapes.ts";

const LONGEST = 2048;
const SMALL = 160;
const QUALITY = 0.82;

export const MOST = 9;

export async function takePhoto(file: Blob): Promise<Photo> {
  const picture = await decode(file);
  try {
    const blob = await drawn(picture, LONGEST, QUALITY);
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const sha256 = await phone.engine.keepBlob(bytes, await timeOf(file));
    return { sha256, thumb: canvasOf(picture, SMALL).toDataURL("image/jpeg", 0.7) };
  } finally {
    if ("close" in picture) picture.close();
  }
}

/** Read before the picture is drawn anew; without it the photo counts as well. */
async function timeOf(file: Blob): Promise<string | undefined> {
  try {
    return takenAt(new Uint8Array(await file.slice(0, ENOUGH).arrayBuffer()));
  } catch {
    return undefined;
  }
}

/** Turned as it was held; the data beside the picture are left behind by drawing it. */
async function decode(file: Blob): Promise<ImageBitmap | HTMLImageElement> {
  if ("createImageBitmap" in window) {
    try {
      return await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      /* an old browser knows no options */
    }
  }
  const image = new Image();
  image.src = await new Promise<string>((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
  await image.decode();
  return image;
}

function canvasOf(picture: ImageBitmap | HTMLImageElement, longest: number): HTMLCanvasElement {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function drawn(picture: ImageBitmap | HTMLImageElement, longest: number, quality: number): Promise<Blob> {
  const canvas = canvasOf(picture, longest);
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/jpeg", quality);
  });
}

/** Only while nothing that is kept needs it, of whomever. */
export async function dropPhoto({ sha256 }: Photo): Promise<void> {
  for (const person of await phone.storage.persons()) {
    const items = await phone.engine.outbox(person);
    if (items.some(({ operation }) => operation.blobs.includes(sha256))) return;
  }
  await phone.storage.remove(sha256);
}
