import { KEY_ALGS, KEY_RING_ALGS } from "../../protocol/mod.ts";
import { noneOrSomeOf, seconds, someOf } from "../setting_schemas.ts";
import { setting } from "./definition.ts";

/** Settings of the issuer's keys. */
export const KEY_SETTINGS = {
  SIGNING_ALGS: setting({
    schema: someOf(...KEY_RING_ALGS),
    standard: ["RS256", "ES256"],
    unit: "words",
    says: "Algorithms that the issuer has signing keys for (RS256, PS256, ES256, ES384, EdDSA); the first is its default",
    source: "OIDC_RSA_PRIVATE_KEY, OpenID Connect Discovery 3",
  }),
  ENCRYPTION_ALGS: setting({
    schema: noneOrSomeOf(...KEY_ALGS),
    standard: ["RSA-OAEP-256", "ECDH-ES"],
    unit: "words or none",
    says: "How clients may encrypt for the issuer: RSA-OAEP, RSA-OAEP-256, ECDH-ES, ECDH-ES+A128KW, ECDH-ES+A256KW",
    source: "RFC 7518 4.1",
  }),
  KEY_ROTATION_SECONDS: setting({
    schema: seconds(0),
    standard: 7_776_000,
    unit: "seconds",
    says: "How long a key signs before the next one does; 0 leaves it to touchstone key rotate",
    source: "OpenID Connect Core 10.1.1",
  }),
  KEY_PUBLISH_AHEAD_SECONDS: setting({
    schema: seconds(0, 2_592_000),
    standard: 86_400,
    unit: "seconds",
    says: "How long a key is published before it signs, so that whoever keeps the key set knows it in time",
    source: "OpenID Connect Core 10.1.1",
  }),
};
