import * as z from 'zod'
import { TernateError } from '../../engine/contracts/fault.ts'
import { defineRunner } from '../../engine/contracts/part.ts'
import type { AskedProblem, RunnerPart } from '../../engine/contracts/part.ts'
import { capabilityParts } from './capabilities/index.ts'
import { openAgent } from './runner.ts'

const right = z.looseObject({ use: z.string().min(1).max(60), limit: z.int().min(1).max(10_000).optional() })

const options = z.strictObject({
  rights: z.array(z.union([z.string().min(1).max(60), right])).default([]),
  calls: z.int().min(0).max(10_000).default(100),
  work: z.number().min(1).max(1000).default(20),
})

/** Whether agents of a problem ask models of the run, as against one of the problem's own. */
export function asksRun({ model, runner }: AskedProblem): boolean {
  const checked = options.safeParse({ rights: runner?.['rights'] ?? [] })
  return (
    model === undefined && checked.success && checked.data.rights.some((each) => (typeof each === 'string' ? each : each.use) === 'ask')
  )
}

/**
 * JavaScript in the sandbox that makes calls: `rights` names the capabilities that it has, none unless given, each with its `limit` of calls on a
 * case; `calls` is the limit of all of them together, and `work` how many times its fuel all runs of a program on a case may burn.
 */
export const agent: RunnerPart = defineRunner({
  name: 'agent',
  options,
  asks: asksRun,
  wall: (jail) => jail,
  create(given, { problem, jail, capabilities = capabilityParts }) {
    if (asksRun(problem) && problem.limits.fuel === undefined)
      throw new TernateError(
        'CAPABILITY_FUEL',
        `agents of ${problem.name} ask models of the run, and the problem gives no limits.fuel`,
        'Give `limits: { fuel: N }` in problem.ts: without a run the initial program cannot be measured.',
      )
    return openAgent(problem, given, { jail, capabilities })
  },
})
