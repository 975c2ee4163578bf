import process from 'node:process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Template } from '../../engine/contracts/model.ts'
import { stream } from '../../engine/contracts/random.ts'
import { createEvaluator } from '../../evaluators/evaluator.ts'
import { completeProblem } from '../../evaluators/problem/load.ts'
import { createModelClient } from '../../proposers/model/client/client.ts'
import { wallClock } from '../../proposers/model/client/fixtures/clocks.ts'
import { createPurse } from '../../proposers/model/client/purse.ts'
import { type CallQueue, createCallQueue } from '../../proposers/model/client/queue.ts'
import { readOffspring } from '../../proposers/model/edits.ts'
import { EDIT_FORMAT, showFiles } from '../../proposers/model/prompts.ts'
import type { ModelOptions } from '../../proposers/model/proposer.ts'
import { render } from '../../proposers/model/render.ts'
import { loadTemplates, readTemplate } from '../../proposers/model/templates.ts'
import { search } from './fixtures/search.ts'
import { laws } from './laws.ts'
import { type QuestionName, questions } from './questions.ts'
import { createStandIn, type StandIn } from './stand-in.ts'

/** Secrets that each pair is tried with; more with e.g. `TERNATE_SECRETS=10 npx vitest run examples`. */
const SEEDS = Array.from({ length: Number(process.env['TERNATE_SECRETS'] ?? 3) }, (_, at) => String(at + 1))
const templates = loadTemplates()
let standIn: StandIn
let queue: CallQueue

beforeAll(async () => {
  standIn = await createStandIn()
  const names = Object.keys(laws)
  const clients = names.map((model) => createModelClient({ model, baseUrl: standIn.url, clock: wallClock }))
  queue = createCallQueue({ clients, purse: createPurse({}, {}, names), clock: wallClock })
})
afterAll(async () => {
  await queue.close()
  await standIn.close()
})

type Mechanisms = Partial<ModelOptions>

/** Everything off; a pair turns one mechanism on. */
const OFF = { crossovers: 0, repairs: 0, reflections: 0, summaries: 0, renewals: 0 } as const

/** Templates with one more line, as a problem may bring its own. */
const withHint = (hint: string): readonly Template[] =>
  templates.map((template) => {
    const read = readTemplate(template.purpose, `${template.text}\n${hint}\n`)
    if (!read.ok) throw new RangeError(read.reason)
    return read.template
  })

interface Pair {
  readonly mechanism: string
  readonly law: QuestionName
  readonly on: Mechanisms
  readonly off: Mechanisms
  readonly tickets?: number
  readonly models?: readonly string[]
}

const PAIRS: readonly Pair[] = [
  { mechanism: 'feedback of cases', law: 'feedback', on: {}, off: { omit: ['feedback'] } },
  { mechanism: 'notes after failure', law: 'notes', on: { reflections: 1 }, off: {} },
  { mechanism: 'rejected attempts', law: 'rejected', on: {}, off: { omit: ['rejected'] } },
  { mechanism: 'inspirations', law: 'mixing', on: {}, off: { omit: ['inspirations'] } },
  { mechanism: 'crossover', law: 'mixing', on: { crossovers: 1 }, off: { crossovers: 1, omit: ['inspirations'] } },
  { mechanism: 'repair', law: 'repair', on: { repairs: 1 }, off: {} },
  { mechanism: 'meta-prompt', law: 'meta', on: { renewals: 2 }, off: {}, tickets: 60 },
  { mechanism: 'bandit', law: 'good', on: {}, off: {}, tickets: 44, models: ['good', 'poor'] },
]

/** Searches for one secret, on and off; the tickets that found it. */
async function tryPair({ law, on, off, tickets = 15, models = [law] }: Pair, seed: string): Promise<readonly (number | undefined)[]> {
  const question = questions[law](stream(`${seed}/${law}/secret`))
  const problem = completeProblem(question.problem)
  const evaluator = await createEvaluator(problem)
  const reached: (number | undefined)[] = []
  for (const [mechanisms, bandit] of [
    [on, true],
    [off, false],
  ] as const) {
    const ensemble = { models: models.map((name) => ({ name, weight: 1 })), bandit }
    const options: ModelOptions = { ...OFF, ensemble, templates, ...mechanisms }
    reached.push(await search({ problem, evaluator, queue, options, target: question.target, tickets, seed }))
  }
  await evaluator.close()
  return reached
}

describe('a mechanism on, and the same off', () => {
  test.each(PAIRS.map((pair) => [pair.mechanism, pair] as const))('%s', async (_mechanism, pair) => {
    const reached = await Promise.all(SEEDS.map((seed) => tryPair(pair, seed)))
    for (const [at, [on, off]] of reached.entries()) {
      expect(on, `on, secret ${SEEDS[at]}`).toBeDefined()
      expect(off, `off, secret ${SEEDS[at]}`).toBeUndefined()
    }
  })

  test('a template of its own', async () => {
    const tried = await Promise.all(
      SEEDS.map(async (seed) => {
        const question = questions.template(stream(`${seed}/template/secret`))
        const problem = completeProblem(question.problem)
        const evaluator = await createEvaluator(problem)
        const parts = { problem, evaluator, queue, target: question.target, tickets: 10, seed }
        const options = { ...OFF, ensemble: { models: [{ name: 'template', weight: 1 }] } }
        const own = await search({ ...parts, options: { ...options, templates: withHint(question.hint ?? '') } })
        const shipped = await search({ ...parts, options: { ...options, templates } })
        await evaluator.close()
        return [own, shipped]
      }),
    )
    expect(tried).toEqual(SEEDS.map(() => [1, undefined]))
  })

  test('several files', async () => {
    const template = templates.find(({ purpose }) => purpose === 'offspring') as Template
    for (const seed of SEEDS) {
      const random = stream(`${seed}/files/secret`)
      const [first, second] = [101 + random.integer(1000), 101 + random.integer(1000)]
      const files = {
        'a.ts': `// second: ${second}\nexport const first = 0\n`,
        'b.ts': `// first: ${first}\nexport const second = 0\n`,
      }
      const ask = async (shown: Readonly<Record<string, string>>): Promise<string> => {
        const { messages } = render(template, { statement: 'x', parent: showFiles(shown), format: EDIT_FORMAT })
        const { outcome } = await queue.ask({ model: 'files', purpose: 'offspring', messages, parameters: {} })
        const read = readOffspring(outcome.kind === 'reply' ? outcome.text : '', {
          base: files,
          frame: files,
          entry: 'x',
          limit: 200,
          known: new Set(),
        })
        return read.kind === 'program' ? Object.values(read.program.files).join('') : read.reason
      }
      const whole = await ask(files)
      expect(whole).toContain(`first = ${first}\n`)
      expect(whole).toContain(`second = ${second}\n`)
      const half = await ask({ 'a.ts': files['a.ts'] })
      expect(half).not.toContain(`first = ${first}\n`)
      expect(half).not.toContain(`second = ${second}\n`)
    }
  })
})
