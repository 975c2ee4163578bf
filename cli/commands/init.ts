import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeFolder } from '../../archive/folder.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { didYouMean } from '../../engine/contracts/nearest.ts'
import { shippedProblems } from '../../authoring/load.ts'
import { mustStayOut, problemFiles } from '../../authoring/folder.ts'
import { translateFolder } from '../../authoring/foreign/index.ts'
import { problemFromTable } from '../../authoring/from-table.ts'
import { shippedCollections, shippedProblems } from '../../authoring/load.ts'
import { mustStayOut, problemFiles, type ProblemFile } from '../../authoring/folder.ts'
import { hint } from '../caller.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'
import { oneLine } from '../view/text.ts'

/** What `ternate init` takes. */
export interface Arguments {
  readonly folder: string
  readonly like: string | undefined
  readonly like: string
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
  if (shippedProblems().includes(like))
    return { files: new Map([...problemFiles(join(problems, like))].map(({ path, bytes }) => [path, bytes])), notes: [] }
  throw new TernateError(
    'PROBLEM_MISSING',
    `there is no shipped problem called ${oneLine(like, 60)}${didYouMean(like, shippedProblems())}`,
    `Use one of: ${shippedProblems().join(', ')}.`,
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
/** The shipped problems that a table of examples makes one like. */
const TABULAR = 'synthesis'

/** The files of a problem made from a table of examples. */
const filesFrom = (table: string): ProblemFile[] =>
  Object.entries(problemFromTable(fromCaller(table), toCaller(fromCaller(table)))).map(([path, text]) => ({
    path,
    bytes: Buffer.from(text),
  }))

const isMany = (files: readonly ProblemFile[]): boolean => files.some(({ path }) => /^problems\.[jt]s$/.test(path))

/** `ternate init`: a folder with a problem to start from. */
export function handler({ folder: named, like, from, json }: Arguments): void {
  const known = [...shippedProblems(), ...shippedCollections()]
  if (from !== undefined && like !== TABULAR && like !== 'template')
    throw new TernateError(
      'OPTION_INVALID',
      `--from makes a problem like ${TABULAR}, and --like names ${oneLine(like, 60)}`,
      `Leave --like out, or name ${TABULAR}.`,
    )
  if (!known.includes(like)) {
    throw new TernateError(
      'PROBLEM_MISSING',
      `there is no shipped problem called ${oneLine(like, 60)}${didYouMean(like, known)}`,
      `Use one of: ${known.join(', ')}.`,
    )
  }
  const folder = fromCaller(named)
  mustStayOut(folder)
  const taken = (what: string): TernateError =>
    new TernateError('OUT_TAKEN', `${toCaller(folder)} ${what}`, 'Name a new or an empty folder.')
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw taken('is a file')
    if (readdirSync(folder).length > 0) throw taken('is not empty')
  }
  const files = from === undefined ? [...problemFiles(join(problems, like))] : filesFrom(from)
  const names = files.map(({ path }) => path)
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
  const { files, notes } = from === undefined ? shipped(like ?? 'template') : foreign(fromCaller(from))
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
  if (json) printJson({ folder, files: names })
  else
    print([
      `${oneLine(path)} is a problem now: ${names.join(', ')}`,
      '',
      ...(isMany(files)
        ? [`it holds many problems: name one, as in ${oneLine(path)}/NAME`]
        : [hint('check', path), hint('run', path, ...(from === undefined ? ['--evaluations', '200'] : []))]),
    ])
}
