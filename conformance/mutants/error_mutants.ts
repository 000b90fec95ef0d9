import { html } from "../../src/protocol/mod.ts";
import { alsoHook, changeEndpoint, type Mutant, withBody } from "./mutant.ts";

/** Servers that say wrongly what is wrong, or who they are. */
export const ERROR_MUTANTS: readonly Mutant[] = [
  {
    name: "answers errors with status 200",
    rule: "RFC6749-5.2-1",
    file: "errors_test.ts",
    noticed: [
      "a grant type that it does not have is unsupported_grant_type",
      "a missing parameter is invalid_request with status 400",
    ],
    features: alsoHook({ errorReply: (reply) => ({ ...reply, status: 200 }) }),
  },
  {
    name: "answers errors with a page",
    rule: "RFC6749-5.2-1",
    file: "errors_test.ts",
    noticed: [
      "a grant type that it does not have is unsupported_grant_type",
      "a missing parameter is invalid_request with status 400",
    ],
    features: alsoHook({
      errorReply: (reply) => (reply.kind === "json" ? html(reply.status, "<p>Something went wrong</p>") : reply),
    }),
  },
  {
    name: "calls everything a bad request",
    rule: "RFC6749-5.2-1",
    file: "errors_test.ts",
    noticed: ["a grant type that it does not have is unsupported_grant_type"],
    features: alsoHook({ errorReply: (reply) => withBody(reply, (body) => ({ ...body, error: "invalid_request" })) }),
  },
  {
    name: "describes errors in characters that are not allowed",
    rule: "RFC6749-5.2-4",
    file: "errors_test.ts",
    noticed: ["describes itself in legal characters"],
    features: alsoHook({
      errorReply: (reply) => withBody(reply, (body) => ({ ...body, error_description: 'Cannot take "\u00e9"' })),
    }),
  },
  {
    name: "describes a denial in characters that are not allowed",
    rule: "RFC6749-4.1.2.1-3",
    file: "errors_test.ts",
    noticed: ["describes itself in legal characters"],
    features: alsoHook({
      authorizeReply: (parameters) =>
        parameters.map(([name, value]) => [name, name === "error_description" ? `"${value}"` : value]),
    }),
  },
  {
    name: "keeps a response type that it does not have to itself",
    rule: "RFC6749-3.1.1-2",
    file: "errors_test.ts",
    noticed: ["a response type that it does not have is told to the client"],
    features: changeEndpoint("authorize", (handle) => (exchange) => {
      const asked = exchange.request.query.get("response_type") ?? "";
      return exchange.issuer.responseWords.has(asked) ? handle(exchange) : html(400, "<p>Something went wrong</p>");
    }),
  },
  {
    name: "is another issuer than the one that was asked",
    rule: "RFC8414-3.3-1",
    file: "metadata_test.ts",
    noticed: ["tells the issuer that it was asked for, to the letter"],
    issuer: (issuer) => ({ ...issuer, metadata: { ...issuer.metadata, issuer: `${issuer.url}/` } }),
  },
  {
    name: "does not say where tokens are given",
    rule: "RFC8414-2-3",
    file: "metadata_test.ts",
    noticed: ["names its endpoints and response types"],
    issuer: (issuer) => ({ ...issuer, metadata: { ...issuer.metadata, token_endpoint: undefined } }),
  },
  {
    name: "does not say which response types it has",
    rule: "RFC8414-2-4",
    file: "metadata_test.ts",
    noticed: ["names its endpoints and response types"],
    issuer: (issuer) => ({ ...issuer, metadata: { ...issuer.metadata, response_types_supported: [] } }),
  },
  {
    name: "tells its metadata as a page",
    rule: "RFC8414-3.2-1",
    file: "metadata_test.ts",
    noticed: ["is JSON with status 200"],
    features: changeEndpoint(
      "server_metadata",
      () =>
        ({ issuer }) =>
          html(200, JSON.stringify(issuer.metadata)),
    ),
  },
];
