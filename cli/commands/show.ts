import { TernateError } from '../../engine/contracts/fault.ts'
import type { Program } from '../../engine/contracts/program.ts'
import { openRun } from '../../run/folder.ts'
import { notesOf } from '../../run/notes.ts'
import { readTracesInFull } from '../../run/traces.ts'
import type { RunFolder } from '../../run/folder.ts'
import { historyOf, originOf } from '../history.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { learnFacts } from '../../dashboard/server/facts.ts'
import { highlightFiles } from '../view/highlight.ts'
import { printableFiles } from '../view/layout.ts'
import { sourceOf } from '../view/report.ts'
import { print, printJson } from '../view/print.ts'
import { oneLine } from '../view/text.ts'
import { noteLines } from '../view/notes.ts'
import { programData, programLines } from '../view/program.ts'
import { traceLines } from '../view/traces.ts'
import { historyData, historyLines } from '../view/run.ts'

/** What `ternate show` takes. */
export interface Arguments {
  readonly run: string
  readonly program: string | undefined
  readonly source: boolean
  readonly traces: boolean
  readonly notes: boolean
  readonly case: readonly number[] | undefined
  readonly json: boolean
}

/** The number that `champion` or a numeral stands for. */
function numberOf(name: string, run: RunFolder): number {
  if (/^[1-9]\d{0,8}$/.test(name)) return Number(name)
  if (name !== 'champion') {
    throw new TernateError('PROGRAM_UNKNOWN', `${oneLine(name, 40)} is no program of a run`, 'Write `champion` or the number of a program.')
  }
  const { champion, best } = historyOf(run)
  const number = champion?.program ?? best?.number
  if (number === undefined)
    throw new TernateError('PROGRAM_UNKNOWN', 'no program of the run has a score yet', 'Go on with it by `ternate resume`.')
  if (champion === undefined) process.stderr.write('the run has not finished: this is its best on train so far\n')
  return number
}

function programOf({ archive, folder }: RunFolder, number: number): Program {
  const program = archive.program(number)
  if (program !== undefined) return program
  throw new TernateError(
    'PROGRAM_UNKNOWN',
    `${toCaller(folder)} has no program ${number}`,
    'Programs are numbered from 1 in the order in which they came.',
  )
}

function printSource(program: Program): void {
  process.stdout.write(process.stdout.isTTY ? highlightFiles(printableFiles(program)).join('\n') : sourceOf(program.files))
}

/** Prints what a program did on train cases; code of the run's problem is run for it, and no model is asked. */
async function printTraces(run: RunFolder, number: number, wanted: readonly number[] | undefined, json: boolean): Promise<void> {
  const found = await readTracesInFull(
    run.folder,
    number,
    wanted?.map((position) => position - 1),
  )
  if (json) {
    printJson(found)
    return
  }
  const names = (await learnFacts(run.folder)).facts?.cases ?? {}
  print(traceLines(found, names, wanted))
}

/** `ternate show`: a run, its champion or any of its programs. */
export async function handler({ run: name, program: which, source, traces, notes, case: wanted, json }: Arguments): Promise<void> {
  const run = openRun(fromCaller(name))
  try {
    if (notes) {
      const noted = notesOf(run)
      if (json) printJson(noted)
      else print(noteLines(noted))
      return
    }
    if (which === undefined && !source && !traces) {
      if (json) printJson(historyData(run))
      else print(historyLines(run, historyOf(run)))
      return
    }
    const number = numberOf(which ?? 'champion', run)
    const program = programOf(run, number)
    if (source) {
      printSource(program)
      return
    }
    if (traces) {
      await printTraces(run, number, wanted, json)
      return
    }
    const names = (await learnFacts(run.folder)).facts?.cases ?? {}
    if (json) printJson(programData(number, program, originOf(run, number), names))
    else print(programLines(number, program, originOf(run, number), names))
  } finally {
    await run.archive.close()
  }
}
