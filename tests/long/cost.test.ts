import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

test('no operation costs more than a hundred times the median but those that say why', () => {
  const script = fileURLToPath(new URL('../../bench/cost-certificate.ts', import.meta.url))
  const { stdout, status } = spawnSync(process.execPath, [script], { encoding: 'utf8' })
  expect(stdout.split('\n').filter((line) => line.endsWith('TOO CHEAP'))).toEqual([])
  expect(status).toBe(0)
})
