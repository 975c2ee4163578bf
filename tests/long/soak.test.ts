import process from 'node:process'
import { expect, test } from 'vitest'
import { soak } from '../../bench/soak.ts'

test.runIf(process.platform === 'linux')('fifty thousand programs leave nothing behind', async () => {
  const lines: string[] = []
  const { engineGrowth, sandboxGrowth, processes, descriptors, resources } = await soak(50_000, (line) => lines.push(line))
  console.log(lines.join('\n'))
  expect(engineGrowth).toBeLessThan(100)
  expect(sandboxGrowth).toBeLessThan(1024)
  // two spare sandboxes, with two pipes each, and the null device
  expect(processes).toBeLessThanOrEqual(2)
  expect(descriptors).toBeLessThanOrEqual(2 * processes + 1)
  expect(resources).toBeLessThanOrEqual(0)
})
