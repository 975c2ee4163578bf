import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { smallProblem } from '../evaluators/isolate/fixtures/problems.ts'
import { replay } from '../evaluators/isolate/fixtures/replay.ts'
import { meter } from '../evaluators/isolate/metering/meter.ts'
import { fences } from '../evaluators/isolate/sandbox/process.ts'
import type { Request } from '../evaluators/isolate/sandbox/protocol.ts'
import { operations } from './operations/index.ts'
import { sourceOf } from './operations/row.ts'

const { entry } = smallProblem()

/** A small size of a row, of which half is one too. */
const sizeOf = (size: number): number => Math.max(16, 16 * Math.floor(Math.min(size, 512) / 16))

test('there are operations enough, each named once', () => {
  const names = operations.map(({ name }) => name)
  expect(names.filter((name, k) => names.indexOf(name) !== k)).toEqual([])
  expect(names.length).toBeGreaterThan(180)
})

test('what is larger costs as much at least, and each turn something', { timeout: 120_000 }, async () => {
  const inputs = operations.flatMap(({ size }) => [
    [sizeOf(size) / 2, 4],
    [sizeOf(size), 4],
    [sizeOf(size), 5],
  ])
  const runs = operations.flatMap((row, k): Request[] => {
    const metered = meter({ 'program.js': sourceOf(row) }, entry)
    if (!metered.ok) throw new Error(`${row.name}: ${metered.reason}`)
    return [0, 1, 2].map((at) => ({
      kind: 'run',
      runs: [{ script: metered.script, set: 'train', turns: [{ input: 3 * k + at, fuel: 2 ** 40, draws: [1, 2, 3, 4, 5, 6, 7, 8] }] }],
      seconds: 60,
    }))
  })
  const setup: Request = { kind: 'setup', entry, driver: undefined, memory: 512, answer: 2 ** 20, realm: 'frozen' }
  const engines = fences.filter((flag) => flag.includes('regexp'))
  const replies = await replay(engines, [setup, { kind: 'load', set: 'train', inputs }, ...runs])
  const ends = replies.flatMap((reply) => (reply.kind === 'ended' ? (reply.runs[0] ?? []) : []))
  expect(ends).toHaveLength(inputs.length)
  const wrong = operations.filter((_, k) => {
    const [half, whole, more] = ends.slice(3 * k, 3 * k + 3)
    if (half?.kind !== 'answer' || whole?.kind !== 'answer' || more?.kind !== 'answer') return true
    return whole.fuel < half.fuel || more.fuel <= whole.fuel
  })
  expect(wrong.map(({ name }) => name)).toEqual([])
})

test('the certificate names what it measures, and holds for a few', { timeout: 120_000 }, () => {
  const script = fileURLToPath(new URL('./cost-certificate.ts', import.meta.url))
  const { stdout, status } = spawnSync(process.execPath, [script, 'Reflect.'], { encoding: 'utf8' })
  expect(stdout).toMatch(/^\d+ operations, median [\d.]+ ms of processor time per million fuel$/m)
  expect(stdout).toContain('Reflect.ownKeys')
  expect(status).toBe(0)
})
