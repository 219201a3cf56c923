// Keeps the shell and its parts, which are the same for everybody. Nothing that is somebody's comes in here:
// what people take along lies in the database, and what they send goes past the service worker.
import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute, setCatchHandler } from "workbox-routing";
import { NetworkOnly, StaleWhileRevalidate } from "workbox-strategies";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };
/** Changes with each release. */
declare const __EDITION__: string;

const SHELL = "/field";

precacheAndRoute([...self.__WB_MANIFEST, { url: SHELL, revision: __EDITION__ }]);
cleanupOutdatedCaches();

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && /^\/(manifest\.webmanifest|static\/(app-\d+|mark)[.\w]*)$/.test(url.pathname),
  new StaleWhileRevalidate({ cacheName: "tongxin-shell" }),
);

// Whoever opens the front door without a network comes to what they took along.
registerRoute(new NavigationRoute(new NetworkOnly(), { allowlist: [/^\/$/, /^\/preshift$/] }));
setCatchHandler(async ({ request }) => {
  const shell = request.mode === "navigate" ? await matchPrecache(SHELL) : undefined;
  return shell ?? Response.error();
});

// After a log-in or log-out on other pages the screens are nobody's until the server has said whose.
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method !== "POST" || !["/login", "/logout"].includes(new URL(url).pathname)) return;
  event.waitUntil(caches.open("tongxin-door").then((door) => door.put("/field/locked", new Response(""))));
});

// A new release waits until the page is asked, so that nothing changes under somebody's hands.
self.addEventListener("message", (event) => {
  if ((event.data as { type?: string } | null)?.type === "SKIP_WAITING") void self.skipWaiting();
});
