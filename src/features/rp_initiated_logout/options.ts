/** Options of the feature. */
export interface RpInitiatedLogoutOptions {
  /** Whether a person is asked even when the hint shows that the client speaks of this very session. */
  readonly alwaysPrompt: boolean;
  /** Whether an ID token that has expired is a hint. */
  readonly acceptExpired: boolean;
  /** Whether the tokens of the session that the client has end with it. */
  readonly revokeTokens: boolean;
}
