/** One of the words that a field offers. */
export interface FieldOption {
  readonly value: string;
  /** In our own words, or a text from outside. */
  readonly text: string;
  readonly hint?: string;
}

/** One field of a form. */
export interface FieldModel {
  /** Under which it is posted; its id as well. */
  readonly name: string;
  /** In our own words. */
  readonly label: string;
  /**
   * `lines` has an item on each line; `choice` offers some words, of which one is chosen; `ticks` some of which any may be
   * chosen; `tick` is a single yes.
   */
  readonly kind: "text" | "email" | "password" | "number" | "search" | "lines" | "choice" | "ticks" | "tick";
  /** What was typed or chosen before; of `ticks` several. A `tick` is set where it is `yes`. Never a password. */
  readonly value?: string | readonly string[];
  /** What can be chosen. */
  readonly options?: readonly FieldOption[];
  readonly hint?: string;
  /** What is wrong with it. */
  readonly problem?: string | undefined;
  /** What one had better think about: nothing that is wrong. */
  readonly warning?: string | undefined;
  readonly autocomplete?: string;
  /** Whether the browser demands it; true when not given. What is ticked may always be left alone. */
  readonly required?: boolean;
  readonly autofocus?: boolean;
}

/** A field with its label, its hint and what is wrong with it, tied together for a screen reader. */
export function Field(field: FieldModel) {
  const { kind } = field;
  if (kind === "ticks") return <Ticks {...field} />;
  if (kind === "tick") return <Tick {...field} />;
  return (
    <div class="field">
      <label for={field.name}>{field.label}</label>
      <Control {...field} kind={kind} />
      <Said {...field} />
    </div>
  );
}

/** Ids of what is said of a field. */
function saidOf({ name, hint, problem, warning }: Omit<FieldModel, "kind">): { readonly "aria-describedby"?: string } {
  const said = { hint, problem, warning };
  const ids = Object.entries(said).flatMap(([part, text]) => (text === undefined ? [] : `${name}-${part}`));
  return ids.length === 0 ? {} : { "aria-describedby": ids.join(" ") };
}

function Said({ name, hint, problem, warning }: FieldModel) {
  return (
    <>
      {hint === undefined ? null : (
        <p class="fine" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {problem === undefined ? null : (
        <p class="wrong" id={`${name}-problem`}>
          {problem}
        </p>
      )}
      {warning === undefined ? null : (
        <p class="caution" id={`${name}-warning`}>
          {warning}
        </p>
      )}
    </>
  );
}

function textOf({ value }: Pick<FieldModel, "value">): string | undefined {
  return typeof value === "string" || value === undefined ? value : value.join("\n");
}

/** A number is typed as text: browsers change what they take for numbers, and step them by the wheel. */
const TYPES = {
  text: { type: "text" },
  email: { type: "email" },
  password: { type: "password" },
  search: { type: "search" },
  number: { type: "text", inputMode: "numeric" },
} as const;

function Control(field: Omit<FieldModel, "kind"> & { readonly kind: keyof typeof TYPES | "lines" | "choice" }) {
  const { name, kind, problem, autocomplete = "off", required = true, autofocus = false, options = [] } = field;
  const value = textOf(field);
  const shared = {
    id: name,
    name,
    autofocus,
    required,
    ...saidOf(field),
    ...(problem === undefined ? {} : { "aria-invalid": "true" as const }),
  };
  const typed = { ...shared, autocomplete, autocapitalize: "none", spellcheck: false } as const;
  if (kind === "lines") {
    return (
      <textarea {...typed} rows={4}>
        {/* A line break that begins the content would be dropped by the browser. */}
        {value?.startsWith("\n") === true ? `\n${value}` : value}
      </textarea>
    );
  }
  if (kind === "choice") {
    const chosen = value ?? options[0]?.value;
    return (
      <select {...shared}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === chosen}>
            {option.text}
          </option>
        ))}
      </select>
    );
  }
  return <input {...typed} {...TYPES[kind]} {...(value === undefined ? {} : { value })} />;
}

function Ticks(field: FieldModel) {
  const { name, label, options = [], value = [], problem } = field;
  const chosen = new Set(typeof value === "string" ? [value] : value);
  return (
    <fieldset class="ticks" id={name} {...saidOf(field)} {...(problem === undefined ? {} : { "data-wrong": "yes" })}>
      <legend>{label}</legend>
      <Said {...field} />
      {options.map((option, index) => (
        <div class="tick" key={option.value}>
          <input
            type="checkbox"
            id={`${name}-${index}`}
            name={name}
            value={option.value}
            checked={chosen.has(option.value)}
            {...(option.hint === undefined ? {} : { "aria-describedby": `${name}-${index}-hint` })}
          />
          <label for={`${name}-${index}`}>{option.text}</label>
          {option.hint === undefined ? null : (
            <p class="fine" id={`${name}-${index}-hint`}>
              {option.hint}
            </p>
          )}
        </div>
      ))}
    </fieldset>
  );
}

function Tick(field: FieldModel) {
  const { name, label, value, problem } = field;
  return (
    <div class="one-tick">
      <div class="tick">
        <input
          type="checkbox"
          id={name}
          name={name}
          value="yes"
          checked={value === "yes"}
          {...saidOf(field)}
          {...(problem === undefined ? {} : { "aria-invalid": "true" as const })}
        />
        <label for={name}>{label}</label>
      </div>
      <Said {...field} />
    </div>
  );
}
