import { accountComplaints } from "../../accounts/mod.ts";
import type { FieldModel } from "../../pages/mod.ts";
import type { Params } from "../../protocol/mod.ts";
import { type Problems, problemsOf } from "./person_form.ts";

/** A sign-in form cannot send them. */
const CONTROL = /[\p{Cc}\p{Cs}]/u;

/** A new password that was typed twice, and what is wrong with it. */
export function readNewPassword(form: Params): { readonly password: string; readonly problems: Problems } {
  const password = form.get("password") ?? "";
  const problems = problemsOf(accountComplaints({ password }));
  const repeated = form.get("repeated") ?? "";
  return {
    password,
    problems: {
      ...(CONTROL.test(password) ? { password: "Give it without control characters" } : {}),
      ...problems,
      ...(repeated === password ? {} : { repeated: "The two are not alike: type both again" }),
    },
  };
}

/** The fields of a new password, which never come back filled in. */
export function passwordFields(problems: Problems): readonly FieldModel[] {
  const shared = { kind: "password", autocomplete: "new-password" } as const;
  return [
    {
      ...shared,
      name: "password",
      label: "New password",
      hint: "At least 8 characters; a few words are easier to remember and harder to guess.",
      problem: problems["password"],
    },
    { ...shared, name: "repeated", label: "New password again", problem: problems["repeated"] },
  ];
}
