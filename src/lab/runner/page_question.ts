import { formsOf, type PageButton, type PageForm } from "./page_reader.ts";

/** What a page asks of a person; undefined when it asks nothing. */
export function questionOf(markup: string): PageForm | undefined {
  // The form in the header of a page logs out, which nobody wants on the way.
  return formsOf(markup).find(({ action }) => !action.endsWith("/logout"));
}

/** The button to press; undefined where the form is sent without one. */
export function buttonFor({ buttons }: PageForm, denies: boolean): PageButton | undefined {
  const wanted = new Set([denies ? "deny" : "allow", "logout", "continue"]);
  return buttons.find(({ value }) => wanted.has(value));
}
