import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeFolder } from '../../archive/folder.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { didYouMean } from '../../engine/contracts/nearest.ts'
import { problemFromTable } from '../../authoring/from-table.ts'
import { shippedCollections, shippedProblems } from '../../authoring/load.ts'
import { mustStayOut, problemFiles } from '../../authoring/folder.ts'
import { translateFolder } from '../../authoring/foreign/index.ts'
import { hint } from '../caller.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'
import { oneLine } from '../view/text.ts'

/** What `ternate init` takes. */
export interface Arguments {
  readonly folder: string
  readonly like: string | undefined
  readonly from: string | undefined
  readonly json: boolean
}

const problems = fileURLToPath(new URL('../../problems/', import.meta.url))

/** A folder to begin with: its files by path, and what is to be said of them. */
interface Beginning {
  readonly files: ReadonlyMap<string, Buffer>
  readonly notes: readonly string[]
}

/** The files of a shipped problem. */
function shipped(like: string): Beginning {
  const known = [...shippedProblems(), ...shippedCollections()]
  if (known.includes(like))
    return {
      files: new Map([...problemFiles(join(problems, like))].map(({ path, bytes }) => [path, bytes])),
      notes: shippedCollections().includes(like) ? ['it holds many problems, each called FOLDER/NAME'] : [],
    }
  throw new TernateError(
    'PROBLEM_MISSING',
    `there is no shipped problem called ${oneLine(like, 60)}${didYouMean(like, known)}`,
    `Use one of: ${known.join(', ')}.`,
  )
}

/** The files of a folder that was written for another engine, with a problem beside them. */
function foreign(place: string): Beginning {
  if (!existsSync(place) || !statSync(place).isDirectory())
    throw new TernateError('INIT_FOREIGN', `${toCaller(place)} is no folder`, 'Name the folder of a problem that another engine evolves.')
  const { problem, paths, notes, form } = translateFolder(place)
  const files = new Map([...problemFiles(place)].filter(({ path }) => paths.includes(path)).map(({ path, bytes }) => [path, bytes]))
  return { files: new Map([['problem.ts', Buffer.from(problem)], ...files]), notes: [`taken over from a folder of ${form}`, ...notes] }
}

/** The shipped problems that a table of examples makes one like. */
const TABULAR = 'synthesis'

/** The files of a problem that a table of examples makes. */
const tabular = (table: string): Beginning => ({
  files: new Map(Object.entries(problemFromTable(table, toCaller(table))).map(([path, text]) => [path, Buffer.from(text)])),
  notes: [],
})

/** What a problem is begun with: a shipped one, a folder of another engine, or a table. */
function beginning(like: string | undefined, from: string | undefined): Beginning {
  if (from === undefined) return shipped(like ?? 'template')
  const place = fromCaller(from)
  const isTable = like === TABULAR || (existsSync(place) && !statSync(place).isDirectory())
  if (like !== undefined && (like !== TABULAR || !isTable))
    throw new TernateError(
      'OPTION_INVALID',
      `--like ${oneLine(like, 60)} copies a problem, and --from makes another one`,
      `Leave one of them out; a table of examples goes with --like ${TABULAR}.`,
    )
  return isTable ? tabular(place) : foreign(place)
}

/** Sees that nothing is overwritten. */
function mustBeFree(folder: string): void {
  mustStayOut(folder)
  const taken = (what: string): TernateError =>
    new TernateError('OUT_TAKEN', `${toCaller(folder)} ${what}`, 'Name a new or an empty folder.')
  if (!existsSync(folder)) return
  if (!statSync(folder).isDirectory()) throw taken('is a file')
  if (readdirSync(folder).length > 0) throw taken('is not empty')
}

function write(folder: string, files: Beginning['files']): void {
  try {
    makeFolder(folder)
    for (const [path, bytes] of files) {
      makeFolder(dirname(join(folder, path)))
      writeFileSync(join(folder, path), bytes)
    }
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new TernateError('OUT_UNWRITABLE', `${toCaller(folder)} cannot be written (${reason})`, 'Name a folder that you may write to.', {
      cause: error,
    })
  }
}

/** `ternate init`: a folder with a problem to start from. */
export function handler({ folder: named, like, from, json }: Arguments): void {
  const folder = fromCaller(named)
  const { files, notes } = beginning(like, from)
  mustBeFree(folder)
  write(folder, files)
  const names = [...files.keys()]
  const place = toCaller(folder)
  const path = /^[./]/.test(place) ? place : `./${place}`
  if (json) printJson({ folder, files: names, notes })
  else
    print([
      `${oneLine(path)} is a problem now: ${names.map((name) => oneLine(name, 100)).join(', ')}`,
      ...notes.map((note) => oneLine(note, 1000)),
      '',
      hint('check', path),
      hint('run', path, '--evaluations', '200'),
    ])
}
