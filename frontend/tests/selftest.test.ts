import assert from "node:assert/strict";
import { test } from "node:test";
import { check, type Disk, judge } from "../src/engine/index.ts";

const MB = 1024 * 1024;
const GOOD = { persists: true, free: 4000 * MB, writesBack: true, remembers: true, opensOffline: true, seals: true };

test("a device that keeps what it is given may be used offline", () => {
  assert.deepEqual(judge(GOOD), { keeps: "yes", reasons: [] });
  assert.deepEqual(judge({ ...GOOD, remembers: null, free: null }), { keeps: "yes", reasons: [] });
});

for (const [why, found] of Object.entries({
  "forgets what was written": { writesBack: false },
  "has lost what it held before": { remembers: false },
  "has no space": { free: 10 * MB },
  "opens nothing without a network": { opensOffline: false },
  "cannot seal what it keeps": { seals: false, writesBack: false },
})) {
  test(`a device that ${why} is refused, with one reason`, () => {
    const verdict = judge({ ...GOOD, ...found });
    assert.equal(verdict.keeps, "cannot");
    assert.equal(verdict.reasons.length, 1);
  });
}

test("a browser that promises nothing may be used, and says so", () => {
  assert.equal(judge({ ...GOOD, persists: false }).keeps, "may_lose");
  assert.equal(judge({ ...GOOD, free: 100 * MB }).keeps, "may_lose");
});

test("a question that the browser answers with a failure counts against it", async () => {
  const fails = (): Promise<never> => Promise.reject(new Error("private mode"));
  const disk: Disk = { persist: fails, free: fails, writesBack: fails, remembers: fails, opensOffline: fails, seals: fails };
  assert.equal((await check(disk)).reasons.length, 3);
});
