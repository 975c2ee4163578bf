import { createHash } from 'node:crypto'
import { encode } from '../../archive/canonical.ts'
import { loadProblem } from '../../authoring/load.ts'
import type { Strategy } from '../../engine/contracts/manifest.ts'
import { onLandscapes, onProblems, strategyOf } from './arms.ts'
import type { Landscape } from '../../strategies/fixtures/landscapes.ts'
import { landscapes } from './landscapes.ts'

/** The halves of the bench. */
export const PARTS = ['landscapes', 'problems'] as const
export type PartName = (typeof PARTS)[number]

/** What is run, written down before it is. */
export interface Plan {
  readonly part: PartName
  /** Landscapes, or shipped problems with the hash of their content. */
  readonly grounds: readonly { readonly name: string; readonly content: string }[]
  readonly arms: readonly Strategy[]
  readonly pairs: number
  readonly evaluations: number
  readonly order: typeof ORDER
}

/** A run of the plan: what is on a ground, with a seed that all arms share. */
export interface Planned {
  readonly ground: string
  readonly arm: string
  readonly pair: number
  readonly seed: string
}

const PAIRS = 20
const PROBLEMS = ['bin-packing', 'symbolic-regression', 'template']
const EVALUATIONS: Readonly<Record<PartName, number>> = { landscapes: 1000, problems: 300 }

/** Of the runs on shipped problems; on a landscape one evaluation follows the other. */
const ORDER = { virtualWorkers: 4, batch: 1 } as const

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Of a landscape what it says of its beginning and of its edges. */
function contentOf({ start, reach, target, scores, truth }: Landscape): string {
  const edges = [-1, 1].map((side) => reach.map((far) => side * far))
  return hashOf(encode([reach, target, [start, ...edges].map((point) => [scores(point, 'plan'), truth(point)])])).slice(0, 16)
}

/** The plan of a part, as the registry is. */
export async function planOf(part: PartName): Promise<Plan> {
  const isLand = part === 'landscapes'
  const grounds = isLand
    ? landscapes.map((landscape) => ({ name: landscape.name, content: contentOf(landscape) }))
    : await Promise.all(PROBLEMS.map(async (name) => ({ name, content: (await loadProblem(name)).content })))
  const arms = (isLand ? onLandscapes : onProblems).map(strategyOf)
  return { part, grounds, arms, pairs: PAIRS, evaluations: EVALUATIONS[part], order: ORDER }
}

/** The hash of a plan, of which its seeds are made: whoever changes the plan changes them all, and nobody chooses one. */
export const hashOfPlan = (plan: Plan): string => hashOf(encode(plan)).slice(0, 16)

/** The runs of a plan, pair by pair, so that a bench that is not finished yet has whole pairs. */
export function runsOf(plan: Plan): Planned[] {
  const hash = hashOfPlan(plan)
  return Array.from({ length: plan.pairs }, (_, k) => k + 1).flatMap((pair) =>
    plan.grounds.flatMap(({ name: ground }) => plan.arms.map(({ name: arm }) => ({ ground, arm, pair, seed: `${hash}-${pair}` }))),
  )
}
