import assert from "node:assert/strict";
import { test } from "node:test";
import { dice } from "../host/ports.ts";
import { CHUNK, missing } from "../src/engine/blobs.ts";
import { type Phone, signedIn } from "./world.ts";

function picture(size: number, seed = 1): Uint8Array {
  const throwOne = dice(seed);
  return Uint8Array.from({ length: size }, () => Math.floor(throwOne() * 256));
}

async function report(phone: Phone, ...sizes: number[]): Promise<string[]> {
  const blobs = [];
  for (const [seed, size] of sizes.entries()) blobs.push(await phone.engine.keepBlob(picture(size, seed + 1)));
  await phone.do("hazard", { blobs });
  return blobs;
}

test("the report does not wait for its photos", async () => {
  const phone = await signedIn();
  phone.server.cutAfter = 10;
  await report(phone, 2000, 3000);
  await phone.engine.sync();
  assert.deepEqual(await phone.states(), ["acknowledged"]);
  assert.deepEqual((await phone.engine.standing("a")).photos, { arrived: 0, all: 2 });
});

test("photos arrive whole, and the phone says how many", async () => {
  const phone = await signedIn();
  const blobs = await report(phone, 100, CHUNK, 2 * CHUNK + 1);
  assert.deepEqual(await phone.engine.sync(), { again: null });
  assert.deepEqual([...phone.server.files].sort(), blobs.sort());
  assert.deepEqual((await phone.engine.standing("a")).photos, { arrived: 3, all: 3 });
});

test("after a cut at any byte only what has not arrived is sent again", async () => {
  const chance = dice(3);
  for (let round = 0; round < 200; round++) {
    const phone = await signedIn();
    const size = 1 + Math.floor(chance() * 1.5 * CHUNK);
    phone.server.cutAfter = Math.floor(chance() * size);
    await report(phone, size);
    await phone.engine.sync();
    phone.server.cutAfter = Infinity;
    phone.open();
    await phone.engine.sync();
    assert.equal(phone.server.files.size, 1);
    const sentAgain = phone.server.sentBytes - size;
    assert.ok(sentAgain < CHUNK && sentAgain < 1.2 * size);
  }
});

test("a photo that is wanted by two deeds is sent once", async () => {
  const phone = await signedIn();
  await report(phone, 5000);
  await report(phone, 5000);
  await phone.engine.sync();
  assert.equal(phone.server.sentBytes, 5000);
  assert.deepEqual((await phone.engine.standing("a")).photos, { arrived: 2, all: 2 });
});

test("deeds go before photos, also those that come while photos are sent", async () => {
  const phone = await signedIn();
  await report(phone, 3 * CHUNK);
  const put = phone.server.put.bind(phone.server);
  const order: string[] = [];
  phone.server.put = async (chunk) => {
    if (chunk.n === 0) await phone.do("late");
    order.push(`chunk ${chunk.n} with ${phone.server.inbox.size} deeds there`);
    return put(chunk);
  };
  await phone.engine.sync();
  assert.deepEqual(order, ["chunk 0 with 1 deeds there", "chunk 1 with 2 deeds there", "chunk 2 with 2 deeds there"]);
});

test("a photo that the server will not have does not come again, and the others arrive", async () => {
  const phone = await signedIn();
  const [bad] = await report(phone, 700, 800);
  const done = phone.server.done.bind(phone.server);
  phone.server.done = async (photo) => (photo.sha256 === bad ? { kind: "refused", status: 422, sentence: "不是照片" } : done(photo));
  assert.deepEqual(await phone.engine.sync(), { again: null });
  assert.equal(phone.server.files.size, 1);
  const [item] = await phone.engine.outbox("a");
  assert.deepEqual(Object.values(item?.blobs ?? {}).sort(), ["arrived", "refused"]);
});

test("what the camera said of its time goes along, and nothing where it said nothing", async () => {
  const phone = await signedIn();
  const told = await phone.engine.keepBlob(picture(500, 1), "2026-11-20T08:05:00");
  const untold = await phone.engine.keepBlob(picture(500, 2));
  await phone.do("hazard", { blobs: [told, untold] });
  await phone.engine.sync();
  assert.equal(phone.server.files.size, 2);
  assert.deepEqual([...phone.server.times], [[told, "2026-11-20T08:05:00"]]);
});

test("after a restore photos are offered again, too", async () => {
  const phone = await signedIn();
  await report(phone, 900);
  await phone.engine.sync();
  phone.server.restore(0);
  phone.server.files.clear();
  phone.server.chunks.clear();
  await phone.do("another");
  await phone.engine.sync({ now: true });
  assert.equal(phone.server.files.size, 1);
});

test("of a photo that the server does not know all chunks are missing", () => {
  assert.deepEqual(missing({ done: false, size: 0, missing: [] }, CHUNK + 1), [0, 1]);
  assert.deepEqual(missing({ done: false, size: CHUNK + 1, missing: [1] }, CHUNK + 1), [1]);
});
