import { encodePercent } from "../percent_encoding.ts";
import { secretsText } from "../signature_methods.ts";
import type { MistakeOfKey } from "./mistake.ts";

/** What clients make of their secrets. @see RFC 5849 3.4.2, 3.4.4 */
export const MISTAKES_OF_KEYS: readonly MistakeOfKey[] = [
  {
    name: "token_secret_left_out",
    says: "The secret of the token is not part of the key",
    rule: "RFC5849-3.4.2-2",
    mend: "Write the secret of the token behind the & of the key, for every request with a token",
    keys: ({ consumerSecret, tokenSecret }) => (tokenSecret === "" ? [] : [`${encodePercent(consumerSecret)}&`]),
  },
  {
    name: "earlier_token_secret",
    says: "The key holds the secret of the temporary credentials, not that of the token",
    rule: "RFC5849-3.4.2-2",
    mend: "Keep the oauth_token_secret that comes with the token credentials, and forget the one before",
    keys: ({ consumerSecret }, { earlierSecrets = [] }) =>
      earlierSecrets.map((tokenSecret) => secretsText({ consumerSecret, tokenSecret })),
  },
  {
    name: "ampersand_left_out",
    says: "The key has no & between the secrets",
    rule: "RFC5849-3.4.2-3",
    mend: "Write & between the secrets, and behind the secret of the consumer where there is no token",
    keys({ consumerSecret, tokenSecret }) {
      const key = encodePercent(consumerSecret);
      return [key, key + encodePercent(tokenSecret)];
    },
  },
  {
    name: "consumer_secret_left_out",
    says: "The secret of the consumer is not part of the key",
    rule: "RFC5849-3.4.2-2",
    mend: "Write the secret of the consumer in front of the & of the key",
    keys: ({ tokenSecret }) => [`&${encodePercent(tokenSecret)}`, encodePercent(tokenSecret), "&", ""],
  },
  {
    name: "secrets_swapped",
    says: "The secrets stand in the key the wrong way round",
    rule: "RFC5849-3.4.2-2",
    mend: "Write the secret of the consumer first, then &, then the secret of the token",
    keys: ({ consumerSecret, tokenSecret }) => [
      secretsText({ consumerSecret: tokenSecret, tokenSecret: consumerSecret }),
    ],
  },
  {
    name: "consumer_secret_repeated",
    says: "The secret of the consumer stands in the key twice",
    rule: "RFC5849-3.4.2-2",
    mend: "Write nothing behind the & of the key where there is no token, and the secret of the token where there is one",
    keys: ({ consumerSecret }) => [secretsText({ consumerSecret, tokenSecret: consumerSecret })],
  },
  {
    name: "secrets_not_encoded",
    says: "The secrets are not encoded for the key",
    rule: "RFC5849-3.4.2-2",
    mend: "Encode each secret before it becomes part of the key",
    keys: ({ consumerSecret, tokenSecret }) => [`${consumerSecret}&${tokenSecret}`],
  },
  {
    name: "ampersand_encoded",
    says: "The & of the key is encoded, or the whole key once more",
    rule: "RFC5849-3.4.2-3",
    mend: "Encode each secret, and not the & between them",
    keys: (secrets) => [
      encodePercent(secretsText(secrets)),
      encodePercent(`${secrets.consumerSecret}&${secrets.tokenSecret}`),
    ],
  },
];
