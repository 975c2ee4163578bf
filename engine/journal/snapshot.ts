import type { Archive } from '../contracts/archive.ts'
import type { Budget, Manifest } from '../contracts/manifest.ts'
import type { StopReason } from '../contracts/archive.ts'
import type { OperatorCount, Status } from '../contracts/event.ts'
import type { Batch } from '../contracts/ticket.ts'
import type { Spent } from '../search/budget.ts'
import type { InjectionsSnapshot } from '../search/injections.ts'
import type { OverridesSnapshot } from '../search/overrides.ts'
import type { Chain, Head } from './journal.ts'
import type { Individual } from '../contracts/individual.ts'
import type { FuelScheduleSnapshot } from '../search/fuel-schedule.ts'
import type { SetResult } from '../search/validation.ts'

/** Number of the layout of snapshots. A state of another layout is left aside and made anew from the journal. */
const LAYOUT = 7

/** All that a search knows, as plain data. Programs stand in it as numbers. */
export interface SearchSnapshot {
  readonly phase: Status['phase']
  readonly spent: Spent
  readonly outcomes: Status['outcomes']
  readonly tickets: number
  readonly seedsDrawn: number
  readonly glanced: number
  readonly programs: number
  readonly stopped?: StopReason
  /** The budget that took the first one's place. */
  readonly extension?: Budget
  readonly best?: number
  readonly champion?: number
  /** Those whose validation is under way, and whoever did best on it so far. */
  readonly watched: readonly number[]
  readonly validated?: { readonly number: number; readonly score: number }
  readonly asked: readonly string[]
  readonly validations: readonly (readonly [number, number])[]
  readonly looks: readonly (readonly [string, SetResult])[]
  readonly judgements?: OverridesSnapshot
  readonly injections?: InjectionsSnapshot
  readonly schedule?: FuelScheduleSnapshot
  readonly operators: readonly OperatorCount[]
  /** The best score that the search began with, and the cases that were spent when a better one than all before was found last. */
  readonly start?: number
  readonly gained?: number
  /** Everyone who lives somewhere or stands above, by number, a list for each fact. */
  readonly individuals: { readonly [Fact in keyof Omit<Individual, 'cases'>]: readonly Individual[Fact][] }
  /** The first programs, for islands that begin anew. */
  readonly founders?: readonly number[]
  /** The last ticket that was drawn before each island began anew; absent while none has. */
  readonly renewedAt?: readonly number[]
  /** What each island's survival rule says of its population. */
  readonly islands: readonly unknown[]
}

/** All that a sequencer knows. What has arrived and not committed is not part of it: the archive keeps it. */
export interface SequencerSnapshot {
  readonly layout: number
  readonly now: number
  readonly idle: readonly number[]
  readonly batches: readonly Batch[]
  readonly search: SearchSnapshot
}

/** What a run is gone on with: its snapshot, and the hashes of the programs it had then. */
export interface Restored {
  readonly head: Head
  readonly snapshot: SequencerSnapshot
  /** Four words a program. */
  readonly hashes: Uint32Array
}

/** Marks a snapshot with the layout that it has. */
export const withLayout = (snapshot: Omit<SequencerSnapshot, 'layout'>): SequencerSnapshot => ({ layout: LAYOUT, ...snapshot })

/** Individuals as lists of their facts. */
export const columnsOf = (individuals: readonly Individual[]): SearchSnapshot['individuals'] => ({
  number: individuals.map(({ number }) => number),
  score: individuals.map(({ score }) => score),
  size: individuals.map(({ size }) => size),
  signature: individuals.map(({ signature }) => signature),
  cell: individuals.map(({ cell }) => cell),
  ...(individuals.some(({ objectives: figures }) => figures !== undefined)
    ? { objectives: individuals.map(({ objectives: figures }) => figures) }
    : {}),
})

/** The individuals of a snapshot, by number. */
export function individualsOf({ individuals }: SearchSnapshot): Map<number, Individual> {
  const { number: numbers, score, size, signature, cell, objectives: figures } = individuals
  return new Map(
    numbers.map((number, k) => [
      number,
      {
        number,
        score: score[k] ?? 0,
        size: size[k] ?? 0,
        signature: signature[k] ?? '',
        cell: cell[k] ?? '',
        ...(figures?.[k] === undefined ? {} : { objectives: figures[k] }),
      },
    ]),
  )
}

/**
 * The snapshot that an archive holds of the run of a manifest. Undefined when there is none that this engine reads, or the journal is
 * another run's: then the journal tells everything.
 */
export function restore(archive: Archive, manifest: Manifest, chain: Chain): Restored | undefined {
  const snapshot = archive.snapshot()
  const state = snapshot?.state as SequencerSnapshot | undefined
  if (snapshot === undefined || state?.layout !== LAYOUT) return undefined
  const [start] = archive.entries(1, 2)
  if (start?.digest !== chain.extend(chain.genesis, { type: 'start', manifest })) return undefined
  const hashes = archive.column('canonicalHashes')
  const { programs } = state.search
  if (hashes.length < 4 * programs) return undefined
  return { head: { index: snapshot.index, digest: snapshot.digest }, snapshot: state, hashes: hashes.subarray(0, 4 * programs) }
}
