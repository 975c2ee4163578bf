import type * as z from 'zod'
import type { DetectorPart } from '../../engine/contracts/part.ts'
import type { AuditContext, Finding, Json } from '../contracts.ts'

/** A finding as a detector writes it, without its own name. */
export type Sighting = Omit<Finding, 'detector'>

/** A detector as its author writes it; the type of its options is inferred from their schema. */
interface WrittenDetector<Schema extends z.ZodObject> {
  readonly name: string
  /** What it looks for, in one sentence. */
  readonly looksFor: string
  readonly options?: Schema
  examine(context: AuditContext, options: z.output<Schema>): AsyncIterable<Sighting> | Promise<readonly Sighting[]>
}

/** Adds the detector's name to what it finds, one after the other. */
async function* named(detector: string, found: AsyncIterable<Sighting> | Promise<readonly Sighting[]>): AsyncGenerator<Finding> {
  for await (const sighting of 'then' in found ? await found : found) yield { detector, ...sighting }
}

/**
 * Defines a detector: one way to look better than one is, and how it shows.
 *
 * Requirements: what it finds is a function of the context. It changes nothing, draws from `context.random` alone, and ends. Its messages
 * show no input, label or text of a case: they are read by whoever wrote the candidate. Where it has nothing to look at it says so by `clear`.
 *
 * @example
 * export default defineDetector({
 *   name: 'short',
 *   looksFor: 'programs of a single line',
 *   async examine({ candidate }) {
 *     return Object.values(candidate.files).every((text) => !text.includes('\n')) ? [alarm('it is one line')] : [clear('more than one line')]
 *   },
 * })
 */
export function defineDetector<Schema extends z.ZodObject>({ name, looksFor, options, examine }: WrittenDetector<Schema>): DetectorPart {
  return {
    kind: 'detector',
    name,
    ...(options === undefined ? {} : { options }),
    create: (given: z.output<Schema>) => ({
      looksFor,
      examine: (context: AuditContext) => named(name, examine(context, given)),
    }),
  }
}

type Details = Readonly<Record<string, Json>>

const sighting = (level: Finding['level'], message: string, details: Details | undefined): Sighting => ({
  level,
  message,
  ...(details === undefined ? {} : { details }),
})

/** What refuses a candidate. */
export const alarm = (message: string, details?: Details): Sighting => sighting('alarm', message, details)

/** What is shown and refuses nothing. */
export const note = (message: string, details?: Details): Sighting => sighting('note', message, details)

/** What was looked at, with nothing found. */
export const clear = (message: string, details?: Details): Sighting => sighting('clear', message, details)
