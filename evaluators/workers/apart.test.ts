import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Program } from '../../engine/contracts/program.ts'
import type { Assignment, Outcome } from '../../engine/contracts/ticket.ts'
import { Known } from '../../engine/search/known.ts'
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

function programOf(answer: number): Program {
  const made = makeProgram({ 'program.js': `export function f(x) { return ${answer} }` })
  if (!made.ok) throw new Error(made.reason)
  return made.program
}

const judging = (answer: number): Assignment => ({ kind: 'evaluation', number: answer, program: programOf(answer), set: 'train' })

test('a process of its own is told of the programs that its tickets may know', async () => {
  const pool = createPool(new URL('./thread.ts', import.meta.url), 1, { folder, jail: 'none' })
  const list = new Known({ clears: false, hasSchedule: false }, pool.known)
  const program = programOf(1)
  const evaluation = {
    set: 'train',
    verdict: 'scored',
    cases: [{ verdict: 'scored', score: 1, fuel: 9, metrics: {} }],
    metrics: {},
    fuel: 9,
  } as const
  const drawnAt = (number: number): Assignment => ({
    kind: 'offspring',
    number,
    stream: 'apart/1',
    proposer: 'random',
    parents: [{ program, evaluation }],
    inspirations: [],
    programs: list.count,
  })
  const run = async (assignment: Assignment): Promise<Outcome | undefined> => (await pool.apart?.([assignment], () => {}))?.[0]
  try {
    list.add(program.canonicalHash, evaluation)
    const first = await run(drawnAt(1))
    if (first?.kind !== 'evaluated') throw new Error(`it is ${first?.kind}`)
    list.add(first.program.canonicalHash, first.evaluation)
    expect(await run({ ...drawnAt(2), programs: 1 } as Assignment)).toMatchObject({ kind: 'evaluated' })
    expect(await run(drawnAt(3))).toMatchObject({ kind: 'known', program: 2 })
    expect((await pool.run([drawnAt(4)], () => {}))[0]).toMatchObject({ kind: 'known', program: 2 })
  } finally {
    await pool.close()
  }
})

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
