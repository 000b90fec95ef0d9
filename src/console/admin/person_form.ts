import {
  ACCOUNT_FIELD_NAMES,
  type AccountClaims,
  type AccountComplaint,
  accountComplaints,
} from "../../accounts/mod.ts";
import type { FieldModel, FormPart } from "../../pages/mod.ts";
import type { Params } from "../../protocol/mod.ts";
import type { AccountRecord } from "../../stores/mod.ts";

/** What was filled in of a person, by the names of the fields. */
export interface TypedPerson {
  readonly username: string;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly claims: string;
  readonly is_staff: boolean;
  readonly is_active: boolean;
}

/** What a form says of a person, when it says it right. */
export interface PersonInput {
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Undefined = none. */
  readonly claims: AccountClaims | undefined;
}

/** What is wrong, by the names of the fields. */
export type Problems = Readonly<Record<string, string>>;

/** A name that somebody else has. */
export const TAKEN = "This name is taken: give another one";

/** Complaints by field; several of one field are said one after the other. */
export function problemsOf(complaints: readonly AccountComplaint[]): Problems {
  const problems: Record<string, string> = {};
  for (const { member, says } of complaints) {
    const field = ACCOUNT_FIELD_NAMES[member];
    problems[field] = problems[field] === undefined ? says : `${problems[field]}; ${says}`;
  }
  return problems;
}

/** What is known of a person, as a form shows it. */
export function typedOf(account: AccountRecord): TypedPerson {
  const { username, email, firstName, lastName, claims, isStaff, isActive } = account;
  return {
    username,
    email,
    first_name: firstName,
    last_name: lastName,
    claims: claims === undefined ? "" : JSON.stringify(claims, undefined, 2),
    is_staff: isStaff,
    is_active: isActive,
  };
}

/** What was filled in. */
export function readTyped(form: Params): TypedPerson {
  return {
    username: form.get("username")?.trim() ?? "",
    email: form.get("email")?.trim() ?? "",
    first_name: form.get("first_name")?.trim() ?? "",
    last_name: form.get("last_name")?.trim() ?? "",
    claims: form.get("claims") ?? "",
    is_staff: form.get("is_staff") === "yes",
    is_active: form.get("is_active") === "yes",
  };
}

const NO_OBJECT = 'Give a JSON object such as {"nickname":"Mara"}';

function isObject(value: unknown): value is AccountClaims {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseClaims(text: string): AccountClaims | undefined {
  try {
    const claims: unknown = JSON.parse(text);
    // What is nested too deeply can be read but not be written.
    JSON.stringify(claims);
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

/** What a form says, and everything that is wrong with it. */
export function judgePerson(typed: TypedPerson): { readonly input: PersonInput; readonly problems: Problems } {
  const text = typed.claims.trim();
  const claims = text === "" ? {} : parseClaims(text);
  const input = {
    username: typed.username.normalize("NFKC"),
    email: typed.email,
    firstName: typed.first_name,
    lastName: typed.last_name,
  };
  const complaints = accountComplaints({ ...input, ...(claims === undefined ? {} : { claims }) });
  return {
    input: { ...input, claims: claims === undefined || Object.keys(claims).length === 0 ? undefined : claims },
    problems: { ...problemsOf(complaints), ...(claims === undefined ? { claims: NO_OBJECT } : {}) },
  };
}

/** The fields of what is known of a person. */
export function personParts(
  typed: TypedPerson,
  { problems, rights }: { readonly problems: Problems; readonly rights: readonly ("is_staff" | "is_active")[] },
): readonly FormPart[] {
  function field(name: "username" | "email" | "first_name" | "last_name", more: Omit<FieldModel, "name">): FieldModel {
    return { name, value: typed[name], problem: problems[name], ...more };
  }
  const ticks: Readonly<Record<"is_staff" | "is_active", Pick<FieldModel, "label" | "hint">>> = {
    is_staff: { label: "Staff", hint: "May administer: everything on these pages." },
    is_active: {
      label: "Active",
      hint: "May sign in. Without it they are logged out everywhere, and their tokens end.",
    },
  };
  return [
    {
      fields: [
        field("username", {
          kind: "text",
          label: "User name",
          hint: "1 to 150 letters, digits or any of @ . + - _",
        }),
        field("email", { kind: "email", label: "Email", required: false }),
        field("first_name", { kind: "text", label: "First name", required: false }),
        field("last_name", { kind: "text", label: "Last name", required: false }),
      ],
    },
    {
      title: "For applications",
      fields: [
        {
          name: "claims",
          label: "Further claims",
          kind: "lines",
          required: false,
          value: typed.claims,
          problem: problems["claims"],
          hint: 'What else applications may learn, as JSON: {"nickname":"Mara","birthdate":"1990-12-31"}',
        },
      ],
    },
    ...(rights.length === 0
      ? []
      : [
          {
            title: "Rights",
            fields: rights.map((name): FieldModel => ({
              name,
              kind: "tick",
              ...ticks[name],
              value: typed[name] ? "yes" : "",
              problem: problems[name],
            })),
          },
        ]),
  ];
}
