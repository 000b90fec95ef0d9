import type { Endpoint, Feature } from "../engine/mod.ts";
import type { WireRequest } from "../protocol/mod.ts";
import { handleAccessToken } from "./access_token.ts";
import { OAUTH1_MODES } from "./answer_modes.ts";
import { handleOauth1Authorize, isForTemporary, OAUTH1_AUTHORIZE_HOOKS, verifierWord } from "./authorize.ts";
import { signatureCheckPage } from "./check_page.ts";
import { signatureMethodsField } from "./client_metadata.ts";
import { describeAccessToken, describeOauth1Authorize, describeRequestToken } from "./describe.ts";
import type { Oauth1Options } from "./options.ts";
import { handleRequestToken } from "./request_token.ts";
import { isSigned } from "./signed_request.ts";

/** Whether a request at an address that OAuth 2.0 has as well is a signed one. */
function isSignedWire(request: WireRequest): boolean {
  return isSigned({ authorization: request.header("authorization"), query: request.search, form: request.body });
}

function endpoints(options: Oauth1Options): readonly Endpoint[] {
  return [
    {
      name: "oauth1_request_token",
      path: "/oauth1/request_token",
      aliases: ["request_token"],
      methods: ["GET", "POST"],
      speaks: "oauth1",
      throttle: "token",
      describe: describeRequestToken,
      handle: (exchange) => handleRequestToken(exchange, options),
    },
    {
      name: "oauth1_authorize",
      path: "/oauth1/authorize",
      aliases: ["authorize"],
      methods: ["GET"],
      speaks: "page",
      answersWhen: isForTemporary,
      describe: describeOauth1Authorize,
      handle: handleOauth1Authorize,
    },
    {
      name: "oauth1_access_token",
      path: "/oauth1/access_token",
      aliases: ["access_token"],
      methods: ["GET", "POST"],
      speaks: "oauth1",
      throttle: "token",
      answersWhen: isSignedWire,
      describe: describeAccessToken,
      handle: (exchange) => handleAccessToken(exchange, options),
    },
    signatureCheckPage(options),
  ];
}

/**
 * OAuth 1.0a: temporary credentials, their authorization on the pages of the spine, token credentials.
 *
 * @see RFC 5849 2
 */
export function oauth1(options: Oauth1Options): Feature {
  return {
    name: "oauth1",
    spec: "RFC 5849",
    after: ["spine"],
    endpoints: endpoints(options),
    responseModes: OAUTH1_MODES,
    responseWords: [verifierWord(options)],
    clientMetadata: [signatureMethodsField(options.methods)],
    fields: {
      authorize: { oauth_token: { says: "Temporary credentials of OAuth 1.0a, in the place of all the rest" } },
    },
    hooks: OAUTH1_AUTHORIZE_HOOKS,
  };
}
