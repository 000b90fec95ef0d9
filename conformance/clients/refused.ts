/** The provider's answer is not to be trusted, or of no use: the client ends in order. */
export class Refused extends Error {}
