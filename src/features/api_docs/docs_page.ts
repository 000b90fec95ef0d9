import { ACCOUNT_FORM, type Exchange, formToken, type Issuer, sessionOf } from "../../engine/mod.ts";
import { type ApiGroup, renderApiDocs } from "../../pages/mod.ts";
import { html, type Reply } from "../../protocol/mod.ts";
import { docsClient } from "./docs_client.ts";
import { groupsOf, loginOf } from "./docs_model.ts";
import { documentedOf } from "./documented.ts";
import type { ApiDocsOptions } from "./options.ts";

/** Makes what shows the page; the groups of an issuer are put together once. */
export function showDocs(options: ApiDocsOptions): (exchange: Exchange) => Promise<Reply> {
  const known = new WeakMap<Issuer, readonly ApiGroup[]>();
  return async (exchange) => {
    const { issuer } = exchange;
    const groups = known.get(issuer) ?? groupsOf(documentedOf(issuer, options), issuer);
    known.set(issuer, groups);
    const session = await sessionOf(exchange);
    const login = loginOf(await docsClient(exchange), issuer);
    const markup = renderApiDocs({
      base: issuer.base,
      ...(session === undefined ? {} : { signedInAs: session.username, csrf: formToken(exchange, ACCOUNT_FORM) }),
      issuer: issuer.url,
      document: `${issuer.base}/openapi.json`,
      ...(login === undefined ? {} : { login }),
      groups,
    });
    return html(200, markup, { ownScripts: true });
  };
}
