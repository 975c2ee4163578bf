import type { Entry } from '../../engine/contracts/problem.ts'
import type { Ended, Turn } from './driver-realm.ts'

/** What a sandbox is made for; the first message it gets. */
export interface SandboxSetup {
  readonly kind: 'setup'
  readonly entry: Entry
  /** Source of the driver as JavaScript, undefined for the default one. */
  readonly driver: string | undefined
  /** Metered script of the library that programs are given. */
  readonly library?: string
  /** Heap limit in MiB. */
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
