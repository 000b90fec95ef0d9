import { fail } from "../../protocol/mod.ts";
import { type AddressName, ADDRESSES, type Setup } from "../scenarios/setups.ts";
import type { ClientAddresses } from "./run_messages.ts";

type Settings = Readonly<Record<string, string>>;

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** The addresses of a client that its setup needs; others that were named are left out. */
export function addressesFor(
  { title, addresses }: Pick<Setup, "title" | "addresses">,
  named: ClientAddresses,
): Readonly<Partial<Record<AddressName, string>>> {
  return Object.fromEntries(
    addresses.map((name) => {
      const address = named[name];
      if (address === undefined)
        return fail("invalid_request", `Cannot begin '${title}' without ${name}: name where the client listens`);
      if (!URL.canParse(address))
        return fail("invalid_request", `Cannot begin '${title}' as ${name} is no absolute address`);
      return [name, address];
    }),
  );
}

/** Names of client metadata that hold lists of addresses. */
const LISTS: Readonly<Partial<Record<AddressName, string>>> = {
  redirect_uri: "redirect_uris",
  post_logout_redirect_uri: "post_logout_redirect_uris",
};

/** Addresses as members of client metadata. */
export function addressMetadata(
  addresses: Readonly<Partial<Record<AddressName, string>>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    ADDRESSES.flatMap((name) => {
      const address = addresses[name];
      const list = LISTS[name];
      if (address === undefined) return [];
      return [list === undefined ? [name, address] : [list, [address]]];
    }),
  );
}

/**
 * What a provider must allow, so that a client can be tested where it listens.
 *
 * A throwaway issuer knows nobody but people that were made up, so the standard rules for redirect URIs, which protect
 * real ones, give way to the address that was named.
 */
export function settingsForRedirect(redirectUri: string | undefined): Settings {
  if (redirectUri === undefined || !URL.canParse(redirectUri)) return {};
  const { protocol, hostname } = new URL(redirectUri);
  const scheme = protocol.slice(0, -1);
  if (scheme === "https") return {};
  if (scheme === "http") return LOOPBACK.has(hostname) ? {} : { HTTP_REDIRECT_URIS: "any" };
  return scheme.includes(".")
    ? { PRIVATE_USE_URI_SCHEMES: "true" }
    : { ALLOWED_REDIRECT_URI_SCHEMES: `https http ${scheme}` };
}
