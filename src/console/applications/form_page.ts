import type { PersonalVisit } from "../../engine/mod.ts";
import { renderForm } from "../../pages/mod.ts";
import { html, type Reply } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { formParts } from "./form_parts.ts";
import type { Judged } from "./judge.ts";
import { type Typed, withoutPrivateKeys } from "./typed.ts";

/** A form of an application. */
export interface FormPage {
  readonly typed: Typed;
  readonly judged?: Judged;
  /** The application that is changed; undefined = it is new. */
  readonly before: ClientRecord | undefined;
  readonly action: string;
  readonly back: string;
  readonly hidden?: readonly (readonly [name: string, value: string])[];
  /** What is wrong beside what the form itself says. */
  readonly problem?: string;
  /** 200 when not given. */
  readonly status?: number;
}

/** Name and value of the button that has the form looked at, and nothing saved. */
export const CHECK = ["check", "yes"] as const;

const NOTHING_WRONG = "Nothing is wrong with it, and nothing was saved yet.";

/** Shows the form, filled in. */
export function showForm(visit: PersonalVisit, page: FormPage): Reply {
  const { issuer, session, frame } = visit;
  const { judged, before, action, back, hidden, status = 200 } = page;
  const typed = withoutPrivateKeys(page.typed);
  const problem = page.problem ?? judged?.problem;
  const { isStaff } = session;
  const markup = renderForm({
    ...frame,
    title: before === undefined ? "Register an application" : "Change an application",
    action,
    parts: formParts({ issuer, typed, judged, before, isStaff }),
    submit: before === undefined ? "Register" : "Save",
    other: [...CHECK, "Check first"],
    isLive: true,
    back,
    ...(hidden === undefined ? {} : { hidden }),
    ...(problem === undefined ? {} : { problem }),
    ...(judged === undefined || status !== 200 || !isRight(judged) ? {} : { note: NOTHING_WRONG }),
  });
  return html(status, markup, { ownScripts: true });
}

/** Whether a form can be saved. */
export function isRight({ problems, problem }: Judged): boolean {
  return problems.size === 0 && problem === undefined;
}
