import type { ReceivedRequest } from "../protocol/mod.ts";

/** A request that came to `https://api.test/photos` by GET with nothing, unless said otherwise. */
export function received(said: Partial<ReceivedRequest> = {}): ReceivedRequest {
  return {
    method: "GET",
    origin: "https://api.test",
    path: "/photos",
    query: "",
    authorization: undefined,
    form: undefined,
    body: said.form ?? "",
    secure: true,
    ...said,
  };
}

/** The parameters of a signed request whose signature nobody looks at. */
export const SIGNED_PARAMS: Readonly<Record<string, string>> = {
  oauth_consumer_key: "consumer",
  oauth_signature_method: "HMAC-SHA1",
  oauth_timestamp: "137131201",
  oauth_nonce: "7d8f3e4a",
  oauth_signature: "bYT5CMsGcbgUdFHObYMEfcx6bsw=",
};

/** The same as a form, changed; undefined leaves a parameter out. */
export function signedForm(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const entries = Object.entries({ ...SIGNED_PARAMS, ...changes });
  return entries
    .flatMap(([name, value]) =>
      value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
    )
    .join("&");
}
