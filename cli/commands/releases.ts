import { releasesFolder } from '../../run/trust/release.ts'
import { releaseNames, releaseState } from '../../trust/release/list.ts'
import type { ReleaseState } from '../../trust/release/list.ts'
import { settleCanary } from '../../trust/release/observe.ts'
import { clock } from '../trust-place.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine, table } from '../view/text.ts'

/** What `ternate releases` takes. */
export interface Arguments {
  readonly name: string | undefined
  readonly json: boolean
}

const shown = (value: number): string => Number(value.toPrecision(3)).toString()

function linesOf({ name, champion, canary, history }: ReleaseState, whole: boolean): string[] {
  const bounds = canary?.bounds ?? []
  return [
    `${oneLine(name, 60)}: ${champion.slice(0, 12)}${canary === undefined ? '' : `, and ${canary.proposal} as ${canary.version.slice(0, 12)} for ${100 * canary.share} % of keys`}`,
    ...(bounds.length === 0
      ? []
      : table(
          [
            ['  bound on', 'champion', 'uses', 'canary', 'uses', 'evidence', 'trips at'],
            ...bounds.map((bound) => [
              `  ${bound.measure}`,
              shown(bound.means.champion),
              count(bound.champion),
              shown(bound.means.canary),
              count(bound.canary),
              shown(bound.evidence),
              shown(bound.trips),
            ]),
          ],
          [1, 2, 3, 4, 5, 6],
        )),
    ...(whole
      ? history.map(
          (step) =>
            `  ${step.entry}  ${oneLine(step.at, 40)}  ${step.kind}  ${step.champion.slice(0, 12)}  ${step.proposal ?? ''}  ${oneLine(step.by, 60)}${step.why === undefined ? '' : `: ${oneLine(step.why, 200)}`}`,
        )
      : []),
  ]
}

/** `ternate releases`: what is in use, and how canaries stand. */
export function handler({ name, json }: Arguments): void {
  const folder = releasesFolder()
  const names = name === undefined ? releaseNames(folder) : [name]
  for (const each of names) settleCanary(folder, each, clock)
  const states = names.map((each) => releaseState(folder, each))
  if (json) printJson({ releases: states })
  else print(states.length === 0 ? ['nothing is released yet'] : states.flatMap((state) => linesOf(state, name !== undefined)))
}
