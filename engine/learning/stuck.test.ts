import { expect, test } from 'vitest'
import { openWriter } from '../fixtures/writer.ts'
import { toyManifest } from '../fixtures/toy.ts'
import { diagnose } from './stuck.ts'
import type { Signs } from './stuck.ts'
import { strategies } from '../../strategies/presets/index.ts'

const moving: Signs = {
  evaluations: 1000,
  since: 1000,
  gained: false,
  islands: [{ individuals: 40, cells: 1 }],
  operators: [
    { proposer: 'genetic', operator: 'good', tries: 500, failed: 20, idle: 20, gains: 0 },
    { proposer: 'genetic', operator: 'bad', tries: 500, failed: 450, idle: 10, gains: 0 },
  ],
  outcomes: { fuel: 0 },
  strategy: strategies['default'] as Signs['strategy'],
  asksModels: false,
}

test.each([
  ['nothing was gained yet, and few evaluations were spent', { since: 99 }, undefined],
  ['something was gained lately', { gained: true, since: 499 }, undefined],
  ['something was gained a short while ago', { gained: true, evaluations: 250, since: 199 }, undefined],
  ['nothing was ever gained', {}, ['no gain']],
  ['nothing was gained for half of the run', { gained: true, since: 500 }, ['no gain']],
  ['one individual is left', { islands: [{ individuals: 1, cells: 1 }] }, ['no gain', 'one individual']],
  ['offspring run out of fuel', { outcomes: { fuel: 400 } }, ['no gain', 'fuel']],
  ['offspring fail', { operators: moving.operators.map((row) => ({ ...row, failed: 400 })) }, ['no gain', 'failing']],
  ['offspring are nothing new', { operators: moving.operators.map((row) => ({ ...row, idle: 400, failed: 0 })) }, ['no gain', 'idle']],
] as const)('%s', (_, change, kinds) => {
  expect(diagnose({ ...moving, ...change })?.symptoms.map(({ kind }) => kind)).toEqual(kinds)
})

test('the operators that fail most are named, worst first; what may be done fits the signs', () => {
  const [good, bad] = moving.operators.map((row) => ({ ...row, failed: row.operator === 'bad' ? 450 : 300 }))
  const stuck = diagnose({ ...moving, operators: [good, bad].flatMap((row) => row ?? []), islands: [{ individuals: 1, cells: 1 }] })
  const failing = stuck?.symptoms.find(({ kind }) => kind === 'failing')
  expect(failing).toEqual({
    kind: 'failing',
    share: 0.75,
    operators: [
      { operator: 'bad', tries: 500, failed: 450 },
      { operator: 'good', tries: 500, failed: 300 },
    ],
  })
  expect(stuck?.levers).toEqual(['partial credit', 'finer scores', 'vocabulary', 'no race', 'lean', 'model'])
  const lean = strategies['lean'] as Signs['strategy']
  const raceless = { ...lean, islands: lean.islands.map(({ acceptance: _race, ...island }) => island) }
  const asking = diagnose({ ...moving, strategy: raceless, asksModels: true })
  expect(asking?.levers).toEqual(['finer scores', 'vocabulary'])
})

test('a run says it once nothing better was found for long, and no longer when there is something', () => {
  const run = openWriter(toyManifest(), { evaluations: 1500 })
  const seen: boolean[] = []
  while (run.step(0)) seen.push(run.sequencer.status().stuck !== undefined)
  expect(seen.slice(0, 90)).not.toContain(true)
  expect(seen.at(-1)).toBe(true)
  expect(run.sequencer.status().stuck?.symptoms[0]).toMatchObject({ kind: 'no gain', ever: true })
})
