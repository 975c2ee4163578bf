import type { CommitRecord } from '../contracts/archive.ts'
import type { CaseResult } from '../contracts/evaluation.ts'
import type { Lineage } from '../contracts/individual.ts'
import type { Direction } from '../contracts/objective.ts'
import type { Ticket } from '../contracts/ticket.ts'
import { parentsOf } from './individual.ts'

/** The state that a lineage goes on from. */
export interface PastLineage {
  /** The first parent of each program, 0 where there is none. */
  readonly parents: Uint32Array
  /** Tickets that are under way. */
  readonly underWay: readonly Ticket[]
  readonly further?: FurtherCases | undefined
  readonly crossed?: Crossed | undefined
}

/** Tickets with several parents that are over, by the first of them. */
type Crossed = readonly (readonly [number: number, tickets: number])[]

/** Cases on which programs were judged after they came, by how they ended. */
type FurtherCases = readonly (readonly [number: number, passed: number, failed: number])[]

/** What a lineage knows that the programs of the archive do not say, as plain data. */
export interface LineageSnapshot {
  readonly further?: FurtherCases
  readonly crossed?: Crossed
}

/** The parts of a run that a lineage reads. */
export interface LineageParts {
  readonly direction: Direction
  /** The commit that brought a program, of those from before. */
  readonly origin: (number: number) => CommitRecord | undefined
  readonly past?: PastLineage | undefined
}

/**
 * Descent of programs, kept a commit at a time in 16 bytes a program, and a little more for one with several parents. A commit costs the
 * same however many programs there are, until somebody asks for a clade. From then on a commit adds its cases to each of its ancestors
 * too, so that a clade is read off two numbers: a selector by clades asks for every individual at each draw. The first question also
 * counts the cases of programs from before a resume, which are in the archive.
 */
export class RunLineage implements Lineage {
  readonly #parts: LineageParts
  readonly #pending = new Map<number, number>()
  /** Tickets with several parents that are under way, and those that are over. */
  readonly #crossing = new Map<number, number>()
  readonly #crossed: Map<number, number>
  #count: number
  /** Programs from before a resume: the first ones. Their cases, and parents beside the first one, are in the archive. */
  readonly #past: number
  /** Parents of the other programs, where there are several. */
  readonly #several = new Map<number, readonly number[]>()
  /** Passed and failed cases of programs that were judged further; those from before a resume are not counted until clades are. */
  readonly #further: Map<number, readonly [passed: number, failed: number]>
  /** By program: its first parent, how many children it has, and its cases, or those of its clade once `#hasClades`. */
  #parents: Uint32Array
  #children: Uint32Array
  #passed: Uint32Array
  #failed: Uint32Array
  #hasClades = false

  constructor(parts: LineageParts) {
    const parents = parts.past?.parents ?? new Uint32Array(0)
    this.#parts = parts
    this.#crossed = new Map(parts.past?.crossed)
    this.#further = new Map((parts.past?.further ?? []).map(([number, ...cases]) => [number, cases]))
    this.#count = this.#past = parents.length
    this.#parents = parents
    this.#children = new Uint32Array(parents.length)
    this.#passed = new Uint32Array(parents.length)
    this.#failed = new Uint32Array(parents.length)
    for (const parent of parents) if (parent > 0) this.#children[parent - 1] = this.children(parent) + 1
    for (const ticket of parts.past?.underWay ?? []) this.begin(ticket)
  }

  /** Numbers of the programs that a program was made from when it came. */
  parents(number: number): readonly number[] {
    const first = this.#parents[number - 1] ?? 0
    if (first === 0) return []
    return number <= this.#past ? parentsOf(this.#origin(number).ticket) : (this.#several.get(number) ?? [first])
  }

  children(number: number): number {
    return this.#children[number - 1] ?? 0
  }

  pending(number: number): number {
    return this.#pending.get(number) ?? 0
  }

