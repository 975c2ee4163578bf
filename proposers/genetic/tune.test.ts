import { expect, test } from 'vitest'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { Context, Proposal } from '../../engine/contracts/proposer.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { stream } from '../../engine/contracts/random.ts'
import { makeProgram } from '../../languages/index.ts'
import { createGenetic } from './genetic.ts'
import { operators } from './operators.ts'

const made = makeProgram({ 'program.ts': 'export const f = (x: number): number => x * 10 - 3' })
if (!made.ok) throw new Error(made.reason)
const { program } = made
const entry = { name: 'f', parameters: [{ name: 'x', type: 'number' }], returns: 'number' }

/** How far a program's two constants are from 42 and 7. */
const distance = (files: Files): number => {
  const [a, b] = (files['program.ts'] ?? '')
    .matchAll(/-?[\d.]+/g)
    .map(Number)
    .toArray()
  return Math.abs((a ?? 0) - 42) + Math.abs((b ?? 0) - 7)
}

const judged = (score: number): Evaluation => ({
  set: 'train',
  verdict: 'scored',
  cases: [{ verdict: 'scored', fuel: 1, score, metrics: {} }],
  score,
  metrics: {},
  fuel: 1,
})

/** The proposal, and what was asked on the way. */
function propose(
  key: string,
  names: readonly string[],
  direction: Context['direction'],
): { readonly proposal: Proposal; readonly asked: Files[] } {
  const asked: Files[] = []
  const genetic = createGenetic({ operators: operators.filter(({ name }) => names.includes(name)) })
  const parents = [{ program, evaluation: judged(distance(program.files)) }]
  const conversation = genetic.propose({
    statement: '',
    entry,
    direction,
    vocabulary: {},
    parents,
    inspirations: [],
    trainCases: 8,
    size: 80,
    random: stream(key),
  })
  let turn = conversation.next()
  while (turn.done !== true) {
    const request = turn.value
    if (request.kind !== 'evaluate') throw new Error(`a request of kind ${request.kind}`)
    asked.push(request.files)
    expect(request.cases).toHaveLength(1)
    turn = conversation.next({ kind: 'evaluation', evaluation: judged(distance(request.files)) })
  }
  return { proposal: turn.value, asked }
}

test.each(['minimize', 'maximize'] as const)('a tuned program is the best of those tried, when the problem asks to %s', (direction) => {
  for (let k = 0; k < 30; k++) {
    const { proposal, asked } = propose(`tune/${k}`, ['tune-constants'], direction)
    if (proposal.kind !== 'program' || proposal.operator !== 'tune-constants') continue
    const tried = asked.slice(-4).map(distance)
    expect(distance(proposal.files)).toBe(direction === 'minimize' ? Math.min(...tried) : Math.max(...tried))
  }
})

test('tuning comes nearer than blind changes of a constant', () => {
  const mean = (name: string): number => {
    const distances = Array.from({ length: 60 }, (_, k) => {
      const { proposal } = propose(`pair/${k}`, [name], 'minimize')
      return proposal.kind === 'program' ? distance(proposal.files) : 0
    })
    return distances.reduce((sum, value) => sum + value, 0) / distances.length
  }
  expect(mean('tune-constants')).toBeLessThan(mean('constant-mutation'))
  expect(propose('quiet', ['constant-mutation'], 'minimize').asked).toEqual([])
})
