import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { evolve, openRun, resume, verify } from '../index.ts'
import { isFinished } from '../experiments/results.ts'
import { eventsOf, ternate } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-patience-'))
afterAll(() => rmSync(root, { recursive: true }))
const at = (name: string): string => join(root, name)

test('a run ends when so many evaluations brought no progress, and goes on with more patience', { tags: 'long' }, async () => {
  const args = ['run', 'template', '--patience', '20', '--seed', '3', '--workers', '2', '--out', 'one', '--json']
  const first = eventsOf((await ternate(args, root)).stdout)
  const last = first.at(-1) as { evaluations: number; digest: string }
  expect(last).toMatchObject({ type: 'finished', reason: 'patience' })
  const improved = first.filter(({ type }) => type === 'improved').at(-1) as { evaluations: number }
  expect(last.evaluations).toBeGreaterThanOrEqual(improved.evaluations + 20)

  const run = await evolve('template', { patience: 20, seed: 3, workers: 1, out: at('two') })
  await run.pause()
  expect((await (await resume(at('two'), { workers: 1 })).finished).digest).toBe(last.digest)
  const opened = openRun(at('two'))
  expect(isFinished(opened)).toBe(true)
  await opened.archive.close()

  expect((await ternate(['list', root], root)).stdout).toContain('finished, patience')
  const shown = (await ternate(['show', 'one'], root)).stdout
  expect(shown).toMatch(/budget +evaluations 16,000, patience 20\n/)
  expect(shown).toContain('finished, ended by patience')
  const spent = await ternate(['resume', 'one', '--evaluations', '9000'], root)
  expect(spent).toMatchObject({ code: 1, stdout: '' })
  expect(spent.stderr).toMatch(/^ternate: [^\n]*\(patience\): [\d,]+ evaluations, [^\n]*more patience[^\n]*\[BUDGET_SPENT\]\n$/)

  const further = eventsOf((await ternate(['resume', 'one', '--patience', '30', '--json'], root)).stdout)
  expect(further.at(-1)).toMatchObject({ type: 'finished', reason: 'patience' })
  const more = await (await resume(at('two'), { patience: 30, workers: 1 })).finished
  expect(more.digest).toBe(further.at(-1)?.['digest'])
  expect(more.evaluations).toBeGreaterThan(last.evaluations)
  expect(await verify(at('two'), { kind: 'journal' })).toMatchObject({ equal: true, digest: more.digest })
  await expect(evolve('template', { patience: 0.5 })).rejects.toMatchObject({ code: 'OPTION_INVALID' })
})
