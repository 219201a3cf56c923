// The components of parts.css, as the server's pages draw them.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import sprite from "../../../src/tongxin/web/static/icons.svg?no-inline";

export type Tone = "ok" | "due" | "warn" | "bad" | "note";

const ICONS: Record<Tone, string> = {
  ok: "circle-check",
  due: "clock",
  warn: "alert-triangle",
  bad: "alert-octagon",
  note: "history",
};

export function Icon({ name, extra = "" }: { name: string; extra?: string }): JSX.Element {
  return (
    <svg class={`tx-ico ${extra}`} aria-hidden="true">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}

export function Status({ tone, word, icon }: { tone: Tone; word: string; icon?: string }): JSX.Element {
  return (
    <span class={`tx-st tx-st-${tone}`}>
      <Icon name={icon ?? ICONS[tone]} />
      {word}
    </span>
  );
}

export function Banner({ tone, icon, children }: { tone?: string; icon: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class={`tx-ban ${tone ? `tx-ban-${tone}` : ""}`} role="status">
      <Icon name={icon} />
      {children}
    </div>
  );
}

interface Shown {
  title: string;
  sub?: string | undefined;
  back?: string;
  when?: string;
  banner?: ComponentChildren;
  foot?: ComponentChildren;
  children: ComponentChildren;
}

export function Frame({ title, sub, back, when, banner, foot, children }: Shown): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · 同心`;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <div class="tx-phone">
      <header class="tx-top">
        {back !== undefined && (
          <a class="tx-back" href={back} aria-label="返回">
            <Icon name="chevron-left" />
          </a>
        )}
        <h1 ref={heading} class={back === undefined ? "" : "tx-top-sm"} tabIndex={-1}>
          {title}
          {sub && <span class="tx-sub">{sub}</span>}
        </h1>
        {when && <span class="tx-when tx-num">{when}</span>}
      </header>
      {banner}
      <main class="tx-main" id="main">
        {children}
      </main>
      {foot && <div class="tx-foot">{foot}</div>}
    </div>
  );
}

interface Sheeted {
  title?: string;
  aside?: ComponentChildren;
  first?: boolean;
  /** Its content is laid out by itself, as a list. */
  bare?: boolean;
  id?: string;
  children: ComponentChildren;
}

export function Sheet({ title, aside, first, bare, id, children }: Sheeted): JSX.Element {
  return (
    <section class={`tx-sheet ${first ? "tx-first" : ""}`} id={id}>
      {title && (
        <div class="tx-sheet-h">
          <h2>{title}</h2>
          {aside && <span class="tx-sub tx-num">{aside}</span>}
        </div>
      )}
      {bare ? children : <div class="tx-sheet-b tx-stack">{children}</div>}
    </section>
  );
}

export function Empty({ strong, children }: { strong: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="tx-empty">
      <span class="tx-strong">{strong}</span>
      {children && <span>{children}</span>}
    </div>
  );
}

export function Row({ href, title, sub, status }: { href?: string; title: ComponentChildren; sub?: ComponentChildren; status?: ComponentChildren }): JSX.Element {
  const inner = (
    <>
      <span class="tx-item-t">{title}</span>
      {status ?? <span />}
      {sub && <span class="tx-sub">{sub}</span>}
    </>
  );
  return (
    <li>
      {href ? (
        <a class="tx-item" href={href}>
          {inner}
        </a>
      ) : (
        <div class="tx-item">{inner}</div>
      )}
    </li>
  );
}

interface Chosen {
  type: "radio" | "checkbox";
  name: string;
  checked: boolean;
  extra?: string;
  disabled?: boolean;
  onPick(checked: boolean): void;
  children: ComponentChildren;
}

export function Chip({ type, name, checked, extra = "", disabled = false, onPick, children }: Chosen): JSX.Element {
  return (
    <label class={`tx-chip ${extra}`}>
      <input type={type} name={name} checked={checked} disabled={disabled} onChange={(event) => onPick(event.currentTarget.checked)} />
      <span>
        <Icon name="check" />
        {children}
      </span>
    </label>
  );
}

export function More({ summary, open, line, children }: { summary: ComponentChildren; open?: boolean; line?: boolean; children: ComponentChildren }): JSX.Element {
  return (
    <details class={`tx-more ${line ? "ps-line" : ""}`} open={open ?? false}>
      <summary>
        <span>{summary}</span>
        <Icon name="chevron-down" extra="tx-ico-turn" />
      </summary>
      <div class="tx-sheet-b tx-stack">{children}</div>
    </details>
  );
}

export function Fault({ told }: { told: string | undefined }): JSX.Element | null {
  if (!told) return null;
  return (
    <div class="tx-err" role="alert">
      <Icon name="alert-octagon" />
      {told}
    </div>
  );
}
