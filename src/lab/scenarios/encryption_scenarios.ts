import { refuses, type Scenario } from "./scenario.ts";

type Rest = Omit<Scenario, "name" | "setups" | "faults" | "rule" | "keyword" | "expect">;

function scenario(name: string, rest: Rest): Scenario {
  const whole = `id_token_${name}`;
  return {
    name: whole,
    setups: ["oidc-encrypted"],
    faults: [{ fault: whole }],
    rule: "OIDC-3.1.3.7-1",
    keyword: "SHOULD",
    expect: refuses("userinfo", "resource"),
    ...rest,
  };
}

/** What a client does whose ID tokens are to be encrypted. */
export const ENCRYPTION_SCENARIOS: readonly Scenario[] = [
  scenario("not_encrypted", {
    title: "ID token in the clear",
    says: "Refuse an ID token that is signed and not encrypted where encryption was agreed on",
    mend: "Look whether the ID token has five parts where id_token_encrypted_response_alg is registered, before it is decrypted: libraries often take a signed one as well.",
  }),
  scenario("encrypted_to_another", {
    title: "ID token for another key",
    says: "Refuse an ID token that the own key does not decrypt",
    mend: "Treat an ID token that cannot be decrypted as the end of the login, and do not go on with the access token that came beside it.",
  }),
];
