import type { ModelQuestion } from '../../engine/contracts/converse.ts'
import { NoReply } from '../../engine/contracts/converse.ts'
import type { Host } from '../../engine/contracts/capability.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import type { Program } from '../../engine/contracts/program.ts'
import type { MadeCall, RunRequest, RunResult, Runner, RunnerCall } from '../../engine/contracts/runner.ts'
import { hold } from './hold.ts'
import type { Heard } from './hold.ts'
import { answerLocally } from './local.ts'
import { plainConverse } from './plain.ts'

/** What a program may take. */
export interface ModelRunnerOptions {
  /** Calls on a case. */
  readonly calls: number
  /** Bytes of all its files together. */
  readonly bytes: number
}

/** Milliseconds between two signs of life while replies are waited for: each of them comes, or fails, in its own time. */
const BEAT = 5000

const bytesOf = ({ files }: Program): number => Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0)

const missing = ({ name }: Problem): TernateError =>
  new TernateError(
    'MODEL_MISSING',
    `the programs of ${name} are answered by a model, and none is named`,
    'Name one for the task: `--model task=NAME`, or a problem that has a model of its own.',
  )

/** Answers questions by the host of a request: by the models of the run, or its record. */
const answerBy =
  (host: Host) =>
  async (question: ModelQuestion): Promise<Heard> => {
    const envelope = await host.call({ capability: 'ask', question })
    if (!envelope.ok) return { silent: new NoReply('refused', envelope.error), tokens: { sent: 0, received: 0 } }
    const { kind, text, reason, tokens } = envelope.value as {
      readonly kind: string
      readonly text?: string
      readonly reason?: string
      readonly tokens: { readonly sent: number; readonly received: number }
    }
    return text === undefined ? { silent: new NoReply(kind, reason), tokens } : { text, tokens }
  }

/** A call and what was heard, as traces tell it. */
const madeCall = (question: ModelQuestion, heard: Heard): MadeCall => ({
  call: { capability: 'ask', question },
  envelope: 'text' in heard ? { ok: true, value: heard.text } : { ok: false, error: heard.silent.message },
  tokens: heard.tokens,
})

/** Opens the runner of programs that are texts: a conversation for each case, all at once where models of the run are asked. */
export function openModelRunner(problem: Problem, { calls, bytes }: ModelRunnerOptions): Runner {
  const { model, converse = plainConverse } = problem
  const asks = model === undefined

  function resultOf(
    { program, input, budget }: RunRequest,
    answer: (question: ModelQuestion) => Heard | Promise<Heard>,
    { hear, signal }: { readonly hear: (number: number, made: MadeCall) => void; readonly signal: AbortSignal | undefined },
  ): Promise<RunResult> {
    const size = bytesOf(program)
    if (size > bytes)
      return Promise.resolve({ kind: 'error', cost: 0, reason: `the program has ${size} bytes, and ${bytes} is the most that are sent` })
    let number = 0
    const told = async (question: ModelQuestion): Promise<Heard> => {
      signal?.throwIfAborted()
      const own = number++
      const heard = await answer(question)
      hear(own, madeCall(question, heard))
      return heard
    }
    return hold(() => converse(program.files, input), { answer: told, calls, tokens: budget })
  }

  /** Programs on cases one after the other, by the problem's own model; no case of a program after one without an answer. */
  async function* local(
    requests: readonly RunRequest[],
    { onProgress, onCall, signal }: RunnerCall,
  ): AsyncGenerator<readonly [number, RunResult]> {
    const failed = new Set<Program>()
    let spent = 0
    for (const [k, request] of requests.entries()) {
      signal?.throwIfAborted()
      if (failed.has(request.program)) {
        yield [k, { kind: 'skipped' }]
        continue
      }
      const result = await resultOf(request, (question) => answerLocally(problem, question), {
        hear: (number, made) => onCall?.(k, number, made),
        signal,
      })
      if (result.kind !== 'answer') failed.add(request.program)
      if (result.kind !== 'skipped') onProgress?.((spent += result.cost))
      yield [k, result]
    }
  }

  /** Every program on every case at once: which calls are made depends on no reply of another case, and so on no time. */
  async function* remote(
    requests: readonly RunRequest[],
    { host, onProgress, onCall, signal }: RunnerCall,
  ): AsyncGenerator<readonly [number, RunResult]> {
    let spent = 0
    const alive = setInterval(() => onProgress?.(spent), BEAT)
    try {
      const all = requests.map(async (request, k): Promise<RunResult> => {
        const own = host?.(k)
        if (own === undefined) throw missing(problem)
        const result = await resultOf(request, answerBy(own), { hear: (number, made) => onCall?.(k, number, made), signal })
        if (result.kind !== 'skipped') onProgress?.((spent += result.cost))
        return result
      })
      const settled = await Promise.allSettled(all)
      const broken = settled.find((each) => each.status === 'rejected')
      if (broken !== undefined) throw broken.reason
      for (const [k, each] of settled.entries()) if (each.status === 'fulfilled') yield [k, each.value]
    } finally {
      clearInterval(alive)
    }
  }

  return {
    cost: 'declared',
    repeatable: true,
    ...(asks ? { asks } : {}),
    languages: 'any',
    run: asks ? remote : local,
  }
}
