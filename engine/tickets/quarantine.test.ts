import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chain, GENESIS } from '../../archive/digest.ts'
import { createMemoryArchive } from '../../archive/memory.ts'
import type { TicketFault } from '../contracts/event.ts'
import { TernateError } from '../contracts/fault.ts'
import type { Assignment } from '../contracts/ticket.ts'
import type { Workers } from '../contracts/workers.ts'
import { executeToy, toyFacts, toyManifest } from '../fixtures/toy.ts'
import { startRun } from '../run.ts'
import type { RunHandle } from '../run/parts.ts'

const clock = { now: () => 0, after: () => () => {} }

/** Workers that reject batches with a ticket of which `fault` says so; how often each ticket was carried out. */
function brittle(
  size: number,
  fault: (assignment: Assignment, time: number) => unknown,
): Workers & { readonly times: Map<number, number> } {
  const times = new Map<number, number>()
  return {
    size,
    times,
    async run(assignments) {
      await Promise.resolve()
      for (const each of assignments) {
        const time = (times.get(each.number) ?? 0) + 1
        times.set(each.number, time)
        const thrown = fault(each, time)
        if (thrown !== undefined) throw thrown
      }
      return assignments.map((assignment) => executeToy(assignment))
    },
    close: async () => {},
  }
}

function begin(workers: Workers, { batch = 1, archive = createMemoryArchive() } = {}, faults: TicketFault[] = []): RunHandle {
  const parts = { manifest: toyManifest({ batch }), facts: toyFacts, budget: { evaluations: 120 }, archive, workers, clock }
  return startRun({ ...parts, chain: { genesis: GENESIS, extend: chain }, emit: () => {}, onFault: (fault) => faults.push(fault) })
}

const isOffspring = ({ kind }: Assignment): boolean => kind === 'offspring'

describe('a fault of one ticket', () => {
  test('leaves no trace in the journal when the second try comes to something', async () => {
    for (const batch of [1, 4]) {
      const { head } = await begin(
        brittle(2, () => undefined),
        { batch },
      ).ended
      const faults: TicketFault[] = []
      const workers = brittle(2, (each, time) => (isOffspring(each) && each.number % 5 === 0 && time === 1 ? new Error('once') : undefined))
      expect((await begin(workers, { batch }, faults).ended).head).toEqual(head)
      if (batch === 1) expect(faults.every(({ setAside, times }) => times === 1 && !setAside)).toBe(true)
      if (batch === 1) expect(faults.length).toBeGreaterThan(5)
    }
  })

  test.each([1, 3])('sets the ticket aside the second time, whatever was thrown, with batches of %d', async (batch) => {
    const thrown = fc.oneof(
      fc.string().map((text) => new Error(text)),
      fc.string().map((text) => new TernateError('PROBLEM_DRIVER', `driver ${text}`, 'mend it')),
      fc.anything(),
      fc.constant({ toString: '' }),
    )
    await fc.assert(
      fc.asyncProperty(thrown, fc.integer({ min: 2, max: 7 }), async (error, every) => {
        const archive = createMemoryArchive()
        const faults: TicketFault[] = []
        const strikes = (each: Assignment): boolean => isOffspring(each) && each.number % every === 0
        const { head, conclusion } = await begin(
          brittle(3, (each) => (strikes(each) ? (error ?? 'nothing') : undefined)),
          { batch, archive },
          faults,
        ).ended
        expect(conclusion).toBeDefined()
        const commits = [...archive.entries()].flatMap(({ record }) => (record.type === 'commit' ? [record] : []))
        for (const { ticket, outcome } of commits) {
          const isAside = outcome.kind === 'failed' && outcome.fault !== undefined
          expect(isAside).toBe(ticket.kind === 'offspring' && ticket.number % every === 0)
        }
        const aside = faults.filter(({ setAside }) => setAside)
        expect(aside.length).toBeGreaterThan(3)
        expect(aside.every(({ ticket, times }) => ticket % every === 0 && times === 2)).toBe(true)
        // the same on other workers, and from what is on disk
        const again = await begin(
          brittle(1, (each) => (strikes(each) ? (error ?? 'nothing') : undefined)),
          { batch },
        ).ended
        expect(again.head).toEqual(head)
        expect(
          (
            await begin(
              brittle(1, () => new Error('nothing is left to be carried out')),
              { batch, archive },
            ).ended
          ).head,
        ).toEqual(head)
      }),
      { numRuns: 12 },
    )
  })

  test('says what it was in one line, without the place where it was', async () => {
    const faults: TicketFault[] = []
    const error = new TernateError('PROBLEM_LOAD', '/home/someone/mine/problem.ts: what\nis this', 'mend it')
    await begin(
      brittle(1, (each) => (each.number === 4 ? error : undefined)),
      {},
      faults,
    ).ended
    expect(faults).toEqual(
      [1, 2].map((times) => ({ ticket: 4, times, setAside: times === 2, code: 'PROBLEM_LOAD', message: 'problem.ts: what' })),
    )
  })

  test('on a further set leaves the program without that look, and the run comes to its end', async () => {
    const archive = createMemoryArchive()
    const { conclusion } = await begin(
      brittle(2, ({ kind }) => (kind === 'evaluation' ? new Error('no look') : undefined)),
      { archive },
    ).ended
    expect(conclusion?.champion).toBeDefined()
    expect(conclusion?.validation).toBeUndefined()
    expect(conclusion?.heldOut.get('heldOut/far')).toEqual({ verdict: 'unverified' })
  })
})

describe('a fault that no ticket has alone', () => {
  test('of an initial program ends the run at once', async () => {
    const workers = brittle(1, () => new TernateError('PROBLEM_DRIVER', 'the driver throws on everything', 'mend it'))
    await expect(begin(workers).ended).rejects.toMatchObject({ code: 'PROBLEM_DRIVER' })
    expect(workers.times.get(1)).toBe(1)
  })

  test.each(['SANDBOX_START', 'ARCHIVE_FULL', 'LEDGER_DAMAGED', 'MODEL_KEY'])('%s ends the run at once', async (code) => {
    const workers = brittle(1, (each) => (each.number === 9 ? new TernateError(code, 'gone', 'mend it') : undefined))
    await expect(begin(workers).ended).rejects.toMatchObject({ code })
    expect(workers.times.get(9)).toBe(1)
  })

  test('of every offspring ends the run with it, what was set aside is kept, and a mended run goes on', async () => {
    const archive = createMemoryArchive()
    const error = new TernateError('PROBLEM_DRIVER', 'the driver throws on everything but the initial program', 'mend it')
    await expect(
      begin(
        brittle(2, (each) => (isOffspring(each) ? error : undefined)),
        { archive },
      ).ended,
    ).rejects.toBe(error)
    const outcomes = [...archive.entries()].flatMap(({ record }) => (record.type === 'commit' ? [record.outcome] : []))
    const kept = outcomes.length + archive.received().size
    expect(kept).toBeGreaterThanOrEqual(20)
    const { conclusion } = await begin(
      brittle(2, () => undefined),
      { archive },
    ).ended
    expect(conclusion?.reason).toBe('evaluations')
  })
})
