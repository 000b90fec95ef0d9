import { alsoHook, type ChangeFeatures, type Mutant, without } from "./mutant.ts";

const FILE = "jarm_test.ts";

/** Every test in which openid-client takes an answer. */
const TAKEN = [
  ...["RS256", "PS256", "ES256", "ES384"].map((alg) => `takes one that is signed by ${alg}`),
  "takes one for a client that registered nothing",
  "takes one that is encrypted by RSA-OAEP-256",
  "takes one that is encrypted by ECDH-ES",
  "takes an error from it",
];

/** Leaves a claim out of what is signed. */
function unsaid(name: string): ChangeFeatures {
  return alsoHook({
    answerJwt: ({ [name]: _claim, ...claims }) => claims,
  });
}

/** Servers that are wrong about answers that are JWTs. */
export const JARM_MUTANTS: readonly Mutant[] = [
  {
    name: "does not know how an answer is signed",
    rule: "JARM-2.3.4-1",
    file: FILE,
    noticed: "every test",
    features: without("jarm"),
  },
  {
    name: "does not say for whom an answer is",
    rule: "JARM-2.1-2",
    file: FILE,
    noticed: TAKEN,
    features: unsaid("aud"),
  },
  {
    name: "does not say until when an answer holds",
    rule: "JARM-2.1-3",
    file: FILE,
    noticed: TAKEN,
    features: unsaid("exp"),
  },
];
