import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { defined } from '../../engine/contracts/defined.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import type { Program } from '../../engine/contracts/program.ts'
import type { Jail, Runner, RunnerCall, RunRequest, RunResult } from '../../engine/contracts/runner.ts'
import { failureOf, resultOf } from './answer.ts'
import { confine } from './confine.ts'
import type { Confinement, Places } from './confine.ts'
import { copyFolder, freshFolder, giveTo, inProblem, keyOf, madeOnce, removeFolder, writeFiles } from './folders.ts'
import { harnesses, harnessPlace } from './harnesses.ts'
import { launch, RESULTS } from './launch.ts'
import type { Launched } from './launch.ts'
import type { CommandOptions } from './options.ts'
import { readyFolder, readyHarness } from './prepare.ts'
import { holdUser } from './users.ts'

/** A program that can be run, or why it cannot be built. */
type Built =
  | { readonly ok: true; readonly folder: string }
  | { readonly ok: false; readonly failed: NonNullable<ReturnType<typeof failureOf>> }

/** Programs whose folders one worker keeps at hand. */
const AT_HAND = 64

/** Milliseconds between two signs of life. */
const BEAT = 1000

/**
 * The command of a problem, and the harness that it is, if it is one.
 *
 * @throws TernateError `PROBLEM_RUNNER`
 */
function commandOf({ name }: Problem, { run, harness }: CommandOptions): { readonly run: string; readonly harness?: string } {
  const found = harness === undefined ? undefined : harnesses[harness]
  if (run !== undefined && found === undefined) return { run }
  if (run === undefined && found !== undefined) return { run: found.run, harness: readyHarness(harnessPlace(found)) }
  throw new TernateError(
    'PROBLEM_RUNNER',
    `the runner of ${name} has ${run === undefined ? 'no command' : 'both a command and a harness'}`,
    'Give `run`, a command, or `harness`, one of those that come with Ternate.',
  )
}

/** Folders of programs, built once each; those used longest ago are dropped. */
function createPrograms(problem: Problem, options: CommandOptions, confinement: Confinement, shared: Omit<Places, 'program' | 'kept'>) {
  const { repository, build } = options
  const below = repository === undefined || problem.folder === undefined ? undefined : inProblem(problem.folder, repository)
  const folders = new LRUCache<string, string>({ max: AT_HAND, dispose: removeFolder })

  /** Runs the build command in a folder of its own. */
  async function make(folder: string, command: string, signal: AbortSignal | undefined): Promise<Launched> {
    const { uid, limits } = confinement
    if (uid !== undefined) giveTo(uid, folder)
    const mark = randomBytes(12).toString('hex')
    const confined = confine(confinement, { ...shared, program: folder, kept: true }, command, {})
    const launched = await launch(confined, { input: '', uid, limits, mark, signal, watched: folder, held: confinement.jail === 'bwrap' })
    giveTo(process.getuid?.() ?? 0, folder)
    return launched
  }

  async function built({ files, id }: Program, signal: AbortSignal | undefined): Promise<Built> {
    const known = folders.get(id)
    if (known !== undefined) return { ok: true, folder: known }
    const store = build === undefined ? undefined : madeOnce('built', keyOf(problem.content, build, id))
    const folder = freshFolder()
    if (store?.made === true) copyFolder(store.place, folder)
    else {
      if (below !== undefined) copyFolder(below, folder)
      writeFiles(folder, files)
      if (build !== undefined) {
        const launched = await make(folder, build, signal)
        const failed = failureOf(launched.ended, launched.errors)
        if (failed !== undefined) {
          removeFolder(folder)
          return { ok: false, failed: { ...failed, reason: `building it ${failed.reason}` } }
        }
        store?.keep(folder)
      }
    }
    folders.set(id, folder)
    return { ok: true, folder }
  }

  return { built, close: () => folders.clear() }
}

/** Opens the runner of commands: each program on each case is a process of its own, in a fresh folder and a jail. */
export function openCommand(problem: Problem, options: CommandOptions, jail: Jail): Runner {
  const { run: command, harness } = commandOf(problem, options)
  const user = holdUser()
  const confinement: Confinement = { jail, uid: user?.uid, limits: options.limits }
  const shared = { show: options.show, ...defined({ problem: readyFolder(problem, options), harness }) }
  const programs = createPrograms(problem, options, confinement, shared)
  const named = Object.fromEntries(options.env.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))
  const wanted = { ...options, ...(harness === undefined ? {} : { answer: 'descriptor' as const }) }

  /** Runs a built program on a case, in a copy of its folder. */
  async function answerIn(built: string, { input, budget, seed }: RunRequest, signal: AbortSignal | undefined): Promise<RunResult> {
    const word = randomBytes(16).toString('hex')
    const copy = jail === 'bwrap' ? built : freshFolder()
    try {
      if (copy !== built) {
        copyFolder(built, copy)
        if (user !== undefined) giveTo(user.uid, copy)
      }
      const env = { ...named, ...defined({ FUNCTION: options.function }), SEED: seed, RESULTS: String(RESULTS) }
      const confined = confine(confinement, { ...shared, program: copy, kept: false }, command, env)
      const text = JSON.stringify(input)
      const said = wanted.answer === 'descriptor' ? `${word}\n${text}\n` : `${text}\n`
      const rest = {
        held: jail === 'bwrap',
        uid: user?.uid,
        limits: options.limits,
        mark: randomBytes(12).toString('hex'),
        signal,
        ...(copy === built ? {} : { watched: copy }),
      }
      return resultOf(await launch(confined, { input: said, ...rest }), wanted, { word, budget })
    } finally {
      if (copy !== built) removeFolder(copy)
    }
  }

  async function* run(requests: readonly RunRequest[], { signal, onProgress }: RunnerCall): AsyncGenerator<readonly [number, RunResult]> {
    const failed = new Set<Program>()
    let spent = 0
    const alive = setInterval(() => onProgress?.(spent), BEAT)
    try {
      for (const [k, request] of requests.entries()) {
        signal?.throwIfAborted()
        if (failed.has(request.program)) {
          yield [k, { kind: 'skipped' }]
          continue
        }
        const built = await programs.built(request.program, signal)
        const result: RunResult = built.ok
          ? await answerIn(built.folder, request, signal)
          : { ...built.failed, cost: Math.min(request.budget, options.each) }
        if (result.kind !== 'answer') failed.add(request.program)
        if (result.kind !== 'skipped') onProgress?.((spent += result.cost))
        yield [k, result]
      }
    } finally {
      clearInterval(alive)
    }
  }

  return {
    cost: options.cost,
    repeatable: options.cost !== 'measured',
    languages: 'any',
    run,
    async close() {
      programs.close()
      user?.release()
    },
  }
}
