import { FetchRefused } from "./fetch_refused.ts";
import { isLoopbackAddress, isPublicAddress } from "./public_address.ts";
import { isIP } from "node:net";

/** An address that a name leads to. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Where a request may go, as far as the text of its URL tells. */
export interface FetchTarget {
  readonly url: URL;
  /** The name or the number, without brackets. */
  readonly host: string;
  /** For messages: without the query, which may hold secrets. */
  readonly label: string;
}

/** Which targets are open. */
export interface FetchTargetOptions {
  /** Whether this machine itself may be asked, also by plain http and on any port: for development and tests. */
  readonly loopback: boolean;
  /** The ports that may be asked on public addresses. */
  readonly ports: readonly number[];
  /** Origins that the operator named: they may be asked wherever they lead, and by plain http where that is in the name. */
  readonly origins?: readonly string[];
}

const LONGEST_URL = 2000;

// neither blanks, controls and non-ASCII, which parsers repair in unlike ways, nor a backslash, which some read as a slash
const PLAIN_URL = /^https?:\/\/[\x21-\x2e\x30-\x5b\x5d-\x7e][\x21-\x5b\x5d-\x7e]*$/i;

/**
 * Reads the URL of an outgoing request.
 *
 * @throws {FetchRefused} `url` for anything but https without credentials and fragment (http where loopback is open).
 */
export function parseFetchTarget(text: string, options: FetchTargetOptions): FetchTarget {
  if (text.length > LONGEST_URL) throw new FetchRefused("url", `Cannot fetch as the URL exceeds ${LONGEST_URL} bytes`);
  if (!PLAIN_URL.test(text) || !URL.canParse(text)) {
    throw new FetchRefused("url", "Cannot fetch as this is not an https URL in printable ASCII");
  }
  const url = new URL(text);
  const label = `${url.origin}${url.pathname}`;
  const refuse = (why: string): never => {
    throw new FetchRefused("url", `Cannot fetch '${label}' as ${why}`);
  };
  if (/^[^/]+\/\/[^/?#]*@/.test(text)) refuse("the URL holds credentials");
  if (text.includes("#")) refuse("the URL has a fragment");
  if (!options.loopback && url.protocol !== "https:" && !isNamed(url, options)) refuse("only https is fetched");
  return { url, label, host: url.hostname.replace(/^\[|\]$/g, "") };
}

/**
 * Asks where a target's name leads, once; whoever connects must use this answer and no other.
 *
 * @param target Its host may be an address itself, which is judged like any other.
 * @throws {FetchRefused} `name` when it leads nowhere, `address` when any of its addresses is closed, `url` when plain
 * http or another port would leave this machine.
 */
export async function resolveTarget(
  target: FetchTarget,
  options: FetchTargetOptions & { readonly resolve: (host: string) => Promise<readonly ResolvedAddress[]> },
): Promise<readonly ResolvedAddress[]> {
  const addresses = isIP(target.host) === 0 ? await lookUp(target, options.resolve) : [literal(target.host)];
  const local = options.loopback && addresses.every(({ address }) => isLoopbackAddress(address));
  if (local || isNamed(target.url, options)) return addresses;
  if (!addresses.every(({ address }) => isPublicAddress(address))) {
    throw new FetchRefused("address", `Cannot fetch '${target.label}' as it does not lead to a public address`);
  }
  if (target.url.protocol !== "https:") {
    throw new FetchRefused("url", `Cannot fetch '${target.label}' as plain http is for this machine only`);
  }
  const port = Number(target.url.port === "" ? 443 : target.url.port);
  if (!options.ports.includes(port)) {
    throw new FetchRefused("url", `Cannot fetch '${target.label}' as port '${port}' is not open`);
  }
  return addresses;
}

function isNamed({ origin }: URL, { origins = [] }: FetchTargetOptions): boolean {
  return origins.includes(origin);
}

async function lookUp(
  target: FetchTarget,
  resolve: (host: string) => Promise<readonly ResolvedAddress[]>,
): Promise<readonly ResolvedAddress[]> {
  const addresses = await resolve(target.host).catch((cause: unknown) => {
    throw new FetchRefused("name", `Cannot fetch '${target.label}' as its name does not resolve`, { cause });
  });
  if (addresses.length === 0) {
    throw new FetchRefused("name", `Cannot fetch '${target.label}' as its name leads nowhere`);
  }
  return addresses;
}

function literal(host: string): ResolvedAddress {
  return { address: host, family: isIP(host) === 4 ? 4 : 6 };
}
