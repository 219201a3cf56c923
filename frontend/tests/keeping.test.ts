import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Journal } from "../host/journal.ts";
import { nodeHash, OneAtATime } from "../host/ports.ts";
import { shapeOf } from "../host/shapes.ts";
import { Engine, upgrade } from "../src/engine/index.ts";
import { DAY, Phone, Server, signedIn } from "./world.ts";

async function acknowledged(): Promise<Phone> {
  const phone = await signedIn();
  await phone.do();
  await phone.engine.sync();
  return phone;
}

/** Another deed, so that the phone hears from the server. */
async function hear(phone: Phone): Promise<void> {
  await phone.do("another");
  await phone.engine.sync({ now: true });
}

test("what was acknowledged stays until it is both old and in a verified backup", async () => {
  const phone = await acknowledged();
  phone.server.now += 15 * DAY;
  await hear(phone);
  assert.equal((await phone.states()).length, 2);
  phone.server.backedUpThrough = 1;
  await hear(phone);
  assert.equal((await phone.states()).length, 2);
});

test("what is in a verified backup stays for fourteen days", async () => {
  const phone = await acknowledged();
  phone.server.backedUpThrough = 9;
  phone.server.now += 13 * DAY;
  await hear(phone);
  assert.equal((await phone.states()).length, 2);
});

test("the phone's own clock lets nothing go", async () => {
  const phone = await acknowledged();
  phone.server.backedUpThrough = 9;
  phone.clock.skew = 730 * DAY;
  phone.clock.pass(30 * DAY);
  await hear(phone);
  assert.equal((await phone.states()).length, 2);
});

for (const state of ["conflict", "rejected"] as const) {
  test(`what ended as ${state} stays until its author has read that`, async () => {
    const phone = await signedIn();
    const id = await phone.do();
    phone.server.outcomes.set(id, state);
    await phone.engine.sync();
    phone.server.now += 15 * DAY;
    phone.server.backedUpThrough = 1;
    await hear(phone);
    assert.equal((await phone.states()).length, 2);
    assert.equal(await phone.engine.dismiss("a", id), true);
    await hear(phone);
    assert.equal((await phone.engine.outbox("a")).some(({ operation }) => operation.id === id), false);
  });
}

test("a restored server is offered everything again, and nothing doubles", async () => {
  const phone = await signedIn();
  for (let number = 0; number < 70; number++) await phone.do(`thing-${number}`);
  await phone.engine.sync();
  phone.server.restore(20);
  assert.equal(phone.server.inbox.size, 20);
  await hear(phone);
  assert.equal(phone.server.inbox.size, 71);
  assert.equal(new Set(await phone.states()).size, 1);
});

test("a phone with nothing left to send learns of a restore, and offers it again", async () => {
  const phone = await acknowledged();
  phone.server.restore(0);
  await phone.engine.sync({ now: true });
  assert.equal(phone.server.inbox.size, 1);
  assert.deepEqual(await phone.states(), ["acknowledged"]);
});

test("with nothing left to send the server is asked once an hour, not at every turn", async () => {
  const phone = await acknowledged();
  const asked = phone.server.requests.length;
  await phone.engine.sync();
  assert.equal(phone.server.requests.length, asked);
  phone.clock.pass(DAY / 24);
  await phone.engine.sync();
  assert.deepEqual(phone.server.requests.slice(asked), [[]]);
});

test("after a restore the fourteen days begin anew", async () => {
  const phone = await acknowledged();
  phone.server.now += 15 * DAY;
  phone.server.restore(0);
  phone.server.backedUpThrough = 5;
  await hear(phone);
  assert.equal((await phone.states()).length, 2);
});

test("without a sign-in nothing is sent, and the person is told", async () => {
  const phone = new Phone(new Server());
  await phone.do();
  assert.deepEqual(await phone.engine.sync(), { again: null });
  assert.equal(phone.server.requests.length, 0);
  assert.equal((await phone.engine.standing("a")).signIn, true);
});

test("a token that ended loses nothing: the next sign-in sends it", async () => {
  const phone = await signedIn();
  phone.server.tokens.delete("token-a");
  await phone.do();
  await phone.engine.sync();
  await phone.engine.sync({ now: true });
  assert.equal(phone.server.requests.length, 1);
  assert.equal((await phone.engine.standing("a")).signIn, true);
  phone.server.tokens.set("token-a2", "a");
  await phone.engine.signIn("a", "token-a2");
  await phone.engine.sync();
  assert.deepEqual(await phone.states(), ["acknowledged"]);
});

test("a token that ended while something is held is told, too, and what became of it is asked at once", async () => {
  const phone = await signedIn();
  const id = await phone.do();
  phone.server.outcomes.set(id, "held");
  await phone.engine.sync();
  phone.server.tokens.delete("token-a");
  phone.server.outcomes.set(id, "applied");
  await phone.engine.sync({ now: true });
  assert.equal((await phone.engine.standing("a")).signIn, true);
  phone.server.tokens.set("token-a2", "a");
  await phone.engine.signIn("a", "token-a2");
  await phone.engine.sync();
  assert.deepEqual(await phone.states(), ["acknowledged"]);
});

test("what two people did goes out under each one's own name", async () => {
  const phone = await signedIn();
  await phone.engine.signIn("b", "token-b");
  const [a, b] = [await phone.do(), await phone.do("thing", { person: "b" })];
  await phone.engine.sync();
  assert.equal(phone.server.inbox.get(a)?.person, "a");
  assert.equal(phone.server.inbox.get(b)?.person, "b");
});

test("a page that is opened anew goes on with what was kept", async () => {
  const phone = await signedIn();
  await phone.do();
  phone.open();
  await phone.engine.sync();
  assert.deepEqual(await phone.states(), ["acknowledged"]);
});

test("an upgrade and a step back keep the outbox and send it", async () => {
  const phone = await signedIn();
  await phone.do("old");
  const ports = { ...phone, network: phone.server, hash: nodeHash, lock: new OneAtATime() };
  const newer = new Engine(ports, shapeOf(2));
  assert.equal((await newer.outbox("a"))[0]?.version, 2);
  await newer.enqueue({ person: "a", type: "handover.note", object: "new", body: {} });
  await phone.engine.sync();
  assert.deepEqual(await phone.states(), ["acknowledged", "acknowledged"]);
});

test("what no release can read stays, is counted, and blocks nothing", async () => {
  const phone = await signedIn();
  await phone.do("readable");
  const [item] = await phone.engine.outbox("a");
  assert.ok(item);
  const strange = { ...item, version: 0, operation: { ...item.operation, id: "strange" } };
  await phone.storage.commit({ items: [strange] });
  await phone.engine.sync();
  assert.deepEqual(await phone.states(), ["acknowledged"]);
  assert.equal((await phone.engine.standing("a")).unreadable, 1);
  assert.throws(() => upgrade(strange));
});

test("a line that was cut off by a kill never happened", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "phone-")), "journal");
  const phone = await signedIn();
  await phone.do();
  const [item] = await phone.engine.outbox("a");
  assert.ok(item);
  await new Journal(path).commit({ added: [item] });
  writeFileSync(path, `${readFileSync(path, "utf8")}{"added": [{"pers`);
  const again = new Journal(path);
  assert.equal((await again.items("a")).length, 1);
  await again.commit({ removed: [item] });
  assert.equal((await new Journal(path).items("a")).length, 0);
});
