import type { Individual } from '../contracts/individual.ts'

/** Which programs were judged further, as plain data. */
export interface RenewedSnapshot {
  /** Those with a score. */
  readonly renewed?: readonly number[]
  /** Those without one any more. */
  readonly failed?: readonly number[]
}

/** Programs that were judged further after they came, as they are since. */
export class Renewed {
  readonly #byNumber = new Map<number, Individual | undefined>()

  constructor({ renewed = [], failed = [] }: RenewedSnapshot = {}, individualOf: (number: number) => Individual) {
    for (const number of renewed) this.#byNumber.set(number, individualOf(number))
    for (const number of failed) this.#byNumber.set(number, undefined)
  }

  has(number: number): boolean {
    return this.#byNumber.has(number)
  }

  /** A program as it is since; undefined where it has no score any more, or was not judged further. */
  find(number: number): Individual | undefined {
    return this.#byNumber.get(number)
  }

  set(number: number, individual: Individual | undefined): void {
    this.#byNumber.set(number, individual)
  }

  /** Those with a score. */
  get individuals(): readonly Individual[] {
    return [...this.#byNumber.values()].filter((individual) => individual !== undefined)
  }

  snapshot(): RenewedSnapshot {
    if (this.#byNumber.size === 0) return {}
    const numbers = [...this.#byNumber.keys()].sort((a, b) => a - b)
    const hasScore = (number: number): boolean => this.find(number) !== undefined
    return { renewed: numbers.filter(hasScore), failed: numbers.filter((number) => !hasScore(number)) }
  }
}
