import { assert } from "chai";
import type { Reply } from "../../src/protocol/mod.ts";
import { type CodeFlow, codeRequest } from "../support/code_flow.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { locationOf } from "../support/replies.ts";

/** The page on which the person of a flow decides. */
export async function consentPage({ browser, client }: CodeFlow, changes: Given = {}): Promise<Reply> {
  return browser.follow(await browser.get("/authorize", { query: codeRequest(client, changes) }));
}

/** The parameters in the query or in the fragment of the address to which the browser is sent. */
export function parametersOf(reply: Reply, part: "search" | "hash" = "search"): Readonly<Record<string, string>> {
  const entries = [...new URLSearchParams(locationOf(reply)[part].slice(1))];
  const parameters = Object.fromEntries(entries);
  assert.lengthOf(Object.keys(parameters), entries.length, "a parameter is repeated");
  return parameters;
}

/** The code that the browser carries back to the client. */
export function codeIn(reply: Reply): string {
  const { code } = parametersOf(reply) as { readonly code?: string };
  assert(code !== undefined, `there is no code in ${JSON.stringify(reply)}`);
  return code;
}
