import { parse } from 'yaml'
import * as z from 'zod'
import { firstIssue } from '../../disk/issue.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { ForeignFolder } from './form.ts'

/** Characters of a file of settings: what reads it takes quadratic time in the number of its keys. */
const LONGEST = 100_000

const settings = z.record(z.string(), z.unknown())

/** Settings of another engine by their paths with dots, each to be asked for once. */
export interface Settings {
  /** The value at a path, if it is of this shape; from then on it counts as taken over. */
  take<T>(path: string, shape: z.ZodType<T>): T | undefined
  /** Paths of all others, sorted. */
  left(): readonly string[]
}

/** Paths of everything that is no record. */
function pathsIn(value: unknown, above: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [above]
  return Object.entries(value).flatMap(([name, each]) => pathsIn(each, above === '' ? name : `${above}.${name}`))
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path
  if (first === undefined) return value
  return typeof value === 'object' && value !== null && Object.hasOwn(value, first)
    ? valueAt((value as Record<string, unknown>)[first], rest)
    : undefined
}

/**
 * Reads a file of settings in YAML; without the file there are none.
 *
 * @throws TernateError `INIT_FOREIGN`
 */
export function readSettings(folder: ForeignFolder, file: string): Settings {
  const found = folder.paths.includes(file) ? parseSettings(folder.read(file), file) : {}
  const taken = new Set<string>()
  return {
    take(path, shape) {
      const value = valueAt(found, path.split('.'))
      if (value === undefined || value === null) return undefined
      const read = shape.safeParse(value)
      if (!read.success)
        throw new TernateError('INIT_FOREIGN', `${file}: ${path}: ${firstIssue(read.error, value)}`, 'Correct the setting, or take it out.')
      taken.add(path)
      return read.data
    },
    left: () =>
      pathsIn(found, '')
        .filter((path) => path !== '' && ![...taken].some((each) => path === each || path.startsWith(`${each}.`)))
        .sort(),
  }
}

function parseSettings(text: string, file: string): Record<string, unknown> {
  const refuse = (why: string): TernateError =>
    new TernateError('INIT_FOREIGN', `${file} ${why}`, 'Correct the file, or take it out of the folder.')
  if (text.length > LONGEST) throw refuse(`has more than ${LONGEST} characters`)
  let value: unknown
  try {
    value = parse(text, { maxAliasCount: 100 }) ?? {}
  } catch (error) {
    throw refuse(`is no YAML: ${(error as Error).message.split('\n')[0]?.slice(0, 120) ?? ''}`)
  }
  const read = settings.safeParse(value)
  if (!read.success) throw refuse('holds no settings by name')
  return read.data
}