  clade(number: number): { readonly passed: number; readonly failed: number } {
    if (!this.#hasClades) this.#gather()
    return { passed: this.#passed[number - 1] ?? 0, failed: this.#failed[number - 1] ?? 0 }
  }

  crossed(number: number): number {
    return (this.#crossed.get(number) ?? 0) + (this.#crossing.get(number) ?? 0)
  }

  /** Takes in that a ticket was drawn. */
  begin(ticket: Ticket): void {
    const [parent, mate] = parentsOf(ticket)
    if (parent === undefined) return
    count(this.#pending, parent, 1)
    if (mate !== undefined) count(this.#crossing, parent, 1)
  }

  /** Takes in that a ticket has committed. */
  end(ticket: Ticket): void {
    const [parent, mate] = parentsOf(ticket)
    this.forget(ticket)
    if (parent !== undefined && mate !== undefined) count(this.#crossed, parent, 1)
  }

  /** Takes in that a ticket was given up. */
  forget(ticket: Ticket): void {
    const [parent, mate] = parentsOf(ticket)
    if (parent === undefined) return
    count(this.#pending, parent, -1)
    if (mate !== undefined) count(this.#crossing, parent, -1)
  }

  /** Adds the next program, which came of a ticket, with its train cases. */
  add(ticket: Ticket, cases: readonly CaseResult[]): void {
    if (this.#count === this.#parents.length) this.#grow()
    const parents = parentsOf(ticket)
    const [parent = 0] = parents
    this.#parents[this.#count] = parent
    this.#count += 1
    if (parents.length > 1) this.#several.set(this.#count, parents)
    if (parent > 0) this.#children[parent - 1] = this.children(parent) + 1
    this.#countCases(this.#count, cases)
  }

  /** Adds the cases on which a program was judged further. */
  addFurther(number: number, cases: readonly CaseResult[]): void {
    const passed = this.#countCases(number, cases)
    const [passedBefore, failedBefore] = this.#further.get(number) ?? [0, 0]
    this.#further.set(number, [passedBefore + passed, failedBefore + cases.length - passed])
  }

  snapshot(): LineageSnapshot {
    const further = [...this.#further].sort(([a], [b]) => a - b).map(([number, [passed, failed]]) => [number, passed, failed] as const)
    const crossed = [...this.#crossed].sort(([a], [b]) => a - b)
    return { ...(further.length === 0 ? {} : { further }), ...(crossed.length === 0 ? {} : { crossed }) }
  }

  /** Counts cases of a program, for all of its ancestors too where clades are kept; returns how many of them passed. */
  #countCases(number: number, cases: readonly CaseResult[]): number {
    const passed = cases.filter((result) => passes(result, this.#parts.direction)).length
    this.#add(number, passed, cases.length - passed)
    if (!this.#hasClades) return passed
    for (let parent = this.#parents[number - 1] ?? 0; parent > 0; parent = this.#parents[parent - 1] ?? 0)
      this.#add(parent, passed, cases.length - passed)
    return passed
  }

  #add(number: number, passed: number, failed: number): void {
    this.#passed[number - 1] = (this.#passed[number - 1] ?? 0) + passed
    this.#failed[number - 1] = (this.#failed[number - 1] ?? 0) + failed
  }

  /** Sums the cases of clades: a program comes after its parent, so that one pass from the last to the first does. */
  #gather(): void {
    for (let number = 1; number <= this.#past; number++) {
      const { outcome } = this.#origin(number)
      if (outcome.kind === 'evaluated') this.#countCases(number, outcome.evaluation.cases)
    }
    for (const [number, passed, failed] of this.#parts.past?.further ?? []) this.#add(number, passed, failed)
    for (let number = this.#count; number > 0; number--) {
      const parent = this.#parents[number - 1] ?? 0
      if (parent > 0) this.#add(parent, this.#passed[number - 1] ?? 0, this.#failed[number - 1] ?? 0)
    }
    this.#hasClades = true
  }

  #origin(number: number): CommitRecord {
    const origin = this.#parts.origin(number)
    if (origin === undefined) throw new RangeError(`program ${number} is not in the archive`)
    return origin
  }

  #grow(): void {
    const larger = (list: Uint32Array): Uint32Array => {
      const made = new Uint32Array(Math.max(1024, 2 * this.#count))
      made.set(list)
      return made
    }
    this.#parents = larger(this.#parents)
    this.#children = larger(this.#children)
    this.#passed = larger(this.#passed)
    this.#failed = larger(this.#failed)
  }
}

/** Adds to a count, of which nothing is kept at 0. */
function count(counts: Map<number, number>, number: number, by: number): void {
  const sum = (counts.get(number) ?? 0) + by
  if (sum === 0) counts.delete(number)
  else counts.set(number, sum)
}

/** Whether a case counts as passed: it scored, and not with the worse one of 0 and 1. */
const passes = (result: CaseResult, direction: Direction): boolean =>
  result.verdict === 'scored' && result.score !== (direction === 'maximize' ? 0 : 1)
