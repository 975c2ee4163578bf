import { firstIssue } from '../../disk/issue.ts'
import { decode, parseJson } from '../../disk/json.ts'
import type { Bounds } from '../../disk/json.ts'
import { readBytes } from '../../disk/read.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { appTraceLine, identified } from './app-trace.ts'
import type { AppTrace } from './app-trace.ts'
import { byTrace, isOtlp, spansIn, traceOf } from './opentelemetry.ts'
import type { Span } from './opentelemetry.ts'

/** Bytes of a file, characters of a line of it, lines, and what may stand in a line. */
const LARGEST = 256 * 2 ** 20
const LONGEST = 8 * 2 ** 20
const MOST = 100_000
const BOUNDS: Bounds = { depth: 64, members: 10_000, values: 500_000 }

const REMEDY =
  'A line is a trace, {"input": ..., "calls"?: [...], "output"?: ..., "verdict"?: "fail"}, or OTLP JSON with spans of the GenAI conventions; docs/trust.md has the fields.'

const refuse = (where: string, why: string): TernateError => new TernateError('TRACE_FILE', `${where} ${why}`, REMEDY)

function parsed(line: string, where: string): unknown {
  try {
    return parseJson(line, BOUNDS)
  } catch (error) {
    throw refuse(where, error instanceof SyntaxError && error.constructor !== SyntaxError ? error.message : 'is no JSON')
  }
}

/** The lines of a file that hold something, with their numbers; a file of OTLP that is one value over several lines is one of them. */
function linesOf(file: string): { readonly where: string; readonly text: string }[] {
  const read = readBytes(file, LARGEST)
  const text = read.ok ? decode(read.content) : read
  if (!text.ok) throw refuse(file, text.why)
  const lines = text.content.split('\n')
  const filled = lines.flatMap((line, k) => (line.trim() === '' ? [] : [{ where: `${file}:${k + 1}`, text: line }]))
  if (filled.length > 1 && /^\s*\{\s*$/.test(filled[0]?.text ?? '')) return [{ where: file, text: text.content }]
  if (filled.length === 0) throw refuse(file, 'holds no trace')
  if (filled.length > MOST) throw refuse(file, `has more than ${MOST} lines`)
  return filled
}

/**
 * Reads a file of traces that somebody else wrote: a trace a line in this engine's own form, or requests of OTLP, whose spans may be spread over
 * several lines. Nothing is taken of a file that has a line which is none.
 *
 * @throws TernateError `TRACE_FILE` with the line
 */
export function readTraceFile(file: string): readonly AppTrace[] {
  const told: AppTrace[] = []
  const spans: Span[] = []
  for (const { where, text } of linesOf(file)) {
    if (text.length > LONGEST) throw refuse(where, `is longer than ${LONGEST} characters`)
    const value = parsed(text, where)
    if (isOtlp(value)) {
      const found = spansIn(value)
      if ('issues' in found) throw refuse(where, `is no OTLP: ${firstIssue(found, value)}`)
      spans.push(...found)
      continue
    }
    const checked = appTraceLine.safeParse(value)
    if (!checked.success) throw refuse(where, `is no trace: ${firstIssue(checked.error, value)}`)
    told.push(identified({ source: 'ternate', ...checked.data }))
  }
  return [...told, ...byTrace(spans).map((each) => identified(traceOf(each)))]
}
