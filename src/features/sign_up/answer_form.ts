import { type BegunSession, beginSession, type Exchange } from "../../engine/mod.ts";
import type { Instant } from "../../platform/mod.ts";
import { lifetimeText } from "../../pages/mod.ts";
import { type Params, type Reply, withHeaders } from "../../protocol/mod.ts";
import type { SignUpModel } from "../../pages/mod.ts";
import { readForm, type SignUpForm, type SignUpProblems } from "./form.ts";
import { isTaken, makeAccount, type Made } from "./make_account.ts";
import { waitOf } from "./waiting.ts";

/** What a page says of a form that came back. */
export type Said = Pick<SignUpModel, "username" | "email" | "problem" | "problems">;

/** How a form is answered. */
export interface AnswerFormOptions {
  /** Whoever made the account of this name since then, with this password, is answered as if it were made now. */
  readonly madeSince?: Instant | undefined;
  /** `ClientRecord.id` of the application that waits. */
  readonly client?: number;
  /** The page with what was said. */
  readonly again: (said: Said & { readonly status: number }) => Reply;
}

/** What came of a form. */
export type SignUpOutcome =
  | { readonly kind: "again"; readonly reply: Reply }
  | { readonly kind: "signed_in"; readonly begun: BegunSession };

const TAKEN: SignUpProblems = { username: "This name is taken. Choose another one" };

/** What is wrong with a form beside what anybody can see in it. */
async function allProblems({ input, problems }: SignUpForm, exchange: Exchange): Promise<SignUpProblems> {
  const isFree = problems.username !== undefined || !(await isTaken(input.username, exchange));
  return isFree ? problems : { ...problems, ...TAKEN };
}

async function begin(exchange: Exchange, { account, isNew }: Made, client?: number): Promise<BegunSession> {
  const begun = await beginSession(exchange, account);
  const name = isNew ? "account.created" : "login.succeeded";
  await exchange.issuer.hooks.happened(
    { name, accountId: account.id, ...(client === undefined ? {} : { client }) },
    exchange,
  );
  return begun;
}

/** Makes an account of a form and signs its person in, or says what is wrong with it. */
export async function answerForm(
  exchange: Exchange,
  params: Params,
  { madeSince, client, again }: AnswerFormOptions,
): Promise<SignUpOutcome> {
  const filled = readForm(params);
  const { username, email } = filled.input;
  const retryAfter = await waitOf(exchange);
  if (retryAfter !== undefined) {
    const problem = `Too many tries from your network. Wait ${lifetimeText(retryAfter)} and try again.`;
    const reply = again({ username, email, problem, status: 429 });
    return { kind: "again", reply: withHeaders(reply, { "Retry-After": String(retryAfter) }) };
  }
  const isRight = Object.keys(filled.problems).length === 0;
  const options = { ...exchange, ...(madeSince === undefined ? {} : { madeSince }) };
  const made = isRight ? await makeAccount(filled.input, options) : undefined;
  if (made !== undefined) return { kind: "signed_in", begun: await begin(exchange, made, client) };
  const problems = await allProblems(filled, exchange);
  return { kind: "again", reply: again({ username, email, problems, status: 400 }) };
}
