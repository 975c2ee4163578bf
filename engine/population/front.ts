import type { Individual } from '../contracts/individual.ts'
import { extendFront } from '../contracts/pareto.ts'
import type { ObjectiveValues } from '../contracts/pareto.ts'

type Valued = Individual & { readonly objectives: ObjectiveValues }

const isValued = (individual: Individual): individual is Valued => individual.objectives !== undefined

/** The individuals of a run with several objectives of which none dominates another, whether they live or not. */
export class Front {
  #members: Valued[]

  constructor(members: readonly Individual[] = []) {
    this.#members = members.filter(isValued)
  }

  /** Every individual of it. */
  get named(): readonly Individual[] {
    return this.#members
  }

  /** Takes in an individual, in the place of what it was before it was judged further; returns whether the front has one more of its kind. */
  take(individual: Individual): boolean {
    const others = this.#members.filter(({ number }) => number !== individual.number)
    const wasThere = others.length < this.#members.length
    if (isValued(individual)) extendFront(others, individual)
    this.#members = others
    return !wasThere && others.includes(individual as Valued)
  }
}
