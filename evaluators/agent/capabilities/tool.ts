import * as z from 'zod'
import type { PastCall, Tool, ToolUse } from '../../../engine/contracts/agent.ts'
import type { AgentReply, CapabilityPart, Use } from '../../../engine/contracts/agent-capability.ts'
import { TernateError, textOf } from '../../../engine/contracts/fault.ts'
import { defineCapability } from '../../../engine/contracts/part.ts'

/** What the code of a problem is told of a use. */
export const useOf = ({ subject, before }: Use, isSame: (call: PastCall) => boolean): ToolUse => ({
  input: subject.input,
  times: before.filter(isSame).length,
  before,
})

const nameIn = ({ question }: PastCall): unknown => (Object(question) as { readonly name?: unknown }).name

/** The schema of a tool's arguments. */
function schemaOf(problem: string, [name, { parameters }]: readonly [string, Tool]): readonly [string, z.ZodType] {
  if (parameters === undefined) return [name, z.unknown()]
  if (parameters instanceof z.ZodType) return [name, parameters]
  try {
    return [name, z.fromJSONSchema(parameters)]
  } catch (thrown) {
    throw new TernateError(
      'CAPABILITY_TOOL',
      `the tool ${name} of ${problem} has parameters that are no JSON schema: ${textOf(thrown)?.split('\n', 1)[0] ?? ''}`,
      'Correct `parameters` of the tool in problem.ts.',
    )
  }
}

/** A function of the problem, by its name; others than those in `names` are refused. */
export const tool: CapabilityPart = defineCapability({
  name: 'tool',
  options: z.strictObject({ names: z.array(z.string()).min(1).optional() }),
  create({ names }, { problem }) {
    const { tools = {} } = problem.agent ?? {}
    const strange = names?.find((name) => !Object.hasOwn(tools, name))
    if (strange !== undefined)
      throw new TernateError(
        'CAPABILITY_TOOL',
        `${problem.name} has no tool ${JSON.stringify(strange.slice(0, 60))}; there are: ${Object.keys(tools).sort().join(', ')}`,
        'Name tools of `agent.tools` in problem.ts.',
      )
    const schemas = new Map(Object.entries(tools).map((entry) => schemaOf(problem.name, entry)))
    const allowed = new Set(names ?? Object.keys(tools))
    return {
      question: z
        .strictObject({ name: z.string().max(60), with: z.unknown().optional() })
        .refine(({ name }) => allowed.has(name), `there are only the tools ${[...allowed].sort().join(', ')}`),
      async answer({ name, with: given }, use): Promise<AgentReply> {
        const { run } = tools[name] as Tool
        const checked = (schemas.get(name) as z.ZodType).safeParse(given)
        if (!checked.success) throw new Error(`${name} cannot be used with that: ${checked.error.issues[0]?.message ?? ''}`)
        const told = useOf(use, (call) => call.capability === 'tool' && nameIn(call) === name)
        return { value: await run(checked.data as never, told) }
      },
    }
  },
})
