/** Scenarios that a careful client on this machine cannot meet, and why. */
export const NOT_MET: Readonly<Record<string, string>> = {
  metadata_http_endpoints: "the issuer itself is plain http on this machine",
  webfinger_redirect_http: "the issuer itself is plain http on this machine",
  webfinger_http_href: "the issuer itself is plain http on this machine",
  id_token_unsolicited_nonce: "a careful client sends a nonce each time, so that none is unsolicited",
};
