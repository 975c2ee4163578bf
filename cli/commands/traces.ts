import { join } from 'node:path'
import { TernateError } from '../../engine/contracts/fault.ts'
import { trustFolder } from '../../run/trust/folder.ts'
import { isFailure } from '../../trust/traces/app-trace.ts'
import type { AppTrace } from '../../trust/traces/app-trace.ts'
import { attributed, CAUSES } from '../../trust/traces/attribution.ts'
import type { Attribution } from '../../trust/traces/attribution.ts'
import { caseOf } from '../../trust/traces/case.ts'
import { readTraceFile } from '../../trust/traces/trace-file.ts'
import { openTraces } from '../../trust/traces/store.ts'
import type { TraceStore } from '../../trust/traces/store.ts'
import { fromCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine } from '../view/text.ts'

/** What `ternate traces` takes. */
export interface Arguments {
  readonly action: 'add' | 'list' | 'attribute' | 'case'
  readonly names: readonly string[] | undefined
  readonly json: boolean
}

/** The traces that are named, or all. */
const chosen = (store: TraceStore, names: readonly string[]): AppTrace[] =>
  (names.length > 0 ? names : store.ids()).map((id) => store.read(id))

function add(store: TraceStore, files: readonly string[], json: boolean): void {
  if (files.length === 0) throw new TernateError('TRACE_FILE', 'no file of traces is named', 'Name one: `ternate traces add FILE.jsonl`.')
  const traces = files.flatMap((file) => readTraceFile(fromCaller(file)))
  const fresh = store.add(traces)
  const failed = traces.filter(isFailure).length
  if (json) return printJson({ read: traces.length, added: fresh, failed })
  print([
    `${count(traces.length)} traces read, ${count(fresh.length)} of them new, ${count(failed)} failed`,
    ...fresh.slice(0, 20),
    ...(fresh.length > 20 ? ['...'] : []),
  ])
}

/** What of a trace is told in one line: nothing of what it holds. */
const row = (trace: AppTrace): Readonly<Record<string, unknown>> => ({
  trace: trace.id,
  source: trace.source,
  calls: trace.calls.length,
  failed: isFailure(trace),
  ...(trace.verdict === undefined ? {} : { verdict: trace.verdict }),
  ...(trace.versions === undefined ? {} : { versions: trace.versions }),
})

function list(store: TraceStore, names: readonly string[], json: boolean): void {
  const traces = chosen(store, names)
  if (json) return traces.forEach((trace) => printJson(row(trace)))
  print(
    traces.length === 0
      ? ['no traces yet: `ternate traces add FILE.jsonl`']
      : traces.map(
          ({ id, source, calls, ...rest }) =>
            `${id}  ${isFailure({ id, source, calls, ...rest }) ? 'failed' : 'passed'}  ${count(calls.length)} calls  ${source}`,
        ),
  )
}

function attributionLines(found: readonly Attribution[]): string[] {
  const counts = [...CAUSES, 'unknown' as const].map((cause) => [cause, found.filter((each) => each.cause === cause).length] as const)
  return [
    ...found.map(({ trace, cause, evidence }) =>
      `${trace}  ${cause.padEnd(10)}  ${oneLine(evidence.map(({ why }) => why).join('; '), 200)}`.trimEnd(),
    ),
    `${count(found.length)} failures: ${counts.map(([cause, times]) => `${cause} ${count(times)}`).join(', ')}`,
  ]
}

function attribute(store: TraceStore, names: readonly string[], json: boolean): void {
  const found = chosen(store, names)
    .map(attributed)
    .filter(({ cause }) => names.length > 0 || cause !== 'none')
  if (json) return found.forEach((each) => printJson(each))
  print(attributionLines(found))
}

/** `ternate traces`: what applications tell of their tasks, and what their failures are due to. */
export async function handler({ action, names = [], json }: Arguments): Promise<void> {
  const store = openTraces(join(trustFolder(), 'traces'))
  if (action === 'add') return add(store, names, json)
  if (action === 'list') return list(store, names, json)
  if (action === 'attribute') return attribute(store, names, json)
  for (const trace of chosen(store, names)) if (names.length > 0 || isFailure(trace)) printJson(caseOf(trace))
}
