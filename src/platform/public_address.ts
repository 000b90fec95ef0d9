import { BlockList, isIP } from "node:net";

/** Whether an address is one of this machine itself: 127.0.0.0/8 or ::1, in no other spelling. */
export function isLoopbackAddress(address: string): boolean {
  return holds(LOOPBACK, address);
}

/**
 * Whether an address is one that anybody on the internet could reach.
 *
 * An address of IPv6 that only wraps one of IPv4 (mapped, NAT64, 6to4, Teredo) is not public, wherever it leads.
 *
 * @see RFC 6890 2
 * @param address As numbers, without brackets; anything else is not public.
 */
export function isPublicAddress(address: string): boolean {
  return holds(REACHABLE, address) && !holds(SPECIAL, address);
}

/** One list for each family: in a list of both, a rule for mapped addresses holds for all of IPv4. */
interface Networks {
  readonly ipv4: BlockList;
  readonly ipv6: BlockList;
}

const LOOPBACK = networks(["127.0.0.0/8"], ["::1/128"]);

// all that was ever given out of IPv6 as global unicast
const REACHABLE = networks(["0.0.0.0/0"], ["2000::/3"]);

const SPECIAL = networks(
  [
    "0.0.0.0/8", // this network
    "10.0.0.0/8", // private
    "100.64.0.0/10", // behind a carrier's translation
    "127.0.0.0/8", // loopback
    "168.63.129.16/32", // a cloud's own service, which looks public
    "169.254.0.0/16", // link-local, where clouds tell their machines secrets
    "172.16.0.0/12", // private
    "192.0.0.0/24", // protocol assignments
    "192.0.2.0/24", // documentation
    "192.88.99.0/24", // 6to4 relays
    "192.168.0.0/16", // private
    "198.18.0.0/15", // benchmarks
    "198.51.100.0/24", // documentation
    "203.0.113.0/24", // documentation
    "224.0.0.0/4", // multicast
    "240.0.0.0/4", // reserved, and broadcast
  ],
  [
    "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID
    "2001:db8::/32", // documentation
    "2002::/16", // 6to4
    "3fff::/20", // documentation
  ],
);

function networks(ipv4: readonly string[], ipv6: readonly string[]): Networks {
  return { ipv4: listOf(ipv4, "ipv4"), ipv6: listOf(ipv6, "ipv6") };
}

function listOf(subnets: readonly string[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = "", prefix] = subnet.split("/");
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}

function holds(lists: Networks, address: string): boolean {
  // an address with a zone belongs to one link of this machine
  if (address.includes("%")) return false;
  const family = isIP(address);
  if (family === 0) return false;
  return family === 4 ? lists.ipv4.check(address, "ipv4") : lists.ipv6.check(address, "ipv6");
}
