import type { RedirectTarget, ResponseParameters } from "../../engine/mod.ts";
import type { Reply } from "../../protocol/mod.ts";
import type { JournalEntry, Parameter } from "./entry.ts";
import type { Mark } from "./marks.ts";
import { pick, redactParameter, redactParameters } from "./redact.ts";

/** The answer of the authorization endpoint: where it was to go, and what it says. */
export interface ClientAnswer {
  readonly target: RedirectTarget;
  readonly parameters: ResponseParameters;
}

/** What of an entry tells of the answer on its way through the browser. */
export type CallbackPart = Pick<JournalEntry, "method" | "url" | "query" | "fragment" | "form">;

function atAddress(address: string, mark: Mark): CallbackPart {
  const [, url = address, query = "", fragment] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(address) ?? [];
  return {
    method: "GET",
    url,
    query: redactParameters(query, mark),
    ...(fragment === undefined ? {} : { fragment: redactParameters(fragment, mark) }),
    form: [],
  };
}

/** Where the answer goes, when the reply sends the browser anywhere. */
function locationOf(reply: Reply): string | undefined {
  return reply.kind === "redirect" ? reply.location : pick(reply.headers, ["location"])["location"];
}

/**
 * How the client gets the answer of the authorization endpoint: as the address to which the browser is sent, or as the
 * form that a page has it post. Undefined where it is shown to the person alone.
 */
export function callbackPart(
  { target, parameters }: ClientAnswer,
  { reply, mark }: { readonly reply: Reply; readonly mark: Mark },
): CallbackPart | undefined {
  const location = locationOf(reply);
  if (location !== undefined) return atAddress(location, mark);
  if (reply.kind !== "html" || target.mode.here === true) return undefined;
  const form = parameters.map((pair): Parameter => redactParameter(pair, mark));
  return { ...atAddress(target.redirectUri, mark), method: "POST", form };
}
