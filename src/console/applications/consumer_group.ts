import { isConsumer, signatureMethodsOf } from "../../clients/mod.ts";
import type { Issuer } from "../../engine/mod.ts";
import type { RecordAction, RecordGroup, RecordItem } from "../../pages/mod.ts";
import { endpointUrl } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";

/** What libraries call the three addresses, by the paths of the endpoints. */
const ADDRESSES: readonly (readonly [path: string, name: string])[] = [
  ["/oauth1/request_token", "Temporary credentials (request token)"],
  ["/oauth1/authorize", "Authorization, in a browser"],
  ["/oauth1/access_token", "Token credentials (access token)"],
];

/** The page that finds out why a signature was refused. */
const CHECK_PAGE = "/oauth1/check";

function addressItems({ url, endpoints }: Pick<Issuer, "url" | "endpoints">): readonly RecordItem[] {
  const served = new Set(endpoints.map(({ path }) => path));
  return ADDRESSES.filter(([path]) => served.has(path)).map(([path, name]) => ({
    name,
    facts: [{ name: "Address", value: endpointUrl(url, path), isCode: true }],
  }));
}

function signingItem(client: ClientRecord): RecordItem {
  const methods = signatureMethodsOf(client);
  return {
    name: "What it signs with",
    facts: [
      { name: "Consumer key", value: client.clientId, isCode: true },
      { name: "Consumer secret", value: "the client secret" },
      { name: "Signature method", value: methods === undefined ? "any that the server takes" : methods.join(" ") },
      { name: "Callback", value: client.redirectUris.join(" ") || "oob", isCode: true },
    ],
  };
}

/** What one types into a client of OAuth 1.0a; no group where the application is no consumer, or none are served. */
export function consumerGroups(
  client: ClientRecord,
  issuer: Pick<Issuer, "url" | "endpoints">,
): readonly RecordGroup[] {
  const addresses = addressItems(issuer);
  if (!isConsumer(client) || addresses.length === 0) return [];
  return [{ title: "To be typed into a client of OAuth 1.0a", items: [...addresses, signingItem(client)], empty: "" }];
}

/** The way to the page that checks signatures, for a consumer; none where there is no such page. */
export function consumerActions(
  client: ClientRecord,
  { base, endpoints }: Pick<Issuer, "base" | "endpoints">,
): readonly RecordAction[] {
  if (!isConsumer(client) || !endpoints.some(({ path }) => path === CHECK_PAGE)) return [];
  return [{ kind: "link", href: `${base}${CHECK_PAGE}?application=${client.id}`, text: "Check a signature" }];
}
