import { keepLines, readLines } from '../lines.ts'

/** What a run had found and spent when it was looked at. */
export interface Reading {
  /** What of it was equal on both sides; `found` where a formula was. */
  readonly at: 'evaluations' | 'programs' | 'processor' | 'found'
  readonly evaluations: number
  /** Programs tried, whole or in part. */
  readonly programs: number
  /** Processor seconds of the search, from the start of its process on. */
  readonly processor: number
  /** Those of them before the search had its first result. */
  readonly starting: number
  /** Those of judging finalists and held-out sets. */
  readonly judging: number
  /** Best on train; the champion's, which validation chose, beside it. */
  readonly train: number
  readonly championTrain?: number
  readonly validation?: number
  readonly heldOut?: Readonly<Record<string, number>>
  readonly recovered?: boolean
  readonly champion: string
  readonly reason?: string
  readonly digest?: string
  readonly node?: string
}

/** A reading of one run, as it is kept. */
export interface Row extends Reading {
  readonly subject: string
  readonly arm: string
  readonly seed: string
  /** Most memory of its processes together, in bytes, shared pages in proportion. */
  readonly bytes: number
  readonly machine: string
}

/** All rows that were ever kept in a file. */
export const readRows = (file: string): Row[] => readLines(file) as Row[]

/** Keeps the rows of a run together, as soon as it has ended: whoever begins again goes on from them. */
export const keepRows = (file: string, rows: readonly Row[]): void => keepLines(file, rows)
