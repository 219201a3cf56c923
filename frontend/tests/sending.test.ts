import assert from "node:assert/strict";
import { test } from "node:test";
import { TooLarge } from "../src/engine/index.ts";
import { signedIn } from "./world.ts";

test("a deed is kept together with what the screen shows", async () => {
  const phone = await signedIn();
  await phone.do("thing", { record: { person: "a", key: "note", value: 1 } });
  assert.deepEqual(await phone.states(), ["waiting"]);
  assert.equal(phone.storage.records.get("a note")?.value, 1);
});

test("what is sent was hashed as UTF-8, and says both clocks", async () => {
  const phone = await signedIn();
  phone.clock.pass(1500);
  await phone.do();
  await phone.engine.sync();
  const [operation] = phone.server.requests[0] ?? [];
  assert.equal(operation?.body, '{"text":"三号皮带机"}');
  assert.equal(operation?.sha256, "867763f00a17be37c5391a8933536e51e832634ba54318e558a7964c72726b88");
  assert.equal(operation?.wall, "2026-11-20T08:00:01.500+08:00");
  assert.equal(operation?.mono, 1500);
});

test("what was answered stays on the phone", async () => {
  const phone = await signedIn();
  await phone.do();
  assert.deepEqual(await phone.engine.sync(), { again: null });
  assert.deepEqual(await phone.states(), ["acknowledged"]);
});

test("a reply that is lost has one effect, and the phone learns of it", async () => {
  const phone = await signedIn();
  await phone.do();
  phone.server.weather = "reply lost";
  await phone.engine.sync();
  assert.deepEqual(await phone.states(), ["waiting"]);
  phone.server.weather = "fine";
  await phone.engine.sync({ now: true });
  assert.deepEqual(await phone.states(), ["acknowledged"]);
  assert.equal(phone.server.inbox.size, 1);
});

test("an answer that was cut off changes nothing", async () => {
  const phone = await signedIn();
  await phone.do();
  phone.server.weather = "cut off";
  await phone.engine.sync();
  assert.deepEqual(await phone.states(), ["waiting"]);
});

for (const outcome of ["held", "conflict", "needs_review", "rejected"] as const) {
  test(`the answer ${outcome} is a state of its own`, async () => {
    const phone = await signedIn();
    phone.server.outcomes.set(await phone.do(), outcome);
    await phone.engine.sync();
    assert.deepEqual(await phone.states(), [outcome]);
  });
}

test("a duplicate of what waits for a person is told as waiting for a person", async () => {
  const phone = await signedIn();
  phone.server.outcomes.set(await phone.do(), "needs_review");
  phone.server.weather = "reply lost";
  await phone.engine.sync();
  phone.server.weather = "fine";
  await phone.engine.sync({ now: true });
  assert.deepEqual(await phone.states(), ["needs_review"]);
});

test("what a person has decided meanwhile is asked for after an hour", async () => {
  const phone = await signedIn();
  const id = await phone.do();
  phone.server.outcomes.set(id, "held");
  await phone.engine.sync();
  phone.server.outcomes.set(id, "applied");
  await phone.engine.sync();
  assert.deepEqual(await phone.states(), ["held"]);
  phone.clock.pass(61 * 60_000);
  await phone.engine.sync();
  assert.deepEqual(await phone.states(), ["acknowledged"]);
});

test("an answer that nobody knows leaves the deed waiting and ends the round", async () => {
  const phone = await signedIn();
  phone.server.outcomes.set(await phone.do(), "pondered" as never);
  await phone.engine.sync();
  assert.deepEqual(await phone.states(), ["waiting"]);
  assert.equal(phone.server.requests.length, 1);
});

test("what did not arrive whole waits, with the reason, and blocks no other", async () => {
  const phone = await signedIn();
  const [torn] = [await phone.do("torn"), await phone.do("whole")];
  phone.server.torn.add(torn);
  await phone.engine.sync();
  assert.deepEqual(await phone.states(), ["waiting", "acknowledged"]);
  assert.equal((await phone.engine.outbox("a"))[0]?.sentence, "请再传一次");
  phone.server.torn.clear();
  await phone.engine.sync({ now: true });
  assert.deepEqual(await phone.states(), ["acknowledged", "acknowledged"]);
});

