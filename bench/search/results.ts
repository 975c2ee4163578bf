import { fileURLToPath } from 'node:url'
import type { Identity } from './identity.ts'
import { keepLines, readLines } from '../lines.ts'

/** What one run of a row came to. */
export interface Result extends Identity {
  readonly row: string
  readonly strategy: string
  readonly seed: number
  /** Of the engine's sources, with a `+` where they were changed behind it. */
  readonly commit: string
  /** Version of the engine. */
  readonly engine?: string
  readonly workers?: number
  readonly evaluations: number
  /** Programs judged on train cases, whole or in part; absent in runs made before they were counted. */
  readonly programsTried?: number
  readonly seconds: number
  /** Processor seconds, those of sandboxes too; absent in runs made before they were measured. */
  readonly processor?: number
  readonly machine: string
  readonly digest: string
  readonly train: number
  readonly validation?: number
  /** Programs of different canonical form for each 1,000 evaluations, and the share of re-introduced lines; absent in runs made before they were counted. */
  readonly forms?: number
  readonly reintroduced?: number
  /** By the name of the measure. */
  readonly values: Readonly<Record<string, number>>
  readonly program: string
}

const file = fileURLToPath(new URL('./results.jsonl', import.meta.url))

/** All results that were ever written, in their order. */
export const readResults = (): Result[] => readLines(file) as Result[]

/** Keeps a result as soon as it is there: whoever begins again goes on from it. */
export const keepResult = (result: Result): void => keepLines(file, [result])
