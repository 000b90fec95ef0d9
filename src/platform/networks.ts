import { BlockList, isIP } from "node:net";
import { plainAddress } from "./plain_address.ts";
import { isLoopbackAddress } from "./public_address.ts";

/** Some networks. */
export interface Networks {
  /** Whether an address lies in one of them. */
  has(address: string): boolean;
}

const LOOPBACK = "loopback";

/**
 * Reads a list of networks: `loopback`, addresses (`192.0.2.7`) and blocks of them (`10.0.0.0/8`, `2001:db8::/32`).
 *
 * `loopback` is this machine, also where it calls by a socket that has no address.
 *
 * @throws {SyntaxError} When a word is none of them.
 *
 * @example An office, and this machine
 * ```ts
 * const trusted = parseNetworks(["loopback", "10.0.0.0/8"]);
 * assert.isTrue(trusted.has("10.1.2.3"));
 * assert.isFalse(trusted.has("192.0.2.7"));
 * ```
 */
export function parseNetworks(words: readonly string[]): Networks {
  // One for each family: in a list of both, a rule for mapped addresses holds for all of IPv4.
  const lists = { 4: new BlockList(), 6: new BlockList() };
  let hasLoopback = false;
  for (const word of words) {
    if (word === LOOPBACK) {
      hasLoopback = true;
      continue;
    }
    const { family, network, prefix } = parseBlock(word);
    lists[family].addSubnet(network, prefix, `ipv${family}`);
  }
  return {
    has(given) {
      const address = plainAddress(given);
      const family = isIP(address);
      if (hasLoopback && (address === "" || isLoopbackAddress(address))) return true;
      return (family === 4 || family === 6) && lists[family].check(address, `ipv${family}`);
    },
  };
}

interface Block {
  readonly family: 4 | 6;
  readonly network: string;
  readonly prefix: number;
}

function parseBlock(word: string): Block {
  const [network = "", length, ...more] = word.split("/");
  const family = isIP(network);
  if ((family !== 4 && family !== 6) || network.includes("%") || more.length > 0) return refuse(word);
  const most = family === 4 ? 32 : 128;
  if (length === undefined) return { family, network, prefix: most };
  const prefix = /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  return prefix >= 0 && prefix <= most ? { family, network, prefix } : refuse(word);
}

function refuse(word: string): never {
  throw new SyntaxError(
    `Cannot read '${word.slice(0, 60)}' as a network: write loopback, an address such as 192.0.2.7 or a block such as 10.0.0.0/8`,
  );
}
