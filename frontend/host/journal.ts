// Storage on disk: one line for each change, and on the disk before it is said to be kept.
import { existsSync, fdatasyncSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import type { Change } from "../src/engine/types.ts";
import { Memory } from "./memory.ts";

export class Journal extends Memory {
  private readonly file: number;

  constructor(path: string) {
    super();
    if (existsSync(path)) this.replay(path);
    this.file = openSync(path, "a");
  }

  /** A last line that was cut off by a kill never happened. */
  private replay(path: string): void {
    const bytes = readFileSync(path);
    const whole = bytes.lastIndexOf(10) + 1;
    if (whole < bytes.length) truncateSync(path, whole);
    for (const line of bytes.subarray(0, whole).toString("utf8").split("\n")) {
      if (line) this.apply(JSON.parse(line) as Change);
    }
  }

  override async commit(change: Change): Promise<void> {
    const line = Buffer.from(`${JSON.stringify(change)}\n`);
    for (let written = 0; written < line.length; ) written += writeSync(this.file, line, written);
    fdatasyncSync(this.file);
    this.apply(JSON.parse(line.toString("utf8")) as Change);
  }
}
