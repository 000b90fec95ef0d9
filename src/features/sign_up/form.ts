import { type AccountInput, accountComplaints } from "../../accounts/mod.ts";
import type { SignUpField } from "../../pages/mod.ts";
import type { Params } from "../../protocol/mod.ts";

/** What is wrong with a form, all at once, by field. */
export type SignUpProblems = Readonly<Partial<Record<SignUpField, string>>>;

/** What a form says, and what is wrong with it. */
export interface SignUpForm {
  readonly input: Required<Pick<AccountInput, "username" | "email" | "password">>;
  readonly problems: SignUpProblems;
}

/** The same, in words of people. */
const PASSWORD = "Give at least 8 characters, and not more than a page of them";

/** Reads a sign-up form. Passwords are taken as they were typed, spaces and all. */
export function readForm(params: Params): SignUpForm {
  const username = (params.get("username") ?? "").trim();
  const email = (params.get("email") ?? "").trim();
  const password = params.get("password") ?? "";
  const input = { username, email, password };
  const complaints = accountComplaints(input).map(({ member, says }): readonly [string, string] => [
    member,
    member === "password" ? PASSWORD : says,
  ]);
  const isRepeated = (params.get("repeated") ?? "") === password;
  const repeated: SignUpProblems = isRepeated ? {} : { repeated: "Type the same password twice" };
  return { input, problems: { ...Object.fromEntries(complaints), ...repeated } };
}
