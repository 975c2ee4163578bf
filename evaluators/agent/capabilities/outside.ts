import type { Use } from '../../../engine/contracts/agent-capability.ts'
import { TernateError } from '../../../engine/contracts/fault.ts'

/**
 * What the run answers to a question that nobody else can.
 *
 * @throws Error with what the run says where it refuses; TernateError `CAPABILITY_HOST` where no run is there that could answer
 */
export async function askRun(capability: string, question: unknown, { host }: Use): Promise<unknown> {
  if (host === undefined)
    throw new TernateError(
      'CAPABILITY_HOST',
      `a program calls for ${capability}, which only a run answers`,
      'Try the program in a run, `ternate run`, of a problem that gives its `limits.fuel`; or take this out of `rights`.',
    )
  const envelope = await host.call({ capability, question })
  if (envelope.ok) return envelope.value
  throw new Error(envelope.error)
}
