import { describe, expect, test } from 'vitest'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { arrowsOf, wrongArrow } from './arrows.ts'

const ROOT = join(import.meta.dirname, '..')
const arrows = arrowsOf(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8'))

describe('the table of arrows', () => {
  test('is read from CONTRIBUTING.md', () => {
    expect(arrows.get('engine/contracts')).toEqual([])
    expect(arrows.get('engine/search')).toEqual(['engine/contracts', 'engine/learning', 'engine/population'])
    expect(arrows.get('cli')).toBe('everything')
  })

  test.each([
    ['engine/run.ts', 'engine/contracts/fault.ts', true],
    ['engine/contracts/fault.ts', 'engine/run.ts', false],
    ['engine/run.ts', 'disk/read.ts', false],
    ['engine/order/sequencer.ts', 'engine/search/search.ts', true],
    ['engine/search/search.ts', 'engine/order/sequencer.ts', false],
    ['archive/lmdb.ts', 'engine/contracts/archive.ts', true],
    ['archive/lmdb.ts', 'engine/run.ts', false],
    ['evaluators/isolate/evaluator.ts', 'evaluators/workers/pool.ts', false],
    ['evaluators/workers/worker.ts', 'evaluators/isolate/evaluator.ts', true],
    ['run/evolve.ts', 'cli/main.ts', false],
    ['run/evolve.ts', 'index.ts', false],
    ['dashboard/page/main.tsx', 'dashboard/api-types.ts', true],
    ['dashboard/page/main.tsx', 'dashboard/server/app.ts', false],
    ['cli/main.ts', 'run/evolve.ts', true],
    ['new-room/file.ts', 'engine/run.ts', false],
    ['engine/run.test.ts', 'archive/memory.ts', true],
  ])('%s imports %s: %s', (file, target, may) => {
    expect(wrongArrow(arrows, file, target) === undefined).toBe(may)
  })

  test('is what the linter holds files to', () => {
    const folder = join(ROOT, 'disk', 'arrows-probe')
    mkdirSync(folder)
    try {
      writeFileSync(join(folder, 'probe.ts'), "export { TernateError } from '../../engine/contracts/fault.ts'\n")
      const oxlint = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint')
      const { status, stdout } = spawnSync(process.execPath, [oxlint, join(folder, 'probe.ts')], { cwd: ROOT, encoding: 'utf8' })
      expect(stdout).toContain('disk/ must not depend on engine/contracts/fault.ts')
      expect(status).toBe(1)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
