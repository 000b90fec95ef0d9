import { assert } from "chai";
import * as fc from "fast-check";
import { kitOf } from "../security/jwt_attacks.ts";
import { type JwtTarget, PLACES } from "../security/jwt_places.ts";

/** How long each property looks for trouble; FUZZ_SECONDS asks for more. */
const SECONDS = Number(process.env["FUZZ_SECONDS"] ?? "1");
/** Another one each run; fast-check prints it with what it found, and FUZZ_SEED runs it again. */
const SEED = Number(process.env["FUZZ_SEED"] ?? String(Math.floor(performance.timeOrigin) % 2 ** 31));
const OPTIONS = { seed: SEED, numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: SECONDS * 1_000 };

/** What a text may hold that comes as a parameter. */
const CHARACTERS = fc.constantFrom(...Array.from('AZaz09-_.=+/ {}[]":,~'));

/** Takes characters out of a text, and puts others in their place. */
const BENT = fc.array(
  fc.record({ at: fc.nat(), out: fc.integer({ min: 0, max: 3 }), in: fc.string({ unit: CHARACTERS, maxLength: 3 }) }),
  { minLength: 1, maxLength: 3 },
);

function bend(
  text: string,
  steps: readonly { readonly at: number; readonly out: number; readonly in: string }[],
): string {
  return steps.reduce((bent, step) => {
    const at = step.at % (bent.length + 1);
    return bent.slice(0, at) + step.in + bent.slice(at + step.out);
  }, text);
}

const MEMBERS = [
  "iss",
  "sub",
  "aud",
  "exp",
  "nbf",
  "iat",
  "jti",
  "alg",
  "kid",
  "typ",
  "crit",
  "__proto__",
  "client_id",
];

/** Any JSON under the names that matter. */
const ODD_MEMBERS = fc.dictionary(fc.constantFrom(...MEMBERS), fc.jsonValue({ maxDepth: 2 }), {
  minKeys: 1,
  maxKeys: 4,
});

for (const place of PLACES) {
  describe(`JWTs that are bent, as ${place.name}`, function () {
    this.timeout(SECONDS * 1_000 + 30_000);
    let target: JwtTarget;

    before(async () => {
      target = await place.open();
    });

    /** Fails unless a text is taken or refused, and nothing else happens. */
    async function assertAnswered(text: string): Promise<number> {
      const { status, error } = await target.present(text);
      // an empty parameter is a missing one
      if (status !== 200) assert.oneOf(error, [place.refusal.error, "invalid_request"]);
      assert.oneOf(status, [200, place.refusal.status, 400]);
      return status;
    }

    it("are refused when a character is another", async () => {
      await fc.assert(
        fc.asyncProperty(BENT, async (steps) => {
          const right = kitOf(target).right();
          const bent = bend(right, steps);
          fc.pre(bent.trim() !== right && bent.trim() !== "");
          assert.notEqual(await assertAnswered(bent), 200, bent);
        }),
        OPTIONS,
      );
    });

    it("are taken or refused, whatever they say under the right signature", async () => {
      await fc.assert(
        fc.asyncProperty(ODD_MEMBERS, ODD_MEMBERS, fc.boolean(), async (header, claims, both) => {
          const kit = kitOf(target);
          const odd = both ? { ...kit.header, ...header } : kit.header;
          await assertAnswered(kit.by(odd, { ...kit.claims, ...claims }));
        }),
        OPTIONS,
      );
    });

    it("are refused whatever they say under no signature", async () => {
      await fc.assert(
        fc.asyncProperty(fc.json(), fc.json(), fc.string({ unit: CHARACTERS }), async (header, claims, signature) => {
          const [one, two] = [header, claims].map((part) => Buffer.from(part).toString("base64url"));
          assert.notEqual(await assertAnswered(`${one}.${two}.${signature}`), 200);
        }),
        OPTIONS,
      );
    });
  });
}
