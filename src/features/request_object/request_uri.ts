import type { Exchange } from "../../engine/mod.ts";
import { FetchRefused, type SafeFetchAnswer } from "../../platform/mod.ts";
import { fail } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";

/** What lies at a request_uri. */
export interface FetchedObject {
  /** The whole file. */
  readonly content: string;
  /** Hashes of which an object that nobody signed has to have each: those that the request and the registration name. */
  readonly hashes: readonly (readonly string[])[];
}

/** Milliseconds: a person waits meanwhile. */
const PATIENCE = 3_000;
const LARGEST_OBJECT = 64 * 1024;
/** Preferred, and not insisted on: objects lie in plain files as well. */
const ACCEPT = "application/oauth-authz-req+jwt, application/jwt;q=0.9, */*;q=0.1";

interface Split {
  readonly address: string;
  readonly fragment: string | undefined;
}

function split(uri: string): Split {
  const at = uri.indexOf("#");
  return at === -1 ? { address: uri, fragment: undefined } : { address: uri.slice(0, at), fragment: uri.slice(at + 1) };
}

function registeredUris({ metadata }: ClientRecord): readonly string[] {
  const { request_uris: uris } = metadata;
  return Array.isArray(uris) ? uris.filter((uri): uri is string => typeof uri === "string") : [];
}

function refuse(why: string, { rule, cause }: { readonly rule: string; readonly cause?: unknown }): never {
  return fail("invalid_request_uri", `Cannot read the request object at its request_uri as ${why}`, { rule, cause });
}

async function fetchFrom(address: string, { issuer, log }: Exchange): Promise<SafeFetchAnswer> {
  try {
    return await issuer.fetch(address, {
      headers: { accept: ACCEPT },
      maxBytes: LARGEST_OBJECT,
      timeoutMs: PATIENCE,
    });
  } catch (cause) {
    if (!(cause instanceof FetchRefused)) throw cause;
    log.info("Cannot fetch a request object", { reason: cause.reason, cause });
    // whoever holds the browser learns nothing of what is reachable from here
    return refuse("it cannot be fetched", { rule: "RFC9101-10.4.1-1", cause });
  }
}

/**
 * Fetches a request object from where its client registered that it may lie; once, and nothing is kept.
 *
 * Choice: fragments are not compared, as a new fragment tells of new content and a registered one need not be sent. What
 * they are held against is the content of an object that nobody signed (see `hashes`); a signature vouches by itself.
 *
 * @see OpenID Connect Core 6.2, RFC 9101 5.2, 10.4
 * @throws {OAuthError} invalid_request_uri.
 */
export async function fetchObject(uri: string, client: ClientRecord, exchange: Exchange): Promise<FetchedObject> {
  const { address, fragment } = split(uri);
  const registered = registeredUris(client)
    .map(split)
    .filter((each) => each.address === address);
  if (registered.length === 0) refuse("the application did not register that address", { rule: "RFC9101-10.4.1-1" });
  const { status, text } = await fetchFrom(address, exchange);
  if (status !== 200) refuse("it is not there", { rule: "RFC9101-5.2-2" });
  const known = registered.flatMap((each) => each.fragment ?? []);
  return {
    content: text,
    hashes: [...(fragment === undefined ? [] : [[fragment]]), ...(known.length < registered.length ? [] : [known])],
  };
}