test("requests hold fifty operations at most, in their order", async () => {
  const phone = await signedIn();
  const ids = [];
  for (let number = 0; number < 120; number++) ids.push(await phone.do(`thing-${number}`));
  await phone.engine.sync();
  assert.deepEqual(phone.server.requests.map((ops) => ops.length), [50, 50, 20]);
  assert.deepEqual(phone.server.requests.flat().map(({ id }) => id), ids);
});

test("requests hold a million bytes at most", async () => {
  const phone = await signedIn();
  for (let number = 0; number < 6; number++) await phone.do(`thing-${number}`, { body: "重".repeat(80_000) });
  await phone.engine.sync();
  assert.deepEqual(phone.server.requests.map((ops) => ops.length), [4, 2]);
});

test("one operation that is too large is refused before it is kept", async () => {
  const phone = await signedIn();
  await assert.rejects(phone.do("thing", { body: "重".repeat(90_000) }), TooLarge);
  assert.deepEqual(await phone.states(), []);
});

test("without a network all wait, longer each time", async () => {
  const phone = await signedIn();
  await phone.do();
  phone.server.weather = "down";
  const waits = [];
  for (let round = 0; round < 12; round++) {
    const { again } = await phone.engine.sync();
    waits.push(again ?? 0);
    phone.clock.pass(again ?? 0);
  }
  assert.equal(phone.server.requests.length, 12);
  const full = (round: number): number => Math.min(600_000, 2_000 * 2 ** round);
  waits.forEach((wait, round) => assert.ok(wait >= full(round) / 2 && wait <= full(round), `${round}: ${wait}`));
});

test("before its time nothing is sent, unless somebody asks", async () => {
  const phone = await signedIn();
  await phone.do();
  phone.server.weather = "down";
  await phone.engine.sync();
  await phone.engine.sync();
  assert.equal(phone.server.requests.length, 1);
  await phone.engine.sync({ now: true });
  assert.equal(phone.server.requests.length, 2);
});

test("during maintenance the server's own time is kept", async () => {
  const phone = await signedIn();
  await phone.do();
  phone.server.weather = "maintenance";
  const { again } = await phone.engine.sync();
  assert.ok(again !== null && again >= 30_000 && again <= 32_000);
});

test("one that breaks the server blocks no other", async () => {
  const phone = await signedIn();
  const ids = [];
  for (let number = 0; number < 100; number++) ids.push(await phone.do(`thing-${number}`));
  phone.server.poison.add(ids[30] ?? "");
  for (let round = 0; round < 20; round++) await phone.engine.sync({ now: true });
  const states = await phone.states();
  assert.equal(states.filter((state) => state === "acknowledged").length, 99);
  assert.equal(states[30], "waiting");
  assert.equal((await phone.engine.standing("a")).counts.waiting, 1);
});

test("behind one that cannot be sent its own thing waits, in its order", async () => {
  const phone = await signedIn();
  const [first, , third] = [await phone.do("x"), await phone.do("x"), await phone.do("y")];
  phone.server.poison.add(first);
  for (let round = 0; round < 8; round++) await phone.engine.sync({ now: true });
  assert.deepEqual(await phone.states(), ["waiting", "waiting", "acknowledged"]);
  assert.deepEqual([...phone.server.inbox.keys()], [third]);
  phone.server.poison.clear();
  await phone.engine.sync({ now: true });
  assert.deepEqual(await phone.states(), ["acknowledged", "acknowledged", "acknowledged"]);
});

test("two syncs at once send once", async () => {
  const phone = await signedIn();
  await phone.do();
  const both = await Promise.all([phone.engine.sync(), phone.engine.sync()]);
  assert.deepEqual(both, [{ again: null }, { again: 1000 }]);
  assert.equal(phone.server.requests.length, 1);
});

test("a button pressed twice under one id is one deed", async () => {
  const phone = await signedIn();
  await phone.do("thing", { id: "11111111-1111-4111-8111-111111111111" });
  await phone.do("thing", { id: "11111111-1111-4111-8111-111111111111" });
  assert.deepEqual(await phone.states(), ["waiting"]);
});
