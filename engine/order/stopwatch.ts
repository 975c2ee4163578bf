import type { Timing } from '../contracts/event.ts'
import type { Clock } from '../contracts/workers.ts'

/** Follows batches from when they could be carried out until they commit, and adds up where their time went. */
export interface Stopwatch {
  /** These wait for a place; those that are followed already go on waiting. */
  wait(batches: readonly number[]): void
  begin(batch: number): void
  end(batch: number): void
  commit(batches: readonly number[]): void
  /** What has been added up, the batches that are being carried out included. */
  timing(): Pick<Timing, 'batches' | 'queued' | 'busy' | 'held'>
}

/** Nothing was timed yet. */
export function createStopwatch(clock: Clock): Stopwatch {
  const since = { queued: new Map<number, number>(), busy: new Map<number, number>(), held: new Map<number, number>() }
  const total = { queued: 0, busy: 0, held: 0 }
  let batches = 0

  /** What a batch has done until now is over. */
  function close(what: keyof typeof total, batch: number): void {
    const from = since[what].get(batch)
    if (from === undefined) return
    since[what].delete(batch)
    total[what] += clock.now() - from
  }

  return {
    wait(numbers) {
      for (const number of numbers) if (!since.queued.has(number)) since.queued.set(number, clock.now())
    },
    begin(batch) {
      close('queued', batch)
      since.busy.set(batch, clock.now())
    },
    end(batch) {
      close('busy', batch)
      since.held.set(batch, clock.now())
      batches += 1
    },
    commit(numbers) {
      for (const number of numbers) close('held', number)
    },
    timing() {
      const now = clock.now()
      const running = [...since.busy.values()].reduce((sum, from) => sum + now - from, 0)
      return { batches, queued: total.queued / 1000, busy: (total.busy + running) / 1000, held: total.held / 1000 }
    },
  }
}
