import type { RunnerPart } from '../engine/contracts/part.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import { optionsOf } from '../engine/contracts/ref.ts'
import { completeOptionsOf } from '../engine/contracts/registry.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import type { Jail, Wall } from '../engine/contracts/runner.ts'

const ISOLATE = { use: 'isolate' }

type Subject = Pick<Problem, 'runner'>

const partOf = ({ runner = ISOLATE }: Subject, registry: Registry): RunnerPart | undefined => registry.find('runner', runner.use)

/** What a part says of the options that a problem gives it; false of a part that does not say it, or is not there. */
function says(problem: Subject, registry: Registry, what: 'measures' | 'fused'): boolean {
  const part = partOf(problem, registry)
  if (part?.[what] === undefined) return false
  return part[what](completeOptionsOf(part, optionsOf(problem.runner ?? ISOLATE, ['use'])) as never)
}

/** What stands around a problem's programs on a machine with this jail. */
export const wallOf = (problem: Subject, jail: Jail, registry: Registry): Wall => partOf(problem, registry)?.wall?.(jail) ?? 'runner'

/** Whether what its cases cost is measured. */
export const isMeasured = (problem: Subject, registry: Registry): boolean => says(problem, registry, 'measures')

/** Whether its programs run in the process of their judge. */
export const isFused = (problem: Subject, registry: Registry): boolean => says(problem, registry, 'fused')
