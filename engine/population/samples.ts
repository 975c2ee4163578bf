import type { Evaluation } from '../contracts/evaluation.ts'
import { byPosition } from '../contracts/results.ts'
import { isFurther } from '../contracts/ticket.ts'
import type { Sampled, Ticket } from '../contracts/ticket.ts'

/** Programs and what is known of them, as plain data. */
export type SamplesSnapshot = readonly (readonly [number: number, evaluation: Evaluation])[]

/** What is known on train of the programs that were judged on a sample of it, and which further cases are under way. */
export class Samples {
  readonly #trainCases: number
  readonly #known: Map<number, Evaluation>
  readonly #underWay = new Map<number, Set<number>>()
  #open = 0

  /** None yet, or those of a snapshot and of the tickets that were under way. */
  constructor(trainCases: number, snapshot: SamplesSnapshot = [], underWay: readonly Ticket[] = []) {
    this.#trainCases = trainCases
    this.#known = new Map(snapshot)
    for (const ticket of underWay) this.begin(ticket)
  }

  /** Further cases that are under way, of all programs. */
  get open(): number {
    return this.#open
  }

  /** What is known of a program that was judged on a sample; undefined for every other one. */
  find(program: number): Evaluation | undefined {
    return this.#known.get(program)
  }

  /** Whether what is known of a program's sample may still be asked for: it lives somewhere, or is judged further. */
  isNeeded(program: number, islands: { find(program: number): unknown; isRenewed(program: number): boolean }): boolean {
    if (!this.#known.has(program)) return false
    return islands.isRenewed(program) || this.#underWay.has(program) || islands.find(program) !== undefined
  }

  /** Takes in what is known of a program: kept while that is a sample, and where one ended with a failure, after which it may still live. */
  note(program: number, evaluation: Evaluation): void {
    const { positions, cases } = evaluation
    const failed = this.#known.has(program) && cases.some(({ verdict }) => verdict !== 'scored')
    if (failed || (positions !== undefined && cases.length < this.#trainCases)) this.#known.set(program, evaluation)
    else this.#known.delete(program)
  }

  begin(ticket: Ticket): void {
    if (!isFurther(ticket)) return
    const { program, cases } = ticket
    this.#underWay.set(program, new Set([...this.underWay(program), ...cases]))
    this.#open += cases.length
  }

  /** Takes in that a ticket has committed, or will not come to anything. */
  end(ticket: Ticket): void {
    if (!isFurther(ticket)) return
    const { program, cases } = ticket
    const left = this.underWay(program).filter((at) => !cases.includes(at))
    if (left.length > 0) this.#underWay.set(program, new Set(left))
    else this.#underWay.delete(program)
    this.#open -= cases.length
  }

  /** Positions on which a program is being judged further. */
  underWay(program: number): readonly number[] {
    return [...(this.#underWay.get(program) ?? [])]
  }

  /** Positions on which a program of a sample was judged or is being judged. */
  taken(program: number): readonly number[] {
    const known = this.#known.get(program)
    return known === undefined ? this.underWay(program) : [...byPosition(known).keys(), ...this.underWay(program)]
  }

  /** Why a program cannot be judged further on these cases; undefined where it can. */
  wrongWith(program: number, cases: readonly number[]): string | undefined {
    if (!Array.isArray(cases) || cases.length === 0) return `evaluates program ${program} on no case`
    const known = this.#known.get(program)
    const isJudged = (at: number): boolean => known === undefined || byPosition(known).has(at)
    const odd = cases.find((at) => !Number.isInteger(at) || at < 0 || at >= this.#trainCases)
    if (odd !== undefined) return `evaluates program ${program} on case ${String(odd)}, and there are ${this.#trainCases}`
    const done = cases.find((at, k) => isJudged(at) || this.underWay(program).includes(at) || cases.indexOf(at) !== k)
    return done === undefined ? undefined : `evaluates program ${program} on case ${done}, which is judged or under way already`
  }

  /** Those of these programs that were judged on a sample, each with how many cases that are. */
  of(programs: readonly number[]): readonly Sampled[] | undefined {
    if (this.#known.size === 0) return undefined
    const sampled = [...new Set(programs)].flatMap((program) => {
      const known = this.#known.get(program)
      return known === undefined ? [] : [{ program, cases: known.cases.length }]
    })
    return sampled.length === 0 ? undefined : sampled
  }

  /** What is known of the programs that need it; undefined where there are none. */
  snapshot(islands: Parameters<Samples['isNeeded']>[1]): SamplesSnapshot | undefined {
    const kept = [...this.#known].filter(([program]) => this.isNeeded(program, islands)).sort(([a], [b]) => a - b)
    return kept.length === 0 ? undefined : kept
  }
}
