import { fail } from "../../protocol/mod.ts";
import { type AddressName, ADDRESSES, type Setup } from "../scenarios/setups.ts";
import type { ClientAddresses } from "./run_messages.ts";

type Settings = Readonly<Record<string, string>>;

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
  request_uri: "request_uris",
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
 * What a provider must allow, so that an application can be tested where it listens: schemes of its own, with a dot.
 *
 * All else is as everywhere: https, and http on the loopback address.
 */
export function settingsForRedirect(redirectUri: string | undefined): Settings {
  if (redirectUri === undefined || !URL.canParse(redirectUri)) return {};
  return /^https?:$/.test(new URL(redirectUri).protocol) ? {} : { PRIVATE_USE_URI_SCHEMES: "true" };
}
