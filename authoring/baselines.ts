import { join } from 'node:path'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Languages } from '../engine/contracts/language.ts'
import type { Entry, NamedProgram, ProblemDefinition } from '../engine/contracts/problem.ts'
import type { Files } from '../engine/contracts/program.ts'
import { withoutMark } from '../languages/javascript/parse.ts'
import { meter } from '../evaluators/isolate/metering/meter.ts'
import { isForeign } from './folder.ts'
import { readNamed } from './sources.ts'

const fault = (place: string, why: string, remedy: string): TernateError =>
  new TernateError('PROBLEM_BASELINE', `baseline ${place}: ${why}`, remedy)

/** Whether a path stays among the files whose hash is the problem's content. */
const isInside = (name: string): boolean =>
  !/^([\\/]|[a-z]:)/i.test(name) && name.split(/[\\/]/).every((part) => part === '.' || (part !== '' && !isForeign(part)))

/** A path as it is written otherwise than needed: without `./` before it or `/` behind it. */
const plain = (name: string): string => name.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '')

function read(baseline: string | Files, k: number, folder: string | undefined, isolated: boolean): NamedProgram {
  if (typeof baseline !== 'string') {
    const files = Object.fromEntries(Object.entries(baseline).map(([name, text]) => [name, withoutMark(text)]))
    return { name: `baseline ${k + 1}`, files }
  }
  const name = plain(baseline)
  if (folder === undefined)
    throw fault(name, 'a problem without a folder has no files', "Give the sources: baselines: [{ 'program.ts': '...' }].")
  if (!isInside(name))
    throw fault(
      join(folder, name),
      'is no part of the problem',
      'Copy it into the folder of the problem: its hash must name all that is judged.',
    )
  return { name, files: readNamed(folder, name, isolated) }
}

/**
 * The programs with which a problem compares champions, in its order. Without an `entry` they need only be in their languages.
 *
 * @throws TernateError `PROBLEM_BASELINE` for one that does not parse, lacks the entry, or lies outside of the problem; `PROBLEM_FILE`
 */
export function readBaselines(
  { baselines = [] }: ProblemDefinition,
  folder: string | undefined,
  { entry, languages }: { readonly entry: Entry | undefined; readonly languages: Languages },
): NamedProgram[] {
  const named = baselines.map((baseline, k) => read(baseline, k, folder, entry !== undefined))
  for (const [k, { name, files }] of named.entries()) {
    const place = folder === undefined || typeof baselines[k] !== 'string' ? name : join(folder, name)
    if (named.findIndex((other) => other.name === name) < k) throw fault(place, 'is named twice', 'Name every baseline once.')
    if (entry === undefined) {
      const made = languages.makeProgram(files)
      if (!made.ok) throw fault(place, made.reason, 'Let it be in the languages of its files, as an initial program is.')
      continue
    }
    const metered = meter(files, entry)
    if (!metered.ok) throw fault(place, metered.reason, 'Let it be a module that parses and exports the entry, as an initial program does.')
  }
  return named
}
