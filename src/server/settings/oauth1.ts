import { SIGNATURE_METHODS } from "../../oauth1/mod.ts";
import { oneOf, seconds, secondsOrNone, someOf, yesOrNo } from "../setting_schemas.ts";
import { FLAG, optional, setting } from "./definition.ts";

/** Settings of OAuth 1.0a. */
export const OAUTH1_SETTINGS = {
  OAUTH1_ENABLED: setting({
    schema: yesOrNo(),
    standard: true,
    unit: FLAG,
    says: "Whether consumers get token credentials of OAuth 1.0a, and sign their requests",
    source: "RFC 5849",
  }),
  OAUTH1_SIGNATURE_METHODS: setting({
    schema: someOf(...SIGNATURE_METHODS),
    standard: SIGNATURE_METHODS,
    unit: "words",
    says: `Signature methods that are taken, of ${SIGNATURE_METHODS.join(", ")}`,
    source: "OAUTH_SIGNATURE_METHODS, RFC 5849 3.4",
  }),
  OAUTH1_PLAINTEXT_OVER_HTTP: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether PLAINTEXT is taken over http as well, where anybody on the way can read the secrets",
    source: "RFC 5849 3.4.4",
  }),
  OAUTH1_TIMESTAMP_SECONDS: setting({
    schema: seconds(1, 86_400),
    standard: 300,
    unit: "seconds",
    says: "How far the timestamp of a signed request may be from the server's time, before and after it",
    source: "RFC 5849 3.3",
  }),
  OAUTH1_TEMPORARY_SECONDS: setting({
    schema: seconds(30, 86_400),
    standard: 600,
    unit: "seconds",
    says: "How long a person may take to approve temporary credentials, and the consumer to redeem them",
    source: "RFC 5849 2.1",
  }),
  OAUTH1_TOKEN_EXPIRE_SECONDS: setting({
    schema: secondsOrNone(),
    standard: undefined,
    unit: "seconds or none",
    says: "How long token credentials live; none is until they are revoked",
    source: "RFC 5849 4.10",
  }),
  OAUTH1_EXPLAIN: optional({
    schema: oneOf("on", "off"),
    unit: "word",
    says: "Whether a refused signature comes with what the server signed and what the client did otherwise (on) or not (off); npm start is on, serve off",
    source: "RFC 5849 3.2",
  }),
};
