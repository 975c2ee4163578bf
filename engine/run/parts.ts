import type { Archive, Intervention } from '../contracts/archive.ts'
import type { Status, TicketFault } from '../contracts/event.ts'
import type { Interruption } from '../contracts/fault.ts'
import type { Budget, Extension, Manifest } from '../contracts/manifest.ts'
import type { RecordedCall } from '../contracts/ticket.ts'
import type { Clock, Workers } from '../contracts/workers.ts'
import type { Chain, Head } from '../journal/journal.ts'
import { byArrival, byVirtualTime } from '../order/virtual-time.ts'
import type { CommitOrder } from '../order/virtual-time.ts'
import type { SearchEvent } from '../search/effects.ts'
import type { SearchFacts } from '../search/state.ts'
import type { Conclusion, SearchStatus } from '../search/status.ts'

/** What a run is made of. */
export interface RunParts {
  readonly manifest: Manifest
  readonly facts: SearchFacts
  readonly budget: Budget
  /** What a run that goes on journals first: an intervention, and limits that replace those it has. */
  readonly opening?: { readonly intervention?: Intervention; readonly extension?: Extension } | undefined
  readonly archive: Archive
  readonly chain: Chain
  readonly workers: Workers
  /** The calls that were made on a ticket in another run, which this one repeats. */
  readonly cassette?: ((ticket: number) => readonly RecordedCall[]) | undefined
  readonly clock: Clock
  /** The order in which batches commit; the manifest's unless given. Under any other than virtual time the run depends on its machine. */
  readonly commitOrder?: CommitOrder
  /** Hears of events once they are durable, in commit order. */
  readonly emit: (event: SearchEvent) => void
  /** Hears that the run is where it goes on from, and that what it was opened with holds; nothing is told before. */
  readonly opened?: () => void
  /** Hears of faults of tickets, as they come. */
  readonly onFault?: (fault: TicketFault) => void
}

/** How a run ended: finished, or stopped with everything saved. */
export interface RunEnd {
  readonly head: Head
  readonly conclusion: Conclusion | undefined
  /** What keeps it from going on. */
  readonly cause?: Interruption
}

/** A run under way. */
export interface RunHandle {
  readonly ended: Promise<RunEnd>
  status(): SearchStatus & Pick<Status, 'paused' | 'timing'>
  /** Dispatches nothing new, finishes what runs and gets on, saves everything; `ended` then resolves. */
  pause(): void
  /** Ends the run by a fault from outside, with which `rest` rejects. */
  fail(error: unknown): void
  /** Dispatches nothing new until it is let go; what runs is finished, and nothing comes to rest. */
  hold(on: boolean): void
  /** Journals something from outside, and takes it in; resolves when it is on disk. Throws a TernateError `RUN_AT_REST` when it is too late. */
  intervene(intervention: Intervention): Promise<Head>
  /** Ends the search, so that the finalists are judged and the run finishes; resolves like `intervene`. */
  finish(): Promise<Head>
}

/** The order in which a manifest has batches commit: by virtual time, unless it leaves it to the journal. */
export const commitOrderOf = ({ order }: Manifest): CommitOrder => (order.commitOrder === 'arrival' ? byArrival : byVirtualTime)
