import type { Endpoint, Exchange } from "../../engine/mod.ts";
import { fail, json, OAuthError, type Reply } from "../../protocol/mod.ts";
import { ID_LENGTH } from "./definitions.ts";
import { throwawayUrl } from "./opened_issuers.ts";
import type { OpenThrowaway, Throwaways } from "./throwaways.ts";

/** What finds issuers by what was asked about. */
export interface WebfingerOptions {
  /** The issuer identifier of the installation. */
  readonly url: string;
  readonly throwaways: Pick<Throwaways, "find">;
}

/** An account, and what some make of one that has no scheme. */
const ACCOUNT = new RegExp(`^(?:acct:|https?://)([0-9A-Za-z]{${ID_LENGTH}})@`);
const ID = new RegExp(`^([0-9A-Za-z]{${ID_LENGTH}})(?:[/?#]|$)`);

/** The throwaway issuer that an account or an address names; undefined where it is nobody's. */
export function idInResource(resource: string, url: string): string | undefined {
  const below = throwawayUrl(url, "");
  if (resource.startsWith(below)) return ID.exec(resource.slice(below.length))?.[1];
  return ACCOUNT.exec(resource)?.[1];
}

/** What the issuer of an exchange says by itself; not found where it has no WebFinger. */
async function answered(exchange: Exchange): Promise<Reply> {
  const endpoint = exchange.issuer.endpoints.find(({ name }) => name === "webfinger");
  if (endpoint !== undefined) return endpoint.handle(exchange);
  return fail("invalid_request", "Cannot tell anything of this resource here", {
    rule: "WEBFINGER-4.2-4",
    status: 404,
  });
}

/** The answer of a throwaway issuer, with all that its features do to it. */
async function answeredBy({ issuer }: OpenThrowaway, rest: Exchange): Promise<Reply> {
  const exchange = { ...rest, issuer };
  try {
    return await issuer.hooks.reply(await answered(exchange), exchange);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const { code, description, status } = error;
    return issuer.hooks.reply(json(status, { error: code, error_description: description }), exchange);
  }
}

/**
 * WebFinger for throwaway issuers, which have no host of their own: an account that bears the name of one, and what is
 * below its address, are answered by that very issuer; everything else by the one of the host, as if this were not here.
 *
 * @see RFC 7033 4
 */
export function labWebfinger({ url, throwaways }: WebfingerOptions): Endpoint {
  const idOf = (search: string): string | undefined =>
    idInResource(new URLSearchParams(search).get("resource") ?? "", url);
  return {
    name: "lab_webfinger",
    path: "/.well-known/webfinger",
    wellKnown: "host",
    methods: ["GET"],
    speaks: "json",
    cors: "open",
    answersWhen: ({ search }) => idOf(search) !== undefined,
    async handle(exchange) {
      const id = idOf(exchange.request.search);
      const found = id === undefined ? undefined : await throwaways.find(id);
      return found === undefined ? answered(exchange) : answeredBy(found, exchange);
    },
  };
}
