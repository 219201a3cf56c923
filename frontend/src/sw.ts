import { cleanupOutdatedCaches, precacheAndRoute } from "workbox-precaching";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };
/** Changes with each release. */
declare const __EDITION__: string;

precacheAndRoute([...self.__WB_MANIFEST, { url: "/field", revision: __EDITION__ }]);
cleanupOutdatedCaches();
