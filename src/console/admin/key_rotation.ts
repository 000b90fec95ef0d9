import { personalPage, type PersonalVisit } from "../../engine/mod.ts";
import type { KeyInfo } from "../../keys/mod.ts";
import { digest } from "../../platform/mod.ts";
import { type FieldModel, renderForm } from "../../pages/mod.ts";
import { html, type Params, redirect, type Reply } from "../../protocol/mod.ts";
import { searchHref, typedIn } from "./search_address.ts";

const WARNING =
  "For emergencies. Whoever keeps the key set may refuse new tokens until it is read again. The key before it stays " +
  "published; where it leaked, take it out by: touchstone key retire KID --force";

/** What was chosen in the form, and what is wrong with it. */
interface Choice {
  readonly alg?: string | undefined;
  readonly now?: boolean;
  readonly problem?: string;
  readonly algProblem?: string;
}

function algsOf({ issuer: { keys } }: PersonalVisit): readonly KeyInfo["alg"][] {
  return [...new Set(keys.list().map(({ alg }) => alg))];
}

/** Stands for the keys that a form was made for, so that the same form sent twice does not make keys twice. */
function markOf({ issuer: { keys } }: PersonalVisit): string {
  const kids = keys.list().map(({ kid }) => kid);
  return digest(kids.toSorted().join(" "));
}

function fieldsOf(visit: PersonalVisit, { alg, now, algProblem }: Choice): readonly FieldModel[] {
  const algs = algsOf(visit).map((one) => ({ value: one, text: one }));
  const choice = {
    name: "alg",
    kind: "choice",
    label: "Algorithm",
    options: [{ value: "", text: "All of them" }, ...algs],
    required: false,
  } as const;
  return [
    {
      ...choice,
      ...(alg === undefined ? {} : { value: alg }),
      ...(algProblem === undefined ? {} : { problem: algProblem }),
    },
    {
      name: "now",
      kind: "tick",
      label: "Sign with the new key at once",
      hint: WARNING,
      ...(now === true ? { value: "yes" } : {}),
    },
  ];
}

function showForm(visit: PersonalVisit, choice: Choice): Reply {
  const { issuer, frame } = visit;
  const { problem, algProblem } = choice;
  const path = `${issuer.base}/admin/keys`;
  return html(
    problem === undefined && algProblem === undefined ? 200 : 400,
    renderForm({
      ...frame,
      title: "Rotate keys",
      lead: "A new key is made and published at once. It signs when everybody had time to read it.",
      action: `${path}/rotate`,
      hidden: [["known", markOf(visit)]],
      parts: [{ fields: fieldsOf(visit, choice) }],
      submit: "Make the next key",
      back: path,
      ...(problem === undefined ? {} : { problem }),
    }),
  );
}

async function rotate(visit: PersonalVisit, form: Params): Promise<Reply> {
  const { issuer, session } = visit;
  const [typed, now] = [form.get("alg"), form.get("now") === "yes"];
  const alg = algsOf(visit).find((one) => one === typed);
  if (typed !== undefined && alg === undefined)
    return showForm(visit, { now, algProblem: "There is no key of this algorithm" });
  if (form.get("known") !== markOf(visit))
    return showForm(visit, { alg, now, problem: "The keys changed since this page was made. Look at them again." });
  const made = await issuer.keys.rotate({ alg, now });
  const detail = { by: session.accountId, alg: alg ?? "all", now, made: made.length };
  await issuer.hooks.happened({ name: "key.rotated", detail }, visit);
  return redirect(searchHref(`${issuer.base}/admin/keys`, { made: String(made.length) }));
}

/** Asks which keys get a successor, and whether in a hurry, and makes it. */
export const ADMIN_KEYS_ROTATE = personalPage({
  name: "admin_keys_rotate",
  path: "/admin/keys/rotate",
  authority: "staff",
  show: (visit) => showForm(visit, { alg: typedIn(visit, "alg") }),
  answer: rotate,
});
