import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Assignment } from '../../engine/contracts/ticket.ts'
import { makeProgram } from '../../languages/index.ts'
import { childrenOf } from '../isolate/fixtures/processes.ts'
import { createPool } from './pool.ts'

const folder = mkdtempSync(join(tmpdir(), 'ternate-apart-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(join(folder, 'initial.js'), 'export function f(x) { return x }\n')
writeFileSync(
  join(folder, 'problem.js'),
  `import { defineProblem } from 'ternate'
export default defineProblem({
  statement: 'Return the input.',
  direction: 'minimize',
  entry: 'f(x: number): number',
  cases: { train: [{ input: 1 }] },
  verify: (_, answer) => {
    if (answer === 13) process.kill(process.pid, 'SIGKILL')
    if (answer === 14) throw new Error('no')
    return answer
  },
})
`,
)

function judging(answer: number): Assignment {
  const made = makeProgram({ 'program.js': `export function f(x) { return ${answer} }` })
  if (!made.ok) throw new Error(made.reason)
  return { kind: 'evaluation', number: answer, program: made.program, set: 'train' }
}

test('what ends a process of its own is the fault of its batch alone, and the process ends with the last batch', async () => {
  const before = childrenOf(process.pid).length
  const pool = createPool(new URL('./thread.ts', import.meta.url), 1, { folder, jail: 'none' })
  const ends = await Promise.allSettled([1, 13, 2, 13, 14].map(async (answer) => pool.apart?.([judging(answer)], () => {})))
  const scored = (score: number): object => ({ status: 'fulfilled', value: [{ kind: 'evaluated', evaluation: { score } }] })
  const died = { status: 'rejected', reason: { code: 'WORKER_DIED', message: 'the process that carried it out ended by SIGKILL' } }
  expect(ends).toMatchObject([
    scored(1),
    died,
    scored(2),
    died,
    { status: 'fulfilled', value: [{ kind: 'evaluated', evaluation: { verdict: 'unverified' } }] },
  ])
  await pool.close()
  if (process.platform === 'linux') expect(childrenOf(process.pid)).toHaveLength(before)
})
