import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { readJson } from '../../disk/json.ts'
import { statPlain } from '../../disk/read.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { stableText } from '../../engine/contracts/stable.ts'
import { appTraceLine, identified, TRACE_ID } from './app-trace.ts'
import type { AppTrace } from './app-trace.ts'

/** Bytes of a stored trace, and traces of a store. */
const LARGEST = 64 * 2 ** 20
const MOST = 1_000_000

const NAME = /^(T-[0-9a-f]{16})\.json$/

const source = z.enum(['ternate', 'opentelemetry'])

/** Traces of applications, each a file that is never written again, under the hash of what it says. */
export interface TraceStore {
  /** Adds traces; those that are there already are left alone. Which were new. */
  add(traces: readonly AppTrace[]): readonly string[]
  /** Identifiers in alphabetical order. */
  ids(): readonly string[]
  /** @throws TernateError `TRACE_UNKNOWN`, `TRACE_STORE` */
  read(id: string): AppTrace
}

const damaged = (file: string, why: string): TernateError =>
  new TernateError('TRACE_STORE', `${file} ${why}`, 'Delete the file and add the trace again from where it came.')

/** Opens the store in a folder; it is made when the first trace is added. */
export function openTraces(folder: string): TraceStore {
  const placeOf = (id: string): string => join(folder, `${id}.json`)
  const ids = (): readonly string[] => {
    try {
      return readdirSync(folder)
        .flatMap((name) => NAME.exec(name)?.[1] ?? [])
        .sort()
        .slice(0, MOST)
    } catch {
      return []
    }
  }
  return {
    ids,
    add(traces) {
      const known = new Set(ids())
      const fresh = traces.filter(({ id }, k) => !known.has(id) && traces.findIndex((each) => each.id === id) === k)
      try {
        mkdirSync(folder, { recursive: true })
        for (const trace of fresh) {
          const draft = join(folder, `.${trace.id}.${process.pid}.new`)
          writeFileSync(draft, `${stableText(trace)}\n`, { mode: 0o600 })
          renameSync(draft, placeOf(trace.id))
        }
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? String(error)
        throw new TernateError('TRACE_STORE', `${folder} cannot be written (${code})`, 'Work in a folder that you may write to.', {
          cause: error,
        })
      }
      return fresh.map(({ id }) => id)
    },
    read(id) {
      const file = placeOf(id)
      if (!TRACE_ID.test(id) || !statPlain(file, { links: false }).ok)
        throw new TernateError(
          'TRACE_UNKNOWN',
          `there is no trace ${JSON.stringify(id.slice(0, 60))} in ${folder}`,
          '`ternate traces list` names those that there are.',
        )
      const read = readJson(file, LARGEST, { links: false })
      if (!read.ok) throw damaged(file, read.why)
      const { id: named, source: from, ...line } = read.content as Readonly<Record<string, unknown>>
      const checked = appTraceLine.safeParse(line)
      const told = source.safeParse(from)
      const trace = checked.success && told.success ? identified({ source: told.data, ...checked.data }) : undefined
      if (trace === undefined || trace.id !== id || named !== id) throw damaged(file, 'is not what was added under this name')
      return trace
    },
  }
}
