import type { Plugin } from '../../authoring/plugins.ts'
import type { Jail } from '../../engine/contracts/runner.ts'
import type { Outcome } from '../../engine/contracts/ticket.ts'
import type { WireAssignment } from './wire.ts'

/** What a worker thread is told when it starts. */
export interface ThreadData {
  /** Absolute path of the problem's folder. */
  readonly folder: string
  readonly jail: Jail
  /** Where the run's plug-ins lie, and what they are. */
  readonly plugins?: readonly Pick<Plugin, 'place' | 'content'>[]
  /** Where the run tells of its programs (`createKnownMemory`). */
  readonly known: SharedArrayBuffer
  /** Name of the channel on which threads and pool part. */
  readonly parting: string
}

/** What is said there: a thread is `open` once it begins, is told to `close` its sandbox, and has `closed` it. */
export type Parting = 'open' | 'close' | 'closed'

/** One message to a worker thread. */
export interface Task {
  readonly id: number
  readonly assignments: readonly WireAssignment[]
  /** In which the thread tells what it does, as it cannot answer while it is stuck. */
  readonly memory: SharedArrayBuffer
}

/** A worker thread's word of what a task has burned so far. */
export interface Progress {
  readonly id: number
  readonly fuel: number
}

/** A worker thread's answer. */
export type TaskResult =
  /** `judging`: seconds in which programs were judged. */
  | { readonly outcomes: readonly Outcome[]; readonly judging: number }
  | { readonly fault: { readonly code: string; readonly message: string; readonly remedy: string } }

/** Something has not come to an end for a while. */
export interface Stuck {
  /** What, as a sentence. */
  readonly what: string
  readonly seconds: number
}

/** What a pool is made with beside its threads' own data. */
export interface PoolOptions extends Omit<ThreadData, 'parting' | 'known'> {
  /** Seconds that one call of the problem's own code may take; `PATIENCE` unless given. */
  readonly patience?: number | undefined
  /** Hears of what is stuck. */
  readonly onStuck?: ((stuck: Stuck) => void) | undefined
}
