// A form from the same field specs that draw the server's pages.
import type { JSX } from "preact";
import { Chip, Fault, Icon, More } from "./parts.tsx";
import type { Field, Given, Somebody } from "./shapes.ts";

interface Asked {
  fields: Field[];
  given: Given;
  people: Somebody[];
  wrong: Record<string, string>;
  /** Answers that are given online only. */
  closed?: { field: string; one_of: string[] } | undefined;
  onGive(change: Given): void;
}

export function Fields({ fields, ...rest }: Asked): JSX.Element {
  const needed = fields.filter(({ required }) => required);
  const more = fields.filter(({ required }) => !required);
  const folded = needed.length > 0 && more.length >= 2;
  const opened = more.some(({ key }) => filled(rest.given[key]));
  return (
    <>
      {(folded ? needed : fields).map((field) => (
        <One key={field.key} field={field} {...rest} />
      ))}
      {folded && (
        <More summary="还可以写" open={opened} line>
          {more.map((field) => (
            <One key={field.key} field={field} {...rest} />
          ))}
        </More>
      )}
    </>
  );
}

type OneAsked = Omit<Asked, "fields"> & { field: Field };

function One({ field, wrong, ...rest }: OneAsked): JSX.Element {
  const { never } = field;
  const hint = field.hint || (field.type === "steps" ? "一行一条" : "");
  const told = filled(rest.given[field.key]) ? undefined : wrong[field.key];
  return (
    <div class={told ? "tx-invalid" : ""} id={`f-${field.key}`}>
      <Entry field={field} {...rest} />
      {hint && <p class="tx-sub tx-hint">{hint}</p>}
      {never && (
        <p class="tx-sub ca-never">
          <Icon name="hand-stop" />
          <span>{never.startsWith("不") ? never : `不要写：${never}`}</span>
        </p>
      )}
      <Fault told={told} />
    </div>
  );
}

type Drawn = Omit<OneAsked, "wrong">;

function Entry(asked: Drawn): JSX.Element {
  const { field } = asked;
  if (field.type === "choice" || field.type === "choices") return <Choices {...asked} />;
  if (field.type === "people") return <People {...asked} />;
  if (field.type === "yes") return <Yes {...asked} />;
  return <Text {...asked} />;
}

function Label({ field }: { field: Field }): JSX.Element {
  return (
    <>
      {field.title}
      {!field.required && <span class="tx-opt">可不填</span>}
    </>
  );
}

function Text({ field, given, onGive }: Drawn): JSX.Element {
  const id = `i-${field.key}`;
  const value = String(given[field.key] ?? "");
  const common = {
    id,
    class: "form-control",
    value,
    maxLength: field.type === "text" || field.type === "long_text" ? (field.longest ?? 500) : 2000,
    onInput: (event: { currentTarget: { value: string } }) => onGive({ [field.key]: event.currentTarget.value }),
  };
  const long = field.type === "long_text" || field.type === "steps";
  return (
    <>
      <label class="tx-label" for={id}>
        <Label field={field} />
      </label>
      {long && <textarea {...common} rows={3} />}
      {field.type === "date" && <input {...common} type="date" />}
      {!long && field.type !== "date" && <input {...common} type="text" autoComplete="off" inputMode={field.type === "number" ? "decimal" : "text"} />}
    </>
  );
}

function Choices({ field, given, closed, onGive }: Drawn): JSX.Element {
  const several = field.type === "choices";
  const chosen = several ? ((given[field.key] as string[] | undefined) ?? []) : [String(given[field.key] ?? "")];
  const apart = closed?.field === field.key ? closed.one_of : [];
  const pick = (key: string, checked: boolean): void => {
    const others = chosen.filter((one) => one !== key);
    onGive({ [field.key]: several ? (checked ? [...others, key] : others) : key });
  };
  return (
    <fieldset>
      <legend class="tx-label">
        <Label field={field} />
      </legend>
      <div class="tx-chips">
        {(field.choices ?? [])
          .filter(({ key }) => !apart.includes(key))
          .map(({ key, title }) => (
            <Chip key={key} type={several ? "checkbox" : "radio"} name={field.key} checked={chosen.includes(key)} onPick={(checked) => pick(key, checked)}>
              {title}
            </Chip>
          ))}
      </div>
      {apart.length > 0 && <p class="tx-sub tx-hint">别的要保密，请联网后再提，手机里不存。</p>}
    </fieldset>
  );
}

function People({ field, given, people, onGive }: Drawn): JSX.Element {
  const chosen = (given[field.key] as number[] | undefined) ?? [];
  const one = field.most === 1;
  const id = `i-${field.key}`;
  const add = (value: string): void => {
    const person = Number(value);
    if (person) onGive({ [field.key]: one ? [person] : [...new Set([...chosen, person])] });
  };
  return (
    <>
      <label class="tx-label" for={id}>
        <Label field={field} />
      </label>
      <select class="form-select" id={id} value={one ? String(chosen[0] ?? "") : ""} onChange={(event) => add(event.currentTarget.value)}>
        <option value="">{one ? "选一个人" : "加一个人"}</option>
        {people.map((person) => (
          <option key={person.id} value={person.id}>
            {person.name}
          </option>
        ))}
      </select>
      {!one && (
        <div class="tx-chips fd-chosen">
          {people
            .filter((person) => chosen.includes(person.id))
            .map((person) => (
              <Chip key={person.id} type="checkbox" name={field.key} checked onPick={() => onGive({ [field.key]: chosen.filter((other) => other !== person.id) })}>
                {person.name}
              </Chip>
            ))}
        </div>
      )}
    </>
  );
}

function Yes({ field, given, onGive }: Drawn): JSX.Element {
  return (
    <label class="tx-check">
      <input type="checkbox" checked={given[field.key] === true} onChange={(event) => onGive({ [field.key]: event.currentTarget.checked })} />
      {field.title}
    </label>
  );
}

export function filled(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === "string" ? value.trim() !== "" : value !== undefined && value !== null && value !== false;
}

/** A sentence for each field that is needed and empty. */
export function missing(fields: Field[], given: Given): Record<string, string> {
  const empty = fields.filter(({ required, key }) => required && !filled(given[key]));
  return Object.fromEntries(empty.map(({ key, title, type }) => [key, `请${type === "yes" ? "确认" : "填写"}“${title}”`]));
}

/** Without what was left empty. */
export function said(fields: Field[], given: Given): Given {
  const full = fields.filter(({ key }) => filled(given[key]));
  return Object.fromEntries(full.map(({ key }) => [key, given[key]]));
}
