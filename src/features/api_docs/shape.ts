import type { Schema } from "../../engine/mod.ts";

function typeOf({ type, enum: words, const: only }: Schema): string {
  if (only !== undefined) return JSON.stringify(only);
  if (words !== undefined) return words.map((word) => JSON.stringify(word)).join(" | ");
  if (type === undefined) return "anything";
  return typeof type === "string" ? type : type.join(" | ");
}

function lines(schema: Schema, indent: string): string {
  const { properties, items, required = [], additionalProperties } = schema;
  if (items !== undefined) return `[${lines(items, indent)}, …]`;
  if (properties === undefined) {
    return typeof additionalProperties === "object"
      ? `{ name: ${lines(additionalProperties, indent)}, … }`
      : typeOf(schema);
  }
  const inner = `${indent}  `;
  const members = Object.entries(properties).map(
    ([name, member]) => `${inner}${name}${required.includes(name) ? "" : "?"}: ${lines(member, inner)}`,
  );
  return `{\n${members.join("\n")}\n${indent}}`;
}

/** A schema as a person reads it: members by their types, with a question mark behind what may be missing. */
export function printShape(schema: Schema): string {
  return lines(schema, "");
}

/** What stands in an example for a type; text where it is another. */
const EMPTY: ReadonlyMap<unknown, unknown> = new Map<unknown, unknown>([
  ["integer", 0],
  ["number", 0],
  ["boolean", false],
  ["array", []],
  ["object", {}],
]);

/** Members of an example at most, where none is required. */
const MOST = 5;

function exampleOf(schema: Schema): unknown {
  const { type, enum: words, const: only, default: standard, examples, properties, required = [] } = schema;
  const plain = examples?.[0] ?? only ?? standard ?? words?.[0];
  if (plain !== undefined) return plain;
  if (properties !== undefined) {
    const names = required.length > 0 ? required : Object.keys(properties).slice(0, MOST);
    return Object.fromEntries(names.map((name) => [name, exampleOf(properties[name] ?? {})]));
  }
  return EMPTY.get(typeof type === "string" ? type : type?.[0]) ?? "";
}

/** A value of a schema to begin with: what must be there, or a few members where nothing must. */
export function printExample(schema: Schema): string {
  return JSON.stringify(exampleOf(schema), null, 2);
}
