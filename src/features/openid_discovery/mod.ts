/**
 * The configuration of the OpenID provider, where clients of OpenID Connect look for it.
 *
 * *Decision*: it is the document of RFC 8414 once more, so that the two never disagree. It lies behind the path of the
 * issuer, as OpenID Connect Discovery has it, and between host and path, as RFC 8414 5 asks of new clients; and below
 * the prefixes of older servers, where their tutorials point. It names the one issuer wherever it is read, so that a
 * client which compares must still be given the issuer itself.
 *
 * @see OpenID Connect Discovery 1.0 3 and 4
 * @module
 */
import { describeMetadata, type Feature, metadataAnswer } from "../../engine/mod.ts";

/**
 * What clients would take for true, or not know, of an issuer that says nothing of it: without the feature that brings
 * request objects, `request_uri` would be assumed.
 *
 * @see OpenID Connect Discovery 1.0 3
 */
const UNSAID = Object.freeze({
  claims_parameter_supported: false,
  request_parameter_supported: false,
  request_uri_parameter_supported: false,
});

/** Discovery of the provider's configuration. */
export function openidDiscovery(): Feature {
  return {
    name: "openid_discovery",
    spec: "OpenID Connect Discovery 1.0",
    endpoints: [
      {
        name: "openid_configuration",
        path: "/.well-known/openid-configuration",
        aliases: [".well-known/openid-configuration"],
        wellKnown: true,
        methods: ["GET"],
        speaks: "json",
        cors: "open",
        describe: () => describeMetadata("The same for clients of OpenID Connect", "OpenID Connect Discovery 4"),
        handle: metadataAnswer(UNSAID),
      },
    ],
  };
}
