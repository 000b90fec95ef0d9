/** What is used of simple-oauth2, which has no types of its own. */
declare module "simple-oauth2" {
  export interface ModuleOptions {
    readonly client: { readonly id: string; readonly secret: string };
    readonly auth: Readonly<Record<"tokenHost" | "tokenPath" | "revokePath", string>> & {
      readonly authorizePath?: string;
    };
    readonly options?: { readonly authorizationMethod?: "header" | "body" };
  }

  export class AccessToken {
    readonly token: Readonly<Record<string, unknown>>;
    expired(): boolean;
    refresh(): Promise<AccessToken>;
  }

  export class AuthorizationCode {
    constructor(options: ModuleOptions);
    authorizeURL(params: Readonly<Record<string, string>>): string;
    getToken(params: Readonly<Record<string, string>>): Promise<AccessToken>;
  }

  export class ClientCredentials {
    constructor(options: ModuleOptions);
    getToken(params: Readonly<Record<string, string>>): Promise<AccessToken>;
  }
}
