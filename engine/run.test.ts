import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { createMemoryArchive } from '../archive/memory.ts'
import { chain, GENESIS } from '../archive/digest.ts'
import type { Archive, Group } from './contracts/archive.ts'
import type { Budget } from './contracts/manifest.ts'
import { stream } from './contracts/random.ts'
import type { Clock, Workers } from './contracts/workers.ts'
import { executeToy, toyFacts, toyManifest } from './fixtures/toy.ts'
import { startRun } from './run.ts'
import type { RunHandle, RunEnd } from './run/parts.ts'
import type { SearchEvent } from './search/effects.ts'
import { createKnownMemory, openKnown } from './search/known.ts'

const clock: Clock = {
  now: () => 0,
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** Workers that take a little while, each ticket its own. */
function slowWorkers(size: number, key: string): Workers & { readonly carriedOut: number[] } {
  const random = stream(key)
  const carriedOut: number[] = []
  const known = createKnownMemory()
  const find = openKnown(known)
  return {
    size,
    known,
    carriedOut,
    async run(assignments) {
      if (random.integer(4) === 0) await sleep(random.integer(3))
      carriedOut.push(...assignments.map(({ number }) => number))
      return assignments.map((assignment) => executeToy(assignment, find))
    },
    close: async () => {},
  }
}

function begin(
  archive: Archive,
  workers: Workers,
  budget: Budget = { evaluations: 200 },
  emit: (event: SearchEvent) => void = () => {},
): RunHandle {
  const parts = { manifest: toyManifest(), facts: toyFacts, budget, archive, workers, clock, emit }
  return startRun({ ...parts, chain: { genesis: GENESIS, extend: chain } })
}

/** An archive whose process was killed: what was appended so far, and nothing else. */
async function survivor(groups: readonly Group[]): Promise<Archive> {
  const archive = createMemoryArchive()
  for (const group of groups) await archive.append(group)
  return archive
}

describe('a run', () => {
  test('has the same digest for any number of workers', async () => {
    const digests = await Promise.all(
      [1, 2, 5].map(async (size) => (await begin(createMemoryArchive(), slowWorkers(size, `workers ${size}`)).ended).head.digest),
    )
    expect(new Set(digests).size).toBe(1)
  })

  test('has the same digest where workers are handed several short batches at a time, also when one of them faults', async () => {
    const alone = await begin(createMemoryArchive(), slowWorkers(1, 'alone')).ended
    for (const size of [1, 2, 4]) {
      const workers = slowWorkers(size, `together ${size}`)
      const handed: number[][] = []
      let faults = 0
      const together: Workers = {
        ...workers,
        together: 16,
        run(assignments, ...rest) {
          handed.push(assignments.map(({ number }) => number))
          if (assignments.length > 1 && ++faults % 5 === 0) return Promise.reject(new Error('a fault of one of them'))
          return workers.run(assignments, ...rest)
        },
      }
      const { head } = await begin(createMemoryArchive(), together).ended
      expect(head).toEqual(alone.head)
      // half of the six virtual workers' batches, shared out
      expect(Math.max(...handed.map(({ length }) => length))).toBe(Math.ceil(6 / (2 * size)))
      expect(handed[0]).toHaveLength(1)
    }
  })

  test('hands a worker one batch at a time where programs are not short', async () => {
    const workers = slowWorkers(1, 'long')
    const run = vi.spyOn(workers, 'run')
    const archive = createMemoryArchive()
    const long: Workers = {
      ...workers,
      together: 16,
      async run(assignments, ...rest) {
        const outcomes = await run(assignments, ...rest)
        return outcomes.map((outcome) =>
          outcome.kind === 'evaluated'
            ? { ...outcome, evaluation: { ...outcome.evaluation, fuel: 3_000_000 + outcome.evaluation.fuel } }
            : outcome,
        )
      },
    }
    const parts = { manifest: toyManifest(), facts: toyFacts, budget: { evaluations: 40 }, archive, workers: long, clock, emit: () => {} }
    await startRun({ ...parts, chain: { genesis: GENESIS, extend: chain } }).ended
    expect(run.mock.calls.every(([assignments]) => assignments.length === 1)).toBe(true)
  })

  test('paused again and again it comes to the digest of the uninterrupted run', async () => {
    const whole = await begin(createMemoryArchive(), slowWorkers(2, 'whole')).ended
    const archive = createMemoryArchive()
    let pauses = 0
    for (;;) {
      const run = begin(archive, slowWorkers(3, `part ${pauses}`))
      await sleep(5)
      run.pause()
      const { conclusion, head } = await run.ended
      if (conclusion !== undefined) {
        expect(head).toEqual(whole.head)
        break
      }
      pauses += 1
    }
    expect(pauses).toBeGreaterThan(2)
  })

  test('killed after any group it goes on to the same digest and carries out no kept ticket again', async () => {
    const groups: Group[] = []
    const archive = createMemoryArchive()
    const spy: Archive = { ...archive, append: (group) => archive.append(group).then(() => void groups.push(group)) }
    // Pausing flushes, so that groups end with results that wait for their turn.
    let whole: RunEnd
    let round = 0
    do {
      const run = begin(spy, slowWorkers(3, `round ${round++}`))
      await sleep(4)
      run.pause()
      whole = await run.ended
    } while (whole.conclusion === undefined)
    expect(groups.some(({ received }) => received.length > 0)).toBe(true)
    for (let count = 1; count <= groups.length; count++) {
      const half = await survivor(groups.slice(0, count))
      const kept = [...half.received().keys()]
      const workers = slowWorkers(2, `kill ${count}`)
      const { head } = await begin(half, workers).ended
      expect(head).toEqual(whole.head)
      expect(workers.carriedOut.filter((number) => kept.includes(number))).toEqual([])
    }
  })

  test('ends by the clock when told to, and says so in its journal', async () => {
    const archive = createMemoryArchive()
    const { conclusion } = await begin(archive, slowWorkers(2, 'clock'), { seconds: 0.05 }).ended
    expect(conclusion?.reason).toBe('seconds')
    expect([...archive.entries()].filter(({ record }) => record.type === 'stop')).toHaveLength(1)
    const again = await begin(archive, slowWorkers(2, 'again'), { seconds: 0.05 }).ended
    expect(again.conclusion?.champion.number).toBe(conclusion?.champion.number)
  })

  test.each([
    ['a limit that is over before the first commit', { seconds: 0.001 }, () => {}],
    ['an end that is asked for before the first commit', {}, (run: RunHandle) => void run.finish()],
  ])('%s ends the run once the initial program is judged, and its journal replays', async (_, budget, act) => {
    const archive = createMemoryArchive()
    const workers = slowWorkers(2, 'late')
    const late: Workers = { ...workers, run: (...batch) => sleep(60).then(() => workers.run(...batch)) }
    const run = begin(archive, late, budget)
    act(run)
    const { conclusion, head } = await run.ended
    const records = [...archive.entries()].map(({ record }) => record)
    expect(records.findIndex(({ type }) => type === 'stop')).toBe(1)
    expect(records.flatMap((record) => (record.type === 'commit' ? [record.ticket.kind] : []))).not.toContain('offspring')
    expect(conclusion?.champion.number).toBe(1)
    expect((await begin(archive, slowWorkers(1, 'again'), budget).ended).head).toEqual(head)
  })

  test('paused while the initial program is judged it goes on to the same end', async () => {
    const whole = await begin(createMemoryArchive(), slowWorkers(2, 'whole')).ended
    const archive = createMemoryArchive()
    const workers = slowWorkers(2, 'first')
    const run = begin(archive, { ...workers, run: (...batch) => sleep(40).then(() => workers.run(...batch)) })
    run.pause()
    expect((await run.ended).conclusion).toBeUndefined()
    expect((await begin(archive, slowWorkers(2, 'second')).ended).head).toEqual(whole.head)
  })

  test('emits events only once they are durable', async () => {
    const archive = createMemoryArchive()
    const events: SearchEvent[] = []
    await begin(archive, slowWorkers(2, 'events'), { evaluations: 100 }, (event) => {
      events.push(event)
      if (event.type === 'improved') expect(archive.program(event.individual.number)).toBeDefined()
    }).ended
    expect(events.some(({ type }) => type === 'improved')).toBe(true)
    expect(events.some(({ type }) => type === 'validated')).toBe(true)
  })

  test('fails with the reason when the archive cannot be written', async () => {
    const archive: Archive = { ...createMemoryArchive(), append: () => Promise.reject(new Error('disk full')) }
    await expect(begin(archive, slowWorkers(2, 'full')).ended).rejects.toThrow('disk full')
  })

  test('refuses a journal that it would not have written', async () => {
    const archive = createMemoryArchive()
    await begin(archive, slowWorkers(2, 'other')).ended
    const parts = { facts: toyFacts, budget: { evaluations: 200 }, archive, workers: slowWorkers(1, 'x'), clock, emit: () => {} }
    const other = { ...parts, manifest: toyManifest({ seed: '9' }), chain: { genesis: GENESIS, extend: chain } }
    await expect(startRun(other).ended).rejects.toMatchObject({ code: 'RESUME_DIVERGED' })
  })
})
