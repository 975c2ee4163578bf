import { parseEntry } from '../../authoring/entry.ts'
import type { Tried } from '../../engine/contracts/agent.ts'
import type { Solutions } from '../../engine/contracts/agent-capability.ts'
import type { SetName } from '../../engine/contracts/evaluation.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import type { Files, Program } from '../../engine/contracts/program.ts'
import type { Jail, RunResult } from '../../engine/contracts/runner.ts'
import { ownLanguages } from '../../languages/index.ts'
import { openIsolate } from '../isolate/runner.ts'
import type { Isolate } from '../isolate/runner.ts'

/** Files of a program that an agent writes, and characters of all of them. */
const MOST = { files: 50, characters: 200_000 }

/** Inputs of one call of the sandbox, all of programs that were to be tried at the same time. */
interface Waiting {
  readonly files: Files
  readonly inputs: readonly unknown[]
  readonly done: PromiseWithResolvers<Awaited<ReturnType<Solutions['try']>>>
}

/** Programs that agents write, and who runs them. */
export interface OpenSolutions extends Solutions {
  close(): Promise<void>
}

/** The problem that programs of agents are run for. */
const problemOf = ({ driver: _driver, library: _library, ...problem }: Problem, entry: string): Problem => ({
  ...problem,
  name: `solutions of ${problem.name}`,
  entry: parseEntry(entry),
})

const refusalOf = (files: Files): string | undefined => {
  const texts = Object.values(files)
  if (texts.length === 0) return 'it has no files'
  if (texts.length > MOST.files) return `it has ${texts.length} files, and ${MOST.files} is the most`
  const characters = texts.reduce((sum, text) => sum + text.length, 0)
  return characters > MOST.characters ? `it has ${characters} characters, and ${MOST.characters} is the most` : undefined
}

/** What a run made of an input, as whoever wrote the program hears it. */
function triedOf(runner: Isolate, program: Program, result: RunResult | undefined): Tried {
  if (result === undefined || result.kind === 'skipped') return { ok: false, error: 'not run: an earlier input failed' }
  if (result.kind === 'answer') return { ok: true, value: result.answer }
  return { ok: false, error: runner.explain(program, result.reason, result.place) }
}

/** Opens the sandbox of programs that a problem's agents write: a process of its own, and in it a realm for each program. */
export function openSolutions(
  problem: Problem,
  { entry, fuel }: { readonly entry: string; readonly fuel: number },
  jail: Jail,
): OpenSolutions {
  let opened: Promise<Isolate> | undefined
  let waiting: Waiting[] = []
  let last: Promise<unknown> = Promise.resolve()
  /** The inputs that were ever asked for, by name of the set that they are to the sandbox, which keeps each once. */
  const sets = new Map<string, readonly unknown[]>()
  const names = new Map<string, SetName>()

  function setOf(inputs: readonly unknown[]): SetName {
    const text = JSON.stringify(inputs)
    const known = names.get(text) ?? (`heldOut/${names.size}` as const)
    names.set(text, known)
    sets.set(known, inputs)
    return known
  }

  const runner = (): Promise<Isolate> =>
    (opened ??= openIsolate(problemOf(problem, entry), { realm: 'fresh', jail, inputs: (set) => sets.get(set) ?? [] }))

  /** Tries one program, on each input in a request of its own, so that one which fails keeps no other from being tried. */
  async function run({ files, inputs, done }: Waiting, isolate: Isolate): Promise<void> {
    const made = ownLanguages.makeProgram(files)
    const refused = refusalOf(files) ?? (made.ok ? undefined : made.reason)
    if (refused !== undefined || !made.ok) {
      done.resolve({ tried: inputs.map(() => ({ ok: false, error: refused ?? '' })), fuel: 0 })
      return
    }
    const { program } = made
    const set = setOf(inputs)
    let burned = 0
    const tried: Tried[] = []
    while (tried.length < inputs.length) {
      const from = tried.length
      const requests = inputs.slice(from).map((input, k) => ({ program, input, set, case: from + k, budget: fuel, seed: `${from + k}` }))
      const results: RunResult[] = []
      for await (const [at, result] of isolate.run(requests, {})) results[at] = result
      for (const result of results) {
        if (result.kind === 'skipped') break
        burned += result.cost
        tried.push(triedOf(isolate, program, result))
      }
    }
    done.resolve({ tried, fuel: burned })
  }

  async function flush(): Promise<void> {
    const batch = waiting
    waiting = []
    const isolate = await runner()
    for (const each of batch) {
      try {
        await run(each, isolate)
      } catch (fault) {
        each.done.reject(fault)
      }
    }
  }

  return {
    try(files, inputs) {
      const done: Waiting['done'] = Promise.withResolvers()
      waiting.push({ files, inputs, done })
      last = last.then(flush).catch((fault: unknown) => {
        for (const each of waiting.splice(0)) each.done.reject(fault)
        done.reject(fault)
      })
      return done.promise
    },
    async close() {
      await last
      await (await opened?.catch(() => undefined))?.close()
    },
  }
}
