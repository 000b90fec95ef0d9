import type { WireRequest } from "../../protocol/mod.ts";
import type { Credentials, JournalEntry, Parameter, ToldAssertion } from "./entry.ts";
import type { Mark } from "./marks.ts";
import { isJsonType, redactBody, redactParameter, redactParameters, toldJwt } from "./redact.ts";
import { toldProof } from "./told_proof.ts";

/** What of an entry tells of the request. */
export type RequestPart = Pick<
  JournalEntry,
  "method" | "url" | "query" | "form" | "body" | "assertion" | "headers" | "credentials" | "proof"
>;

/** Header fields that are worth knowing and hold nothing that is secret. */
const SHOWN = [
  "content-type",
  "accept",
  "user-agent",
  "origin",
  "access-control-request-method",
  "access-control-request-headers",
];

const LONGEST_FIELD = 1_000;

/** The scheme as it was written, and of what is behind it what tells nobody anything: equal tokens share a mark. */
function credentialsShown(authorization: string, mark: Mark): string {
  const [, scheme, rest] = /^(\S+)\s+(.*)$/s.exec(authorization) ?? [];
  if (scheme === undefined || rest === undefined) return mark(authorization);
  if (scheme.toLowerCase() !== "oauth") return `${scheme} ${mark(rest)}`;
  const pairs = [...rest.matchAll(/([\w.%-]+)="([^"]*)"/g)].map(([, name = "", value = ""]): string => {
    const [, shown] = redactParameter([name, value], mark);
    return `${name}="${shown}"`;
  });
  return `${scheme} ${pairs.join(", ")}`;
}

function headersOf(request: WireRequest, mark: Mark): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  const authorization = request.header("authorization");
  if (authorization !== undefined) headers["authorization"] = credentialsShown(authorization, mark);
  for (const name of SHOWN) {
    const value = request.header(name);
    if (value !== undefined) headers[name] = value.slice(0, LONGEST_FIELD);
  }
  const proof = request.header("dpop");
  if (proof !== undefined) headers["dpop"] = mark(proof);
  return headers;
}

function has(parameters: readonly Parameter[], name: string): boolean {
  return parameters.some(([each]) => each === name);
}

/**
 * How a request shows who it is of; of several ways, the one that is seen by most.
 *
 * @see RFC 6749 2.3.1, RFC 6750 2, RFC 7523 2.2, RFC 5849 3.5
 */
function credentialsIn(
  { authorization }: { readonly authorization?: string | undefined },
  { query, form }: { readonly query: readonly Parameter[]; readonly form: readonly Parameter[] },
): Credentials {
  if (has(query, "client_secret")) return "query";
  if (has(query, "access_token")) return "bearer_query";
  const [, scheme = ""] = /^(\w+)(?:\s|$)/.exec(authorization ?? "") ?? [];
  const isSigned = has(form, "oauth_signature") || has(query, "oauth_signature");
  if (scheme.toLowerCase() === "oauth" || isSigned) return "oauth1";
  if (has(form, "client_secret")) return "form";
  if (has(form, "client_assertion")) return "assertion";
  if (has(form, "access_token")) return "bearer_form";
  if (scheme.toLowerCase() === "basic") return "basic";
  return ["bearer", "dpop"].includes(scheme.toLowerCase()) ? "bearer" : "none";
}

function isJson(request: WireRequest): boolean {
  const type = request.header("content-type");
  return type === undefined ? /^\s*[[{]/.test(request.body) : isJsonType(type);
}

/** What a client says of itself in a form; undefined where it sends no JWT for that. */
function assertionIn(body: string, mark: Mark): ToldAssertion | undefined {
  const text = new URLSearchParams(body).get("client_assertion") ?? "";
  if (text === "") return undefined;
  const { header, claims } = toldJwt(text, mark);
  return { header, claims };
}

/** A request as it is written down. */
export function requestPart(
  request: WireRequest,
  { origin, mark }: { readonly origin: string; readonly mark: Mark },
): RequestPart {
  const json = isJson(request);
  const query = redactParameters(request.search, mark);
  const form = json ? [] : redactParameters(request.body, mark);
  const assertion = json ? undefined : assertionIn(request.body, mark);
  const proof = toldProof(request, mark);
  return {
    method: request.method,
    url: `${origin}${request.path}`,
    query,
    form,
    ...(json && request.body !== "" ? { body: redactBody(request.body, mark) } : {}),
    ...(assertion === undefined ? {} : { assertion }),
    headers: headersOf(request, mark),
    credentials: credentialsIn({ authorization: request.header("authorization") }, { query, form }),
    ...(proof === undefined ? {} : { proof }),
  };
}
