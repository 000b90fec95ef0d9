import {
  issuerUrl,
  scopeSentences,
  seconds,
  secondsOrNone,
  wholeNumber,
  wordList,
  yesOrNo,
} from "../setting_schemas.ts";
import { FLAG, optional, setting } from "./definition.ts";

/** Settings of scopes, tokens, codes and devices. */
export const TOKEN_SETTINGS = {
  SCOPES: setting({
    schema: scopeSentences(),
    standard: {
      read: "See your data",
      write: "Change your data",
      introspection: "Ask whether other access tokens are valid",
    },
    unit: "JSON object",
    says: "Scope names and the sentences that people read when they consent",
    source: "SCOPES",
  }),
  DEFAULT_SCOPES: setting({
    schema: wordList(),
    standard: ["read", "write"],
    unit: "words",
    says: "Scopes granted when none is asked for",
    source: "DEFAULT_SCOPES, RFC 6749 3.3",
  }),
  ACCESS_TOKEN_EXPIRE_SECONDS: setting({
    schema: seconds(),
    standard: 600,
    unit: "seconds",
    says: "How long access tokens live",
    source: "ACCESS_TOKEN_EXPIRE_SECONDS",
  }),
  ACCESS_TOKEN_MAX_SECONDS: setting({
    schema: seconds(),
    standard: 86_400,
    unit: "seconds",
    says: "The longest that a client's own access tokens may be set to live",
  }),
  REFRESH_TOKEN_EXPIRE_SECONDS: setting({
    schema: secondsOrNone(),
    standard: 2_592_000,
    unit: "seconds or none",
    says: "How long an unused refresh token lives",
    source: "REFRESH_TOKEN_EXPIRE_SECONDS",
  }),
  ROTATE_REFRESH_TOKEN: setting({
    schema: yesOrNo(),
    standard: true,
    unit: FLAG,
    says: "Each use of a refresh token gives a new one",
    source: "ROTATE_REFRESH_TOKEN, RFC 9700 4.14.2",
  }),
  REFRESH_TOKEN_GRACE_PERIOD_SECONDS: setting({
    schema: seconds(0, 3_600),
    standard: 0,
    unit: "seconds",
    says: "How long the immediately preceding refresh token gets the same successor again",
    source: "REFRESH_TOKEN_GRACE_PERIOD_SECONDS",
  }),
  REFRESH_TOKEN_REUSE_PROTECTION: setting({
    schema: yesOrNo(),
    standard: true,
    unit: FLAG,
    says: "A refresh token that was used before ends all tokens of its authorization",
    source: "REFRESH_TOKEN_REUSE_PROTECTION, RFC 9700 4.14.2",
  }),
  CLEAR_EXPIRED_TOKENS_BATCH_SIZE: setting({
    schema: wholeNumber(1, 1_000_000),
    standard: 10_000,
    unit: "count",
    says: "How many records touchstone cleartokens removes in one statement",
    source: "CLEAR_EXPIRED_TOKENS_BATCH_SIZE",
  }),
  CLEAR_EXPIRED_TOKENS_BATCH_INTERVAL: setting({
    schema: seconds(0, 3_600),
    standard: 0,
    unit: "seconds",
    says: "How long touchstone cleartokens pauses between two batches",
    source: "CLEAR_EXPIRED_TOKENS_BATCH_INTERVAL",
  }),
  AUTHORIZATION_CODE_EXPIRE_SECONDS: setting({
    schema: seconds(1, 600),
    standard: 60,
    unit: "seconds",
    says: "How long an authorization code can be redeemed",
    source: "AUTHORIZATION_CODE_EXPIRE_SECONDS, RFC 6749 4.1.2",
  }),
  DEVICE_CODE_EXPIRE_SECONDS: setting({
    schema: seconds(30, 1_800),
    standard: 600,
    unit: "seconds",
    says: "How long the code that a device shows can be typed in and redeemed",
    source: "RFC 8628 3.2",
  }),
  DEVICE_FLOW_INTERVAL: setting({
    schema: seconds(1, 60),
    standard: 5,
    unit: "seconds",
    says: "How long a device waits between two polls",
    source: "DEVICE_FLOW_INTERVAL, RFC 8628 3.5",
  }),
  DEVICE_VERIFICATION_URI: optional({
    schema: issuerUrl(),
    unit: "URL",
    says: "A short address that leads to ISSUER/device, for devices to show in its place",
    source: "OAUTH_DEVICE_VERIFICATION_URI, RFC 8628 3.2",
  }),
};
