import { constants } from 'node:os'
import { parseJson } from '../../disk/json.ts'
import type { RunResult } from '../../engine/contracts/runner.ts'
import type { Ended, Launched } from './launch.ts'
import type { CommandOptions } from './options.ts'

/** Characters of an error output that a reason quotes. */
const QUOTED = 160

/** What a run had to say. */
type Said = { readonly ok: true; readonly answer: unknown; readonly cost?: number } | { readonly ok: false; readonly reason: string }

/** The line of an error output that says what is wrong: the first that a compiler calls an error, or else the last. */
function tellingLine(errors: string): string {
  const lines = errors.split('\n').filter((each) => each.trim() !== '')
  const line = lines.find((each) => each.includes(' error: ')) ?? lines.at(-1) ?? ''
  const shown = line.replaceAll(/\p{Cc}/gu, ' ').trim()
  return shown === '' ? '' : `: ${shown.slice(0, QUOTED).toWellFormed()}`
}

/** A whole number that a cost may be. */
const isCost = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/** A value of JSON; undefined for a text that is none, or too much of it. */
function valueOf(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: parseJson(text) }
  } catch {
    return undefined
  }
}

/** The answer behind the word on the descriptor: the first whole line that begins with it. */
function onDescriptor(results: string, word: string): Said {
  const line = results.split('\n').find((each) => each.startsWith(`${word} `))
  if (line === undefined) return { ok: false, reason: 'gave no answer' }
  const value = valueOf(line.slice(word.length + 1))?.value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false, reason: 'gave an answer that is no JSON' }
  const { answer, cost, error } = value as { readonly answer?: unknown; readonly cost?: unknown; readonly error?: unknown }
  if (typeof error === 'string')
    return {
      ok: false,
      reason: error
        .replaceAll(/\p{Cc}/gu, ' ')
        .slice(0, QUOTED)
        .toWellFormed(),
    }
  if (answer === undefined) return { ok: false, reason: 'gave no answer' }
  return { ok: true, answer, ...(isCost(cost) ? { cost } : {}) }
}

/** What stands on the standard output: a value of JSON, or else the text. */
function onOutput(output: string): Said {
  const text = output.trimEnd()
  if (text === '') return { ok: false, reason: 'printed nothing' }
  const read = valueOf(text)
  return { ok: true, answer: read === undefined ? text : read.value }
}

const LIMITS = {
  seconds: 'took longer than it may by the clock',
  memory: 'took more memory than it may',
  processes: 'started more processes than it may',
  output: 'wrote more than it may',
  disk: 'filled more disk than it may',
} as const

/** What a shell, and a jail, make of a signal that ended what they ran: 128 and its number. */
const SIGNALS: ReadonlyMap<number, string> = new Map(
  ['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGKILL', 'SIGSEGV', 'SIGXCPU'].map((name) => [
    128 + (constants.signals[name as NodeJS.Signals] ?? 0),
    name,
  ]),
)

/** An end as it was inside of shell and jail. */
function within(ended: Ended): Ended {
  const signal = ended.how === 'exit' ? SIGNALS.get(ended.code) : undefined
  return signal === undefined ? ended : { how: 'signal', signal }
}

/** How a command ended that was to give no answer, or gave none in the way that is asked for. */
export function failureOf(
  end: Ended,
  errors: string,
): { readonly kind: 'error' | 'timeout' | 'memory' | 'crash'; readonly reason: string } | undefined {
  const ended = within(end)
  if (ended.how === 'exit')
    return ended.code === 0 ? undefined : { kind: 'error', reason: `ended with code ${ended.code}${tellingLine(errors)}` }
  if (ended.how === 'start') return { kind: 'crash', reason: `could not be started: ${ended.reason}` }
  if (ended.how === 'signal') {
    const { signal } = ended
    return signal === 'SIGXCPU' || signal === 'SIGKILL'
      ? { kind: 'timeout', reason: 'took more processor time than it may' }
      : { kind: 'crash', reason: `was ended by ${signal}${tellingLine(errors)}` }
  }
  const reason = LIMITS[ended.limit]
  if (ended.limit === 'seconds') return { kind: 'timeout', reason }
  return ended.limit === 'memory' ? { kind: 'memory', reason } : { kind: 'error', reason }
}

/** The result of a run; `word` is what stands before an answer on the descriptor. */
export function resultOf(
  launched: Launched,
  options: CommandOptions,
  { word, budget }: { readonly word: string; readonly budget: number },
): RunResult {
  const { ended, output, results, errors, milliseconds } = launched
  const { answer: where, cost: kind, each } = options
  const costOf = (declared = each): number => (kind === 'measured' ? milliseconds : declared)
  const failed = failureOf(ended, errors)
  if (failed !== undefined) {
    const byClock = failed.kind === 'timeout' || failed.kind === 'memory' || failed.kind === 'crash'
    return { ...failed, cost: Math.min(budget, costOf()), ...(byClock ? { repeatable: false as const } : {}) }
  }
  const said = where === 'descriptor' ? onDescriptor(results, word) : onOutput(output)
  if (!said.ok) return { kind: 'error', cost: Math.min(budget, costOf()), reason: `${said.reason}${tellingLine(errors)}` }
  const cost = costOf(said.cost)
  return cost > budget ? { kind: 'budget', cost: budget, reason: 'cost more than it may' } : { kind: 'answer', cost, answer: said.answer }
}
