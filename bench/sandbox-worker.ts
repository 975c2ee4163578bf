import { createMeteredEvaluator } from '../evaluators/workers/evaluator.ts'
import { makeProgram } from '../languages/index.ts'
import { smallProblem } from '../evaluators/isolate/fixtures/problems.ts'

/** Programs to be evaluated in one evaluator of this thread, so many to a message. */
export interface Order {
  readonly realm: 'fresh' | 'frozen'
  readonly jail: 'none' | 'bwrap'
  readonly batch: number
  readonly sources: readonly string[]
}

/** What became of them, and the process that ran them. */
export interface Delivery {
  readonly verdicts: Readonly<Record<string, number>>
  readonly sandbox: number
}

const evaluators = new Map<string, ReturnType<typeof createMeteredEvaluator>>()

/** What a thread of the bench runs: parse, meter, sandbox, verify, as in a run. */
export default async function evaluate({ realm, jail, batch, sources }: Order): Promise<Delivery> {
  const number = { name: 'solve', parameters: [{ name: 'x', type: 'number' }], returns: 'number' }
  const made =
    evaluators.get(`${realm} ${jail}`) ??
    createMeteredEvaluator(smallProblem({ entry: number, limits: { fuel: 10_000 }, train: [{ name: 'one', input: 30, weight: 1 }] }), {
      realm,
      jail,
      recycle: Infinity,
    })
  evaluators.set(`${realm} ${jail}`, made)
  const evaluator = await made
  const verdicts: Record<string, number> = {}
  for (let at = 0; at < sources.length; at += batch) {
    const jobs = sources.slice(at, at + batch).map((source) => {
      const program = makeProgram({ 'program.js': source })
      if (!program.ok) throw new Error(program.reason)
      return { program: program.program, set: 'train' as const }
    })
    for (const { verdict } of await evaluator.evaluateAll(jobs)) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
  }
  return { verdicts, sandbox: await evaluator.pid() }
}
