import type { Param } from "../../protocol/mod.ts";
import { decodePercent } from "../percent_encoding.ts";
import { baseStringUri } from "../signature_base.ts";
import type { MistakeOfBase } from "./mistake.ts";
import { type Trial, type Ways, type WrongBase, wrongBase } from "./trial.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
const USUAL_PORTS: Readonly<Record<string, string>> = { http: ":80", https: ":443" };
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** What clients make of the method and the address. @see RFC 5849 3.4.1.1, 3.4.1.2 */
export const MISTAKES_OF_ADDRESS: readonly MistakeOfBase[] = [
  {
    name: "method_in_lower_case",
    says: "The method is signed in lower case",
    rule: "RFC5849-3.4.1.1-1",
    mend: "Begin the base string with the method in capitals",
    bases: (trial) => ways(trial, [{ method: trial.signed.method.toLowerCase() }]),
  },
  {
    name: "other_method",
    says: "Another method is signed than the one that is sent",
    rule: "RFC5849-3.4.1.1-1",
    mend: "Begin the base string with the method by which the request is sent",
    bases: (trial) =>
      METHODS.flatMap((method) =>
        method === trial.signed.method ? [] : ways(trial, [{ method }], { detail: `'${method}' is signed` }),
      ),
  },
  {
    name: "other_scheme",
    says: "The address is signed with another scheme, as where a proxy takes https and speaks http",
    rule: "RFC5849-3.4.1.2-1",
    mend: "Sign the address by which the server is known outside, https or http included",
    bases: (trial) => schemes(partsOf(trial)).flatMap((scheme) => uris(trial, [{ ...partsOf(trial), scheme }])),
  },
  {
    name: "default_port_signed",
    says: "The port is signed though it is the default one of the scheme",
    rule: "RFC5849-3.4.1.2-3",
    mend: "Leave ':443' out behind an https host, and ':80' behind an http host",
    bases(trial) {
      const parts = partsOf(trial);
      return parts.port === "" ? uris(trial, [{ ...parts, port: USUAL_PORTS[parts.scheme] ?? "" }]) : [];
    },
  },
  {
    name: "port_left_out",
    says: "The port is left out though it is not the default one of the scheme",
    rule: "RFC5849-3.4.1.2-4",
    mend: "Sign host and port as they stand in the Host header",
    bases: (trial) => uris(trial, [{ ...partsOf(trial), port: "" }]),
  },
  {
    name: "host_in_upper_case",
    says: "The host is signed with capitals",
    rule: "RFC5849-3.4.1.2-1",
    mend: "Write scheme and host in lower case before signing",
    bases: (trial) => upperHosts(trial).flatMap((origin) => ways(trial, [{ uri: origin + pathOf(trial) }])),
  },
  {
    name: "other_host",
    says: "Another host or port is signed than the one by which the server is known",
    rule: "RFC5849-3.4.1.2-2",
    mend: "Sign the public name of the server, not one behind its proxy or another name of the same computer",
    bases: (trial) => otherHosts(trial),
  },
  {
    name: "query_in_address",
    says: "The address is signed with its query",
    rule: "RFC5849-3.4.1.2-5",
    mend: "End the address before the question mark, and sign the parameters of the query among the others",
    bases(trial) {
      const { query } = trial.received;
      if (query === "") return [];
      const uri = `${baseStringUri(trial.signed)}?${query}`;
      const own = trial.signed.params.filter(([name]) => name.startsWith("oauth_"));
      return ways(trial, [{ uri }, { uri, params: withoutQuery(trial) }, { uri, params: own }]);
    },
  },
  {
    name: "fragment_signed",
    says: "The address is signed with its fragment",
    rule: "RFC5849-3.4.1.2-5",
    mend: "End the address before the number sign, which is never sent",
    bases({ signed, fragment, received }) {
      if (fragment === undefined) return [];
      const uri = baseStringUri(signed);
      const query = received.query === "" ? "" : `?${received.query}`;
      return ways({ signed }, [{ uri: `${uri}#${fragment}` }, { uri: `${uri}${query}#${fragment}` }]);
    },
  },
  {
    name: "trailing_slash",
    says: "The path is signed with a slash at its end that is not sent, or without one that is",
    rule: "RFC5849-3.4.1.2-6",
    mend: "Sign the path exactly as it is sent",
    bases(trial) {
      const uri = baseStringUri(trial.signed);
      return ways(trial, [{ uri: uri.endsWith("/") ? uri.slice(0, -1) : `${uri}/` }]);
    },
  },
  {
    name: "path_decoded",
    says: "The path is decoded before it is signed",
    rule: "RFC5849-3.4.1.2-6",
    mend: "Sign the path with its percent signs, as it stands in the request line",
    bases: (trial) => paths(trial, (path) => [decodePercent(path), unreservedDecoded(path)]),
  },
  {
    name: "path_encoded",
    says: "The path is encoded once more, or otherwise, before it is signed",
    rule: "RFC5849-3.4.1.2-6",
    mend: "Sign the path exactly as it stands in the request line, whatever of it is encoded there",
    bases: (trial) =>
      paths(trial, (path) => [
        path.replaceAll("%", "%25"),
        path.replaceAll("~", "%7E"),
        path.replaceAll(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase()),
        path.replaceAll(/%[0-9a-f]{2}/gi, (code) => code.toLowerCase()),
      ]),
  },
  {
    name: "path_rewritten",
    says: "The path is signed in another form: in lower case, without a repeated slash, or alone",
    rule: "RFC5849-3.4.1.2-6",
    mend: "Sign scheme, host and path, each as it is sent",
    bases(trial) {
      const path = pathOf(trial);
      const changed = paths(trial, () => [path.toLowerCase(), path.replaceAll(/\/{2,}/g, "/")]);
      return [...changed, ...ways(trial, [{ uri: path }])];
    },
  },
];

