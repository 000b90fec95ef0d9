import type { Param } from "../../protocol/mod.ts";

const LONGEST = 16_384;
const MOST = 100;

/** The members of a JSON object whose values are no objects, as somebody signs them who takes them for fields. */
export function jsonMembers(body: string | Uint8Array): readonly Param[] {
  if (body.length === 0 || body.length > LONGEST) return [];
  const members = Object.entries(parseObject(typeof body === "string" ? body : Buffer.from(body).toString("utf8")));
  if (members.length > MOST) return [];
  return members.flatMap(([name, value]) => (isPlain(value) ? [[name, String(value)] as const] : []));
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}
