// Which screen is shown: by what comes after # in the address.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Banner } from "./parts.tsx";
import { Meeting } from "./preshift/meeting.tsx";
import { CaseSteps, Choose, Open, Step } from "./screens/case.tsx";
import { Door, Home, Refused, Waits } from "./screens/home.tsx";
import { Nothing, Sent } from "./screens/kept.tsx";
import { Checklist, Handover, Lists, TaskDone } from "./screens/team.tsx";
import { Provider, useHouse, useHouseState } from "./state.tsx";
import { useUpdate } from "./update.ts";

export function App(): JSX.Element {
  const house = useHouseState();
  return (
    <Provider value={house}>
      <Release />
      <Screen />
    </Provider>
  );
}

function Release(): JSX.Element | null {
  const renew = useUpdate();
  if (!renew) return null;
  return (
    <Banner tone="due" icon="refresh">
      <span>有新版本。写了一半的、没传的都在</span>
      <button type="button" class="btn tx-btn-2" onClick={renew}>
        换上
      </button>
    </Banner>
  );
}

function Screen(): JSX.Element {
  const { ready, verdict, person, taken } = useHouse();
  const path = usePath();
  if (verdict?.keeps === "cannot") return <Refused verdict={verdict} />;
  if (!ready) return <Waits />;
  if (!person || !taken) return <Door />;
  return <Page key={person.id} path={path} />;
}

function Page({ path }: { path: string[] }): JSX.Element {
  const [screen, first = "", second = ""] = path;
  switch (screen) {
    case undefined:
    case "":
      return <Home />;
    case "preshift":
      return <Meeting shiftId={Number(first)} />;
    case "open":
      return first ? <Open kind={first} /> : <Choose />;
    case "case":
      return second ? <Step id={Number(first)} move={second} /> : <CaseSteps id={Number(first)} />;
    case "handover":
      return <Handover teamId={Number(first)} />;
    case "lists":
      return <Lists teamId={Number(first)} />;
    case "list":
      return <Checklist teamId={Number(first)} kind={second} />;
    case "task":
      return <TaskDone id={Number(first)} />;
    case "sent":
      return <Sent />;
    default:
      return <Nothing>没有这一页。</Nothing>;
  }
}

/** `#/case/12/submit` is ["case", "12", "submit"]; other marks, as of 跳到正文, leave the screen. */
function usePath(): string[] {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = (): void => {
      if (location.hash && !location.hash.startsWith("#/")) return;
      setHash(location.hash);
      window.scrollTo({ top: 0 });
    };
    window.addEventListener("hashchange", changed);
    return () => window.removeEventListener("hashchange", changed);
  }, []);
  const path = hash.startsWith("#/") ? hash.slice(2) : "";
  return path.split("/").map(decodeURIComponent);
}
