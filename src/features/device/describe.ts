import type { Issuer, Operations } from "../../engine/mod.ts";

/** What the device authorization endpoint does. @see RFC 8628 3.1 */
export function describeDeviceAuthorization({ features }: Issuer): Operations {
  return {
    POST: {
      summary: "Gives a device its code, and one for a person to type in elsewhere",
      says: "RFC 8628 3.1. The device then polls the token endpoint, no faster than interval says.",
      tag: "Tokens",
      access: [{ kind: "client" }],
      form: {
        scope: { says: "What is asked for, separated by spaces" },
        ...Object.assign({}, ...features.map(({ fields }) => fields?.["device_authorization"] ?? {})),
      },
      answers: {
        200: {
          says: "The codes",
          schema: {
            title: "DeviceAuthorization",
            type: "object",
            required: ["device_code", "user_code", "verification_uri", "expires_in"],
            properties: {
              device_code: { type: "string" },
              user_code: { type: "string" },
              verification_uri: { type: "string", format: "uri" },
              verification_uri_complete: { type: "string", format: "uri" },
              expires_in: { type: "integer", description: "Seconds" },
              interval: { type: "integer", description: "Seconds between two polls" },
            },
          },
        },
      },
    },
  };
}
