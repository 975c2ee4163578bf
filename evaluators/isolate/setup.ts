import { entryIn, takesTools } from '../../authoring/entry.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import { eraseTypes, wrongIn } from '../../languages/javascript/parse.ts'
import { meterLibrary } from './metering/meter.ts'
import type { SandboxSetup } from './sandbox/protocol.ts'

/** What a sandbox is set up with for a problem. Throws TernateError `PROBLEM_DRIVER`, `PROBLEM_LIBRARY`. */
export const setupOf = (problem: Problem, realm: SandboxSetup['realm'], rights?: readonly string[]): SandboxSetup => ({
  kind: 'setup',
  entry: entryIn(problem),
  driver: driverSource(problem),
  ...(problem.library === undefined ? {} : libraryScript(problem, problem.library)),
  tools: takesTools(entryIn(problem)),
  ...(rights === undefined ? {} : { rights }),
  memory: problem.limits.memory ?? 128,
  answer: problem.limits.answer ?? 2 ** 20,
  realm,
})

export const driverName = (problem: Problem): string => `driver of ${problem.name}`

/** The driver as JavaScript. */
function driverSource(problem: Problem): string | undefined {
  if (problem.driver === undefined) return undefined
  const erased = eraseTypes(problem.driver)
  if (erased.ok) return erased.script
  throw new TernateError('PROBLEM_DRIVER', wrongIn(driverName(problem), erased), 'fix the driver file')
}

/** The library as a metered script: it runs on the fuel of the program that calls it. */
function libraryScript(problem: Problem, library: string): Pick<SandboxSetup, 'library' | 'stamps'> {
  const fault = (reason: string): TernateError =>
    new TernateError(
      'PROBLEM_LIBRARY',
      `library of ${problem.name}: ${reason}`,
      'Write it as one module whose default export is an object, and give the entry a last parameter for it.',
    )
  if (entryIn(problem).parameters.length === 0) throw fault('the entry has no parameter that could take it')
  const metered = meterLibrary(library)
  if (metered.ok) return { library: metered.script, stamps: metered.stamps }
  throw fault(metered.reason)
}
