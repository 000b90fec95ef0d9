/** What is used of passport-oauth2, which has no types of its own. */
declare module "passport-oauth2" {
  export interface StrategyOptions {
    readonly authorizationURL: string;
    readonly tokenURL: string;
    readonly clientID: string;
    readonly clientSecret: string;
    readonly callbackURL: string;
    readonly scope: string;
    readonly state: boolean;
    readonly pkce: boolean;
    readonly customHeaders?: Readonly<Record<string, string>>;
  }

  export interface StrategyRequest {
    readonly query: Readonly<Record<string, string>>;
    readonly session: Record<string, unknown>;
  }

  type Verified = (error: unknown, user: unknown) => void;
  type Verify = (accessToken: string, refreshToken: string, profile: unknown, done: Verified) => void;

  export class Strategy {
    constructor(options: StrategyOptions, verify: Verify);
    authenticate(request: StrategyRequest): void;
    /** Passport hangs these onto each use of a strategy. */
    redirect?: (url: string) => void;
    success?: (user: unknown) => void;
    fail?: (challenge: unknown, status?: number) => void;
    error?: (error: unknown) => void;
  }
}
