import { type AccountInput, accountComplaints } from "../../accounts/mod.ts";

type Member = "username" | "password" | "email" | "firstName" | "lastName";

/** What is wrong, by the names of the wire: a list of sentences each, as Django REST framework has them. */
export type MemberProblems = Readonly<Record<string, readonly string[]>>;

/** What a document says of a person, and what is wrong with it. */
export interface MembersRead {
  readonly input: AccountInput;
  readonly problems: MemberProblems;
}

/** What may be said, by its name on the wire; whatever else is said is not read. */
const MEMBERS: readonly (readonly [name: string, member: Member])[] = [
  ["username", "username"],
  ["password", "password"],
  ["email", "email"],
  ["first_name", "firstName"],
  ["last_name", "lastName"],
];
const DEMANDED: ReadonlySet<Member> = new Set(["username", "password"]);

/** Control characters, halves of surrogate pairs, and what a decoder puts where it could not read: no form carries them. */
const UNREADABLE = /[\p{Cc}\p{Surrogate}\uFFFD]/u;

function complaintAbout(member: Member, value: unknown): string | undefined {
  if (value === undefined) return DEMANDED.has(member) ? "This field is required." : undefined;
  if (typeof value !== "string") return "Give text.";
  return UNREADABLE.test(value) ? "Give text without control characters." : undefined;
}

/** Reads what a document says of a person, and says everything that is wrong with it at once. */
export function readMembers(document: Readonly<Record<string, unknown>>): MembersRead {
  const said: { [M in Member]?: string } = {};
  for (const [name, member] of MEMBERS) {
    const value = Object.hasOwn(document, name) ? document[name] : undefined;
    if (typeof value === "string") said[member] = value;
  }
  const input = { username: "", password: "", ...said };
  const complaints = new Map<string, string>(accountComplaints(input).map(({ member, says }) => [member, `${says}.`]));
  const problems = MEMBERS.flatMap(([name, member]): (readonly [string, readonly string[]])[] => {
    const value = Object.hasOwn(document, name) ? document[name] : undefined;
    const complaint = complaintAbout(member, value) ?? complaints.get(member);
    return complaint === undefined ? [] : [[name, [complaint]]];
  });
  return { input, problems: Object.fromEntries(problems) };
}

/** Complaints as a body: those of each member, and the words of every error beside them. */
export function printProblems(problems: MemberProblems): Readonly<Record<string, unknown>> {
  const names = Object.keys(problems).map((name) => `'${name}'`);
  return {
    ...problems,
    error: "invalid_request",
    error_description: `Cannot make the account because of ${names.join(", ")}`,
  };
}

/** What is told of a new person: what they said, and never the password. */
export function printMembers(input: AccountInput): Readonly<Record<string, string>> {
  const told = MEMBERS.flatMap(([name, member]): (readonly [string, string])[] => {
    const value = input[member];
    return member === "password" || value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(told);
}
