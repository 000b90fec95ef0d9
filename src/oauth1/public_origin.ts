/** Scheme, host and port of http, each as it stands. */
const ORIGIN = /^(https?):\/\/(\[[^\]]*\]|[^:/?#]*)(?::\d*)?/i;

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/i;

/** An authority without anything but a host and a port. */
const AUTHORITY = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * The origin by which an address of ours was asked for: that of the issuer, whatever a proxy makes of it on the way.
 *
 * Choice: an issuer on this machine goes by several names, so that there the name counts by which the client reached it.
 *
 * @see RFC 5849 3.4.1.2
 * @param host The `Host` header field.
 *
 * @example Behind a proxy
 * ```ts
 * assert.equal(publicOrigin("https://id.example/tenant", { host: "10.0.0.7:8000" }), "https://id.example");
 * assert.equal(publicOrigin("http://localhost:8000", { host: "127.0.0.1:8000" }), "http://127.0.0.1:8000");
 * ```
 */
export function publicOrigin(issuerUrl: string, { host }: { readonly host: string | undefined }): string {
  const [origin = issuerUrl, scheme = "", name = ""] = ORIGIN.exec(issuerUrl) ?? [];
  return host !== undefined && LOOPBACK.test(name) && AUTHORITY.test(host) ? `${scheme}://${host}` : origin;
}
