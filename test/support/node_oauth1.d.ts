/** What the tests use of node-oauth1, which has no types of its own. */
declare module "node-oauth1" {
  /** Names and values, in any order; a name may stand in it several times. */
  type Parameters = [name: string, value: string][];

  interface Message {
    readonly method: string;
    readonly action: string;
    parameters: Parameters;
  }

  interface Accessor {
    readonly consumerKey: string;
    readonly consumerSecret: string;
    readonly token?: string;
    readonly tokenSecret?: string;
    /** PEM. */
    readonly privateKey?: string;
  }

  /** Adds what is missing of the protocol parameters, and signs. */
  export function completeRequest(message: Message, accessor: Accessor): void;
  /** The value of the Authorization header. */
  export function getAuthorizationHeader(realm: string | undefined, parameters: Parameters): string;
  /** An address with parameters at the end of its query. */
  export function addToURL(url: string, parameters: Parameters): string;
  /** Where signatures are made. */
  export const SignatureMethod: {
    /** @see RFC 5849 3.4.1 */
    getBaseString(message: Message): string;
  };
  /** A form-encoded body. */
  export function formEncode(parameters: Parameters): string;
}