interface Parts {
  readonly scheme: string;
  readonly host: string;
  /** With its colon; empty where it is the scheme's own. */
  readonly port: string;
}

/** Base strings of some ways to write them. */
function ways(
  trial: Pick<Trial, "signed">,
  all: readonly Ways[],
  told: Pick<WrongBase, "detail"> = {},
): readonly WrongBase[] {
  return all.map((each) => ({ base: wrongBase(trial, each), ...told }));
}

function pathOf({ signed: { path } }: Pick<Trial, "signed">): string {
  return path === "" ? "/" : path;
}

function splitOrigin(origin: string): Parts {
  const usual = baseStringUri({ origin, path: "/" }).slice(0, -1);
  const [, scheme = "https", host = "", port = ""] = /^(https?):\/\/(.*?)(:\d+)?$/.exec(usual) ?? [];
  return { scheme, host, port };
}

function partsOf({ signed }: Pick<Trial, "signed">): Parts {
  return splitOrigin(signed.origin);
}

function printOrigin({ scheme, host, port }: Parts): string {
  return `${scheme}://${host}${port}`;
}

function schemes({ scheme }: Parts): readonly string[] {
  return [scheme === "https" ? "http" : "https"];
}

function uris(trial: Trial, all: readonly Parts[]): readonly WrongBase[] {
  return all.flatMap((parts) => ways(trial, [{ uri: printOrigin(parts) + pathOf(trial) }]));
}

/** Origins as they were written, where that was with capitals. */
function upperHosts({ signed, origins = [] }: Trial): readonly string[] {
  const lower = baseStringUri({ origin: signed.origin, path: "/" }).slice(0, -1);
  const written = [signed.origin, ...origins].filter((origin) => origin !== origin.toLowerCase());
  return [
    ...written,
    lower.replace(/^(https?:\/\/)(.*)$/, (_, scheme: string, host: string) => scheme + host.toUpperCase()),
  ];
}

function otherHosts(trial: Trial): readonly WrongBase[] {
  const own = partsOf(trial);
  const told = (trial.origins ?? []).map(splitOrigin);
  const local = LOOPBACK.includes(own.host)
    ? LOOPBACK.map((host) => splitOrigin(printOrigin(own).replace(own.host, host)))
    : [];
  const all = [...told, ...local].filter((parts) => printOrigin(parts) !== printOrigin(own));
  return all.flatMap((parts) => {
    const [other = ""] = schemes(parts);
    const both = [
      parts,
      { ...parts, scheme: other },
      { ...parts, port: own.port },
      { ...parts, port: "" },
      { ...parts, scheme: other, port: "" },
    ];
    return ways(
      trial,
      both.map((each) => ({ uri: printOrigin(each) + pathOf(trial) })),
      { detail: `'${parts.host}' is signed` },
    );
  });
}

function paths(trial: Trial, write: (path: string) => readonly (string | undefined)[]): readonly WrongBase[] {
  const { signed } = trial;
  return write(pathOf(trial)).flatMap((path) =>
    path === undefined ? [] : ways(trial, [{ uri: baseStringUri({ ...signed, path }) }]),
  );
}

/** As the parsers of addresses do: letters, digits and `-._~` alone are decoded. */
function unreservedDecoded(path: string): string {
  return path.replaceAll(/%[0-9a-f]{2}/gi, (code) => {
    const plain = decodePercent(code);
    return plain !== undefined && /^[A-Za-z0-9\-._~]$/.test(plain) ? plain : code;
  });
}

function withoutQuery({ signed, received }: Trial): readonly Param[] {
  const count = received.query.split("&").filter((pair) => pair !== "" && !isSignature(pair)).length;
  return signed.params.slice(0, signed.params.length - count);
}

function isSignature(pair: string): boolean {
  return pair === "oauth_signature" || pair.startsWith("oauth_signature=");
}
