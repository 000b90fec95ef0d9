/**
 * What the server is and can do, for programs.
 *
 * @see RFC 8414
 * @module
 */
import { describeMetadata, type Feature, metadataAnswer } from "../../engine/mod.ts";

/** Addresses of what people read about the server. @see RFC 8414 2 */
export interface ServerMetadataOptions {
  /** For developers of clients. */
  readonly documentation?: string | undefined;
  /** How clients may use the data that they get. */
  readonly policy?: string | undefined;
  /** Terms of service. */
  readonly terms?: string | undefined;
}

function given(member: string, address: string | undefined): Readonly<Record<string, string>> {
  return address === undefined ? {} : { [member]: address };
}

/** Authorization server metadata. */
export function serverMetadata({ documentation, policy, terms }: ServerMetadataOptions = {}): Feature {
  return {
    name: "server_metadata",
    spec: "RFC 8414",
    endpoints: [
      {
        name: "server_metadata",
        path: "/.well-known/oauth-authorization-server",
        wellKnown: true,
        methods: ["GET"],
        speaks: "json",
        cors: "open",
        describe: () => describeMetadata("What the server is and can do", "RFC 8414 3"),
        handle: metadataAnswer(),
      },
    ],
    hooks: {
      metadata: () => ({
        ...given("service_documentation", documentation),
        ...given("op_policy_uri", policy),
        ...given("op_tos_uri", terms),
      }),
    },
  };
}
