import { parseJson } from '../../disk/json.ts'
import type { CapabilityPart, CaseSubject } from '../../engine/contracts/agent-capability.ts'
import type { PastCall, Tried } from '../../engine/contracts/agent.ts'
import type { Host } from '../../engine/contracts/capability.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import type { Files, Program } from '../../engine/contracts/program.ts'
import type { Jail, RunnerCall, RunRequest, RunResult, Runner } from '../../engine/contracts/runner.ts'
import { casesOf } from '../../engine/contracts/sets.ts'
import { openIsolate } from '../isolate/runner.ts'
import type { Asking, Attempt } from '../isolate/runner.ts'
import { answerCall, openRights } from './rights.ts'
import type { RightRef } from './rights.ts'
import { openSolutions } from './solutions.ts'

/** What a program may take. */
export interface AgentOptions {
  readonly rights: readonly RightRef[]
  /** Calls on a case. */
  readonly calls: number
  /** How many times its fuel all runs of a program on a case may burn. */
  readonly work: number
}

/** Milliseconds between two signs of life while replies are waited for. */
const BEAT = 5000

/** A program on a case, and how far it has come. */
interface Underway {
  readonly index: number
  readonly request: RunRequest
  readonly subject: CaseSubject
  readonly host: Host | undefined
  readonly calls: PastCall[]
  /** What came back for them, as JSON. */
  readonly replies: string[]
  /** Fuel of all runs so far, and of what was run for them. */
  burned: number
}

type Ending = Exclude<RunResult, { kind: 'skipped' }>

/** The files of a program that an agent answered; undefined where its answer is something else. */
function filesIn(answer: unknown): Files | undefined {
  const { files } = Object(answer) as { readonly files?: unknown }
  if (typeof files !== 'object' || files === null) return undefined
  return Object.values(files).every((text) => typeof text === 'string') ? (files as Files) : undefined
}

/** What a program asks, as data; null for a text that is nested too deep, which is no question of any capability. */
function questionIn(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return null
  }
}

/**
 * Opens the runner of agents: each program is run until it makes a call to which there is no reply yet, the call is answered, and the program
 * is run anew from its start with all replies so far. All cases take their next step together.
 */
export async function openAgent(
  problem: Problem,
  { rights: refs, calls: most, work }: AgentOptions,
  { jail, capabilities }: { readonly jail: Jail; readonly capabilities: readonly CapabilityPart[] },
): Promise<Runner> {
  const { agent } = problem
  const solutions = agent?.solutions && openSolutions(problem, agent.solutions, jail)
  const rights = openRights(refs, capabilities, { problem, solutions })
  const isolate = await openIsolate(problem, { jail, rights: capabilities.map(({ name }) => name).sort() })

  /** What a problem makes of an answer before it is verified. */
  async function conclude({ answer, cost }: Extract<RunResult, { kind: 'answer' }>, one: Underway): Promise<Ending> {
    const { request, calls } = one
    const files = agent?.solutions && filesIn(answer)
    let tried: readonly Tried[] | undefined
    if (files !== undefined && agent?.solutions !== undefined && solutions !== undefined) {
      const subject = casesOf(problem, request.set)[request.case]
      const hidden = subject === undefined ? [] : agent.solutions.hidden(subject)
      const hiddenRun = await solutions.try(files, hidden)
      tried = hiddenRun.tried
      one.burned += hiddenRun.fuel
    }
    const made = agent?.conclude === undefined ? answer : agent.conclude(answer, { input: request.input, calls, ...(tried && { tried }) })
    return { kind: 'answer', cost, answer: made, burned: one.burned }
  }

  /** Answers the call that a program waits for; how the case ended instead, where it may make no more. */
  async function step(asking: Asking, one: Underway, hear: RunnerCall['onCall']): Promise<Ending | undefined> {
    const { cost } = asking
    const { request, calls, replies, subject, host, index } = one
    const end = (reason: string): Ending => ({ kind: 'budget', cost, reason, burned: one.burned })
    if (calls.length >= most) return end(`spent its ${most} calls`)
    if (one.burned > work * request.budget) return end(`spent ${work} times its fuel on being run anew`)
    const question = questionIn(asking.question)
    const answered = await answerCall({ capability: asking.capability, question }, rights, { subject, before: calls, host })
    hear?.(index, calls.length, {
      call: { capability: asking.capability, question },
      envelope: answered.call.envelope,
      tokens: answered.cost.tokens,
    })
    calls.push(answered.call)
    replies.push(JSON.stringify(answered.call.envelope))
    one.burned += answered.fuel
    return undefined
  }

  async function* run(requests: readonly RunRequest[], call: RunnerCall): AsyncGenerator<readonly [number, RunResult]> {
    const failed = new Map<Program, number>()
    const ended: (RunResult | undefined)[] = requests.map(() => undefined)
    let open = requests.map((request, index): Underway => ({
      index,
      request,
      subject: { program: request.program, set: request.set, case: request.case, input: request.input },
      host: call.host?.(index),
      calls: [],
      replies: [],
      burned: 0,
    }))
    const isBehind = (index: number, { program }: RunRequest): boolean => index > (failed.get(program) ?? Infinity)
    const alive = setInterval(() => call.onProgress?.(0), BEAT)
    try {
      while (open.length > 0) {
        const attempts = open.map(({ request, replies }): Attempt => ({ ...request, replies }))
        const results: (RunResult | Asking)[] = []
        for await (const [at, result] of isolate.attempt(attempts, {
          signal: call.signal,
          ...(call.trusted === true && { trusted: true }),
        }))
          results[at] = result
        const settled = await Promise.all(
          open.map(async (one, k): Promise<RunResult | undefined> => {
            const result = results[k] ?? { kind: 'skipped' }
            if (result.kind === 'skipped') return result
            one.burned += result.cost
            if (result.kind === 'asks') return step(result, one, call.onCall)
            return result.kind === 'answer' ? conclude(result, one) : { ...result, burned: one.burned }
          }),
        )
        for (const [k, result] of settled.entries()) {
          const { index, request } = open[k] as Underway
          if (result !== undefined && result.kind !== 'answer' && result.kind !== 'skipped')
            failed.set(request.program, Math.min(index, failed.get(request.program) ?? Infinity))
        }
        for (const [k, { index }] of open.entries()) ended[index] = settled[k]
        open = open.filter(({ index, request }) => ended[index] === undefined && !isBehind(index, request))
        call.onProgress?.(0)
      }
      // what stands behind a case without an answer is skipped, however far it had come: how far depends on what else is under way
      for (const [index, request] of requests.entries())
        yield [index, (isBehind(index, request) ? undefined : ended[index]) ?? { kind: 'skipped' }]
    } finally {
      clearInterval(alive)
    }
  }

  return {
    cost: 'metered',
    repeatable: true,
    asks: true,
    languages: 'any',
    run,
    explain: isolate.explain,
    async close() {
      await Promise.all([isolate.close(), solutions?.close()])
    },
  }
}
