import { assert } from "chai";
import { parseSync } from "@swc/core";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const ROOMS = ["features", "endpoints", "engine", "console", "http"];

/** Refusals that no sentence of a specification demands, by the beginning of their words, and why there is none. */
const WITHOUT_RULE: Readonly<Record<string, string>> = {
  "Cannot issue the token": "a mistake of the server's own",
  "Cannot sign an ID token": "a mistake of the server's own",
  "Cannot sign a logout token": "a mistake of the server's own",
  "Cannot issue an ID token": "a mistake of the server's own",
  "Cannot sign for the client as this server has no key": "a mistake of the server's own",
  "Cannot understand approval_prompt": "a parameter that other servers have and no specification",
  "Cannot answer without a person":
    "OpenID Connect Core 3.1.2.1 (prompt), of which the book does not list that sentence yet",
  "Cannot answer in the response_mode asked for": "no specification says what becomes of a mode that nobody knows",
  "Cannot go on as this sign-in was answered already": "a page of ours that was sent twice or too late",
  "Cannot find ": "a page of ours: what it shows is of somebody else, or was never there",
  "Cannot show this page as it is for staff": "a page of ours",
  "Cannot delete yourself here": "a page of ours",
  "Cannot register or change applications here": "a page of ours",
  "Cannot make a new secret as the application has none": "a page of ours",
  "Cannot show that page as its address is broken": "a page of ours",
  "Cannot find what happened at that time": "a page of ours",
  "Cannot read the body as it is not one JSON object with each member once": "sign-up, which has no book for programs",
  "Cannot read '": "a list of people, which has no book",
  "Cannot read a compressed body": "RFC 9110 15.5.16, which has no book",
  "Cannot read a body of more than": "RFC 9110 15.5.14, which has no book",
  "Cannot read the body as it does not have": "RFC 9110 15.5.1, which has no book",
  "the parameter tag": "a page of ours",
  "the parameter sid": "a page of ours",
};

interface Refusal {
  readonly file: string;
  readonly says: string;
  readonly hasRule: boolean;
}

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}

function childrenOf(node: unknown): readonly unknown[] {
  if (Array.isArray(node)) return node;
  return isNode(node) ? Object.values(node) : [];
}

/** What is called: `fail`, or `require` of some parameters. */
function calledBy(node: Node): string | undefined {
  const callee = node["callee"];
  if (node["type"] !== "CallExpression" || !isNode(callee)) return undefined;
  const property = callee["property"];
  const name = isNode(property) ? property["value"] : callee["value"];
  return name === "fail" || name === "require" ? name : undefined;
}

/** The first text in an expression, as far as it is known before it runs. */
function textIn(node: unknown): string {
  if (isNode(node) && node["type"] === "StringLiteral") return String(node["value"]);
  if (isNode(node) && typeof node["cooked"] === "string") return node["cooked"];
  if (isNode(node) && node["type"] === "TemplateLiteral") return textIn(node["quasis"]);
  return (
    childrenOf(node)
      .map(textIn)
      .find((text) => text !== "") ?? ""
  );
}

/** Whether an expression mentions a name: as a key with a value, or for short. */
function mentions(node: unknown, name: string): boolean {
  if (isNode(node) && node["type"] === "Identifier" && node["value"] === name) return true;
  return childrenOf(node).some((child) => mentions(child, name));
}

function refusalsIn(file: string, node: unknown): readonly Refusal[] {
  const below = childrenOf(node).flatMap((child) => refusalsIn(file, child));
  const called = isNode(node) ? calledBy(node) : undefined;
  if (called === undefined || !isNode(node) || !Array.isArray(node["arguments"])) return below;
  const [first, second, third] = node["arguments"] as readonly unknown[];
  return called === "fail"
    ? [{ file, says: textIn(second), hasRule: mentions(third, "rule") }, ...below]
    : [{ file, says: `the parameter ${textIn(first)}`, hasRule: mentions(second, "rule") }, ...below];
}

function refusals(): readonly Refusal[] {
  return ROOMS.flatMap((room) => {
    const names = readdirSync(join(ROOT, "src", room), { recursive: true, encoding: "utf8" });
    return names
      .filter((name) => /(?<!_test)\.ts$/.test(name))
      .flatMap((name) => {
        const file = `src/${room}/${name}`;
        return refusalsIn(file, parseSync(readFileSync(join(ROOT, file), "utf8"), { syntax: "typescript" }).body);
      });
  });
}

/** Whether an excuse is that of a refusal; one that ends with a space is where a value follows at once. */
function excuses(begin: string, says: string): boolean {
  return begin.endsWith(" ") ? says === begin : says.startsWith(begin);
}

describe("every refusal that a client can cause", () => {
  const all = refusals();
  const excused = Object.keys(WITHOUT_RULE);

  it("is found at all", () => assert.isAtLeast(all.length, 50));

  it("names the sentence that was broken, or why there is none", () => {
    const open = all.filter(({ hasRule, says }) => !hasRule && !excused.some((begin) => excuses(begin, says)));
    assert.deepEqual(
      open.map(({ file, says }) => `${file}: ${says}`),
      [],
    );
  });

  it("is excused only where it stands without a rule", () => {
    const needed = excused.filter((begin) => all.some(({ hasRule, says }) => !hasRule && excuses(begin, says)));
    assert.deepEqual(needed, excused);
  });
});
