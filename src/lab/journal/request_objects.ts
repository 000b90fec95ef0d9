import type { SafeFetch } from "../../platform/mod.ts";
import type { WireRequest } from "../../protocol/mod.ts";
import type { ToldObject } from "./entry.ts";
import type { Mark } from "./marks.ts";
import { toldJwt } from "./redact.ts";

/** The type by which request objects are asked for. @see RFC 9101 5.2.3 */
const OBJECT_TYPE = "application/oauth-authz-req+jwt";
/** Objects that were fetched and whose request was not answered yet: more are not waited for. */
const MOST_WAITING = 100;

/** The request objects that come to an issuer. */
export interface RequestObjects {
  /** A fetch that sees which request objects it brings. */
  readonly seeing: (fetch: SafeFetch) => SafeFetch;
  /** The object of an authorization request; undefined = it has none, or none that could be fetched. */
  readonly of: (request: WireRequest) => ToldObject | undefined;
}

function parameter({ search, body }: WireRequest, name: string): string | undefined {
  return new URLSearchParams(search).get(name) ?? new URLSearchParams(body).get(name) ?? undefined;
}

function withoutFragment(address: string): string {
  return address.replace(/#.*$/s, "");
}

function isForObject(headers: Readonly<Record<string, string>> = {}): boolean {
  return headers["accept"]?.startsWith(OBJECT_TYPE) === true;
}

/** Sees request objects that come with a request, and those that are fetched for one. */
export function requestObjects(mark: Mark): RequestObjects {
  const fetched = new Map<string, string>();

  function told(by: ToldObject["by"], text: string): ToldObject {
    const { header, claims } = toldJwt(text.trim(), mark);
    return { by, header, claims };
  }

  return {
    seeing: (fetch) => async (url, options) => {
      const answer = await fetch(url, options);
      if (isForObject(options?.headers) && answer.status === 200 && fetched.size < MOST_WAITING)
        fetched.set(url, answer.text);
      return answer;
    },
    of(request) {
      const value = parameter(request, "request");
      if (value !== undefined) return told("value", value);
      const address = withoutFragment(parameter(request, "request_uri") ?? "");
      const text = fetched.get(address);
      if (text === undefined) return undefined;
      fetched.delete(address);
      return told("reference", text);
    },
  };
}
