import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeFolder } from '../../archive/folder.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { didYouMean } from '../../engine/contracts/nearest.ts'
import { shippedProblems } from '../../authoring/load.ts'
import { mustStayOut, problemFiles } from '../../authoring/folder.ts'
import { hint } from '../caller.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'
import { oneLine } from '../view/text.ts'

/** What `ternate init` takes. */
export interface Arguments {
  readonly folder: string
  readonly like: string
  readonly json: boolean
}

const problems = fileURLToPath(new URL('../../problems/', import.meta.url))

/** `ternate init`: a folder with a problem to start from. */
export function handler({ folder: named, like, json }: Arguments): void {
  if (!shippedProblems().includes(like)) {
    throw new TernateError(
      'PROBLEM_MISSING',
      `there is no shipped problem called ${oneLine(like, 60)}${didYouMean(like, shippedProblems())}`,
      `Use one of: ${shippedProblems().join(', ')}.`,
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
  const files = [...problemFiles(join(problems, like))]
  const names = files.map(({ path }) => path)
  try {
    makeFolder(folder)
    for (const { path, bytes } of files) {
      makeFolder(dirname(join(folder, path)))
      writeFileSync(join(folder, path), bytes)
    }
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new TernateError('OUT_UNWRITABLE', `${toCaller(folder)} cannot be written (${reason})`, 'Name a folder that you may write to.', {
      cause: error,
    })
  }
  const place = toCaller(folder)
  const path = /^[./]/.test(place) ? place : `./${place}`
  if (json) printJson({ folder, files: names })
  else print([`${oneLine(path)} is a problem now: ${names.join(', ')}`, '', hint('check', path), hint('run', path, '--evaluations', '200')])
}
