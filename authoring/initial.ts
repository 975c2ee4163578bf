import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Languages } from '../engine/contracts/language.ts'
import type { ProblemDefinition } from '../engine/contracts/problem.ts'
import type { Files } from '../engine/contracts/program.ts'
import { isJavaScript } from '../languages/javascript/modules.ts'
import { parse, withoutMark } from '../languages/javascript/parse.ts'
import { readNamed } from './sources.ts'

/** Whether a problem's programs run in the sandbox for JavaScript. */
export const runsIsolated = ({ runner }: Pick<ProblemDefinition, 'runner'>): boolean =>
  runner === undefined || runner.use === 'isolate' || runner.use === 'agent'

/** Names that stand for the initial program before all others. */
const FIRST = ['initial.js', 'initial.ts', 'initial']

/** The file or folder of the initial program in a folder: by one of the usual names, else the only file called `initial` with an ending. */
function standardIn(folder: string): string | undefined {
  const usual = FIRST.find((name) => existsSync(join(folder, name)))
  if (usual !== undefined) return usual
  const found = readdirSync(folder).filter((name) => /^initial\.[\w.+-]+$/.test(name) && !statSync(join(folder, name)).isDirectory())
  if (found.length < 2) return found[0]
  throw new TernateError(
    'PROBLEM_INITIAL',
    `${folder} has several initial programs: ${found.sort().join(', ')}`,
    'Put files of one program into a folder called initial; name several programs in initialPrograms of problem.ts.',
  )
}

/** The initial programs as a problem gives them: names of files or folders, or sources. */
export function initialProgramsOf(definition: ProblemDefinition, folder: string | undefined): readonly (string | Files)[] {
  if (definition.initialPrograms !== undefined) return definition.initialPrograms
  const standard = folder === undefined ? undefined : standardIn(folder)
  // Where the entry is known, a model can write the initial program.
  const absent = definition.entry === undefined && runsIsolated(definition) ? ['initial.ts'] : []
  return standard === undefined ? absent : [standard]
}

/** Sees that every file of an initial program parses; `place` says how a file of it is called. */
function mustParse(initial: Files, languages: Languages, place: (file: string) => string): Files {
  for (const [file, text] of Object.entries(initial)) {
    const fault = (where: string, why: string): TernateError =>
      new TernateError('PROBLEM_INITIAL', `${place(file)}${where} ${why}`, 'Correct the initial program; `ternate check` tries it again.')
    if (isJavaScript(file)) {
      const parsed = parse(text, file)
      if (!parsed.ok) throw fault(parsed.at === undefined ? ':' : `:${parsed.at.line}:${parsed.at.column}:`, parsed.why)
    } else {
      const read = languages.of(file).canonicalize(text, file)
      if (!read.ok) throw fault('', read.reason)
    }
  }
  return initial
}

/**
 * Reads the initial programs of a problem.
 *
 * @throws TernateError `PROBLEM_FILE`, `PROBLEM_INITIAL`
 */
export function readInitialPrograms(
  given: readonly (string | Files)[],
  { folder, languages, isolated }: { readonly folder: string | undefined; readonly languages: Languages; readonly isolated: boolean },
): Files[] {
  return given.map((initial) => {
    if (typeof initial !== 'string') {
      const plain = Object.fromEntries(Object.entries(initial).map(([name, text]) => [name, withoutMark(text)]))
      return runnable(
        mustParse(plain, languages, (file) => `the initial program's ${file}`),
        'the initial program',
        isolated,
      )
    }
    if (folder === undefined) {
      throw new TernateError(
        'PROBLEM_FILE',
        'a problem without a folder has no initial program file',
        "Give the sources: initialPrograms: [{ 'program.ts': '...' }].",
      )
    }
    const place = join(folder, initial)
    const isFolder = statSync(place, { throwIfNoEntry: false })?.isDirectory() === true
    const read = readNamed(folder, initial, isolated)
    return runnable(
      mustParse(read, languages, (file) => (isFolder ? join(place, file) : place)),
      place,
      isolated,
    )
  })
}

/** Sees that an initial program is for the runner that a problem has. */
function runnable(initial: Files, place: string, isolated: boolean): Files {
  if (!isolated || Object.keys(initial).some(isJavaScript)) return initial
  throw new TernateError(
    'PROBLEM_RUNNER',
    `${place} holds no JavaScript, and the runner isolate runs nothing else`,
    'Name a runner that runs it in problem.ts: runner: { use: \'...\' }; a plug-in may bring one (docs/guide.md, "Languages").',
  )
}
