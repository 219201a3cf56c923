// A new release waits until it is asked for; what is kept in the database is not touched by it.
import { useEffect, useState } from "preact/hooks";

const HOURLY = 60 * 60 * 1000;

/** What puts the new release on; null while there is none. */
export function useUpdate(): (() => void) | null {
  const [waiting, setWaiting] = useState<ServiceWorker | null>(null);
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return undefined;
    let timer = 0;
    void navigator.serviceWorker.register("/sw.js").then((registration) => {
      const look = (): void => setWaiting(navigator.serviceWorker.controller ? registration.waiting : null);
      look();
      registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
      timer = window.setInterval(() => void registration.update().catch(() => undefined), HOURLY);
    }, () => undefined);
    return () => window.clearInterval(timer);
  }, []);
  if (!waiting) return null;
  return () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting.postMessage({ type: "SKIP_WAITING" });
  };
}
