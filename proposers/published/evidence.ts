import { byPosition } from '../../engine/contracts/results.ts'
import { trace } from '../../engine/contracts/proposer.ts'
import type { Context, Reply, Request, Shown } from '../../engine/contracts/proposer.ts'
import type { CaseTrace } from '../../engine/contracts/trace.ts'
import { fence } from '../model/fence.ts'
import { saidOf, showCase, showNumber } from '../model/results.ts'
import { showTraces } from '../model/traces.ts'
import { filesOf } from './components.ts'
import type { Component } from './components.ts'

/** Characters of a history, of a text in it, and of feedback and examples. */
const MOST = { history: 60_000, text: 8000, feedback: 12_000, examples: 8000 } as const

/** The traces of a program on some cases; none where programs make no calls. */
export function* tracesOn(
  { traceable }: Context,
  shown: Shown,
  positions: readonly number[],
): Generator<Request, readonly CaseTrace[], Reply> {
  return traceable === true && positions.length > 0 ? yield* trace(shown, positions) : []
}

/** What was said of a program on some cases, with its scores there: in traces where there are any. Of other cases nothing is told. */
export function showEvidence(shown: Shown, positions: readonly number[], traces: readonly CaseTrace[], { caseNames }: Context): string {
  if (traces.length > 0) return showTraces(traces, caseNames)
  const results = byPosition(shown.evaluation)
  const lines = positions.flatMap((at) => {
    const result = results.get(at)
    if (result === undefined) return []
    const score = result.verdict === 'scored' ? `score ${showNumber(result.score)}` : result.verdict
    return [`${showCase(at, caseNames)}: ${score}`, ...(saidOf(result) === '' ? [] : [`feedback: ${saidOf(result)}`])]
  })
  return lines.length === 0 ? '' : fence(lines.join('\n'), { info: 'text', limit: MOST.feedback })
}

/** What a component of a program says, for a list of such. */
export const textOf = ({ program }: Shown, component: Component): string => {
  const texts = Object.entries(filesOf(program.files, component)).filter(([, text]) => text !== '')
  return texts.length === 1 ? (texts[0]?.[1] ?? '') : texts.map(([name, text]) => `file: ${name}\n${text}`).join('\n')
}

/** Texts of a component, in the order in which they are given, each in a fence under its number and its score. */
export function showHistory(list: readonly Shown[], component: Component, { scores }: { readonly scores: boolean }): string {
  let left = MOST.history
  // the last ones are the best, and stay where there is no room for all
  const kept: string[] = []
  for (const shown of list.toReversed()) {
    const text = fence(textOf(shown, component), { info: 'text', limit: MOST.text })
    if (text.length > left) break
    left -= text.length
    const { score, verdict } = shown.evaluation
    kept.push(scores ? `Score ${score === undefined ? verdict : showNumber(score)}:\n\n${text}` : text)
  }
  return kept.toReversed().join('\n\n')
}

/** Train cases as demonstrations, so many drawn; empty where the problem makes none of its cases. */
export function showExamples({ demonstrations }: Context, positions: readonly number[]): string {
  const [rule] = [...(demonstrations?.values() ?? [])]
  const lines = positions.flatMap((at) => rule?.at(at) ?? [])
  return lines.length === 0 ? '' : fence(lines.join('\n'), { info: 'json', limit: MOST.examples })
}
