import type { AccessToken, ReceivedRequest, SignedRequestReader } from "../../src/resource_server/mod.ts";

/** What a right signature stands for. */
export const SIGNED_TOKEN: AccessToken = { tokenType: "OAuth", scope: ["read"], clientId: "consumer" };

/** A header field that `recordingReader()` takes for a signature. */
export const SIGNATURE = 'OAuth oauth_signature="right"';

/** A reader of signatures, and what it was asked. */
export interface RecordingReader extends SignedRequestReader {
  readonly read: (request: ReceivedRequest) => Promise<AccessToken>;
  readonly asked: readonly ReceivedRequest[];
}

/** Reads requests that are signed in the simplest of ways: by a word in the header, the query or the form. */
export function recordingReader(token: AccessToken = SIGNED_TOKEN): RecordingReader {
  const asked: ReceivedRequest[] = [];
  return {
    asked,
    isSigned: ({ authorization = "", query, form = "" }) =>
      /^oauth /i.test(authorization) || [query, form].some((text) => text.includes("oauth_signature=")),
    async read(request) {
      asked.push(request);
      return token;
    },
  };
}
