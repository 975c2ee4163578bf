import type { JSX } from 'preact'
import type { Moment } from '../../api-types.ts'
import { setQuery } from '../router.ts'
import type { Route } from '../router.ts'

/** What a course may be set against. */
export interface XAxis {
  readonly name: string
  readonly label: string
  /** Its values in lists that stand side by side. */
  readonly of: (lists: {
    readonly evaluations: readonly number[]
    readonly seconds: readonly number[]
    readonly fuel: readonly number[]
    readonly cost: readonly number[]
  }) => readonly number[]
  readonly at: (moment: Moment) => number
}

const AXES: readonly XAxis[] = [
  { name: 'evaluations', label: 'evaluations', of: ({ evaluations }) => evaluations, at: ({ evaluations }) => evaluations },
  { name: 'seconds', label: 'seconds', of: ({ seconds }) => seconds, at: ({ seconds }) => seconds },
  { name: 'fuel', label: 'fuel', of: ({ fuel }) => fuel, at: ({ fuel }) => fuel },
  { name: 'dollars', label: 'dollars', of: ({ cost }) => cost.map((each) => each / 1e6), at: ({ cost }) => cost / 1e6 },
]

/** The axis of a name; evaluations when there is none of it. */
export const axisOf = (name: string | null): XAxis => AXES.find((axis) => axis.name === name) ?? (AXES[0] as XAxis)

/** What a picture is set against. */
export const AxisChoice = ({
  axis,
  choose,
  dollars,
}: {
  readonly axis: string
  readonly choose: (name: string) => void
  readonly dollars: boolean
}): JSX.Element => (
  <label>
    Against{' '}
    <select value={axis} onChange={({ currentTarget }) => choose(currentTarget.value)}>
      {AXES.filter(({ name }) => dollars || name !== 'dollars').map(({ name, label }) => (
        <option key={name} value={name}>
          {label}
        </option>
      ))}
    </select>
  </label>
)

/** The curves that are switched off, as the address has them. */
export function useHidden(route: Route): { readonly hidden: ReadonlySet<string>; readonly toggle: (label: string) => void } {
  const hidden = new Set((route.query.get('hide') ?? '').split('|').filter((label) => label !== ''))
  return {
    hidden,
    toggle(label) {
      const next = new Set(hidden)
      if (!next.delete(label)) next.add(label)
      setQuery({ hide: [...next].join('|') })
    },
  }
}
