import { parseSync } from "@swc/core";

/** Names of the books of the OpenID Foundation, of a draft, and of RFCs that go by a name; a list, as `ISO-8859-1` looks like an id. */
const NAMED_BOOKS = [
  "OIDC",
  "DISCOVERY",
  "OIDCREG",
  "RPLOGOUT",
  "FCLOGOUT",
  "BCLOGOUT",
  "SESSION",
  "MULTIRESPONSE",
  "FORMPOST",
  "JARM",
  "PROMPTCREATE",
  "WEBFINGER",
  "OAUTH21",
  "RATELIMIT",
  "OAUTHBODYHASH",
  "OAUTHPROBLEM",
].join("|");
const RULE_ID = new RegExp(`^(?:RFC\\d{3,5}|${NAMED_BOOKS})-[0-9A-Z]+(?:\\.\\d+)*-\\d+$`);

/** How a source file names a rule: in `rule()`, in `beyond()`, or as a string anywhere else. */
type CitationKind = "rule" | "beyond" | "string";

/** A rule id found in a source file. */
interface Citation {
  readonly kind: CitationKind;
  readonly id: string;
}

/** What a source file says about rules. */
export interface CitedRules {
  readonly citations: readonly Citation[];
  /** Whether `rule()` is called with ids that stand elsewhere in the file, as a table of cases has them. */
  readonly tabled: boolean;
}

/** Whether a text has the form of a rule id, `RFC6749-4.1.2-5`. */
export function isRuleId(text: string): boolean {
  return RULE_ID.test(text);
}

/**
 * The rules that a TypeScript file names; those in comments do not count.
 *
 * @param options.tsx Whether the file may hold JSX.
 * @throws Error When the file cannot be parsed.
 */
export function findCitations(source: string, options: { readonly tsx: boolean }): CitedRules {
  const citations: Citation[] = [];
  let tabled = false;

  function visit(node: unknown, kind: CitationKind): void {
    if (Array.isArray(node)) {
      for (const item of node) visit(item, kind);
      return;
    }
    if (!isRecord(node)) return;
    const id = stringOf(node);
    if (id !== undefined && isRuleId(id)) citations.push({ kind, id });
    const call = callOf(node);
    if (call === undefined) {
      for (const child of Object.values(node)) visit(child, kind);
      return;
    }
    const before = citations.length;
    visit(call.ids, call.kind);
    if (call.kind === "rule" && citations.length === before) tabled = true;
    visit(call.rest, "string");
  }

  visit(parseSync(source, { syntax: "typescript", tsx: options.tsx }).body, "string");
  return { citations, tabled };
}

function callOf(node: Readonly<Record<string, unknown>>) {
  if (node["type"] !== "CallExpression" || !Array.isArray(node["arguments"])) return undefined;
  const callee = node["callee"];
  if (!isRecord(callee)) return undefined;
  const kind = callee["value"];
  if (kind !== "rule" && kind !== "beyond") return undefined;
  const [ids, ...rest] = node["arguments"] as readonly unknown[];
  return { kind, ids, rest } as const;
}

function stringOf(node: Readonly<Record<string, unknown>>): string | undefined {
  const value = node["value"];
  return node["type"] === "StringLiteral" && typeof value === "string" ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
