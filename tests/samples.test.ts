import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { loadPlugin } from '../authoring/plugins.ts'
import { acceptanceRequirements, schedulerRequirements } from '../conformance/index.ts'
import { createRegistry } from '../engine/contracts/registry.ts'
import { exportRun, importRun, openRun, rebuild, verify } from '../index.ts'
import { eventsOf, ternate } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-samples-'))
afterAll(() => rmSync(root, { recursive: true }))

const PLUGIN = `import { defineAcceptance, defineScheduler } from 'ternate'

const oneCase = defineAcceptance({
  name: 'one-case',
  create: () => ({
    next: ({ results, weights }, random) => (results.size === 0 ? { evaluate: [random.integer(weights.length)] } : { accept: true }),
  }),
})

const bestFurther = defineScheduler({
  name: 'best-further',
  create: () => ({
    next({ ticket, islands, shares, trainCases, taken }) {
      for (const { number, caseScores } of islands.flatMap(({ individuals }) => individuals.slice(0, 5))) {
        const isOpen = (at) => Number.isNaN(caseScores[at] ?? NaN) && !taken(number).includes(at)
        const cases = Array.from({ length: trainCases }, (_, at) => at).filter(isOpen).slice(0, 2)
        if (ticket % 2 === 0 && cases.length > 0) return { evaluate: number, cases }
      }
      return { propose: shares === undefined ? ticket % islands.length : shares.findIndex((share) => share > 0) }
    },
  }),
})

export default [oneCase, bestFurther]
`

const SETTINGS = `
problem: bin-packing
plugins: [./samples.ts]
strategy:
  name: sampling
  scheduler: { use: best-further }
  islands:
    - parents: { use: tournament, size: 2 }
      proposers: { use: genetic }
      acceptance: { use: one-case }
  finalists: 3
`

writeFileSync(join(root, 'samples.ts'), PLUGIN)
writeFileSync(join(root, 'ternate.yaml'), SETTINGS)
const { parts } = await loadPlugin(join(root, 'samples.ts'))
const registry = createRegistry(parts)

describe('the parts of the run', () => {
  for (const { name, run } of [
    ...schedulerRequirements(() => registry.create('scheduler', { use: 'best-further' })),
    ...acceptanceRequirements(() => registry.create('acceptance', { use: 'one-case' })),
  ])
    test(name, run)
})

test(
  'a run whose offspring are judged on one case, and further as its scheduler says, is killed, resumed, verified, exported and rebuilt',
  { timeout: 120_000 },
  async () => {
    const at = (name: string): string => join(root, name)
    mkdirSync(at('elsewhere'))
    const args = ['run', '--evaluations', '60', '--workers', '2', '--sandbox', 'none', '--json', '--out', 'run']
    const killed = await ternate(args, root, (text) => text.split('\n').length > 3)
    expect({ signal: killed.signal, stderr: killed.stderr }).toMatchObject({ signal: 'SIGKILL' })
    const resumed = await ternate(['resume', 'run', '--json', '--workers', '1'], root)
    expect(resumed).toMatchObject({ code: 0, stderr: '' })
    const digest = (eventsOf(resumed.stdout).at(-1) as { digest: string }).digest
    const whole = await ternate([...args.slice(0, -1), 'whole'], root)
    expect(eventsOf(whole.stdout).at(-1)).toMatchObject({ type: 'finished', digest })

    const { archive } = openRun(at('run'))
    const records = [...archive.entries()].flatMap(({ record }) => (record.type === 'commit' ? [record] : []))
    const merged = records.flatMap(({ ticket, merged: known }) => (known && ticket.kind === 'evaluation' ? [{ ticket, known }] : []))
    expect(merged.length).toBeGreaterThan(5)
    expect(records.some(({ ticket }) => ticket.kind === 'offspring' && ticket.sampled !== undefined)).toBe(true)
    const { ticket, known } = merged.at(-1)!
    const last = merged.filter((one) => one.ticket.program === ticket.program)
    expect(archive.recall(ticket.program)?.evaluation).toEqual(known.evaluation)
    for (const one of last)
      expect(archive.recall(ticket.program, one.known.evaluation.cases.length)?.evaluation).toEqual(one.known.evaluation)
    expect([...archive.entries()].some(({ record }) => record.type === 'heldOut' && record.set === 'train')).toBe(false)
    await archive.close()

    const shown = await ternate(['show', 'run', String(ticket.program), '--json'], root)
    const [train] = (JSON.parse(shown.stdout) as { evaluations: { score?: number; cases: unknown[] }[] }).evaluations
    expect(train?.score).toBe(known.evaluation.score)
    expect(train?.cases).toHaveLength(known.evaluation.cases.length)

    for (const mode of [{ kind: 'journal' }, { kind: 'sample', size: 1000 }, { kind: 'all', workers: 1 }] as const)
      expect(await verify(at('run'), mode)).toMatchObject({ equal: true, digest })
    await exportRun(at('run'), 'jsonl', at('run.jsonl'))
    await importRun(at('run.jsonl'), at('elsewhere/run'))
    expect(await rebuild(at('elsewhere/run'))).toMatchObject({ digest })
    const again = openRun(at('elsewhere/run')).archive
    expect(again.recall(ticket.program)?.evaluation).toEqual(known.evaluation)
    await again.close()
  },
)

test('a scheduler that asks for a case which is judged already ends the run in one line', async () => {
  writeFileSync(join(root, 'wrong.ts'), PLUGIN.replace('{ evaluate: number, cases }', '{ evaluate: 1, cases: [0] }'))
  writeFileSync(join(root, 'wrong.yaml'), SETTINGS.replace('samples.ts', 'wrong.ts'))
  const ended = await ternate(
    ['run', '--config', 'wrong.yaml', '--evaluations', '30', '--workers', '1', '--sandbox', 'none', '--out', 'wrong'],
    root,
  )
  expect(ended.code).toBe(1)
  expect(ended.stderr).toMatch(/the scheduler best-further evaluates program 1 on case 0, which is judged or under way already/)
  expect(ended.stderr).not.toMatch(/\n\s+at /)
})
