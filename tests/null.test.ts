import { describe, expect, test } from 'vitest'
import { createMemoryArchive } from '../archive/memory.ts'
import type { Manifest } from '../engine/contracts/manifest.ts'
import type { Files } from '../engine/contracts/program.ts'
import type { Proposer } from '../engine/contracts/proposer.ts'
import type { Workers } from '../engine/contracts/workers.ts'
import { createRules } from '../engine/evaluation/rules.ts'
import { createExecutor } from '../engine/tickets/execute.ts'
import { startRun } from '../engine/run.ts'
import type { Conclusion, SearchStatus } from '../engine/search/status.ts'
import type { SearchEvent } from '../engine/search/effects.ts'
import { strategies } from '../strategies/presets/index.ts'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import { completeProblem } from '../authoring/load.ts'
import { ownParts } from '../run/parts.ts'
import { ownLanguages } from '../languages/index.ts'
import { chain } from '../run/chain.ts'
import { factsOf } from '../run/search-facts.ts'

const ten = Array.from({ length: 10 }, (_, k) => ({ input: k }))

/** Luck and nothing else: what a program guesses is its score. */
const problem = completeProblem({
  statement: 'Guess high.',
  entry: 'guess(input: number): number',
  cases: {
    train: ten,
    validation: ten.map(({ input }) => ({ input: input + 100 })),
    heldOut: { later: ten.map(({ input }) => ({ input: input + 200 })) },
  },
  verify: (_, answer: number) => answer,
  initialPrograms: [{ 'program.js': 'export function guess(input) {\n  return Math.random()\n}\n' }],
})

/** Standard deviation of a mean score that is luck alone. */
const deviation = Math.sqrt(1 / 12 / ten.length)

const write = (line: string): Files => ({ 'program.js': `export function guess(input) {\n  ${line}\n  return Math.random()\n}\n` })

/** A run whose every offspring has `line`, for its ticket's number, in front of what the initial program does. */
async function run(
  evaluations: number,
  line: (draw: number) => string,
): Promise<{ events: SearchEvent[]; conclusion: Conclusion; status: SearchStatus }> {
  const proposer: Proposer = {
    // oxlint-disable-next-line require-yield
    *propose({ random }) {
      return { kind: 'program', files: write(line(random.integer(1e9))), operator: 'idle' }
    },
  }
  const { islands, ...recipe } = strategies['default'] as Manifest['strategy']
  const manifest: Manifest = {
    format: 2,
    engine: 'test',
    problem: { name: problem.name, content: problem.content, direction: problem.direction },
    seed: '1',
    strategy: { ...recipe, islands: islands.map((island) => ({ ...island, proposers: { use: 'idle' } })) },
    order: { virtualWorkers: 16, batch: 1, lookahead: 1000 },
    platform: { node: '', v8: '', icu: '', arch: '' },
  }
  const evaluator = await createEvaluator(problem)
  const workers: Workers = {
    size: 1,
    run: createExecutor({
      problem,
      proposers: (name) => (name === 'idle' ? proposer : undefined),
      rules: createRules(ownParts),
      evaluator,
      languages: ownLanguages,
    }),
    close: () => evaluator.close(),
  }
  const events: SearchEvent[] = []
  const clock = { now: () => 0, after: () => () => {} }
  try {
    const driven = startRun({
      manifest,
      facts: factsOf(problem, manifest),
      budget: { evaluations },
      archive: createMemoryArchive(),
      chain,
      workers,
      clock,
      emit: (event) => events.push(event),
    })
    const { conclusion } = await driven.ended
    if (conclusion === undefined) throw new Error('the run was paused')
    return { events, conclusion, status: driven.status() }
  } finally {
    await workers.close()
  }
}

const improvements = (events: readonly SearchEvent[]): number => events.filter(({ type }) => type === 'improved').length

describe('changes that change nothing, on a problem of pure luck', () => {
  test('a thousand comments are no gain: they are known by their form and not even judged', async () => {
    const { events, conclusion, status } = await run(10, (draw) => `// an improvement: ${draw}`)
    expect(status.outcomes.unchanged).toBeGreaterThanOrEqual(1000)
    expect(improvements(events)).toBe(1)
    expect(conclusion.champion.number).toBe(1)
  })

  test('a thousand idle statements are no gain: every program meets the same luck', { tags: 'long' }, async () => {
    const { events, conclusion, status } = await run(1001, (draw) => `const idle${draw} = ${draw}`)
    expect(status.outcomes.pruned + status.outcomes['duplicate-behaviour']).toBeGreaterThanOrEqual(1000)
    expect(improvements(events)).toBe(1)
    expect(conclusion.champion.number).toBe(1)
  })

  test('luck that a program chooses for itself looks like a gain on train, and is none on cases that selection never saw', async () => {
    const { events, conclusion } = await run(300, (draw) => `for (let k = 0; k < ${draw % 97}; k++) Math.random()`)
    expect(improvements(events)).toBeGreaterThan(2)
    const bests = events.flatMap((event) => (event.type === 'improved' ? [event.individual.score] : []))
    expect((bests.at(-1) ?? 0) - 0.5).toBeGreaterThan(1.5 * deviation)
    const later = conclusion.heldOut.get('heldOut/later')?.score ?? 0
    expect(Math.abs(later - 0.5)).toBeLessThan(3 * deviation)
  })
})
