import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import type { AgentReply, CapabilityPart } from '../../../engine/contracts/agent-capability.ts'
import { TernateError } from '../../../engine/contracts/fault.ts'
import { defineCapability } from '../../../engine/contracts/part.ts'
import { workspaceAfter } from './files.ts'

/** Characters of a value, as JSON, that is shown to whoever wrote the program. */
const SHOWN = 2000

/** A value as it is shown. */
function shown(value: unknown): unknown {
  const text = JSON.stringify(value) ?? 'null'
  return text.length <= SHOWN ? value : `${text.slice(0, SHOWN)}…`
}

/** Tries a program that the agent wrote on the public examples of its case, in a realm of its own, without any capability. */
export const test: CapabilityPart = defineCapability({
  name: 'test',
  create(_options, { problem, solutions }) {
    const { agent } = problem
    if (agent?.solutions === undefined || solutions === undefined)
      throw new TernateError(
        'CAPABILITY_TEST',
        `agents of ${problem.name} may test, and the problem says nothing of the programs that they write`,
        'Give `agent.solutions` in problem.ts, or take `test` out of `rights`.',
      )
    const { examples } = agent.solutions
    return {
      /** Files, or without any those of the workspace. */
      question: z.strictObject({ files: z.record(z.string().max(200), z.string()).optional() }),
      async answer({ files }, use): Promise<AgentReply> {
        const all = examples(use.subject.input as never)
        const own = files ?? Object.fromEntries(workspaceAfter(problem, use))
        const { tried, fuel } = await solutions.try(
          own,
          all.map(({ input }) => input),
        )
        const results = all.map(({ input, expected }, k) => {
          const made = tried[k]
          if (made?.ok !== true) return { passed: false, input: shown(input), expected: shown(expected), error: made?.error ?? 'not run' }
          const passed = isDeepStrictEqual(made.value, expected)
          return { passed, input: shown(input), expected: shown(expected), ...(passed ? {} : { got: shown(made.value) }) }
        })
        return { value: { passed: results.filter(({ passed }) => passed).length, of: results.length, results }, fuel }
      },
    }
  },
})
