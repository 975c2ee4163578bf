import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createMemoryArchive } from '../archive/memory.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Workers } from '../engine/contracts/workers.ts'
import { assemble } from './fixtures/assembly.ts'

/** Workers whose batches wait before or after they are carried out, and whose words of progress come late or not at all. */
type Delays = (batch: number) => { readonly before: number; readonly after: number; readonly progress: number | 'lost' }

const delayed =
  (delays: Delays) =>
  (workers: Workers): Workers => {
    let batches = 0
    return {
      ...workers,
      async run(assignments, report) {
        const { before, after, progress } = delays((batches += 1))
        await sleep(before)
        const outcomes = await workers.run(assignments, (fuel) => {
          if (progress !== 'lost') setTimeout(report, progress, fuel)
        })
        await sleep(after)
        return outcomes
      },
    }
  }

const random = stream('delays')
const profiles: Readonly<Record<string, Delays>> = {
  'results that overtake each other': () => ({ before: 0, after: random.integer(15), progress: random.integer(30) }),
  'a worker that now and then stands still': (batch) => ({ before: batch % 20 === 0 ? 150 : 0, after: 0, progress: 'lost' }),
  'the first of each four last': (batch) => ({ before: 0, after: batch % 4 === 1 ? 20 : 0, progress: 5 }),
}

const evaluations = Number(process.env['TERNATE_EVALUATIONS'] ?? 200)

async function digestOf(workers: number, delays?: Delays): Promise<string> {
  const run = await assemble(createMemoryArchive(), { workers, evaluations }, delays === undefined ? undefined : delayed(delays))
  try {
    return (await run.ended).head.digest
  } finally {
    await run.close()
  }
}

describe('a run of bin packing has one digest', () => {
  const reference = digestOf(1)

  test.each([2, 4, 8])('with %i workers', { tags: 'long' }, async (workers) => {
    expect(await digestOf(workers)).toBe(await reference)
  })

  test.each(Object.entries(profiles))('with %s', async (_, delays) => {
    expect(await digestOf(3, delays)).toBe(await reference)
  })
})
