import type { MetadataContext, MetadataField } from "../../engine/mod.ts";
import type { FieldModel } from "../../pages/mod.ts";
import { parseJsonObject } from "../../protocol/mod.ts";
import { isTicked, linesIn, textIn, type Typed, wordsIn } from "./typed.ts";

/** Parts of names of members that are no words as they stand. */
const WORDS: Readonly<Record<string, string>> = {
  acr: "ACR",
  alg: "algorithm",
  auth: "authentication",
  dpop: "DPoP",
  enc: "content encryption",
  id: "ID",
  jwks: "key set",
  oauth: "OAuth",
  tos: "terms of service",
  uri: "address",
  uris: "addresses",
  backchannel: "back-channel",
  frontchannel: "front-channel",
  userinfo: "UserInfo",
};

/** What a person reads of the name of a member: `logo_uri` is the `Logo address`. */
export function memberLabel(name: string): string {
  const words = name.split("_").map((word) => (Object.hasOwn(WORDS, word) ? WORDS[word] : word));
  const text = words.join(" ");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

const KINDS = { text: "text", number: "number", flag: "tick", list: "lines", object: "lines" } as const;

const HOW: Readonly<Partial<Record<MetadataField["shape"], string>>> = {
  list: ", one a line",
  object: ", as one JSON object",
};

/** Whether a member is a list of words that are known, which are ticked instead of typed. */
export function isTickedList({ shape, words }: Pick<MetadataField, "shape" | "words">): boolean {
  return shape === "list" && words !== undefined;
}

/** The field in which a person gives a member; what was typed of it is shown as it is, known or not. */
export function memberField(
  field: MetadataField,
  { typed, context }: { readonly typed: Typed; readonly context: MetadataContext },
): FieldModel {
  const { name, says, shape } = field;
  const value = typed.get(name)?.[0] ?? "";
  const shared = {
    name,
    label: memberLabel(name),
    hint: `${says}${HOW[shape] ?? ""} (${name})`,
    value,
    required: false,
  };
  const words = field.words?.(context);
  if (words !== undefined && isTickedList(field)) {
    const ticked = typed.get(name) ?? [];
    const offered = [...new Set([...words, ...ticked])].filter((word) => word !== "");
    const options = offered.map((word) => ({ value: word, text: word }));
    return { ...shared, hint: `${says} (${name})`, value: ticked, kind: "ticks", options };
  }
  if (words === undefined || shape !== "text") return { ...shared, kind: KINDS[shape] };
  const offered = [...new Set(["", ...words, value])];
  const options = offered.map((word) => ({ value: word, text: word === "" ? "Not given" : word }));
  return { ...shared, kind: "choice", options };
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function numberOf(text: string): unknown {
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

/**
 * The value that was typed of a member, of its own type where it can be; undefined = it was left open.
 *
 * What it was before stays where it looks the same in the form: false, and a list of nothing.
 */
export function memberValue(
  field: Pick<MetadataField, "name" | "shape" | "words">,
  { typed, before }: { readonly typed: Typed; readonly before: unknown },
): unknown {
  const { name, shape } = field;
  const text = textIn(typed, name);
  const lines = isTickedList(field) ? wordsIn(typed, name) : linesIn(typed, name);
  switch (shape) {
    case "flag":
      return isTicked(typed, name) ? true : before === false ? false : undefined;
    case "list":
      return lines.length > 0 || isEmptyList(before) ? lines : undefined;
    case "number":
      return text === "" ? undefined : numberOf(text);
    case "object":
      return text === "" ? undefined : (parseJsonObject(Buffer.from(text)) ?? text);
    case "text":
      return text === "" ? undefined : text;
    default:
      return assertNever(shape);
  }
}

function assertNever(shape: never): never {
  throw new TypeError(`Cannot read a member that is a ${String(shape)}`);
}

/** What is filled in of the value that a client has: a text, or the words that are ticked. */
export function memberTexts(
  field: Pick<MetadataField, "shape" | "words"> | undefined,
  value: unknown,
): readonly string[] {
  if (field !== undefined && isTickedList(field) && Array.isArray(value)) return value.map(String);
  return [memberText(value)];
}

/** What a field shows of the value that a client has. */
export function memberText(value: unknown): string {
  if (value === undefined || value === false) return "";
  if (value === true) return "yes";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join("\n");
  return JSON.stringify(value, null, 2);
}
