import type { Entry } from '../../../engine/contracts/problem.ts'
import type { Ended, Turn } from './driver-realm.ts'

/** What a sandbox is made for; the first message it gets. */
export interface SandboxSetup {
  readonly kind: 'setup'
  readonly entry: Entry
  /** Source of the driver as JavaScript, undefined for the default one. */
  readonly driver: string | undefined
  /** Metered script of the library that programs are given. */
  readonly library?: string
  /** Whether the entry's last parameter is for tools: it is given them also where there is no library. */
  readonly tools?: boolean
  /** Names of what its entry may call for: they are functions of its last parameter. */
  readonly rights?: readonly string[]
  /** Whether the library can stamp (see `stamps.ts`), so that no two cases may share a realm. */
  readonly stamps?: boolean
  /** What a program may make in buffers, in MiB; see `heapOf`. */
  readonly memory: number
  /** Largest answer in bytes. */
  readonly answer: number
  /** A realm made for each program, or one frozen realm for all. */
  readonly realm: 'fresh' | 'frozen'
}

/** A program on some cases of a set, in order, up to the first that fails. */
export interface Run {
  /** From `meter`. */
  readonly script: string
  /** From `meter`: each of its cases needs a realm of its own. */
  readonly stamps?: boolean
  readonly set: string
  readonly turns: readonly Turn[]
}

export type Request =
  | SandboxSetup
  | { readonly kind: 'load'; readonly set: string; readonly inputs: readonly unknown[] }
  /** After `seconds` of the wall clock the isolate itself ends a run: the backstop of the watchdog outside. */
  | { readonly kind: 'run'; readonly runs: readonly Run[]; readonly seconds: number }

export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ended'; readonly runs: readonly (readonly Ended[])[] }
  /** The driver does not load, or its answer is not plain data. */
  | { readonly kind: 'broken'; readonly reason: string }
  /** The run under way, which is at this turn, and those of the same request before it, have burned so much fuel. Another reply follows. */
  | { readonly kind: 'progress'; readonly fuel: number; readonly turn: number }
  /** The isolate is gone, or was stopped; the process ends after this. */
  | { readonly kind: 'memory' }
  | { readonly kind: 'timeout' }

/**
 * The heap of a sandbox in MiB, buffers included, whose programs may make so much of them: enough for all that is counted and as much of
 * objects again, so that the machine refuses nothing that the count allows. Turned into text, so it refers to nothing outside itself.
 */
export function heapOf(memory: number): number {
  return 2 * memory + 64
}
