import type { Timing } from '../contracts/event.ts'
import type { Clock } from '../contracts/workers.ts'

/** Follows bundles from when they could be carried out until they commit, and adds up where their time went. */
export interface Stopwatch {
  /** These wait for a place; those that are followed already go on waiting. */
  wait(bundles: readonly number[]): void
  begin(bundle: number): void
  end(bundle: number): void
  commit(bundles: readonly number[]): void
  /** What has been added up, the bundles that are being carried out included. */
  timing(): Pick<Timing, 'bundles' | 'queued' | 'busy' | 'held'>
}

/** Nothing was timed yet. */
export function createStopwatch(clock: Clock): Stopwatch {
  const since = { queued: new Map<number, number>(), busy: new Map<number, number>(), held: new Map<number, number>() }
  const total = { queued: 0, busy: 0, held: 0 }
  let bundles = 0

  /** What a bundle has done until now is over. */
  function close(what: keyof typeof total, bundle: number): void {
    const from = since[what].get(bundle)
    if (from === undefined) return
    since[what].delete(bundle)
    total[what] += clock.now() - from
  }

  return {
    wait(numbers) {
      for (const number of numbers) if (!since.queued.has(number)) since.queued.set(number, clock.now())
    },
    begin(bundle) {
      close('queued', bundle)
      since.busy.set(bundle, clock.now())
    },
    end(bundle) {
      close('busy', bundle)
      since.held.set(bundle, clock.now())
      bundles += 1
    },
    commit(numbers) {
      for (const number of numbers) close('held', number)
    },
    timing() {
      const now = clock.now()
      const running = [...since.busy.values()].reduce((sum, from) => sum + now - from, 0)
      return { bundles, queued: total.queued / 1000, busy: (total.busy + running) / 1000, held: total.held / 1000 }
    },
  }
}
