import { findJsonFault, type JsonValue } from "../core/json.ts";
import type { AttemptRef } from "../core/run.ts";
import { quote } from "../core/quote.ts";
import type { StepResult, StepStore } from "../store/step-store.ts";
import { maskJson } from "./mask-verdict.ts";
import { createSecretMasker, type SecretMasker } from "./secret-masker.ts";

/** What `ctx.step` and `ctx.once` need of the attempt that they belong to. */
export interface StepHouse {
  ref: AttemptRef;
  store: StepStore;
  masker: SecretMasker;
  /** The run's, which stand in the masker too. */
  secrets: readonly string[];
  now: () => number;
}

const LONGEST_NAME = 256;
/** Shorter secrets stand in half of all names by chance. */
const DISTINCT_LENGTH = 4;

/** The steps of one attempt. */
export class Steps {
  readonly #house: StepHouse;
  readonly #used = new Set<string>();
  /** Of the secrets that no name holds by chance. */
  readonly #distinct: SecretMasker;

  constructor(house: StepHouse) {
    this.#house = house;
    this.#distinct = createSecretMasker(house.secrets.filter(({ length }) => length >= DISTINCT_LENGTH));
  }

  async step(name: string, work: () => unknown): Promise<StepResult> {
    this.checkName(name, "a step's name");
    checkWork(work, `step ${quote(name)}`, `step(${quote(name)}, () => …)`);
    this.#use(name);
    const { ref, store, now } = this.#house;
    const place = await store.findStep(ref, name);
    if (place.kind === "kept") return place.result;
    if (place.kind === "lost") throw lost(`step ${quote(name)} was not begun`, ref);
    const result = this.keepable(await work(), `step ${quote(name)}`);
    if (await store.keepStep(ref, { name, result, finishedAt: now() })) return result;
    throw lost(`the result of step ${quote(name)} was not kept`, ref);
  }

  /** The value as it will be read back, by this attempt as by those that follow: JSON, without secrets. */
  keepable(value: unknown, whose: string): StepResult {
    if (value === undefined) return undefined;
    const fault = findJsonFault(value);
    if (!fault) return maskJson(JSON.parse(JSON.stringify(value)) as JsonValue, this.#house.masker);
    const place = fault.path === "" ? "result" : `result.${fault.path}`.replace("result.[", "result[");
    throw new TypeError(`${whose}: ${place} is ${fault.found}: the result of a step must be JSON`);
  }

  /**
   * A name stands in the ledger as it is: masked, two names could become one, and the second's work would not be done.
   * @throws TypeError for one that is no text of 1 to 256 characters, and for one in which a secret stands, as it is or
   * as JSON and a URL spell it.
   */
  checkName(name: unknown, what: string): void {
    checkText(name, what);
    if (this.#distinct.maskText(name) === name) return;
    throw new TypeError(
      `${what} ${quote(this.#house.masker.maskText(name))} holds a secret, and names are kept as they are: use one without it, such as a hash of it`,
    );
  }

  /** Two pieces of work under one name are a slip that would leave the second undone. */
  #use(name: string): void {
    if (this.#used.has(name))
      throw new TypeError(
        `step ${quote(name)} was used twice in one attempt: each piece of work needs a name of its own, such as ${quote(`${name}:2`)}`,
      );
    this.#used.add(name);
  }
}

function checkText(name: unknown, what: string): asserts name is string {
  if (typeof name === "string" && name !== "" && name.length <= LONGEST_NAME) return;
  throw new TypeError(`${what} ${quote(name)} must be text of 1 to ${LONGEST_NAME} characters`);
}

/** What is called too early, as in `step("mail", mail())`, is no function either. @throws TypeError with what to write. */
export function checkWork(work: unknown, whose: string, example: string): void {
  if (typeof work !== "function") throw new TypeError(`${whose} needs a function for its work: ${example}`);
}

/** Somebody else lives the run now, or it is over: this attempt must not go on. */
export function lost(what: string, { runId, attempt }: AttemptRef): Error {
  return new Error(`${what}: run ${runId} is not in the hands of attempt ${attempt} any more`);
}
