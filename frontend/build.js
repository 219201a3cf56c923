// Builds the pages, then the service worker with the list of what it keeps: node build.js
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { build } from "vite";

const DIST = "../src/tongxin/web/static/dist";
const BASE = "/static/dist/";
const common = { root: import.meta.dirname, base: BASE, configFile: false, logLevel: "warn", publicDir: false };
const output = { outDir: DIST, target: ["es2020", "chrome87", "safari14"], modulePreload: { polyfill: false } };

await build({
  ...common,
  build: {
    ...output,
    emptyOutDir: true,
    manifest: "manifest.json",
    rolldownOptions: { input: { field: "src/field/main.tsx" } },
  },
});

// Names carry the hash of what is in them, so a new release is a new list and the old one is let go.
const kept = readdirSync(new URL(`${DIST}/assets`, import.meta.url)).sort();
const edition = createHash("sha256").update(readFileSync(new URL("src/sw.ts", import.meta.url)));
edition.update(readFileSync(new URL("../src/tongxin/web/templates/field/shell.html", import.meta.url)));
for (const name of kept) edition.update(name);

await build({
  ...common,
  define: {
    "self.__WB_MANIFEST": JSON.stringify(kept.map((name) => ({ url: `${BASE}assets/${name}`, revision: null }))),
    __EDITION__: JSON.stringify(edition.digest("hex").slice(0, 16)),
    "process.env.NODE_ENV": JSON.stringify("production"),
  },
  build: {
    ...output,
    emptyOutDir: false,
    lib: { entry: "src/sw.ts", formats: ["iife"], name: "worker", fileName: () => "sw.js" },
  },
});
